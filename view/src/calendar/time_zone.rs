//! Renders a time zone as a `VTIMEZONE` (RFC 5545, 3.6.5): the UTC offsets during the period that a file covers.
//!
//! If the clock changes follow a yearly rule, as in Europe, the component contains that rule, which all calendars
//! support best. Otherwise, it lists each change.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::{Dst, Offset, TimeZone, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp};

use super::event::basic;
use super::line::Lines;

/// The period in which clock changes reveal the rule: two years and some days.
const RECENT: SignedDuration = SignedDuration::from_hours(750 * 24);

/// The number of years for which a pattern must hold to count as a rule.
const YEARS_OF_A_RULE: i16 = 3;

/// The UTC offset from a given moment on.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Observance {
    /// The moment of the change, in local time before the change.
    onset: DateTime,
    from: Offset,
    to: Offset,
    /// The abbreviation, such as `CEST`.
    name: String,
    is_daylight: bool,
}

/// The yearly date of an observance.
#[derive(Clone, Copy, Debug)]
struct Rule {
    /// The occurrence of the weekday in the month: the first is 1, the last -1.
    nth: i8,
    weekday: Weekday,
    month: i8,
}

/// Adds the component that events between two instants need.
pub(super) fn vtimezone(lines: &mut Lines, zone: &TimeZone, first: Timestamp, last: Timestamp) {
    lines.component("VTIMEZONE", |lines| {
        lines.text("TZID", zone.iana_name().unwrap_or("UTC"));
        let mut ruled: Vec<Observance> = Vec::new();
        for observance in observances(zone, first, last) {
            if ruled.iter().any(|earlier| earlier.is_same_change(&observance)) {
                continue;
            }
            let rule = rule(zone, &observance, last);
            observance.component(lines, rule);
            if rule.is_some() {
                ruled.push(observance);
            }
        }
    });
}

/// Returns the last changes before the first instant, and all changes until the last one.
fn observances(zone: &TimeZone, first: Timestamp, last: Timestamp) -> Vec<Observance> {
    // A change at exactly this instant counts as before it.
    let start = first.saturating_add(SignedDuration::from_secs(1)).unwrap_or(first);
    let oldest = start.saturating_sub(RECENT).unwrap_or(Timestamp::MIN);
    let recent = |change: &TimeZoneTransition<'_>| change.timestamp() >= oldest;
    let mut observances: Vec<_> =
        zone.preceding(start).take(2).take_while(recent).map(|change| observance(zone, &change)).collect();
    observances.reverse();
    if observances.is_empty() {
        observances.push(unchanging(zone, start));
    }
    let until = zone.following(start).take_while(|change| change.timestamp() <= last);
    observances.extend(until.map(|change| observance(zone, &change)));
    observances
}

fn observance(zone: &TimeZone, change: &TimeZoneTransition<'_>) -> Observance {
    let before = change.timestamp().saturating_sub(SignedDuration::from_secs(1));
    let before = zone.to_offset_info(before.unwrap_or(Timestamp::MIN));
    let is_seasonal = before.dst() == Dst::Yes || change.dst() == Dst::Yes;
    Observance {
        onset: before.offset().to_datetime(change.timestamp()),
        from: before.offset(),
        to: change.offset(),
        name: change.abbreviation().to_owned(),
        // The offsets decide, because some zones define their winter time as the exception.
        is_daylight: is_seasonal && change.offset() > before.offset(),
    }
}

/// Returns an observance for a zone whose offset has not changed recently.
fn unchanging(zone: &TimeZone, at: Timestamp) -> Observance {
    let info = zone.to_offset_info(at);
    Observance {
        onset: Date::constant(1970, 1, 1).to_datetime(jiff::civil::Time::MIN),
        from: info.offset(),
        to: info.offset(),
        name: info.abbreviation().to_owned(),
        is_daylight: false,
    }
}

impl Observance {
    /// Returns whether this is the same change in another year.
    fn is_same_change(&self, other: &Observance) -> bool {
        Observance { onset: other.onset, ..self.clone() } == *other
    }

    fn component(&self, lines: &mut Lines, rule: Option<Rule>) {
        lines.component(if self.is_daylight { "DAYLIGHT" } else { "STANDARD" }, |lines| {
            lines.raw("DTSTART", &basic(self.onset));
            lines.raw("TZOFFSETFROM", &offset(self.from));
            lines.raw("TZOFFSETTO", &offset(self.to));
            lines.text("TZNAME", &self.name);
            if let Some(rule) = rule {
                lines.raw("RRULE", &rule.value());
            }
        });
    }
}

/// Returns the rule for the yearly start of an observance, if one holds for several years and until the last
/// instant.
fn rule(zone: &TimeZone, observance: &Observance, last: Timestamp) -> Option<Rule> {
    let (first_year, last_year) = (observance.onset.year(), zone.to_datetime(last).year());
    let years = first_year + 1..=last_year.max(first_year.checked_add(YEARS_OF_A_RULE)?);
    let since = observance.from.to_timestamp(observance.onset).ok()?;
    let later: Vec<DateTime> = zone
        .following(since)
        .map(|change| self::observance(zone, &change))
        .take_while(|later| later.onset.year() <= *years.end())
        .filter(|later| later.is_same_change(observance))
        .map(|later| later.onset)
        .collect();
    let date = observance.onset.date();
    let nth = [-1, (date.day() - 1) / 7 + 1];
    let rules = nth.map(|nth| Rule { nth, weekday: date.weekday(), month: date.month() });
    let holds = |rule: &Rule| {
        let onset = |year| rule.day(year).map(|day| day.to_datetime(observance.onset.time()));
        let expected: Option<Vec<DateTime>> = years.clone().map(onset).collect();
        rule.day(first_year) == Some(date) && expected.as_ref() == Some(&later)
    };
    rules.into_iter().find(holds)
}

impl Rule {
    fn day(self, year: i16) -> Option<Date> {
        Date::new(year, self.month, 1).ok()?.nth_weekday_of_month(self.nth, self.weekday).ok()
    }

    /// Returns the value of `RRULE` (RFC 5545, 3.3.10).
    fn value(self) -> String {
        let weekday = match self.weekday {
            Weekday::Monday => "MO",
            Weekday::Tuesday => "TU",
            Weekday::Wednesday => "WE",
            Weekday::Thursday => "TH",
            Weekday::Friday => "FR",
            Weekday::Saturday => "SA",
            Weekday::Sunday => "SU",
        };
        format!("FREQ=YEARLY;BYMONTH={};BYDAY={}{weekday}", self.month, self.nth)
    }
}

/// Formats an offset such as `+0200`, with seconds only if there are any (RFC 5545, 3.3.14).
fn offset(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let text = format!("{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
    match seconds % 60 {
        0 => text,
        seconds => format!("{text}{seconds:02}"),
    }
}
