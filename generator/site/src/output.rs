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

use crate::edition::{self, Edition};
use crate::external::{self, ExternalLink};
use crate::page_history::PageHistory;
use crate::redirect::Redirects;
use crate::search::SearchIndex;
use crate::share_pictures::Pictures;
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
    /// The handler's catalogue.
    pub(crate) catalogue: Catalogue,
    /// The files, in the order of writing.
    pub(crate) files: Vec<OutputFile>,
    /// Pictures that have not been drawn yet.
    pub(crate) pictures: Vec<Pictures>,
}

/// The parts of a site. File paths are relative to `dist/site`.
pub(crate) struct Parts<'a> {
    pub(crate) editions: &'a [Edition<'a>],
    /// The handler's data about the programme.
    pub(crate) catalogue: Catalogue,
    pub(crate) sources: &'a Sources,
    pub(crate) pages: Vec<Vec<Page>>,
    /// HTML by output file.
    pub(crate) html: Vec<(String, String)>,
    /// The creation and modification dates of pages.
    pub(crate) history: PageHistory,
    /// Feeds by output file.
    pub(crate) feeds: Vec<(String, String)>,
    /// Calendars by output file.
    pub(crate) calendars: Vec<(String, String)>,
    /// The search indexes.
    pub(crate) indexes: Vec<SearchIndex>,
    /// Published attachments, by their path below `content/`.
    pub(crate) attachments: BTreeSet<String>,
    pub(crate) redirects: Vec<Redirects>,
    /// Resized images.
    pub(crate) images: Vec<OutputFile>,
}

/// Returns the results of a build from these parts, with the pictures of each edition that other sites show.
///
/// # Errors
///
/// Returns an error if something cannot be serialised.
pub(crate) fn output(parts: Parts<'_>, pictures: Vec<Pictures>) -> anyhow::Result<Output> {
    let Parts { editions, .. } = parts;
    Ok(Output {
        pages: parts.pages.iter().map(Vec::len).sum(),
        base_url: editions.first().map(|main| main.language.config.base_url.clone()).unwrap_or_default(),
        external_links: editions.iter().flat_map(external_links).collect(),
        untranslated_questions: edition::untranslated_questions(editions),
        warnings: Vec::new(),
        catalogue: parts.catalogue.clone(),
        files: files(parts)?,
        pictures,
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
fn files(parts: Parts<'_>) -> anyhow::Result<Vec<OutputFile>> {
    let Parts { editions, sources, ref attachments, ref redirects, .. } = parts;
    let Edition { language, addresses, .. } = editions.first().expect("a site has its own language");
    let mut rules: Vec<_> = redirects.iter().flat_map(|redirects| redirects.rules(attachments)).collect();
    rules.sort();
    let mut files = parts.images;
    files.extend(parts.indexes.into_iter().map(|index| on_site(&index.output, index.bytes)));
    files.extend(redirects.iter().flat_map(Redirects::attachments).filter_map(|(from, path)| {
        copy(sources, Some(path).filter(|path| attachments.contains(*path))?, from)
    }));
    files.push(json("deployment/redirects.json", &rules)?);
    files.extend(attachments.iter().filter_map(|path| copy(sources, path, addresses.attachment(path)?)));
    files.extend(texts(parts.calendars));
    files.extend(language.files.assets.iter().map(|asset| on_site(&asset.output, asset.bytes.clone())));
    files.push(for_handler("catalogue.json", &parts.catalogue)?);
    files.push(for_handler("theme.json", &edition::theme(editions))?);
    files.push(json("deployment/headers.json", &headers::rules())?);
    files.extend(texts(parts.html));
    let base_url = &language.config.base_url;
    files.push(on_site("robots.txt", sitemap::robots(base_url).into_bytes()));
    files.extend(texts(parts.feeds));
    let pages: Vec<&Page> = parts.pages.iter().flatten().collect();
    files.push(on_site("sitemap.xml", sitemap::sitemap(&pages, base_url, &parts.history)?));
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
        self.pictures.iter().map(|pictures| &pictures.drawings).collect()
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

fn json(path: &str, value: &impl Serialize) -> anyhow::Result<OutputFile> {
    let mut bytes = serde_json::to_vec_pretty(value).with_context(|| format!("cannot serialise {path}"))?;
    bytes.push(b'\n');
    Ok(OutputFile { path: path.to_owned(), contents: Contents::Bytes(bytes) })
}
