//! Questionnaires that are sent out before a workshop, and the answers to them.
//!
//! Questionnaires are independent of registration: respondents need not take part, and participants need not
//! answer. Several people of an organisation may answer, and a person may answer for several organisations; every
//! answer is kept.

mod form;
mod id;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::form::{
    MAX_ANSWERS_LENGTH, QuestionGroup, QuestionnaireParts, answers_length, questionnaire_form,
};
pub use self::id::{FormAnswerId, InvalidFormAnswerId};
use crate::form::Field;
use crate::offer::OfferState;
use crate::registration::{Contact, Suspicion};
use crate::slug::Slug;
use crate::submission::Answers;

/// The field with the consent to be contacted for an interview.
pub const INTERVIEW: &str = "interview";

/// A form that organisations are asked to complete before a workshop. The form itself also needs the words of a theme;
/// see [`questionnaire_form`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Questionnaire {
    /// The title.
    pub title: String,
    /// An introduction to its purpose, as a list of paragraphs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introduction: Vec<String>,
    /// When it opens; `None` if it has always been open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Timestamp>,
    /// When it closes.
    pub closes: Timestamp,
    /// Whether respondents are asked if they agree to an interview.
    pub interview: bool,
    /// A description of the interview that replaces the theme's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interview_hint: Option<String>,
    /// The path of its page, such as `/ateliers/proximite/questionnaire/`.
    pub path: String,
    /// The editor's own questions, in groups. Messages that the theme provides are empty.
    pub groups: Vec<QuestionGroup>,
    /// When answers are deleted, as announced in the privacy notice.
    pub keep_until: Timestamp,
}

/// The content of a valid submission: an answer without identifier and time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormAnswerRequest {
    /// The workshop of the questionnaire.
    pub workshop: Slug,
    /// The questionnaire's identifier within the workshop.
    pub form: Slug,
    /// The person who answers.
    pub respondent: Contact,
    /// The answers to the questionnaire's own questions.
    pub answers: Answers,
    /// Whether the respondent agrees to be contacted for an interview.
    pub interview: bool,
    /// The [`Form::hash`](crate::form::Form::hash) of the form against which the answers were validated.
    pub form_hash: String,
}

/// An answer to a questionnaire as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormAnswer {
    /// The identifier of the answer.
    pub id: FormAnswerId,
    /// The content of the answer.
    pub request: FormAnswerRequest,
    /// The reason why it looked like spam on arrival, if it did. The organiser decides whether to use it.
    pub suspicion: Option<Suspicion>,
    /// When it arrived. The privacy notice was acknowledged at the same time, because submitting requires it.
    pub created: Timestamp,
    /// When it will be deleted.
    pub expires: Timestamp,
}

impl Questionnaire {
    /// Returns whether the questionnaire is open at an instant.
    pub fn state(&self, now: Timestamp) -> OfferState {
        OfferState::at(now, self.opens.unwrap_or(Timestamp::MIN), self.closes)
    }

    /// Returns the editor's own questions in display order.
    pub fn questions(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.questions)
    }
}

impl FormAnswerRequest {
    /// Returns the answer without irrelevant differences: without the form hash and with the e-mail address in
    /// lower case.
    #[must_use]
    pub fn essence(&self) -> FormAnswerRequest {
        let mut essence = FormAnswerRequest { form_hash: String::new(), ..self.clone() };
        essence.respondent.email = essence.respondent.email.lowercase();
        essence
    }

    /// Returns whether both answers have the same content.
    pub fn is_same_as(&self, other: &FormAnswerRequest) -> bool {
        self.essence() == other.essence()
    }
}

impl FormAnswer {
    /// Returns a key that answers from the same organisation share. It ignores differences in case, spaces and the
    /// shape of apostrophes and hyphens.
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
