//! The page of a registration form that was not accepted.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::submission::{Submission, SubmissionErrors};
use serde::Serialize;
use view::form::FormView;
use view::registration::{OfferView, RegistrationFormView, WorkshopSummaryView, registration_action};
use view::renderer::PageData;

use super::head::{head, title};
use crate::abuse::TooMany;
use crate::error::{AppResult, FormError, Refusal};
use crate::extract::workshop::WorkshopForm;
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};
use crate::undrawn::{Page, Prepared, Undrawn};

/// Returns the form with the typed answers and the reason why they were not accepted.
pub(crate) fn not_accepted(form: WorkshopForm, submission: Submission, error: FormError) -> Response {
    match error {
        FormError::App(error) => error.into_response(),
        FormError::Refused(refusal) => refused(&form, &submission, &refusal).into_response(),
        // It counts, so there is nothing to wait for meanwhile.
        FormError::Guess(errors) => {
            let page = data(&form, &submission, &errors).and_then(|data| invalid(&form, &data));
            page.map(|reply| reply.guessing(true)).into_response()
        }
        FormError::Invalid(errors) => {
            Undrawn::new(FormWithErrors { form, submission, errors }).into_response()
        }
    }
}

/// The form with errors, which the gate draws.
struct FormWithErrors {
    form: WorkshopForm,
    submission: Submission,
    errors: SubmissionErrors,
}

impl Page for FormWithErrors {
    fn prepare(self: Arc<Self>) -> Prepared {
        let page = data(&self.form, &self.submission, &self.errors);
        Box::new(move || page.and_then(|data| invalid(&self.form, &data)).into_response())
    }

    fn refuse(&self, too_many: TooMany) -> Response {
        refused(&self.form, &self.submission, &Refusal::TooMany(too_many)).into_response()
    }
}

/// Returns the data of the form with errors.
fn data(form: &WorkshopForm, submission: &Submission, errors: &SubmissionErrors) -> AppResult<PageData> {
    let filled_in = filled_in(form, submission)?;
    let filled_in = filled_in.with_errors(form.form()?, errors, form.edition().renderer.words())?;
    Ok(PageData::new(&RegistrationFormView { form: Some(filled_in), ..view(form) })?)
}

fn invalid(form: &WorkshopForm, data: &PageData) -> AppResult<Reply> {
    let html = html(form, "title.registration_error", data)?;
    let logged = LogFields::of("invalid");
    let reply = Reply::new(StatusCode::UNPROCESSABLE_ENTITY, html, logged);
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

fn refused(form: &WorkshopForm, submission: &Submission, refusal: &Refusal) -> AppResult<Reply> {
    let filled_in = refusal.keeps_answers().then(|| filled_in(form, submission)).transpose()?;
    let view = RegistrationFormView { form: filled_in, refusal: Some(refusal.key()), ..view(form) };
    let html = html(form, "title.registration", &view)?;
    let logged = LogFields::of(refusal.key()).because(refusal.class());
    let reply = Reply::new(refusal.status(), html, logged);
    Ok(reply.with_optional(RETRY_AFTER, refusal.retry_after()).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

fn filled_in(form: &WorkshopForm, submission: &Submission) -> AppResult<FormView> {
    Ok(FormView::filled_in(form.form()?, &registration_action(form.workshop()), submission))
}

/// Returns the page without a form.
fn view(form: &WorkshopForm) -> RegistrationFormView {
    let (workshop, offer) = (form.workshop(), form.offer());
    RegistrationFormView {
        workshop: WorkshopSummaryView::new(workshop),
        offer: OfferView::new(&workshop.slug, offer, form.state()),
        form: None,
        refusal: None,
    }
}

fn html(form: &WorkshopForm, title_key: &str, data: &impl Serialize) -> AppResult<String> {
    let (workshop, edition) = (form.workshop(), form.edition());
    let head = head(title(edition, title_key, workshop)?, workshop.registration_path.clone());
    let path = |workshop: &CatalogueWorkshop| workshop.registration_path.clone();
    let languages = form.services.editions.of_page(form.main(), path)?;
    Ok(edition.renderer.render_in(&languages, "registration.html", &head, data)?)
}
