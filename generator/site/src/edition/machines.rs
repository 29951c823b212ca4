//! What programs read of the site in a further language: pictures for other sites, and feeds.

use diagnostics::Diagnostics;
use jiff::Timestamp;
use view::words::WordsError;

use super::Edition;
use crate::feed;
use crate::open_graph;
use crate::page_history::PageHistory;
use crate::share_pictures::Pictures;

/// The further languages with the pictures that other sites show with a link to one of their pages.
pub(crate) fn with_pictures(editions: Vec<Edition>, diagnostics: &mut Diagnostics) -> Vec<Edition> {
    let with_pictures = |edition: Edition| {
        let pictures = open_graph::pictures(edition.site(), &edition.files, &edition.config, diagnostics);
        Edition { pictures, ..edition }
    };
    editions.into_iter().map(with_pictures).collect()
}

/// The pictures of all further languages, which are then no longer here.
pub(crate) fn take_pictures(editions: Vec<Edition>) -> impl Iterator<Item = Pictures> {
    editions.into_iter().map(|edition| edition.pictures)
}

/// The feeds of all further languages, each with its path below `dist/site`.
///
/// # Errors
///
/// When the theme lacks a word.
pub(crate) fn feeds(
    editions: &[Edition],
    history: &PageHistory,
    latest: Timestamp,
) -> Result<Vec<(String, String)>, WordsError> {
    editions.iter().filter_map(|edition| feed::feed(edition.site(), history, latest).transpose()).collect()
}
