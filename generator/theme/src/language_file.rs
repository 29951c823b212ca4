//! `LanguageFile`: the words of a theme in one language, flattened.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, SourceFile};
use markdown::Typography;

/// The words of one language.
#[derive(Clone, Debug)]
pub(crate) struct LanguageFile {
    /// Where they stand, and where those that are missing are to be added: the file of the highest layer.
    pub file: Arc<SourceFile>,
    /// Texts by key, with their places.
    pub texts: BTreeMap<String, Word>,
    /// The paths of the files of all layers.
    pub paths: BTreeSet<String>,
    /// Whether something in a file could not be read, which was told; what the language lacks is not known then.
    pub has_holes: bool,
    /// Mistyped keys, which were told, and those that they most likely stand for.
    pub mistyped: BTreeSet<String>,
}

/// A text and its place.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// The text as it is written.
    pub text: String,
    /// The file of the layer that it is taken from.
    pub file: Arc<SourceFile>,
    /// Where its key stands.
    pub span: Range<usize>,
}

/// The categories of CLDR, as the last part of a key.
const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl LanguageFile {
    /// A file without any text.
    pub(crate) fn empty(file: Arc<SourceFile>) -> LanguageFile {
        LanguageFile {
            paths: BTreeSet::from([file.path.clone()]),
            file,
            texts: BTreeMap::new(),
            has_holes: false,
            mistyped: BTreeSet::new(),
        }
    }

    /// Whether there is a text of this key, or plural forms of it.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.texts.contains_key(key) || self.texts.contains_key(&format!("{key}.other"))
    }

    /// Whether nothing need be told of this key: there is a text, or why there is none was told already.
    pub(crate) fn is_known_to_have(&self, key: &str) -> bool {
        self.contains(key) || self.has_holes || self.mistyped.contains(key)
    }

    /// A form of a plural that lacks the form `other`, which every language has.
    pub(crate) fn incomplete_plural(&self, key: &str) -> Option<&Word> {
        let forms = PLURAL_FORMS.iter().filter_map(|form| self.texts.get(&format!("{key}.{form}")));
        forms.into_iter().next().filter(|_| !self.contains(key))
    }

    /// The texts with their typography.
    pub(crate) fn texts(self, typography: Typography) -> BTreeMap<String, String> {
        let set = |(key, word): (String, Word)| (key, typography.text(&word.text));
        self.texts.into_iter().map(set).collect()
    }

    /// Takes over the texts of a higher layer. Forms of a plural replace all forms below them, as a language has them
    /// together or not at all.
    pub(crate) fn extend(&mut self, higher: LanguageFile) {
        let stems: BTreeSet<_> = higher.texts.keys().map(|key| without_plural_form(key)).collect();
        self.texts.retain(|key, _| !stems.contains(without_plural_form(key)));
        self.texts.extend(higher.texts);
        self.paths.extend(higher.paths);
        self.mistyped.extend(higher.mistyped);
        self.has_holes |= higher.has_holes;
        self.file = higher.file;
    }
}

/// A plural without the form that serves all numbers that have none of their own.
pub(crate) fn lacks_other(key: &str, form: &Word) -> Diagnostic {
    let problem = Diagnostic::new(&form.file, form.span.clone(), format!("`{key}` lacks the form `other`"));
    problem.with_hint(format!("add `{key}.other`, the text for all numbers without a form of their own"))
}

/// Languages have different plural forms, so only what they are forms of is compared.
pub(crate) fn without_plural_form(key: &str) -> &str {
    match key.rsplit_once('.') {
        Some((stem, form)) if PLURAL_FORMS.contains(&form) => stem,
        _ => key,
    }
}
