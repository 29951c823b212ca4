//! The view of pages with a message.

use serde::Serialize;

/// A page with a message, for example an error. Template `message.html`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// The key of the message; its heading is the text `message.<key>.title` and its body `message.<key>.text`,
    /// with `_` in place of `-`.
    pub key: &'static str,
    /// The workshop to link to, if that helps more than the home page.
    pub workshop: Option<MessageWorkshopView>,
}

/// The workshop that a message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageWorkshopView {
    /// The title.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// The language of the title and of its own page, if it differs from that of the page.
    pub language: Option<String>,
}
