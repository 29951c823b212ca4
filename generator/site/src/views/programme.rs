//! Pages that list workshops: topics, and the archive by year.

use model::programme::{Phase, Workshop};
use model::slug::Slug;
use resolve::Topic;
use theme::pages::{
    ArchiveView, ProgrammeCalendarView, TopicLinkView, TopicView, TopicsView, WorkshopCardView, YearLinkView,
    YearView,
};
use theme::{Page, View};
use view::repeated::Repeated;
use view::words::WordsError;

use super::cards::topic;
use super::{Site, page};
use crate::address::PageKey;

/// Number of past workshops on the home page; the archive has the others.
pub(super) const LATEST_PAST: usize = 6;

/// A page with a list.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ListPage<'a> {
    Topics,
    Topic(&'a Slug, &'a Topic),
    Archive,
    /// A year, by its place in the list of years.
    Year(usize),
}

impl ListPage<'_> {
    /// Returns the number of workshops in the list, given all years.
    pub(super) fn workshops(self, years: &[YearLinkView]) -> usize {
        match self {
            ListPage::Topic(_, topic) => topic.workshops.len(),
            ListPage::Year(place) => years[place].workshops,
            ListPage::Topics | ListPage::Archive => 0,
        }
    }
}

/// Returns the pages with lists, in order, given all years.
pub(super) fn lists<'s>(site: Site<'s>, years: &[YearLinkView]) -> Vec<ListPage<'s>> {
    let mut lists = vec![ListPage::Topics];
    lists.extend(site.listings.topics.iter().map(|(slug, topic)| ListPage::Topic(slug, topic)));
    lists.push(ListPage::Archive);
    lists.extend((0..years.len()).map(ListPage::Year));
    lists
}

/// Returns a page with a list, given all years; `None` if the list is empty.
pub(super) fn list_page(
    site: Site<'_>,
    list: ListPage<'_>,
    years: &[YearLinkView],
) -> Result<Option<Page>, WordsError> {
    match list {
        ListPage::Topics => topics_page(site),
        ListPage::Topic(slug, topic) => topic_page(site, slug, topic),
        ListPage::Archive => archive_page(site, years),
        ListPage::Year(place) => year_page(site, place, years),
    }
}

/// Returns all topics in the order of their names.
pub(super) fn topics(site: Site<'_>) -> Vec<TopicLinkView> {
    // Sort by the name in the address, which has no accents.
    site.listings.topics.keys().filter_map(|slug| topic(site, slug)).collect()
}

/// Returns the years of the archive, the latest first.
pub(super) fn years(site: Site<'_>) -> Vec<YearLinkView> {
    let link = |(year, workshops): (&i16, &Vec<Slug>)| {
        let path = site.addresses.pages.get(&PageKey::Year(*year))?.to_string();
        Some(YearLinkView { year: *year, path, workshops: workshops.len() })
    };
    site.listings.years.iter().rev().filter_map(link).collect()
}

/// Returns the calendar of the programme; `None` if it would be empty.
pub(super) fn programme_calendar(site: Site<'_>) -> Option<ProgrammeCalendarView> {
    let path = site.addresses.files.programme();
    let host = site.facts.base_url.split_once("://").map(|(_, host)| host)?;
    let has_entries = site.content.programme.workshops.values().any(|workshop| !workshop.example);
    has_entries.then(|| ProgrammeCalendarView { subscription: format!("webcal://{host}{path}"), path })
}

/// Returns the workshops that are not over, the soonest first.
pub(super) fn upcoming<'w>(
    site: Site<'_>,
    workshops: impl Iterator<Item = &'w Workshop>,
) -> Vec<Repeated<WorkshopCardView>> {
    let mut upcoming: Vec<_> =
        workshops.filter(|workshop| workshop.phase(site.today) != Phase::Past).collect();
    upcoming.sort_by_key(|workshop| workshop.first_day());
    upcoming.into_iter().map(|workshop| site.cards.get(workshop).clone()).collect()
}

/// Returns the workshops that are over, the latest first.
fn past<'w>(
    site: Site<'_>,
    workshops: impl Iterator<Item = &'w Workshop>,
) -> Vec<Repeated<WorkshopCardView>> {
    latest(site, workshops, usize::MAX)
}

/// Returns the latest `most` workshops that are over, the latest first.
pub(super) fn latest<'w>(
    site: Site<'_>,
    workshops: impl Iterator<Item = &'w Workshop>,
    most: usize,
) -> Vec<Repeated<WorkshopCardView>> {
    let mut past: Vec<_> = workshops.filter(|workshop| workshop.phase(site.today) == Phase::Past).collect();
    past.sort_by_key(|workshop| std::cmp::Reverse(workshop.last_day()));
    past.into_iter().take(most).map(|workshop| site.cards.get(workshop).clone()).collect()
}

/// Returns the workshops with these names.
fn workshops<'s>(site: Site<'s>, slugs: &'s [Slug]) -> impl Iterator<Item = &'s Workshop> {
    slugs.iter().filter_map(move |slug| site.content.programme.workshops.get(slug))
}

fn topics_page(site: Site<'_>) -> Result<Option<Page>, WordsError> {
    let Some(permalink) = site.addresses.pages.get(&PageKey::Topics) else { return Ok(None) };
    let words = site.renderer.words();
    let (title, description) = (words.text("title.topics", &[])?, words.text("description.topics", &[])?);
    let view = View::Topics(TopicsView { topics: topics(site) });
    Ok(Some(page(permalink, "topics.html", &title, &description, view)))
}

fn topic_page(site: Site<'_>, slug: &Slug, topic: &Topic) -> Result<Option<Page>, WordsError> {
    let (Some(permalink), Some(index)) =
        (site.addresses.pages.get(&PageKey::Topic(slug.clone())), site.addresses.pages.get(&PageKey::Topics))
    else {
        return Ok(None);
    };
    let words = site.renderer.words();
    let parameters = [("topic", topic.name.as_str())];
    let title = words.text("title.topic", &parameters)?;
    let description = words.text("description.topic", &parameters)?;
    let view = View::Topic(TopicView {
        name: topic.name.clone(),
        topics_path: index.to_string(),
        upcoming: upcoming(site, workshops(site, &topic.workshops)),
        past: past(site, workshops(site, &topic.workshops)),
    });
    Ok(Some(page(permalink, "topic.html", &title, &description, view)))
}

fn archive_page(site: Site<'_>, years: &[YearLinkView]) -> Result<Option<Page>, WordsError> {
    let Some(permalink) = site.addresses.pages.get(&PageKey::Archive) else { return Ok(None) };
    let words = site.renderer.words();
    let (title, description) = (words.text("title.archive", &[])?, words.text("description.archive", &[])?);
    let view = View::Archive(ArchiveView { years: years.to_vec() });
    Ok(Some(page(permalink, "archive.html", &title, &description, view)))
}

/// Returns the page of the year at `place` in the list of years, which starts with the latest.
fn year_page(site: Site<'_>, place: usize, years: &[YearLinkView]) -> Result<Option<Page>, WordsError> {
    let link = &years[place];
    let (Some(permalink), Some(archive)) =
        (site.addresses.pages.get(&PageKey::Year(link.year)), site.addresses.pages.get(&PageKey::Archive))
    else {
        return Ok(None);
    };
    let words = site.renderer.words();
    let year = link.year.to_string();
    let parameters = [("year", year.as_str())];
    let title = words.text("title.archive_year", &parameters)?;
    let description = words.text("description.archive_year", &parameters)?;
    let slugs = site.listings.years.get(&link.year).map_or(&[][..], Vec::as_slice);
    let view = View::Year(YearView {
        year: link.year,
        archive_path: archive.to_string(),
        workshops: past(site, workshops(site, slugs)),
        earlier: years.get(place + 1).cloned(),
        later: place.checked_sub(1).and_then(|later| years.get(later)).cloned(),
    });
    Ok(Some(page(permalink, "archive-year.html", &title, &description, view)))
}
