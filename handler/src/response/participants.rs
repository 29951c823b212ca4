//! The pages about a change of participants.

use http::StatusCode;
use http::header::{HeaderValue, REFERRER_POLICY, RETRY_AFTER};
use model::form::Form;
use model::registration::TooManyChanges;
use model::submission::{Submission, SubmissionErrors};
use view::registration::ChangeParticipantsView;
use view::renderer::RenderError;

use super::Page;
use super::pages::{FORM_REFERRER_POLICY, RETRY_LATER, head, own_page, title};
use crate::abuse::TooMany;
use crate::outcome::{NotStored, Own, Unchanged};
use view::edition::Edition;

/// The form for changing who takes part, filled in with what was submitted, if it was.
pub(super) fn asked_to_change(
    edition: &Edition,
    own: &Own<'_>,
    form: &Form,
    submitted: Option<(Submission, SubmissionErrors)>,
) -> Result<Page, RenderError> {
    let submission = submitted.as_ref().map(|(submission, _)| submission);
    let mut view =
        ChangeParticipantsView::new(edition.workshop(own.workshop), &own.registration, form, submission);
    let (status, title_key) = match &submitted {
        Some((_, errors)) => {
            view.form = view.form.with_errors(form, errors, edition.renderer.words())?;
            (StatusCode::UNPROCESSABLE_ENTITY, "title.change_participants_error")
        }
        None => (StatusCode::OK, "title.change_participants"),
    };
    let title = title(edition, title_key, edition.workshop(own.workshop))?;
    let html = edition.renderer.render("change-participants.html", &head(title, None), &view)?;
    Ok(Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// The form again, with what was typed, as it was not stored.
pub(super) fn not_changed(edition: &Edition, unchanged: &Unchanged<'_>) -> Result<Page, RenderError> {
    let Unchanged { workshop, address, registration, form, submission, reason } = unchanged;
    let workshop = edition.workshop(workshop);
    let view =
        ChangeParticipantsView::not_stored(workshop, address, registration.as_deref(), form, submission);
    let view = ChangeParticipantsView { refusal: Some(reason.key()), ..view };
    let title = title(edition, "title.change_participants", workshop)?;
    let html = edition.renderer.render("change-participants.html", &head(title, None), &view)?;
    let (status, retry_after) = match reason {
        NotStored::TooMany(TooMany { retry_after }) => (StatusCode::TOO_MANY_REQUESTS, (*retry_after).into()),
        NotStored::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, RETRY_LATER),
    };
    let page = Page::new(status, html).with(RETRY_AFTER, retry_after);
    Ok(page.with(REFERRER_POLICY, FORM_REFERRER_POLICY))
}

/// With what was typed, as it may be sent another day or copied into a mail to the organiser.
pub(super) fn changed_too_often(
    edition: &Edition,
    own: &Own<'_>,
    submitted: Option<(Form, Submission)>,
    limit: TooManyChanges,
) -> Result<Page, RenderError> {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let (refusal, retry_after) = match limit {
        TooManyChanges::Today(until) => {
            let seconds = until.duration_since(own.now).as_secs().max(1);
            ("changed-too-often-today", Some(HeaderValue::from(seconds.unsigned_abs())))
        }
        TooManyChanges::InAll => ("changed-too-often", None),
    };
    let page = match submitted {
        None => own_page(edition, status, own, Some(refusal))?,
        Some((form, submission)) => {
            let workshop = edition.workshop(own.workshop);
            let view = ChangeParticipantsView::new(workshop, &own.registration, &form, Some(&submission));
            let view = ChangeParticipantsView { refusal: Some(refusal), ..view };
            let title = title(edition, "title.change_participants", workshop)?;
            let html = edition.renderer.render("change-participants.html", &head(title, None), &view)?;
            Page::new(status, html).with(REFERRER_POLICY, FORM_REFERRER_POLICY)
        }
    };
    Ok(match retry_after {
        Some(seconds) => page.with(RETRY_AFTER, seconds),
        None => page,
    })
}
