//! The texts of a theme in all its languages: reads them and compares the languages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use content::config::Config;
use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use yaml::{KeyValue, Node, Reader, Value};

use super::built_in::Location;
use super::language_file::{LanguageFile, Word, missing_other_form, missing_text, without_plural_form};
use super::layers::Layer;
use super::names::{is_for_people, is_language_tag};
use super::unused;

/// The texts of a theme in all its languages.
#[derive(Clone, Debug)]
pub(super) struct Languages {
    /// The path of the theme below the site's root.
    theme: String,
    by_tag: BTreeMap<String, LanguageFile>,
}

impl Languages {
    /// Reads the texts of every language, and reports keys that some languages lack.
    pub(super) fn load(
        layers: &[Layer],
        templates: &BTreeMap<String, Arc<SourceFile>>,
        diagnostics: &mut Diagnostics,
    ) -> Languages {
        let mut by_tag = languages(layers, templates, diagnostics);
        let theme = layers.last().map_or("themes", |layer| &layer.path).to_owned();
        // Missing texts belong in the theme itself, not in an extended one.
        for (tag, language) in &mut by_tag {
            let own = format!("{theme}/i18n/{tag}.yaml");
            if language.file.path != own {
                language.file = SourceFile::without_text(own);
            }
        }
        inherit_texts(&mut by_tag);
        compare(&by_tag, diagnostics);
        Languages { theme, by_tag }
    }

    /// Returns the texts in the language of `config`; reports a missing language and returns no texts.
    pub(super) fn of(&self, config: &Config, diagnostics: &mut Diagnostics) -> LanguageFile {
        let wanted = &config.language;
        let by_tag = &self.by_tag;
        if let Some(words) = by_tag.get(&wanted.value).or_else(|| by_tag.get(without_country(&wanted.value)))
        {
            return words.clone();
        }
        let path = format!("{}/i18n/{}.yaml", self.theme, wanted.value);
        if !wanted.value.is_empty() {
            let tag = &wanted.value;
            let message = message! {
                NoThemeLanguage,
                en: "the theme has no `{tag}` translation",
                fr: "le thème graphique n’a pas de textes en `{tag}`"
            };
            let names = by_tag.keys().map(String::as_str);
            let hint = suggestion::hint(&wanted.value, names, suggestion::write(&path));
            diagnostics.push(Diagnostic::new(&config.file, wanted.span.clone(), message).with_hint(hint));
        }
        LanguageFile::empty(SourceFile::without_text(path))
    }
}

/// Returns the texts of all layers, by the language of their files.
fn languages(
    layers: &[Layer],
    templates: &BTreeMap<String, Arc<SourceFile>>,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, LanguageFile> {
    let mut languages = BTreeMap::<String, LanguageFile>::new();
    for layer in layers {
        for (name, location) in layer.files("i18n") {
            let path = format!("{}/i18n/{name}", layer.path);
            let Some(tag) = name.strip_suffix(".yaml").filter(|tag| is_language_tag(tag)) else {
                if !is_for_people(name) {
                    diagnostics.push(no_language(path, name));
                }
                continue;
            };
            let mut words = read(path, location, diagnostics);
            let lower = languages.get(tag).or_else(|| languages.get(without_country(tag)));
            if let Some(lower) = lower {
                words.mistyped = unused::check_words(&words, lower, templates.values(), diagnostics);
            }
            match languages.get_mut(tag) {
                Some(lower) => lower.extend(words),
                None => drop(languages.insert(tag.to_owned(), words)),
            }
        }
    }
    languages
}

/// Returns the problem with a file whose name is not a language tag.
fn no_language(path: String, name: &str) -> Diagnostic {
    let problem = Diagnostic::of_file(
        path,
        message! {
            UnusedThemeFile,
            en: "this file is unused",
            fr: "ce fichier ne sert à rien"
        },
    );
    match name.rsplit_once('.') {
        Some((stem, extension))
            if is_language_tag(stem)
                && ["yaml", "yml"].contains(&extension.to_ascii_lowercase().as_str()) =>
        {
            problem.with_hint(phrase! { en: "rename it to `{stem}.yaml`", fr: "renommez-le en `{stem}.yaml`" })
        }
        _ => problem.with_hint(phrase! { en: "name it after its language tag, such as `fr.yaml` or `en-US.yaml`", fr: "donnez-lui le code de sa langue, par exemple `fr.yaml` ou `en-US.yaml`" }),
    }
}

/// Completes the texts of countries with those of their languages: texts for `en-US` replace some of those for `en`.
fn inherit_texts(languages: &mut BTreeMap<String, LanguageFile>) {
    let tags: Vec<_> = languages.keys().filter(|tag| tag.contains('-')).cloned().collect();
    for tag in tags {
        if let Some(mut words) = languages.get(without_country(&tag)).cloned()
            && let Some(of_country) = languages.remove(&tag)
        {
            words.extend(of_country);
            languages.insert(tag, words);
        }
    }
}

/// Removes the country from a tag: `en-US` becomes `en`.
fn without_country(tag: &str) -> &str {
    tag.split_once('-').map_or(tag, |(language, _)| language)
}

/// Reads the texts of a file, without unreadable ones, which are reported.
fn read(path: String, location: &Location, diagnostics: &mut Diagnostics) -> LanguageFile {
    let before = diagnostics.len();
    let Some(file) = location.read_text(path.clone(), diagnostics) else {
        return LanguageFile { is_incomplete: true, ..LanguageFile::empty(SourceFile::without_text(path)) };
    };
    let mut words = LanguageFile::empty(Arc::clone(&file));
    if let Some(node) = yaml::parse_file(&file, diagnostics) {
        let mut reader = Reader::new(&file, diagnostics);
        match &node.value {
            Value::Mapping(pairs) => flatten(&mut reader, "", pairs, &mut words.texts),
            other => {
                let found = other.kind();
                let message = message! {
                    WrongKind,
                    en: "expected keys with texts, found {found}",
                    fr: "il faut ici des clés avec des textes, et non {found}";
                    found
                };
                let hint = phrase! {
                    en: "write lines of the form `key: text`",
                    fr: "écrivez des lignes de la forme `clé: texte`"
                };
                reader.refuse(&node.span, message, hint);
            }
        }
    }
    words.is_incomplete = diagnostics.len() > before;
    words
}

fn flatten(reader: &mut Reader<'_>, prefix: &str, pairs: &[KeyValue], texts: &mut BTreeMap<String, Word>) {
    for pair in pairs {
        let key = match prefix {
            "" => pair.key.clone(),
            prefix => format!("{prefix}.{}", pair.key),
        };
        if let Value::Mapping(pairs) = &pair.node.value {
            flatten(reader, &key, pairs, texts);
        } else if let Some(text) = text(reader, &pair.node) {
            let word = Word { text, file: Arc::clone(reader.file), span: pair.key_span.clone() };
            let earlier = texts.insert(key.clone(), word);
            if earlier.is_some() {
                let message = message! {
                    DuplicateKey,
                    en: "`{key}` is written twice",
                    fr: "`{key}` est écrit deux fois"
                };
                reader.refuse(
                    &pair.key_span,
                    message,
                    phrase! { en: "keep one of them", fr: "gardez l’un des deux" },
                );
            }
        }
    }
}

/// Reads a text without trimming it: white space matters in a separator such as `", "`.
fn text(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    match &node.value {
        Value::Scalar(text) if !text.is_empty() && node.cut.is_none() => Some(text.clone()),
        _ => yaml::text(reader, node),
    }
}

/// Reports each key once for each language that lacks it, at its place in a language that has it. A theme that
/// extends another one need not add texts in languages in which it has no file.
fn compare(languages: &BTreeMap<String, LanguageFile>, diagnostics: &mut Diagnostics) {
    for language in languages.values() {
        let mut reported = BTreeSet::new();
        for (key, word) in &language.texts {
            let key = without_plural_form(key);
            if !reported.insert(key) || language.mistyped.contains(key) {
                continue;
            }
            let folder = word.file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for (tag, other) in languages.iter().filter(|(_, other)| !other.is_known_to_have(key)) {
                let path = format!("{folder}/{tag}.yaml");
                if let Some(form) = other.incomplete_plural(key) {
                    diagnostics.push(missing_other_form(key, form));
                } else if other.paths.contains(&path) {
                    let message = missing_text(key, &path);
                    let problem = Diagnostic::new(&word.file, word.span.clone(), message);
                    diagnostics.push(problem.with_hint(phrase! { en: "add it there, or remove it here if nothing uses it", fr: "ajoutez-le là, ou supprimez-le ici si rien ne s’en sert" }));
                }
            }
        }
    }
}
