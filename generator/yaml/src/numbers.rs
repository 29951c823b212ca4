//! Reads numbers and amounts. Each function reports a value that is invalid or above its limit and returns `None`.

use diagnostics::suggestion::write;
use diagnostics::{Message, Phrase, message, phrase};
use model::money::{Currency, Money};

use super::fields::listed;
use super::mistyped::mistyped_amount;
use super::shape::{Shape, TextKind};
use super::values::{word, word_as};
use super::{Node, Reader};
use crate::limits;

/// Reads a whole number from 1 to `most`.
pub fn count_up_to(most: u32) -> impl Fn(&mut Reader<'_>, &Node) -> Option<u32> {
    move |reader, node| {
        number(reader, node, most, || {
            let example = most.min(30);
            phrase! {
                en: "write a whole number from 1 to {most}, such as `{example}`",
                fr: "écrivez un nombre entier de 1 à {most}, par exemple `{example}`"
            }
        })
    }
}

/// Reads a whole number, which may be negative.
pub fn integer(reader: &mut Reader<'_>, node: &Node) -> Option<i64> {
    if reader.records(|| Shape::Integer(limits::INTEGERS)) {
        return None;
    }
    let text = word(reader, node)?;
    let number = text.parse().ok();
    if number.is_none() {
        let message = message! {
            InvalidNumber,
            en: "`{text}` is not a whole number",
            fr: "`{text}` n’est pas un nombre entier"
        };
        let hint = phrase! {
            en: "write digits only, such as `10`",
            fr: "n’écrivez que des chiffres, par exemple `10`"
        };
        reader.refuse(&node.span, message, hint);
    }
    let (least, most) = limits::INTEGERS.into_inner();
    let within = number.filter(|number| limits::INTEGERS.contains(number));
    if number.is_some() && within.is_none() {
        let message = message! {
            InvalidNumber,
            en: "`{text}` is too large or too small",
            fr: "`{text}` est trop grand ou trop petit"
        };
        let hint = phrase! {
            en: "write a number from {least} to {most}; others are not read exactly by every program",
            fr: "écrivez un nombre de {least} à {most} ; certains programmes ne lisent pas exactement les autres"
        };
        reader.refuse(&node.span, message, hint);
    }
    within
}

/// Reads a number of months, at most a hundred years.
pub fn number_in_months(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let most = limits::MAX_MONTHS;
    number(reader, node, most, || {
        phrase! {
            en: "write a number of months from 1 to {most}, such as `36`",
            fr: "écrivez un nombre de mois de 1 à {most}, par exemple `36`"
        }
    })
}

fn number(reader: &mut Reader<'_>, node: &Node, most: u32, hint: impl Fn() -> Phrase) -> Option<u32> {
    if reader.records(|| Shape::count_up_to(most)) {
        return None;
    }
    let text = word(reader, node)?;
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    if number.is_none() {
        let is_large =
            text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0');
        let message = match is_large {
            true => too_large(&text),
            false => message! {
                InvalidNumber,
                en: "`{text}` is not a valid number",
                fr: "`{text}` n’est pas un nombre possible ici"
            },
        };
        reader.refuse(&node.span, message, hint());
    }
    number
}

fn too_large(text: &str) -> Message {
    message! { InvalidNumber, en: "`{text}` is too large", fr: "`{text}` est trop grand" }
}

/// Returns the currency of the first amount in a file, whose amounts all have the same; the euro if there is none.
fn usual_currency(text: &str) -> Currency {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.find_map(Currency::from_code).unwrap_or(Currency::Eur)
}

/// Reads an amount such as `99.50 EUR`.
pub fn amount(reader: &mut Reader<'_>, node: &Node) -> Option<Money> {
    let text = word_as(reader, node, TextKind::Amount)?;
    let money: Option<Money> = text.parse().ok();
    if money.is_some_and(|money| money.minor > limits::MAX_UNITS * 100) {
        let most = limits::MAX_UNITS;
        let hint = phrase! {
            en: "write an amount of at most {most}",
            fr: "écrivez un montant de {most} au plus"
        };
        reader.refuse(&node.span, too_large(&text), hint);
        return None;
    }
    if money.is_none() {
        let codes: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        let codes = listed(&codes);
        let hint = match mistyped_amount(&text, usual_currency(&reader.file.text())) {
            Some(amount) => write(amount),
            None => phrase! {
                en: "write `1500 EUR` or `99.50 EUR`, without spaces in the number; currencies are {codes}",
                fr: "écrivez `1500 EUR` ou `99.50 EUR`, sans espace dans le nombre ; les monnaies sont {codes}"
            },
        };
        let message = message! {
            InvalidAmount,
            en: "`{text}` is not an amount",
            fr: "`{text}` n’est pas un montant"
        };
        reader.refuse(&node.span, message, hint);
    }
    money
}
