//! The view of a questionnaire's page, whichever program renders it.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::questionnaire::Questionnaire;
use model::slug::Slug;
use serde::Serialize;

use crate::form::FormView;
use crate::registration::{WorkshopSummaryView, in_language};

/// A questionnaire in its page: as a static page, again with errors, and once it is answered. Template
/// `questionnaire.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionnaireView {
    /// The workshop before which it is sent out.
    pub workshop: WorkshopSummaryView,
    /// The questionnaire.
    pub questionnaire: QuestionnaireSummaryView,
    /// The form; `None` where it makes no sense to fill it in, or to do so again.
    pub form: Option<FormView>,
    /// The key of a reason for which a post was not taken although nothing is wrong with its answers: `upcoming`,
    /// `closed`, `cancelled`, `too-many` or `unavailable`. It has the words
    /// `answer_refusal.<key>.title` and `answer_refusal.<key>.text`, with `_` for each `-`.
    pub refusal: Option<&'static str>,
    /// Whether the page thanks for answers that were taken.
    pub answered: bool,
}

/// A questionnaire in brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuestionnaireSummaryView {
    /// Its title.
    pub title: String,
    /// What it is for, a paragraph each.
    pub introduction: Vec<String>,
    /// The path of its page.
    pub path: String,
    /// The key of its state: `upcoming`, `open` or `closed`.
    pub state: &'static str,
    /// From when on answers are taken; `None` for one that is open since ever.
    pub opens: Option<Timestamp>,
    /// From when on they are no longer taken.
    pub closes: Timestamp,
    /// Whether one may agree to an interview.
    pub interview: bool,
}

impl QuestionnaireView {
    /// The page of a questionnaire that is in this state at the moment of rendering, without a form.
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
    /// The summary of a questionnaire that is in this state at the moment of rendering.
    pub fn new(questionnaire: &Questionnaire, state: OfferState) -> QuestionnaireSummaryView {
        QuestionnaireSummaryView {
            title: questionnaire.title.clone(),
            introduction: questionnaire.introduction.clone(),
            path: questionnaire.path.clone(),
            state: state.key(),
            opens: questionnaire.opens,
            closes: questionnaire.closes,
            interview: questionnaire.interview,
        }
    }
}

/// The path that a questionnaire of a workshop is posted to, in the language in which it is written.
pub fn questionnaire_action(workshop: &CatalogueWorkshop, form: &Slug) -> String {
    in_language(path(workshop, form), workshop)
}

/// The path of the page that thanks for an answer, in the same language.
pub fn thanks_path(workshop: &CatalogueWorkshop, form: &Slug) -> String {
    in_language(format!("{}/thanks", path(workshop, form)), workshop)
}

fn path(workshop: &CatalogueWorkshop, form: &Slug) -> String {
    format!("/api/workshops/{}/forms/{form}", workshop.slug)
}
