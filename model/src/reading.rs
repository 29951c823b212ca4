//! Conversion of submissions to requests, or to a list of all problems. Contains the rules that involve more than
//! one field.

mod answer;
mod details;
mod membership;
mod participants;
mod sessions;

pub use self::answer::read_answer;
pub use self::details::read_details;
pub use self::membership::{NotAMembersAddress, membership_at, membership_with, read_membership};
use self::participants::valid_values;
pub use self::participants::{read_additions, read_participants, read_participation};
use self::sessions::SharedSessions;
pub use self::sessions::remaining_sessions;
use crate::announcement::AttendanceMode;
use crate::catalogue::CatalogueWorkshop;
use crate::contact::{Email, Telephone};
use crate::field;
use crate::form::Form;
use crate::offer::{Attends, Fee, FeeBasis, Offer};
use crate::registration::{
    AttendedSession, Billing, Contact, FeeSnapshot, RegistrationRequest, own_questions,
};
use crate::siret::Siret;
use crate::submission::{Answer, Answers, FieldError, Problem, Submission, SubmissionErrors, Value, Values};

/// The reason why a submission does not result in a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The registrant has to correct the submission.
    #[error("the submission has errors")]
    Submission(SubmissionErrors),
    /// The operator has to correct the catalogue.
    #[error(transparent)]
    Form(#[from] RequestError),
}

/// The error for answers that a form accepted, but that do not make a registration. This means that the catalogue's
/// form was not built by [`registration_form`](crate::registration::registration_form), so it is never the registrant's
/// fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The form lacks a field that a registration needs.
    #[error("the catalogue's form has no usable field `{0}`")]
    Field(String),
    /// The chosen category has no fee, or the sum overflows.
    #[error("the catalogue has no usable fee of the chosen category")]
    Fee,
}

/// Validates a submission against the registration form of a workshop's offer and converts it to a request.
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once: those of single fields, addresses that several
/// participants have, or that there are no participants. Whether the registrant is a member is decided
/// [afterwards](read_membership).
pub fn read_request(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    submission: &Submission,
) -> Result<RegistrationRequest, ReadError> {
    let values = valid_values(form, submission, SharedSessions::default())?;
    let valid = ValidValues { form, values: &values };
    let sessions = valid.sessions(workshop, offer)?;
    let contact = valid.contact()?;
    let participants = valid.participants(workshop, offer, &contact, &sessions)?;
    if participants.is_empty() {
        return Err(no_participant(field::TAKES_PART.to_owned()));
    }
    Ok(RegistrationRequest {
        workshop: workshop.slug.clone(),
        participants,
        sessions,
        contact,
        billing: valid.billing()?,
        answers: own_answers(form, &values),
        remarks: valid.optional(field::REMARKS),
        listed: values.contains_key(field::LISTED),
        form_hash: form.hash().to_owned(),
        language: workshop.language.clone(),
        membership: None,
    })
}

/// Returns the answers to the editor's own questions.
fn own_answers(form: &Form, values: &Values) -> Answers {
    own_questions(form)
        .filter_map(|field| Some((field.name.clone(), values.get(&field.name)?.clone().into())))
        .collect()
}

/// Reads the parts of a registration or answer from valid values.
struct ValidValues<'a> {
    form: &'a Form,
    values: &'a Values,
}

impl ValidValues<'_> {
    fn optional(&self, name: &str) -> Option<String> {
        match self.values.get(name) {
            Some(Value::Answer(Answer::Text(text))) => Some(text.clone()),
            _ => None,
        }
    }

    fn text(&self, name: &str) -> Result<String, RequestError> {
        self.optional(name).ok_or_else(|| RequestError::Field(name.to_owned()))
    }

    fn email(&self, name: &str) -> Option<Email> {
        match self.values.get(name) {
            Some(Value::Email(email)) => Some(email.clone()),
            _ => None,
        }
    }

    fn telephone(&self, name: &str) -> Option<Telephone> {
        match self.values.get(name) {
            Some(Value::Telephone(telephone)) => Some(telephone.clone()),
            _ => None,
        }
    }

    fn siret(&self, name: &str) -> Option<Siret> {
        match self.values.get(name) {
            Some(Value::Siret(siret)) => Some(siret.clone()),
            _ => None,
        }
    }

    fn contact(&self) -> Result<Contact, RequestError> {
        let email = self.email(field::EMAIL);
        self.contact_at(email.ok_or_else(|| RequestError::Field(field::EMAIL.to_owned()))?)
    }

    /// Returns the contact with this address, for which the form need not ask.
    fn contact_at(&self, email: Email) -> Result<Contact, RequestError> {
        Ok(Contact {
            given_name: self.text(field::GIVEN_NAME)?,
            family_name: self.text(field::FAMILY_NAME)?,
            function: self.text(field::FUNCTION)?,
            organisation: self.text(field::ORGANISATION)?,
            email,
            telephone: self.telephone(field::TELEPHONE),
        })
    }

    fn billing(&self) -> Result<Billing, RequestError> {
        Ok(Billing {
            organisation: self.optional(field::BILLING_ORGANISATION),
            address: self.text(field::BILLING_ADDRESS)?,
            postal_code: self.text(field::BILLING_POSTAL_CODE)?,
            city: self.text(field::BILLING_CITY)?,
            siret: self.siret(field::SIRET),
            purchase_order: self.optional(field::PURCHASE_ORDER),
            email: self.email(field::BILLING_EMAIL),
        })
    }

    /// Returns the attendance mode that is the answer to a field.
    fn mode(&self, name: &str) -> Option<AttendanceMode> {
        AttendanceMode::from_key(&self.optional(name)?)
    }

    fn sessions(
        &self,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
    ) -> Result<Vec<AttendedSession>, RequestError> {
        let attended =
            |id: &str| AttendedSession { session: id.to_owned(), mode: self.mode(&field::attendance(id)) };
        match (offer.attends, self.values.get(field::SESSIONS)) {
            (Attends::Choose, Some(Value::Answer(Answer::Choices(chosen)))) => {
                Ok(chosen.iter().map(|id| attended(id)).collect())
            }
            (Attends::Choose, _) => Err(RequestError::Field(field::SESSIONS.to_owned())),
            (Attends::All, _) => {
                let sessions = workshop.sessions.iter().map(|session| attended(&session.id));
                Ok(sessions.filter(|session| session.mode.is_some()).collect())
            }
        }
    }
}

/// Returns the error at a field that no participant is left.
fn no_participant(field: String) -> ReadError {
    let fields = vec![FieldError { field, problem: Problem::Invalid }];
    ReadError::Submission(SubmissionErrors { fields })
}

/// Returns the fee of a person who attends this number of chosen sessions; `None` if the product overflows.
fn snapshot(fee: &Fee, sessions: usize) -> Option<FeeSnapshot> {
    let amount = match fee.basis {
        FeeBasis::Workshop => fee.amount,
        FeeBasis::Session => fee.amount.times(u32::try_from(sessions).ok()?)?,
    };
    Some(FeeSnapshot { amount, ..fee.into() })
}
