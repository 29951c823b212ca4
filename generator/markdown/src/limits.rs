//! Upper limits for Markdown, each with its reason. They are far above the needs of a club: they catch typing errors
//! and keep builds, pages, requests and stored items within known bounds.
//!
//! A value above its limit is reported and never used: the reader returns nothing in its place, or as much as the
//! limit allows.

/// Maximum bytes of an abbreviation. Each existing length is tried at each word of a text.
pub const MAX_ABBREVIATION: usize = 100;

/// Maximum nesting of quotations, lists, their items and emphasis. A list in a list has four levels, a screen has
/// room for five nested lists, and browsers stop at 512 elements.
pub(crate) const MAX_MARKDOWN_DEPTH: usize = 100;
