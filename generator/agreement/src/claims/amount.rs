//! Amounts of money in a sentence: `1.500 €`, `1 500,00 €`, `500 euros`, `€500`, `cinq cents euros`.

use std::ops::Range;

use model::money::{Currency, Money};

use super::spelled;
use crate::language::Language;
use crate::token::{Kind, Token};

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AmountClaim {
    /// The position in the text.
    pub(crate) span: Range<usize>,
    /// Its tokens in the sentence.
    pub(crate) tokens: Range<usize>,
    pub(crate) amount: Money,
}

/// The smallest amount in words that is compared: "un euro" is often a figure of speech.
const FEWEST_IN_WORDS: u64 = 10;

/// Returns whether a text may name a currency in words, so that an amount may be in words. A single franc or pound is no
/// amount, and `franc` begins other words.
pub(super) fn has_currency(text: &str) -> bool {
    ["euro", "francs", "pounds"].iter().any(|currency| text.contains(currency))
}

/// Returns the amounts of a sentence.
pub(crate) fn amounts(sentence: &[Token], language: Language) -> Vec<AmountClaim> {
    let mut claims = Vec::new();
    let mut at = 0;
    while at < sentence.len() {
        match amount(sentence, at, language) {
            Some(claim) => {
                at = claim.tokens.end;
                claims.push(claim);
            }
            None => at += 1,
        }
    }
    claims
}

fn amount(sentence: &[Token], at: usize, language: Language) -> Option<AmountClaim> {
    let before = currency(sentence.get(at)?).filter(|_| sentence[at].word().is_empty());
    let first = at + usize::from(before.is_some());
    let is_part = sentence.get(first.wrapping_sub(1)).is_some_and(|before| {
        sentence.get(first).is_some_and(|it| it.is_glued)
            && matches!(before.kind, Kind::Number | Kind::Word(..) | Kind::Sign('.' | ','))
    });
    let in_digits = number(sentence, first, language).filter(|_| !is_part);
    let in_words = || spelled::number(sentence, at, language).filter(|(units, _)| *units >= FEWEST_IN_WORDS);
    let (minor, end) = in_digits.or_else(|| in_words().map(|(units, end)| (units * 100, end)))?;
    let (currency, end) = match before {
        Some(currency) => (currency, end),
        None => (currency(sentence.get(end)?)?, end + 1),
    };
    // `3 €/m²`, `500 €/mois` and `5 € par m²` are not amounts to pay for a workshop.
    if sentence.get(end).is_some_and(|next| next.is('/')) {
        return None;
    }
    let span = sentence[at].span.start..sentence[end - 1].span.end;
    Some(AmountClaim { span, tokens: at..end, amount: Money { minor, currency } })
}

fn currency(token: &Token) -> Option<Currency> {
    match (&token.kind, token.word()) {
        (Kind::Sign('€'), _) | (_, "euro" | "euros" | "eur") => Some(Currency::Eur),
        (_, "chf" | "francs") => Some(Currency::Chf),
        (Kind::Sign('£'), _) | (_, "pounds" | "gbp") => Some(Currency::Gbp),
        _ => None,
    }
}

/// Returns a number with its groups of three digits and its decimals, in hundredths, and the token after it.
fn number(sentence: &[Token], at: usize, language: Language) -> Option<(u64, usize)> {
    let mut units = u64::from(sentence.get(at)?.number(9)?);
    let mut end = at + 1;
    let group = |index: usize| {
        let token = sentence.get(index).filter(|token| token.span.len() == 3)?;
        token.number(3).map(u64::from)
    };
    let digits_of_first = sentence[at].span.len();
    while digits_of_first <= 3 && end < at + 8 {
        let next = sentence.get(end);
        let thousands = if language == Language::French { ['.', '\''] } else { [',', '.'] };
        let is_sign = next.is_some_and(|next| next.is_glued && thousands.iter().any(|sign| next.is(*sign)));
        let (index, is_apart) = if is_sign { (end + 1, true) } else { (end, false) };
        let fits = sentence.get(index).is_some_and(|token| token.is_glued == is_apart);
        let Some(group) = group(index).filter(|_| fits) else { break };
        units = units.checked_mul(1_000)?.checked_add(group)?;
        end = index + 1;
    }
    let has_sign = sentence.get(end).is_some_and(|sign| sign.is_glued && (sign.is(',') || sign.is('.')));
    let cents = sentence.get(end + 1).filter(|cents| has_sign && cents.is_glued && cents.span.len() == 2);
    match cents.and_then(|cents| cents.number(2)) {
        Some(cents) => Some((units.checked_mul(100)?.checked_add(u64::from(cents))?, end + 2)),
        None => Some((units.checked_mul(100)?, end)),
    }
}
