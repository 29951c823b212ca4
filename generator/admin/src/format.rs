//! `Format`: how `editor/src/format.js` translates between a file and the fields of the editor.

use serde::Serialize;

/// The key of an item that is the key of an entry in the file.
pub(crate) const KEY: &str = "key_name";

/// The field that is `true` or `false` in the file, among those of a mapping that may take its place.
pub(crate) const SWITCH: &str = "switch_value";

/// The field with the text of the file, which the editor needs to leave what was not changed as it is.
pub(crate) const SOURCE: &str = "source_text";

/// The format of a kind of file.
#[derive(Debug, Serialize)]
pub(crate) struct Format {
    /// The extension of the file's name.
    pub(crate) extension: &'static str,
    /// Whether Markdown follows a front matter.
    pub(crate) body: bool,
    /// The field whose value is the whole file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) root: Option<String>,
    /// Mappings that are lists in the editor.
    pub(crate) maps: Vec<Map>,
    /// The paths of values that are `true`, `false` or a mapping; in the editor, they are a mapping with a switch.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) switches: Vec<String>,
}

/// A mapping with arbitrary keys, which is a list of items with a key in the editor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Map {
    /// The path, in which `*` stands for an item.
    pub(crate) path: String,
    /// The field that an entry may have as its value instead of a mapping.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) short: Option<String>,
}
