//! Conversion of submissions to the changed details of a registration.

use super::{ReadError, RequestError, SharedSessions, ValidValues, own_answers, valid_values};
use crate::catalogue::CatalogueWorkshop;
use crate::field;
use crate::form::Form;
use crate::offer::{Attends, Offer};
use crate::registration::{
    AttendedSession, Billing, Details, Registration, are_same, asked_sessions, own_questions,
};
use crate::siren::Siren;
use crate::submission::{FieldError, Problem, Submission, SubmissionErrors};

/// Validates a change of details from [`details_form`](crate::registration::details_form), or of the sessions of what a
/// registration is for a participant, from [`own_sessions_form`](crate::registration::own_sessions_form). What the form does not
/// ask is kept.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems of single fields at once, that no session is left, or that the
/// SIRET is not one of the organisation that was invoiced before, if seats or the fee depend on it.
pub fn read_details(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    current: &Registration,
    submission: &Submission,
) -> Result<Details, ReadError> {
    let values = valid_values(form, submission, SharedSessions::default())?;
    let valid = ValidValues { form, values: &values };
    let mut details = current.request.details();
    if form.field(field::GIVEN_NAME).is_some() {
        details.contact = valid.contact_at(details.contact.email)?;
    }
    if form.groups().iter().any(|group| group.name == "sessions") {
        details.sessions = valid.changed_sessions(workshop, offer, &details.sessions)?;
        if details.sessions.is_empty() && offer.attends == Attends::Choose {
            return Err(problem(field::SESSIONS, Problem::Missing));
        }
    }
    if form.field(field::BILLING_ADDRESS).is_some() {
        details.billing = valid.billing()?;
        check_organisation(current, &details.billing)?;
    }
    for question in own_questions(form) {
        details.answers.remove(&question.name);
    }
    details.answers.extend(own_answers(form, &values));
    if form.field(field::REMARKS).is_some() {
        details.remarks = valid.optional(field::REMARKS);
    }
    Ok(details)
}

impl ValidValues<'_> {
    /// Returns the attended sessions: as submitted and, of those that the form does not ask about, the current ones.
    fn changed_sessions(
        &self,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        current: &[AttendedSession],
    ) -> Result<Vec<AttendedSession>, RequestError> {
        let asked = asked_sessions(self.form);
        let is_asked = |id: &str| match offer.attends {
            Attends::Choose => asked.contains(id),
            Attends::All => self.form.field(&field::attendance(id)).is_some(),
        };
        let kept = current.iter().filter(|attended| !is_asked(&attended.session)).cloned();
        let mut sessions: Vec<_> = match self.sessions(workshop, offer) {
            Ok(sessions) => sessions.into_iter().chain(kept).collect(),
            // Not even one of those is left that are asked about.
            Err(RequestError::Field(_)) => kept.collect(),
            Err(error) => return Err(error),
        };
        if are_same(&sessions, current) {
            return Ok(current.to_vec());
        }
        let place = |attended: &AttendedSession| {
            workshop.sessions.iter().position(|session| session.id == attended.session)
        };
        sessions.sort_by_key(place);
        Ok(sessions)
    }
}

/// Checks that the invoiced organisation stays the same, if the registration depends on it.
fn check_organisation(current: &Registration, billing: &Billing) -> Result<(), ReadError> {
    if !current.depends_on_siren() || billing.siret.as_ref().map(Siren::from) == current.request.siren() {
        return Ok(());
    }
    Err(problem(field::SIRET, Problem::OtherOrganisation))
}

fn problem(field: &str, problem: Problem) -> ReadError {
    let error = FieldError { field: field.to_owned(), problem };
    ReadError::Submission(SubmissionErrors { fields: vec![error] })
}
