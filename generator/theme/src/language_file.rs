//! `LanguageFile`: the texts of a theme in one language, flattened.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Message, SourceFile, message, phrase};
use markdown::Typography;

/// The texts of one language.
#[derive(Clone, Debug)]
pub(crate) struct LanguageFile {
    /// The file of the highest layer, to which missing texts should be added.
    pub file: Arc<SourceFile>,
    /// Texts by key, with their places.
    pub texts: BTreeMap<String, Word>,
    /// The paths of the files of all layers.
    pub paths: BTreeSet<String>,
    /// Whether a part of a file was unreadable, which was reported. In that case missing texts are not reported.
    pub is_incomplete: bool,
    /// Mistyped keys, which were reported, and the keys that were probably meant.
    pub mistyped: BTreeSet<String>,
}

/// A text and its place.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// The text as it is written.
    pub text: String,
    /// The file of the layer that it comes from.
    pub file: Arc<SourceFile>,
    /// The position of its key.
    pub span: Range<usize>,
}

/// The plural categories of CLDR, which are the last part of a key.
const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

impl LanguageFile {
    /// Returns a language file without texts.
    pub(crate) fn empty(file: Arc<SourceFile>) -> LanguageFile {
        LanguageFile {
            paths: BTreeSet::from([file.path.clone()]),
            file,
            texts: BTreeMap::new(),
            is_incomplete: false,
            mistyped: BTreeSet::new(),
        }
    }

    /// Returns whether there is a text with this key, or plural forms of it.
    pub(crate) fn contains(&self, key: &str) -> bool {
        self.texts.contains_key(key) || self.texts.contains_key(&format!("{key}.other"))
    }

    /// Returns whether a missing key need not be reported: there is a text, or the reason was already reported.
    pub(crate) fn is_known_to_have(&self, key: &str) -> bool {
        self.contains(key) || self.is_incomplete || self.mistyped.contains(key)
    }

    /// Returns a form of a plural without the form `other`, which every language requires.
    pub(crate) fn incomplete_plural(&self, key: &str) -> Option<&Word> {
        let forms = PLURAL_FORMS.iter().filter_map(|form| self.texts.get(&format!("{key}.{form}")));
        forms.into_iter().next().filter(|_| !self.contains(key))
    }

    /// Returns the texts with their typography.
    pub(crate) fn texts(self, typography: Typography) -> BTreeMap<String, String> {
        let set = |(key, word): (String, Word)| (key, typography.text(&word.text));
        self.texts.into_iter().map(set).collect()
    }

    /// Adds the texts of a higher layer. Its plural forms replace all forms of the lower layer, because the forms of
    /// a language belong together.
    pub(crate) fn extend(&mut self, higher: LanguageFile) {
        let stems: BTreeSet<_> = higher.texts.keys().map(|key| without_plural_form(key)).collect();
        self.texts.retain(|key, _| !stems.contains(without_plural_form(key)));
        self.texts.extend(higher.texts);
        self.paths.extend(higher.paths);
        self.mistyped.extend(higher.mistyped);
        self.is_incomplete |= higher.is_incomplete;
        self.file = higher.file;
    }
}

/// Returns the problem with a plural that lacks the form for all other numbers.
pub(crate) fn missing_other_form(key: &str, form: &Word) -> Diagnostic {
    let message = message! {
        NoOtherForm,
        en: "`{key}` lacks the form `other`",
        fr: "il manque à `{key}` la forme `other`"
    };
    Diagnostic::new(&form.file, form.span.clone(), message).with_hint(phrase! { en: "add `{key}.other`, the text for all numbers without their own form", fr: "ajoutez `{key}.other`, le texte pour tous les nombres qui n’ont pas le leur" })
}

/// Returns the message about a key without a text in a file.
pub(crate) fn missing_text(key: &str, path: &str) -> Message {
    message! {
        NoThemeText,
        en: "`{key}` has no text in `{path}`",
        fr: "`{key}` n’a pas de texte dans `{path}`"
    }
}

/// Removes the plural form from a key. Plural forms differ between languages, so keys are compared without them.
pub(crate) fn without_plural_form(key: &str) -> &str {
    match key.rsplit_once('.') {
        Some((stem, form)) if PLURAL_FORMS.contains(&form) => stem,
        _ => key,
    }
}
