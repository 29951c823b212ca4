//! Calendar files: one per workshop, and one for the whole programme to subscribe to.

use model::catalogue::CatalogueWorkshop;
use rayon::prelude::*;
use view::calendar::{self, Publisher};
use view::words::WordsError;

use crate::views::Site;

/// Returns the calendar of the programme with its path below `dist/site`, without examples; `None` if it would be
/// empty, because a calendar has at least one component (RFC 5545, 3.6). In a translation it also contains untranslated
/// workshops, so that subscribers miss none. Entries have the same `UID` in each language, so that a calendar with
/// several of these files shows each event once.
///
/// # Errors
///
/// Returns the same errors as [`calendars`].
pub(crate) fn of_programme(site: Site<'_>) -> Result<Option<(String, String)>, WordsError> {
    let Site { content, catalogue, addresses, facts, renderer, .. } = site;
    let is_real = |workshop: &&CatalogueWorkshop| {
        let name = catalogue.name(&workshop.slug);
        content.programme.workshops.get(name).is_some_and(|workshop| !workshop.example)
    };
    let workshops: Vec<_> = catalogue.workshops.values().filter(is_real).collect();
    let text = calendar::of_programme(&workshops, Publisher::new(facts, renderer))?;
    Ok(text.map(|text| (addresses.files.programme()[1..].to_owned(), text)))
}

/// Returns the files of the workshops with a page in the language of the edition, each with its path below `dist/site`.
/// The others have the file of the site's own language.
///
/// # Errors
///
/// Returns an error if the theme lacks a word; a checked theme has all of them.
pub(crate) fn calendars(site: Site<'_>) -> Result<Vec<(String, String)>, WordsError> {
    let Site { catalogue, addresses, facts, renderer, .. } = site;
    let publisher = Publisher::new(facts, renderer);
    let has_page =
        |workshop: &&CatalogueWorkshop| addresses.pages.has_workshop(catalogue.name(&workshop.slug));
    let workshops: Vec<_> = catalogue.workshops.values().filter(has_page).collect();
    let file = |workshop: &&CatalogueWorkshop| {
        let path = addresses.files.calendar(catalogue.name(&workshop.slug))[1..].to_owned();
        Ok((path, calendar::of_workshop(workshop, publisher)?))
    };
    workshops.par_iter().map(file).collect()
}
