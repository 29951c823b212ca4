//! The terms of registration.

use jiff::Timestamp;
use model::membership::MembersOnly;
use model::offer::{Fee, Offer};
use model::programme::Workshop;
use model::seats::{WHOLE_WORKSHOP, WaitingList};
use model::status::{Approval, Confirmation};

use super::found::{Both, Found};
use super::questions;
use crate::{Kind, Value};

/// Adds the differences in the terms of registration, without texts.
pub(super) fn facts(workshops: Both<'_, Workshop>, found: &mut Found) {
    match (workshops.before.offer.as_deref(), workshops.after.offer.as_deref()) {
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
    deadlines(offers, found);
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

/// Adds the differences in the deadlines for changes. Those that have a default are compared only if one of the offers has a
/// deadline of its own: the default was just compared.
fn deadlines(offers: Both<'_, Offer>, found: &mut Found) {
    let Both { before, after } = offers;
    let mut with_default = |kind, own: fn(&Offer) -> Option<Timestamp>, usual: fn(&Offer) -> Timestamp| {
        if own(before).is_some() || own(after).is_some() {
            let deadline = |offer| Some(Value::Deadline(own(offer).unwrap_or(usual(offer))));
            found.values(kind, deadline(before), deadline(after));
        }
    };
    let changes = |offer: &Offer| (offer.changes_until != offer.closes).then_some(offer.changes_until);
    with_default(Kind::ChangesUntil, changes, |offer| offer.closes);
    with_default(Kind::ContactUntil, |offer| offer.details_until.contact, |offer| offer.changes_until);
    with_default(Kind::AnswersUntil, |offer| offer.details_until.answers, |offer| offer.changes_until);
    let billing = |offer: &Offer| offer.details_until.billing.map(Value::Deadline);
    found.values(Kind::BillingUntil, billing(before), billing(after));
}

fn waiting_list(offers: Both<'_, Offer>, found: &mut Found) {
    let Both { before, after } = offers;
    let waiting = |offer: &Offer| match offer.waiting_list {
        WaitingList::Open => "yes",
        WaitingList::None => "no",
    };
    found.choices(Kind::WaitingList, waiting(before), waiting(after));
    let accept_within =
        |offer: &Offer| offer.seat_offers.as_ref().map(|it| Value::AcceptWithin(it.accept_within));
    found.values(Kind::AcceptWithin, accept_within(before), accept_within(after));
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
