//! The addresses of the site: the pages in each of its languages, and the files that texts can link to.
//!
//! All addresses are determined once, after the content is resolved. [`SiteAddresses`] contains everything, published
//! or not. [`Addresses`] is the visible part from the view of one language: its pages (`pages`), the files that are not
//! pages (`files`), and what a link can lead to (`targets`). Collisions are found in the list of all claims (`claims`).

mod claims;
mod edition;
mod files;
mod lists;
mod pages;
mod targets;
mod translation;
mod visible;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use addresses::Permalink;
use content::config::Config;
use content::load::Sources;
use content::publication::{Presence, Publications};
use diagnostics::{Diagnostics, SourceFile};
use model::slug::Slug;
use rayon::prelude::*;
use resolve::Listings;

use self::claims::Claim;
pub(crate) use self::claims::used;
use self::edition::LanguageAddresses;
pub(crate) use self::edition::pages_of;
use self::files::FileAddresses;
pub(crate) use self::files::{WorkshopFile, calendar};
use self::pages::PageAddresses;
pub(crate) use self::pages::Translated;
use self::targets::LinkTargets;
pub(crate) use self::targets::{Absent, Target};
pub(crate) use self::translation::workshop_of;
pub(crate) use self::visible::Visible;

/// The subject of a page, which is the same in every language of the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PageKey {
    /// A content file, by the path below `content/` of its original in the site's own language.
    File(String),
    /// The registration form of a workshop.
    Registration(Slug),
    /// The questionnaire of a workshop.
    Questionnaire(Slug),
    /// The page that searches the site.
    Search,
    /// The page that finds registrations.
    Find,
    /// The list of topics.
    Topics,
    /// The workshops on a topic, by its slug in the language of the page.
    Topic(Slug),
    /// The list of years.
    Archive,
    /// The workshops of a year.
    Year(i16),
}

/// The address of a page.
#[derive(Clone, Debug)]
struct PageAddress {
    permalink: Permalink,
    presence: Presence,
    /// The file that requires the page; `None` if it is missing, which is reported where it is read.
    file: Option<Arc<SourceFile>>,
}

/// The lists of workshops in a language, with the configuration in that language.
#[derive(Clone, Copy)]
pub(crate) struct LanguageListings<'a> {
    pub(crate) config: &'a Config,
    /// The lists of all workshops except drafts.
    pub(crate) all: &'a Listings,
    /// The lists of published workshops.
    pub(crate) published: &'a Listings,
}

/// The addresses of everything on the site, published or not.
#[derive(Debug)]
pub(crate) struct SiteAddresses<'a> {
    /// The pages of each language, the site's own first; never empty.
    editions: Vec<LanguageAddresses<'a>>,
    /// The files of `content/` that can be linked to, by path.
    files: BTreeMap<String, ContentFileAddress>,
    /// The page or attachment at each path on the site.
    by_path: BTreeMap<String, Resource<'a>>,
    /// The first file that claims each file of `dist/site`, by path.
    owners: BTreeMap<String, Arc<SourceFile>>,
    /// Files that exist but cannot be read, which was reported.
    unreadable: BTreeSet<String>,
}

/// The address of a file of `content/`.
#[derive(Debug)]
enum ContentFileAddress {
    Page(PageAddress),
    /// The file is copied to a path on the site.
    Attachment {
        path: String,
        presence: Presence,
    },
}

impl ContentFileAddress {
    fn presence(&self) -> Presence {
        match self {
            ContentFileAddress::Page(page) => page.presence,
            ContentFileAddress::Attachment { presence, .. } => *presence,
        }
    }
}

/// A page or an attachment at a path on the site.
#[derive(Debug)]
struct Resource<'a> {
    presence: Presence,
    /// The language of the page; `None` for an attachment.
    language: Option<&'a str>,
    /// The path below `content/` of the file that is shown there; `None` for lists and similar pages.
    file: Option<String>,
}

/// The visible addresses, from the view of one language of the site.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addresses<'a> {
    /// The pages.
    pub(crate) pages: PageAddresses<'a>,
    /// The files that are not pages.
    pub(crate) files: FileAddresses<'a>,
    /// The targets of links.
    pub(crate) targets: LinkTargets<'a>,
}

impl<'a> SiteAddresses<'a> {
    /// Returns the addresses of all `sources`, including drafts, in each language, the site's own first. Collisions
    /// and translations without an original are reported, unless they are drafts.
    pub(crate) fn of(
        sources: &Sources,
        publications: &Publications,
        languages: &[LanguageListings<'a>],
        diagnostics: &mut Diagnostics,
    ) -> SiteAddresses<'a> {
        let main = languages.first().expect("a site has its own language");
        translation::check(sources, publications, main.config, diagnostics);
        let pages = |language: &LanguageListings<'a>| edition::pages(language, sources, publications);
        let pages: Vec<_> = languages.par_iter().map(pages).collect();
        let attachments = files::attachments(sources, publications, &main.config.permalinks);
        let claims = claims::of_site(&pages, &attachments, languages, sources);
        claims::check(&claims, diagnostics);
        let editions = languages.iter().zip(pages);
        let editions: Vec<_> =
            editions.map(|(language, pages)| LanguageAddresses::new(language.config, pages)).collect();
        let owners = || claims.into_iter().rev().map(|Claim { output, file, .. }| (output, file)).collect();
        let (by_path, owners) = rayon::join(|| by_path(&editions, &attachments), owners);
        let (files, unreadable) = (files::by_path(&editions, attachments), sources.unreadable.clone());
        SiteAddresses { by_path, files, owners, unreadable, editions }
    }

    /// Iterates over the visible addresses from the view of each language, the site's own first.
    pub(crate) fn in_each_language(&self, visible: Visible) -> impl Iterator<Item = Addresses<'_>> {
        let main = self.editions.first().expect("a site has its own language");
        self.editions.iter().map(move |own| {
            let pages = PageAddresses { own, main, visible };
            Addresses {
                pages,
                files: FileAddresses { pages, files: &self.files },
                targets: LinkTargets { site: self, own, visible },
            }
        })
    }

    /// Iterates over the published pages of all languages.
    pub(crate) fn published(&self) -> impl Iterator<Item = (&PageKey, &Permalink)> {
        let pages = self.editions.iter().flat_map(|edition| &edition.pages);
        let published = pages.filter(|(_, page)| page.presence == Presence::Published);
        published.map(|(key, page)| (key, &page.permalink))
    }

    /// Returns the file whose page or attachment is written to this file of `dist/site`.
    pub(crate) fn owner(&self, output: &str) -> Option<&str> {
        self.owners.get(output).map(|file| file.path.as_str())
    }
}

/// Returns the page or attachment at each path. Published pages take precedence over drafts at the same path.
fn by_path<'a>(
    editions: &[LanguageAddresses<'a>],
    attachments: &[files::Attachment],
) -> BTreeMap<String, Resource<'a>> {
    let pages = editions.iter().flat_map(|edition| {
        edition.pages.iter().map(|(key, page)| {
            let language = Some(edition.language());
            let resource = Resource { presence: page.presence, language, file: edition.file_of(key) };
            (page.permalink.to_string(), resource)
        })
    });
    let attachments = attachments.iter().map(|it| {
        let resource = Resource { presence: it.presence, language: None, file: Some(it.source.clone()) };
        (it.path.clone(), resource)
    });
    let mut resources: Vec<_> = pages.chain(attachments).collect();
    resources.sort_by_key(|(_, it)| it.presence != Presence::Draft);
    // Of two entries with the same path, the last one remains.
    resources.into_iter().collect()
}
