//! The handler's catalogue and words in all languages, and the untranslated questions of forms.

use diagnostics::{Phrase, phrase};
use model::offer::Offer;
use model::questionnaire::Questionnaire;
use view::theme::{Theme, ThemeTranslation};

use super::{Edition, main_and_further};
use crate::catalogue::{SiteCatalogue, TakenDown};

/// Returns the handler's catalogue with the texts of every edition.
pub(crate) fn catalogue<'a>(editions: &[Edition<'a>]) -> SiteCatalogue<'a> {
    let (main, further) = main_and_further(editions);
    SiteCatalogue::new(main.catalogue(), further.iter().map(Edition::catalogue).collect())
}

/// Returns the catalogue of the published workshops with those that were taken down.
pub(crate) fn with_taken_down<'a>(
    editions: &[Edition<'a>],
    published: SiteCatalogue<'a>,
    taken_down: TakenDown,
) -> SiteCatalogue<'a> {
    let (main, further) = main_and_further(editions);
    // A language without its own home page has that of the main one.
    let home = |language: Option<&str>| {
        let is_in_language = |edition: &&Edition<'_>| Some(edition.theme.site.language.as_str()) == language;
        further.iter().find(is_in_language).unwrap_or(main).theme.site.home_path.clone()
    };
    published.with_taken_down(taken_down, home)
}

/// Returns the theme with the words of every edition.
pub(crate) fn theme(editions: &[Edition<'_>]) -> Theme {
    let (main, further) = main_and_further(editions);
    let translation = |Edition { theme, .. }: &Edition<'_>| ThemeTranslation {
        words: theme.words.clone(),
        site: theme.site.clone(),
    };
    Theme { translations: further.iter().map(translation).collect(), ..main.theme.clone() }
}

/// Lists the questions of translated forms that are in the site's own language, one per line. They are not problems,
/// but editors may want to translate them.
pub(crate) fn untranslated_questions(editions: &[Edition<'_>]) -> Vec<Phrase> {
    let mut lines = Vec::new();
    let catalogues = editions.iter().map(Edition::catalogue);
    let workshops = catalogues.flat_map(|catalogue| {
        catalogue.by_identifier().into_values().map(move |workshop| (catalogue, workshop))
    });
    for (catalogue, workshop) in workshops {
        let Some(language) = catalogue.language_of(workshop) else { continue };
        let folder = &workshop.slug;
        let registration = workshop.offer.as_deref().into_iter().flat_map(Offer::all_questions);
        let registration = registration.map(|question| ("registration", question));
        let forms = catalogue.questionnaires(workshop).flat_map(Questionnaire::questions);
        let questions = registration.chain(forms.map(|question| ("questionnaire", question)));
        for (name, question) in questions.filter(|(_, question)| question.language.is_some()) {
            let file = format!("content/workshops/{folder}/{name}.{language}.yaml");
            let name = &question.name;
            lines.push(phrase! {
                en: "not translated: `{name}` has no text in `{file}`",
                fr: "non traduit : `{name}` n’a pas de texte dans `{file}`"
            });
        }
    }
    lines
}
