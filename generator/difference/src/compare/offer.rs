//! The terms of registration.

use model::membership::MembersOnly;
use model::offer::{Fee, Offer};
use model::programme::Workshop;
use model::seat_offer::AcceptWithin;
use model::seats::{WHOLE_WORKSHOP, WaitingList};
use model::status::{Approval, Confirmation};

use super::found::{Both, Found};
use super::questions;
use crate::{Kind, Value};

/// Adds the differences in the terms of registration, without texts.
pub(super) fn facts(workshops: Both<'_, Workshop>, found: &mut Found) {
    match (&workshops.before.offer, &workshops.after.offer) {
        (None, None) => {}
        (None, Some(after)) => {
            found.choice(Kind::Registration, "yes");
            found.values(Kind::Opens, None, Some(Value::Opening(after.opens)));
            found.values(Kind::Closes, None, Some(Value::Deadline(after.closes)));
        }
        (Some(_), None) => found.choice(Kind::Registration, "no"),
        (Some(before), Some(after)) => offer(Both { before, after }, found),
    }
}

fn offer(offers: Both<'_, Offer>, found: &mut Found) {
    let Both { before, after } = offers;
    found.values(Kind::Opens, Some(Value::Opening(before.opens)), Some(Value::Opening(after.opens)));
    found.values(Kind::Closes, Some(Value::Deadline(before.closes)), Some(Value::Deadline(after.closes)));
    // By default, the deadline for changes is the end of registration, which was just compared.
    let own_deadline =
        |offer: &Offer| (offer.changes_until != offer.closes).then_some(Value::Deadline(offer.changes_until));
    if own_deadline(before).is_some() || own_deadline(after).is_some() {
        let deadline = |offer: &Offer| Some(Value::Deadline(offer.changes_until));
        found.values(Kind::ChangesUntil, deadline(before), deadline(after));
    }
    found.choices(Kind::Attends, before.attends.key(), after.attends.key());
    if before.attends == after.attends {
        let whole = |offer: &Offer| {
            offer
                .capacity
                .pools()
                .find(|(pool, _)| *pool == WHOLE_WORKSHOP)
                .map(|(_, seats)| Value::Count(seats))
        };
        found.values(Kind::Capacity, whole(before), whole(after));
    }
    waiting_list(offers, found);
    let approval = |offer: &Offer| match offer.approval {
        Approval::Automatic => "automatic",
        Approval::Manual => "manual",
    };
    found.choices(Kind::Approval, approval(before), approval(after));
    let confirmation = |offer: &Offer| match offer.confirmation {
        Confirmation::None => "none",
        Confirmation::Email => "email",
    };
    found.choices(Kind::Confirmation, confirmation(before), confirmation(after));
    let most = |offer: &Offer| Some(Value::Count(offer.max_participants));
    found.values(Kind::MaxParticipants, most(before), most(after));
    found.choices(Kind::ParticipantEmail, before.participant_email.key(), after.participant_email.key());
    let limit = |offer: &Offer| offer.max_per_organisation.map(Value::Count);
    found.values(Kind::MaxPerOrganisation, limit(before), limit(after));
    fees(offers, found);
    questions::of_registration(offers, found);
}

fn waiting_list(offers: Both<'_, Offer>, found: &mut Found) {
    let Both { before, after } = offers;
    let waiting = |offer: &Offer| match offer.waiting_list {
        WaitingList::Open => "yes",
        WaitingList::None => "no",
    };
    found.choices(Kind::WaitingList, waiting(before), waiting(after));
    let accept_within = |offer: &Offer| offer.seat_offers.as_ref().map(|offers| offers.accept_within);
    let hours = |offer: &Offer| match accept_within(offer)? {
        AcceptWithin::Hours(hours) => Some(Value::Count(hours)),
        AcceptWithin::WorkingDays(_) => None,
    };
    found.values(Kind::AcceptHours, hours(before), hours(after));
    let working_days = |offer: &Offer| match accept_within(offer)? {
        AcceptWithin::Hours(_) => None,
        AcceptWithin::WorkingDays(days) => Some(Value::Count(days)),
    };
    found.values(Kind::AcceptWorkingDays, working_days(before), working_days(after));
}

fn fees(offers: Both<'_, Offer>, found: &mut Found) {
    let amount = |fee: &Fee| Some(Value::Amount(fee.amount));
    for fee in &offers.before.fees {
        if offers.after.fee(fee.category.as_str()).is_none() {
            found.name = Some(fee.label.clone());
            found.values(Kind::Fee, amount(fee), None);
        }
    }
    for fee in &offers.after.fees {
        found.name = Some(fee.label.clone());
        let Some(before) = offers.before.fee(fee.category.as_str()) else {
            found.values(Kind::Fee, None, amount(fee));
            continue;
        };
        found.values(Kind::Fee, amount(before), amount(fee));
        let basis = |fee: &Fee| Some(Value::Choice(fee.basis.key()));
        found.values(Kind::FeeBasis, basis(before), basis(fee));
        let rule = |fee: &Fee| fee.members_only.map_or("none", MembersOnly::key);
        found.choices(Kind::MembersOnly, rule(before), rule(fee));
    }
    found.name = None;
}
