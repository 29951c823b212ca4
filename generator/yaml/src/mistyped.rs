//! Parses dates and times in the forms that people also write, for hints.

use jiff::civil::Date;

use super::civil::{parse_date, parse_time};
use crate::limits;

/// Parses a date written as `14/09/2027`, `14.9.27` or `0027-09-14`.
pub(super) fn mistyped_date(text: &str) -> Option<Date> {
    let (date, _) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let parts: Vec<_> = date.split(['/', '.', '-']).collect();
    let [first, month, last] = parts.as_slice() else {
        return None;
    };
    let date_of = |year: &str, day: &str| {
        let year = full_year(year)?;
        Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
    };
    match (first.len(), last.len()) {
        (4, _) => date_of(first, last),
        // `22-12-01` starts with the year: a workshop of 2001 is implausible.
        (2, 2) if date.contains('-') => {
            date_of(last, first).filter(is_recent).or_else(|| date_of(first, last))
        }
        _ => date_of(last, first),
    }
}

/// Parses a date with an optional time, written as `14/09/27 à 9h`.
pub(super) fn mistyped_moment(text: &str) -> Option<String> {
    let (date, time) = text.split_once([' ', 'T']).unwrap_or((text, ""));
    let date = parse_date(date)
        .filter(|date| limits::YEARS.contains(&date.year()))
        .or_else(|| mistyped_date(date))?;
    let time = time.trim().trim_start_matches('à').trim();
    match time {
        "" => Some(date.to_string()),
        time => Some(format!("{date} {}", mistyped_time(time)?)),
    }
}

/// Parses a time written as `16h30`, `16 h` or `16.30`.
pub(super) fn mistyped_time(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    let (hour, minute) = compact.split_once(['h', 'H', '.', ':']).unwrap_or((&compact, ""));
    let minute = if minute.is_empty() { "00" } else { minute };
    parse_time(&format!("{hour}:{minute}"))?;
    Some(format!("{hour:0>2}:{minute}"))
}

fn is_recent(date: &Date) -> bool {
    (2015..=2050).contains(&date.year())
}

/// Parses a year; one of two digits, with or without zeros before them, is of this century.
fn full_year(year: &str) -> Option<i16> {
    let year: i16 = year.parse().ok()?;
    let year = if (0..100).contains(&year) { 2000 + year } else { year };
    limits::YEARS.contains(&year).then_some(year)
}
