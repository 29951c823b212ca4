//! What of the further languages others need: the handler their texts and words, editors what is not translated.

use model::catalogue::Catalogue;
use model::registration::own_questions;
use view::theme::{Theme, ThemeTranslation};

use super::Edition;
use crate::catalogue;

/// The catalogue of the site with what the handler needs in its further languages.
pub(crate) fn catalogue_with(catalogue: Catalogue, editions: &[Edition]) -> Catalogue {
    catalogue::with_translations(catalogue, editions.iter().map(|edition| &edition.catalogue))
}

/// The theme with the same.
pub(crate) fn theme_with(theme: &Theme, editions: &[Edition]) -> Theme {
    let translation = |Edition { theme, .. }: &Edition| ThemeTranslation {
        words: theme.words.clone(),
        site: theme.site.clone(),
    };
    Theme { translations: editions.iter().map(translation).collect(), ..theme.clone() }
}

/// The questions that forms in further languages ask in the site's own, a line each: nothing is wrong with them, but
/// editors may want to know.
pub(crate) fn untranslated_questions(editions: &[Edition]) -> Vec<String> {
    let mut lines = Vec::new();
    let workshops = editions.iter().flat_map(|Edition { catalogue, .. }| {
        catalogue.workshops.values().map(|workshop| (catalogue.name(&workshop.slug), workshop))
    });
    for (folder, workshop) in workshops {
        let Some(language) = &workshop.language else { continue };
        let registration = workshop.offer.iter().map(|offer| ("registration", &offer.form));
        let forms = workshop.forms.values().map(|questionnaire| ("questionnaire", &questionnaire.form));
        for (name, form) in registration.chain(forms) {
            let file = format!("content/workshops/{folder}/{name}.{language}.yaml");
            let questions = own_questions(form).filter(|question| question.language.is_some());
            lines.extend(questions.map(|it| format!("`{}` has no text in `{file}`", it.name)));
        }
    }
    lines
}
