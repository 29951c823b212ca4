//! The calendar files: of each workshop, and of the whole programme to subscribe to.

use model::catalogue::{Catalogue, CatalogueWorkshop};
use rayon::prelude::*;
use view::calendar::{self, Publisher};
use view::renderer::Renderer;
use view::site::SiteView;
use view::words::WordsError;

use crate::page::Addresses;
use crate::views::Site;

/// The calendar of the programme with its path below `dist/site`, without examples; `None` where there is nothing in
/// it, as a calendar has at least one component (RFC 5545, 3.6). In a further language, what is not translated is in it
/// too, as whoever subscribes wants to hear of all workshops. Its entries have the same `UID`s in each language: they are
/// the same events, so a calendar that one is added to twice has them once.
///
/// # Errors
///
/// As [`calendars`].
pub(crate) fn of_programme(site: Site<'_>) -> Result<Option<(String, String)>, WordsError> {
    let Site { content, catalogue, addresses, facts, renderer, .. } = site;
    let is_real = |workshop: &&CatalogueWorkshop| {
        let name = catalogue.name(&workshop.slug);
        content.programme.workshops.get(name).is_some_and(|workshop| !workshop.example)
    };
    let workshops: Vec<_> = catalogue.workshops.values().filter(is_real).collect();
    let text = calendar::of_programme(&workshops, Publisher::new(facts, renderer))?;
    Ok(text.map(|text| (addresses.programme()[1..].to_owned(), text)))
}

/// Makes the files, each with its path below `dist/site`.
///
/// # Errors
///
/// When the theme lacks a word; a theme that was checked has them.
pub(crate) fn calendars(
    catalogue: &Catalogue,
    addresses: &Addresses,
    site: &SiteView,
    renderer: &Renderer,
) -> Result<Vec<(String, String)>, WordsError> {
    let publisher = Publisher::new(site, renderer);
    let workshops: Vec<_> = catalogue.workshops.values().collect();
    let file = |workshop: &&CatalogueWorkshop| {
        let path = addresses.calendar(catalogue.name(&workshop.slug))[1..].to_owned();
        Ok((path, calendar::of_workshop(workshop, publisher)?))
    };
    workshops.par_iter().map(file).collect()
}
