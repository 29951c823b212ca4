//! The facts of a workshop that its texts can agree with or contradict.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::money::Money;
use model::offer::{DetailDeadlines, Fee, FeeBasis, Offer};
use model::programme::{Programme, Session, Workshop};
use resolve::WorkshopPlaces;

use crate::claims::city;
use crate::claims::date::DateClaim;

/// The facts of a workshop, and where they are written.
pub(crate) struct Facts<'c> {
    pub(crate) workshop: &'c Workshop,
    pub(crate) places: &'c WorkshopPlaces,
    /// Dates besides those of the sessions: former ones, and those of registration and questionnaires.
    other_dates: Vec<Date>,
    /// By session, the words of its venue: of the city, and of the other lines. They are folded like the words of tokens.
    venues: Vec<Vec<Vec<String>>>,
    /// By fee, the words of its name, folded in the same way.
    pub(crate) labels: Vec<Vec<String>>,
}

impl<'c> Facts<'c> {
    /// Returns the facts of a workshop.
    pub(crate) fn of(
        workshop: &'c Workshop,
        places: &'c WorkshopPlaces,
        programme: &Programme,
        zone: &TimeZone,
    ) -> Facts<'c> {
        let venue = |session: &Session| {
            let venue = session.announced.venue.as_ref().and_then(|venue| programme.venues.get(venue));
            let Some(venue) = venue else { return Vec::new() };
            let lines = [&venue.city, &venue.name].into_iter().chain(&venue.address).chain(&venue.access);
            lines.map(|line| city::words(line)).collect()
        };
        let fees = workshop.offer.iter().flat_map(|offer| &offer.fees);
        Facts {
            workshop,
            places,
            other_dates: other_dates(workshop, zone),
            venues: workshop.sessions.iter().map(venue).collect(),
            labels: fees.map(|fee| city::words(&fee.label)).collect(),
        }
    }

    /// Returns the sessions.
    pub(crate) fn sessions(&self) -> &'c [Session] {
        &self.workshop.sessions
    }

    /// Returns the date of a session.
    pub(crate) fn date(&self, session: usize) -> Date {
        self.workshop.sessions[session].announced.date
    }

    /// Returns the sessions on a date, as their indexes.
    pub(crate) fn sessions_on<'s>(&'s self, claim: &'s DateClaim) -> impl Iterator<Item = usize> + 's {
        (0..self.sessions().len()).filter(|session| claim.can_be(self.date(*session)))
    }

    /// Returns whether the workshop has this date, for a session or otherwise.
    pub(crate) fn has(&self, claim: &DateClaim) -> bool {
        self.sessions_on(claim).next().is_some() || self.other_dates.iter().any(|date| claim.can_be(*date))
    }

    /// Returns all dates of the workshop.
    pub(crate) fn dates(&self) -> impl Iterator<Item = Date> {
        (0..self.sessions().len()).map(|session| self.date(session)).chain(self.other_dates.iter().copied())
    }

    /// Returns the date that is meant, in the year in which it is nearest to a session if none is written, and that
    /// session.
    pub(crate) fn nearest(&self, claim: &DateClaim) -> Option<(Date, usize)> {
        let sessions = (0..self.sessions().len()).flat_map(|session| {
            let year = self.date(session).year();
            let years =
                claim.year.map_or(year.saturating_sub(1)..=year.saturating_add(1), |year| year..=year);
            years.filter_map(move |year| Some((claim.in_year(year)?, session)))
        });
        sessions.min_by_key(|(date, session)| days_between(*date, self.date(*session)))
    }

    /// Returns whether a date looks like a mistake in the date of a session: it differs in one of day, month and year,
    /// or it is at most a month away.
    pub(crate) fn resembles_session(&self, claim: &DateClaim) -> bool {
        let differs_in_one = |date: Date| {
            let same = [
                claim.day == date.day(),
                claim.month == date.month(),
                claim.year.is_none_or(|it| it == date.year()),
            ];
            same.into_iter().filter(|same| *same).count() >= 2
        };
        let is_near =
            self.nearest(claim).is_some_and(|(date, session)| days_between(date, self.date(session)) <= 31);
        is_near || (0..self.sessions().len()).any(|session| differs_in_one(self.date(session)))
    }

    /// Returns the hours of a session, current and former.
    pub(crate) fn hours(&self, session: usize) -> impl Iterator<Item = (Time, Time)> {
        let session = &self.workshop.sessions[session];
        std::iter::once(&session.announced).chain(&session.previously).map(|it| (it.start, it.end))
    }

    /// Returns whether a session takes place in a city, given as folded words, or somewhere that is named like it. One of two
    /// names may be shorter: a venue in `Aix` is in `Aix-en-Provence`, and the other way round.
    pub(crate) fn is_in(&self, session: usize, name: &str) -> bool {
        let name = city::words(name);
        let venue = &self.venues[session];
        let is_in = |line: &Vec<String>| (0..line.len()).any(|at| city::starts_with(&line[at..], &name));
        venue.first().is_some_and(|city| city::starts_with(&name, city)) || venue.iter().any(is_in)
    }

    /// Returns the offer with its fees.
    pub(crate) fn offer(&self) -> Option<&'c Offer> {
        self.workshop.offer.as_deref()
    }

    /// Returns whether an amount is a fee, or follows from it: for several people or sessions, for one of the sessions,
    /// or, `with_tax`, before or after a tax of a fifth.
    pub(crate) fn follows_from(&self, amount: Money, fee: &Fee, with_tax: bool) -> bool {
        let sessions = u64::try_from(self.sessions().len()).unwrap_or(1);
        let people = self.offer().map_or(1, |offer| u64::from(offer.max_participants));
        let most = if fee.basis == FeeBasis::Session { people.max(sessions) } else { people };
        let is_multiple = (1..=most).any(|count| fee.amount.minor.checked_mul(count) == Some(amount.minor));
        let is_part = amount.minor.checked_mul(sessions) == Some(fee.amount.minor);
        let is_taxed = |less: u64, more: u64| less.checked_mul(6) == more.checked_mul(5);
        let with_tax = with_tax
            && (is_taxed(fee.amount.minor, amount.minor) || is_taxed(amount.minor, fee.amount.minor));
        fee.amount.currency == amount.currency && (is_multiple || is_part || with_tax)
    }

    /// Returns whether a number of seats or people is one of the workshop.
    pub(crate) fn has_seats(&self, seats: u32) -> bool {
        let Some(offer) = self.offer() else { return true };
        let all: u32 = offer.capacity.pools().map(|(_, seats)| seats).fold(0, u32::saturating_add);
        offer.max_participants == seats
            || all == seats
            || offer.capacity.pools().any(|(_, pool)| pool == seats)
    }
}

/// Returns the number of days between two dates.
pub(crate) fn days_between(left: Date, right: Date) -> i64 {
    left.duration_until(right).as_hours().abs() / 24
}

/// Returns the former dates of sessions, and the days on which registration and questionnaires open and close.
fn other_dates(workshop: &Workshop, zone: &TimeZone) -> Vec<Date> {
    let day = |instant: Timestamp| zone.to_datetime(instant).date();
    // A day that ends at midnight ends on the day before.
    let end =
        |instant: Timestamp| day(instant.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(instant));
    let former = workshop.sessions.iter().flat_map(|session| &session.previously).map(|former| former.date);
    let offer = workshop.offer.iter();
    let offer = offer.flat_map(|offer| {
        let DetailDeadlines { contact, answers, billing } = offer.details_until;
        let details = [contact, answers, billing].into_iter().flatten().map(end);
        [day(offer.opens), end(offer.closes), end(offer.changes_until)].into_iter().chain(details)
    });
    let forms = workshop.forms.values().flat_map(|form| [form.opens.map(day), Some(end(form.closes))]);
    let outcomes = workshop.outcomes.iter().filter_map(|outcomes| outcomes.published);
    former.chain(offer).chain(forms.flatten()).chain(outcomes).collect()
}
