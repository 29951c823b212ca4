//! Upper limits of what content may ask for, each with its reason. They are far above what a club needs: they catch a
//! slip of the finger, and keep a build, a page, a post and a stored item within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the limit
//! allows.

use std::ops::RangeInclusive;

/// People of one registration. Each has a row in the form, and the item of the registration is to stay small.
pub(crate) const MAX_PARTICIPANTS: u32 = 20;

/// Seats of a workshop or a session: more than the largest stadium of France has (81,338). Reading who waits, exports
/// and reports take time in proportion to the registrations.
pub(crate) const MAX_SEATS: u32 = 100_000;

/// Questions of one form. A registrant with 60 questions gives up, and their answers must fit into one item of 400 KB.
pub(crate) const MAX_QUESTIONS: usize = 60;

/// Options of one question. There are 250 countries in ISO 3166-1; a longer list needs a text field.
pub(crate) const MAX_OPTIONS: usize = 300;

/// Fees of one workshop. Each is a choice that the form shows at once.
pub(crate) const MAX_FEES: usize = 50;

/// Sessions of one workshop: one for each day of a school year. The seats of all of them are in one item.
pub(crate) const MAX_SESSIONS: usize = 200;

/// Months for which personal data is kept: a hundred years, which archives may ask for.
pub(crate) const MAX_MONTHS: u32 = 1_200;

/// Units of a currency in one amount. Sums of twenty participants stay exact in every program that reads an export.
pub(crate) const MAX_UNITS: u64 = 1_000_000;

/// The least and greatest answer that a question for a number may allow: what JSON, spreadsheets and browsers read
/// exactly (RFC 7493, 2.2).
pub(crate) const INTEGERS: RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

/// Years of the calendar. Others are slips such as `0207` or `2207` that would open a registration for ever.
pub(crate) const YEARS: RangeInclusive<i16> = 1900..=2199;

/// Bytes of one text file of `content/`: the French Bible has about 4.5 million letters. The file is read into memory
/// as a whole.
pub(crate) const MAX_FILE: u64 = 4 * 1024 * 1024;

/// Lists and keys inside each other in YAML. What is read has six levels at most; the rest of the program follows
/// them by recursion.
pub(crate) const MAX_YAML_DEPTH: usize = 32;

/// Bytes of an abbreviation. Each length that there is must be tried at each word of a text.
pub(crate) const MAX_ABBREVIATION: usize = 100;

/// Quotations, lists, their items and emphasis inside each other in Markdown. A list in a list has four levels, a screen
/// has room for five lists; browsers stop at 512 elements.
pub(crate) const MAX_MARKDOWN_DEPTH: usize = 100;
