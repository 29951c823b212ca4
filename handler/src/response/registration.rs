//! The page of a registration form that was not accepted.

use http::StatusCode;
use http::header::{REFERRER_POLICY, RETRY_AFTER};
use model::catalogue::CatalogueWorkshop;
use model::submission::{Problem, Submission};
use view::form::FormView;
use view::registration::{OfferView, RegistrationFormView, WorkshopSummaryView, registration_action};

use super::head::{head, title};
use crate::error::{AppResult, FormError};
use crate::extract::workshop::WorkshopForm;
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Returns the form with the typed answers and the reason why they were not accepted.
pub(crate) fn not_accepted(
    form: &WorkshopForm,
    submission: &Submission,
    error: FormError,
) -> AppResult<Reply> {
    let (workshop, offer) = (form.workshop(), form.offer());
    let questions = form.form()?;
    let filled_in = || FormView::filled_in(questions, &registration_action(workshop), submission);
    let view = RegistrationFormView {
        workshop: WorkshopSummaryView::new(workshop),
        offer: OfferView::new(&workshop.slug, offer, form.state()),
        form: None,
        refusal: None,
    };
    match error {
        FormError::App(error) => Err(error),
        FormError::Invalid(errors) => {
            let filled_in = filled_in().with_errors(questions, &errors, form.edition().renderer.words())?;
            let view = RegistrationFormView { form: Some(filled_in), ..view };
            let reply = Reply::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                html(form, "title.registration_error", &view)?,
                LogFields::about("invalid", workshop),
            );
            let is_guess = errors.fields.iter().any(|error| error.problem == Problem::UnknownCode);
            Ok(reply.guessing(is_guess).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
        }
        FormError::Refused(refusal) => {
            let filled_in = refusal.keeps_answers().then(filled_in);
            let view = RegistrationFormView { form: filled_in, refusal: Some(refusal.key()), ..view };
            let reply = Reply::new(
                refusal.status(),
                html(form, "title.registration", &view)?,
                LogFields::about(refusal.key(), workshop).because(refusal.class()),
            );
            Ok(reply
                .with_optional(RETRY_AFTER, refusal.retry_after())
                .with(REFERRER_POLICY, FORM_REFERRER_POLICY))
        }
    }
}

fn html(form: &WorkshopForm, title_key: &str, view: &RegistrationFormView) -> AppResult<String> {
    let (workshop, edition) = (form.workshop(), form.edition());
    let head = head(title(edition, title_key, workshop)?, workshop.registration_path.clone());
    let path = |workshop: &CatalogueWorkshop| workshop.registration_path.clone();
    let languages = form.services.editions.of_page(form.main(), path)?;
    Ok(edition.renderer.render_in(&languages, "registration.html", &head, view)?)
}
