//! Every file of the site in the order in which it is written: what pages refer to comes before them.

use std::collections::BTreeSet;
use std::fs;

use anyhow::Context as _;
use content::load::Sources;
use diagnostics::Warning;
use diagnostics::{Diagnostic, Diagnostics};
use images::share_picture::Drawings;
use images::{Contents, OutputFile};
use images::{photograph, picture};
use model::catalogue::Catalogue;
use rayon::prelude::*;
use serde::Serialize;
use theme::Page;
use view::headers;

use crate::edition::{self, Edition};
use crate::external::ExternalLink;
use crate::page_history::PageHistory;
use crate::published::Published;
use crate::redirect::Redirects;
use crate::search::SearchIndex;
use crate::share_pictures::Pictures;
use crate::sitemap;

/// The files of the site.
#[derive(Debug)]
pub(crate) struct Output {
    /// How many pages there are.
    pub(crate) pages: usize,
    /// Scheme and host of the site's address.
    pub(crate) base_url: String,
    /// Links that lead out of the site.
    pub(crate) external_links: Vec<ExternalLink>,
    /// Questions that forms in further languages ask in the site's own, a line each.
    pub(crate) untranslated_questions: Vec<String>,
    /// What the site lacks.
    pub(crate) warnings: Vec<Warning>,
    /// What the handler is told.
    pub(crate) catalogue: Catalogue,
    /// What the next build is compared with.
    pub(crate) published: Published,
    /// The files, in the order in which they are to be written.
    pub(crate) files: Vec<OutputFile>,
    /// Pictures, which are yet to be drawn.
    pub(crate) pictures: Vec<Pictures>,
}

/// What the files of a site are made of. Paths of files are those below `dist/site`.
pub(crate) struct Parts<'a> {
    pub(crate) editions: &'a [Edition],
    pub(crate) sources: &'a Sources,
    pub(crate) pages: &'a [Page],
    /// HTML by file.
    pub(crate) html: Vec<(String, String)>,
    /// When pages were made and changed.
    pub(crate) history: &'a PageHistory,
    /// Feeds by file.
    pub(crate) feeds: Vec<(String, String)>,
    /// Calendars by file.
    pub(crate) calendars: Vec<(String, String)>,
    /// The indexes that visitors search.
    pub(crate) indexes: Vec<SearchIndex>,
    /// Attachments that are published, by their path below `content/`.
    pub(crate) attachments: &'a BTreeSet<String>,
    pub(crate) redirects: &'a [Redirects],
    /// Images that were made smaller.
    pub(crate) images: Vec<OutputFile>,
}

/// The files of a site, in the order in which they are to be written: what others refer to comes first.
///
/// # Errors
///
/// When something cannot be serialised.
pub(crate) fn files(parts: Parts<'_>) -> anyhow::Result<Vec<OutputFile>> {
    let Parts { editions, sources, attachments, redirects, .. } = parts;
    let main = main(editions);
    let mut rules: Vec<_> = redirects.iter().flat_map(|redirects| redirects.rules(attachments)).collect();
    rules.sort();
    let mut files = parts.images;
    files.extend(parts.indexes.into_iter().map(|index| on_site(&index.output, index.bytes)));
    files.extend(redirects.iter().flat_map(Redirects::attachments).filter_map(|(from, path)| {
        copy(sources, Some(path).filter(|path| attachments.contains(*path))?, from)
    }));
    files.push(json("deployment/redirects.json", &rules)?);
    files.extend(attachments.iter().filter_map(|path| copy(sources, path, main.addresses.attachment(path)?)));
    files.extend(texts(parts.calendars));
    files.extend(main.files.assets.iter().map(|asset| on_site(&asset.output, asset.bytes.clone())));
    files.push(for_handler("catalogue.json", &main.catalogue)?);
    files.push(for_handler("theme.json", &edition::theme(editions))?);
    files.push(json("deployment/headers.json", &headers::rules())?);
    files.extend(texts(parts.html));
    let base_url = &main.config.base_url;
    files.push(on_site("robots.txt", sitemap::robots(base_url).into_bytes()));
    files.extend(texts(parts.feeds));
    files.push(on_site("sitemap.xml", sitemap::sitemap(parts.pages, base_url, parts.history)?));
    Ok(files)
}

/// The edition in the site's own language.
fn main(editions: &[Edition]) -> &Edition {
    editions.first().expect("a site has its own language")
}

fn texts(files: Vec<(String, String)>) -> impl Iterator<Item = OutputFile> {
    files.into_iter().map(|(path, text)| on_site(&path, text.into_bytes()))
}

/// A copy of an attachment, by its path below `content/`, at a path on the site.
fn copy(sources: &Sources, path: &str, to: &str) -> Option<OutputFile> {
    let contents = Contents::BareCopyOf(sources.attachment(path)?.location.clone());
    Some(OutputFile { path: format!("site{to}"), contents })
}

impl Output {
    /// The pictures that other sites show with a link, of all languages, which are still to be drawn.
    pub(crate) fn drawings(&self) -> Vec<&Drawings> {
        self.pictures.iter().map(|pictures| &pictures.drawings).collect()
    }

    /// The same files with another catalogue.
    ///
    /// # Errors
    ///
    /// When it cannot be serialised.
    pub(crate) fn with_catalogue(self, catalogue: Catalogue) -> anyhow::Result<Output> {
        let file = for_handler("catalogue.json", &catalogue)?;
        let others = self.files.into_iter().filter(|other| other.path != file.path);
        let files = others.chain([for_handler("catalogue.json", &catalogue)?]).collect();
        Ok(Output { files, published: Published::of(&catalogue), catalogue, ..self })
    }
}

/// Tells attachments, named by their path below `content/`, that are photographs and damaged: what they note of persons
/// and places cannot be taken out.
pub(crate) fn check_attachments(
    attachments: &BTreeSet<String>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let photographs = attachments.par_iter().filter(|path| picture::is_decoded(path));
    let problem = |path: &String| {
        let bytes = fs::read(&sources.attachment(path)?.location);
        let reason = match bytes.map(photograph::bare) {
            Ok(Ok(_)) => return None,
            Ok(Err(reason)) => reason,
            Err(error) => error.to_string(),
        };
        let message = format!("what was noted in this photograph cannot be taken out: {reason}");
        let problem = Diagnostic::of_file(format!("content/{path}"), message);
        Some(problem.with_hint("open it in an image editor and save it again as JPEG or PNG"))
    };
    let problems: Vec<_> = photographs.filter_map(problem).collect();
    problems.into_iter().for_each(|problem| diagnostics.push(problem));
}

fn on_site(path: &str, bytes: Vec<u8>) -> OutputFile {
    OutputFile { path: format!("site/{path}"), contents: Contents::Bytes(bytes) }
}

fn for_handler(name: &str, value: &impl Serialize) -> anyhow::Result<OutputFile> {
    json(&format!("handler/{name}"), value)
}

fn json(path: &str, value: &impl Serialize) -> anyhow::Result<OutputFile> {
    let mut bytes = serde_json::to_vec_pretty(value).with_context(|| format!("cannot serialise {path}"))?;
    bytes.push(b'\n');
    Ok(OutputFile { path: path.to_owned(), contents: Contents::Bytes(bytes) })
}
