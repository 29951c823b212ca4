//! Converts the mark of a mail to an item and back.

use std::collections::BTreeMap;

use jiff::fmt::serde::timestamp::second::optional as optional_expiry;
use jiff::{SignedDuration, Timestamp};
use model::delivery::{DeliveryProblem, Severity};
use model::limits::MailClass;
use model::mail::{MailCause, MailState, Mailing, Recipient};
use model::registration::{FormerAddress, Registration, RegistrationId};
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use super::{MAIL_LEASE, ShownPrivate};
use crate::attributes::{Item, from_item, key, string, to_item, usable};
use crate::failure::StoreError;
use crate::key::{SK, partition};
use crate::stored::MAIL;

pub(super) const STATE: &str = "state";

/// The state of a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailMark {
    /// The registration that the mail is about.
    pub registration: RegistrationId,
    /// Identifies the mail among those of the registration.
    pub mailing: Mailing,
    /// Its state.
    pub state: MailState,
    /// The time at which it entered this state; for a mail that was sent and refused later, when it was sent.
    pub since: Timestamp,
    /// The token of the current or last claim.
    pub(super) claim: String,
    /// The number of attempts that may have sent the mail.
    pub uncertain: u32,
    /// The time of the event that the mail reports.
    pub about: Timestamp,
    /// What went wrong, if that is known.
    pub problem: Option<MailProblem>,
    /// The private information that the mail contained.
    pub shown: ShownPrivate,
}

/// The marks of the mails of some registrations.
#[derive(Clone, Debug, Default)]
pub struct MailMarks(BTreeMap<RegistrationId, Vec<MailMark>>);

impl MailMarks {
    /// Returns the marks of one registration.
    pub fn of(&self, registration: &Registration) -> &[MailMark] {
        self.0.get(&registration.id).map(Vec::as_slice).unwrap_or_default()
    }
}

impl FromIterator<MailMark> for MailMarks {
    fn from_iter<T: IntoIterator<Item = MailMark>>(marks: T) -> MailMarks {
        let mut of = BTreeMap::<_, Vec<_>>::new();
        for mark in marks {
            of.entry(mark.registration.clone()).or_default().push(mark);
        }
        MailMarks(of)
    }
}

/// Returns whether no mail of this class is sent to the present address of a recipient of a registration, because one that
/// these marks are about was refused or reported as spam.
pub fn are_withheld(
    registration: &Registration,
    recipient: Recipient,
    marks: &[MailMark],
    class: MailClass,
) -> bool {
    let own = marks.iter().filter(|mark| mark.mailing.recipient == recipient);
    let mut present = own.filter(|mark| mark.is_to_present_address(registration));
    present.any(|mark| mark.withholds(class))
}

/// Returns whether no mail of this class is sent to an address that the contact of a registration replaced, because one that
/// these marks are about was refused or reported as spam before.
pub fn are_withheld_from_former(
    registration: &Registration,
    former: &FormerAddress,
    marks: &[MailMark],
    class: MailClass,
) -> bool {
    let is_to_it =
        |mark: &&MailMark| mark.to_contact_at().is_some_and(|time| registration.was_mailed_at(former, time));
    marks.iter().filter(is_to_it).any(|mark| mark.withholds(class))
}

/// A problem with a mail, and since when it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailProblem {
    /// What went wrong.
    pub problem: DeliveryProblem,
    /// When it did.
    pub at: Timestamp,
}

/// The attributes of a mark besides its key.
#[derive(Serialize, Deserialize)]
struct StoredMark {
    state: String,
    since: Timestamp,
    claim: String,
    uncertain: u32,
    about: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    problem_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "ShownPrivate::is_empty")]
    shown: ShownPrivate,
    /// Only DynamoDB reads it.
    #[serde(default, with = "optional_expiry")]
    expires_at: Option<Timestamp>,
}

impl MailMark {
    /// Returns how badly the mail failed, if it did. A mail that was refused as it was sent counts like one that was
    /// refused later.
    pub fn severity(&self) -> Option<Severity> {
        match self.state {
            MailState::Refused => Some(Severity::Refused),
            _ => self.problem.map(|it| it.problem.severity()),
        }
    }

    /// Returns whether the mail was addressed to an address that its registration still has.
    pub fn is_to_present_address(&self, registration: &Registration) -> bool {
        match self.mailing.recipient {
            Recipient::Participant(number) => registration.has_address_of(number),
            Recipient::Contact => {
                self.to_contact_at().is_some_and(|time| registration.is_mailed_at_present_address(time))
            }
        }
    }

    /// Returns the time that decides to which of the contact's addresses the mail went; `None` if it went to a participant, or
    /// to an address that was not the contact's at the time.
    fn to_contact_at(&self) -> Option<Timestamp> {
        match (self.mailing.recipient, &self.mailing.cause) {
            (Recipient::Participant(_), _) => None,
            // Neither is the contact's: one is not yet, the other no longer.
            (_, MailCause::ProposedAddress(_) | MailCause::FormerAddress(_)) => None,
            // The mail about the correction replaces those about earlier transitions.
            (_, MailCause::Transition(_)) => Some(self.about),
            // A notice may be sent long after it was published, and a scheduled mail reports the start of the session.
            _ => Some(self.since),
        }
    }

    /// Returns whether a problem with the mail is a reason to send none of this class to its address.
    fn withholds(&self, class: MailClass) -> bool {
        self.problem.is_some_and(|it| it.problem.withholds(class))
    }

    /// Returns whether the mail may have informed its recipient about the registration: it was sent, or may yet arrive.
    pub fn informs(&self) -> bool {
        match self.state {
            MailState::Sent | MailState::Sending | MailState::Refused => true,
            MailState::Released | MailState::Superseded => false,
        }
    }

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
            problem: self.problem.map(|it| it.problem.key().to_owned()),
            problem_at: self.problem.map(|it| it.at),
            shown: self.shown.clone(),
            expires_at: Some(expires),
        };
        to_item(key(partition(workshop), sort_key(&self.registration, &self.mailing)), &stored)
    }

    pub(crate) fn read(item: &Item) -> Result<MailMark, StoreError> {
        let key = string(item, SK)?.strip_prefix(MAIL).and_then(|key| key.split_once('#'));
        let (registration, mailing) = usable(key, SK)?;
        let stored: StoredMark = from_item(item)?;
        // One that only a later version knows must not make the mark unreadable.
        let problem = stored.problem.as_deref().and_then(DeliveryProblem::from_key);
        Ok(MailMark {
            registration: usable(registration.parse().ok(), SK)?,
            mailing: usable(Mailing::from_key(mailing), SK)?,
            state: usable(MailState::from_key(&stored.state), STATE)?,
            since: stored.since,
            claim: stored.claim,
            uncertain: stored.uncertain,
            about: stored.about,
            problem: problem.zip(stored.problem_at).map(|(problem, at)| MailProblem { problem, at }),
            shown: stored.shown,
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
