//! The page of a registration form that was not accepted.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::submission::{Problem, Submission, SubmissionErrors};
use view::form::FormView;
use view::registration::{OfferView, RegistrationFormView, WorkshopSummaryView, registration_action};

use super::head::{head, title};
use crate::error::{AppResult, FormError, Refusal};
use crate::extract::workshop::WorkshopForm;
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};
use crate::undrawn::Undrawn;

/// Returns the form with the typed answers and the reason why they were not accepted.
pub(crate) fn not_accepted(form: WorkshopForm, submission: Submission, error: FormError) -> Response {
    match error {
        FormError::App(error) => error.into_response(),
        FormError::Refused(refusal) => refused(&form, &submission, &refusal).into_response(),
        // A guess counts, so there is nothing to wait for meanwhile.
        FormError::Invalid(errors) if is_guess(&errors) => {
            invalid(&form, &submission, &errors).map(|reply| reply.guessing(true)).into_response()
        }
        FormError::Invalid(errors) => {
            let draw = move || invalid(&form, &submission, &errors);
            Undrawn::new(StatusCode::UNPROCESSABLE_ENTITY, draw).into_response()
        }
    }
}

/// Returns whether one of the answers was a wrong code.
fn is_guess(errors: &SubmissionErrors) -> bool {
    errors.fields.iter().any(|error| error.problem == Problem::UnknownCode)
}

fn invalid(form: &WorkshopForm, submission: &Submission, errors: &SubmissionErrors) -> AppResult<Reply> {
    let filled_in = filled_in(form, submission)?;
    let filled_in = filled_in.with_errors(form.form()?, errors, form.edition().renderer.words())?;
    let view = RegistrationFormView { form: Some(filled_in), ..view(form) };
    let html = html(form, "title.registration_error", &view)?;
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

fn html(form: &WorkshopForm, title_key: &str, view: &RegistrationFormView) -> AppResult<String> {
    let (workshop, edition) = (form.workshop(), form.edition());
    let head = head(title(edition, title_key, workshop)?, workshop.registration_path.clone());
    let path = |workshop: &CatalogueWorkshop| workshop.registration_path.clone();
    let languages = form.services.editions.of_page(form.main(), path)?;
    Ok(edition.renderer.render_in(&languages, "registration.html", &head, view)?)
}
