//! Callouts: a quotation that begins with `[!NOTE]` or another kind becomes a box with a title.

use std::ops::Range;

use diagnostics::{message, phrase};
use pulldown_cmark::BlockQuoteKind;

use super::Problem;
use super::html::escaped;

/// The HTML after a callout.
pub(super) const END: &str = "</div>\n";

/// Returns the last part of the translation key of a kind's title, which is also the end of its class.
pub(super) fn key(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

/// Returns the HTML before the content of a callout.
pub(super) fn start(kind: BlockQuoteKind, title: &str) -> String {
    let (kind, title) = (key(kind), escaped(title));
    format!("<div class=\"callout callout-{kind}\" role=\"note\">\n<p class=\"callout-title\">{title}</p>\n")
}

/// Returns the problem with a quotation at `range` that begins like a callout but is not one.
pub(super) fn unknown(text: &str, range: &Range<usize>) -> Option<Problem> {
    let quotation = &text[range.clone()];
    let begin = quotation.find(|character| !matches!(character, '>' | ' ' | '\n' | '\r'))?;
    let length = quotation[begin..].strip_prefix("[!")?.find(']')? + 3;
    let range = range.start + begin..range.start + begin + length;
    let written = &text[range.clone()];
    let message = message! {
        FailedCallout,
        en: "unknown callout `{written}`, or it is not alone on its line",
        fr: "encadré inconnu : `{written}`, ou il n’est pas seul sur sa ligne"
    };
    let hint = phrase! {
        en: "write `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` or `[!CAUTION]`, and the text in the next line",
        fr: "écrivez `[!NOTE]`, `[!TIP]`, `[!IMPORTANT]`, `[!WARNING]` ou `[!CAUTION]`, et le texte à la ligne suivante"
    };
    Some(Problem::new(range, message, hint))
}
