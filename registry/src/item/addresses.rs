//! Converts the addresses that a registration has only for a time to parts of an item: those of participants who left, the
//! one that is to replace the contact's, and those that were replaced.

use jiff::Timestamp;
use model::contact::Email;
use model::registration::{AttendedSession, Departure, FormerAddress, ProposedAddress};
use serde::{Deserialize, Serialize};

use super::StoredSession;

/// A participant who left and is still to be informed.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredDeparture {
    number: u32,
    email: Email,
    at: Timestamp,
    /// Absent in items of earlier versions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sessions: Vec<StoredSession>,
}

/// An address that is to replace the contact's.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredProposedAddress {
    email: Email,
    number: u64,
    at: Timestamp,
    until: Timestamp,
}

/// An address that was replaced, until a mail to it was sent.
#[derive(Serialize, Deserialize)]
pub(super) struct StoredFormerAddress {
    email: Email,
    number: u64,
    at: Timestamp,
}

impl From<&Departure> for StoredDeparture {
    fn from(Departure { number, email, at, sessions }: &Departure) -> StoredDeparture {
        let sessions = sessions.iter().map(StoredSession::from).collect();
        StoredDeparture { number: *number, email: email.clone(), at: *at, sessions }
    }
}

impl From<StoredDeparture> for Departure {
    fn from(StoredDeparture { number, email, at, sessions }: StoredDeparture) -> Departure {
        let sessions = sessions.into_iter().map(AttendedSession::from).collect();
        Departure { number, email, at, sessions }
    }
}

impl From<&ProposedAddress> for StoredProposedAddress {
    fn from(proposed: &ProposedAddress) -> StoredProposedAddress {
        let ProposedAddress { email, number, at, until } = proposed.clone();
        StoredProposedAddress { email, number, at, until }
    }
}

impl From<StoredProposedAddress> for ProposedAddress {
    fn from(stored: StoredProposedAddress) -> ProposedAddress {
        let StoredProposedAddress { email, number, at, until } = stored;
        ProposedAddress { email, number, at, until }
    }
}

impl From<&FormerAddress> for StoredFormerAddress {
    fn from(former: &FormerAddress) -> StoredFormerAddress {
        let FormerAddress { email, number, at } = former.clone();
        StoredFormerAddress { email, number, at }
    }
}

impl From<StoredFormerAddress> for FormerAddress {
    fn from(stored: StoredFormerAddress) -> FormerAddress {
        let StoredFormerAddress { email, number, at } = stored;
        FormerAddress { email, number, at }
    }
}
