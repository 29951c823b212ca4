//! `Link`: the resolved target of a link in a text.

use serde::{Deserialize, Serialize};

/// A resolved link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The value of `href`, before HTML escaping.
    pub href: String,
    /// The language of the page that it points to, if that is not the language of the page with the link.
    pub hreflang: Option<String>,
    /// The attachment that it points to, by path below `content/`.
    pub attachment: Option<String>,
    /// Whether the page is scheduled or was taken down, so that only the text of the link is shown.
    pub is_absent: bool,
}
