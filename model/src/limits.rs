//! How much may come from one place, and how much mail one mailbox gets. Every figure stands here with its reason;
//! a site sets its own under `limits` in `site.yaml`.

use serde::{Deserialize, Serialize};

/// The limits of a site.
///
/// A network address is an IPv4 address or an IPv6 network of 64 bits. IPv6 networks of 48 bits have [`SITE_FACTOR`]
/// times as much together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Valid registrations and answers to questionnaires from one network address in an hour, after which further ones
    /// are quarantined. A large office is behind one address, and an assistant may register all of it one by one.
    pub quarantine_after: u32,
    /// The same, after which further ones are refused: more than anyone types, and too much for an organiser to look
    /// through.
    pub refuse_after: u32,
    /// Changes of registrations from one network address in an hour, and as many cancellations: everybody in that
    /// office changes something, and half of them make a mistake.
    pub changes: u32,
    /// Confirmations of e-mail addresses from one network address in an hour. A mail reaches a whole office at the same
    /// moment, and a place that was asked for must not be lost because of colleagues: twice as many as may register.
    pub confirmations: u32,
    /// Requests for the link of a registration from one network address in an hour: each sends a mail.
    pub searches: u32,
    /// Changes of one registration in a day, and as many cancellations and confirmations: a group whose names arrive
    /// one by one, and not a program.
    pub changes_per_registration: u32,
    /// Mails about registrations that one mailbox gets in a day; others wait for the next day. An assistant who
    /// registers ten colleagues one by one has a mail about each at once, and a stranger has no more than that.
    pub mails: u32,
    /// Further mails in a day for what must not wait: requests to confirm an address, promotions, decisions and
    /// cancellations.
    pub urgent_mails: u32,
    /// Notices of organisers that one mailbox gets in a day, one for each of its registrations: two notices, such as a
    /// change and its correction, to an assistant who registered ten colleagues.
    pub notices: u32,
    /// Mails in a day that one mailbox gets because somebody asked for the links of its registrations: one for each
    /// address, and one more, as subaddresses such as `a+1@club.example` lead to the same mailbox.
    pub link_mails: u32,
    /// Minutes after a mail about a change within which further changes wait, so that one mail tells them all. Longer
    /// than correcting a form takes, short enough for the last mail to come the same morning.
    pub change_mail_minutes: u32,
}

/// How many times as much may come from a whole IPv6 site (48 bits) as from one of its 65,536 networks, of which a
/// sender could use a new one for each request. Mobile networks have many customers in one.
pub const SITE_FACTOR: u32 = 8;

/// What a mail counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailClass {
    /// It says what the registrant did.
    Routine,
    /// It must not wait.
    Urgent,
    /// A notice of the organiser.
    Notice,
    /// It has the links of one's registrations, for which somebody asked.
    Links,
}

impl MailClass {
    /// The name of the counter; urgent mails are counted among the routine ones, and may go further.
    pub fn counter(self) -> &'static str {
        match self {
            MailClass::Routine | MailClass::Urgent => "mail",
            MailClass::Notice => "notice-mail",
            MailClass::Links => "link-mail",
        }
    }
}

impl Limits {
    /// How far the counter of a class may go in a day, so that one more of the class is still sent to the mailbox.
    pub fn most_mails(&self, class: MailClass) -> u32 {
        match class {
            MailClass::Routine => self.mails,
            MailClass::Urgent => self.mails.saturating_add(self.urgent_mails),
            MailClass::Notice => self.notices,
            MailClass::Links => self.link_mails,
        }
    }

    /// The same without any limit on mails, for mails that go to no mailbox.
    #[must_use]
    pub fn without_mail_limits(self) -> Limits {
        let none = u32::MAX;
        Limits { mails: none, notices: none, link_mails: none, change_mail_minutes: 0, ..self }
    }
}

impl Limits {
    /// Whether they are those of a site that sets none.
    pub fn are_usual(&self) -> bool {
        *self == Limits::default()
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            quarantine_after: 30,
            refuse_after: 120,
            changes: 60,
            confirmations: 240,
            searches: 20,
            changes_per_registration: 30,
            mails: 10,
            urgent_mails: 5,
            notices: 20,
            link_mails: 2,
            change_mail_minutes: 60,
        }
    }
}
