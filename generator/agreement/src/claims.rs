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
    has_digit(text) || amount::has_currency(text) || city::is_named_in(text, cities)
}

fn has_digit(text: &str) -> bool {
    // Counting is vectorised, unlike searching.
    text.bytes().filter(u8::is_ascii_digit).count() > 0
}
