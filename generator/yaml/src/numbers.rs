//! Reads numbers and amounts. Each function reports a value that is invalid or above its limit and returns `None`.

use model::money::{Currency, Money};

use super::fields::listed;
use super::shape::{Shape, TextKind};
use super::values::word;
use super::{Node, Reader};
use crate::limits;

/// Reads a whole number from 1 to `most`.
pub fn count_up_to(most: u32) -> impl Fn(&mut Reader<'_>, &Node) -> Option<u32> {
    move |reader, node| {
        if reader.records(|| Shape::count_up_to(most)) {
            return None;
        }
        number(reader, node, most, || {
            format!("write a whole number from 1 to {most}, such as `{}`", most.min(30))
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
        reader.refuse(
            &node.span,
            format!("`{text}` is not a whole number"),
            "write digits only, such as `10`",
        );
    }
    let (least, most) = limits::INTEGERS.into_inner();
    let within = number.filter(|number| limits::INTEGERS.contains(number));
    if number.is_some() && within.is_none() {
        let hint =
            format!("write a number from {least} to {most}; others are not read exactly by every program");
        reader.refuse(&node.span, format!("`{text}` is too large or too small"), hint);
    }
    within
}

/// Reads a number of months, at most a hundred years.
pub fn number_in_months(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    if reader.records(|| Shape::count_up_to(limits::MAX_MONTHS)) {
        return None;
    }
    number(reader, node, limits::MAX_MONTHS, || {
        format!("write a number of months from 1 to {}, such as `36`", limits::MAX_MONTHS)
    })
}

fn number(reader: &mut Reader<'_>, node: &Node, most: u32, hint: impl Fn() -> String) -> Option<u32> {
    let text = word(reader, node)?;
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    if number.is_none() {
        let is_large =
            text.bytes().all(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte != b'0');
        let message = if is_large { "is too large" } else { "is not a valid number" };
        reader.refuse(&node.span, format!("`{text}` {message}"), hint());
    }
    number
}

/// Reads an amount such as `99.50 EUR`.
pub fn amount(reader: &mut Reader<'_>, node: &Node) -> Option<Money> {
    if reader.records(|| Shape::Text(TextKind::Amount)) {
        return None;
    }
    let text = word(reader, node)?;
    let money: Option<Money> = text.parse().ok();
    if money.is_some_and(|money| money.minor > limits::MAX_UNITS * 100) {
        let hint = format!("write an amount of at most {}", limits::MAX_UNITS);
        reader.refuse(&node.span, format!("`{text}` is too large"), hint);
        return None;
    }
    if money.is_none() {
        let codes: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
        let hint = format!(
            "write `1500 EUR` or `99.50 EUR`, without spaces in the number; currencies are {}",
            listed(&codes)
        );
        reader.refuse(&node.span, format!("`{text}` is not an amount"), hint);
    }
    money
}
