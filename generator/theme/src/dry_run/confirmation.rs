//! The page that confirms an e-mail address, and the parts of a registrant's page about confirmation and the
//! participants' list.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::Offer;
use model::registration::Registration;
use model::status::{Event, REGISTER, Status};
use view::registration::{ConfirmEmailView, ListedView, OwnRegistrationView};
use view::renderer::{RenderError, Renderer};

use super::{ANY, failure, registration};

/// Renders them in each of their states.
pub(super) fn render(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    renderer: &Renderer,
) -> Option<RenderError> {
    let long_ago = Timestamp::UNIX_EPOCH;
    let unconfirmed = registration(workshop, offer).after(REGISTER, Status::Unconfirmed, long_ago);
    let requested = registration(workshop, offer).after(REGISTER, Status::Requested, long_ago);
    let lapsed = unconfirmed.after(Event::Lapse.key(), Status::Cancelled, long_ago);
    // While registration is open, a lapsed registration links to the form.
    let offer = Offer { closes: Timestamp::MAX, ..offer.clone() };
    let open = CatalogueWorkshop { offer: Some(offer.clone().into()), ..workshop.clone() };
    let pages = [
        ConfirmEmailView::new(workshop, &unconfirmed, Some(ANY), long_ago),
        ConfirmEmailView::new(workshop, &requested, Some(ANY), long_ago),
        ConfirmEmailView::new(workshop, &lapsed, None, long_ago),
        ConfirmEmailView::new(&open, &lapsed, None, long_ago),
    ];
    let offered = registration(workshop, &offer).with_offered_seats(long_ago, long_ago);
    let offer_lapsed = offered.after(Event::LapseSeatOffer.key(), Status::Cancelled, long_ago);
    let own_pages: Vec<_> = [unconfirmed, lapsed, offer_lapsed]
        .iter()
        .map(|registration| OwnRegistrationView::new(workshop, registration, None, long_ago))
        .chain(lists(&open, &offer))
        .collect();
    failure("confirm-email.html", &pages, renderer)
        .or_else(|| failure("own-registration.html", &own_pages, renderer))
}

/// Returns the registrant's page with an empty and a filled participants' list, and without the list.
fn lists(workshop: &CatalogueWorkshop, offer: &Offer) -> Vec<OwnRegistrationView> {
    let listed = registration(workshop, offer);
    let mut unlisted: Registration = listed.clone();
    unlisted.request.listed = false;
    let other = ListedView { name: ANY.to_owned(), organisation: ANY.to_owned() };
    let with = |registration: &Registration, status, others| {
        let registration = registration.after(REGISTER, status, Timestamp::UNIX_EPOCH);
        let mut page = OwnRegistrationView::new(workshop, &registration, None, Timestamp::UNIX_EPOCH);
        if let Some(list) = &mut page.participants_list {
            list.others = others;
        }
        page
    };
    vec![
        with(&listed, Status::Confirmed, Some(vec![other])),
        with(&listed, Status::Confirmed, Some(Vec::new())),
        with(&listed, Status::Pending, None),
        with(&unlisted, Status::Confirmed, None),
    ]
}
