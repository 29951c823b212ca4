//! The places where themes are named, and the problems with the names.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use diagnostics::suggestion;
use diagnostics::{Diagnostic, SourceFile, message, phrase};
use yaml::Spanned;

use crate::built_in;

/// A place where a theme is named.
pub(super) struct Mention {
    pub(super) file: Arc<SourceFile>,
    pub(super) name: String,
    pub(super) span: Range<usize>,
    pub(super) only: Option<Vec<Spanned<String>>>,
}

impl Mention {
    /// Returns the problem with a theme that extends itself, directly or not.
    pub(super) fn endless(&self) -> Diagnostic {
        let name = &self.name;
        let message = message! {
            EndlessTheme,
            en: "the theme `{name}` would extend itself",
            fr: "le thème graphique `{name}` s’étendrait lui-même"
        };
        let hint = phrase! {
            en: "name another theme, or remove this line: the lowest theme must not extend another",
            fr: "nommez-en un autre, ou supprimez cette ligne : le thème graphique le plus bas n’en étend pas d’autre"
        };
        Diagnostic::new(&self.file, self.span.clone(), message).with_hint(hint)
    }

    /// Returns the problem with a text that cannot be the name of a theme.
    pub(super) fn not_a_name(&self) -> Diagnostic {
        let name = &self.name;
        let message = message! {
            UnknownTheme,
            en: "`{name}` cannot be the name of a theme",
            fr: "`{name}` ne peut pas être le nom d’un thème graphique"
        };
        let hint = phrase! {
            en: "a theme's name has no `.`, `/` or `\\`; name its folder with letters, digits and hyphens",
            fr: "le nom d’un thème graphique n’a ni `.`, ni `/`, ni `\\` ; nommez son dossier avec des lettres, des chiffres \
                 et des traits d’union"
        };
        Diagnostic::new(&self.file, self.span.clone(), message).with_hint(hint)
    }

    /// Returns the problem with a theme that does not exist.
    pub(super) fn unknown(&self, root: &Path) -> Diagnostic {
        let entries = fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.path().is_dir());
        let mut names: Vec<_> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.extend(built_in::NAMES.map(str::to_owned));
        names.sort();
        names.dedup();
        let name = &self.name;
        let create = phrase! {
            en: "create a folder of that name in `themes`",
            fr: "créez dans `themes` un dossier de ce nom"
        };
        let hint = suggestion::hint(name, names.iter().map(String::as_str), create);
        let message = message! {
            UnknownTheme,
            en: "there is no theme `{name}`",
            fr: "il n’y a pas de thème graphique `{name}`"
        };
        Diagnostic::new(&self.file, self.span.clone(), message).with_hint(hint)
    }
}
