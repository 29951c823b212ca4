//! Pages of the form that finds registrations.

use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::submission::Submission;
use view::find::{FindView, find_action, sent_path};
use view::form::FormView;

use super::parts::head;
use crate::error::{AppResult, FormError};
use crate::extract::find::FindPage;
use crate::log::LogFields;
use crate::page::{FORM_REFERRER_POLICY, Page};

/// Redirects to the page that confirms the request.
pub(crate) fn see_sent(page: &FindPage) -> Page {
    let language = page.services.editions.further_language(page.edition());
    Page::see(&sent_path(language), LogFields::of("links-requested"))
}

/// The page that follows a posted address. Anyone can open it at any time.
pub(crate) fn sent(page: &FindPage) -> AppResult<Page> {
    drawn(page, StatusCode::OK, "title.find_sent", &FindView::sent(), LogFields::of("links-sent-page"))
}

/// The form with the typed answers and the reason why they were not accepted.
pub(crate) fn not_taken(
    page: &FindPage,
    form: &Form,
    submission: &Submission,
    error: FormError,
) -> AppResult<Page> {
    let edition = page.edition();
    let language = page.services.editions.further_language(edition);
    let filled_in = || FormView::filled_in(form, &find_action(language), submission);
    match error {
        FormError::App(error) => Err(error),
        FormError::Invalid(errors) => {
            let view = filled_in().with_errors(form, &errors, edition.renderer.words())?;
            let (status, view) = (StatusCode::UNPROCESSABLE_ENTITY, FindView::with_form(view));
            drawn(page, status, "title.find_error", &view, LogFields::of("invalid"))
        }
        FormError::Refused(refusal) => {
            let view = FindView { refusal: Some(refusal.key()), ..FindView::with_form(filled_in()) };
            let logged = LogFields::of(refusal.key()).because(refusal.class());
            let drawn = drawn(page, refusal.status(), "title.find", &view, logged)?;
            Ok(drawn.with_optional(RETRY_AFTER, refusal.retry_after()))
        }
    }
}

fn drawn(
    page: &FindPage,
    status: StatusCode,
    title_key: &str,
    view: &FindView,
    logged: LogFields,
) -> AppResult<Page> {
    let edition = page.edition();
    let title = edition.renderer.words().text(title_key, &[])?;
    let languages = page.services.editions.of_site_page(|site| site.find_path.clone())?;
    let head = head(title, edition.site.find_path.clone());
    let html = edition.renderer.render_in(&languages, "find.html", &head, view)?;
    Ok(Page::new(status, html, logged).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
