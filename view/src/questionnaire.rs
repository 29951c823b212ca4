//! The view of a questionnaire's page.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::questionnaire::Questionnaire;
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use crate::form::FormView;
use crate::registration::{WorkshopSummaryView, in_language};
use crate::site::Key;

/// The page of a questionnaire: as a static page, with errors, and after an answer. Template `questionnaire.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionnaireView {
    /// The workshop that the questionnaire is for.
    pub workshop: WorkshopSummaryView,
    /// The questionnaire of the page.
    pub questionnaire: QuestionnaireSummaryView,
    /// The form; `None` if it cannot be submitted, or not again.
    pub form: Option<FormView>,
    /// The key of the reason why valid answers were not accepted: `upcoming`, `closed`, `cancelled`, `too-many` or
    /// `unavailable`. Its texts are `answer_refusal.<key>.title` and `answer_refusal.<key>.text`, with `_` in place
    /// of `-`.
    pub refusal: Option<&'static str>,
    /// Whether the page thanks for an answer.
    pub answered: bool,
}

/// A summary of a questionnaire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct QuestionnaireSummaryView {
    /// The title.
    pub title: String,
    /// An introduction to its purpose, as a list of paragraphs.
    pub introduction: Vec<String>,
    /// The path of its page.
    pub path: String,
    /// The key of its state: `upcoming`, `open` or `closed`.
    pub state: Key,
    /// When it opens; `None` if it has always been open.
    pub opens: Option<Timestamp>,
    /// When it closes.
    pub closes: Timestamp,
    /// Whether respondents are asked if they agree to an interview.
    pub interview: bool,
}

impl QuestionnaireView {
    /// Returns the page of a questionnaire in this state, as of rendering, without a form.
    pub fn new(
        workshop: &CatalogueWorkshop,
        questionnaire: &Questionnaire,
        state: OfferState,
    ) -> QuestionnaireView {
        QuestionnaireView {
            workshop: WorkshopSummaryView::new(workshop),
            questionnaire: QuestionnaireSummaryView::new(questionnaire, state),
            form: None,
            refusal: None,
            answered: false,
        }
    }
}

impl QuestionnaireSummaryView {
    /// Returns the summary of a questionnaire in this state, as of rendering.
    pub fn new(questionnaire: &Questionnaire, state: OfferState) -> QuestionnaireSummaryView {
        QuestionnaireSummaryView {
            title: questionnaire.title.clone(),
            introduction: questionnaire.introduction.clone(),
            path: questionnaire.path.clone(),
            state: state.key().into(),
            opens: questionnaire.opens,
            closes: questionnaire.closes,
            interview: questionnaire.interview,
        }
    }
}

/// Returns the path to which a questionnaire is submitted, for the language in which the workshop is given.
pub fn questionnaire_action(workshop: &CatalogueWorkshop, form: &Slug) -> String {
    in_language(path(workshop, form), workshop)
}

/// Returns the path of the page that thanks for an answer, for the same language.
pub fn thanks_path(workshop: &CatalogueWorkshop, form: &Slug) -> String {
    in_language(format!("{}/thanks", path(workshop, form)), workshop)
}

fn path(workshop: &CatalogueWorkshop, form: &Slug) -> String {
    format!("/api/workshops/{}/forms/{form}", workshop.slug)
}
