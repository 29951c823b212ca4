//! The files of the site in the order of writing: a file is written before the pages that refer to it.

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

use crate::build_record::BuildRecord;
use crate::edition::{self, Edition, Subscriptions};
use crate::external::{self, ExternalLink};
use crate::redirect::Redirects;
use crate::search::SearchIndex;
use crate::share_pictures::SharePictures;
use crate::sitemap;

/// The results of a build.
#[derive(Debug)]
pub(crate) struct Output {
    /// Number of pages.
    pub(crate) pages: usize,
    /// Scheme and host of the site's address.
    pub(crate) base_url: String,
    /// External links.
    pub(crate) external_links: Vec<ExternalLink>,
    /// Untranslated questions of translated forms, one per line.
    pub(crate) untranslated_questions: Vec<String>,
    /// Things that the site lacks.
    pub(crate) warnings: Vec<Warning>,
    /// The workshops, for comparison with the next build.
    pub(crate) record: BuildRecord,
    /// The files, in the order of writing.
    pub(crate) files: Vec<OutputFile>,
    /// Sharing pictures that have not been drawn yet.
    pub(crate) share_pictures: Vec<SharePictures>,
}

/// A site without problems, from which the files are made.
pub(crate) struct Built<'a> {
    /// The site in each language, its own first.
    pub(crate) editions: Vec<Edition<'a>>,
    /// The handler's data about the programme.
    pub(crate) catalogue: Catalogue,
    /// The pages of each edition.
    pub(crate) pages: Vec<Vec<Page>>,
    /// HTML by output file, relative to `dist/site`.
    pub(crate) html: Vec<(String, String)>,
    /// The search indexes.
    pub(crate) indexes: Vec<SearchIndex>,
    /// Published attachments, by their path below `content/`.
    pub(crate) attachments: BTreeSet<String>,
    /// The redirects of each edition.
    pub(crate) redirects: Vec<Redirects>,
    /// Resized images, with paths relative to `dist`.
    pub(crate) images: Vec<OutputFile>,
    /// The pictures that other sites show with a link to a page, of each edition.
    pub(crate) share_pictures: Vec<SharePictures>,
}

impl Built<'_> {
    /// Returns the catalogue, and frees the memory of everything else.
    pub(crate) fn into_catalogue(self) -> Catalogue {
        self.catalogue
    }

    /// Returns the site with the workshops of `everything` that were taken down, whose registrations the handler still
    /// shows.
    pub(crate) fn with_taken_down(self, everything: &Catalogue) -> Self {
        let catalogue = edition::with_taken_down(&self.editions, self.catalogue, everything);
        Built { catalogue, ..self }
    }
}

/// Returns the results of a build, with the files of the site and these warnings.
///
/// # Errors
///
/// Returns an error if something cannot be serialised.
pub(crate) fn output(
    mut built: Built<'_>,
    subscriptions: Subscriptions,
    sources: &Sources,
    warnings: Vec<Warning>,
) -> anyhow::Result<Output> {
    let main = built.editions.first().map(|main| &main.language.config);
    Ok(Output {
        pages: built.pages.iter().map(Vec::len).sum(),
        base_url: main.map(|config| config.base_url.clone()).unwrap_or_default(),
        external_links: built.editions.iter().flat_map(external_links).collect(),
        untranslated_questions: edition::untranslated_questions(&built.editions),
        warnings,
        record: BuildRecord::of(&built.catalogue),
        share_pictures: std::mem::take(&mut built.share_pictures),
        files: files(built, subscriptions, sources)?,
    })
}

fn external_links(edition: &Edition<'_>) -> Vec<ExternalLink> {
    let Edition { documents, content, language, .. } = edition;
    external::links(documents.external.clone(), &content.content, &language.config)
}

/// Returns the files of a site in the order of writing: a file comes before the ones that refer to it.
///
/// # Errors
///
/// Returns an error if serialisation fails.
fn files(
    built: Built<'_>,
    Subscriptions { calendars, feeds, history }: Subscriptions,
    sources: &Sources,
) -> anyhow::Result<Vec<OutputFile>> {
    let Built { editions, catalogue, pages, html, indexes, attachments, redirects, images, .. } = built;
    let Edition { language, addresses, .. } = editions.first().expect("a site has its own language");
    let mut rules: Vec<_> = redirects.iter().flat_map(|redirects| redirects.rules(&attachments)).collect();
    rules.sort();
    let mut files = images;
    files.extend(indexes.into_iter().map(|index| on_site(&index.output, index.bytes)));
    files.extend(redirects.iter().flat_map(Redirects::attachments).filter_map(|(from, path)| {
        copy(sources, Some(path).filter(|path| attachments.contains(*path))?, from)
    }));
    files.push(json("deployment/redirects.json", &rules)?);
    files
        .extend(attachments.iter().filter_map(|path| copy(sources, path, addresses.files.attachment(path)?)));
    files.extend(texts(calendars));
    files.extend(language.files.assets.iter().map(|asset| on_site(&asset.output, asset.bytes.clone())));
    // The index comes last, so that it never names a workshop that is not there.
    let workshop =
        |(identifier, workshop)| compact(&format!("handler/workshops/{identifier}.json"), workshop);
    let workshops = catalogue.workshops.par_iter().map(workshop);
    files.extend(workshops.collect::<anyhow::Result<Vec<_>>>()?);
    files.push(for_handler("catalogue.json", &catalogue.index())?);
    files.push(for_handler("theme.json", &edition::theme(&editions))?);
    files.push(json("deployment/headers.json", &headers::rules())?);
    files.extend(texts(html));
    let base_url = &language.config.base_url;
    files.push(on_site("robots.txt", sitemap::robots(base_url).into_bytes()));
    files.extend(texts(feeds));
    let pages: Vec<&Page> = pages.iter().flatten().collect();
    files.push(on_site("sitemap.xml", sitemap::sitemap(&pages, base_url, &history)?));
    Ok(files)
}

fn texts(files: Vec<(String, String)>) -> impl Iterator<Item = OutputFile> {
    files.into_iter().map(|(path, text)| on_site(&path, text.into_bytes()))
}

/// Returns a copy of an attachment, by its path below `content/`, at a path on the site.
fn copy(sources: &Sources, path: &str, to: &str) -> Option<OutputFile> {
    let contents = Contents::BareCopyOf(sources.attachment(path)?.location.clone());
    Some(OutputFile { path: format!("site{to}"), contents })
}

impl Output {
    /// Returns the sharing pictures of all languages, which have not been drawn yet.
    pub(crate) fn drawings(&self) -> Vec<&Drawings> {
        self.share_pictures.iter().map(|pictures| &pictures.drawings).collect()
    }
}

/// Reports attachments, given by their path below `content/`, that are damaged photographs: their metadata about people
/// and places cannot be stripped.
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
        let message = format!("cannot strip metadata from this photograph: {reason}");
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

/// Returns a file that only programs read: JSON without white space.
fn compact(path: &str, value: &impl Serialize) -> anyhow::Result<OutputFile> {
    let bytes = serde_json::to_vec(value).with_context(|| format!("cannot serialise {path}"))?;
    Ok(OutputFile { path: path.to_owned(), contents: Contents::Bytes(bytes) })
}

fn json(path: &str, value: &impl Serialize) -> anyhow::Result<OutputFile> {
    let mut bytes = serde_json::to_vec_pretty(value).with_context(|| format!("cannot serialise {path}"))?;
    bytes.push(b'\n');
    Ok(OutputFile { path: path.to_owned(), contents: Contents::Bytes(bytes) })
}
