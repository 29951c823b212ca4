//! `Link`: where a link of a text leads, however that was found out.

/// A link that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// What the link says in HTML, before escaping.
    pub href: String,
    /// The attachment that it leads to, by its path below `content/`.
    pub attachment: Option<String>,
    /// Whether the page is published later or was taken down, so that the link is shown as its text alone.
    pub is_absent: bool,
}
