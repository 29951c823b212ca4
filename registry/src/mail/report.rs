//! What the mail service reports about mails that it accepted earlier. Reports arrive more than once, out of order, and
//! after the registration was erased.

use aws_sdk_dynamodb::types::ReturnValue;
use model::delivery::Severity;
use model::mail::{MailState, Mailing};
use model::registration::RegistrationId;
use model::slug::Slug;

use super::mark::{self, MailMark, MailProblem};
use crate::attributes::text;
use crate::condition::met;
use crate::deadline::Deadline;
use crate::failure::{Attempts, StoreError};
use crate::key::{PK, SK, partition};
use crate::store::Store;
use crate::transaction::token;

/// A report about a mail.
#[derive(Clone, Copy, Debug)]
pub struct MailReport<'a> {
    /// The workshop of the registration.
    pub workshop: &'a Slug,
    /// The registration that the mail is about.
    pub registration: &'a RegistrationId,
    /// Identifies the mail among those of the registration.
    pub mailing: &'a Mailing,
    /// What went wrong, and when.
    pub problem: MailProblem,
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It is recorded now.
    Recorded,
    /// The same or something worse was known already.
    Known,
    /// There is no such mail: its registration was erased.
    Unknown,
}

impl Store {
    /// Records a report about a mail, unless something as bad or worse is known about it. `is_meant` returns whether the
    /// stored mark belongs to the mail that the report is about.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the report is not known to be recorded by the deadline, or if the mark cannot be read.
    pub async fn record_report(
        &self,
        report: MailReport<'_>,
        is_meant: impl Fn(&MailMark) -> bool,
        deadline: Deadline,
    ) -> Result<Reported, StoreError> {
        let sort_key = mark::sort_key(report.registration, report.mailing);
        let mut attempts = Attempts::until(deadline);
        loop {
            let attempt = async {
                let stored = self.item(partition(report.workshop), sort_key.clone(), deadline).await?;
                let stored = stored.as_ref().map(MailMark::read).transpose()?;
                let Some(known) = stored.filter(&is_meant) else { return Ok(Some(Reported::Unknown)) };
                if known.severity() >= Some(report.problem.problem.severity()) {
                    return Ok(Some(Reported::Known));
                }
                let written = self.write_report(report, &known, &sort_key, deadline).await?;
                Ok(written.then_some(Reported::Recorded))
            };
            if let Some(over) = attempts.over(attempt).await? {
                return Ok(over);
            }
        }
    }

    /// Adds a report to a mark that is unchanged since it was read. Returns whether it was.
    ///
    /// The claim is replaced: an attempt that is still noting that it sent the mail must not remove the report.
    async fn write_report(
        &self,
        report: MailReport<'_>,
        known: &MailMark,
        sort_key: &str,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        let MailProblem { problem, at } = report.problem;
        let state = match problem.severity() {
            Severity::Refused => MailState::Refused,
            // The mail service cannot report on what it did not accept.
            _ => MailState::Sent,
        };
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(partition(report.workshop)))
            .key(SK, text(sort_key))
            .update_expression("SET #state = :state, claim = :claim, problem = :problem, problem_at = :at")
            .condition_expression("claim = :known")
            .expression_attribute_names("#state", mark::STATE)
            .expression_attribute_values(":state", text(state.key()))
            .expression_attribute_values(":claim", text(token()?))
            .expression_attribute_values(":problem", text(problem.key()))
            .expression_attribute_values(":at", text(at.to_string()))
            .expression_attribute_values(":known", text(&known.claim))
            .return_values(ReturnValue::None);
        met(deadline, || update.clone().send()).await
    }
}
