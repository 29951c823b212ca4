//! What came of a request about a questionnaire → page.

use http::StatusCode;
use http::header::{HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER};
use model::submission::Submission;
use view::form::FormView;
use view::questionnaire::{QuestionnaireView, questionnaire_action, thanks_path};
use view::renderer::{RenderError, Renderer};

use super::Page;
use super::pages::{FORM_REFERRER_POLICY, RETRY_LATER, head};
use crate::abuse::TooMany;
use crate::answer::{AnswerRefusal, Answered, Asked};

pub(super) fn page(renderer: &Renderer, asked: Asked<'_>, answered: &Answered) -> Result<Page, RenderError> {
    let empty = QuestionnaireView::new(asked.workshop, asked.questionnaire, asked.state);
    match answered {
        Answered::Stored => Ok(see_thanks(asked)),
        Answered::Thanked => {
            let view = QuestionnaireView { answered: true, ..empty };
            render(renderer, StatusCode::OK, "title.questionnaire_thanks", asked, &view)
        }
        Answered::Invalid(submission, errors) => {
            let form = filled_in(asked, submission);
            let form = form.with_errors(&asked.questionnaire.form, errors, renderer.words())?;
            let view = QuestionnaireView { form: Some(form), ..empty };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render(renderer, status, "title.questionnaire_error", asked, &view)
        }
        Answered::Refused(submission, refusal) => {
            let form = refusal.keeps_answers().then(|| filled_in(asked, submission));
            let view = QuestionnaireView { form, refusal: Some(refusal.key()), ..empty };
            let refused = |status| render(renderer, status, "title.questionnaire", asked, &view);
            match refusal {
                AnswerRefusal::Unavailable(_) => {
                    Ok(refused(StatusCode::SERVICE_UNAVAILABLE)?.with(RETRY_AFTER, RETRY_LATER))
                }
                AnswerRefusal::TooMany(TooMany { retry_after }) => {
                    Ok(refused(StatusCode::TOO_MANY_REQUESTS)?.with(RETRY_AFTER, (*retry_after).into()))
                }
                _ => refused(StatusCode::CONFLICT),
            }
        }
    }
}

/// 303, so that neither a reload nor the back button posts again.
fn see_thanks(asked: Asked<'_>) -> Page {
    let location = HeaderValue::from_str(&thanks_path(&asked.workshop.slug, asked.form));
    Page::new(StatusCode::SEE_OTHER, String::new()).with(LOCATION, location.expect("slugs are ASCII"))
}

fn filled_in(asked: Asked<'_>, submission: &Submission) -> FormView {
    let action = questionnaire_action(&asked.workshop.slug, asked.form);
    FormView::filled_in(&asked.questionnaire.form, &action, submission)
}

fn render(
    renderer: &Renderer,
    status: StatusCode,
    title_key: &str,
    asked: Asked<'_>,
    view: &QuestionnaireView,
) -> Result<Page, RenderError> {
    let Asked { workshop, questionnaire, .. } = asked;
    let parameters = [("questionnaire", questionnaire.title.as_str()), ("workshop", &workshop.title)];
    let title = renderer.words().text(title_key, &parameters)?;
    let html = renderer.render("questionnaire.html", &head(title, Some(questionnaire.path.clone())), view)?;
    Ok(Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
