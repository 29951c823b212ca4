//! Converts a registration to an item and back. Readers of the table rely on the attribute names, so their meaning
//! never changes. Absent attributes cost nothing: an item of up to 1 KB takes one write unit.

mod addresses;
pub(crate) mod answers;
pub(crate) mod form_answer;
mod growth;
pub(crate) mod history;
pub(crate) mod people;
mod status;

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::announcement::AttendanceMode;
use model::membership::Membership;
use model::money::Currency;
use model::registration::{
    Absences, AttendedSession, ChangeCount, Registration, RegistrationId, RegistrationRequest, Suspicion,
};
use model::seats::Seats;
use model::siren::Siren;
use model::status::Status;
use serde::{Deserialize, Serialize};

use self::addresses::{StoredDeparture, StoredFormerAddress, StoredProposedAddress};
use self::answers::StoredAnswer;
pub(crate) use self::growth::outgrows;
use self::history::StoredHistoryEntry;
use self::people::{StoredBilling, StoredContact, StoredParticipant};
use self::status::read_status;
pub(crate) use self::status::{ACCEPT_UNTIL, stored_status};
use crate::attributes::{Item, expiry, from_item, key, string, to_item, usable};
use crate::failure::StoreError;
use crate::key::{PK, SK, partition, workshop_of};
use crate::size;

/// The prefix of the sort keys of registrations.
pub(crate) const PREFIX: &str = "registration#";

/// The attribute that numbers the versions of a registration; each write is conditional on it.
pub(crate) const REVISION: &str = "revision";

pub(crate) const HISTORY: &str = "history";

pub(crate) const DEPARTURES: &str = "departures";

pub(crate) const PROPOSED_ADDRESS: &str = "proposed_address";

pub(crate) const FORMER_ADDRESSES: &str = "former_addresses";

/// The attributes of a registration besides its key.
#[derive(Serialize, Deserialize)]
struct StoredRegistration {
    capability: String,
    /// See [`stored_status`].
    status: Status,
    seats: BTreeMap<String, u32>,
    participants: Vec<StoredParticipant>,
    contact: StoredContact,
    billing: StoredBilling,
    /// The total fee of all participants. This program does not read it; it is for other readers of the table.
    amount: u64,
    currency: Currency,
    form_hash: String,
    created: Timestamp,
    revision: u64,
    history: Vec<StoredHistoryEntry>,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
    /// The highest number that a participant has had; absent if it is that of a participant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    named: Option<u32>,
    /// When it was marked as invoiced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    invoiced: Option<Timestamp>,
    /// Absent if there are none, and in items older than mails to participants.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    departures: Vec<StoredDeparture>,
    /// Absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proposed_address: Option<StoredProposedAddress>,
    /// Absent if there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_addresses: Vec<StoredFormerAddress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    changes: Option<StoredChangeCount>,
    /// The corrections by participants, by the participant's number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    corrections: BTreeMap<String, StoredChangeCount>,
    /// By session, the numbers of those who were absent; absent if no one was, and in items older than this attribute.
    #[serde(default, skip_serializing_if = "Absences::is_empty")]
    absences: Absences,
    /// By the participant's number; absent for those who were named at first, and in items older than this attribute.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    joined: BTreeMap<String, Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
    /// Absent for the site's main language, and in items older than translations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    proven: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    confirm_until: Option<Timestamp>,
    /// The deadline for accepting offered seats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    accept_until: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspicion: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    membership: Option<Membership>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    counted_for: Option<Siren>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    listed: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    sessions: Vec<StoredSession>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    answers: BTreeMap<String, StoredAnswer>,
}

/// A session that the participants, or one of them, attend.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredSession {
    session: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mode: Option<AttendanceMode>,
}

/// The number of changes by the registrant; absent if there are none.
#[derive(Serialize, Deserialize)]
struct StoredChangeCount {
    total: u32,
    recent: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<Timestamp>,
}

/// Returns the sort key of a registration.
pub(crate) fn sort_key(id: &RegistrationId) -> String {
    format!("{PREFIX}{}", id.as_str())
}

/// Returns the identifier of a registration, from its sort key.
pub(crate) fn id(item: &Item) -> Result<RegistrationId, StoreError> {
    let id = string(item, SK)?.strip_prefix(PREFIX);
    usable(id.and_then(|id| id.parse().ok()), SK)
}

/// Converts a registration to an item within the size limit.
pub(crate) fn from_registration(registration: &Registration) -> Result<Item, StoreError> {
    size::checked(unchecked(registration)?)
}

/// Converts a registration to an item, which may be too large to be written.
fn unchecked(registration: &Registration) -> Result<Item, StoreError> {
    let key = key(partition(&registration.request.workshop), sort_key(&registration.id));
    to_item(key, &StoredRegistration::of(registration)?)
}

/// Converts an item to a registration. An item too large to be written back is an error.
pub(crate) fn to_registration(item: &Item) -> Result<Registration, StoreError> {
    size::check(item)?;
    let id = id(item)?;
    let workshop = usable(workshop_of(string(item, PK)?), PK)?;
    let stored: StoredRegistration = from_item(item)?;
    let participants: Vec<_> = (1..).zip(stored.participants).map(|(place, it)| it.at(place)).collect();
    let named = stored.named.or(people::highest(&participants)).unwrap_or_default();
    let status = read_status(stored.status, stored.accept_until.is_some());
    let corrections = stored.corrections.into_iter();
    let corrections = corrections.filter_map(|(number, count)| Some((number.parse().ok()?, count.into())));
    let corrections = corrections.collect();
    Ok(Registration {
        id,
        capability: usable(stored.capability.parse().ok(), "capability")?,
        request: RegistrationRequest {
            workshop,
            participants,
            sessions: stored.sessions.into_iter().map(Into::into).collect(),
            contact: stored.contact.into(),
            billing: stored.billing.into(),
            answers: answers::read(stored.answers),
            remarks: stored.remarks,
            listed: stored.listed,
            form_hash: stored.form_hash,
            language: stored.language,
            membership: stored.membership,
        },
        named,
        departures: stored.departures.into_iter().map(Into::into).collect(),
        proposed_address: stored.proposed_address.map(Into::into),
        former_addresses: stored.former_addresses.into_iter().map(Into::into).collect(),
        seats: stored.seats.into_iter().collect(),
        counted_for: stored.counted_for,
        status,
        proven: stored.proven,
        confirm_until: stored.confirm_until,
        accept_until: stored.accept_until.filter(|_| status == Status::Offered),
        suspicion: stored.suspicion.as_deref().and_then(Suspicion::from_key),
        created: stored.created,
        expires: stored.expires_at,
        invoiced: stored.invoiced,
        change_count: stored.changes.map(Into::into).unwrap_or_default(),
        corrections,
        absences: stored.absences,
        joined: people::read_joined(stored.joined),
        revision: stored.revision,
        history: stored.history.into_iter().map(Into::into).collect(),
    })
}

impl StoredRegistration {
    fn of(registration: &Registration) -> Result<StoredRegistration, StoreError> {
        let request = &registration.request;
        let amount = usable(request.amount(), "amount")?;
        Ok(StoredRegistration {
            capability: registration.capability.as_str().to_owned(),
            status: stored_status(registration.status),
            seats: from_seats(&registration.seats),
            participants: (1..)
                .zip(&request.participants)
                .map(|(place, it)| StoredParticipant::of(place, it))
                .collect(),
            contact: (&request.contact).into(),
            billing: (&request.billing).into(),
            amount: amount.minor,
            currency: amount.currency,
            form_hash: request.form_hash.clone(),
            created: registration.created,
            revision: registration.revision,
            history: registration.history.iter().map(Into::into).collect(),
            expires_at: registration.expires,
            named: (Some(registration.named) != people::highest(&request.participants))
                .then_some(registration.named),
            departures: registration.departures.iter().map(Into::into).collect(),
            proposed_address: registration.proposed_address.as_ref().map(Into::into),
            former_addresses: registration.former_addresses.iter().map(Into::into).collect(),
            changes: (registration.change_count != ChangeCount::default())
                .then(|| registration.change_count.into()),
            invoiced: registration.invoiced,
            corrections: registration
                .corrections
                .iter()
                .map(|(number, count)| (number.to_string(), (*count).into()))
                .collect(),
            absences: registration.absences.clone(),
            joined: people::stored_joined(&registration.joined),
            remarks: request.remarks.clone(),
            language: request.language.clone(),
            proven: registration.proven,
            confirm_until: registration.confirm_until,
            accept_until: registration.accept_until,
            suspicion: registration.suspicion.map(|suspicion| suspicion.key().to_owned()),
            membership: request.membership,
            counted_for: registration.counted_for.clone(),
            listed: request.listed,
            sessions: request.sessions.iter().map(Into::into).collect(),
            answers: answers::stored(&request.answers),
        })
    }
}

fn from_seats(seats: &Seats) -> BTreeMap<String, u32> {
    seats.pools().map(|(pool, count)| (pool.to_owned(), count)).collect()
}

impl From<&AttendedSession> for StoredSession {
    fn from(attended: &AttendedSession) -> StoredSession {
        StoredSession { session: attended.session.clone(), mode: attended.mode }
    }
}

impl From<StoredSession> for AttendedSession {
    fn from(StoredSession { session, mode }: StoredSession) -> AttendedSession {
        AttendedSession { session, mode }
    }
}

impl From<ChangeCount> for StoredChangeCount {
    fn from(ChangeCount { total, recent, since }: ChangeCount) -> StoredChangeCount {
        StoredChangeCount { total, recent, since }
    }
}

impl From<StoredChangeCount> for ChangeCount {
    fn from(StoredChangeCount { total, recent, since }: StoredChangeCount) -> ChangeCount {
        ChangeCount { total, recent, since }
    }
}

#[cfg(test)]
mod tests;
