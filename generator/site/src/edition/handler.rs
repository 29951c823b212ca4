//! What the handler and editors need of all editions: the words of each language, and what is not translated.

use model::registration::own_questions;
use view::theme::{Theme, ThemeTranslation};

use super::Edition;

/// The theme with the words of every edition.
pub(crate) fn theme(editions: &[Edition]) -> Theme {
    let (main, further) = editions.split_first().expect("a site has its own language");
    let translation = |Edition { theme, .. }: &Edition| ThemeTranslation {
        words: theme.words.clone(),
        site: theme.site.clone(),
    };
    Theme { translations: further.iter().map(translation).collect(), ..main.theme.clone() }
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
