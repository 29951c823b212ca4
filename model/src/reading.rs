//! Conversion of submissions to requests, or to a list of all problems. Contains the rules that involve more than
//! one field.

mod answer;

pub use self::answer::read_answer;
use crate::announcement::AttendanceMode;
use crate::catalogue::CatalogueWorkshop;
use crate::contact::{Email, Telephone};
use crate::field;
use crate::form::Form;
use crate::offer::{Attends, Fee, FeeBasis, Offer};
use crate::registration::{
    AttendedSession, Billing, Contact, FeeSnapshot, Participant, RegistrationRequest, own_questions,
};
use crate::siret::Siret;
use crate::submission::{
    Answer, Answers, FieldError, Problem, Submission, SubmissionErrors, Value, Values, validate,
};

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
/// Returns [`ReadError::Submission`] with all problems at once: those of single fields, or that there are no
/// participants.
pub fn read_request(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    submission: &Submission,
) -> Result<RegistrationRequest, ReadError> {
    let values = validate(form, submission).map_err(ReadError::Submission)?;
    let valid = ValidValues { values: &values };
    let sessions = valid.sessions(workshop, offer)?;
    let contact = valid.contact()?;
    let participants = valid.participants(offer, &contact, sessions.len())?;
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
    })
}

/// Validates a change of participants from [`participants_form`](crate::registration::participants_form).
///
/// # Errors
///
/// Returns [`ReadError::Submission`] with all problems at once: those of single fields, or that no participants
/// remain.
pub fn read_participants(
    form: &Form,
    current: &[Participant],
    submission: &Submission,
) -> Result<Vec<Participant>, ReadError> {
    let values = validate(form, submission).map_err(ReadError::Submission)?;
    let valid = ValidValues { values: &values };
    let mut participants = Vec::new();
    for (number, participant) in (1..).zip(current) {
        if valid.is_named(number) {
            participants.push(valid.participant(number, participant.fee.clone())?);
        }
    }
    if participants.is_empty() {
        return Err(no_participant(field::of_participant(1, field::GIVEN_NAME)));
    }
    Ok(participants)
}

fn no_participant(field: String) -> ReadError {
    let fields = vec![FieldError { field, problem: Problem::Invalid }];
    ReadError::Submission(SubmissionErrors { fields })
}

/// Returns the answers to the editor's own questions.
fn own_answers(form: &Form, values: &Values) -> Answers {
    own_questions(form)
        .filter_map(|field| Some((field.name.clone(), values.get(&field.name)?.clone().into())))
        .collect()
}

/// Reads the parts of a registration or answer from valid values.
struct ValidValues<'a> {
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
        Ok(Contact {
            given_name: self.text(field::GIVEN_NAME)?,
            family_name: self.text(field::FAMILY_NAME)?,
            function: self.text(field::FUNCTION)?,
            organisation: self.text(field::ORGANISATION)?,
            email: email.ok_or_else(|| RequestError::Field(field::EMAIL.to_owned()))?,
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

    fn sessions(
        &self,
        workshop: &CatalogueWorkshop,
        offer: &Offer,
    ) -> Result<Vec<AttendedSession>, RequestError> {
        let attended = |id: &str| AttendedSession {
            session: id.to_owned(),
            mode: self.optional(&field::attendance(id)).and_then(|key| AttendanceMode::from_key(&key)),
        };
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

    fn participants(
        &self,
        offer: &Offer,
        contact: &Contact,
        sessions: usize,
    ) -> Result<Vec<Participant>, RequestError> {
        let fee = |name: &str| {
            let fee = offer.fee(&self.text(name)?).ok_or(RequestError::Fee)?;
            snapshot(fee, sessions).ok_or(RequestError::Fee)
        };
        let mut participants = Vec::new();
        if self.optional(field::TAKES_PART).is_none_or(|answer| answer == field::YES) {
            participants.push(Participant {
                given_name: contact.given_name.clone(),
                family_name: contact.family_name.clone(),
                function: contact.function.clone(),
                fee: fee(field::FEE)?,
            });
        }
        for number in (2..=offer.max_participants).filter(|number| self.is_named(*number)) {
            let fee = fee(&field::of_participant(number, field::FEE))?;
            participants.push(self.participant(number, fee)?);
        }
        Ok(participants)
    }

    fn is_named(&self, number: u32) -> bool {
        // A valid row is either empty or complete, so any of its required fields shows which.
        self.values.contains_key(&field::of_participant(number, field::FAMILY_NAME))
    }

    fn participant(&self, number: u32, fee: FeeSnapshot) -> Result<Participant, RequestError> {
        let text = |name: &str| self.text(&field::of_participant(number, name));
        Ok(Participant {
            given_name: text(field::GIVEN_NAME)?,
            family_name: text(field::FAMILY_NAME)?,
            function: text(field::FUNCTION)?,
            fee,
        })
    }
}

/// Returns the fee of a person who attends this number of chosen sessions; `None` if the product overflows.
fn snapshot(fee: &Fee, sessions: usize) -> Option<FeeSnapshot> {
    let amount = match fee.basis {
        FeeBasis::Workshop => fee.amount,
        FeeBasis::Session => fee.amount.times(u32::try_from(sessions).ok()?)?,
    };
    Some(FeeSnapshot { amount, ..fee.into() })
}
