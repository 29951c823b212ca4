//! Compares the claims of a sentence with the facts of its workshop. A difference is reported only if the sentence is
//! evidently about the workshop: a wrong warning makes editors ignore the right ones.

mod amounts;
mod binding;
mod cities;
mod dates;
mod hours;
mod seats;

use std::ops::Range;

use diagnostics::{Message, Phrase, Place, phrase};
use markdown::prose::PassageKind;

use crate::claims::city;
use crate::claims::date::{self, DateGroup};
use crate::facts::Facts;
use crate::language::Language;
use crate::role::Roles;
use crate::token::{Kind, Token};

/// Most facts that are shown with a contradiction.
const MOST_FACTS: usize = 3;

/// Most tokens between words that belong together.
const NEAR: usize = 60;

/// A contradiction between a text and a fact.
#[derive(Debug)]
pub(crate) struct Contradiction {
    /// The place in the text.
    pub(crate) span: Range<usize>,
    pub(crate) message: Message,
    /// How to correct it.
    pub(crate) hint: Phrase,
    /// The facts, and what they are.
    pub(crate) facts: Vec<(Place, Phrase)>,
}

/// The kind of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// The title or the subtitle of the workshop.
    Title,
    /// The summary or the description of the workshop.
    Workshop,
    /// A text of a session, by its index.
    Session(usize),
    /// The outcomes, which are about what happened.
    Outcomes,
}

/// What surrounds a sentence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) text: TextKind,
    pub(crate) passage: PassageKind,
    /// The roles of the words in the heading above it.
    pub(crate) heading: Heading,
}

/// What the heading above a sentence announces.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Heading {
    pub(crate) dates: bool,
    pub(crate) fees: bool,
}

/// A sentence with its surroundings.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) text: &'a str,
    pub(crate) sentence: &'a [Token],
    pub(crate) setting: Setting,
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) language: Language,
    /// The unknown cities of all venues, folded.
    pub(crate) cities: &'a [String],
    /// The roles of all its words.
    pub(crate) roles: Roles,
}

impl Said<'_> {
    /// Returns whether a word of the sentence has one of these roles.
    fn has(&self, roles: Roles) -> bool {
        self.roles.intersect(roles)
    }

    /// Returns whether one of the dates is that of a session.
    fn has_session_on(&self, group: &DateGroup) -> bool {
        group.dates.iter().any(|claim| self.facts.sessions_on(claim).next().is_some())
    }

    fn quote(&self, span: &Range<usize>) -> String {
        let quoted = self.text.get(span.clone()).unwrap_or_default();
        quoted.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Returns the sessions that the sentence is about: of its dates, of an ordinal, of its text; otherwise all.
    fn sessions(&self, groups: &[DateGroup]) -> Vec<usize> {
        let claims = groups.iter().flat_map(|group| &group.dates);
        let mut dated: Vec<_> = claims.flat_map(|claim| self.facts.sessions_on(claim)).collect();
        dated.dedup();
        if !dated.is_empty() {
            return dated;
        }
        let numbered = (0..self.sentence.len()).find_map(|at| binding::numbered(self, at));
        match (numbered, self.setting.text) {
            (Some(session), _) | (None, TextKind::Session(session)) => vec![session],
            _ => (0..self.facts.sessions().len()).collect(),
        }
    }

    /// Returns the session at an index, with its title, for a message.
    fn named(&self, session: usize) -> Phrase {
        let title = &self.facts.sessions()[session].title;
        phrase! { en: "the session \"{title}\"", fr: "la séance « {title} »" }
    }
}

/// Returns the last tokens before a position, of which only so many are searched that the time is proportional to the
/// length of the sentence.
fn near_before(sentence: &[Token], at: usize) -> &[Token] {
    &sentence[at.saturating_sub(NEAR)..at]
}

/// Compares a sentence.
pub(crate) fn compare(said: &Said<'_>) -> Vec<Contradiction> {
    let mut found = Vec::new();
    let has_numbers = said.sentence.iter().any(|token| token.kind == Kind::Number);
    let groups = if has_numbers { date::dates(said.sentence, said.language) } else { Vec::new() };
    dates::compare(said, &groups, &mut found);
    // Outcomes name those who came, and what was said about money and places.
    let is_past = said.setting.text == TextKind::Outcomes;
    if is_past || binding::is_about_others(said) || is_of_another_time(said, &groups) {
        return found;
    }
    let is_about_sessions = groups.is_empty() || groups.iter().any(|group| said.has_session_on(group));
    if is_about_sessions {
        cities::compare(said, &groups, &mut found);
        hours::compare(said, &groups, &mut found);
    }
    amounts::compare(said, &mut found);
    seats::compare(said, &mut found);
    found
}

/// Returns whether the sentence names a year in which no session takes place, apart from its dates.
fn is_of_another_time(said: &Said<'_>, groups: &[DateGroup]) -> bool {
    let has_session =
        |year: i16| (0..said.facts.sessions().len()).any(|session| said.facts.date(session).year() == year);
    let is_year = |token: &Token| {
        let year = token.number(4).filter(|year| token.span.len() == 4 && (1900..=2100).contains(year));
        year.and_then(|year| i16::try_from(year).ok()).is_some_and(|year| !has_session(year))
    };
    // The groups are in order.
    let is_apart = |at: usize| {
        let next = groups.partition_point(|group| group.tokens.end <= at);
        !groups.get(next).is_some_and(|group| group.tokens.contains(&at))
    };
    let mut years = said.sentence.iter().enumerate().filter(|(_, token)| is_year(token));
    years.any(|(at, _)| is_apart(at) && !is_amount(said, at))
}

/// Returns whether a currency follows a number: `2000 €`.
fn is_amount(said: &Said<'_>, number: usize) -> bool {
    said.sentence
        .get(number + 1)
        .is_some_and(|next| next.has(Roles::CURRENCY) || matches!(next.kind, Kind::Sign('€' | '£')))
}

/// Returns whether tokens between a session and what is said about it connect the two, such as ", le" and "aura lieu à".
fn connect(tokens: &[Token]) -> bool {
    let roles = Roles::LINK
        .and(Roles::EVENT)
        .and(Roles::ORDINAL)
        .and(Roles::SESSION)
        .and(Roles::WEEKDAY)
        .and(Roles::MONTH)
        .and(Roles::HOUR)
        .and(Roles::IN)
        .and(Roles::PLACE)
        .and(Roles::HOURS)
        .and(Roles::START)
        .and(Roles::END);
    let connects = |token: &Token| match &token.kind {
        Kind::Word(word, _) => {
            token.has(roles) && !token.has(Roles::REFERENCE)
                || matches!(word.as_str(), "pour" | "for")
                || matches!(word.as_str(), "er" | "re" | "ere" | "eme" | "nd" | "nde" | "e")
        }
        Kind::Number | Kind::Border => true,
        Kind::Sign(sign) => !matches!(sign, '€' | '£' | '%'),
    };
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        match city::city_at(tokens, at, &[]) {
            Some(city) => at = city.tokens.end,
            None if connects(token) => at += 1,
            None => return false,
        }
    }
    true
}
