//! Headings of a text, for a table of contents.

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// The `id` of the heading.
    pub id: String,
    /// The text of the heading.
    pub text: String,
}

/// Minimum number of top-level headings for an automatic table of contents.
const MANY: usize = 4;
/// Minimum characters of HTML for an automatic table of contents: about two screens of a desktop computer.
const LONG: usize = 4000;

/// Returns whether a text is long enough for a table of contents, unless its front matter decides.
pub fn is_long(html: &str, headings: &[Heading]) -> bool {
    headings.len() >= MANY && html.chars().count() >= LONG
}
