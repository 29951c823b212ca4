//! Parses dates, times and amounts in the forms that people also write, for hints.

use jiff::civil::Date;
use model::money::{Currency, Money};
use model::slug::Slug;

use super::civil::{parse_date, parse_time};
use crate::{limits, months};

/// Parses a date written as `14/09/2027`, `14.9.27`, `0027-09-14`, `“2027-09-14”` or `1er décembre 2027`.
pub(super) fn mistyped_date(text: &str) -> Option<Date> {
    let text = unquoted(text);
    date_in_numbers(text).or_else(|| date_in_words(text))
}

fn date_in_numbers(text: &str) -> Option<Date> {
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

/// Parses a date such as `jeudi 1er décembre 2022` or `December 1st, 2022`.
fn date_in_words(text: &str) -> Option<Date> {
    let folded = Slug::from_text(text)?;
    let words = || folded.as_str().split('-');
    let month = words().find_map(months::number)?;
    // `1er`, `2nd`
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let numbers: Vec<_> = words()
        .filter(|word| is_number(word))
        .map(|word| word.trim_end_matches(char::is_alphabetic))
        .collect();
    let [day, year] = numbers.as_slice() else { return None };
    Date::new(full_year(year)?, month, day.parse().ok()?).ok()
}

/// Parses a date with an optional time, written as `14/09/27 à 9h`.
pub(super) fn mistyped_moment(text: &str) -> Option<String> {
    let text = unquoted(text);
    if let Some(date) = date_in_words(text) {
        return Some(date.to_string());
    }
    let parts = text.split_once(" à ").or_else(|| text.split_once([' ', 'T']));
    let (date, time) = parts.unwrap_or((text, ""));
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

/// Parses an amount written as `1 500 €`, `99,50 euros`, `€500` or `gratuit`, and returns it as it should be written.
/// `usual` is the currency of an amount that names none.
pub(super) fn mistyped_amount(text: &str, usual: Currency) -> Option<String> {
    let lower = unquoted(text).to_lowercase();
    if lower.contains('-') {
        return None;
    }
    let unit: String = lower.chars().filter(|c| c.is_alphabetic() || matches!(c, '€' | '£')).collect();
    let currency = match unit.as_str() {
        "gratuit" | "gratuite" | "free" => usual,
        "€" | "eur" | "euro" | "euros" => Currency::Eur,
        "£" | "gbp" | "pounds" => Currency::Gbp,
        "chf" | "francs" => Currency::Chf,
        _ => return None,
    };
    let is_digit = |c: char| c.is_ascii_digit();
    let number = match (lower.find(is_digit), lower.rfind(is_digit)) {
        (Some(first), Some(last)) => lower[first..=last].split_whitespace().collect(),
        _ if unit.starts_with(['g', 'f']) => "0".to_owned(),
        _ => return None,
    };
    let (units, cents) = match number.rsplit_once([',', '.']) {
        Some((units, cents)) if cents.len() < 3 => (units, format!("{cents:0<2}")),
        _ => (number.as_str(), "00".to_owned()),
    };
    let units = units.replace([',', '.'], "");
    let code = currency.code();
    format!("{units}.{cents} {code}").parse::<Money>().ok()?;
    Some(if cents == "00" { format!("{units} {code}") } else { format!("{units}.{cents} {code}") })
}

/// Returns a text without quotation marks of any kind around it.
fn unquoted(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || "“”„«»\"'‘’".contains(c))
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
