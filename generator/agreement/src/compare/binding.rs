//! Whether a date in a sentence is said to be that of a session.

use markdown::prose::PassageKind;

use super::{Said, TextKind, connect};
use crate::claims::date::{DateClaim, DateGroup};
use crate::claims::hours;
use crate::facts::days_between;
use crate::role::{LAST, Roles};
use crate::token::{Kind, Token};

/// Most tokens between a session and its date.
const NEAR: usize = 16;
/// Most tokens between a session and a date that belongs to it whatever else the sentence is about.
const ADJACENT: usize = 4;
/// Most days between a session and a mistyped date.
const FEW_DAYS: i64 = 7;
/// Most tokens between the verb and the date.
const AFTER_VERB: usize = 8;

/// A statement that dates are those of sessions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding {
    /// The index of the session, if the sentence numbers it.
    pub(crate) session: Option<usize>,
    /// Whether even a date that is unlike those of the sessions is meant to be one of them.
    pub(crate) is_certain: bool,
}

impl Binding {
    fn of(session: Option<usize>) -> Binding {
        Binding { session, is_certain: false }
    }
}

/// Returns the statement that a group of dates is about sessions; `None` if the sentence may be about something else.
pub(crate) fn binding(said: &Said<'_>, group: &DateGroup) -> Option<Binding> {
    if is_about_others(said) {
        return None;
    }
    if let Some(noun) = adjacent(said, group) {
        return Some(Binding::of(numbered(said, noun)));
    }
    if said.has(Roles::OTHER_TOPIC) || is_reference(said, group) || belongs_to_other_noun(said, group) {
        return None;
    }
    let first = group.tokens.start.saturating_sub(super::NEAR);
    let mut nouns = (first..group.tokens.start).rev().filter(|at| is_session(said, *at));
    if let Some(noun) = nouns.find(|noun| leads_to(said, *noun, group)) {
        let session = numbered(said, noun);
        return Some(Binding { session, is_certain: session.is_some() });
    }
    let after = group.tokens.end..said.sentence.len().min(group.tokens.end + NEAR);
    let follows = |noun: &usize| is_session(said, *noun) && connect(&said.sentence[group.tokens.end..*noun]);
    if let Some(noun) = after.clone().find(follows) {
        return Some(Binding::of(numbered(said, noun)));
    }
    let is_evident = said.setting.text == TextKind::Title
        || has_known_date(said, group)
        || has_known_hours(said, group)
        || is_entry(said, group)
        || opens_plan(said, group);
    is_evident.then_some(Binding::of(None))
}

/// Returns whether the sentence is about other events, or about what happened.
pub(super) fn is_about_others(said: &Said<'_>) -> bool {
    said.has(Roles::OTHER_EVENT)
        || said.setting.text != TextKind::Outcomes && said.has(Roles::PAST) && !is_planned(said)
}

/// Returns whether an ordinal is all that looks like the past: "la dernière séance".
fn is_planned(said: &Said<'_>) -> bool {
    let mut past = said.sentence.iter().enumerate().filter(|(_, token)| token.has(Roles::PAST));
    let precedes_session = |at: usize| said.sentence.get(at + 1).is_some_and(|next| next.has(Roles::SESSION));
    past.all(|(at, token)| token.has(Roles::ORDINAL) && precedes_session(at))
}

/// Returns the session noun directly before a group, as in "la séance du 14 septembre".
fn adjacent(said: &Said<'_>, group: &DateGroup) -> Option<usize> {
    let first = group.tokens.start.saturating_sub(ADJACENT + 1);
    let noun = (first..group.tokens.start).rev().find(|at| is_session(said, *at))?;
    let is_part = |token: &Token| match token.kind {
        Kind::Number => token.span.len() <= 2,
        Kind::Sign(sign) => matches!(sign, '(' | ':' | '°') || token.is_dash(),
        _ => matches!(
            token.word(),
            "n" | "du" | "des" | "de" | "le" | "les" | "la" | "no" | "of" | "on" | "the" | "vous"
        ),
    };
    said.sentence[noun + 1..group.tokens.start].iter().all(is_part).then_some(noun)
}

/// Returns whether the date follows a word such as "before", or "for" that is not part of "is planned for".
fn is_reference(said: &Said<'_>, group: &DateGroup) -> bool {
    let before = super::near_before(said.sentence, group.tokens.start);
    let linked = before.iter().rev().take_while(|token| {
        token.has(Roles::LINK) && !token.has(Roles::REFERENCE) || matches!(token.kind, Kind::Sign('’' | '\''))
    });
    let at = before.len() - linked.count().min(before.len());
    let Some(last) = at.checked_sub(1).map(|last| &before[last]) else { return false };
    let is_planned = matches!(last.word(), "pour" | "for")
        && at.checked_sub(2).is_some_and(|verb| before[verb].has(Roles::EVENT));
    last.has(Roles::REFERENCE) && !is_planned
}

/// Returns whether "of" attaches the date to a noun that is not a session: "la loi du 14 septembre".
pub(super) fn belongs_to_other_noun(said: &Said<'_>, group: &DateGroup) -> bool {
    let before = &said.sentence[..group.tokens.start];
    let [.., noun, of] = before else { return false };
    let is_of = of.has(Roles::OF) && matches!(of.word(), "du" | "des" | "de" | "of");
    let own = Roles::SESSION.and(Roles::ORDINAL).and(Roles::EVENT).and(Roles::LINK).and(Roles::WEEKDAY);
    // `la séance de synthèse du 10 janvier`
    let of_session =
        matches!(before, [.., session, of, _, _] if session.has(Roles::SESSION) && of.has(Roles::OF));
    is_of && matches!(noun.kind, Kind::Word(..)) && !noun.has(own) && !of_session
}

/// Returns whether a token is a word for a session, or a label of dates.
fn is_session(said: &Said<'_>, at: usize) -> bool {
    let token = &said.sentence[at];
    let is_label = || said.sentence[at + 1..].iter().take(3).any(|next| next.is(':'));
    token.has(Roles::SESSION)
        || matches!(token.word(), "date" | "dates" | "quand" | "when" | "calendrier") && is_label()
}

/// Returns whether a session noun leads to a group after it: by connecting words, by a verb such as "aura lieu", or by
/// its number if the date stands apart.
fn leads_to(said: &Said<'_>, noun: usize, group: &DateGroup) -> bool {
    let between = &said.sentence[noun + 1..group.tokens.start];
    let reference =
        said.sentence[noun.saturating_sub(4)..noun].iter().any(|token| token.has(Roles::REFERENCE));
    if reference {
        return false;
    }
    if between.len() <= NEAR && connect(between) {
        return true;
    }
    let verb = between.iter().rposition(|token| token.has(Roles::EVENT));
    if verb.is_some_and(|verb| between.len() - verb <= AFTER_VERB && connect(&between[verb..])) {
        return true;
    }
    let first = &said.sentence[group.tokens.start];
    let stands_apart = first.starts_line
        || between.last().is_some_and(|sign| {
            sign.is_dash() || matches!(sign.kind, Kind::Sign(',' | '(' | ':') | Kind::Border)
        });
    let is_at_start = noun <= 3;
    is_at_start && stands_apart && numbered(said, noun).is_some()
}

/// Returns the index of the session that a noun numbers: "première séance", "Séance 2", "2e journée".
pub(super) fn numbered(said: &Said<'_>, noun: usize) -> Option<usize> {
    said.sentence.get(noun).filter(|token| token.has(Roles::SESSION) && token.value == 1)?;
    let before = &said.sentence[..noun];
    let ordinal = match before {
        [.., ordinal] if ordinal.has(Roles::ORDINAL) => Some(ordinal.value),
        [.., number, ending] if ending.is_glued && ending.span.len() <= 4 && !ending.word().is_empty() => {
            number.number(2)
        }
        _ => None,
    };
    // `Séance 1`, but not `séance 14 septembre` or `jour 10h`
    let number = || {
        let after = said.sentence.get(noun + 2);
        let is_plain = after.is_none_or(|next| {
            let ends = !next.is_glued || matches!(next.kind, Kind::Sign(':' | ')' | '.' | ','));
            !next.has(Roles::MONTH) && ends
        });
        said.sentence.get(noun + 1)?.number(2).filter(|_| is_plain)
    };
    let count = said.facts.sessions().len();
    let index = match ordinal.or_else(number)? {
        LAST => count.checked_sub(1)?,
        number => usize::try_from(number).ok()?.checked_sub(1)?,
    };
    (index < count).then_some(index)
}

/// Returns whether another date of the group is one of a session.
fn has_known_date(said: &Said<'_>, group: &DateGroup) -> bool {
    group.dates.len() > 1 && group.dates.iter().any(|claim| said.facts.sessions_on(claim).next().is_some())
}

/// Returns whether the hours of a session follow the date: "2 décembre 2022 (10h-16h30)".
fn has_known_hours(said: &Said<'_>, group: &DateGroup) -> bool {
    let after = &said.sentence[group.tokens.end..];
    let after = &after[..after.len().min(NEAR)];
    let facts = said.facts;
    let is_known = |claim: &hours::HoursClaim| {
        let end = claim.end.unwrap_or(claim.start);
        (0..facts.sessions().len())
            .any(|session| facts.hours(session).any(|hours| hours == (claim.start, end)))
    };
    hours::hours(after).iter().any(|claim| is_known(claim) && connect(&after[..claim.tokens.start]))
}

/// Returns whether the sentence starts with the date, a few days from a session, and says what "we" will do then: "Le
/// 15 septembre, nous ferons un état des lieux".
fn opens_plan(said: &Said<'_>, group: &DateGroup) -> bool {
    let starts = group.tokens.start <= 1
        && said.sentence[..group.tokens.start].iter().all(|token| token.has(Roles::LINK));
    let is_plan = match &said.sentence[group.tokens.end..] {
        [comma, who, ..] => comma.is(',') && matches!(who.word(), "nous" | "vous" | "on" | "we" | "you"),
        _ => false,
    };
    let is_near = |claim: &DateClaim| {
        said.facts
            .nearest(claim)
            .is_some_and(|(date, session)| days_between(date, said.facts.date(session)) <= FEW_DAYS)
    };
    starts && is_plan && group.dates.iter().all(is_near)
}

/// Returns whether the date is an entry of a list of dates: it stands alone, or first below a heading such as
/// "Calendrier".
fn is_entry(said: &Said<'_>, group: &DateGroup) -> bool {
    let starts =
        said.sentence[..group.tokens.start].len() <= 2 && connect(&said.sentence[..group.tokens.start]);
    let is_alone = connect(&said.sentence[group.tokens.end..]);
    let in_list = matches!(said.setting.passage, PassageKind::Item | PassageKind::Row | PassageKind::Heading);
    starts && (is_alone || said.setting.heading.dates && in_list)
}
