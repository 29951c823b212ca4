//! Upper limits for content files, each with its reason. They are far above the needs of a club: they catch typing
//! errors and keep builds, pages, requests and stored items within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the
//! limit allows.

/// Maximum bytes of one text file of `content/`, which is read into memory as a whole. For comparison, the French
/// Bible has about 4.5 million letters.
pub(crate) const MAX_FILE: u64 = 4 * 1024 * 1024;
