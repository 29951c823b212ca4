//! `FileAddresses`: the paths of files that are not pages: attachments, calendars and feeds.

use std::collections::BTreeMap;

use addresses::Permalink;
use content::config::{Config, Permalinks};
use content::load::Sources;
use content::publication::{Presence, Publications};
use model::slug::Slug;

use super::edition::LanguageAddresses;
use super::pages::PageAddresses;
use super::{ContentFileAddress, PageKey};

/// The name of the feed, in the folder of its language.
const FEED: &str = "atom.xml";

/// The name of the programme's calendar, in the folder of its language.
const PROGRAMME: &str = "programme.ics";

/// The visible files, from the view of one language.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FileAddresses<'a> {
    pub(super) pages: PageAddresses<'a>,
    /// The files of `content/` by path.
    pub(super) files: &'a BTreeMap<String, ContentFileAddress>,
}

/// A file in the folder of a workshop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WorkshopFile<'a> {
    /// The path below `content/`.
    pub(crate) source: &'a str,
    /// The path below the folder of the workshop.
    pub(crate) name: &'a str,
    /// The path on the site.
    pub(crate) path: &'a str,
}

impl<'a> FileAddresses<'a> {
    /// Returns the path of the feed, which exists only if the site has one.
    pub(crate) fn feed(self) -> String {
        feed(self.pages.own.config)
    }

    /// Returns the path of the programme's calendar, which does not exist if it would be empty.
    pub(crate) fn programme(self) -> String {
        programme(self.pages.own.config)
    }

    /// Returns the path of a workshop's calendar.
    pub(crate) fn calendar(self, slug: &Slug) -> String {
        calendar(self.pages.workshop(slug), slug)
    }

    /// Returns the path of an attachment on the site, by its path below `content/`.
    pub(crate) fn attachment(self, source: &str) -> Option<&'a str> {
        self.visible_path(self.files.get(source)?)
    }

    /// Iterates over the attachments of a workshop.
    pub(crate) fn of_workshop(self, slug: &Slug) -> impl Iterator<Item = WorkshopFile<'a>> {
        let folder = format!("workshops/{slug}/");
        let files = self.files.range(folder.clone()..);
        files.map_while(move |(source, file)| Some((source, source.strip_prefix(&folder)?, file))).filter_map(
            move |(source, name, file)| Some(WorkshopFile { source, name, path: self.visible_path(file)? }),
        )
    }

    fn visible_path(self, file: &'a ContentFileAddress) -> Option<&'a str> {
        match file {
            ContentFileAddress::Attachment { path, presence } => {
                self.pages.visible.shows(*presence).then_some(path)
            }
            ContentFileAddress::Page(_) => None,
        }
    }
}

/// Returns the path of the feed in a language.
pub(super) fn feed(config: &Config) -> String {
    format!("{}/{FEED}", config.folder)
}

/// Returns the path of the programme's calendar in a language.
pub(super) fn programme(config: &Config) -> String {
    format!("{}/{PROGRAMME}", config.folder)
}

/// Returns the path of the calendar of the workshop whose page has this permalink.
pub(crate) fn calendar(page: &Permalink, slug: &Slug) -> String {
    format!("{page}{slug}.ics")
}

/// A file that is published as an attachment.
#[derive(Debug)]
pub(super) struct Attachment {
    /// The path below `content/`.
    pub(super) source: String,
    /// The path on the site.
    pub(super) path: String,
    pub(super) presence: Presence,
}

/// Returns all attachments. Those beside pages and speakers are beside their pages, those beside the home page at the
/// root, and those of a workshop below its page.
pub(super) fn attachments(
    sources: &Sources,
    publications: &Publications,
    permalinks: &Permalinks,
) -> Vec<Attachment> {
    let of_workshops = sources.workshops.iter().flat_map(|(slug, workshop)| {
        let page = permalinks.workshop.permalink(slug);
        let names = workshop.attachments.keys();
        names.map(move |name| (format!("workshops/{slug}/{name}"), format!("{page}{name}")))
    });
    let others = sources.attachments.keys().map(|source| {
        let (folder, name) = source.split_once('/').unwrap_or(("", source));
        let folder = match folder {
            "speakers" => permalinks.speaker.index(),
            "pages" => permalinks.page.index(),
            _ => permalinks.home.clone(),
        };
        (source.clone(), format!("{folder}{name}"))
    });
    let attachment = |(source, path): (String, String)| {
        let presence = publications.presence(&source);
        Attachment { source, path, presence }
    };
    of_workshops.chain(others).map(attachment).collect()
}

/// Returns the files of all editions that are pages, and the attachments, by path below `content/`.
pub(super) fn by_path(
    editions: &[LanguageAddresses<'_>],
    attachments: Vec<Attachment>,
) -> BTreeMap<String, ContentFileAddress> {
    let pages = editions.iter().flat_map(|edition| {
        edition.pages.iter().filter_map(|(key, page)| {
            let PageKey::File(original) = key else { return None };
            Some((edition.name_of(original), ContentFileAddress::Page(page.clone())))
        })
    });
    let attachments = attachments.into_iter().map(|Attachment { source, path, presence }| {
        (source, ContentFileAddress::Attachment { path, presence })
    });
    pages.chain(attachments).collect()
}
