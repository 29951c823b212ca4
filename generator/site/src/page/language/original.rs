//! The originals of translated content files.

use model::slug::Slug;

use content::load::Sources;

/// Returns whether a path below `content/` is not that of a translation.
pub(super) fn is_original(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.matches('.').count() == 1)
}

/// Returns the file that translates another into a language.
pub(super) fn translated_name(original: &str, language: &str) -> String {
    match original.rsplit_once('.') {
        Some((name, extension)) => format!("{name}.{language}.{extension}"),
        None => original.to_owned(),
    }
}

/// Returns the workshop whose page a content file is.
pub(super) fn workshop_slug(original: &str) -> Option<Slug> {
    workshop_of(original).filter(|slug| original == index_of(slug))
}

/// Returns the workshop whose folder contains a content file.
pub(super) fn workshop_of(original: &str) -> Option<Slug> {
    original.strip_prefix("workshops/")?.split('/').next()?.parse().ok()
}

pub(super) fn index_of(slug: &Slug) -> String {
    format!("workshops/{slug}/index.md")
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
                _ => files.outcomes.is_some(),
            })
        }
    }
}
