//! Upper limits of what a text may hold, each with its reason. They are far above what a club needs: they catch a slip of the
//! finger, and keep a build, a page, a post and a stored item within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the limit
//! allows.

/// Bytes of an abbreviation. Each length that there is must be tried at each word of a text.
pub const MAX_ABBREVIATION: usize = 100;

/// Quotations, lists, their items and emphasis inside each other in Markdown. A list in a list has four levels, a screen
/// has room for five lists; browsers stop at 512 elements.
pub(crate) const MAX_MARKDOWN_DEPTH: usize = 100;
