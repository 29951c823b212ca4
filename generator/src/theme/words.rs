//! The words of a theme in all its languages: flattened, and compared with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::layers::Layer;
use super::strays;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::read_text;
use crate::suggestion;
use crate::typography::Typography;
use crate::yaml::{self, Entry, Node, Reader, Value};

/// The words of one language.
#[derive(Debug)]
pub(super) struct LanguageFile {
    /// Where they stand, and where those that are missing are to be added: the file of the highest layer.
    pub(super) file: Arc<SourceFile>,
    /// Texts by key, with their places.
    pub(super) texts: BTreeMap<String, Word>,
    /// The paths of the files of all layers.
    paths: BTreeSet<String>,
}

/// A text and its place.
#[derive(Debug)]
pub(super) struct Word {
    /// The text as it is written.
    pub(super) text: String,
    /// The file of the layer that it is taken from.
    pub(super) file: Arc<SourceFile>,
    /// Where its key stands.
    pub(super) span: Range<usize>,
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
        let set = |(key, word): (String, Word)| (key, typography.text(&word.text));
        self.texts.into_iter().map(set).collect()
    }

    /// Takes over the texts of a higher layer. Forms of a plural replace all forms below them, as a language has them
    /// together or not at all.
    fn extend(&mut self, higher: LanguageFile) {
        let stems: BTreeSet<_> = higher.texts.keys().map(|key| without_plural_form(key)).collect();
        self.texts.retain(|key, _| !stems.contains(without_plural_form(key)));
        self.texts.extend(higher.texts);
        self.paths.extend(higher.paths);
        self.file = higher.file;
    }
}

/// Reads the words of every language, tells keys that one has and another lacks, and answers the site's language.
pub(super) fn load(
    layers: &[Layer],
    templates: &BTreeMap<String, Arc<SourceFile>>,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> LanguageFile {
    let mut languages = BTreeMap::<String, LanguageFile>::new();
    for layer in layers {
        for (name, location) in layer.files("i18n") {
            let path = format!("{}/i18n/{name}", layer.path);
            let Some(tag) = name.strip_suffix(".yaml") else {
                if let Some(tag) = name.strip_suffix(".yml") {
                    let problem = Diagnostic::of_file(path, "nothing reads this file");
                    diagnostics.push(problem.with_hint(format!("call it `{tag}.yaml`")));
                }
                continue;
            };
            let Some(file) = read_text(path, location, diagnostics) else {
                continue;
            };
            let words = read(file, diagnostics);
            match languages.get_mut(tag) {
                Some(lower) => {
                    strays::check_words(&words, lower, templates.values(), diagnostics);
                    lower.extend(words);
                }
                None => drop(languages.insert(tag.to_owned(), words)),
            }
        }
    }
    let theme = layers.last().map_or("themes", |layer| &layer.path);
    // What is missing belongs into the theme itself, not into one that it extends.
    for (tag, language) in &mut languages {
        let own = format!("{theme}/i18n/{tag}.yaml");
        if language.file.path != own {
            language.file = SourceFile::without_text(own);
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
    languages.remove(tag).unwrap_or_else(|| LanguageFile {
        file: SourceFile::without_text(format!("{theme}/i18n/{}.yaml", wanted.value)),
        texts: BTreeMap::new(),
        paths: BTreeSet::new(),
    })
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
    LanguageFile { paths: BTreeSet::from([file.path.clone()]), file, texts }
}

fn flatten(reader: &mut Reader<'_>, prefix: &str, entries: &[Entry], texts: &mut BTreeMap<String, Word>) {
    for entry in entries {
        let key = match prefix {
            "" => entry.key.clone(),
            prefix => format!("{prefix}.{}", entry.key),
        };
        if let Value::Mapping(entries) = &entry.node.value {
            flatten(reader, &key, entries, texts);
        } else if let Some(text) = text(reader, &entry.node) {
            let word = Word { text, file: Arc::clone(reader.file), span: entry.key_span.clone() };
            let earlier = texts.insert(key.clone(), word);
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

/// Tells each key once for each language that lacks it, at its place in a language that has it. A theme that extends
/// another need not add words in languages that it says nothing in.
fn compare(languages: &BTreeMap<String, LanguageFile>, diagnostics: &mut Diagnostics) {
    for language in languages.values() {
        let mut told = BTreeSet::new();
        for (key, word) in &language.texts {
            let key = without_plural_form(key);
            if !told.insert(key) {
                continue;
            }
            let folder = word.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for (tag, other) in languages.iter().filter(|(_, other)| !other.contains(key)) {
                let path = format!("{folder}/{tag}.yaml");
                if other.paths.contains(&path) {
                    let message = format!("`{key}` has no text in `{path}`");
                    let problem = Diagnostic::new(&word.file, word.span.clone(), message);
                    diagnostics.push(problem.with_hint("add it there, or remove it here if nothing uses it"));
                }
            }
        }
    }
}

/// Languages have different plural forms, so only what they are forms of is compared.
pub(super) fn without_plural_form(key: &str) -> &str {
    match key.rsplit_once('.') {
        Some((stem, form)) if PLURAL_FORMS.contains(&form) => stem,
        _ => key,
    }
}
