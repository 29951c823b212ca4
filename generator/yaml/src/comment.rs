//! Comments after texts without quotes: to YAML, `title: Atelier #2` is the text `Atelier` and a comment.
//!
//! A comment must have two spaces before its `#` and one after it, as yamllint requires, or its own line. After a
//! text, anything else is reported, so that no text is cut off silently. Any comment may follow dates, numbers and
//! keywords, because nothing of those can be lost.

use std::ops::Range;

use diagnostics::{message, phrase};

use super::{Node, Reader, Value};

/// A comment that may be part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The position in bytes of the whole file.
    span: Range<usize>,
}

impl Comment {
    /// Finds the comment after the plain scalar at `span`, in its line or in an indented line below. `column` is the
    /// column of its key. Returns `None` if nothing follows or if it is clearly a comment.
    pub(super) fn behind(text: &str, span: &Range<usize>, column: Option<usize>) -> Option<Comment> {
        let mut end = span.start + text[span.clone()].trim_end().len();
        // The parser places an empty value before the `:` or `-` that it should follow.
        if end == span.start && text[end..].starts_with([':', '-']) {
            end += 1;
        }
        let line = text[end..].split('\n').next().unwrap_or_default();
        let blank = line.len() - line.trim_start().len();
        let comment = line.trim();
        if comment.starts_with('#') {
            let is_apart = blank > 1 || line.starts_with('\t');
            let is_comment = is_apart && !is_attached(comment);
            return (!is_comment).then(|| Comment { span: end + blank..end + blank + comment.len() });
        }
        let (below, column) = (text[end..].split('\n').nth(1)?, column?);
        let indentation = below.len() - below.trim_start_matches(' ').len();
        let start = end + line.len() + 1 + indentation;
        let is_text = comment.is_empty() && indentation > column && is_attached(below.trim());
        is_text.then(|| Comment { span: start..start + below.trim().len() })
    }

    /// Returns whether a word follows the `#` directly, as in `#2` or `#logement`.
    fn is_attached(&self, reader: &Reader<'_>) -> bool {
        is_attached(&reader.file.text()[self.span.clone()])
    }
}

fn is_attached(comment: &str) -> bool {
    comment.starts_with('#') && comment.trim_start_matches('#').starts_with(|c: char| !c.is_whitespace())
}

/// Reports that the text of a node is cut off, and returns whether it is. An empty value with a comment such as `# to
/// do` is not a text.
pub(super) fn refuse_cut(reader: &mut Reader<'_>, node: &Node) -> bool {
    let Some(comment) = &node.cut else { return false };
    let is_empty = matches!(node.value, Value::Null);
    if is_empty && !comment.is_attached(reader) {
        return false;
    }
    let text = reader.file.text();
    let cut = &text[comment.span.clone()];
    let before = if is_empty { "" } else { text[node.span.clone()].trim_end() };
    let whole = format!("{before} {cut}").replace('"', "\\\"");
    let whole = whole.trim();
    let message = message! {
        CutText,
        en: "`{cut}` is cut off: to YAML, a `#` after a space starts a comment",
        fr: "`{cut}` serait coupé : pour YAML, un `#` après un espace commence un commentaire"
    };
    let hint = phrase! {
        en: "put quotes around the text: `\"{whole}\"`; if it is a comment, write two spaces before the `#` and one \
             after it",
        fr: "mettez le texte entre guillemets droits : `\"{whole}\"` ; si c’est un commentaire, écrivez deux espaces \
             avant le `#` et un après"
    };
    reader.refuse(&comment.span, message, hint);
    true
}
