//! How many seats are left, as JSON for the few lines of script that refresh a static page.

use std::collections::BTreeMap;

use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue};
use model::catalogue::CatalogueWorkshop;
use model::offer::{Attends, OfferState};
use model::seats::WaitingList;
use serde::Serialize;
use view::headers::Kind;

use super::Page;
use crate::outcome::Availability;

#[derive(Serialize)]
struct Body<'a> {
    /// `upcoming`, `open`, `waiting-list`, `full`, `closed` or `cancelled`.
    state: &'static str,
    /// How many seats are left; of sessions that are chosen, in the one that has the fewest.
    seats: u32,
    /// How many are left in each session, where sessions are chosen.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    sessions: BTreeMap<&'a str, u32>,
}

pub(super) fn json(workshop: &CatalogueWorkshop, availability: &Availability<'_>) -> Page {
    let Availability { offer, state, counter } = availability;
    let left = |pool: &str, size: u32| size.saturating_sub(counter.taken.of(pool));
    let sessions = match offer.attends {
        Attends::All => BTreeMap::new(),
        Attends::Choose => offer.capacity.pools().map(|(pool, size)| (pool, left(pool, size))).collect(),
    };
    let any_left = offer.capacity.pools().any(|(pool, size)| left(pool, size) > 0);
    // While somebody waits, whoever arrives may have to wait too, even if there is a seat.
    let state = match state {
        _ if workshop.cancelled => "cancelled",
        OfferState::Open if any_left && counter.waiting == 0 => "open",
        OfferState::Open if offer.waiting_list == WaitingList::Open => "waiting-list",
        OfferState::Open if any_left => "open",
        OfferState::Open => "full",
        other => other.key(),
    };
    let seats = offer.capacity.fewest_left(&counter.taken);
    let body = serde_json::to_string(&Body { state, seats, sessions });
    // Texts and numbers have no way to fail.
    let page = Page { kind: Kind::Availability, ..Page::new(StatusCode::OK, body.unwrap_or_default()) };
    page.with(CONTENT_TYPE, HeaderValue::from_static("application/json"))
}
