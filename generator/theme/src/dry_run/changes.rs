//! The pages on which a registrant changes or cancels a registration.

use std::collections::BTreeSet;
use std::slice;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::email_form::address_form;
use model::form::Form;
use model::offer::Offer;
use model::registration::{
    DetailGroup, DetailsBasis, OwnLink, ParticipantParts, additions_form, details_form, participants_form,
};
use view::registration::{
    AddParticipantsView, CancelRegistrationView, ChangeAddressView, ChangeDetailsView,
    ChangeParticipantsView, DetailsOf, OwnRegistrationView,
};
use view::renderer::{RenderError, Renderer};

use super::made_up::registration;
use super::{ANY, failure, with_errors};
use crate::CHANGE_REFUSALS;

/// Renders the pages in each of their states. `form` is the registration form.
pub(super) fn render(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    renderer: &Renderer,
) -> Option<RenderError> {
    let cancel = CancelRegistrationView::new(workshop, &registration(workshop, offer));
    failure("cancel-registration.html", slice::from_ref(&cancel), renderer)
        .or_else(|| render_participants(workshop, offer, renderer))
        .or_else(|| render_details(workshop, offer, form, renderer))
        .or_else(|| render_additions(workshop, offer, form, renderer))
        .or_else(|| render_address(workshop, offer, renderer))
}

fn render_additions(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    renderer: &Renderer,
) -> Option<RenderError> {
    let full = registration(workshop, offer);
    let words = renderer.words();
    let form = additions_form(form, 1, 2, |key, parameters| words.text(key, parameters)).ok()?;
    let link = OwnLink { id: full.id.clone(), capability: full.capability.clone() };
    let add = AddParticipantsView::new(workshop, &link, Some(&full), &form, 1, None);
    let unread = AddParticipantsView::new(workshop, &link, None, &form, 1, None);
    let wrong = match with_errors(&form, &add.form.action, renderer) {
        Ok(form) => AddParticipantsView { form, ..add.clone() },
        Err(error) => return Some(error),
    };
    let refused = CHANGE_REFUSALS.map(|refusal| AddParticipantsView {
        refusal: Some(refusal),
        left: Some(1),
        organisation_limit: Some(1),
        ..add.clone()
    });
    let pages = [vec![add, unread, wrong], refused.to_vec()].concat();
    failure("add-participants.html", &pages, renderer)
}

fn render_address(workshop: &CatalogueWorkshop, offer: &Offer, renderer: &Renderer) -> Option<RenderError> {
    let words = renderer.words();
    let form = address_form(|key, parameters| words.text(key, parameters)).ok()?;
    let full = registration(workshop, offer);
    let change = ChangeAddressView::with_form(workshop, &full, &form, None);
    let wrong = match change.form.as_ref().map(|it| with_errors(&form, &it.action, renderer)).transpose() {
        Ok(form) => ChangeAddressView { form, ..change.clone() },
        Err(error) => return Some(error),
    };
    let proposed =
        full.with_proposed_address(Some(full.request.contact.email.clone()), Timestamp::UNIX_EPOCH);
    let confirm = proposed.proposed_address.as_ref()?;
    let confirm = ChangeAddressView::to_confirm(workshop, &full, confirm, ANY.to_owned());
    let own_page = OwnRegistrationView::new(workshop, &proposed, None, Timestamp::UNIX_EPOCH);
    failure("change-address.html", &[change, wrong, confirm], renderer)
        .or_else(|| failure("own-registration.html", slice::from_ref(&own_page), renderer))
}

fn render_participants(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    renderer: &Renderer,
) -> Option<RenderError> {
    let words = renderer.words();
    let parts = ParticipantParts::of(offer);
    let form = participants_form(2, &parts, |key, parameters| words.text(key, parameters)).ok()?;
    let change = ChangeParticipantsView::new(workshop, &registration(workshop, offer), &form, None);
    let wrong = match with_errors(&form, &change.form.action, renderer) {
        Ok(form) => ChangeParticipantsView { form, ..change.clone() },
        Err(error) => return Some(error),
    };
    let refused = CHANGE_REFUSALS.map(|refusal| {
        let refusal = Some(refusal);
        ChangeParticipantsView { refusal, ..change.clone() }
    });
    let changes = [vec![change, wrong], refused.to_vec()].concat();
    failure("change-participants.html", &changes, renderer)
}

fn render_details(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    form: &Form,
    renderer: &Renderer,
) -> Option<RenderError> {
    let full = registration(workshop, offer);
    let groups = DetailGroup::ALL.iter().copied().collect();
    let form = details_form(form, &groups, &BTreeSet::new(), |_| true).ok()?;
    let basis = DetailsBasis::new(&full.request.details(), groups, &form);
    let link = OwnLink { id: full.id.clone(), capability: full.capability.clone() };
    let stored = full.request.as_submitted(form.hash());
    let page =
        |of, registration| ChangeDetailsView::new(workshop, of, &link, registration, &form, &basis, &stored);
    let change = page(DetailsOf::Registration, Some(&full));
    let of_participant = page(DetailsOf::Participant(1), Some(&full));
    let unread = page(DetailsOf::Participant(1), None);
    let own = page(DetailsOf::OwnParticipation, Some(&full));
    let wrong = match with_errors(&form, &change.form.action, renderer) {
        Ok(form) => ChangeDetailsView { form, ..change.clone() },
        Err(error) => return Some(error),
    };
    let refused = CHANGE_REFUSALS.map(|refusal| {
        let refusal = Some(refusal);
        ChangeDetailsView { refusal, ..change.clone() }.with_recorded(&form, &full, &Default::default())
    });
    let changes = [vec![change, of_participant, unread, own, wrong], refused.to_vec()].concat();
    failure("change-details.html", &changes, renderer)
}
