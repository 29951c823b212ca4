//! What came of a request about a questionnaire → page.

use http::StatusCode;
use http::header::{HeaderValue, LOCATION, REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::submission::Submission;
use view::form::FormView;
use view::questionnaire::{QuestionnaireView, questionnaire_action, thanks_path};
use view::renderer::RenderError;

use super::Page;
use super::pages::{FORM_REFERRER_POLICY, RETRY_LATER, head};
use crate::Services;
use crate::abuse::TooMany;
use crate::answer::{AnswerRefusal, Answered, Asked};
use view::edition::Edition;

pub(super) fn page(
    services: &Services,
    edition: &Edition,
    asked: Asked<'_>,
    answered: &Answered,
) -> Result<Page, RenderError> {
    let empty = QuestionnaireView::new(asked.workshop, asked.questionnaire, asked.state);
    match answered {
        Answered::Stored => Ok(see_thanks(asked)),
        Answered::Thanked => {
            let view = QuestionnaireView { answered: true, ..empty };
            render((services, edition), StatusCode::OK, "title.questionnaire_thanks", asked, &view)
        }
        Answered::Invalid(submission, errors) => {
            let form = filled_in(asked, submission);
            let form = form.with_errors(&asked.questionnaire.form, errors, edition.renderer.words())?;
            let view = QuestionnaireView { form: Some(form), ..empty };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            render((services, edition), status, "title.questionnaire_error", asked, &view)
        }
        Answered::Refused(submission, refusal) => {
            let form = refusal.keeps_answers().then(|| filled_in(asked, submission));
            let view = QuestionnaireView { form, refusal: Some(refusal.key()), ..empty };
            let refused = |status| render((services, edition), status, "title.questionnaire", asked, &view);
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
    let location = HeaderValue::from_str(&thanks_path(asked.workshop, asked.form));
    Page::new(StatusCode::SEE_OTHER, String::new())
        .with(LOCATION, location.expect("slugs and language tags are ASCII"))
}

fn filled_in(asked: Asked<'_>, submission: &Submission) -> FormView {
    let action = questionnaire_action(asked.workshop, asked.form);
    FormView::filled_in(&asked.questionnaire.form, &action, submission)
}

fn render(
    (services, edition): (&Services, &Edition),
    status: StatusCode,
    title_key: &str,
    asked: Asked<'_>,
    view: &QuestionnaireView,
) -> Result<Page, RenderError> {
    let Asked { workshop, questionnaire, .. } = asked;
    let parameters = [("questionnaire", questionnaire.title.as_str()), ("workshop", &workshop.title)];
    let title = edition.renderer.words().text(title_key, &parameters)?;
    let path = |workshop: &CatalogueWorkshop| Some(workshop.forms.get(asked.form)?.path.clone());
    let languages = services.editions.of_page(&services.catalogue, &workshop.slug, path)?;
    let head = head(title, Some(questionnaire.path.clone()));
    let html = edition.renderer.render_in(&languages, "questionnaire.html", &head, view)?;
    Ok(Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
