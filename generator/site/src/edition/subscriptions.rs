//! The files to subscribe to, calendars and feeds, of all editions.

use std::collections::BTreeMap;

use content::history::History;
use rayon::prelude::*;
use view::words::WordsError;

use super::{Edition, main_and_further};
use crate::page_history::{self, PageHistory};
use crate::redirect::Redirects;
use crate::{calendar, feed};

/// The calendars and feeds of a site, each with its path below `dist/site`.
pub(crate) struct Subscriptions {
    pub(crate) calendars: Vec<(String, String)>,
    pub(crate) feeds: Vec<(String, String)>,
    /// The dates of pages, which the feeds and the sitemap show.
    pub(crate) history: PageHistory,
}

/// Returns the calendars and feeds; `files` is the history of the content's files.
///
/// # Errors
///
/// Returns an error if the theme lacks a word; a checked theme has all of them.
pub(crate) fn subscriptions(
    editions: &[Edition<'_>],
    redirects: &[Redirects],
    files: &History,
) -> Result<Subscriptions, WordsError> {
    let (main, _) = main_and_further(editions);
    let zone = &main.language.config.time_zone;
    let history = page_history::of_pages(files, main.addresses, main.content, main.today, zone);
    let feed = |edition: &Edition<'_>| feed::feed(edition.site(), &history).transpose();
    let (calendars, feeds) = rayon::join(
        || calendars(editions, redirects),
        || editions.par_iter().filter_map(feed).collect::<Result<_, _>>(),
    );
    Ok(Subscriptions { calendars: calendars?, feeds: feeds?, history })
}

/// Returns the calendars, with the copies at former addresses.
fn calendars(editions: &[Edition<'_>], redirects: &[Redirects]) -> Result<Vec<(String, String)>, WordsError> {
    let of_edition = |edition: &Edition<'_>| {
        let site = edition.site();
        let (programme, workshops) =
            rayon::join(|| calendar::of_programme(site), || calendar::calendars(site));
        Ok(workshops?.into_iter().chain(programme?))
    };
    let all: Result<Vec<_>, WordsError> = editions.par_iter().map(of_edition).collect();
    let calendars: BTreeMap<_, _> = all?.into_iter().flatten().collect();
    let calendars: Vec<_> = calendars.into_iter().collect();
    let former: Vec<_> = redirects.iter().flat_map(|redirects| redirects.calendars(&calendars)).collect();
    Ok(calendars.into_iter().chain(former).collect())
}
