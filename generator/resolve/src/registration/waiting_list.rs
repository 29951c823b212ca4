//! `waiting_list`: whether registrants can wait for seats, and how long free seats are held for them.

use std::collections::BTreeMap;

use diagnostics::{message, phrase};
use jiff::Timestamp;
use model::announcement::SessionStatus;
use model::offer::Attends;
use model::programme::Session;
use model::seat_offer::{AcceptWithin, SeatOffers};
use model::seats::{WHOLE_WORKSHOP, WaitingList};
use yaml::shape::TextKind;
use yaml::{Form, Node, Reader, Value};

use super::instant;
use crate::Context;
use crate::limits::{MAX_ACCEPT_DAYS, MAX_ACCEPT_HOURS};
use crate::quantity::number_and_unit;

/// The form of the time to accept offered seats.
static ACCEPT_WITHIN: Form =
    Form { name: "accept-within", pattern: "[0-9]{1,3} *h|[0-9]{1,2} +working +days?" };

/// The unit of a time in working days, as it is written.
const WORKING_DAYS: [&str; 2] = ["working day", "working days"];

/// Whether there is a waiting list, and the time to accept offered seats, if they are not given at once.
#[derive(Clone, Copy)]
pub(super) struct Waiting {
    pub(super) list: WaitingList,
    pub(super) accept_within: Option<AcceptWithin>,
}

impl Default for Waiting {
    fn default() -> Waiting {
        Waiting { list: WaitingList::Open, accept_within: None }
    }
}

/// Reads `true`, `false`, or how seats are offered, which implies `true`.
pub(super) fn waiting_list(reader: &mut Reader<'_>, node: &Node) -> Option<Waiting> {
    let is_switch = |node: &Node| !matches!(node.value, Value::Mapping(_));
    let switch = |reader: &mut Reader<'_>, node: &Node| {
        let list = if yaml::boolean(reader, node)? { WaitingList::Open } else { WaitingList::None };
        Some(Waiting { list, accept_within: None })
    };
    let offers = |reader: &mut Reader<'_>, node: &Node| {
        let mut fields = reader.fields(node)?;
        let accept_within = fields.required(reader, "accept_within", accept_within);
        fields.finish(reader);
        Some(Waiting { list: WaitingList::Open, accept_within: Some(accept_within?) })
    };
    yaml::either(is_switch, switch, offers)(reader, node)
}

/// Reads a number of hours or working days, such as `48h` or `2 working days`.
fn accept_within(reader: &mut Reader<'_>, node: &Node) -> Option<AcceptWithin> {
    let text = yaml::text_as(reader, node, TextKind::Form(&ACCEPT_WITHIN))?;
    let quantity = number_and_unit(&text);
    let within = match quantity.as_ref().map(|(number, unit)| (*number, unit.as_str())) {
        Some((hours @ 1..=MAX_ACCEPT_HOURS, "h")) => Some(AcceptWithin::Hours(hours)),
        Some((days @ 1..=MAX_ACCEPT_DAYS, unit)) if WORKING_DAYS.contains(&unit) => {
            Some(AcceptWithin::WorkingDays(days))
        }
        _ => None,
    };
    if within.is_none() {
        let message = message! {
            AcceptWithin,
            en: "`{text}` is not a time to accept seats",
            fr: "`{text}` n’est pas un délai pour accepter des places"
        };
        let hint = phrase! {
            en: "write hours, such as `48h`, at most {MAX_ACCEPT_HOURS}; or working days, such as `2 working days`, at most \
                 {MAX_ACCEPT_DAYS}",
            fr: "écrivez des heures, comme `48h`, {MAX_ACCEPT_HOURS} au plus, ou des jours ouvrés, comme `2 working days`, \
                 {MAX_ACCEPT_DAYS} au plus"
        };
        reader.refuse(&node.span, message, hint);
    }
    within
}

/// Returns the terms on which seats are offered.
pub(super) fn seat_offers(
    accept_within: AcceptWithin,
    attends: Attends,
    sessions: &[Session],
    context: &Context<'_>,
) -> SeatOffers {
    let mut starts = BTreeMap::<String, Vec<Timestamp>>::new();
    for session in sessions {
        let begins = match session.announced.status {
            SessionStatus::Scheduled => {
                instant(session.announced.date.to_datetime(session.announced.start), context)
            }
            // It sets no deadline, and people still wait for it.
            SessionStatus::Postponed => Some(Timestamp::MAX),
            SessionStatus::Cancelled => continue,
        };
        let pool = match attends {
            Attends::All => WHOLE_WORKSHOP.to_owned(),
            Attends::Choose => session.id.to_string(),
        };
        starts.entry(pool).or_default().extend(begins);
    }
    SeatOffers { accept_within, time_zone: context.time_zone.clone(), starts }
}
