//! The words of a theme in all its languages: flattened, and compared with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use super::files;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::read_text;
use crate::suggestion;
use crate::typography::Typography;
use crate::yaml::{self, Entry, Node, Reader, Value};

/// The words of one language.
#[derive(Debug)]
pub(super) struct LanguageFile {
    /// Where they stand.
    pub(super) file: Arc<SourceFile>,
    /// Texts by key, with their places.
    pub(super) texts: BTreeMap<String, (String, Range<usize>)>,
}

/// The categories of CLDR, as the last part of a key.
const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl LanguageFile {
    /// Whether there is a text of this key, or plural forms of it.
    pub(super) fn contains(&self, key: &str) -> bool {
        self.texts.contains_key(key) || self.texts.contains_key(&format!("{key}.other"))
    }

    /// The texts with their typography.
    pub(super) fn texts(self, typography: Typography) -> BTreeMap<String, String> {
        let set = |(key, (text, _)): (String, (String, Range<usize>))| (key, typography.text(&text));
        self.texts.into_iter().map(set).collect()
    }
}

/// Reads the words of every language, tells keys that one has and another lacks, and answers the site's language.
pub(super) fn load(
    theme: &str,
    folder: &Path,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> anyhow::Result<LanguageFile> {
    let mut languages = BTreeMap::new();
    for (name, location) in files(folder)? {
        let Some(tag) = name.strip_suffix(".yaml") else {
            continue;
        };
        if let Some(file) = read_text(format!("{theme}/i18n/{name}"), &location, diagnostics) {
            languages.insert(tag.to_owned(), read(file, diagnostics));
        }
    }
    compare(&languages, diagnostics);
    let wanted = &config.language;
    // What is not said for a country is said for the language: `en` serves `en-US`.
    let (language, _) = wanted.value.split_once('-').unwrap_or((&wanted.value, ""));
    let tag = if languages.contains_key(&wanted.value) { &wanted.value } else { language };
    if !languages.contains_key(tag) && !wanted.value.is_empty() {
        let message = format!("the theme does not speak `{}`", wanted.value);
        let create = format!("write `{theme}/i18n/{}.yaml`", wanted.value);
        let hint = suggestion::hint(&wanted.value, languages.keys().map(String::as_str), &create);
        diagnostics.push(Diagnostic::new(&config.file, wanted.span.clone(), message).with_hint(hint));
    }
    Ok(languages.remove(tag).unwrap_or_else(|| LanguageFile {
        file: SourceFile::without_text(format!("{theme}/i18n/{}.yaml", wanted.value)),
        texts: BTreeMap::new(),
    }))
}

fn read(file: Arc<SourceFile>, diagnostics: &mut Diagnostics) -> LanguageFile {
    let mut texts = BTreeMap::new();
    if let Some(node) = yaml::parse(&file, 0..file.text.len(), diagnostics) {
        let mut reader = Reader::new(&file, diagnostics);
        match &node.value {
            Value::Mapping(entries) => flatten(&mut reader, "", entries, &mut texts),
            other => {
                let message = format!("expected keys with texts, found {}", other.kind());
                reader.refuse(&node.span, message, "write lines of the form `key: text`");
            }
        }
    }
    LanguageFile { file, texts }
}

fn flatten(
    reader: &mut Reader<'_>,
    prefix: &str,
    entries: &[Entry],
    texts: &mut BTreeMap<String, (String, Range<usize>)>,
) {
    for entry in entries {
        let key = match prefix {
            "" => entry.key.clone(),
            prefix => format!("{prefix}.{}", entry.key),
        };
        if let Value::Mapping(entries) = &entry.node.value {
            flatten(reader, &key, entries, texts);
        } else if let Some(text) = text(reader, &entry.node) {
            let earlier = texts.insert(key.clone(), (text, entry.key_span.clone()));
            if earlier.is_some() {
                let message = format!("`{key}` is written twice");
                reader.refuse(&entry.key_span, message, "keep one of them");
            }
        }
    }
}

/// A text as it is written: white space at its ends matters in a separator such as `", "`.
fn text(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar(text) if !text.is_empty() => Some(text.clone()),
        _ => yaml::text(reader, node),
    }
}

/// Tells each key once for each language that lacks it, at its place in a language that has it.
fn compare(languages: &BTreeMap<String, LanguageFile>, diagnostics: &mut Diagnostics) {
    for language in languages.values() {
        let mut told = BTreeSet::new();
        for (key, (_, span)) in &language.texts {
            let key = without_plural_form(key);
            if !told.insert(key) {
                continue;
            }
            for other in languages.values().filter(|other| !other.contains(key)) {
                let message = format!("`{key}` has no text in `{}`", other.file.path);
                let problem = Diagnostic::new(&language.file, span.clone(), message);
                diagnostics.push(problem.with_hint("add it there, or remove it here if nothing uses it"));
            }
        }
    }
}

/// Languages have different plural forms, so only what they are forms of is compared.
fn without_plural_form(key: &str) -> &str {
    match key.rsplit_once('.') {
        Some((stem, form)) if PLURAL_FORMS.contains(&form) => stem,
        _ => key,
    }
}
