//! The page of a questionnaire in each of its states.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::questionnaire::{QuestionGroup, Questionnaire};
use view::form::FormView;
use view::questionnaire::{QuestionnaireView, questionnaire_action};
use view::renderer::{RenderError, Renderer};
use view::terms::questionnaire_form;

use super::{ANY, failure, question, slug, with_errors, words};
use crate::ANSWER_REFUSALS;

pub(super) fn render(workshop: &CatalogueWorkshop, renderer: &Renderer) -> Option<RenderError> {
    let full = questionnaire();
    // Without texts there is no form; missing texts were already reported.
    let form = questionnaire_form(&full, words(renderer)).ok()?;
    let brief = Questionnaire { introduction: Vec::new(), opens: None, interview: false, ..full.clone() };
    let action = questionnaire_action(workshop, &slug());
    let mut pages = Vec::new();
    for questionnaire in [&full, &brief] {
        let page = |form: Option<FormView>, state| QuestionnaireView {
            form,
            ..QuestionnaireView::new(workshop, questionnaire, state)
        };
        let refused =
            |refusal| QuestionnaireView { refusal: Some(refusal), ..page(None, OfferState::Closed) };
        pages.extend(ANSWER_REFUSALS.map(refused));
        // A questionnaire without an opening time is never upcoming.
        let early = questionnaire.opens.map_or(OfferState::Open, |_| OfferState::Upcoming);
        pages.push(page(Some(FormView::empty(&form, &action)), early));
        pages.push(page(None, OfferState::Closed));
        pages.push(QuestionnaireView { answered: true, ..page(None, OfferState::Open) });
        match with_errors(&form, &action, renderer) {
            Ok(form) => pages.push(page(Some(form), OfferState::Open)),
            Err(error) => return Some(error),
        }
    }
    failure("questionnaire.html", &pages, renderer)
}

/// Returns a questionnaire with all optional values.
fn questionnaire() -> Questionnaire {
    let group =
        QuestionGroup { legend: ANY.to_owned(), hint: Some(ANY.to_owned()), questions: vec![question()] };
    Questionnaire {
        title: ANY.to_owned(),
        introduction: vec![ANY.to_owned()],
        opens: Some(Timestamp::UNIX_EPOCH),
        closes: Timestamp::UNIX_EPOCH,
        interview: true,
        interview_hint: None,
        path: "/a/c/".to_owned(),
        groups: vec![group],
        keep_until: Timestamp::UNIX_EPOCH,
    }
}
