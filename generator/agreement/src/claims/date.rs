//! Dates in a sentence: `jeudi 14 septembre 2027`, `1er et 10 janvier`, `01/12/2022`, `September 14th`.

use std::ops::Range;

use jiff::civil::{Date, Weekday};

use crate::language::Language;
use crate::role::Roles;
use crate::token::{Kind, Token};

/// Longest list of days with one month. A longer one is read as several.
const MAX_DAYS: usize = 31;

/// A year with 29 February.
const LEAP_YEAR: i16 = 2028;

/// Dates that are written together, such as "les 14 et 28 septembre".
#[derive(Debug)]
pub(crate) struct DateGroup {
    /// Its tokens in the sentence.
    pub(crate) tokens: Range<usize>,
    pub(crate) dates: Vec<DateClaim>,
    /// Those that no calendar has, such as 31 September.
    pub(crate) impossible: Vec<DateClaim>,
}

/// A date as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DateClaim {
    /// The position in the text, from the weekday to the year.
    pub(crate) span: Range<usize>,
    pub(crate) weekday: Option<Weekday>,
    pub(crate) day: i8,
    pub(crate) month: i8,
    /// The year, if it is written.
    pub(crate) year: Option<i16>,
}

impl DateClaim {
    /// Returns the date in a year, if there is one.
    pub(crate) fn in_year(&self, year: i16) -> Option<Date> {
        Date::new(year, self.month, self.day).ok()
    }

    /// Returns whether there is such a date, in its year or, without one, in some year.
    fn is_possible(&self) -> bool {
        self.in_year(self.year.unwrap_or(LEAP_YEAR)).is_some()
    }

    /// Returns whether this can be the date.
    pub(crate) fn can_be(&self, date: Date) -> bool {
        self.is_day_of(date) && self.year.is_none_or(|year| year == date.year())
    }

    /// Returns whether the day and the month are those of the date.
    pub(crate) fn is_day_of(&self, date: Date) -> bool {
        (self.day, self.month) == (date.day(), date.month())
    }
}

/// A day before its month is known.
struct Day {
    token: usize,
    weekday: Option<Weekday>,
    day: i8,
    /// The token after it.
    end: usize,
}

/// Returns the dates of a sentence.
pub(crate) fn dates(sentence: &[Token], language: Language) -> Vec<DateGroup> {
    let mut groups: Vec<DateGroup> = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let found = numeric(sentence, at).or_else(|| in_words(sentence, at, language));
        let Some(group) = found else {
            at += 1;
            continue;
        };
        at = group.tokens.end;
        match groups.last_mut() {
            Some(last) if are_joined(&sentence[last.tokens.end..group.tokens.start]) => {
                last.tokens.end = group.tokens.end;
                last.dates.extend(group.dates);
                last.impossible.extend(group.impossible);
            }
            _ => groups.push(group),
        }
    }
    groups
}

/// Returns whether two dates with these tokens between them belong together.
fn are_joined(between: &[Token]) -> bool {
    let joins = |token: &Token| {
        matches!(token.kind, Kind::Sign(',' | '&' | '/' | '+'))
            || token.is_dash()
            || matches!(
                token.word(),
                "et" | "puis" | "ou" | "le" | "les" | "au" | "du" | "and" | "to" | "or" | "on"
            )
    };
    between.len() <= 4 && between.iter().all(joins)
}

/// Returns the weekday at a token, and the token after it.
fn weekday(sentence: &[Token], at: usize) -> Option<(Weekday, usize)> {
    let token = sentence.get(at).filter(|token| token.has(Roles::WEEKDAY))?;
    let weekday = Weekday::from_monday_one_offset(i8::try_from(token.value).ok()?).ok()?;
    let mut end = at + 1;
    while sentence
        .get(end)
        .is_some_and(|next| matches!(next.kind, Kind::Sign(',' | '.')) || matches!(next.word(), "le" | "the"))
        && end < at + 3
    {
        end += 1;
    }
    Some((weekday, end))
}

/// Returns the day of a month at a token, with a weekday before it.
fn day(sentence: &[Token], at: usize) -> Option<Day> {
    let (weekday, number) = weekday(sentence, at).map_or((None, at), |(weekday, end)| (Some(weekday), end));
    let day = sentence.get(number)?.number(2).filter(|day| (1..=31).contains(day))?;
    let is_part = sentence.get(number.wrapping_sub(1)).is_some_and(|before| {
        sentence[number].is_glued
            && matches!(before.kind, Kind::Number | Kind::Word(..) | Kind::Sign('.' | ',' | '/'))
    });
    let ending =
        |next: &&Token| next.is_glued && matches!(next.word(), "er" | "e" | "st" | "nd" | "rd" | "th");
    let end = number + 1 + usize::from(sentence.get(number + 1).is_some_and(|next| ending(&next)));
    (!is_part).then_some(Day { token: at, weekday, day: i8::try_from(day).ok()?, end })
}

/// Returns the dates with a month in words that start at a token.
fn in_words(sentence: &[Token], at: usize, language: Language) -> Option<DateGroup> {
    if let Some(group) = month_first(sentence, at, language) {
        return Some(group);
    }
    let mut days = vec![day(sentence, at)?];
    loop {
        let end = days.last()?.end;
        if let Some((month, month_end)) = month(sentence, end) {
            let (year, end) = year(sentence, month_end);
            return Some(group(sentence, &days, month, year, at..end));
        }
        let next = separator(sentence, end)?;
        days.push(day(sentence, next).filter(|_| days.len() < MAX_DAYS)?);
    }
}

/// Returns the token after what separates two days: "et le", "," or a dash.
fn separator(sentence: &[Token], at: usize) -> Option<usize> {
    let mut end = at;
    let is_part = |token: &Token| {
        matches!(token.kind, Kind::Sign(',' | '&' | '/'))
            || token.is_dash()
            || matches!(
                token.word(),
                "et" | "ou" | "puis" | "au" | "le" | "les" | "du" | "and" | "or" | "to" | "the"
            )
    };
    while end < at + 3 && sentence.get(end).is_some_and(is_part) {
        end += 1;
    }
    (end > at).then_some(end)
}

/// Returns the month at a token, which "of" may precede, and the token after it.
fn month(sentence: &[Token], at: usize) -> Option<(i8, usize)> {
    let at = at + usize::from(sentence.get(at).is_some_and(|token| token.word() == "of"));
    let token = sentence.get(at).filter(|token| token.has(Roles::MONTH))?;
    let is_abbreviated = sentence.get(at + 1).is_some_and(|next| next.is('.') && next.is_glued)
        && sentence.get(at + 2).is_some_and(|next| next.kind == Kind::Number);
    Some((i8::try_from(token.value).ok()?, at + 1 + usize::from(is_abbreviated)))
}

/// Returns the year at a token, which a comma may precede, and the token after the date.
fn year(sentence: &[Token], at: usize) -> (Option<i16>, usize) {
    let number = at + usize::from(sentence.get(at).is_some_and(|token| token.is(',')));
    let Some(token) = sentence.get(number).filter(|token| token.kind == Kind::Number) else {
        return (None, at);
    };
    let is_part = sentence.get(number + 1).is_some_and(|next| {
        next.is_glued && (next.has(Roles::HOUR) || next.is('€') || next.kind == Kind::Number)
    });
    match i16::try_from(token.value).ok().filter(|_| token.span.len() == 4 && !is_part) {
        Some(year) => (Some(year), number + 1),
        None => (None, at),
    }
}

/// Returns the dates that start with a month at a token, as in "September 14 and 28, 2027".
fn month_first(sentence: &[Token], at: usize, language: Language) -> Option<DateGroup> {
    if language != Language::English {
        return None;
    }
    let (named, month_at) = weekday(sentence, at).map_or((None, at), |(weekday, end)| (Some(weekday), end));
    // `may` and `march` are also verbs.
    let token = sentence.get(month_at).filter(|token| matches!(token.kind, Kind::Word(_, true)))?;
    let (month, mut end) = month(sentence, month_at).filter(|_| token.has(Roles::MONTH))?;
    let mut days = Vec::new();
    while let Some(day) = day(sentence, end).filter(|_| days.len() < MAX_DAYS) {
        days.push(day);
        end = days.last()?.end;
        match separator(sentence, end).filter(|next| day_follows(sentence, *next)) {
            Some(next) => end = next,
            None => break,
        }
    }
    let first = days.first_mut()?;
    (first.weekday, first.token) = (named.or(first.weekday), at);
    let (year, end) = year(sentence, end);
    Some(group(sentence, &days, month, year, at..end))
}

/// Returns whether another day of the same month follows, and not one with its own month or an hour.
fn day_follows(sentence: &[Token], at: usize) -> bool {
    let Some(next) = day(sentence, at) else { return false };
    let is_other = |token: &Token| token.has(Roles::MONTH.and(Roles::HOUR)) || token.is(':');
    !sentence.get(next.end).is_some_and(is_other)
}

fn group(sentence: &[Token], days: &[Day], month: i8, year: Option<i16>, tokens: Range<usize>) -> DateGroup {
    let end = sentence[tokens.end - 1].span.end;
    let claim = |day: &Day| DateClaim {
        span: sentence[day.token].span.start..end,
        weekday: day.weekday,
        day: day.day,
        month,
        year,
    };
    let (dates, impossible) = days.iter().map(claim).partition(DateClaim::is_possible);
    DateGroup { tokens, dates, impossible }
}

/// Returns the date in digits that starts at a token: `01/12/2022`, `2022-12-01`, `mardi 14/09`.
fn numeric(sentence: &[Token], at: usize) -> Option<DateGroup> {
    let (named, first) = weekday(sentence, at).map_or((None, at), |(weekday, end)| (Some(weekday), end));
    let number = |index: usize| {
        let token =
            sentence.get(index).filter(|token| token.kind == Kind::Number && token.span.len() <= 4)?;
        (index == first || token.is_glued).then_some((token.value, token.span.len()))
    };
    let sign = |index: usize| match sentence.get(index).filter(|token| token.is_glued)?.kind {
        Kind::Sign(sign @ ('/' | '.' | '-')) => Some(sign),
        _ => None,
    };
    let is_glued = |index: usize| {
        sentence.get(index).is_some_and(|token| {
            token.is_glued
                && matches!(token.kind, Kind::Number | Kind::Word(..) | Kind::Sign('/' | '-' | '_' | '@'))
        })
    };
    let before =
        sentence.get(first.wrapping_sub(1)).filter(|_| sentence.get(first).is_some_and(|it| it.is_glued));
    if before.is_some_and(|before| !matches!(before.kind, Kind::Sign('(' | '«' | '“' | '"' | '\'' | '’')))
    {
        return None;
    }
    let ((left, left_length), separator, (middle, middle_length)) =
        (number(first)?, sign(first + 1)?, number(first + 2)?);
    let third = sign(first + 3).filter(|sign| *sign == separator).and_then(|_| number(first + 4));
    let (day, month, year, end) = match third {
        Some((year, 4)) if left_length <= 2 => (left, middle, Some(year), first + 5),
        Some((year, 2)) if left_length <= 2 && separator == '/' => {
            (left, middle, Some(2000 + year), first + 5)
        }
        Some((day, _)) if left_length == 4 => (day, middle, Some(left), first + 5),
        // Without a year it may also be a fraction.
        None if separator == '/' && (named.is_some() || left_length == 2 && middle_length == 2) => {
            (left, middle, None, first + 3)
        }
        _ => return None,
    };
    let year = year.map(i16::try_from).transpose().ok()?;
    let span = sentence[at].span.start..sentence[end - 1].span.end;
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    let claim = DateClaim { span, weekday: named, day, month, year };
    // Only with a year in words or digits is an impossible date certainly meant to be one.
    let is_date = (1..=31).contains(&day) && (1..=12).contains(&month) && claim.year.is_some_and(is_recent);
    if is_glued(end) || !claim.is_possible() && !is_date {
        return None;
    }
    let (dates, impossible) = [claim].into_iter().partition(DateClaim::is_possible);
    Some(DateGroup { tokens: at..end, dates, impossible })
}

/// Returns whether a year is one that a text about a workshop may mention.
fn is_recent(year: i16) -> bool {
    (1900..=2100).contains(&year)
}
