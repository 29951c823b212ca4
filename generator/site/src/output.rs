//! Every file of the site in the order in which it is written: what pages refer to comes before them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use content::config::Config;
use content::load::Sources;
use diagnostics::Warning;
use diagnostics::{Diagnostic, Diagnostics};
use images::share_picture::Drawings;
use images::{Contents, OutputFile};
use images::{photograph, picture};
use model::catalogue::Catalogue;
use rayon::prelude::*;
use serde::Serialize;
use theme::Asset;
use theme::Page;
use view::headers;
use view::theme::Theme;

use crate::external::ExternalLink;
use crate::page::Addresses;
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

/// What programs read of the site.
#[derive(Debug)]
pub(crate) struct ForMachines<'a> {
    /// When pages were made and changed.
    pub(crate) history: &'a PageHistory,
    /// The feed in each language, with its path below `dist/site`.
    pub(crate) feeds: Vec<(String, String)>,
}

impl Output {
    /// The pictures that other sites show with a link, of all languages, which are still to be drawn.
    pub(crate) fn drawings(&self) -> Vec<&Drawings> {
        self.pictures.iter().map(|pictures| &pictures.drawings).collect()
    }

    /// Puts the files together.
    ///
    /// # Errors
    ///
    /// When catalogue or theme cannot be serialised.
    pub(crate) fn new(
        config: &Config,
        theme: &Theme,
        assets: &[Asset],
        catalogue: &Catalogue,
        pages: &[Page],
        html: Vec<(String, String)>,
        for_machines: ForMachines<'_>,
    ) -> anyhow::Result<Output> {
        let mut files: Vec<_> =
            assets.iter().map(|asset| on_site(&asset.output, asset.bytes.clone())).collect();
        files.push(for_handler("catalogue.json", catalogue)?);
        files.push(for_handler("theme.json", theme)?);
        files.push(json("deployment/headers.json", &headers::rules())?);
        files.extend(html.into_iter().map(|(output, html)| on_site(&output, html.into_bytes())));
        files.push(on_site("robots.txt", sitemap::robots(&config.base_url).into_bytes()));
        let ForMachines { history, feeds } = for_machines;
        files.extend(feeds.into_iter().map(|(path, feed)| on_site(&path, feed.into_bytes())));
        files.push(on_site("sitemap.xml", sitemap::sitemap(pages, &config.base_url, history)?));
        let base_url = config.base_url.clone();
        let pictures = Vec::new();
        Ok(Output {
            pages: pages.len(),
            base_url,
            external_links: Vec::new(),
            untranslated_questions: Vec::new(),
            warnings: Vec::new(),
            catalogue: catalogue.clone(),
            published: Published::of(catalogue),
            files,
            pictures,
        })
    }

    /// Adds calendar files, each with its path below `dist/site`, before everything else.
    #[must_use]
    pub(crate) fn with_calendars(self, calendars: Vec<(String, String)>) -> Output {
        let calendars = calendars.into_iter().map(|(path, text)| on_site(&path, text.into_bytes()));
        Output { files: calendars.chain(self.files).collect(), ..self }
    }

    /// Adds the indexes that visitors search, one of each language, before everything else.
    #[must_use]
    pub(crate) fn with_search(self, indexes: Vec<SearchIndex>) -> Output {
        let indexes = indexes.into_iter().map(|index| on_site(&index.output, index.bytes));
        Output { files: indexes.chain(self.files).collect(), ..self }
    }

    /// Adds pictures to be drawn, of one language after the other.
    #[must_use]
    pub(crate) fn with_pictures(self, pictures: Vec<Pictures>) -> Output {
        Output { pictures, ..self }
    }

    /// Adds copies of attachments, named by their path below `content/`, before everything else.
    #[must_use]
    pub(crate) fn with_attachments(
        self,
        attachments: &BTreeSet<String>,
        sources: &Sources,
        addresses: &Addresses,
    ) -> Output {
        let copy = |path: &String| {
            let source: PathBuf = sources.attachment(path)?.location.clone();
            Some(OutputFile {
                path: format!("site{}", addresses.attachment(path)?),
                contents: Contents::BareCopyOf(source),
            })
        };
        Output { files: attachments.iter().filter_map(copy).chain(self.files).collect(), ..self }
    }
}

impl Output {
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

    /// Adds the list of former addresses for whatever delivers the site, and copies of the attachments that stood at some.
    ///
    /// # Errors
    ///
    /// When the list cannot be serialised.
    pub(crate) fn with_redirects(
        mut self,
        redirects: &[Redirects],
        attachments: &BTreeSet<String>,
        sources: &Sources,
    ) -> anyhow::Result<Output> {
        let mut rules: Vec<_> = redirects.iter().flat_map(|redirects| redirects.rules(attachments)).collect();
        rules.sort();
        self.files.insert(0, json("deployment/redirects.json", &rules)?);
        for (from, path) in redirects.iter().flat_map(Redirects::attachments) {
            if let Some(source) = sources.attachment(path).filter(|_| attachments.contains(path)) {
                let contents = Contents::BareCopyOf(source.location.clone());
                self.files.insert(0, OutputFile { path: format!("site{from}"), contents });
            }
        }
        Ok(self)
    }

    /// Says which links lead out of the site.
    #[must_use]
    pub(crate) fn with_external_links(self, external_links: Vec<ExternalLink>) -> Output {
        Output { external_links, ..self }
    }

    /// Says which questions are not translated.
    #[must_use]
    pub(crate) fn with_untranslated_questions(self, untranslated_questions: Vec<String>) -> Output {
        Output { untranslated_questions, ..self }
    }

    /// Adds images that were made smaller, before everything else.
    #[must_use]
    pub(crate) fn with_images(self, images: Vec<OutputFile>) -> Output {
        Output { files: images.into_iter().chain(self.files).collect(), ..self }
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
        Some(problem.with_hint("open it in a program for images and save it again as JPEG or PNG"))
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
