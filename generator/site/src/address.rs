//! The addresses of the site: the pages in each of its languages, and the files that texts can link to.
//!
//! All addresses are determined once, after the content is resolved. [`SiteAddresses`] contains everything, published
//! or not, and [`Addresses`] what one edition can link to. Collisions are found in the list of all claims (`claims`).

mod claims;
mod edition;
mod files;
mod lists;
mod translation;
mod visible;

use std::collections::BTreeMap;
use std::sync::Arc;

use addresses::Permalink;
use content::config::Config;
use content::load::Sources;
use content::publication::{Presence, Publications};
use diagnostics::{Diagnostics, SourceFile};
use model::slug::Slug;
use resolve::Listings;

use self::claims::Claim;
use self::edition::EditionAddresses;
pub(crate) use self::visible::{Absent, Addresses, Counterpart, Target, Visible};

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
pub(crate) struct Lists<'a> {
    pub(crate) config: &'a Config,
    /// The lists of all workshops except drafts.
    pub(crate) all: &'a Listings,
    /// The lists of published workshops.
    pub(crate) published: &'a Listings,
}

/// The addresses of everything on the site, published or not.
#[derive(Debug, Default)]
pub(crate) struct SiteAddresses {
    /// The pages of each language, the site's own first.
    editions: Vec<EditionAddresses>,
    /// The files of `content/` that can be linked to, by path.
    files: BTreeMap<String, FileAddress>,
    /// The page or attachment at each path on the site.
    by_path: BTreeMap<String, Resource>,
    /// The first file that claims each file of `dist/site`, by path.
    owners: BTreeMap<String, Arc<SourceFile>>,
}

/// The address of a file of `content/`.
#[derive(Debug)]
enum FileAddress {
    Page(PageAddress),
    /// The file is copied to a path on the site.
    Attachment {
        path: String,
        presence: Presence,
    },
}

/// A page or an attachment at a path on the site.
#[derive(Debug)]
struct Resource {
    presence: Presence,
    /// The index of the edition that has the page; `None` for an attachment.
    edition: Option<usize>,
    /// The path below `content/` of the file that is shown there; `None` for lists and similar pages.
    file: Option<String>,
}

impl SiteAddresses {
    /// Returns the addresses of all `sources`, including drafts, in each language, the site's own first. Collisions
    /// and translations without an original are reported, unless they are drafts.
    pub(crate) fn of(
        sources: &Sources,
        publications: &Publications,
        languages: &[Lists<'_>],
        diagnostics: &mut Diagnostics,
    ) -> SiteAddresses {
        let Some(main) = languages.first() else { return SiteAddresses::default() };
        translation::check(sources, publications, main.config, diagnostics);
        let editions = languages.iter().enumerate();
        let pages = |(number, language)| edition::pages(number, language, sources, publications, main.config);
        let pages: Vec<_> = editions.map(pages).collect();
        let attachments = files::attachments(sources, publications, &main.config.permalinks);
        let claims = claims::of_site(&pages, &attachments, languages, sources);
        claims::check(&claims, diagnostics);
        let editions = languages.iter().enumerate().zip(pages);
        let editions =
            editions.map(|((number, language), pages)| EditionAddresses::new(number, language, pages));
        let editions: Vec<_> = editions.collect();
        SiteAddresses {
            by_path: by_path(&editions, &attachments),
            files: files::by_path(&editions, attachments),
            owners: claims.into_iter().rev().map(|Claim { output, file }| (output, file)).collect(),
            editions,
        }
    }

    /// Returns the file whose page or attachment is written to this file of `dist/site`.
    pub(crate) fn owner(&self, output: &str) -> Option<&str> {
        self.owners.get(output).map(|file| file.path.as_str())
    }
}

/// Returns the page or attachment at each path. Published pages take precedence over drafts at the same path.
fn by_path(editions: &[EditionAddresses], attachments: &[files::Attachment]) -> BTreeMap<String, Resource> {
    let pages = editions.iter().enumerate().flat_map(|(number, edition)| {
        edition.pages.iter().map(move |(key, page)| {
            let resource =
                Resource { presence: page.presence, edition: Some(number), file: edition.file_of(key) };
            (page.permalink.to_string(), resource)
        })
    });
    let attachments = attachments.iter().map(|it| {
        let resource = Resource { presence: it.presence, edition: None, file: Some(it.source.clone()) };
        (it.path.clone(), resource)
    });
    let mut resources: Vec<_> = pages.chain(attachments).collect();
    resources.sort_by_key(|(_, it)| it.presence != Presence::Draft);
    // Of two entries with the same path, the last one remains.
    resources.into_iter().collect()
}
