//! Short texts with paragraphs, lists, emphasis and links, as mails have them. They are data, so that a theme decides how
//! they look and the template engine escapes them.

use serde::{Deserialize, Serialize};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    /// A paragraph.
    Paragraph {
        /// Its runs in order.
        runs: Vec<Run>,
    },
    /// A list.
    List {
        /// Whether its items are numbered, from 1.
        ordered: bool,
        /// Its items, each as runs.
        items: Vec<Vec<Run>>,
    },
}

/// A piece of a paragraph or list item that looks the same throughout.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The text. A line break is `\n`.
    pub text: String,
    /// Whether it is important.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub strong: bool,
    /// Whether it is emphasised.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub emphasis: bool,
    /// The URL that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub href: Option<String>,
}
