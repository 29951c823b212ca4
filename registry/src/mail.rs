//! Marks of mails that were sent, are being sent or were refused: one small item per mail and registration. What the mail
//! service reports later is added in `mail/report.rs`.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | mail | `workshop#<slug>` | `mail#<registration id>#<number of the entry>` | `state`, `since`, `claim`, `uncertain`, `about`, `problem`, `problem_at`, `shown`, `expires_at` |
//! | mail of a notice | `workshop#<slug>` | `mail#<registration id>#notice#<notice id>` | the same |
//! | scheduled mail, other private information | `workshop#<slug>` | `mail#<registration id>#scheduled#<mail>#<session>`, `…#private#<number>` | the same |
//! | mail to a participant | `workshop#<slug>` | `mail#<registration id>#participant#<number>#…` | the same |
//!
//! A mail is claimed, sent and settled. The claim is a conditional write, so only one of several simultaneous attempts
//! sends the mail. An attempt that is interrupted between sending and settling leaves a claim behind, and it is unknown
//! whether the mail was sent. After the lease it is claimed again, because a duplicate mail is better than a missing
//! one.

mod mark;
mod report;
mod shown;

use std::fmt;

use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use jiff::{SignedDuration, Timestamp};
use model::delivery::DeliveryProblem;
use model::mail::{MailState, Mailing};
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

pub use self::mark::{MailMark, MailMarks, MailProblem, are_withheld, are_withheld_from_former};
pub use self::report::{MailReport, Reported};
pub use self::shown::ShownPrivate;
use crate::attributes::{Item, text};
use crate::condition::{Conditional, conditional, met};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{PK, SK, partition};
use crate::range::END;
use crate::store::Store;

/// The time after which a claimed mail counts as interrupted. It quadruples with each earlier attempt of unknown
/// outcome, so that a mail service that never answers causes few duplicates. It exceeds the time that the function has
/// for an event.
pub const MAIL_LEASE: SignedDuration = SignedDuration::from_secs(60);

/// A mail to be sent once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MailClaim<'a> {
    /// The registration that the mail is about.
    pub registration: &'a Registration,
    /// Identifies the mail among those of the registration.
    pub mailing: &'a Mailing,
    /// The time of the event that the mail reports. A mark with another time belongs to a registration that was erased
    /// and created again, or to a session before it was moved, and is ignored.
    pub about: Timestamp,
    /// The private information that the mail contains; `None` if there is none.
    pub shown: Option<&'a ShownPrivate>,
}

/// The result of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed<'a> {
    /// The caller owns the claim and must send the mail.
    Acquired(HeldClaim<'a>),
    /// The mail was sent, refused for good or superseded.
    Settled(MailState),
    /// Another attempt is sending the mail, or was interrupted and may have sent it.
    InFlight,
}

/// A claim that the caller owns.
#[derive(Clone, PartialEq, Eq)]
pub struct HeldClaim<'a> {
    claim: MailClaim<'a>,
    token: String,
    /// The number of earlier attempts that may have sent the mail.
    pub uncertain: u32,
}

/// The outcome of an attempt to send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// The mail service accepted the mail.
    Sent,
    /// The mail service refused the address for good.
    Refused,
    /// The mail was not sent, because an earlier one to the address was refused.
    Withheld,
    /// The mail was not sent and is to be retried.
    Released,
}

/// Leaves out the registration, so that no personal data is logged by accident.
impl fmt::Debug for HeldClaim<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("HeldClaim").field("uncertain", &self.uncertain).finish_non_exhaustive()
    }
}

impl<'a> HeldClaim<'a> {
    fn new(claim: MailClaim<'a>, uncertain: u32) -> Result<HeldClaim<'a>, StoreError> {
        Ok(HeldClaim { claim, token: crate::transaction::token()?, uncertain })
    }
}

impl Store {
    /// Claims a mail for the caller at `now`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the mail is not known to be claimed by the deadline. If it was claimed nevertheless, the claim
    /// counts as interrupted.
    pub async fn claim_mail<'a>(
        &self,
        claim: MailClaim<'a>,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Claimed<'a>, StoreError> {
        let ours = HeldClaim::new(claim, 0)?;
        let put = self.put_mark(&ours, MailState::Sending, None, now)?;
        let put = put
            .condition_expression("attribute_not_exists(PK) OR about <> :about")
            .expression_attribute_values(":about", text(claim.about.to_string()));
        let Some(existing) = written_or_existing(&put, deadline).await? else {
            return Ok(Claimed::Acquired(ours));
        };
        let existing = MailMark::read(&existing)?;
        if existing.claim == ours.token {
            // The first write succeeded, but its answer was lost.
            return Ok(Claimed::Acquired(ours));
        }
        match existing.state {
            MailState::Sent | MailState::Refused | MailState::Superseded => {
                Ok(Claimed::Settled(existing.state))
            }
            MailState::Sending if now < existing.lease_ends() => Ok(Claimed::InFlight),
            MailState::Sending | MailState::Released => self.take_over(claim, &existing, now, deadline).await,
        }
    }

    /// Claims a mail whose earlier attempt was interrupted or released it.
    async fn take_over<'a>(
        &self,
        claim: MailClaim<'a>,
        existing: &MailMark,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Claimed<'a>, StoreError> {
        let interrupted = u32::from(existing.state == MailState::Sending);
        let ours = HeldClaim::new(claim, existing.uncertain + interrupted)?;
        let put = self.put_mark(&ours, MailState::Sending, None, now)?;
        let put = put
            .condition_expression("claim = :theirs AND #state = :state")
            .expression_attribute_names("#state", mark::STATE)
            .expression_attribute_values(":theirs", text(&existing.claim))
            .expression_attribute_values(":state", text(existing.state.key()));
        match written_or_existing(&put, deadline).await? {
            None => Ok(Claimed::Acquired(ours)),
            Some(other) if MailMark::read(&other)?.claim == ours.token => Ok(Claimed::Acquired(ours)),
            Some(_) => Ok(Claimed::InFlight),
        }
    }

    /// Marks a mail as superseded by the caller's mail about a later state. A mail that was sent or is being sent keeps
    /// its mark.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the mark is not known to be written by the deadline.
    pub async fn supersede_mail(
        &self,
        claim: MailClaim<'_>,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let ours = HeldClaim::new(claim, 0)?;
        let put = self.put_mark(&ours, MailState::Superseded, None, now)?;
        let put = put
            .condition_expression("attribute_not_exists(PK) OR about <> :about OR #state = :released")
            .expression_attribute_names("#state", mark::STATE)
            .expression_attribute_values(":about", text(claim.about.to_string()))
            .expression_attribute_values(":released", text(MailState::Released.key()));
        written_or_existing(&put, deadline).await.map(|_| ())
    }

    /// Records the outcome of a mail that the caller claimed. If another attempt has taken over the claim, nothing is
    /// written.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the outcome is not known to be written by the deadline.
    pub async fn settle_mail(
        &self,
        ours: &HeldClaim<'_>,
        settlement: Settlement,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let state = match settlement {
            Settlement::Sent => MailState::Sent,
            Settlement::Refused | Settlement::Withheld => MailState::Refused,
            Settlement::Released if ours.uncertain == 0 => {
                return self.delete_claim(ours, deadline).await;
            }
            // The mark remains, because it counts earlier attempts that may have sent the mail.
            Settlement::Released => MailState::Released,
        };
        let withheld = MailProblem { problem: DeliveryProblem::Withheld, at: now };
        let problem = (settlement == Settlement::Withheld).then_some(withheld);
        let put = self.put_mark(ours, state, problem, now)?;
        let put =
            put.condition_expression("claim = :ours").expression_attribute_values(":ours", text(&ours.token));
        written_or_existing(&put, deadline).await.map(|_| ())
    }

    async fn delete_claim(&self, ours: &HeldClaim<'_>, deadline: Deadline) -> Result<(), StoreError> {
        let MailClaim { registration, mailing, .. } = ours.claim;
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .key(PK, text(partition(&registration.request.workshop)))
            .key(SK, text(mark::sort_key(&registration.id, mailing)))
            .condition_expression("claim = :ours")
            .expression_attribute_values(":ours", text(&ours.token));
        // Another attempt's claim must not be deleted.
        met(deadline, || delete.clone().send()).await.map(|_| ())
    }

    /// Returns the marks of a workshop's mails, or of one registration's. Organisers use them to find refused
    /// addresses.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn mails(
        &self,
        workshop: &Slug,
        registration: Option<&RegistrationId>,
        deadline: Deadline,
    ) -> Result<Vec<MailMark>, StoreError> {
        self.query(self.items_of(workshop, &mark::prefix(registration)), MailMark::read, deadline).await
    }

    /// Returns the marks of the mails of these registrations for a workshop. Reads all marks between those of the first
    /// and the last identifier, so that it suits registrations that were read together.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn mails_of(
        &self,
        workshop: &Slug,
        registrations: &[Registration],
        deadline: Deadline,
    ) -> Result<MailMarks, StoreError> {
        let ids = || registrations.iter().map(|registration| &registration.id);
        let Some((first, last)) = ids().min().zip(ids().max()) else { return Ok(MailMarks::default()) };
        let (from, to) = (mark::prefix(Some(first)), format!("{}{END}", mark::prefix(Some(last))));
        let query = self.items_between(partition(workshop), &from, &to);
        Ok(self.query(query, MailMark::read, deadline).await?.into_iter().collect())
    }

    fn put_mark(
        &self,
        ours: &HeldClaim<'_>,
        state: MailState,
        problem: Option<MailProblem>,
        now: Timestamp,
    ) -> Result<PutItemFluentBuilder, StoreError> {
        let MailClaim { registration, mailing, about, shown } = ours.claim;
        let mark = MailMark {
            registration: registration.id.clone(),
            mailing: mailing.clone(),
            state,
            since: now,
            claim: ours.token.clone(),
            uncertain: ours.uncertain,
            about,
            problem,
            shown: shown.cloned().unwrap_or_default(),
        };
        let item = mark.item(&registration.request.workshop, registration.expires)?;
        Ok(self.client.put_item().table_name(&self.table).set_item(Some(item)))
    }
}

/// Writes an item on its condition. Returns `None` if it was written, and the existing item otherwise.
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
