//! A questionnaire that is sent out before a workshop, and the answers of those who filled it in.
//!
//! It has nothing to do with registering: whoever answers need not take part, and nobody who takes part need answer.
//! Several people of one organisation may answer, and one person may answer for several: every answer is kept.

mod form;
mod id;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::form::{
    MAX_ANSWERS_LENGTH, QuestionGroup, QuestionnaireParts, answers_length, questionnaire_form,
};
pub use self::id::{FormAnswerId, InvalidFormAnswerId};
use crate::form::Form;
use crate::offer::OfferState;
use crate::registration::{Contact, Suspicion};
use crate::slug::Slug;
use crate::submission::Answers;

/// The field of the consent to be asked for an interview.
pub const INTERVIEW: &str = "interview";

/// A form that organisations are asked to fill in before a workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// Its title.
    pub title: String,
    /// What it is for, a paragraph each.
    pub introduction: Vec<String>,
    /// From when on answers are taken; `None` for one that is open since ever.
    pub opens: Option<Timestamp>,
    /// From when on they are no longer taken.
    pub closes: Timestamp,
    /// Whether one may agree to an interview.
    pub interview: bool,
    /// The path of its page, such as `/ateliers/proximite/questionnaire/`.
    pub path: String,
    /// The form.
    pub form: Form,
    /// Until when answers are kept; see the privacy notice.
    pub keep_until: Timestamp,
}

/// What a valid submission says: an answer without identifier and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormAnswerRequest {
    /// The workshop.
    pub workshop: Slug,
    /// Which of its questionnaires.
    pub form: Slug,
    /// Who answers.
    pub respondent: Contact,
    /// The answers to the questionnaire's own questions.
    pub answers: Answers,
    /// Whether the respondent agrees to be asked for an interview.
    pub interview: bool,
    /// [`Form::hash`] of the form that the answers were validated against.
    pub form_hash: String,
}

/// An answer to a questionnaire as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// Its identifier.
    pub id: FormAnswerId,
    /// What was said.
    pub request: FormAnswerRequest,
    /// Why it looked like spam when it arrived, if it did: the organiser decides what it is worth.
    pub suspicion: Option<Suspicion>,
    /// When it arrived. Also when the privacy notice was acknowledged, without which there is none.
    pub created: Timestamp,
    /// When it is to be deleted.
    pub expires: Timestamp,
}

impl Questionnaire {
    /// Whether answers are taken at an instant.
    pub fn state(&self, now: Timestamp) -> OfferState {
        OfferState::at(now, self.opens.unwrap_or(Timestamp::MIN), self.closes)
    }
}

impl FormAnswerRequest {
    /// The answers without what does not make them others: the version of the form and the case of the e-mail address.
    #[must_use]
    pub fn essence(&self) -> FormAnswerRequest {
        let mut essence = FormAnswerRequest { form_hash: String::new(), ..self.clone() };
        essence.respondent.email = essence.respondent.email.lowercase();
        essence
    }

    /// Whether both say the same.
    pub fn is_same_as(&self, other: &FormAnswerRequest) -> bool {
        self.essence() == other.essence()
    }
}

impl FormAnswer {
    /// What tells which answers are of the same organisation, however its name was typed: case, spaces and the
    /// shape of apostrophes and hyphens make no difference.
    pub fn organisation_key(&self) -> String {
        let plain = |character| match character {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' => '\'',
            '\u{2010}' | '\u{2011}' | '\u{2013}' => '-',
            other => other,
        };
        let name: String = self.request.respondent.organisation.chars().map(plain).collect();
        name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests;
