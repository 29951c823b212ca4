//! Dates and times in the form that editors write.

use std::ops::Range;
use std::str::FromStr as _;

use jiff::civil::{Date, Time};

/// Parses a date such as `2027-09-14`.
pub(crate) fn parse_date(text: &str) -> Option<Date> {
    // The parser of jiff also accepts times, zones and `20270914`; editors may write only one form.
    let shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    shape.then(|| Date::from_str(text).ok()).flatten()
}

/// Parses a time such as `9:30`.
pub(crate) fn parse_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str, lengths: Range<usize>| {
        let shape = lengths.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        shape.then(|| digits.parse().ok()).flatten()
    };
    Time::new(number(hour, 1..3)?, number(minute, 2..3)?, 0, 0).ok()
}
