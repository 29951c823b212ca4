//! Headings of a text, for a table of contents.

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its `id`.
    pub id: String,
    /// What it says.
    pub text: String,
}

/// How many headings of the highest level make a text one to find one's way in.
const MANY: usize = 4;
/// How many characters of HTML make it one to scroll: about two screens of a desktop.
const LONG: usize = 4000;

/// Whether a text is so long that it has a table of contents unless its front matter says otherwise.
pub fn is_long(html: &str, headings: &[Heading]) -> bool {
    headings.len() >= MANY && html.chars().count() >= LONG
}
