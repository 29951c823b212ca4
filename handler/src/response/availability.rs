//! The number of seats left, as JSON for the small script that refreshes a static page.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use model::offer::{Attends, OfferState};
use model::seats::WaitingList;
use registry::Counter;
use serde::Serialize;
use view::headers::ResponseKind;

use crate::extract::workshop::WorkshopForm;
use crate::log::LogFields;
use crate::reply::Reply;

#[derive(Serialize)]
struct Body<'a> {
    /// `upcoming`, `open`, `waiting-list`, `full`, `closed` or `cancelled`.
    state: &'static str,
    /// The number of seats left; if registrants choose sessions, the number in the session with the fewest.
    seats: u32,
    /// The number of seats left in each session, if registrants choose sessions.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sessions: BTreeMap<&'a str, u32>,
}

/// Returns the seats left, given the seats that the counter reports as taken.
pub(crate) fn json(form: &WorkshopForm, counter: &Counter) -> Reply {
    let (workshop, offer) = (form.main(), form.main_offer());
    let left = |pool: &str, size: u32| size.saturating_sub(counter.taken.of(pool));
    let sessions = match offer.attends {
        Attends::All => BTreeMap::new(),
        Attends::Choose => offer.capacity.pools().map(|(pool, size)| (pool, left(pool, size))).collect(),
    };
    let any_left = offer.capacity.pools().any(|(pool, size)| left(pool, size) > 0);
    // While registrations wait, a new one may have to wait too, even if there is a seat.
    let state = match offer.state(form.now) {
        _ if workshop.cancelled => "cancelled",
        OfferState::Open if any_left && counter.waiting == 0 => "open",
        OfferState::Open if offer.waiting_list == WaitingList::Open => "waiting-list",
        OfferState::Open if any_left => "open",
        OfferState::Open => "full",
        other => other.key(),
    };
    let seats = offer.capacity.fewest_left(&counter.taken);
    let body = serde_json::to_string(&Body { state, seats, sessions });
    // Serialising text and numbers cannot fail.
    let reply = Reply::new(StatusCode::OK, body.unwrap_or_default(), LogFields::of("available"));
    reply.of_kind(ResponseKind::Availability).with(CONTENT_TYPE, HeaderValue::from_static("application/json"))
}
