//! Information from the text of a template without rendering it: defined names, used texts, and `id`s.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::SourceFile;
pub use view::templates::defined;
use view::templates::{MAILS, PAGES};

/// The templates that only the generator renders, and the layout, which the others extend.
const STATIC: [&str; 10] = [
    "index.html",
    "workshop.html",
    "speaker.html",
    "page.html",
    "topics.html",
    "topic.html",
    "archive.html",
    "archive-year.html",
    "404.html",
    "base.html",
];

/// A text that a template uses: `t(key="…")`.
pub(crate) struct Use {
    /// The key between the quotes.
    pub key: String,
    /// The position of the key.
    pub span: Range<usize>,
    /// Whether the template needs the plural forms.
    pub plural: bool,
}

/// Optional templates. Without them, the theme lacks a feature.
pub(crate) const OPTIONAL: [&str; 5] =
    ["search.html", "find.html", "mail/find.html", "mail/find.txt", "open-graph.svg"];

/// Iterates over the templates that every theme has: those that the generator, the handler and the notifier render, and the
/// layout. Other templates are included or extended.
pub(crate) fn required() -> impl Iterator<Item = &'static str> {
    STATIC.into_iter().chain(PAGES).chain(MAILS)
}

/// Templates by name.
pub(crate) type Texts = Vec<(String, Arc<SourceFile>)>;

/// Returns the texts that a template uses with literal keys.
pub(crate) fn uses(text: &str) -> Vec<Use> {
    let mut uses = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("t(") {
        let start = at + found;
        at = start + 2;
        // `format(` and `page.t(` are not the function `t`.
        let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if text[..start].ends_with(is_part) {
            continue;
        }
        let arguments = &text[at..at + end_of_call(&text[at..])];
        if let Some(key) = literal_key(arguments) {
            uses.push(Use {
                key: arguments[key.clone()].to_owned(),
                span: at + key.start..at + key.end,
                plural: arguments.contains("count="),
            });
        }
    }
    uses
}

/// Returns the position of the parenthesis that closes the call before `text`.
fn end_of_call(text: &str) -> usize {
    let mut depth = 1;
    let mut quote = None;
    for (offset, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if open == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return offset;
        }
    }
    text.len()
}

/// Returns the range of a key that is a plain literal: `"a" ~ b` is not.
fn literal_key(arguments: &str) -> Option<Range<usize>> {
    let start = arguments.find("key=")? + "key=".len();
    let quote = arguments[start..].chars().next().filter(|quote| "\"'`".contains(*quote))?;
    let length = arguments[start + 1..].find(quote)?;
    let after = arguments[start + 1 + length + 1..].trim_start();
    (after.is_empty() || after.starts_with(',')).then_some(start + 1..start + 1 + length)
}

/// Returns the literal `id`s of a template.
pub(crate) fn ids(text: &str) -> Vec<String> {
    let values = text.split(" id=\"").skip(1);
    values
        .filter_map(|rest| rest.split_once('"'))
        .map(|(id, _)| id.to_owned())
        .filter(|id| !id.contains('{'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_keys_are_found() {
        let text = r#"{{ t(key="a.b") }} {{ t(count=n, key='c') }} {{ t(key="x." ~ y) }} {{ format(key="z") }}
            {{ t(key="d", name=f(")")) }} {{ t(key=name) }}"#;
        let found: Vec<_> = uses(text).into_iter().map(|item| (item.key, item.plural)).collect();
        assert_eq!(found, [("a.b".into(), false), ("c".into(), true), ("d".into(), false)]);
    }

    #[test]
    fn names_are_found_where_they_are_defined() {
        let text = "{%- component a_b(c: map) -%}{{ <d /> }}{%- endcomponent a_b %}{% component e() %}";
        let found: Vec<_> =
            defined(text, "component").into_iter().map(|(name, span)| (name, &text[span])).collect();
        assert_eq!(found, [("a_b", "a_b"), ("e", "e")]);
    }

    #[test]
    fn literal_ids_are_found() {
        assert_eq!(ids(r#"<main id="contenu"><p id="x-{{ y }}"><a href="" id="z">"#), ["contenu", "z"]);
    }
}
