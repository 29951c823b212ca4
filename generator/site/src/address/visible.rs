//! `Addresses`: the targets of an edition's links, and the reasons why links are broken.

use addresses::Permalink;
use content::page_file;
use content::publication::Presence;
use model::slug::Slug;

use super::edition::EditionAddresses;
use super::{FileAddress, PageAddress, PageKey, Resource, SiteAddresses, claims};

/// The pages of the site that are visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visible {
    /// All pages except drafts, as if everything were published.
    AllButDrafts,
    /// Published pages.
    Published,
}

/// The addresses that one edition can link to. Pages that do not exist in its language are replaced by
/// those in the site's own.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addresses<'a> {
    site: &'a SiteAddresses,
    /// The index of the edition; 0 is the site's own language.
    edition: usize,
    visible: Visible,
}

/// The reason why the target of a link has no page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The page is a draft.
    Draft,
    /// The page is scheduled or was taken down.
    ForNow,
}

/// The target of a link: a path on the site that begins with `/`, or the path of a file below `content/`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    Path(&'a str),
    File(&'a str),
}

/// A page of an edition with the same page in the site's own language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counterpart<'a> {
    pub(crate) own: &'a Permalink,
    pub(crate) main: &'a Permalink,
}

impl<'a> Addresses<'a> {
    /// Creates the addresses for the edition with this index.
    pub(crate) fn new(site: &'a SiteAddresses, edition: usize, visible: Visible) -> Addresses<'a> {
        Addresses { site, edition, visible }
    }

    /// Returns whether these are the addresses of a further language.
    pub(crate) fn are_of_further_language(self) -> bool {
        self.edition > 0
    }

    /// Returns the permalink of the home page.
    pub(crate) fn home(self) -> &'a Permalink {
        self.known("index.md")
    }

    /// Returns the permalink of a workshop's page.
    pub(crate) fn workshop(self, slug: &Slug) -> &'a Permalink {
        self.known(&page_file::of_workshop(slug))
    }

    /// Returns the path of a workshop's calendar file.
    pub(crate) fn calendar(self, slug: &Slug) -> String {
        claims::calendar(self.workshop(slug), slug)
    }

    /// Returns the first address of a workshop's page, which identifies it permanently, as in feeds; `first` is the
    /// first name of its folder.
    pub(crate) fn first_of_workshop(self, slug: &Slug, first: &Slug) -> Permalink {
        let own = self.own().filter(|_| self.has_workshop(slug)).or(self.site.editions.first());
        own.map_or_else(
            || self.workshop(slug).clone(),
            |edition| edition.permalinks.workshop.permalink(first),
        )
    }

    /// Returns the permalink of a speaker's page.
    pub(crate) fn speaker(self, slug: &Slug) -> &'a Permalink {
        self.known(&page_file::of_speaker(slug))
    }

    /// Returns the permalink of a plain page.
    pub(crate) fn plain_page(self, slug: &Slug) -> &'a Permalink {
        self.known(&page_file::of_plain_page(slug))
    }

    fn known(self, path: &str) -> &'a Permalink {
        self.page(path).expect("every file that was loaded has its place")
    }

    /// Returns the permalink of a content file, by its path below `content/`, or of its translation if there is one.
    pub(crate) fn page(self, path: &str) -> Option<&'a Permalink> {
        if let Some(page) = self.own().and_then(|own| own.pages.get(&PageKey::File(path.to_owned()))) {
            return self.shows(page.presence).then_some(&page.permalink);
        }
        match self.site.files.get(path)? {
            FileAddress::Page(page) => self.shows(page.presence).then_some(&page.permalink),
            FileAddress::Attachment { .. } => None,
        }
    }

    /// Returns the path of an attachment on the site, by its path below `content/`.
    pub(crate) fn attachment(self, path: &str) -> Option<&'a str> {
        match self.site.files.get(path)? {
            FileAddress::Attachment { path, presence } => self.shows(*presence).then_some(path),
            FileAddress::Page(_) => None,
        }
    }

    /// Returns the attachment at a path on the site, by its path below `content/`.
    pub(crate) fn attachment_at(self, path: &str) -> Option<&'a str> {
        let resource = self.resource(path).filter(|resource| resource.edition.is_none());
        resource.and_then(|resource| resource.file.as_deref())
    }

    /// Iterates over the attachments of a workshop: path below `content/`, path below its folder, and path on the
    /// site.
    pub(crate) fn attachments_of(self, slug: &Slug) -> impl Iterator<Item = (&'a str, &'a str, &'a str)> {
        let folder = format!("workshops/{slug}/");
        let files = self.site.files.range(folder.clone()..);
        let files = files.take_while({
            let folder = folder.clone();
            move |(path, _)| path.starts_with(&folder)
        });
        files
            .filter_map(move |(path, _)| Some((path.as_str(), &path[folder.len()..], self.attachment(path)?)))
    }

    /// Returns the permalink of a workshop's registration page.
    pub(crate) fn registration(self, slug: &Slug) -> Option<&'a Permalink> {
        self.own_or_main(&PageKey::Registration(slug.clone()))
    }

    /// Returns the permalink of the page of a workshop's questionnaire.
    pub(crate) fn questionnaire(self, slug: &Slug) -> Option<&'a Permalink> {
        self.own_or_main(&PageKey::Questionnaire(slug.clone()))
    }

    /// Returns the permalink of a page without a content file, in the language of these addresses.
    pub(crate) fn get(self, key: &PageKey) -> Option<&'a Permalink> {
        let page = self.own()?.pages.get(key).filter(|page| self.shows(page.presence))?;
        Some(&page.permalink)
    }

    /// Iterates over pages without a content file, which links must name by their addresses.
    pub(crate) fn without_file(self) -> impl Iterator<Item = &'a Permalink> {
        let keys = [PageKey::Topics, PageKey::Archive, PageKey::Search, PageKey::Find];
        keys.into_iter().filter_map(move |key| self.get(&key))
    }

    /// Returns the path of the feed, which exists only if the site has one.
    pub(crate) fn feed(self) -> String {
        claims::feed(self.prefix())
    }

    /// Returns the path of the programme's calendar, which does not exist if it would be empty.
    pub(crate) fn programme(self) -> String {
        claims::programme(self.prefix())
    }

    /// Returns the folder of the language of these addresses, between two slashes.
    pub(crate) fn folder(self) -> String {
        format!("{}/", self.prefix())
    }

    fn prefix(self) -> &'a str {
        self.own().map_or("", |own| own.folder.as_str())
    }

    /// Returns whether a page, by its file below `content/`, exists in the language of these addresses.
    pub(crate) fn is_own(self, path: &str) -> bool {
        self.own().is_some_and(|own| own.pages.contains_key(&PageKey::File(path.to_owned())))
    }

    /// Returns whether a workshop has a page in the language of these addresses.
    pub(crate) fn has_workshop(self, slug: &Slug) -> bool {
        self.is_own(&page_file::of_workshop(slug))
    }

    /// Returns whether the page at a path is in the language of these addresses.
    pub(crate) fn has_own_path(self, path: &str) -> bool {
        self.resource(path).is_some_and(|resource| resource.edition == Some(self.edition))
    }

    /// Returns the language of the page at a path, if it is not the language of these addresses.
    pub(crate) fn other_language_at(self, path: &str) -> Option<&'a str> {
        let edition = self.resource(path)?.edition.filter(|edition| *edition != self.edition)?;
        self.site.editions.get(edition).map(|edition| edition.language.as_str())
    }

    /// Returns whether a page in any language has this path.
    pub(crate) fn has_path(self, path: &str) -> bool {
        self.resource(path).is_some_and(|resource| resource.edition.is_some())
    }

    /// Returns the file below `content/` whose page or form has a path on the site, in any language.
    pub(crate) fn file_at(self, path: &str) -> Option<&'a str> {
        let resource = self.resource(path).filter(|resource| resource.edition.is_some());
        resource.and_then(|resource| resource.file.as_deref())
    }

    /// Iterates over the pages of content files and the registration forms in all languages, each with its file below
    /// `content/`.
    pub(crate) fn pages_of_files(self) -> impl Iterator<Item = (String, &'a Permalink)> {
        let pages = self.site.editions.iter().flat_map(|edition| {
            let has_file = |key: &PageKey| matches!(key, PageKey::File(_) | PageKey::Registration(_));
            let pages = edition.pages.iter().filter(move |(key, _)| has_file(key));
            pages.filter_map(|(key, page)| Some((edition.file_of(key)?, page)))
        });
        pages.filter(move |(_, page)| self.shows(page.presence)).map(|(file, page)| (file, &page.permalink))
    }

    /// Iterates over the paths below `content/` of all possible link targets.
    pub(crate) fn targets(self) -> impl Iterator<Item = &'a str> + Clone {
        let files = self.site.files.iter().filter(move |(_, file)| match file {
            FileAddress::Page(page) => self.shows(page.presence),
            FileAddress::Attachment { presence, .. } => self.shows(*presence),
        });
        files.map(|(path, _)| path.as_str())
    }

    /// Returns every page of a further language, with the same page in the site's own language if there is one.
    pub(crate) fn counterparts(self) -> Vec<Counterpart<'a>> {
        let (Some(own), Some(main)) = (self.own(), self.site.editions.first()) else { return Vec::new() };
        let counterpart = |(key, page): (&PageKey, &'a PageAddress)| {
            let main = main.pages.get(&own.original_of(key)?)?;
            let are_shown = self.shows(page.presence) && self.shows(main.presence);
            are_shown.then_some(Counterpart { own: &page.permalink, main: &main.permalink })
        };
        own.pages.iter().filter_map(counterpart).collect()
    }

    /// Returns the reason why a broken link has no target; `None` if the target never exists.
    pub(crate) fn absent(self, target: Target<'_>) -> Option<Absent> {
        let presence = match target {
            Target::Path(path) => self.site.by_path.get(path)?.presence,
            Target::File(path) => match self.site.files.get(path)? {
                FileAddress::Page(page) => page.presence,
                FileAddress::Attachment { presence, .. } => *presence,
            },
        };
        match presence {
            Presence::Draft => Some(Absent::Draft),
            Presence::Hidden => (!self.shows(presence)).then_some(Absent::ForNow),
            Presence::Published => None,
        }
    }

    fn own(self) -> Option<&'a EditionAddresses> {
        self.site.editions.get(self.edition)
    }

    fn own_or_main(self, key: &PageKey) -> Option<&'a Permalink> {
        let main = || Addresses { edition: 0, ..self }.get(key);
        self.get(key).or_else(main)
    }

    fn resource(self, path: &str) -> Option<&'a Resource> {
        self.site.by_path.get(path).filter(|resource| self.shows(resource.presence))
    }

    fn shows(self, presence: Presence) -> bool {
        match presence {
            Presence::Published => true,
            Presence::Hidden => self.visible == Visible::AllButDrafts,
            Presence::Draft => false,
        }
    }
}
