//! Hours of sessions.

use diagnostics::{Phrase, message, phrase};
use jiff::civil::Time;

use super::{Contradiction, Said, TextKind, connect};
use crate::claims::date::DateGroup;
use crate::claims::hours::{HoursClaim, hours};
use crate::role::Roles;
use crate::token::Token;

/// Hours that differ from those of a session by at most this, at the start and at the end, are meant to be those of the
/// session and not of a part of it, in minutes.
const CLOSE: i32 = 90;

/// Adds the contradictions of hours.
pub(super) fn compare(said: &Said<'_>, groups: &[DateGroup], found: &mut Vec<Contradiction>) {
    let claims = hours(said.sentence);
    let Some(first) = claims.first() else { return };
    if said.has(Roles::OTHER_HOURS) {
        return;
    }
    let sessions = said.sessions(groups);
    let ranges: Vec<_> = claims.iter().filter(|claim| claim.end.is_some()).collect();
    match ranges.as_slice() {
        [] => found.extend(single(said, first, groups, &sessions)),
        [range] => found.extend(whole(said, range, range.start, range.end, groups, &sessions)),
        // The ranges of several sessions, or the parts of one.
        [first, .., last] => {
            let each = |claim: &&HoursClaim| is_known(said, &sessions, claim.start, claim.end);
            if !ranges.iter().all(each) && groups.len() < 2 {
                found.extend(whole(said, first, first.start, last.end, groups, &sessions));
            }
        }
    }
}

fn is_known(said: &Said<'_>, sessions: &[usize], start: Time, end: Option<Time>) -> bool {
    sessions
        .iter()
        .any(|session| said.facts.hours(*session).any(|hours| (hours.0, Some(hours.1)) == (start, end)))
}

/// Compares the time from a start to an end.
fn whole(
    said: &Said<'_>,
    claim: &HoursClaim,
    start: Time,
    end: Option<Time>,
    groups: &[DateGroup],
    sessions: &[usize],
) -> Option<Contradiction> {
    if is_known(said, sessions, start, end) {
        return None;
    }
    let end = end?;
    let close = |session: &usize| {
        said.facts
            .hours(*session)
            .any(|hours| minutes(hours.0, start) <= CLOSE && minutes(hours.1, end) <= CLOSE)
    };
    let (before, after) = (&said.sentence[..claim.tokens.start], &said.sentence[claim.tokens.end..]);
    let after_date = after_date(said, claim, groups);
    // `Le 14 septembre, de 14 h à 15 h, un témoin prendra la parole`
    let contains =
        |session: &usize| said.facts.hours(*session).any(|hours| hours.0 <= start && end <= hours.1);
    let is_part = sessions.iter().any(contains) && !connect(after);
    // `De 9 h à 16 h 30, à la Maison de l’habitat`, in the text of the session itself
    let opens_text = matches!(said.setting.text, TextKind::Session(_))
        && connect(before)
        && !sessions.iter().any(contains);
    let is_stated = after_date
        || opens_text
        || leads(before, Roles::SESSION.and(Roles::HOURS))
        || leads(before, Roles::EVENT) && said.has(Roles::SESSION)
        || connect(before) && connect(after);
    let is_whole = leads(before, Roles::HOURS)
        || !is_part && (after_date || leads(before, Roles::EVENT) && said.has(Roles::SESSION));
    let is_meant = is_stated && (sessions.iter().any(close) || is_whole);
    let what = || phrase! { en: "these hours are not those of", fr: "ces heures ne sont pas celles" };
    is_meant.then(|| contradiction(said, claim, sessions, what()))
}

/// Compares a single time with the start or the end of a session.
fn single(
    said: &Said<'_>,
    claim: &HoursClaim,
    groups: &[DateGroup],
    sessions: &[usize],
) -> Option<Contradiction> {
    let before = &said.sentence[..claim.tokens.start];
    // In a session, a debate may start later.
    let is_of_session = |role: Roles| {
        let verb = before.iter().rposition(|token| token.has(role));
        let noun = before.iter().rposition(|token| token.has(Roles::SESSION));
        let connected =
            verb.zip(noun).is_some_and(|(verb, noun)| noun > verb || connect(&before[noun + 1..verb]));
        connected || before.len() <= 3
    };
    let is_start = leads(before, Roles::START) && is_of_session(Roles::START)
        || after_date(said, claim, groups) && before.last().is_some_and(|at| matches!(at.word(), "a" | "at"));
    let is_end = leads(before, Roles::END) && is_of_session(Roles::END);
    let known = |session: &usize| {
        said.facts.hours(*session).any(|(start, end)| claim.start == if is_end { end } else { start })
    };
    if !(is_start || is_end) || sessions.iter().any(known) {
        return None;
    }
    let what = match is_end {
        true => phrase! { en: "this is not the end of", fr: "ce n’est pas la fin" },
        false => phrase! { en: "this is not the start of", fr: "ce n’est pas le début" },
    };
    Some(contradiction(said, claim, sessions, what))
}

/// Returns whether connecting words lead from a word with one of these roles, among the last ones, to the end.
fn leads(before: &[Token], roles: Roles) -> bool {
    let last = before.iter().rposition(|token| token.has(roles));
    last.is_some_and(|at| before.len() - at <= 10 && connect(&before[at + 1..]))
}

/// Returns whether the hours follow a date of a session.
fn after_date(said: &Said<'_>, claim: &HoursClaim, groups: &[DateGroup]) -> bool {
    let follows = |group: &DateGroup| {
        let between = said.sentence.get(group.tokens.end..claim.tokens.start);
        said.has_session_on(group) && between.is_some_and(|between| between.len() <= 6 && connect(between))
    };
    groups.iter().any(follows)
}

fn minutes(left: Time, right: Time) -> i32 {
    let of_day = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    (of_day(left) - of_day(right)).abs()
}

fn contradiction(said: &Said<'_>, claim: &HoursClaim, sessions: &[usize], what: Phrase) -> Contradiction {
    let fact = |session: &usize| {
        let announced = &said.facts.sessions()[*session].announced;
        let (start, end) = (announced.start.strftime("%H:%M"), announced.end.strftime("%H:%M"));
        let named = said.named(*session);
        let fact = phrase! {
            en: "{named} takes place from {start} to {end}",
            fr: "{named} a lieu de {start} à {end}";
            named
        };
        (said.facts.places.sessions[*session].start.clone(), fact)
    };
    let whose = match sessions.len() {
        1 => phrase! { en: "the session", fr: "de la séance" },
        _ => phrase! { en: "a session", fr: "d’une séance" },
    };
    let quoted = said.quote(&claim.span);
    Contradiction {
        message: message! {
            WrongHours,
            en: "{what} {whose}: `{quoted}`",
            fr: "{what} {whose} : `{quoted}`";
            what, whose
        },
        span: claim.span.clone(),
        hint: phrase! { en: "correct the hours here or there", fr: "corrigez les heures ici ou là" },
        facts: sessions.iter().take(super::MOST_FACTS).map(fact).collect(),
    }
}
