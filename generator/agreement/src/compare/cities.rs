//! Cities in which sessions take place.

use diagnostics::{message, phrase};

use super::{Contradiction, Said, TextKind, connect};
use crate::claims::city::{CityClaim, cities};
use crate::claims::date::DateGroup;
use crate::role::Roles;
use crate::token::Token;

/// Most tokens between the verb and the city.
const NEAR: usize = 12;

/// Most cities of a sentence that are compared.
const MOST: usize = 50;

/// Adds the contradictions of cities.
pub(super) fn compare(said: &Said<'_>, groups: &[DateGroup], found: &mut Vec<Contradiction>) {
    let claims = cities(said.sentence, said.cities);
    if claims.is_empty() || said.has(Roles::OTHER_TOPIC) {
        return;
    }
    let sessions = said.sessions(groups);
    let claims = claims.into_iter().take(MOST);
    let contradicts = |claim: &CityClaim| {
        !sessions.iter().any(|session| said.facts.is_in(*session, &claim.city))
            && is_stated(said, claim, groups)
    };
    let wrong: Vec<_> = claims.filter(contradicts).collect();
    found.extend(wrong.iter().map(|claim| contradiction(said, claim, &sessions)));
}

/// Returns whether the sentence says that sessions take place in a city.
fn is_stated(said: &Said<'_>, claim: &CityClaim, groups: &[DateGroup]) -> bool {
    let before = super::near_before(said.sentence, claim.tokens.start);
    let Some(last) = before.last() else { return false };
    // `Lieu : Lyon`
    let label = before.iter().rposition(|token| token.has(Roles::PLACE));
    if last.is(':') && label.is_some_and(|label| connect(&before[label..])) {
        return true;
    }
    let after_date = groups.iter().any(|group| {
        let between = said.sentence.get(group.tokens.end..claim.tokens.start);
        said.has_session_on(group) && between.is_some_and(|between| between.len() <= NEAR && connect(between))
    });
    let is_place = last.has(Roles::IN) && !matches!(last.word(), "vers");
    let verb = before.iter().rposition(|token| token.has(Roles::EVENT));
    let after_verb = verb.is_some_and(|verb| before.len() - verb <= NEAR && connect(&before[verb..]));
    let noun = before.iter().rposition(|token: &Token| token.has(Roles::SESSION));
    // `Cet atelier fait suite à la journée organisée à Marseille.`
    let is_reference = noun.is_some_and(|noun| {
        before[noun.saturating_sub(4)..noun].iter().any(|token| token.has(Roles::REFERENCE))
    });
    let after_noun = noun.is_some_and(|noun| connect(&before[noun..]) && before.len() - noun <= NEAR);
    let is_title = said.setting.text == TextKind::Title && noun.is_some();
    after_date || is_place && !is_reference && (after_noun || noun.is_some() && after_verb || is_title)
}

fn contradiction(said: &Said<'_>, claim: &CityClaim, sessions: &[usize]) -> Contradiction {
    let fact = |session: &usize| {
        let place = said.facts.places.sessions[*session].venue.clone();
        let named = said.named(*session);
        (place, phrase! { en: "the place of {named}", fr: "le lieu de {named}"; named })
    };
    let quoted = said.quote(&claim.span);
    Contradiction {
        message: message! {
            WrongCity,
            en: "no session takes place in `{quoted}`",
            fr: "aucune séance n’a lieu à `{quoted}`"
        },
        span: claim.span.clone(),
        hint: phrase! { en: "correct the place here or there", fr: "corrigez le lieu ici ou là" },
        facts: sessions.iter().take(super::MOST_FACTS).map(fact).collect(),
    }
}
