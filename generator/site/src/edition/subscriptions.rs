//! The files to subscribe to, calendars and feeds, of all editions.

use content::history::History;
use rayon::prelude::*;

use super::{Edition, main_and_further};
use crate::calendar::{self, CalendarStage, FormerAddresses};
use crate::feed;
use crate::options::BuildError;
use crate::page_history::{self, PageHistory};
use crate::redirect::Redirects;
use crate::write::{Stage, StagedFile};

/// The calendars and feeds of a site.
pub(crate) struct Subscriptions {
    /// The calendars, with the copies at former addresses; empty if files are only checked.
    pub(crate) calendars: Vec<StagedFile>,
    /// The feeds, each with its path below `dist/site`.
    pub(crate) feeds: Vec<(String, String)>,
    /// The dates of pages, which the feeds and the sitemap show.
    pub(crate) history: PageHistory,
}

/// Returns the calendars and feeds; `files` is the history of the content's files. Calendars are staged, unless files are only
/// checked.
///
/// # Errors
///
/// Returns an error if the theme lacks a word, which a checked theme does not, or one that names the file that cannot be staged.
pub(crate) fn subscriptions(
    editions: &[Edition<'_>],
    redirects: &[Redirects],
    stage: Option<&Stage>,
    files: &History,
) -> Result<Subscriptions, BuildError> {
    let (main, _) = main_and_further(editions);
    let zone = &main.language.config.time_zone;
    let history = page_history::of_pages(files, main.addresses, main.content, main.today, zone);
    let feed = |edition: &Edition<'_>| feed::feed(edition.site(), &history).transpose();
    let former = FormerAddresses::of(redirects);
    let stage = CalendarStage::new(stage, &former);
    let calendars = |edition: &Edition<'_>| calendar::stage(edition.site(), stage);
    let (feeds, calendars): (Result<_, _>, Result<Vec<_>, _>) = rayon::join(
        || editions.par_iter().filter_map(feed).collect(),
        // Each makes its workshops' files on all cores.
        || editions.iter().map(calendars).collect(),
    );
    Ok(Subscriptions { calendars: calendars?.into_iter().flatten().collect(), feeds: feeds?, history })
}
