//! The files of the site in the order of writing: a file is written before the pages that refer to it.

mod document_sizes;
mod functions;
mod photographs;

use std::collections::{BTreeSet, HashMap};

use content::load::Sources;
use content::publication::Period;
use diagnostics::{Diagnostics, Failure, Phrase};
use images::{Contents, OutputFile};
use serde::Serialize;
use view::headers;

pub(crate) use self::document_sizes::check_documents;
use self::functions::FunctionFiles;
pub(crate) use self::photographs::check_photographs;
use crate::build_record::BuildRecord;
use crate::catalogue::{SiteCatalogue, TakenDown};
use crate::editable::{Editable, EditablePages, TextWarnings};
use crate::edition::{self, Edition, Pages, Subscriptions};
use crate::editor;
use crate::external::{self, ExternalLink};
use crate::fingerprint::Fingerprint;
use crate::input::Input;
use crate::known_pages::KnownPages;
use crate::redirect::Redirects;
use crate::rendering::RenderedPage;
use crate::site_content::Contradictions;
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
    /// External links; none if files are written, because only a check follows them.
    pub(crate) external_links: Vec<ExternalLink>,
    /// Untranslated questions of translated forms, one per line.
    pub(crate) untranslated_questions: Vec<Phrase>,
    /// Problems that do not stop a build, in order of place.
    pub(crate) warnings: Diagnostics,
    /// The time in which the same files are published.
    pub(crate) period: Period,
    /// Whether a build from the same files would leave the same ones.
    pub(crate) is_repeatable: bool,
    /// The contents of the texts that were read, by path below the root; empty for a check.
    pub(crate) contents: HashMap<String, Fingerprint>,
    /// The pages, for the next build.
    pub(crate) known: KnownPages,
    /// The pages with texts, for edits of these; `None` if an edit takes a whole build.
    pub(crate) editable: Option<Editable>,
    /// The path of the search index of each edition below `dist`; `None` without search.
    pub(crate) indexes: Vec<Option<String>>,
    /// Resized images and sharing pictures, with paths relative to `dist`.
    pub(crate) images: Vec<OutputFile>,
    /// The files, in the order of writing, and where they are staged; `None` for a check.
    pub(crate) staged: Option<StagedSite>,
}

/// The files of a site before they are placed.
#[derive(Debug)]
pub(crate) struct StagedSite {
    pub(crate) stage: Stage,
    pub(crate) files: Vec<StagedFile>,
    /// The workshops, for comparison with the next build.
    pub(crate) record: BuildRecord,
}

/// A site without problems, from which the files are made.
pub(crate) struct Built<'a> {
    /// The site in each language, its own first.
    pub(crate) editions: Vec<Edition<'a>>,
    /// The handler's data about the programme.
    pub(crate) catalogue: SiteCatalogue<'a>,
    /// The pages of all editions, rendered.
    pub(crate) pages: Pages,
    /// Published attachments, by their path below `content/`.
    pub(crate) attachments: BTreeSet<String>,
    /// The redirects of each edition.
    pub(crate) redirects: Vec<Redirects>,
    /// Resized images and sharing pictures, with paths relative to `dist`.
    pub(crate) images: Vec<OutputFile>,
    /// Where pages are staged; `None` if they are only checked.
    pub(crate) stage: Option<Stage>,
    /// The pages with texts, for edits of these; `None` if that is not wanted.
    pub(crate) editable: Option<EditablePages>,
    /// Warnings about the texts and files, if everything but drafts is visible.
    pub(crate) advice: Diagnostics,
}

/// What a build keeps of a site that was only checked.
pub(crate) struct Checked {
    /// The links to video conferences.
    join_links: BTreeSet<String>,
    known: KnownPages,
    /// Number of pages that were rendered.
    rendered: usize,
    /// The paths of pages to parts of which a text links.
    linked: BTreeSet<String>,
}

impl Built<'_> {
    /// Returns what is needed of a site that was only checked, and frees the memory of everything else.
    pub(crate) fn into_checked(self) -> Checked {
        let fragments = self.editions.iter().flat_map(|edition| edition.documents.fragments());
        let linked = fragments.map(|link| link.path().to_owned()).collect();
        let join_links = self.catalogue.join_links();
        Checked { known: self.known(), rendered: self.rendered(), linked, join_links }
    }

    /// Returns the site with the workshops that were taken down, whose registrations the handler still shows.
    pub(crate) fn with_taken_down(self, taken_down: TakenDown) -> Self {
        let catalogue = edition::with_taken_down(&self.editions, self.catalogue, taken_down);
        Built { catalogue, ..self }
    }

    fn rendered(&self) -> usize {
        self.pages.rendered.iter().filter(|page| page.is_new()).count()
    }

    /// Returns what the next build may know about its pages.
    pub(crate) fn known(&self) -> KnownPages {
        let pages = self.pages.rendered.iter().filter_map(RenderedPage::known);
        KnownPages::new(pages, self.pages.tried.iter().copied())
    }
}

/// Returns the results of a build, with the files of the site and these warnings. Those about texts, with the `contradictions`
/// in each language, are also kept by page for edits. `everything` is the site with what is hidden, if that was checked
/// separately.
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
    contradictions: &[Contradictions],
) -> Result<Output, Failure> {
    let main = built.editions.first().map(|main| &main.language.config);
    let (mut known, mut rendered) = (built.known(), built.rendered());
    let mut linked = BTreeSet::new();
    let mut join_links = built.catalogue.join_links();
    if let Some(everything) = everything {
        known.append(everything.known);
        rendered += everything.rendered;
        linked = everything.linked;
        join_links.extend(everything.join_links);
    }
    Ok(Output {
        pages: built.pages.listed.len(),
        rendered,
        base_url: main.map(|config| config.base_url.clone()).unwrap_or_default(),
        external_links: match built.stage {
            Some(_) => Vec::new(),
            None => built.editions.iter().flat_map(external_links).collect(),
        },
        untranslated_questions: edition::untranslated_questions(&built.editions),
        warnings,
        period: input.publications.period(),
        is_repeatable: !input.has_failed_history,
        contents: built.stage.as_ref().map(|_| input.contents()).unwrap_or_default(),
        known,
        editable: built.editable.take().and_then(|pages| {
            let texts: Vec<_> = built.editions.iter().map(Edition::texts).collect();
            let warnings = TextWarnings::of(&texts, contradictions);
            pages.complete(&texts, edition::theme(&built.editions), linked, join_links, warnings)
        }),
        indexes: std::mem::take(&mut built.pages.index_paths),
        images: std::mem::take(&mut built.images),
        staged: built
            .stage
            .take()
            .map(|stage| files(built, subscriptions, &input.sources, stage))
            .transpose()?,
    })
}

fn external_links(edition: &Edition<'_>) -> Vec<ExternalLink> {
    let Edition { documents, content, language, .. } = edition;
    external::links(documents.external().cloned().collect(), &content.content, &language.config)
}

/// Stages the files of a site, and returns them in the order of writing: a file comes before the ones that refer to it.
///
/// # Errors
///
/// Returns an error that names the file if one cannot be staged.
fn files(
    Built { editions, catalogue, pages, attachments, redirects, .. }: Built<'_>,
    Subscriptions { calendars, feeds, history }: Subscriptions,
    sources: &Sources,
    stage: Stage,
) -> Result<StagedSite, Failure> {
    let Edition { language, addresses, .. } = editions.first().expect("a site has its own language");
    let mut rules: Vec<_> = redirects.iter().flat_map(|redirects| redirects.rules(&attachments)).collect();
    rules.sort();
    let former = redirects.iter().flat_map(Redirects::attachments).filter_map(|(from, path)| {
        copy(sources, Some(path).filter(|path| attachments.contains(*path))?, from)
    });
    let mut first: Vec<_> = former.collect();
    first.push(json("deployment/redirects.json", &rules)?);
    first
        .extend(attachments.iter().filter_map(|path| copy(sources, path, addresses.files.attachment(path)?)));
    first.extend(language.files.assets.iter().map(|asset| on_site(&asset.output, asset.bytes.clone())));
    let mut files = pages.indexes.into_iter().collect::<Result<Vec<_>, _>>()?;
    files.extend(stage.take_all(&first)?);
    files.extend(calendars);
    let FunctionFiles { files: of_functions, record } =
        functions::files(&editions, &catalogue, sources, &stage)?;
    files.extend(of_functions);
    files.extend(stage.take_all(&editor::files(&language.config)?)?);
    let rules = headers::rules(language.config.editor.is_some());
    files.push(stage.take(&json("deployment/headers.json", &rules)?)?);
    for page in pages.rendered {
        files.extend(page.into_file().transpose()?);
    }
    let base_url = &language.config.base_url;
    let mut last = vec![on_site("robots.txt", sitemap::robots(base_url).into_bytes())];
    last.extend(texts(feeds));
    last.push(on_site("sitemap.xml", sitemap::sitemap(&pages.listed, base_url, &history)?));
    files.extend(stage.take_all(&last)?);
    Ok(StagedSite { stage, files, record })
}

fn texts(files: Vec<(String, String)>) -> impl Iterator<Item = OutputFile> {
    files.into_iter().map(|(path, text)| on_site(&path, text.into_bytes()))
}

/// Returns a copy of an attachment, by its path below `content/`, at a path on the site.
fn copy(sources: &Sources, path: &str, to: &str) -> Option<OutputFile> {
    let contents = Contents::BareCopyOf(sources.attachment(path)?.location.clone());
    Some(OutputFile { path: format!("site{to}"), contents })
}

fn on_site(path: &str, bytes: Vec<u8>) -> OutputFile {
    OutputFile { path: format!("site/{path}"), contents: Contents::Bytes(bytes) }
}

fn json(path: &str, value: &impl Serialize) -> Result<OutputFile, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(OutputFile { path: path.to_owned(), contents: Contents::Bytes(bytes) })
}
