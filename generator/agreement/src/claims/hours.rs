//! Hours in a sentence: `10h-16h30`, `de 9 h à 17 h`, `10:00–16:30`, `from 9 am to 5.30 pm`.

use std::ops::Range;

use jiff::civil::Time;

use crate::role::Roles;
use crate::token::{Kind, Token};

/// A time of day, or the time from one to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HoursClaim {
    /// The position in the text.
    pub(crate) span: Range<usize>,
    /// Its tokens in the sentence.
    pub(crate) tokens: Range<usize>,
    pub(crate) start: Time,
    /// The end; `None` for a single time.
    pub(crate) end: Option<Time>,
}

/// A time of day before it is complete.
#[derive(Clone, Copy)]
struct Clock {
    hour: i8,
    minute: i8,
    /// Whether it is marked as a time, as by `h`.
    is_marked: bool,
    /// Whether it is marked as before or after noon.
    is_afternoon: Option<bool>,
    end: usize,
}

/// Returns the hours of a sentence.
pub(crate) fn hours(sentence: &[Token]) -> Vec<HoursClaim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        let Some(first) = clock(sentence, at) else {
            at += 1;
            continue;
        };
        let second = connector(sentence, first.end).and_then(|next| clock(sentence, next));
        let second = second.filter(|second| first.is_marked || second.is_marked);
        let end = second.map_or(first.end, |second| second.end);
        let times = match second {
            Some(second) => time(first, second.is_afternoon).zip(time(second, None)),
            None => time(first, None).filter(|_| first.is_marked).map(|start| (start, start)),
        };
        if let Some((start, last)) = times.filter(|(start, last)| second.is_none() || start < last) {
            let span = sentence[at].span.start..sentence[end - 1].span.end;
            claims.push(HoursClaim { span, tokens: at..end, start, end: second.map(|_| last) });
        }
        at = end;
    }
    claims
}

/// Returns the time of day at a token.
fn clock(sentence: &[Token], at: usize) -> Option<Clock> {
    let hour = sentence.get(at)?.number(2).filter(|hour| *hour <= 24)?;
    let before = sentence.get(at.wrapping_sub(1)).filter(|_| sentence[at].is_glued);
    if before.is_some_and(|before| {
        matches!(before.kind, Kind::Number | Kind::Word(..) | Kind::Sign('.' | ',' | ':'))
    }) {
        return None;
    }
    let mut clock = Clock {
        hour: i8::try_from(hour).ok()?,
        minute: 0,
        is_marked: false,
        is_afternoon: None,
        end: at + 1,
    };
    let next = sentence.get(at + 1);
    if next.is_some_and(|next| next.has(Roles::HOUR) && !matches!(next.word(), "am" | "pm")) {
        (clock.is_marked, clock.end) = (true, at + 2);
        let minute = minute(sentence, at + 2);
        if let Some(minute) = minute {
            (clock.minute, clock.end) = (minute, at + 3);
        }
    } else if next.is_some_and(|next| next.is_glued && matches!(next.kind, Kind::Sign(':' | '.')))
        && sentence.get(at + 2).is_some_and(|minute| minute.is_glued)
        && let Some(minute) = minute(sentence, at + 2)
    {
        clock.is_marked = sentence[at + 1].is(':');
        (clock.minute, clock.end) = (minute, at + 3);
    }
    match sentence.get(clock.end).map(Token::word) {
        Some("am") => (clock.is_marked, clock.is_afternoon, clock.end) = (true, Some(false), clock.end + 1),
        Some("pm") => (clock.is_marked, clock.is_afternoon, clock.end) = (true, Some(true), clock.end + 1),
        _ => {}
    }
    Some(clock)
}

fn minute(sentence: &[Token], at: usize) -> Option<i8> {
    let token = sentence.get(at).filter(|token| token.span.len() == 2)?;
    let minute = token.number(2).filter(|minute| *minute < 60)?;
    i8::try_from(minute).ok()
}

/// Returns the token after what joins two times: a dash, "à", "et" or "to".
fn connector(sentence: &[Token], at: usize) -> Option<usize> {
    let token = sentence.get(at)?;
    let joins = token.is_dash() || token.is('/') || token.is('>') || token.is('→');
    let joins = joins || matches!(token.word(), "a" | "et" | "to" | "until" | "till" | "and" | "jusqu");
    // `jusqu’à`
    let skip = if token.word() == "jusqu" { 3 } else { 1 };
    joins.then_some(at + skip)
}

/// Returns the time. `afternoon_of_end` says when a range ends, for its start without a mark: "2 to 5 pm".
fn time(clock: Clock, afternoon_of_end: Option<bool>) -> Option<Time> {
    let hour = match clock.is_afternoon.or(afternoon_of_end.filter(|_| !clock.is_marked)) {
        Some(true) if clock.hour < 12 => clock.hour + 12,
        Some(false) if clock.hour == 12 => 0,
        _ => clock.hour,
    };
    Time::new(hour, clock.minute, 0, 0).ok()
}
