//! `PageAddresses`: the visible pages, from the view of one language. Pages that do not exist in it are replaced by
//! those in the site's own.

use addresses::Permalink;
use content::page_file;
use model::slug::Slug;

use super::edition::LanguageAddresses;
use super::{PageAddress, PageKey, Visible};

/// The permalinks of pages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PageAddresses<'a> {
    /// The pages in this language.
    pub(super) own: &'a LanguageAddresses<'a>,
    /// The pages in the site's own language.
    pub(super) main: &'a LanguageAddresses<'a>,
    pub(super) visible: Visible,
}

/// A page in this language with the same page in the site's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Translated<'a> {
    pub(crate) own: &'a Permalink,
    pub(crate) main: &'a Permalink,
}

impl<'a> PageAddresses<'a> {
    /// Returns the tag of this language; `None` for the site's own.
    pub(crate) fn further_language(self) -> Option<&'a str> {
        self.own.config.further_language()
    }

    /// Returns the folder of this language on the site, between two slashes.
    pub(crate) fn folder(self) -> String {
        format!("{}/", self.own.config.folder)
    }

    /// Returns the permalink of the home page.
    pub(crate) fn home(self) -> &'a Permalink {
        self.known("index.md".to_owned())
    }

    /// Returns the permalink of a workshop's page.
    pub(crate) fn workshop(self, slug: &Slug) -> &'a Permalink {
        self.known(page_file::of_workshop(slug))
    }

    /// Returns the permalink of a speaker's page.
    pub(crate) fn speaker(self, slug: &Slug) -> &'a Permalink {
        self.known(page_file::of_speaker(slug))
    }

    /// Returns the permalink of a plain page.
    pub(crate) fn plain_page(self, slug: &Slug) -> &'a Permalink {
        self.known(page_file::of_plain_page(slug))
    }

    fn known(self, path: String) -> &'a Permalink {
        self.own_or_main(&PageKey::File(path)).expect("every file that was loaded has its place")
    }

    /// Returns the permalink of a workshop's registration page.
    pub(crate) fn registration(self, slug: &Slug) -> Option<&'a Permalink> {
        self.own_or_main(&PageKey::Registration(slug.clone()))
    }

    /// Returns the permalink of the page of a workshop's questionnaire.
    pub(crate) fn questionnaire(self, slug: &Slug) -> Option<&'a Permalink> {
        self.own_or_main(&PageKey::Questionnaire(slug.clone()))
    }

    fn own_or_main(self, key: &PageKey) -> Option<&'a Permalink> {
        self.get(key).or_else(|| self.permalink(self.main.pages.get(key)?))
    }

    /// Returns the permalink of a page, if it exists in this language.
    pub(crate) fn get(self, key: &PageKey) -> Option<&'a Permalink> {
        self.permalink(self.own.pages.get(key)?)
    }

    fn permalink(self, page: &'a PageAddress) -> Option<&'a Permalink> {
        self.visible.shows(page.presence).then_some(&page.permalink)
    }

    /// Iterates over pages without a content file, which links must name by their addresses.
    pub(crate) fn without_file(self) -> impl Iterator<Item = &'a Permalink> {
        let keys = [PageKey::Topics, PageKey::Archive, PageKey::Search, PageKey::Find];
        keys.into_iter().filter_map(move |key| self.get(&key))
    }

    /// Returns whether a content file, by the path of its original below `content/`, has a page in this language, even
    /// if that is not visible.
    pub(crate) fn has(self, original: &str) -> bool {
        self.own.pages.contains_key(&PageKey::File(original.to_owned()))
    }

    /// Returns whether a workshop has a page in this language.
    pub(crate) fn has_workshop(self, slug: &Slug) -> bool {
        self.has(&page_file::of_workshop(slug))
    }

    /// Returns the first address of a workshop's page, which identifies it permanently, as in feeds; `first` is the
    /// first name of its folder.
    pub(crate) fn first_of_workshop(self, slug: &Slug, first: &Slug) -> Permalink {
        let edition = if self.has_workshop(slug) { self.own } else { self.main };
        edition.config.permalinks.workshop.permalink(first)
    }

    /// Returns every page in this language that also exists in the site's own.
    pub(crate) fn translated(self) -> Vec<Translated<'a>> {
        let translated = |(key, page): (&PageKey, &'a PageAddress)| {
            let main = self.main.pages.get(&self.own.original_of(key)?)?;
            Some(Translated { own: self.permalink(page)?, main: self.permalink(main)? })
        };
        self.own.pages.iter().filter_map(translated).collect()
    }
}
