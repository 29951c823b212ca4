//! Statistics of a workshop, accumulated one registration at a time, so that memory use stays constant.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use model::catalogue::CatalogueWorkshop;
use model::money::{Currency, Money};
use model::questionnaire::FormAnswer;
use model::registration::Registration;
use model::slug::Slug;
use model::status::Status;
use serde::Serialize;

/// Statistics of a workshop's registrations.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Figures {
    /// Counts by status, including final ones.
    pub(crate) statuses: BTreeMap<&'static str, Count>,
    /// Arrivals by day, in the site's time zone.
    pub(crate) days: BTreeMap<Date, Count>,
    /// People with seats and their fees, by the label of the category.
    pub(crate) categories: BTreeMap<String, Category>,
    /// Seats by pool.
    pub(crate) pools: BTreeMap<String, Pool>,
    /// Amounts due by state and currency, in minor units.
    pub(crate) amounts: BTreeMap<&'static str, BTreeMap<&'static str, u64>>,
    /// Answers by questionnaire.
    pub(crate) questionnaires: BTreeMap<Slug, Answered>,
}

/// A workshop with its statistics.
pub(crate) struct WorkshopFigures<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) figures: Figures,
}

/// The counts of a questionnaire.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Answered {
    /// Answers that are not suspected of being spam.
    pub(crate) answers: u64,
    /// The organisations behind these answers.
    pub(crate) organisations: u64,
    /// Answers suspected of being spam.
    pub(crate) suspected: u64,
}

/// A number of registrations and of their participants.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Count {
    pub(crate) registrations: u64,
    pub(crate) people: u64,
}

/// A category of fees.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Category {
    pub(crate) people: u64,
    /// Amounts by currency, in minor units.
    pub(crate) amounts: BTreeMap<&'static str, u64>,
}

/// A pool of seats.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(crate) struct Pool {
    pub(crate) held: u64,
    pub(crate) waiting: u64,
}

impl Figures {
    pub(crate) fn add(&mut self, registration: &Registration, time_zone: &TimeZone) {
        let (status, people) = (registration.status, registration.request.participants.len() as u64);
        self.statuses.entry(status.key()).or_default().add(people);
        let day = time_zone.to_datetime(registration.created).date();
        self.days.entry(day).or_default().add(people);
        for (pool, seats) in registration.seats.pools() {
            let pool = self.pools.entry(pool.to_owned()).or_default();
            match status {
                _ if status.holds_seats() => pool.held += u64::from(seats),
                Status::Waiting => pool.waiting += u64::from(seats),
                _ => {}
            }
        }
        let Some(state) = payable(status) else { return };
        for fee in registration.request.participants.iter().map(|participant| &participant.fee) {
            let (currency, minor) = (fee.amount.currency.code(), fee.amount.minor);
            *self.amounts.entry(state).or_default().entry(currency).or_default() += minor;
            if status.holds_seats() {
                let category = self.categories.entry(fee.label.clone()).or_default();
                category.people += 1;
                *category.amounts.entry(currency).or_default() += minor;
            }
        }
    }

    /// Counts every answer to a workshop's questionnaires: an organisation may answer several times.
    pub(crate) fn add_answers(&mut self, answers: &[FormAnswer]) {
        let mut organisations = BTreeSet::new();
        for answer in answers {
            let form = &answer.request.form;
            let counted = self.questionnaires.entry(form.clone()).or_default();
            if answer.suspicion.is_some() {
                counted.suspected += 1;
                continue;
            }
            counted.answers += 1;
            if organisations.insert((form, answer.organisation_key())) {
                counted.organisations += 1;
            }
        }
    }

    /// Returns whether there is nothing to report.
    pub(crate) fn are_empty(&self) -> bool {
        self.registrations() == 0 && self.questionnaires.is_empty()
    }

    /// Returns the number of registrations in any state.
    pub(crate) fn registrations(&self) -> u64 {
        self.statuses.values().map(|count| count.registrations).sum()
    }

    /// Returns the number of people in a state (`confirmed`, `pending` or `waiting`).
    pub(crate) fn people(&self, state: &str) -> u64 {
        let statuses = Status::ALL.iter().filter(|status| payable(**status) == Some(state));
        statuses.filter_map(|status| self.statuses.get(status.key())).map(|count| count.people).sum()
    }

    /// Returns the amounts due in such a state, one per currency.
    pub(crate) fn amounts(&self, state: &str) -> Vec<Money> {
        self.amounts.get(state).map(moneys).unwrap_or_default()
    }
}

/// Converts amounts by currency to money.
pub(crate) fn moneys(amounts: &BTreeMap<&'static str, u64>) -> Vec<Money> {
    let money = amounts
        .iter()
        .filter_map(|(code, minor)| Some(Money { minor: *minor, currency: Currency::from_code(code)? }));
    money.collect()
}

/// Returns the state that a registration's people and amount are counted under.
fn payable(status: Status) -> Option<&'static str> {
    match status {
        Status::Confirmed => Some("confirmed"),
        Status::Pending | Status::Unconfirmed | Status::Offered => Some("pending"),
        Status::Waiting => Some("waiting"),
        Status::Requested | Status::Cancelled | Status::Refused | Status::Quarantined => None,
    }
}

impl Count {
    fn add(&mut self, people: u64) {
        self.registrations += 1;
        self.people += people;
    }
}
