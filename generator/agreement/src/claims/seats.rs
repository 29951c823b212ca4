//! Numbers of seats in a sentence: `20 places`, `limité à 20 participants`.

use std::ops::Range;

use crate::role::Roles;
use crate::token::{Kind, Token};

/// Most tokens between a number of people and the word that limits it.
const NEAR: usize = 8;

/// A number of seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeatsClaim {
    /// The position in the text.
    pub(crate) span: Range<usize>,
    pub(crate) seats: u32,
}

/// Returns the numbers of seats of a sentence, whose words have these roles.
pub(crate) fn seats(sentence: &[Token], roles: Roles) -> Vec<SeatsClaim> {
    // `200 personnes` alone may be anyone.
    let is_about_seats = roles.intersect(Roles::SEAT.and(Roles::PARTICIPANT).and(Roles::SESSION));
    (0..sentence.len()).filter(|_| is_about_seats).filter_map(|at| claim(sentence, at)).collect()
}

fn claim(sentence: &[Token], at: usize) -> Option<SeatsClaim> {
    let token = &sentence[at];
    let seats = token.number(4).filter(|seats| *seats >= 2)?;
    let before = at.checked_sub(1).and_then(|before| sentence.get(before));
    let next = sentence.get(at + 1);
    // A part of a larger number, of an amount or of a range such as `12 à 15`.
    let is_part = token.is_glued
        && before.is_some_and(|before| !matches!(before.kind, Kind::Sign('(' | ':')))
        || before.is_some_and(|before| before.kind == Kind::Number)
        || next
            .is_some_and(|next| next.kind == Kind::Number || next.is('%') || next.is('€') || next.is_dash());
    let of_range = before.is_some_and(|to| to.word() == "a" || to.word() == "to" || to.is_dash())
        && at.checked_sub(2).is_some_and(|first| sentence[first].kind == Kind::Number);
    if is_part || of_range {
        return None;
    }
    let after = &sentence[at + 1..sentence.len().min(at + 1 + NEAR)];
    let preceding = &sentence[at.saturating_sub(NEAR)..at];
    let named = after.iter().take(2).position(|token| token.has(Roles::SEAT.and(Roles::PERSON)));
    // `20 places disponibles`, but `200 membres disponibles`
    let limit = match named {
        Some(noun) if after[noun].has(Roles::SEAT) => Roles::LIMIT.and(Roles::OFFERED),
        _ => Roles::LIMIT,
    };
    let limits = |tokens: &[Token]| tokens.iter().any(|token| token.has(limit));
    let is_limited = match named {
        Some(_) => limits(preceding) || limits(after),
        // `le nombre de places est limité à 20`
        None => {
            let has_seats = preceding.iter().any(|token| token.has(Roles::SEAT.and(Roles::PERSON)));
            let is_at_end = next.is_none_or(|next| matches!(next.kind, Kind::Sign(_) | Kind::Border));
            has_seats && limits(preceding) && is_at_end
        }
    };
    let end = named.map_or(token, |noun| &after[noun]).span.end;
    is_limited.then_some(SeatsClaim { span: token.span.start..end, seats })
}
