//! The files of the site in the order of writing: a file is written before the pages that refer to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::Context as _;
use content::config::Config;
use content::load::Sources;
use content::publication::Period;
use diagnostics::{Diagnostic, Diagnostics, Phrase, message};
use images::share_picture::Drawings;
use images::{Contents, OutputFile};
use images::{photograph, picture};
use model::catalogue::{Catalogue, CatalogueWorkshop};
use model::slug::Slug;
use rayon::prelude::*;
use serde::Serialize;
use view::headers;
use view::renderer::Renderer;
use view::templates::TemplateSet;
use view::theme::Theme;

use crate::build_record::BuildRecord;
use crate::edition::{self, Edition, Pages, Subscriptions};
use crate::external::{self, ExternalLink};
use crate::input::Input;
use crate::known_pages::KnownPages;
use crate::redirect::Redirects;
use crate::rendering::RenderedPage;
use crate::share_pictures::SharePictures;
use crate::sitemap;
use crate::write::{Stage, StagedFile};

/// The results of a build.
#[derive(Debug)]
pub(crate) struct Output {
    /// Number of pages.
    pub(crate) pages: usize,
    /// Number of pages that were rendered and not known.
    pub(crate) rendered: usize,
    /// Scheme and host of the site's address.
    pub(crate) base_url: String,
    /// External links.
    pub(crate) external_links: Vec<ExternalLink>,
    /// Untranslated questions of translated forms, one per line.
    pub(crate) untranslated_questions: Vec<Phrase>,
    /// Problems that do not stop a build, in order of place.
    pub(crate) warnings: Diagnostics,
    /// The time in which the same files are published.
    pub(crate) period: Period,
    /// Whether a build from the same files would leave the same ones.
    pub(crate) is_repeatable: bool,
    /// The workshops, for comparison with the next build.
    pub(crate) record: BuildRecord,
    /// The pages, for the next build.
    pub(crate) known: KnownPages,
    /// Resized images, with paths relative to `dist`.
    pub(crate) images: Vec<OutputFile>,
    /// Sharing pictures that have not been drawn yet.
    pub(crate) share_pictures: Vec<SharePictures>,
    /// The files, in the order of writing, and where they are staged; `None` for a check.
    pub(crate) staged: Option<StagedSite>,
}

/// The files of a site before they are placed.
#[derive(Debug)]
pub(crate) struct StagedSite {
    pub(crate) stage: Stage,
    pub(crate) files: Vec<StagedFile>,
}

/// A site without problems, from which the files are made.
pub(crate) struct Built<'a> {
    /// The site in each language, its own first.
    pub(crate) editions: Vec<Edition<'a>>,
    /// The handler's data about the programme.
    pub(crate) catalogue: Catalogue,
    /// The pages of all editions, rendered.
    pub(crate) pages: Pages,
    /// Published attachments, by their path below `content/`.
    pub(crate) attachments: BTreeSet<String>,
    /// The redirects of each edition.
    pub(crate) redirects: Vec<Redirects>,
    /// Resized images, with paths relative to `dist`.
    pub(crate) images: Vec<OutputFile>,
    /// The pictures that other sites show with a link to a page, of each edition.
    pub(crate) share_pictures: Vec<SharePictures>,
    /// Where pages are staged; `None` if they are only checked.
    pub(crate) stage: Option<Stage>,
}

/// What a build keeps of a site that was only checked.
pub(crate) struct Checked {
    catalogue: Catalogue,
    known: KnownPages,
    /// Number of pages that were rendered.
    rendered: usize,
}

impl Built<'_> {
    /// Returns what is needed of a site that was only checked, and frees the memory of everything else.
    pub(crate) fn into_checked(self) -> Checked {
        Checked { known: self.known(), rendered: self.rendered(), catalogue: self.catalogue }
    }

    /// Returns the site with the workshops of `everything` that were taken down, whose registrations the handler still
    /// shows.
    pub(crate) fn with_taken_down(self, everything: &Checked) -> Self {
        let catalogue = edition::with_taken_down(&self.editions, self.catalogue, &everything.catalogue);
        Built { catalogue, ..self }
    }

    fn rendered(&self) -> usize {
        self.pages.rendered.iter().filter(|page| page.is_new()).count()
    }

    fn known(&self) -> KnownPages {
        let pages = self.pages.rendered.iter().filter_map(RenderedPage::known);
        KnownPages::new(pages, self.pages.tried.iter().copied())
    }
}

/// Returns the results of a build, with the files of the site and these warnings. `everything` is the site with what is
/// hidden, if that was checked separately.
///
/// # Errors
///
/// Returns an error that names the file if one cannot be staged.
pub(crate) fn output(
    mut built: Built<'_>,
    everything: Option<Checked>,
    subscriptions: Subscriptions,
    input: &Input,
    warnings: Diagnostics,
) -> anyhow::Result<Output> {
    let main = built.editions.first().map(|main| &main.language.config);
    let (mut known, mut rendered) = (built.known(), built.rendered());
    if let Some(everything) = everything {
        known.append(everything.known);
        rendered += everything.rendered;
    }
    Ok(Output {
        pages: built.pages.listed.len(),
        rendered,
        base_url: main.map(|config| config.base_url.clone()).unwrap_or_default(),
        external_links: built.editions.iter().flat_map(external_links).collect(),
        untranslated_questions: edition::untranslated_questions(&built.editions),
        warnings,
        period: input.publications.period(),
        is_repeatable: !input.has_failed_history,
        record: BuildRecord::of(&built.catalogue),
        known,
        images: std::mem::take(&mut built.images),
        share_pictures: std::mem::take(&mut built.share_pictures),
        staged: built
            .stage
            .take()
            .map(|stage| files(built, subscriptions, &input.sources, stage))
            .transpose()?,
    })
}

fn external_links(edition: &Edition<'_>) -> Vec<ExternalLink> {
    let Edition { documents, content, language, .. } = edition;
    external::links(documents.external.clone(), &content.content, &language.config)
}

/// Stages the files of a site, and returns them in the order of writing: a file comes before the ones that refer to it.
///
/// # Errors
///
/// Returns an error that names the file if one cannot be staged.
fn files(
    built: Built<'_>,
    Subscriptions { calendars, feeds, history }: Subscriptions,
    sources: &Sources,
    stage: Stage,
) -> anyhow::Result<StagedSite> {
    let Built { editions, catalogue, pages, attachments, redirects, .. } = built;
    let Edition { language, addresses, .. } = editions.first().expect("a site has its own language");
    let Pages { listed, rendered, indexes, .. } = pages;
    let mut rules: Vec<_> = redirects.iter().flat_map(|redirects| redirects.rules(&attachments)).collect();
    rules.sort();
    let mut first: Vec<_> = indexes.into_iter().map(|index| on_site(&index.output, index.bytes)).collect();
    first.extend(redirects.iter().flat_map(Redirects::attachments).filter_map(|(from, path)| {
        copy(sources, Some(path).filter(|path| attachments.contains(*path))?, from)
    }));
    first.push(json("deployment/redirects.json", &rules)?);
    first
        .extend(attachments.iter().filter_map(|path| copy(sources, path, addresses.files.attachment(path)?)));
    first.extend(texts(calendars));
    first.extend(language.files.assets.iter().map(|asset| on_site(&asset.output, asset.bytes.clone())));
    let mut files = stage.take_all(&first)?;
    files.extend(for_handler(&editions, &catalogue, &stage)?);
    files.extend(stage.take_all(&editor(&language.config)?)?);
    let rules = headers::rules(language.config.editor.is_some());
    files.push(stage.take(&json("deployment/headers.json", &rules)?)?);
    for page in rendered {
        files.extend(page.into_file().transpose()?);
    }
    let base_url = &language.config.base_url;
    let mut last = vec![on_site("robots.txt", sitemap::robots(base_url).into_bytes())];
    last.extend(texts(feeds));
    last.push(on_site("sitemap.xml", sitemap::sitemap(&listed, base_url, &history)?));
    files.extend(stage.take_all(&last)?);
    Ok(StagedSite { stage, files })
}

/// Stages the files of the handler. The index comes after the workshops, so that it never names one that is not there.
fn for_handler(
    editions: &[Edition<'_>],
    catalogue: &Catalogue,
    stage: &Stage,
) -> anyhow::Result<Vec<StagedFile>> {
    let workshop = |(identifier, workshop)| {
        stage.take(&compact(&format!("handler/workshops/{identifier}.json"), workshop)?)
    };
    let questionnaires = |(identifier, workshop): (&Slug, &CatalogueWorkshop)| {
        let questionnaires = workshop.questionnaires()?;
        let file = compact(&format!("handler/questionnaires/{identifier}.json"), &questionnaires);
        Some(file.and_then(|file| stage.take(&file)))
    };
    let questionnaires: Vec<_> = catalogue.workshops.par_iter().filter_map(questionnaires).collect();
    let workshops: Vec<_> = catalogue.workshops.par_iter().map(workshop).collect();
    let mut files = questionnaires.into_iter().chain(workshops).collect::<anyhow::Result<Vec<_>>>()?;
    let theme = edition::theme(editions);
    for set in TemplateSet::ALL {
        files.push(stage.take(&json(&format!("handler/{}", set.file()), &templates(set, &theme)?)?)?);
    }
    files.push(stage.take(&json("handler/catalogue.json", &catalogue.index())?)?);
    files.push(stage.take(&json("handler/theme.json", &theme.without_templates())?)?);
    Ok(files)
}

/// Returns the templates of a set, which must be complete: the function parses them only when it renders its first page.
fn templates(set: TemplateSet, theme: &Theme) -> anyhow::Result<BTreeMap<String, String>> {
    let alone = Theme { templates: set.of(theme), ..theme.clone() };
    Renderer::new(&alone).with_context(|| format!("`{}` would lack templates", set.file()))?;
    Ok(alone.templates)
}

/// Returns the files of the web editor; none unless the site has one.
fn editor(config: &Config) -> anyhow::Result<Vec<OutputFile>> {
    let Some(editor) = &config.editor else { return Ok(Vec::new()) };
    let languages: Vec<_> = config.translations.iter().map(|it| it.language.value.as_str()).collect();
    let (title, language) = (config.title.as_str(), config.language.value.as_str());
    let site = admin::Site { title, language, further_languages: &languages, editor };
    let files = admin::files(site).context("cannot serialise the configuration of the web editor")?;
    Ok(files.into_iter().map(|(path, bytes)| on_site(&path, bytes)).collect())
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
        let message = message! {
            KeptMetadata,
            en: "cannot strip metadata from this photograph: {reason}",
            fr: "impossible d’ôter les métadonnées de cette photographie : {reason}"
        };
        let problem = Diagnostic::of_file(format!("content/{path}"), message);
        Some(problem.with_hint(picture::save_again()))
    };
    let problems: Vec<_> = photographs.filter_map(problem).collect();
    problems.into_iter().for_each(|problem| diagnostics.push(problem));
}

fn on_site(path: &str, bytes: Vec<u8>) -> OutputFile {
    OutputFile { path: format!("site/{path}"), contents: Contents::Bytes(bytes) }
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
