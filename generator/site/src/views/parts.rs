//! `Parts`: the pages of the site in small groups, so that they need not all be in memory at the same time.

use std::collections::BTreeMap;

use model::programme::{Speaker, Workshop};
use model::slug::Slug;
use resolve::PlainPage;
use theme::Page;
use view::words::WordsError;

use super::speaker_sessions::{SessionOf, sessions_by_speaker};
use super::{Site, find, programme, workshop};
use crate::share_pictures::SharePictures;

/// The pages of the site in one language, which are made part by part.
pub(crate) struct Parts<'a> {
    site: Site<'a>,
    pictures: &'a SharePictures,
    sessions: BTreeMap<&'a Slug, Vec<SessionOf<'a>>>,
}

/// Pages that are made together.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'a> {
    Home,
    Workshop(&'a Workshop),
    Speaker(&'a Speaker),
    /// The lists of topics and years.
    Lists,
    Plain(&'a Slug, &'a PlainPage),
    Find,
    NotFound,
}

impl<'a> Parts<'a> {
    /// Prepares the pages of a site with these sharing pictures.
    pub(crate) fn new(site: Site<'a>, pictures: &'a SharePictures) -> Parts<'a> {
        Parts { site, pictures, sessions: sessions_by_speaker(site) }
    }

    /// Returns the parts, ordered by kind and name.
    pub(crate) fn list(&self) -> Vec<Part<'a>> {
        let content = self.site.content;
        let mut parts = vec![Part::Home];
        let workshops = content.programme.workshops.values();
        let translated = |workshop: &&Workshop| self.site.addresses.pages.has_workshop(&workshop.slug);
        parts.extend(workshops.filter(translated).map(Part::Workshop));
        parts.extend(content.programme.speakers.values().map(Part::Speaker));
        parts.push(Part::Lists);
        parts.extend(content.pages.iter().map(|(slug, page)| Part::Plain(slug, page)));
        parts.extend([Part::Find, Part::NotFound]);
        parts
    }

    /// Returns the pages of a part, in order.
    ///
    /// # Errors
    ///
    /// Returns an error if the theme lacks the words of a title; a checked theme has them.
    pub(crate) fn pages(&self, part: Part<'a>) -> Result<Vec<Page>, WordsError> {
        let Parts { site, pictures, sessions } = self;
        let site = *site;
        let mut pages = match part {
            Part::Home => vec![super::home(site)],
            Part::Workshop(workshop) => {
                workshop::pages(site, workshop, pictures.of_workshop(&workshop.slug))?
            }
            Part::Speaker(speaker) => {
                let sessions = sessions.get(&speaker.slug).map_or(&[][..], Vec::as_slice);
                vec![super::speaker_page(site, speaker, sessions)?]
            }
            Part::Lists => programme::pages(site)?,
            Part::Plain(slug, page) => vec![super::plain_page(site, slug, page)],
            Part::Find => find::find_page(site)?.into_iter().collect(),
            Part::NotFound => vec![super::not_found(site)?],
        };
        for page in pages.iter_mut().filter(|page| page.head.image.is_none() && page.head.path.is_some()) {
            page.head.image = pictures.of_site().cloned();
        }
        Ok(pages)
    }
}
