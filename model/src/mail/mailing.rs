//! What identifies a mail among those of a registration.

use crate::notice::NoticeId;
use crate::slug::Slug;

/// A mail that is sent once, to one recipient and for one cause.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mailing {
    /// The person who receives it.
    pub recipient: Recipient,
    /// The reason why it is sent.
    pub cause: MailCause,
}

/// A person who receives mails about a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Recipient {
    /// The contact, who also receives what concerns them as a participant.
    Contact,
    /// The participant with this number, who may have left the registration since.
    Participant(u32),
}

/// The reason why a mail is sent: an entry of the history, a notice, a time before or after a session, other private
/// information, the departure of a participant, or another address of the contact.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MailCause {
    /// The entry of the history with this number.
    Transition(u64),
    /// A notice from the organiser.
    Notice(NoticeId),
    /// A scheduled mail about a session.
    Scheduled {
        /// The identifier of the mail within the workshop.
        mail: Slug,
        /// The identifier of the session.
        session: String,
    },
    /// Private information that the recipient was mailed has changed. The number counts such mails to them from 1.
    PrivateInformation(u64),
    /// The recipient no longer takes part.
    Departure,
    /// The contact's address is to be replaced by the one to which the mail is sent. It was proposed in this revision.
    ProposedAddress(u64),
    /// The contact's address was replaced in this revision. The mail is sent to the former one.
    FormerAddress(u64),
    /// A reason that only a later version of this program knows, with its key. After a return to an earlier version, the
    /// marks of such mails are still there.
    Other(String),
}

/// The first part of the keys of mails to participants. The number follows.
const PARTICIPANT: &str = "participant";

const PRIVATE_INFORMATION: &str = "private";

const DEPARTURE: &str = "left";

const PROPOSED_ADDRESS: &str = "new-address";

const FORMER_ADDRESS: &str = "former-address";

impl Mailing {
    /// Returns the mail to the contact of a registration for this cause.
    pub fn to_contact(cause: MailCause) -> Mailing {
        Mailing { recipient: Recipient::Contact, cause }
    }

    /// Returns the key of the mail among those of a registration: `3`, `notice#0123456789abcdef`, `scheduled#rappel#s1`,
    /// `private#1`, `new-address#4` or `former-address#5`; for a participant, `participant#2#3` and the like, or `participant#2#left`.
    pub fn key(&self) -> String {
        let cause = match &self.cause {
            MailCause::Transition(number) => number.to_string(),
            MailCause::Notice(id) => format!("notice#{}", id.as_str()),
            MailCause::Scheduled { mail, session } => format!("scheduled#{mail}#{session}"),
            MailCause::PrivateInformation(number) => format!("{PRIVATE_INFORMATION}#{number}"),
            MailCause::Departure => DEPARTURE.to_owned(),
            MailCause::ProposedAddress(number) => format!("{PROPOSED_ADDRESS}#{number}"),
            MailCause::FormerAddress(number) => format!("{FORMER_ADDRESS}#{number}"),
            MailCause::Other(key) => key.clone(),
        };
        match self.recipient {
            Recipient::Contact => cause,
            Recipient::Participant(number) => format!("{PARTICIPANT}#{number}#{cause}"),
        }
    }

    /// Returns the mail with this key; `None` if it has the form of none.
    pub fn from_key(key: &str) -> Option<Mailing> {
        match key.split_once('#') {
            Some((PARTICIPANT, rest)) => {
                let (number, cause) = rest.split_once('#')?;
                let recipient = Recipient::Participant(number.parse().ok()?);
                Some(Mailing { recipient, cause: MailCause::from_key(cause)? })
            }
            _ => MailCause::from_key(key).map(Mailing::to_contact),
        }
    }
}

impl MailCause {
    fn from_key(key: &str) -> Option<MailCause> {
        match key.split_once('#') {
            None if key == DEPARTURE => Some(MailCause::Departure),
            None => key.parse().ok().map(MailCause::Transition),
            Some((PRIVATE_INFORMATION, number)) => number.parse().ok().map(MailCause::PrivateInformation),
            Some((PROPOSED_ADDRESS, number)) => number.parse().ok().map(MailCause::ProposedAddress),
            Some((FORMER_ADDRESS, number)) => number.parse().ok().map(MailCause::FormerAddress),
            Some(("notice", id)) => id.parse().ok().map(MailCause::Notice),
            Some(("scheduled", rest)) => {
                let (mail, session) = rest.split_once('#')?;
                Some(MailCause::Scheduled { mail: mail.parse().ok()?, session: session.to_owned() })
            }
            Some((kind, rest)) => {
                let is_key = !kind.is_empty() && kind != PARTICIPANT && !rest.is_empty();
                is_key.then(|| MailCause::Other(key.to_owned()))
            }
        }
    }
}
