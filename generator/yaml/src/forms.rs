//! The forms of texts with their own syntax, as regular expressions for JSON Schemas (ECMA-262). Each accepts what the
//! parser of such texts accepts, and as little else as a readable expression can.

use model::money::Currency;
use model::slug::MAX_SLUG_LENGTH;

use crate::limits;
use crate::shape::TextKind;

/// Digits, lower-case letters and single inner hyphens.
const SLUG: &str = "[a-z0-9]+(-[a-z0-9]+)*";

/// A time of day in 24 hours.
const TIME: &str = "([01]?[0-9]|2[0-3]):[0-5][0-9]";

/// What no web address contains: white space and the characters that [`addresses::is_web_address`] rejects.
const WEB_ADDRESS: &str = "https?://[^\\s<>\"'`{}|\\\\^/?#:.][^\\s<>\"'`{}|\\\\^]*";

/// An address as `model::contact::Email` parses it; any labels are accepted as its domain.
const EMAIL: &str =
    "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[^\\s@.]+(\\.[^\\s@.]+)+";

/// At least the seven digits of the shortest international number. Labels, separators and extensions are accepted.
const TELEPHONE: &str = "([^0-9]*[0-9]){7}.*";

impl TextKind {
    /// Returns the regular expression for texts of this kind (ECMA-262), which matches whole texts; `None` if any text
    /// with a visible character is accepted.
    pub fn pattern(self) -> Option<String> {
        let whole = |pattern: &str| Some(format!("^{pattern}$"));
        match self {
            TextKind::Line | TextKind::Paragraphs | TextKind::Markdown | TextKind::Path => None,
            TextKind::Slug | TextKind::Reference(_) => whole(&format!("(?=.{{1,{MAX_SLUG_LENGTH}}}$){SLUG}")),
            TextKind::Date => whole(&date()),
            TextKind::Time => whole(TIME),
            TextKind::Moment => whole(&format!("{}([ T] *{TIME})?", date())),
            TextKind::Email => whole(EMAIL),
            TextKind::Telephone => whole(TELEPHONE),
            TextKind::WebAddress => whole(WEB_ADDRESS),
            TextKind::Amount => whole(&amount()),
            TextKind::Form(form) => whole(&format!("({})", form.pattern)),
        }
    }
}

/// Returns the expression for dates in the accepted years, of which all centuries are whole.
fn date() -> String {
    let (first, last) = limits::YEARS.into_inner();
    let centuries: Vec<_> = (first / 100..=last / 100).map(|century| century.to_string()).collect();
    format!("({})[0-9]{{2}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", centuries.join("|"))
}

/// Returns the expression for amounts up to the largest one, which is a power of ten.
fn amount() -> String {
    let digits = limits::MAX_UNITS.ilog10();
    let codes: Vec<_> = Currency::ALL.iter().map(|currency| currency.code()).collect();
    let number = format!("(0*[0-9]{{1,{digits}}}(\\.[0-9]{{2}})?|0*{}(\\.00)?)", limits::MAX_UNITS);
    format!("{number} +({})", codes.join("|"))
}
