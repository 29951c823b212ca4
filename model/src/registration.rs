//! A registration: who takes part in which workshop, at what price, and in which state it is.

mod form;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::form::{RegistrationFormError, field, registration_form};
use crate::catalogue::{CatalogueWorkshop, Fee, Offer};
use crate::contact::{Email, Telephone};
use crate::money::Money;
use crate::slug::Slug;
use crate::submission::{Answer, Answers};

/// The unguessable identifier of a registration: 32 lower-case hexadecimal digits (128 bits).
///
/// It is a capability: whoever knows it sees the registration, so it is derived with a secret key, at the edge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegistrationId(String);

/// A text is no [`RegistrationId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a registration identifier has 32 hexadecimal digits")]
pub struct InvalidRegistrationId;

/// In which state a registration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// It holds its seats.
    Confirmed,
}

/// A person who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// What they do in their organisation.
    pub function: String,
    /// The fee that was shown when they registered.
    pub fee: FeeSnapshot,
}

/// Whom the club writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The organisation that registers.
    pub organisation: String,
    /// Where the confirmation goes, and what makes the registration unique within its workshop.
    pub email: Email,
    /// A telephone number, if one was given.
    pub telephone: Option<Telephone>,
}

/// A fee as it was when the registration was made; later changes of the catalogue do not touch it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeSnapshot {
    /// The category's identifier.
    pub category: Slug,
    /// The category as it was shown.
    pub label: String,
    /// The amount for one person.
    pub amount: Money,
}

/// What a valid submission asks for: a registration without identifier and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationRequest {
    /// The workshop.
    pub workshop: Slug,
    /// Who takes part. At least one person.
    pub participants: Vec<Participant>,
    /// Whom the club writes to.
    pub contact: Contact,
    /// What was remarked.
    pub remarks: Option<String>,
    /// [`Form::hash`](crate::form::Form::hash) of the form that the answers were validated against.
    pub form_hash: String,
}

/// A registration as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// Its identifier.
    pub id: RegistrationId,
    /// What was asked for.
    pub request: RegistrationRequest,
    /// In which state it is.
    pub status: Status,
    /// When it was made. Also when the privacy notice was acknowledged, without which there is none.
    pub created: Timestamp,
    /// When it is to be deleted.
    pub expires: Timestamp,
}

/// Answers that a form accepted, but that make no registration. It means that the catalogue's form is not the
/// one that [`registration_form`] makes, so it is the operator's problem and never the registrant's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The form does not ask for something that a registration needs.
    #[error("the catalogue's form has no usable field `{0}`")]
    Field(&'static str),
    /// The chosen category has no fee.
    #[error("the catalogue has no fee of the chosen category")]
    Fee,
}

impl RegistrationRequest {
    /// Makes a request of valid answers to the form of `offer`.
    ///
    /// # Errors
    ///
    /// [`RequestError`] when the form is not a registration form.
    pub fn from_answers(
        workshop: &CatalogueWorkshop,
        offer: &Offer,
        answers: &Answers,
    ) -> Result<RegistrationRequest, RequestError> {
        let text = |name: &'static str| match answers.get(name) {
            Some(Answer::Text(text)) => Ok(text.clone()),
            _ => Err(RequestError::Field(name)),
        };
        let email = Email::parse(&text(field::EMAIL)?).map_err(|_| RequestError::Field(field::EMAIL))?;
        let telephone = text(field::TELEPHONE)
            .ok()
            .and_then(|text| Telephone::parse(&text).ok());
        let participant = Participant {
            given_name: text(field::GIVEN_NAME)?,
            family_name: text(field::FAMILY_NAME)?,
            function: text(field::FUNCTION)?,
            fee: offer.fee(&text(field::FEE)?).ok_or(RequestError::Fee)?.into(),
        };
        Ok(RegistrationRequest {
            workshop: workshop.slug.clone(),
            participants: vec![participant],
            contact: Contact {
                organisation: text(field::ORGANISATION)?,
                email,
                telephone,
            },
            remarks: text(field::REMARKS).ok(),
            form_hash: offer.form.hash().to_owned(),
        })
    }

    /// How many seats the request takes.
    pub fn seats(&self) -> u32 {
        u32::try_from(self.participants.len()).unwrap_or(u32::MAX)
    }

    /// What all participants together pay. `None` for a sum that does not exist: no participants, several
    /// currencies or more than 64 bits.
    pub fn amount(&self) -> Option<Money> {
        let mut fees = self.participants.iter().map(|participant| participant.fee.amount);
        let first = fees.next()?;
        fees.try_fold(first, |sum, fee| {
            let minor = sum.minor.checked_add(fee.minor)?;
            (sum.currency == fee.currency).then_some(Money { minor, ..sum })
        })
    }

    /// Whether both ask for the same, apart from the form from which they do.
    pub fn is_same_as(&self, other: &RegistrationRequest) -> bool {
        RegistrationRequest {
            form_hash: other.form_hash.clone(),
            ..self.clone()
        } == *other
    }
}

impl RegistrationId {
    /// An identifier of the first 16 of at least 16 bytes that nobody can guess.
    pub fn from_bytes(bytes: [u8; 16]) -> RegistrationId {
        RegistrationId(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for RegistrationId {
    type Err = InvalidRegistrationId;

    fn from_str(text: &str) -> Result<RegistrationId, InvalidRegistrationId> {
        let valid = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if valid {
            Ok(RegistrationId(text.to_owned()))
        } else {
            Err(InvalidRegistrationId)
        }
    }
}

impl TryFrom<String> for RegistrationId {
    type Error = InvalidRegistrationId;

    fn try_from(text: String) -> Result<RegistrationId, InvalidRegistrationId> {
        text.parse()
    }
}

impl From<RegistrationId> for String {
    fn from(id: RegistrationId) -> String {
        id.0
    }
}

impl Status {
    /// The key of the status in the store and in the words of a theme.
    pub fn key(self) -> &'static str {
        match self {
            Status::Confirmed => "confirmed",
        }
    }
}

impl From<&Fee> for FeeSnapshot {
    fn from(fee: &Fee) -> FeeSnapshot {
        FeeSnapshot {
            category: fee.category.clone(),
            label: fee.label.clone(),
            amount: fee.amount,
        }
    }
}

#[cfg(test)]
mod tests;
