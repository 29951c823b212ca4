//! Claims in sentences: dates, hours, amounts, numbers of seats and cities, each with its place.

pub(crate) mod amount;
pub(crate) mod city;
pub(crate) mod date;
pub(crate) mod hours;
pub(crate) mod seats;
mod spelled;

/// Returns whether a text can contain a claim: a digit, a city or a currency. Most paragraphs cannot, and need no closer look.
/// `cities` are the unknown ones of venues, folded.
pub(crate) fn are_possible(text: &str, cities: &[String]) -> bool {
    let has_digit = markdown::contains_sign(text, |byte| byte.is_ascii_digit());
    has_digit || amount::has_currency(text) || city::is_named_in(text, cities)
}
