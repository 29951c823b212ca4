//! The originals of translations, and translations without one.

use std::sync::Arc;

use content::config::Config;
use content::load::Sources;
use content::page_file;
use content::publication::{Presence, Publications};
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use model::slug::Slug;

/// Reports translations into languages that the site does not have, and translations without an original.
pub(super) fn check(
    sources: &Sources,
    publications: &Publications,
    config: &Config,
    diagnostics: &mut Diagnostics,
) {
    for (language, files) in &sources.translations {
        let is_known = config.translations.iter().any(|it| it.language.value == *language);
        for (original, file) in files {
            if publications.presence(original) == Presence::Draft {
                continue;
            }
            if !is_known && !config.may_have_language(language) {
                diagnostics.push(unknown_language(file, language, config));
            }
            if is_known && !exists(original, sources) {
                let message = message! {
                    NoOriginal,
                    en: "this translates `content/{original}`, which does not exist",
                    fr: "ceci traduit `content/{original}`, qui n’existe pas"
                };
                let hint = phrase! {
                    en: "write it in the site's own language first, or correct this file's name",
                    fr: "écrivez-le d’abord dans la langue principale du site, ou corrigez le nom de ce fichier"
                };
                diagnostics.push(Diagnostic::new(file, 0..0, message).with_hint(hint));
            }
        }
    }
}

fn unknown_language(file: &Arc<SourceFile>, language: &str, config: &Config) -> Diagnostic {
    if *language == config.language.value {
        let message = message! {
            OwnLanguage,
            en: "`{language}` is the site's own language",
            fr: "`{language}` est la langue principale du site"
        };
        let hint = phrase! {
            en: "remove it from the file's name",
            fr: "supprimez-la du nom du fichier"
        };
        return Diagnostic::new(file, 0..0, message).with_hint(hint);
    }
    let message = message! {
        UnknownLanguage,
        en: "the site has no language `{language}`",
        fr: "le site n’a pas de langue `{language}`"
    };
    let hint = phrase! {
        en: "add `{language}` to `translations` in `content/site.yaml`, or correct this file's name",
        fr: "ajoutez `{language}` à `translations` dans `content/site.yaml`, ou corrigez le nom de ce fichier"
    };
    Diagnostic::new(file, 0..0, message).with_hint(hint)
}

/// Returns the path of a file's translation into a language.
pub(super) fn translated_name(original: &str, language: &str) -> String {
    match original.rsplit_once('.') {
        Some((name, extension)) => format!("{name}.{language}.{extension}"),
        None => original.to_owned(),
    }
}

/// Returns the workshop whose page a content file is.
pub(super) fn workshop_slug(original: &str) -> Option<Slug> {
    workshop_of(original).filter(|slug| original == page_file::of_workshop(slug))
}

/// Returns the workshop whose folder contains a content file.
pub(crate) fn workshop_of(original: &str) -> Option<Slug> {
    original.strip_prefix("workshops/")?.split('/').next()?.parse().ok()
}

/// Returns whether the original of a translation exists.
pub(super) fn exists(original: &str, sources: &Sources) -> bool {
    if sources.unreadable.contains(&format!("content/{original}")) {
        return true;
    }
    let (folder, name) = original.rsplit_once('/').unwrap_or(("", original));
    let slug = || name.strip_suffix(".md").and_then(|name| name.parse().ok());
    match folder {
        "" if name == "venues.yaml" => sources.venues.is_some(),
        "" if name == "messages.yaml" => sources.messages.is_some(),
        "" => sources.home.is_some(),
        "pages" => slug().is_some_and(|slug| sources.pages.contains_key(&slug)),
        "speakers" => slug().is_some_and(|slug| sources.speakers.contains_key(&slug)),
        workshop => {
            let slug = workshop.strip_prefix("workshops/").and_then(|slug| slug.parse().ok());
            let files = slug.and_then(|slug| sources.workshops.get(&slug));
            files.is_some_and(|files| match name {
                "index.md" => files.index.is_some(),
                "sessions.yaml" => files.sessions.is_some(),
                "registration.yaml" => files.registration.is_some(),
                "questionnaire.yaml" => files.questionnaire.is_some(),
                "messages.yaml" => files.messages.is_some(),
                _ => files.outcomes.is_some(),
            })
        }
    }
}
