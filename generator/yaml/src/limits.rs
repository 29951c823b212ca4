//! Upper limits of values in YAML, each with its reason. They are far above what a club needs: they catch a slip of the
//! finger, and keep a build, a page, a post and a stored item within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the limit
//! allows.

use std::ops::RangeInclusive;

/// Months for which personal data is kept: a hundred years, which archives may ask for.
pub(crate) const MAX_MONTHS: u32 = 1_200;

/// Units of a currency in one amount. Sums of twenty participants stay exact in every program that reads an export.
pub(crate) const MAX_UNITS: u64 = 1_000_000;

/// The least and greatest answer that a question for a number may allow: what JSON, spreadsheets and browsers read
/// exactly (RFC 7493, 2.2).
pub(crate) const INTEGERS: RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

/// Years of the calendar. Others are slips such as `0207` or `2207` that would open a registration for ever.
pub(crate) const YEARS: RangeInclusive<i16> = 1900..=2199;

/// Lists and keys inside each other in YAML. What is read has six levels at most; the rest of the program follows
/// them by recursion.
pub(crate) const MAX_YAML_DEPTH: usize = 32;
