//! Pages of a questionnaire.

use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::submission::Submission;
use view::form::FormView;
use view::questionnaire::{QuestionnaireView, questionnaire_action, thanks_path};

use super::head::head;
use crate::error::{AppResult, FormError};
use crate::extract::questionnaire::QuestionnaireForm;
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Redirects to the thank-you page after answers were stored.
pub(crate) fn see_thanks(form: &QuestionnaireForm) -> Reply {
    let workshop = form.workshop();
    Reply::see(&thanks_path(workshop, &form.name), LogFields::of("answered"))
}

/// Returns the thank-you page. It changes and reveals nothing, so anyone may open it.
pub(crate) fn thanks(form: &QuestionnaireForm) -> AppResult<Reply> {
    let view = QuestionnaireView { answered: true, ..empty(form) };
    let html = html(form, "title.questionnaire_thanks", &view)?;
    Ok(reply(StatusCode::OK, html, LogFields::of("thanked")))
}

/// Returns the form with the typed answers and the reason why they were not accepted.
pub(crate) fn not_accepted(
    form: &QuestionnaireForm,
    submission: &Submission,
    error: FormError,
) -> AppResult<Reply> {
    let (workshop, questions) = (form.workshop(), form.form()?);
    let action = questionnaire_action(workshop, &form.name);
    let filled_in = || FormView::filled_in(questions, &action, submission);
    match error {
        FormError::App(error) => Err(error),
        FormError::Invalid(errors) | FormError::Guess(errors) => {
            let filled_in = filled_in().with_errors(questions, &errors, form.edition().renderer.words())?;
            let view = QuestionnaireView { form: Some(filled_in), ..empty(form) };
            let html = html(form, "title.questionnaire_error", &view)?;
            Ok(reply(StatusCode::UNPROCESSABLE_ENTITY, html, LogFields::of("invalid")))
        }
        FormError::Refused(refusal) => {
            let filled_in = refusal.keeps_answers().then(filled_in);
            let view = QuestionnaireView { form: filled_in, refusal: Some(refusal.key()), ..empty(form) };
            let html = html(form, "title.questionnaire", &view)?;
            let logged = LogFields::of(refusal.key()).because(refusal.class());
            Ok(reply(refusal.status(), html, logged).with_optional(RETRY_AFTER, refusal.retry_after()))
        }
    }
}

fn empty(form: &QuestionnaireForm) -> QuestionnaireView {
    QuestionnaireView::new(form.workshop(), form.questionnaire(), form.state())
}

fn html(form: &QuestionnaireForm, title_key: &str, view: &QuestionnaireView) -> AppResult<String> {
    let (workshop, questionnaire, edition) = (form.workshop(), form.questionnaire(), form.edition());
    let parameters = [("questionnaire", questionnaire.title.as_str()), ("workshop", &workshop.title)];
    let title = edition.renderer.words().text(title_key, &parameters)?;
    let path = |workshop: &CatalogueWorkshop| Some(workshop.forms.get(&form.name)?.path.clone());
    let languages = form.services.editions.of_page(form.main(), path)?;
    let head = head(title, Some(questionnaire.path.clone()));
    Ok(edition.renderer.render_in(&languages, "questionnaire.html", &head, view)?)
}

fn reply(status: StatusCode, html: String, logged: LogFields) -> Reply {
    Reply::new(status, html, logged).with(REFERRER_POLICY, FORM_REFERRER_POLICY)
}
