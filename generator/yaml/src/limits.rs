//! Upper limits for values in YAML, each with its reason. They are far above the needs of a club: they catch typing
//! errors and keep builds, pages, requests and stored items within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the
//! limit allows.

use std::ops::RangeInclusive;

/// Longest storage of personal data, in months: a hundred years, which archives may require.
pub(crate) const MAX_MONTHS: u32 = 1_200;

/// Maximum amount in units of a currency. Sums of twenty participants stay exact in every program that reads an
/// export.
pub(crate) const MAX_UNITS: u64 = 1_000_000;

/// The range of a question's integer answers: JSON, spreadsheets and browsers read these integers exactly (RFC 7493,
/// section 2.2).
pub(crate) const INTEGERS: RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

/// Years of dates. Others are typing errors such as `0207` or `2207`, which would keep a registration open for ever.
pub(crate) const YEARS: RangeInclusive<i16> = 1900..=2199;

/// Maximum nesting of lists and keys in YAML. Content files need six levels at most; the limit bounds the recursion
/// of the rest of the program.
pub(crate) const MAX_YAML_DEPTH: usize = 32;
