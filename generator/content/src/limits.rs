//! Upper limits of the files of the content, each with its reason. They are far above what a club needs: they catch a slip of the
//! finger, and keep a build, a page, a post and a stored item within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the limit
//! allows.

/// Bytes of one text file of `content/`: the French Bible has about 4.5 million letters. The file is read into memory
/// as a whole.
pub(crate) const MAX_FILE: u64 = 4 * 1024 * 1024;
