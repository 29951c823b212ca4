//! Fees.

use diagnostics::{Place, message, phrase};
use model::offer::Fee;

use super::{Contradiction, Said, connect};
use crate::claims::amount::{AmountClaim, amounts};
use crate::role::Roles;
use crate::token::{Kind, Token};

/// Most tokens between an amount and words that show what it is for.
const NEAR: usize = 8;

/// Adds the contradictions of amounts.
pub(super) fn compare(said: &Said<'_>, found: &mut Vec<Contradiction>) {
    let facts = said.facts;
    let Some(offer) = facts.offer() else { return };
    let claims = amounts(said.sentence, said.language);
    if claims.is_empty() || is_for_something_else(said, &claims) {
        return;
    }
    let labels = labels(said);
    for claim in &claims {
        let label = label_of(claim, &claims, &labels);
        if label.is_none() && !is_fee(said, claim) {
            continue;
        }
        let with_tax = said.has(Roles::TAX);
        let mut fees =
            offer.fees.iter().enumerate().filter(|(fee, _)| label.is_none_or(|label| label == *fee));
        if !fees.any(|(_, fee)| facts.follows_from(claim.amount, fee, with_tax)) {
            found.push(contradiction(said, claim, label));
        }
    }
}

/// Returns whether a word shows that the sentence is about another price, unless that is included: "déjeuner compris".
fn is_for_something_else(said: &Said<'_>, claims: &[AmountClaim]) -> bool {
    let is_included = |at: usize| {
        let near = &said.sentence[at.saturating_sub(3)..said.sentence.len().min(at + 4)];
        // `Déjeuner non compris : 25 €`, but `500 €, déjeuner non compris`
        let is_negated = near
            .windows(2)
            .any(|pair| matches!(pair[0].word(), "non" | "pas" | "not") && pair[1].has(Roles::INCLUDED));
        let follows = claims.first().is_some_and(|claim| claim.tokens.start < at);
        near.iter().any(|token| token.has(Roles::INCLUDED)) && (!is_negated || follows)
    };
    let words = said.sentence.iter().enumerate();
    let others = words.filter(|(at, token)| token.has(Roles::OTHER_AMOUNT) && !is_billed(said.sentence, *at));
    let mut others = others.map(|(at, _)| at);
    others.any(|at| !is_included(at))
}

/// Returns whether a word is the verb of "est facturé", which has the letters of the noun "facture".
fn is_billed(sentence: &[Token], at: usize) -> bool {
    let auxiliary = at.checked_sub(1).map(|before| sentence[before].word());
    let is_verb = matches!(auxiliary, Some("est" | "sont" | "sera" | "seront"));
    is_verb && matches!(sentence[at].word(), "facture" | "facturee" | "factures" | "facturees")
}

/// Returns the names of fees in a sentence: the token at which each starts, and the index of the fee. A longer name
/// comes before a shorter one that is a part of it, as in "non-adhérent".
fn labels(said: &Said<'_>) -> Vec<(usize, usize)> {
    let words: Vec<_> =
        said.sentence.iter().enumerate().filter(|(_, token)| !token.word().is_empty()).collect();
    let mut by_length: Vec<_> =
        said.facts.labels.iter().enumerate().filter(|(_, label)| !label.is_empty()).collect();
    by_length.sort_by_key(|(_, label)| std::cmp::Reverse(label.len()));
    let mut taken = vec![false; said.sentence.len()];
    let mut found = Vec::new();
    for (fee, label) in by_length {
        for window in words.windows(label.len()) {
            let is_label = window.iter().zip(label).all(|((_, token), word)| is_form(token.word(), word));
            if is_label && !window.iter().any(|(at, _)| taken[*at]) {
                window.iter().for_each(|(at, _)| taken[*at] = true);
                found.push((window[0].0, fee));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Returns whether a word is another with the ending of a plural or of a feminine form, or without it.
fn is_form(word: &str, other: &str) -> bool {
    let ends = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|ending| matches!(ending, "" | "s" | "e" | "es" | "x"))
    };
    ends(word, other) || ends(other, word)
}

/// Returns the fee whose name belongs to an amount: the last one before it or, if amounts come first, the next one.
fn label_of(claim: &AmountClaim, claims: &[AmountClaim], labels: &[(usize, usize)]) -> Option<usize> {
    let first_amount = claims.first()?.tokens.start;
    let after = labels.partition_point(|(at, _)| *at < claim.tokens.start);
    let label = match labels.first()?.0 < first_amount {
        true => after.checked_sub(1).and_then(|before| labels.get(before)),
        false => labels.get(after),
    };
    label.map(|(_, fee)| *fee)
}

/// Returns whether the sentence shows that an amount is a fee of the workshop.
fn is_fee(said: &Said<'_>, claim: &AmountClaim) -> bool {
    let before = super::near_before(said.sentence, claim.tokens.start);
    let after = &said.sentence[claim.tokens.end..];
    let after = &after[..after.len().min(NEAR)];
    let per_person = after.windows(2).any(|pair| pair[0].has(Roles::PER) && pair[1].has(Roles::PERSON));
    // `1 000 € par personne relogée`
    let is_about_workshop =
        said.has(Roles::FEE.and(Roles::SESSION).and(Roles::PARTICIPANT)) || claim.tokens.start <= 2;
    let per_person = per_person && is_about_workshop;
    let for_sessions = after.iter().any(|token| token.has(Roles::SESSION))
        && after
            .first()
            .is_some_and(|token| matches!(token.word(), "pour" | "for" | "la" | "l" | "les" | "a"));
    let noun = before.iter().rposition(|token| token.has(Roles::FEE));
    let is_priced = |token: &Token| match &token.kind {
        Kind::Word(word, _) => {
            token.has(Roles::LINK.and(Roles::FEE).and(Roles::SESSION).and(Roles::PERSON).and(Roles::EVENT))
                || matches!(
                    word.as_str(),
                    "eleve" | "pour" | "par" | "plein" | "unique" | "for" | "per" | "comes"
                )
        }
        _ => true,
    };
    let after_noun = noun.is_some_and(|noun| {
        before[noun..].iter().all(is_priced) || said.has(Roles::SESSION) && connect(&before[noun + 1..])
    });
    let of_workshop = noun.is_some() && said.has(Roles::SESSION);
    let in_list = said.setting.heading.fees && claim.tokens.start <= NEAR;
    // `le cycle est facturé 520 €`
    let verb = claim.tokens.start.checked_sub(1);
    let is_billed = said.has(Roles::SESSION) && verb.is_some_and(|at| is_billed(said.sentence, at));
    is_billed || per_person || for_sessions || after_noun || of_workshop || in_list
}

fn contradiction(said: &Said<'_>, claim: &AmountClaim, label: Option<usize>) -> Contradiction {
    let places = said.facts.places.offer.iter().flat_map(|offer| &offer.fees);
    let fees = said.facts.offer().into_iter().flat_map(|offer| &offer.fees).zip(places).enumerate();
    let named = fees.filter(|(fee, _)| label.is_none_or(|label| label == *fee)).take(super::MOST_FACTS);
    let fact = |(_, (fee, place)): (usize, (&Fee, &Place))| {
        let label = &fee.label;
        (place.clone(), phrase! { en: "the fee \"{label}\"", fr: "le tarif « {label} »" })
    };
    let quoted = said.quote(&claim.span);
    Contradiction {
        message: message! {
            WrongAmount,
            en: "this is not the fee: `{quoted}`",
            fr: "ce n’est pas le tarif : `{quoted}`"
        },
        span: claim.span.clone(),
        hint: phrase! { en: "correct the amount here or there", fr: "corrigez le montant ici ou là" },
        facts: named.map(fact).collect(),
    }
}
