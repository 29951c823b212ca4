//! The templates of a theme as texts, and what can be told from a text without rendering it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use tera::{ErrorKind, Tera};

use super::files;
use super::layers::Layer;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::read_text;
use crate::suggestion;

/// The templates that the generator, the handler and the notifier render. Others are included or inherited from.
const REQUIRED: [&str; 21] = [
    "index.html",
    "workshop.html",
    "registration.html",
    "questionnaire.html",
    "speaker.html",
    "page.html",
    "topics.html",
    "topic.html",
    "archive.html",
    "archive-year.html",
    "404.html",
    "own-registration.html",
    "cancel-registration.html",
    "confirm-email.html",
    "change-participants.html",
    "message.html",
    "mail/registration.html",
    "mail/registration.txt",
    "mail/notice.html",
    "mail/notice.txt",
    "base.html",
];

/// A text that a template asks for: `t(key="…")`.
pub(super) struct Use {
    /// The key as it stands between the quotes.
    pub(super) key: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
    /// Whether the plural forms are asked for.
    pub(super) plural: bool,
}

/// Templates that a theme may have, without which something is left out.
const OPTIONAL: [&str; 2] = ["search.html", "open-graph.svg"];

/// Reads the templates, each from the highest layer that has it; those that cannot be parsed or are missing are told.
/// A template of a lower layer is also there as `<layer>/<name>` where another one asks for it by that name.
pub(super) fn load(
    layers: &[Layer],
    diagnostics: &mut Diagnostics,
) -> anyhow::Result<BTreeMap<String, Arc<SourceFile>>> {
    let mut templates = BTreeMap::new();
    let mut lower = BTreeMap::new();
    let mut added = Vec::new();
    for (number, layer) in layers.iter().enumerate() {
        let mut new = Vec::new();
        for (name, location) in files(&layer.folder.join("templates"))? {
            let path = format!("{}/templates/{name}", layer.path);
            if let Some(file) = read_text(path, &location, diagnostics) {
                check_syntax(&name, &file, diagnostics);
                if number > 0 && !templates.contains_key(&name) {
                    added.push((name.clone(), templates.keys().cloned().collect::<Vec<_>>()));
                }
                new.push((name, file));
            }
        }
        if number + 1 < layers.len() {
            lower.extend(new.iter().map(|(name, file)| (format!("{}/{name}", layer.name), Arc::clone(file))));
        }
        templates.extend(new);
    }
    let all: Vec<_> = templates.values().chain(lower.values()).cloned().collect();
    for (name, below) in added {
        check_purpose(&name, &below, &templates[&name], &all, diagnostics);
    }
    lower.retain(|name, _| is_named(name, &all));
    templates.extend(lower);
    for name in REQUIRED {
        if let (false, Some(top)) = (templates.contains_key(name), layers.last()) {
            let path = format!("{}/templates/{name}", top.path);
            diagnostics.push(Diagnostic::of_file(path, "the theme lacks this template"));
        }
    }
    Ok(templates)
}

/// Whether a template extends or includes one of this name.
fn is_named(name: &str, templates: &[Arc<SourceFile>]) -> bool {
    let quoted = [format!("\"{name}\""), format!("'{name}'")];
    templates.iter().any(|file| quoted.iter().any(|quoted| file.text.contains(quoted)))
}

/// A template that replaces none of the extended theme and that nothing asks for has most likely a mistyped name.
fn check_purpose(
    name: &str,
    below: &[String],
    file: &Arc<SourceFile>,
    all: &[Arc<SourceFile>],
    diagnostics: &mut Diagnostics,
) {
    let is_known = REQUIRED.contains(&name) || OPTIONAL.contains(&name);
    // Components are found wherever they are defined.
    if is_known || is_named(name, all) || file.text.contains("endcomponent") {
        return;
    }
    let hint = match suggestion::nearest(name, below.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "give it the name of the template that it is to replace, or remove it".to_owned(),
    };
    let message = "this template replaces none of the extended theme, and no template asks for it";
    diagnostics.push(Diagnostic::of_file(&file.path, message).with_hint(hint));
}

/// Parses a template by itself, as together with others only the first error would be told.
fn check_syntax(name: &str, file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) {
    if let Err(error) = Tera::new().add_raw_template(name, &file.text)
        && let ErrorKind::SyntaxError(report) = error.kind()
    {
        let span = report.span();
        let start = file.offset(span.start_line, span.start_col + 1);
        let end = file.offset(span.end_line, span.end_col + 1);
        // The renderer would tell one of them once more; in the same words it is one problem.
        diagnostics.push(Diagnostic::new(file, start..end, report.message()));
    }
}

/// The texts that a template asks for by a key that it spells out.
pub(super) fn uses(text: &str) -> Vec<Use> {
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

/// Where the parenthesis closes that was opened before `text`.
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

/// The range of a key that is nothing but a literal: `"a" ~ b` is not.
fn literal_key(arguments: &str) -> Option<Range<usize>> {
    let start = arguments.find("key=")? + "key=".len();
    let quote = arguments[start..].chars().next().filter(|quote| "\"'`".contains(*quote))?;
    let length = arguments[start + 1..].find(quote)?;
    let after = arguments[start + 1 + length + 1..].trim_start();
    (after.is_empty() || after.starts_with(',')).then_some(start + 1..start + 1 + length)
}

/// The `id`s that stand in a template as they are.
pub(super) fn ids(text: &str) -> Vec<String> {
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
    fn literal_ids_are_found() {
        assert_eq!(ids(r#"<main id="contenu"><p id="x-{{ y }}"><a href="" id="z">"#), ["contenu", "z"]);
    }
}
