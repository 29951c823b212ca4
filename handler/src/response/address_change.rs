//! The pages of a change of the contact's e-mail address.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::REFERRER_POLICY;
use model::form::Form;
use model::registration::{ProposedAddress, Registration};
use model::submission::{Submission, SubmissionErrors};
use view::registration::{ChangeAddressView, address_path};

use super::head::{head, title};
use super::own_registration;
use crate::address_change::ProposalError;
use crate::error::AppResult;
use crate::extract::own_registration::{AddressLink, OwnRegistration};
use crate::log::LogFields;
use crate::reply::{FORM_REFERRER_POLICY, Reply};

/// Returns the form for another address.
pub(crate) fn ask(own: &OwnRegistration, form: &Form) -> AppResult<Reply> {
    let view = form_view(own, form, None);
    drawn(own, StatusCode::OK, &view, "title.change_address", "asked-to-change-address")
}

/// Returns the form with the typed address and the reason why it was not noted.
pub(crate) fn not_proposed(own: &OwnRegistration, submission: &Submission, error: ProposalError) -> Response {
    match error {
        ProposalError::Registration(error) => error.into_response(),
        ProposalError::Invalid(form, errors) => invalid(own, &form, submission, &errors).into_response(),
    }
}

fn invalid(
    own: &OwnRegistration,
    form: &Form,
    submission: &Submission,
    errors: &SubmissionErrors,
) -> AppResult<Reply> {
    let mut view = form_view(own, form, Some(submission));
    let words = own.edition().renderer.words();
    view.form = view.form.map(|filled_in| filled_in.with_errors(form, errors, words)).transpose()?;
    drawn(own, StatusCode::UNPROCESSABLE_ENTITY, &view, "title.change_address_error", "invalid")
}

/// Returns the page that asks the recipient of a link to confirm the address to which it was mailed. It shows nothing else of
/// the registration, because the address may be mistyped and theirs by chance.
pub(crate) fn ask_to_confirm(link: &AddressLink, proposed: &ProposedAddress) -> AppResult<Reply> {
    let AddressLink { own, .. } = link;
    let workshop = own.edition().workshop(own.workshop());
    let path = address_path(&own.registration, own.address.link.capability.clone());
    let view = ChangeAddressView::to_confirm(workshop, &own.registration, proposed, path);
    drawn(own, StatusCode::OK, &view, "title.confirm_address", "asked-to-confirm-address")
}

/// Redirects to the own page of a registration whose contact has another address now.
pub(crate) fn see_changed(link: &AddressLink, changed: &Registration) -> Reply {
    let result = if link.proposed.is_some() { "address-changed" } else { "unchanged" };
    own_registration::see(changed, result)
}

fn form_view(own: &OwnRegistration, form: &Form, submission: Option<&Submission>) -> ChangeAddressView {
    let workshop = own.edition().workshop(own.workshop());
    ChangeAddressView::with_form(workshop, &own.registration, form, submission)
}

fn drawn(
    own: &OwnRegistration,
    status: StatusCode,
    view: &ChangeAddressView,
    title_key: &str,
    result: &'static str,
) -> AppResult<Reply> {
    let edition = own.edition();
    let head = head(title(edition, title_key, edition.workshop(own.workshop()))?, None);
    let html = edition.renderer.render("change-address.html", &head, view)?;
    let reply = Reply::new(status, html, LogFields::of(result));
    Ok(reply.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}
