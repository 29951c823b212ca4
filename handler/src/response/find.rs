//! Pages of the form that finds registrations.

use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::submission::Submission;
use view::find::{FindView, find_action, sent_path};
use view::form::FormView;

use super::head::head;
use crate::error::{AppResult, FormError};
use crate::extract::find::FindRequest;
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Redirects to the page that confirms the request.
pub(crate) fn see_sent(request: &FindRequest) -> Reply {
    let language = request.services.editions.further_language(request.edition());
    Reply::see(&sent_path(language), LogFields::of("links-requested"))
}

/// Returns the page that follows a posted address. Anyone can open it at any time, because it reveals nothing.
pub(crate) fn sent(request: &FindRequest) -> AppResult<Reply> {
    drawn(request, StatusCode::OK, "title.find_sent", &FindView::sent(), LogFields::of("links-sent-page"))
}

/// Returns the form with the typed answers and the reason why they were not accepted.
pub(crate) fn not_accepted(
    request: &FindRequest,
    form: &Form,
    submission: &Submission,
    error: FormError,
) -> AppResult<Reply> {
    let edition = request.edition();
    let language = request.services.editions.further_language(edition);
    let filled_in = || FormView::filled_in(form, &find_action(language), submission);
    match error {
        FormError::App(error) => Err(error),
        FormError::Invalid(errors) | FormError::Guess(errors) => {
            let view = filled_in().with_errors(form, &errors, edition.renderer.words())?;
            let (status, view) = (StatusCode::UNPROCESSABLE_ENTITY, FindView::with_form(view));
            drawn(request, status, "title.find_error", &view, LogFields::of("invalid"))
        }
        FormError::Refused(refusal) => {
            let view = FindView { refusal: Some(refusal.key()), ..FindView::with_form(filled_in()) };
            let logged = LogFields::of(refusal.key()).because(refusal.class());
            let drawn = drawn(request, refusal.status(), "title.find", &view, logged)?;
            Ok(drawn.with_optional(RETRY_AFTER, refusal.retry_after()))
        }
    }
}

fn drawn(
    request: &FindRequest,
    status: StatusCode,
    title_key: &str,
    view: &FindView,
    logged: LogFields,
) -> AppResult<Reply> {
    let edition = request.edition();
    let title = edition.renderer.words().text(title_key, &[])?;
    let languages = request.services.editions.of_site_page(|site| site.find_path.clone())?;
    let head = head(title, edition.site.find_path.clone());
    let html = edition.renderer.render_in(&languages, "find.html", &head, view)?;
    Ok(Reply::new(status, html, logged).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
