//! Reads dates and times. Each function reports a value that is invalid and returns `None`.

use diagnostics::suggestion::write;
use diagnostics::{Message, message, phrase};
use jiff::civil::{Date, Time};

use super::civil::{parse_date, parse_time};
use super::mistyped::{mistyped_date, mistyped_moment, mistyped_time};
use super::shape::TextKind;
use super::values::word_as;
use super::{Node, Reader};
use crate::limits;

/// Reads a date.
pub fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let text = word_as(reader, node, TextKind::Date)?;
    let date = parse_date(&text);
    if date.is_some_and(|date| !limits::YEARS.contains(&date.year())) {
        refuse_year(reader, node, &text);
        return None;
    }
    if date.is_none() {
        let hint = match mistyped_date(&text) {
            Some(date) => write(date),
            None => phrase! {
                en: "write year-month-day, such as `2027-09-14`",
                fr: "écrivez année-mois-jour, par exemple `2027-09-14`"
            },
        };
        reader.refuse(&node.span, invalid_date(&text), hint);
    }
    date
}

/// Reads a time of day.
pub fn time(reader: &mut Reader<'_>, node: &Node) -> Option<Time> {
    let text = word_as(reader, node, TextKind::Time)?;
    let time = parse_time(&text);
    if time.is_none() {
        let hint = match mistyped_time(&text) {
            Some(time) => phrase! { en: "write \"{time}\"", fr: "écrivez `\"{time}\"`" },
            None => phrase! {
                en: "write hours and minutes, such as \"10:00\"",
                fr: "écrivez les heures et les minutes, par exemple `\"10:00\"`"
            },
        };
        let message = message! {
            InvalidTime,
            en: "`{text}` is not a time of day",
            fr: "`{text}` n’est pas une heure"
        };
        reader.refuse(&node.span, message, hint);
    }
    time
}

/// Reads a date with an optional time of day.
pub fn date_and_time(reader: &mut Reader<'_>, node: &Node) -> Option<(Date, Option<Time>)> {
    let text = word_as(reader, node, TextKind::Moment)?;
    let moment = match text.split_once([' ', 'T']) {
        Some((date, time)) => parse_date(date).zip(parse_time(time.trim()).map(Some)),
        None => parse_date(&text).map(|date| (date, None)),
    };
    if moment.is_some_and(|(date, _)| !limits::YEARS.contains(&date.year())) {
        refuse_year(reader, node, &text);
        return None;
    }
    if moment.is_none() {
        let hint = match mistyped_moment(&text) {
            Some(moment) => write(moment),
            None => phrase! {
                en: "write `2027-09-14`, or with a time of day `2027-09-14 09:00`",
                fr: "écrivez `2027-09-14` ou, avec une heure, `2027-09-14 09:00`"
            },
        };
        reader.refuse(&node.span, invalid_date(&text), hint);
    }
    moment
}

fn invalid_date(text: &str) -> Message {
    message! { InvalidDate, en: "`{text}` is not a valid date", fr: "`{text}` n’est pas une date valable" }
}

fn refuse_year(reader: &mut Reader<'_>, node: &Node, text: &str) {
    let (first, last) = limits::YEARS.into_inner();
    let hint = match mistyped_moment(text) {
        Some(moment) => write(moment),
        None => phrase! {
            en: "write a year from {first} to {last}",
            fr: "écrivez une année de {first} à {last}"
        },
    };
    let message = message! {
        YearOutOfRange,
        en: "the year of `{text}` is out of range",
        fr: "l’année de `{text}` est invraisemblable"
    };
    reader.refuse(&node.span, message, hint);
}
