//! What can go wrong with a mail after the mail service accepted it, and which mails follow.

use strum::{EnumString, IntoStaticStr, VariantArray};

use crate::limits::MailClass;

/// Why a mail did not reach its recipient, or not in the wanted way.
///
/// The keys are stored and exported, so they never change. The server's own words are never kept, because they quote
/// addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum DeliveryProblem {
    /// The recipient's server has not accepted the mail yet; the mail service keeps trying.
    Delayed,
    /// The mailbox was full for as long as the mail service tried.
    MailboxFull,
    /// The mail was larger than the recipient's server accepts.
    TooLarge,
    /// The recipient's server objected to the content or the attachment.
    ContentRefused,
    /// The mail service gave up for another reason that may pass.
    Undelivered,
    /// The mail service itself did not send the mail because of its content.
    NotSent,
    /// The recipient's server refused the address for good.
    AddressRefused,
    /// The recipient reported the mail as spam.
    Complaint,
    /// The mail service keeps the address on its list of those that refused or reported an earlier mail, and did not
    /// try.
    SuppressionList,
    /// It was not handed to the mail service, because an earlier mail to the address was refused or reported.
    Withheld,
}

/// How much a problem means for further mails to the address. A later one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, IntoStaticStr, EnumString, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Severity {
    /// The mail may still arrive.
    Delayed,
    /// The mail did not arrive; the next one may.
    Undelivered,
    /// No mail arrives until the organiser does something.
    Refused,
}

impl DeliveryProblem {
    /// Every problem.
    pub const ALL: &[DeliveryProblem] = DeliveryProblem::VARIANTS;

    /// Returns how much it means for further mails.
    pub fn severity(self) -> Severity {
        match self {
            DeliveryProblem::Delayed => Severity::Delayed,
            DeliveryProblem::MailboxFull
            | DeliveryProblem::TooLarge
            | DeliveryProblem::ContentRefused
            | DeliveryProblem::Undelivered
            | DeliveryProblem::NotSent => Severity::Undelivered,
            DeliveryProblem::AddressRefused
            | DeliveryProblem::Complaint
            | DeliveryProblem::SuppressionList
            | DeliveryProblem::Withheld => Severity::Refused,
        }
    }

    /// Returns whether a mail of this class is no longer sent to an address that had this problem.
    ///
    /// A refused address gets nothing, because every further attempt harms the sender's reputation and reaches no
    /// one. A recipient who reported a mail as spam still gets what must not wait, such as a decision or a
    /// cancellation, and the links that someone with the address asks for.
    pub fn withholds(self, class: MailClass) -> bool {
        match self {
            DeliveryProblem::AddressRefused | DeliveryProblem::SuppressionList => true,
            DeliveryProblem::Complaint => !matches!(class, MailClass::Urgent | MailClass::Links),
            // A withheld mail is the consequence of another one's problem.
            _ => false,
        }
    }

    /// Returns the key of the problem in the store and in exports.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the problem with this key.
    pub fn from_key(key: &str) -> Option<DeliveryProblem> {
        key.parse().ok()
    }
}

impl Severity {
    /// Every severity.
    pub const ALL: &[Severity] = Severity::VARIANTS;

    /// Returns the key of the severity on the command line.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the severity with this key.
    pub fn from_key(key: &str) -> Option<Severity> {
        key.parse().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys are in stored items, so that a changed one would be lost.
    #[test]
    fn stored_keys_never_change() {
        let keys: Vec<_> = DeliveryProblem::ALL.iter().map(|problem| problem.key()).collect();
        let stored = [
            "delayed",
            "mailbox-full",
            "too-large",
            "content-refused",
            "undelivered",
            "not-sent",
            "address-refused",
            "complaint",
            "suppression-list",
            "withheld",
        ];
        assert_eq!(keys, stored);
        assert!(stored.iter().all(|key| DeliveryProblem::from_key(key).is_some_and(|it| it.key() == *key)));
        assert_eq!(DeliveryProblem::from_key("lost"), None);
    }

    #[test]
    fn only_refused_addresses_get_no_urgent_mails() {
        use DeliveryProblem::*;
        for &problem in DeliveryProblem::ALL {
            let withheld = [MailClass::Urgent, MailClass::Routine, MailClass::Notice, MailClass::Scheduled];
            let withheld = withheld.map(|class| problem.withholds(class));
            let expected = match problem {
                AddressRefused | SuppressionList => [true, true, true, true],
                Complaint => [false, true, true, true],
                _ => [false, false, false, false],
            };
            assert_eq!(withheld, expected, "{problem:?}");
            assert!(!withheld[2] || problem.severity() == Severity::Refused, "{problem:?}");
        }
    }
}
