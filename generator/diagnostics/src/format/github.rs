//! Workflow commands of GitHub Actions: one line for each diagnostic, which GitHub shows at the lines of the file.
//!
//! The escapes are those of `@actions/core` (`packages/core/src/command.ts` in `actions/toolkit`): a command must be
//! one line, and a property must not contain the separators of properties.

use super::{Region, message_and_hint};
use crate::excerpt::visible;
use crate::{Diagnostic, Diagnostics, ToolLanguage};

/// Returns one command for each diagnostic, each in its own line.
pub(super) fn commands(diagnostics: &Diagnostics, language: ToolLanguage) -> String {
    diagnostics.iter().map(|diagnostic| command(diagnostic, language)).collect()
}

fn command(diagnostic: &Diagnostic, language: ToolLanguage) -> String {
    let name = diagnostic.severity.name();
    let mut properties = Vec::new();
    if !diagnostic.path().is_empty() {
        properties.push(format!("file={}", property(&visible(diagnostic.path()))));
    }
    if let Some(Region { line, column, end_line, end_column, .. }) = Region::of(&diagnostic.place) {
        properties.push(format!("line={line},endLine={end_line},col={column}"));
        // GitHub's end is the last column, not the one after it.
        properties.push(format!("endColumn={}", end_column.saturating_sub(1).max(column)));
    }
    properties.push(format!("title={}", diagnostic.code));
    format!("::{name} {}::{}\n", properties.join(","), data(&text(diagnostic, language)))
}

/// Returns the message with the hint and the related places, one per line.
fn text(diagnostic: &Diagnostic, language: ToolLanguage) -> String {
    let mut lines = vec![message_and_hint(diagnostic, language)];
    lines.extend(diagnostic.related.iter().map(|related| {
        let place = related.place.to_short_text();
        format!("{place}: {}", related.message.text(language))
    }));
    lines.join("\n")
}

/// Escapes the text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
