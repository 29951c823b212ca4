//! Which mails were sent, are being sent or were refused: one small item for each mail of each registration.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | mail | `workshop#<slug>` | `mail#<registration id>#<number of the entry>` | `state`, `since`, `claim`, `uncertain`, `about`, `expires_at` |
//! | mail of a notice | `workshop#<slug>` | `mail#<registration id>#notice#<notice id>` | the same |
//!
//! A mail is claimed, sent and settled. The claim is a conditional write, so of any number that try at the same
//! moment one sends. Whoever is stopped between sending and settling leaves a claim behind, of which nobody knows
//! whether it was followed by a mail; once its lease is over it is claimed again, as a mail that comes twice is
//! better than one that never comes.

mod mark;

use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use jiff::{SignedDuration, Timestamp};
use model::mail::{MailState, Mailing};
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

pub use self::mark::MailMark;
use crate::attributes::{Item, text};
use crate::condition::{Conditional, conditional, met};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{PK, SK, partition};
use crate::store::Store;

/// How long after a claim its mail counts as interrupted; four times as long for each earlier attempt of which
/// nobody knows what became of it, so that a mail service that never answers gets few repeats. More than the time
/// that the function has for an event.
pub const MAIL_LEASE: SignedDuration = SignedDuration::from_secs(60);

/// A mail that is to be sent, once.
#[derive(Clone, Debug)]
pub struct MailClaim<'a> {
    /// The registration that it is about, and whose registrant gets it.
    pub registration: &'a Registration,
    /// Which mail of the registration.
    pub mailing: &'a Mailing,
    /// When that happened which the mail is about. A mark of another moment is that of a registration which was
    /// erased and made anew, and counts for nothing.
    pub about: Timestamp,
}

/// What became of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is the caller's to send.
    Ours(OwnClaim),
    /// It was sent, or refused for good.
    Settled(MailState),
    /// Somebody else sends it at this moment, or was stopped while doing so and may have sent it.
    InFlight,
}

/// A claim that the caller holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnClaim {
    token: String,
    /// How many earlier attempts there were of which nobody knows whether they sent the mail.
    pub uncertain: u32,
}

/// What is known after an attempt to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The mail service took it.
    Sent,
    /// The mail service refused the address for good.
    Refused,
    /// It was not sent, and is to be tried again.
    Released,
}

impl Store {
    /// Claims a mail for the caller at `now`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be claimed. If it was after all, it counts as a claim
    /// whose holder was stopped.
    pub async fn claim_mail(
        &self,
        claim: &MailClaim<'_>,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Claimed, StoreError> {
        let ours = OwnClaim { token: crate::transaction::token()?, uncertain: 0 };
        let put = self.put_mark(claim, MailState::Sending, now, &ours)?;
        let put = put
            .condition_expression("attribute_not_exists(PK) OR about <> :about")
            .expression_attribute_values(":about", text(claim.about.to_string()));
        let Some(existing) = written_or_existing(&put, deadline).await? else {
            return Ok(Claimed::Ours(ours));
        };
        let existing = MailMark::read(&existing)?;
        if existing.claim == ours.token {
            // The first attempt to write was carried out, but its answer was lost.
            return Ok(Claimed::Ours(ours));
        }
        match existing.state {
            MailState::Sent | MailState::Refused | MailState::Superseded => {
                Ok(Claimed::Settled(existing.state))
            }
            MailState::Sending if now < existing.lease_ends() => Ok(Claimed::InFlight),
            MailState::Sending => {
                self.take_over(claim, existing.uncertain + 1, &existing, now, deadline).await
            }
            MailState::Released => self.take_over(claim, existing.uncertain, &existing, now, deadline).await,
        }
    }

    async fn take_over(
        &self,
        claim: &MailClaim<'_>,
        uncertain: u32,
        existing: &MailMark,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Claimed, StoreError> {
        let ours = OwnClaim { token: crate::transaction::token()?, uncertain };
        let put = self.put_mark(claim, MailState::Sending, now, &ours)?;
        let put = put
            .condition_expression("claim = :theirs AND #state = :state")
            .expression_attribute_names("#state", mark::STATE)
            .expression_attribute_values(":theirs", text(&existing.claim))
            .expression_attribute_values(":state", text(existing.state.key()));
        match written_or_existing(&put, deadline).await? {
            None => Ok(Claimed::Ours(ours)),
            Some(other) if MailMark::read(&other)?.claim == ours.token => Ok(Claimed::Ours(ours)),
            Some(_) => Ok(Claimed::InFlight),
        }
    }

    /// Marks a mail in whose place the caller sends one about a later state. One that was sent, or is being sent, stays
    /// as it is marked.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be written.
    pub async fn supersede_mail(
        &self,
        claim: &MailClaim<'_>,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let ours = OwnClaim { token: crate::transaction::token()?, uncertain: 0 };
        let put = self.put_mark(claim, MailState::Superseded, now, &ours)?;
        let put = put
            .condition_expression("attribute_not_exists(PK) OR about <> :about OR #state = :released")
            .expression_attribute_names("#state", mark::STATE)
            .expression_attribute_values(":about", text(claim.about.to_string()))
            .expression_attribute_values(":released", text(MailState::Released.key()));
        written_or_existing(&put, deadline).await.map(|_| ())
    }

    /// Writes what became of a mail that the caller had claimed. A claim that somebody else has taken over
    /// meanwhile stays theirs.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be written.
    pub async fn settle_mail(
        &self,
        claim: &MailClaim<'_>,
        ours: &OwnClaim,
        settlement: Settlement,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let state = match settlement {
            Settlement::Sent => MailState::Sent,
            Settlement::Refused => MailState::Refused,
            Settlement::Released if ours.uncertain == 0 => {
                return self.forget_claim(claim, ours, deadline).await;
            }
            // That it may have been sent before is worth remembering.
            Settlement::Released => MailState::Released,
        };
        let put = self.put_mark(claim, state, now, ours)?;
        let put =
            put.condition_expression("claim = :ours").expression_attribute_values(":ours", text(&ours.token));
        written_or_existing(&put, deadline).await.map(|_| ())
    }

    async fn forget_claim(
        &self,
        claim: &MailClaim<'_>,
        ours: &OwnClaim,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(PK, text(partition(&claim.registration.request.workshop)))
            .key(SK, text(mark::sort_key(&claim.registration.id, claim.mailing)))
            .condition_expression("claim = :ours")
            .expression_attribute_values(":ours", text(&ours.token));
        // A claim that is not ours any more is somebody else's to forget.
        met(deadline, || delete.clone().send()).await.map(|_| ())
    }

    /// How far the mails of a workshop have come, or those of one of its registrations: what an organiser looks
    /// through for refused addresses.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
    pub async fn mails(
        &self,
        workshop: &Slug,
        registration: Option<&RegistrationId>,
        deadline: Deadline,
    ) -> Result<Vec<MailMark>, StoreError> {
        self.query(self.items_of(workshop, &mark::prefix(registration)), MailMark::read, deadline).await
    }

    fn put_mark(
        &self,
        claim: &MailClaim<'_>,
        state: MailState,
        now: Timestamp,
        ours: &OwnClaim,
    ) -> Result<PutItemFluentBuilder, StoreError> {
        let mark = MailMark {
            registration: claim.registration.id.clone(),
            mailing: claim.mailing.clone(),
            state,
            since: now,
            claim: ours.token.clone(),
            uncertain: ours.uncertain,
            about: claim.about,
        };
        let item = mark.item(&claim.registration.request.workshop, claim.registration.expires)?;
        Ok(self.client.put_item().table_name(&self.table).set_item(Some(item)))
    }
}

/// Puts an item on its condition; `None` if it was written, else what stands in its place.
async fn written_or_existing(
    put: &PutItemFluentBuilder,
    deadline: Deadline,
) -> Result<Option<Item>, StoreError> {
    let put =
        put.clone().return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    Ok(match conditional(deadline, || put.clone().send()).await? {
        Conditional::Met(_) => None,
        Conditional::Unmet(existing) => Some(existing),
    })
}
