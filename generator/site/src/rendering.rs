//! Turns a page into HTML and passes it on to the writer, unless the last build already did.
//!
//! A template sees nothing but the data of its page and what all pages in its language share. So the key of a page is the
//! fingerprint of all of these, and a page with a known key has known HTML:
//!
//! - the program, with the functions and filters of templates and the formats of dates and amounts (`view::renderer`)
//! - the texts of all templates, the words, the language and the time zone, and the facts of the site (`view::theme::Theme`)
//! - the name of the template, and the variables `languages`, `head` and `page`
//! - the address to which the page redirects, if it is at a former one
//!
//! Templates see neither the clock nor the day as of which the site is built: what depends on it is in the data.

use std::collections::BTreeSet;

use diagnostics::{Diagnostic, Diagnostics, Failure};
use images::{Contents, OutputFile};
use serde::Serialize;
use theme::{Page, View};
use view::renderer::Renderer;
use view::site::{HeadView, PageLanguageView};
use view::theme::Theme;

use crate::editable::EditablePages;
use crate::fingerprint::Fingerprint;
use crate::fragment::{self, FragmentLink};
use crate::input::Language;
use crate::known_pages::{KnownPage, KnownPages};
use crate::redirect;
use crate::write::{FileContent, Stage, StagedFile};

/// How the pages of a site are rendered.
#[derive(Debug)]
pub(crate) struct Rendering<'a> {
    /// The pages of the last build.
    known: &'a KnownPages,
    /// The writer; `None` if pages are only checked.
    stage: Option<&'a Stage>,
    /// Keeps pages for edits; `None` if that is not wanted.
    editable: Option<&'a EditablePages>,
    /// The paths of pages to parts of which texts link.
    linked: BTreeSet<&'a str>,
}

/// How the pages in one language are rendered.
#[derive(Clone, Copy)]
pub(crate) struct PageRenderer<'a> {
    rendering: &'a Rendering<'a>,
    renderer: &'a Renderer,
    language: &'a Language,
    /// The fingerprint of what these pages share; `None` if that is unknown, and all of them are rendered.
    shared: Option<Fingerprint>,
}

/// A page that was rendered, now or by an earlier build.
#[derive(Debug)]
pub(crate) struct RenderedPage {
    /// The path below `dist/site`.
    output: String,
    key: Option<Fingerprint>,
    html: FileContent,
    ids: Option<Vec<String>>,
    /// Whether it was rendered now.
    is_new: bool,
    /// The file, or why it could not be staged; `None` if pages are only checked.
    staged: Option<Result<StagedFile, Failure>>,
}

/// All that the HTML of a page is made from.
#[derive(Serialize)]
struct Ingredients<'a> {
    shared: Fingerprint,
    template: &'a str,
    languages: &'a [PageLanguageView],
    head: &'a HeadView,
    page: &'a View,
    redirect: Option<&'a str>,
}

impl<'a> Rendering<'a> {
    /// Prepares to render the pages of a site with these links to parts of pages.
    pub(crate) fn new(
        known: &'a KnownPages,
        stage: Option<&'a Stage>,
        editable: Option<&'a EditablePages>,
        links: impl Iterator<Item = &'a FragmentLink>,
    ) -> Rendering<'a> {
        Rendering { known, stage, editable, linked: links.map(FragmentLink::path).collect() }
    }

    /// Prepares to render the pages in one language.
    pub(crate) fn in_language(
        &'a self,
        renderer: &'a Renderer,
        theme: &Theme,
        language: &'a Language,
    ) -> PageRenderer<'a> {
        let shared = Fingerprint::of_program().and_then(|program| Fingerprint::of(&(program, theme)).ok());
        PageRenderer { rendering: self, renderer, language, shared }
    }
}

impl PageRenderer<'_> {
    /// Returns what keeps pages for edits of their texts; `None` if that is not wanted.
    pub(crate) fn editable(&self) -> Option<&EditablePages> {
        self.rendering.editable
    }

    /// Renders a page and stages it, unless both are unnecessary. `redirect` is the address to which it redirects.
    ///
    /// # Errors
    ///
    /// Returns the problem with the template.
    pub(crate) fn render(&self, page: Page, redirect: Option<&str>) -> Result<RenderedPage, Diagnostic> {
        let PageRenderer { rendering: Rendering { known, stage, linked, .. }, renderer, language, shared } =
            self;
        let key = shared.and_then(|shared| key(shared, &page, redirect));
        let output = page.output.clone();
        let is_linked = linked.contains(path(&output).as_str());
        if let Some(KnownPage { html, ids, .. }) = key.and_then(|key| known.get(key, is_linked)) {
            let staged = stage.map(|stage| stage.unchanged(&file(&output), *html));
            if staged.as_ref().is_none_or(Option::is_some) {
                let (html, ids, staged) = (*html, ids.clone(), staged.flatten().map(Ok));
                return Ok(RenderedPage { output, key, html, ids, is_new: false, staged });
            }
        }
        let Language { files, config, .. } = language;
        let html = theme::render::render(page, renderer, files, config)?;
        let html = match redirect {
            Some(to) => redirect::refreshing(&html, to),
            None => html,
        };
        Ok(RenderedPage {
            key,
            html: FileContent::of(html.as_bytes()),
            ids: is_linked.then(|| fragment::ids(&html)),
            is_new: true,
            staged: stage.map(|stage| {
                stage.take(&OutputFile { path: file(&output), contents: Contents::Bytes(html.into_bytes()) })
            }),
            output,
        })
    }

    /// Stages another file to which pages refer; `None` if pages are only checked.
    pub(crate) fn stage(&self, file: &OutputFile) -> Option<Result<StagedFile, Failure>> {
        self.rendering.stage.map(|stage| stage.take(file))
    }

    /// Makes a dry run of the handler's pages, unless the last build did, and reports those that cannot be rendered.
    /// Returns the fingerprint of what was tried, if there was no problem.
    pub(crate) fn try_handler_pages(&self, diagnostics: &mut Diagnostics) -> Option<Fingerprint> {
        let PageRenderer { rendering, renderer, language: Language { files, config, .. }, shared } = self;
        let ingredients = |shared| ("dry run", shared, config.permalinks.find.is_some());
        let key = shared.and_then(|shared| Fingerprint::of(&ingredients(shared)).ok());
        if key.is_some_and(|key| rendering.known.has_tried(key)) {
            return key;
        }
        let mut problems = Diagnostics::default();
        theme::render::try_handler_pages(renderer, files, config, &mut problems);
        let key = key.filter(|_| problems.is_empty());
        diagnostics.append(problems);
        key
    }
}

impl RenderedPage {
    /// Returns the path of the page on the site.
    pub(crate) fn path(&self) -> String {
        path(&self.output)
    }

    /// Returns the `id`s of its parts, if any text links to one.
    pub(crate) fn ids(&self) -> Option<&[String]> {
        self.ids.as_deref()
    }

    /// Returns whether it was rendered now, and not by an earlier build.
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Returns what the next build may know about the page.
    pub(crate) fn known(&self) -> Option<KnownPage> {
        self.key.map(|key| KnownPage { key, html: self.html, ids: self.ids.clone() })
    }

    /// Returns why the page could not be staged; `None` if it was staged or only checked.
    pub(crate) fn take_failure(&mut self) -> Option<Failure> {
        self.staged.take_if(|staged| staged.is_err()).and_then(Result::err)
    }

    /// Returns the file of the page; `None` if it was only checked.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file if it could not be staged.
    pub(crate) fn into_file(self) -> Option<Result<StagedFile, Failure>> {
        self.staged
    }
}

/// Returns the key of a page; `None` if it has none, and must be rendered.
fn key(shared: Fingerprint, page: &Page, redirect: Option<&str>) -> Option<Fingerprint> {
    let Page { output: _, template, head, view, languages } = page;
    Fingerprint::of(&Ingredients { shared, template, languages, head, page: view, redirect }).ok()
}

/// Returns the path on the site of the page with this file below `dist/site`.
fn path(output: &str) -> String {
    format!("/{}", output.trim_end_matches("index.html"))
}

fn file(output: &str) -> String {
    format!("site/{output}")
}
