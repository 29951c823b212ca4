//! Converts the mark of a mail to an item and back.

use jiff::fmt::serde::timestamp::second::optional as optional_expiry;
use jiff::{SignedDuration, Timestamp};
use model::mail::{MailState, Mailing};
use model::registration::RegistrationId;
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use super::MAIL_LEASE;
use crate::attributes::{Item, from_item, key, string, to_item, usable};
use crate::failure::StoreError;
use crate::key::{SK, partition};
use crate::stored::MAIL;

pub(super) const STATE: &str = "state";

/// The state of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailMark {
    /// The registration whose registrant receives the mail.
    pub registration: RegistrationId,
    /// Identifies the mail among those of the registration.
    pub mailing: Mailing,
    /// Its state.
    pub state: MailState,
    /// The time at which it entered this state.
    pub since: Timestamp,
    /// The token of the current or last claim.
    pub(super) claim: String,
    /// The number of attempts that may have sent the mail.
    pub uncertain: u32,
    /// The time of the event that the mail reports.
    pub about: Timestamp,
}

/// The attributes of a mark besides its key.
#[derive(Serialize, Deserialize)]
struct StoredMark {
    state: String,
    since: Timestamp,
    claim: String,
    uncertain: u32,
    about: Timestamp,
    /// Only DynamoDB reads it.
    #[serde(default, with = "optional_expiry")]
    expires_at: Option<Timestamp>,
}

impl MailMark {
    /// Returns the time at which the claim counts as abandoned.
    pub(super) fn lease_ends(&self) -> Timestamp {
        let factor = 4_i64.saturating_pow(self.uncertain);
        let lease = SignedDuration::from_secs(MAIL_LEASE.as_secs().saturating_mul(factor));
        self.since.saturating_add(lease).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn item(&self, workshop: &Slug, expires: Timestamp) -> Result<Item, StoreError> {
        let stored = StoredMark {
            state: self.state.key().to_owned(),
            since: self.since,
            claim: self.claim.clone(),
            uncertain: self.uncertain,
            about: self.about,
            expires_at: Some(expires),
        };
        to_item(key(partition(workshop), sort_key(&self.registration, &self.mailing)), &stored)
    }

    pub(crate) fn read(item: &Item) -> Result<MailMark, StoreError> {
        let key = string(item, SK)?.strip_prefix(MAIL).and_then(|key| key.split_once('#'));
        let (registration, mailing) = usable(key, SK)?;
        let stored: StoredMark = from_item(item)?;
        Ok(MailMark {
            registration: usable(registration.parse().ok(), SK)?,
            mailing: usable(Mailing::from_key(mailing), SK)?,
            state: usable(MailState::from_key(&stored.state), STATE)?,
            since: stored.since,
            claim: stored.claim,
            uncertain: stored.uncertain,
            about: stored.about,
        })
    }
}

/// Returns the prefix of the sort keys of a registration's marks, or of all marks.
pub(super) fn prefix(registration: Option<&RegistrationId>) -> String {
    registration.map_or_else(|| MAIL.to_owned(), |id| format!("{MAIL}{}#", id.as_str()))
}

pub(super) fn sort_key(registration: &RegistrationId, mailing: &Mailing) -> String {
    format!("{}{}", prefix(Some(registration)), mailing.key())
}
