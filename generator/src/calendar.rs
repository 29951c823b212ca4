//! The calendar file of each workshop.

use model::catalogue::{Catalogue, CatalogueWorkshop};
use rayon::prelude::*;
use view::calendar::{self, Publisher};
use view::renderer::Renderer;
use view::site::SiteView;
use view::words::WordsError;

use crate::page::Addresses;

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
        let path = addresses.calendar(&workshop.slug)[1..].to_owned();
        Ok((path, calendar::of_workshop(workshop, publisher)?))
    };
    workshops.par_iter().map(file).collect()
}
