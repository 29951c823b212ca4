//! Whether the texts of a workshop agree with its data: compares dates, weekdays, hours, cities, amounts and numbers of
//! seats in prose with sessions, venues, fees and capacities.
//!
//! `claims` finds dates, amounts and so on in sentences, in French and English; `facts` has the data; `compare` reports differences, if a
//! sentence is evidently about the workshop; `exception` has the deliberate ones. `token` splits texts into sentences and
//! words, whose meanings `role` lists.
//!
//! Pure, and linear in the length of the texts. It must never know files, the theme or the pages of the site.

mod claims;
mod compare;
mod exception;
mod facts;
mod language;
mod role;
mod source;
mod token;

use std::collections::BTreeMap;

use diagnostics::{Diagnostic, Diagnostics, Place, message, phrase};
use jiff::tz::TimeZone;
use model::slug::Slug;
use rayon::prelude::*;
use resolve::{Content, MOST_AT_ONCE, WorkshopPlaces};

use self::claims::city;
use self::compare::{Contradiction, Said};
use self::facts::Facts;
use self::language::Language;
use self::role::Roles;
use self::source::{Source, sources};

/// Most contradictions that are reported for a text, as many as are shown in one run. Each is compared with each
/// exception.
const MOST_CONTRADICTIONS: usize = 500;

/// Compares the texts in the language of `content`, whose tag is given, with the data of their workshops. Returns a
/// warning for each contradiction, and for each mark of an exception that excepts nothing, by workshop. In other languages than
/// French and English, only such marks are found.
pub fn check(content: &Content, language: &str, zone: &TimeZone) -> BTreeMap<Slug, Diagnostics> {
    let language = Language::of_tag(language);
    let venues = content.programme.venues.values();
    let cities = city::unknown(venues.map(|venue| venue.city.as_str()));
    // A text may be right about a fact that is unreadable.
    let workshops: Vec<_> = content.places.iter().filter(|(slug, _)| content.is_complete(slug)).collect();
    let warnings = |(slug, places): &(&Slug, &WorkshopPlaces)| {
        let workshop = content.programme.workshops.get(*slug)?;
        let facts = Facts::of(workshop, places, &content.programme, zone);
        let mut found = Diagnostics::default();
        warnings(content, &facts, language, &cities).into_iter().for_each(|warning| found.push(warning));
        (!found.is_empty()).then(|| ((*slug).clone(), found))
    };
    workshops.par_iter().with_max_len(MOST_AT_ONCE).filter_map(warnings).collect()
}

/// Returns the warnings about the texts of a workshop.
fn warnings(
    content: &Content,
    facts: &Facts<'_>,
    language: Option<Language>,
    cities: &[String],
) -> Vec<Diagnostic> {
    let sources = sources(content, facts, cities);
    let mut exceptions = source::exceptions(&sources);
    let mut warnings = Vec::new();
    for source in &sources {
        for found in
            language.map(|language| contradictions(source, facts, language, cities)).unwrap_or_default()
        {
            let quotation = source.text.get(found.span.clone()).unwrap_or_default();
            let normalised = exception::normalised(quotation);
            let file = source.file();
            // A mark holds for the whole file, because front matter cannot contain one.
            let mut is_intended = false;
            for (place, exception) in &mut exceptions {
                if place.is_in(file) && exception.excepts(&normalised) {
                    (exception.is_used, is_intended) = (true, true);
                }
            }
            if !is_intended {
                warnings.push(warning(source, found, quotation));
            }
        }
    }
    warnings.extend(sources.iter().filter_map(shown_comment));
    let unused = exceptions.iter().filter(|(_, exception)| !exception.is_used);
    warnings.extend(unused.map(|(place, _)| unused_exception(place.clone())));
    warnings
}

fn contradictions(
    source: &Source<'_>,
    facts: &Facts<'_>,
    language: Language,
    cities: &[String],
) -> Vec<Contradiction> {
    let mut found = Vec::new();
    source.sentences(language, cities, |sentence, setting| {
        if found.len() < MOST_CONTRADICTIONS {
            let roles = Roles::any(sentence.iter().map(|token| token.roles));
            let said = Said { text: &source.text, sentence, setting, facts, language, cities, roles };
            found.extend(compare::compare(&said));
        }
    });
    found.truncate(MOST_CONTRADICTIONS);
    found
}

fn warning(source: &Source<'_>, found: Contradiction, quotation: &str) -> Diagnostic {
    let Contradiction { message, hint, facts, span } = found;
    let quotation = quotation.split_whitespace().collect::<Vec<_>>().join(" ");
    let exception = source.exception_for(&quotation);
    let hint = phrase! {
        en: "{hint}; if it is intended, add {exception}",
        fr: "{hint} ; si c’est voulu, ajoutez {exception}";
        hint, exception
    };
    let warning = Diagnostic::warning(source.place(&span), message).with_hint(hint);
    facts.into_iter().fold(warning, |warning, (place, fact)| warning.with_related(place, fact))
}

/// Reports a comment in a text that is not Markdown.
fn shown_comment(source: &Source<'_>) -> Option<Diagnostic> {
    let span = source.shown_comment()?;
    let message = message! {
        VisibleComment,
        en: "readers see this comment",
        fr: "les lecteurs voient ce commentaire"
    };
    let hint = phrase! {
        en: "remove it, or move it to a Markdown text",
        fr: "supprimez-le, ou déplacez-le dans un texte en Markdown"
    };
    Some(Diagnostic::warning(source.place(&span), message).with_hint(hint))
}

fn unused_exception(place: Place) -> Diagnostic {
    let message = message! { UnusedMark, en: "this mark excepts nothing", fr: "cette marque n’excepte rien" };
    let hint = phrase! {
        en: "remove it, or repeat the words that a warning quotes after `intended:`",
        fr: "supprimez-la, ou répétez après `intended:` les mots que cite un avertissement"
    };
    Diagnostic::warning(place, message).with_hint(hint)
}
