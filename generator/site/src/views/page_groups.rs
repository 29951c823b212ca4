//! `PageGroups`: the pages of the site in small groups, so that they need not all be in memory at the same time.

use std::collections::BTreeMap;

use model::programme::{Speaker, Workshop};
use model::slug::Slug;
use resolve::{PlainPage, TextKey};
use theme::Page;
use theme::pages::YearLinkView;
use view::words::WordsError;

use super::programme::ListPage;
use super::speaker_sessions::{SessionOf, sessions_by_speaker};
use super::{Site, find, programme, workshop};
use crate::share_pictures::SharePictures;

/// The pages of the site in one language, which are made group by group.
pub(crate) struct PageGroups<'a> {
    site: Site<'a>,
    pictures: &'a SharePictures,
    sessions: BTreeMap<&'a Slug, Vec<SessionOf<'a>>>,
    /// The years of the archive, the latest first.
    years: Vec<YearLinkView>,
}

/// The number of workshops from which a list is long. Each takes about 2 KB while its page is made, beside what all lists share, so a
/// list that is not long takes 1 MB at most, and one of 10,000 workshops 20 MB.
const LONG: usize = 500;

/// Pages that are made together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PageGroup<'a> {
    Home,
    Workshop(&'a Workshop),
    Speaker(&'a Speaker),
    /// A list of topics, of years, or of workshops.
    List(ListPage<'a>),
    Plain(&'a Slug, &'a PlainPage),
    Find,
    NotFound,
}

impl PageGroup<'_> {
    /// Returns the main text of these pages; `None` if they show none.
    pub(crate) fn text(self) -> Option<TextKey> {
        match self {
            PageGroup::Home => Some(TextKey::Home),
            PageGroup::Workshop(workshop) => Some(TextKey::Workshop(workshop.slug.clone())),
            PageGroup::Speaker(speaker) => Some(TextKey::Speaker(speaker.slug.clone())),
            PageGroup::Plain(slug, _) => Some(TextKey::Page(slug.clone())),
            PageGroup::List(_) | PageGroup::Find | PageGroup::NotFound => None,
        }
    }
}

impl<'a> PageGroups<'a> {
    /// Prepares the pages of a site with these sharing pictures.
    pub(crate) fn new(site: Site<'a>, pictures: &'a SharePictures) -> PageGroups<'a> {
        PageGroups { site, pictures, sessions: sessions_by_speaker(site), years: programme::years(site) }
    }

    /// Returns the groups, ordered by kind and name.
    pub(crate) fn list(&self) -> Vec<PageGroup<'a>> {
        let content = self.site.content;
        let mut groups = vec![PageGroup::Home];
        let workshops = content.programme.workshops.values();
        let translated = |workshop: &&Workshop| self.site.addresses.pages.has_workshop(&workshop.slug);
        groups.extend(workshops.filter(translated).map(PageGroup::Workshop));
        groups.extend(content.programme.speakers.values().map(PageGroup::Speaker));
        groups.extend(programme::lists(self.site, &self.years).into_iter().map(PageGroup::List));
        groups.extend(content.pages.iter().map(|(slug, page)| PageGroup::Plain(slug, page)));
        groups.extend([PageGroup::Find, PageGroup::NotFound]);
        groups
    }

    /// Returns whether a page of a group may list many workshops.
    pub(crate) fn may_be_long(&self, group: PageGroup<'a>) -> bool {
        let listed = match group {
            // The workshops that are not over.
            PageGroup::Home | PageGroup::NotFound => self.site.content.programme.workshops.len(),
            PageGroup::List(list) => list.workshops(&self.years),
            PageGroup::Workshop(_) | PageGroup::Speaker(_) | PageGroup::Plain(..) | PageGroup::Find => 0,
        };
        listed >= LONG
    }

    /// Returns the pages of a group, in order and without their texts.
    ///
    /// # Errors
    ///
    /// Returns an error if the theme lacks the words of a title; a checked theme has them.
    pub(crate) fn pages(&self, group: PageGroup<'a>) -> Result<Vec<Page>, WordsError> {
        let PageGroups { site, pictures, sessions, years } = self;
        let site = *site;
        let mut pages = match group {
            PageGroup::Home => vec![super::home(site)],
            PageGroup::Workshop(workshop) => {
                workshop::pages(site, workshop, pictures.of_workshop(&workshop.slug))?
            }
            PageGroup::Speaker(speaker) => {
                let sessions = sessions.get(&speaker.slug).map_or(&[][..], Vec::as_slice);
                vec![super::speaker_page(site, speaker, sessions)?]
            }
            PageGroup::List(list) => programme::list_page(site, list, years)?.into_iter().collect(),
            PageGroup::Plain(slug, page) => vec![super::plain_page(site, slug, page)],
            PageGroup::Find => find::find_page(site)?.into_iter().collect(),
            PageGroup::NotFound => vec![super::not_found(site)?],
        };
        for page in pages.iter_mut().filter(|page| page.head.image.is_none() && page.head.path.is_some()) {
            page.head.image = pictures.of_site().cloned();
        }
        Ok(pages)
    }
}
