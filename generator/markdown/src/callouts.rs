//! Callouts: a quotation that begins with `[!NOTE]` or another kind is a box with a title.

use std::ops::Range;

use pulldown_cmark::BlockQuoteKind;

use super::Problem;
use super::html::escaped;

/// After a callout.
pub(super) const END: &str = "</div>\n";

/// The last part of the key of a kind's title, which is also the end of its class.
pub(super) fn key(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

/// Before what a callout says.
pub(super) fn start(kind: BlockQuoteKind, title: &str) -> String {
    let (kind, title) = (key(kind), escaped(title));
    format!("<div class=\"callout callout-{kind}\" role=\"note\">\n<p class=\"callout-title\">{title}</p>\n")
}

/// What is wrong with a quotation at `range` that begins like a callout and is none.
pub(super) fn unknown(text: &str, range: &Range<usize>) -> Option<Problem> {
    let quotation = &text[range.clone()];
    let begin = quotation.find(|character| !matches!(character, '>' | ' ' | '\n' | '\r'))?;
    let length = quotation[begin..].strip_prefix("[!")?.find(']')? + 3;
    let range = range.start + begin..range.start + begin + length;
    Some(Problem {
        message: format!("there is no callout `{}`, or it is not alone in its line", &text[range.clone()]),
        range,
        hint: "write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`, and the text in the next line"
            .to_owned(),
    })
}
