//! The mark of a mail as an item and back.

use jiff::{SignedDuration, Timestamp};
use model::mail::{MailState, Mailing};
use model::registration::RegistrationId;
use model::slug::Slug;

use super::MAIL_LEASE;
use crate::attributes::{Item, map, number, parsed, string, text, usable, whole};
use crate::failure::StoreError;
use crate::key::{PK, SK, partition};

/// What the sort keys of marks start with.
const PREFIX: &str = "mail#";

pub(super) const STATE: &str = "state";

/// How far a mail has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailMark {
    /// The registration whose registrant gets it.
    pub registration: RegistrationId,
    /// Which mail of the registration.
    pub mailing: Mailing,
    /// How far it has come.
    pub state: MailState,
    /// Since when.
    pub since: Timestamp,
    /// Who holds or held the claim.
    pub(super) claim: String,
    /// How many attempts there were of which nobody knows whether they sent the mail.
    pub uncertain: u32,
    /// When that happened which the mail is about.
    pub about: Timestamp,
}

impl MailMark {
    /// When a claim counts as abandoned.
    pub(super) fn lease_ends(&self) -> Timestamp {
        let factor = 4_i64.saturating_pow(self.uncertain);
        let lease = SignedDuration::from_secs(MAIL_LEASE.as_secs().saturating_mul(factor));
        self.since.saturating_add(lease).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn item(&self, workshop: &Slug, expires: Timestamp) -> Item {
        map([
            (PK, text(partition(workshop))),
            (SK, text(sort_key(&self.registration, &self.mailing))),
            (STATE, text(self.state.key())),
            ("since", text(self.since.to_string())),
            ("claim", text(&self.claim)),
            ("uncertain", whole(self.uncertain)),
            ("about", text(self.about.to_string())),
            ("expires_at", whole(expires.as_second())),
        ])
    }

    pub(crate) fn read(item: &Item) -> Result<MailMark, StoreError> {
        let key = string(item, SK)?.strip_prefix(PREFIX).and_then(|key| key.split_once('#'));
        let (registration, mailing) = usable(key, SK)?;
        Ok(MailMark {
            registration: usable(registration.parse().ok(), SK)?,
            mailing: usable(Mailing::from_key(mailing), SK)?,
            state: usable(MailState::from_key(string(item, STATE)?), STATE)?,
            since: parsed(item, "since")?,
            claim: string(item, "claim")?.to_owned(),
            uncertain: number(item, "uncertain")?,
            about: parsed(item, "about")?,
        })
    }
}

/// What the sort keys of a registration's marks start with, or of all registrations.
pub(super) fn prefix(registration: Option<&RegistrationId>) -> String {
    registration.map_or_else(|| PREFIX.to_owned(), |id| format!("{PREFIX}{}#", id.as_str()))
}

pub(super) fn sort_key(registration: &RegistrationId, mailing: &Mailing) -> String {
    format!("{}{}", prefix(Some(registration)), mailing.key())
}
