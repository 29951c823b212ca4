//! The people whom mails about a registration go to: the contact, also at an address that they propose or have replaced,
//! participants with addresses of their own, and those who have left.

use model::contact::Email;
use model::mail::{MailCause, Mailing, Recipient};
use model::registration::{Departure, FormerAddress, Participant, ProposedAddress, Registration};
use registry::identifier::IdentifierKey;
use view::registration::{own_path, participation_path};

/// A person who receives mails about a registration.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Person<'a> {
    /// The contact.
    Contact,
    /// The contact, or a stranger, at the address that is to replace the contact's.
    Proposed(&'a ProposedAddress),
    /// The contact at the address that was replaced.
    FormerContact(&'a FormerAddress),
    /// A participant with another address than the contact's.
    Participant { participant: &'a Participant, email: &'a Email },
    /// A participant who has left.
    Former(&'a Departure),
}

impl<'a> Person<'a> {
    /// Returns what the keys of their mails contain.
    pub(crate) fn recipient(self) -> Recipient {
        match self {
            Person::Contact | Person::Proposed(_) | Person::FormerContact(_) => Recipient::Contact,
            Person::Participant { participant, .. } => Recipient::Participant(participant.number),
            Person::Former(departure) => Recipient::Participant(departure.number),
        }
    }

    /// Returns the mail to them for a cause.
    pub(crate) fn mailing(self, cause: MailCause) -> Mailing {
        Mailing { recipient: self.recipient(), cause }
    }

    /// Returns their address.
    pub(crate) fn email(self, registration: &'a Registration) -> &'a Email {
        match self {
            Person::Contact => &registration.request.contact.email,
            Person::Proposed(proposed) => &proposed.email,
            Person::FormerContact(former) => &former.email,
            Person::Participant { email, .. } => email,
            Person::Former(departure) => &departure.email,
        }
    }

    /// Returns the path of their own page; `None` for those who have left, whose page no longer exists, and for addresses whose
    /// owner may be a stranger.
    pub(crate) fn own_path(self, registration: &Registration, key: &IdentifierKey) -> Option<String> {
        match self {
            Person::Contact => Some(own_path(registration)),
            Person::Participant { participant, .. } => {
                Some(participation_path(registration, key.participation(registration, participant)))
            }
            Person::Former(_) | Person::Proposed(_) | Person::FormerContact(_) => None,
        }
    }
}
