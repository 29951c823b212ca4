//! Seat offers: seats that became free are held for a waiting registration until its registrant accepts them or a
//! deadline passes. (An `Offer` is something else: the terms of registration for a workshop.)

use std::collections::BTreeMap;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::seats::Seats;
use crate::working_days::working_day_after;

/// The shortest time to accept offered seats. A close of registration or a session that comes sooner sets no deadline,
/// because hardly anyone could meet it.
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);

/// The terms on which free seats are offered to the waiting list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatOffers {
    /// The time to accept offered seats.
    pub accept_within: AcceptWithin,
    /// The site's time zone, in which days are counted.
    #[serde(with = "jiff::fmt::serde::tz::required")]
    pub time_zone: TimeZone,
    /// The starts of the sessions that a seat in each pool is for. That of a postponed session, whose new date is not known
    /// yet, is [`Timestamp::MAX`]; cancelled sessions have none.
    pub starts: BTreeMap<String, Vec<Timestamp>>,
}

/// The time to accept offered seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptWithin {
    /// This number of hours.
    Hours(u32),
    /// Until the end of the last of this number of working days, not counting the day of the offer.
    WorkingDays(u32),
}

/// How a waiting registration gets free seats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// It has them at once.
    Given,
    /// They are held for it until this instant.
    HeldUntil(Timestamp),
}

impl SeatOffers {
    /// Returns how free seats go at `now` to a registration that has waited for them since `since`; `None` if they are
    /// not offered any more. One that joined the waiting list at this very instant has them at once, because its
    /// registrant has only just asked for them.
    pub(crate) fn allocation(
        &self,
        seats: &Seats,
        closes: Timestamp,
        since: Timestamp,
        now: Timestamp,
    ) -> Option<Allocation> {
        if since == now {
            return Some(Allocation::Given);
        }
        self.deadline(seats, closes, now).map(Allocation::HeldUntil)
    }

    /// Returns the deadline for accepting seats that are offered at `now`: at the latest when registration `closes` and
    /// when the next session that the seats are for begins, unless that is too soon. Returns `None` if no session is left.
    fn deadline(&self, seats: &Seats, closes: Timestamp, now: Timestamp) -> Option<Timestamp> {
        let leaves_time = |end: &Timestamp| SHORTEST <= end.duration_since(now);
        let pools = seats.pools().filter(|(_, count)| *count > 0);
        let starts = pools.filter_map(|(pool, _)| self.starts.get(pool)).flatten().copied();
        let begins = starts.filter(leaves_time).min()?;
        let closes = Some(closes).filter(leaves_time);
        let within = self.accept_within.after(now, &self.time_zone);
        [Some(begins), closes, within].into_iter().flatten().min()
    }
}

impl AcceptWithin {
    /// Returns the end of the time that begins at `now`; `None` after the year 9999.
    fn after(self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        match self {
            AcceptWithin::Hours(hours) => now.checked_add(SignedDuration::from_hours(hours.into())).ok(),
            AcceptWithin::WorkingDays(days) => {
                let last = working_day_after(zone.to_datetime(now).date(), days)?;
                zone.to_timestamp(last.tomorrow().ok()?.to_datetime(Time::MIN)).ok()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seats::WHOLE_WORKSHOP;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// Returns the deadline for a seat that is offered at `now`, with two sessions and a close of registration before them.
    fn deadline(accept_within: AcceptWithin, now: &str) -> Option<String> {
        let starts = ["2027-06-15T08:00:00Z", "2027-06-22T08:00:00Z"].map(time).to_vec();
        let offers = SeatOffers {
            accept_within,
            time_zone: TimeZone::get("Europe/Paris").unwrap(),
            starts: BTreeMap::from([(WHOLE_WORKSHOP.to_owned(), starts)]),
        };
        let (seats, closes) = (Seats::in_pools([WHOLE_WORKSHOP], 1), time("2027-06-10T22:00:00Z"));
        match offers.allocation(&seats, closes, Timestamp::UNIX_EPOCH, time(now))? {
            Allocation::Given => panic!("the seats are given at once"),
            Allocation::HeldUntil(until) => Some(until.to_string()),
        }
    }

    #[test]
    fn hours_count_by_the_clock_and_working_days_until_midnight() {
        let hours = |now| deadline(AcceptWithin::Hours(48), now).unwrap();
        assert_eq!(hours("2027-05-28T12:00:00Z"), "2027-05-30T12:00:00Z");
        let days = |now| deadline(AcceptWithin::WorkingDays(2), now).unwrap();
        // A Friday: until Tuesday midnight in Paris.
        assert_eq!(days("2027-05-28T12:00:00Z"), "2027-06-01T22:00:00Z");
        // Nearly midnight of that Thursday in UTC is Friday in Paris.
        assert_eq!(days("2027-05-27T22:30:00Z"), "2027-06-01T22:00:00Z");
        // Ascension Day is a Thursday.
        assert_eq!(days("2027-05-04T12:00:00Z"), "2027-05-07T22:00:00Z");
        // The clocks change between Saturday and Sunday.
        assert_eq!(days("2027-03-26T12:00:00Z"), "2027-03-31T22:00:00Z");
        assert_eq!(days("2027-03-23T12:00:00Z"), "2027-03-25T23:00:00Z");
    }

    #[test]
    fn the_close_of_registration_and_the_next_session_limit_it_unless_they_are_too_near() {
        let until = |now| deadline(AcceptWithin::Hours(48), now);
        assert_eq!(until("2027-06-10T21:00:00Z").as_deref(), Some("2027-06-10T22:00:00Z"));
        assert_eq!(until("2027-06-10T21:00:01Z").as_deref(), Some("2027-06-12T21:00:01Z"));
        assert_eq!(until("2027-06-14T08:00:00Z").as_deref(), Some("2027-06-15T08:00:00Z"));
        assert_eq!(until("2027-06-15T07:30:00Z").as_deref(), Some("2027-06-17T07:30:00Z"));
        assert_eq!(until("2027-06-22T07:00:00Z").as_deref(), Some("2027-06-22T08:00:00Z"));
        assert_eq!(until("2027-06-22T07:00:01Z"), None);
    }

    #[test]
    fn a_registrant_who_joins_the_waiting_list_just_now_has_free_seats_at_once() {
        let (now, seats) = (Timestamp::UNIX_EPOCH, Seats::in_pools([WHOLE_WORKSHOP], 1));
        let offers = SeatOffers {
            accept_within: AcceptWithin::Hours(1),
            time_zone: TimeZone::UTC,
            starts: BTreeMap::new(),
        };
        assert_eq!(offers.allocation(&seats, now, now, now), Some(Allocation::Given));
        assert_eq!(offers.allocation(&seats, now, Timestamp::MIN, now), None);
    }

    #[test]
    fn the_terms_are_the_same_after_serialisation() {
        let offers = SeatOffers {
            accept_within: AcceptWithin::WorkingDays(2),
            time_zone: TimeZone::get("Europe/Paris").unwrap(),
            starts: BTreeMap::from([("s1".to_owned(), vec![Timestamp::UNIX_EPOCH])]),
        };
        let json = serde_json::to_string(&offers).unwrap();
        let expected = r#"{"accept_within":{"working-days":2},"time_zone":"Europe/Paris","starts":{"s1":["1970-01-01T00:00:00Z"]}}"#;
        assert_eq!(json, expected);
        assert_eq!(serde_json::from_str::<SeatOffers>(&json).unwrap(), offers);
    }
}
