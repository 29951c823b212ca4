//! How to correct invalid YAML, from the line that the parser rejects and the one above it.

use std::ops::Range;

use diagnostics::suggestion::write;
use diagnostics::{Phrase, phrase};

/// The longest text in characters that a hint repeats.
const MAX_QUOTED: usize = 100;

/// What to correct.
pub(super) struct Repair {
    /// The part of the text that is wrong.
    pub(super) span: Range<usize>,
    /// How to write it.
    pub(super) hint: Phrase,
}

/// A line of YAML.
struct Line<'t> {
    /// The position of the line.
    start: usize,
    /// The number of bytes before its content: its indentation and the marks of list items.
    column: usize,
    content: &'t str,
}

/// Returns how to correct a part of a text, in which the parser found this error at a position; `None` if that is not
/// evident.
pub(super) fn repair(text: &str, part: &Range<usize>, at: usize, error: &str) -> Option<Repair> {
    let start = text[part.start..at].rfind('\n').map_or(part.start, |newline| part.start + newline + 1);
    if error.starts_with("tab") || error.contains(" tab") {
        return tab(&text[start..part.end], start);
    }
    let line = Line::at(text, start);
    let hint = match error {
        _ if error.starts_with("simple key expected ':'") => spaced(line.content)?,
        _ if error.starts_with("invalid trailing content after") || error.starts_with("unclosed quote") => {
            requoted(line.content)?
        }
        _ if error.starts_with("mapping values are not allowed") => {
            quoted(line.content).or_else(|| aligned(text, part, &line))?
        }
        _ if error.starts_with("while parsing a block mapping, did not find expected key") => {
            aligned(text, part, &line)?
        }
        _ => special(line.content)?,
    };
    Some(Repair { span: at..at + 1, hint })
}

impl<'t> Line<'t> {
    fn at(text: &'t str, start: usize) -> Line<'t> {
        let line = text[start..].lines().next().unwrap_or_default();
        let mut content = line.trim_start_matches(' ');
        while let Some(item) = content.strip_prefix("- ") {
            content = item.trim_start_matches(' ');
        }
        Line { start, column: line.len() - content.len(), content: content.trim_end() }
    }
}

/// Finds the first tab of a text that starts at a position.
fn tab(text: &str, start: usize) -> Option<Repair> {
    let at = start + text.find('\t')?;
    let hint = phrase! {
        en: "replace the tab with spaces, as many as the line above has",
        fr: "remplacez la tabulation par des espaces, autant qu’à la ligne au-dessus"
    };
    Some(Repair { span: at..at + 1, hint })
}

/// Returns the hint to write `key:value` with a space.
fn spaced(content: &str) -> Option<Phrase> {
    let (key, value) = content.split_once(':')?;
    let is_value = !value.is_empty() && !value.starts_with([' ', '/']);
    (is_key(key) && is_value && is_short(value)).then(|| write(format!("{key}: {value}")))
}

/// Returns the hint to put quotation marks around the value of `key: value`, if it contains what YAML reads as another key.
fn quoted(content: &str) -> Option<Phrase> {
    let (key, value) = pair(content)?;
    (value.contains(": ") || value.ends_with(':')).then(|| in_quotes(key, value))
}

/// Returns the same hint for a value whose own quotation marks end too early.
fn requoted(content: &str) -> Option<Phrase> {
    let (key, value) = pair(content)?;
    let mark = value.chars().next().filter(|mark| matches!(mark, '\'' | '"'))?;
    Some(in_quotes(key, value.trim_matches(mark)))
}

/// Returns the same hint for a value that starts with a sign that YAML reserves.
fn special(content: &str) -> Option<Phrase> {
    let (key, value) = pair(content)?;
    value.starts_with(['@', '%', '&', '*', '!', '`']).then(|| in_quotes(key, value))
}

fn in_quotes(key: &str, value: &str) -> Phrase {
    let quoted = match value {
        _ if !is_short(value) => "\"…\"".to_owned(),
        _ if !value.contains(['"', '\\']) => format!("\"{value}\""),
        _ => format!("'{}'", value.replace('\'', "''")),
    };
    phrase! {
        en: "put straight quotation marks around the text: `{key}: {quoted}`",
        fr: "mettez le texte entre guillemets droits : `{key}: {quoted}`"
    }
}

/// Returns the hint to start a line below the start of the one above it.
fn aligned(text: &str, part: &Range<usize>, line: &Line<'_>) -> Option<Phrase> {
    let lines = text[part.start..line.start].split_inclusive('\n').rev();
    let mut start = line.start;
    let above = lines
        .map(|above| {
            start -= above.len();
            Line::at(text, start)
        })
        .find(|above| !above.content.is_empty() && !above.content.starts_with('#'))?;
    let number = text[..above.start].matches('\n').count() + 1;
    let ((above_key, value), (key, _)) = (above.content.split_once(':')?, line.content.split_once(": ")?);
    // Below `description: |`, lines are indented as they should be.
    let is_text = !value.trim().is_empty() && !value.trim().starts_with(['|', '>']);
    let is_misaligned = is_key(above_key) && is_key(key) && is_text && above.column != line.column;
    is_misaligned.then(|| {
        phrase! {
            en: "start `{key}` exactly below `{above_key}` of line {number}",
            fr: "commencez `{key}` exactement sous `{above_key}` de la ligne {number}"
        }
    })
}

/// Splits `key: value`.
fn pair(content: &str) -> Option<(&str, &str)> {
    let (key, value) = content.split_once(": ")?;
    let value = value.trim();
    (is_key(key) && !value.is_empty()).then_some((key, value))
}

fn is_key(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

fn is_short(text: &str) -> bool {
    text.chars().count() <= MAX_QUOTED
}
