//! `Remaker`: makes pages again because a text on them was edited.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use content::config::{self, Config};
use content::load::{self, Sources};
use diagnostics::{Diagnostics, SourceFile};
use images::{Contents, OutputFile};
use jiff::civil::Date;
use resolve::{Content, TextKey};
use theme::{Page, View};
use view::edition::Edition;

use crate::document::{self, KnownPlaces};
use crate::editable::{EditablePage, Frame, SharedByPages, text_warnings};
use crate::fingerprint::Fingerprint;
use crate::listing::SeenFile;
use crate::search::{self, FoundPage, SearchIndex};
use crate::unchanged::Seen;
use crate::views::texts;
use crate::write::{Stage, StagedFile};
use crate::{fragment, site_content};

/// The site as far as the edited pages show it.
pub(super) struct Remaker {
    of_all: Arc<SharedByPages>,
    /// The configuration and content in each language, the site's own first.
    languages: Vec<(Config, Content)>,
    today: Date,
}

/// A page with an edited text.
pub(super) struct RemadePage {
    /// The place of its edition.
    pub(super) edition: usize,
    /// The file below `content/` with its main text.
    pub(super) file: String,
    /// The warnings about its texts.
    pub(super) warnings: Diagnostics,
    /// `None` if its texts have no page in this language.
    pub(super) page: Option<Page>,
}

/// A page that was rendered again.
pub(super) struct RenderedAgain {
    pub(super) file: StagedFile,
    /// What the search needs of it.
    pub(super) found: Option<FoundPage>,
}

/// A search index with the page that refers to it.
pub(super) struct RemadeSearch {
    pub(super) index: OutputFile,
    pub(super) page: Page,
}

impl Remaker {
    /// Reads what these pages show beside what is kept of them. The texts of `edited` files have been read. Returns `None` if
    /// something cannot be read, or if one of these texts contains a link to a video conference.
    pub(super) fn new(
        of_all: Arc<SharedByPages>,
        seen: &Seen,
        pages: &[EditablePage<'_>],
        edited: &BTreeMap<String, Arc<SourceFile>>,
        today: Date,
    ) -> Option<Remaker> {
        let publishes = |link: &String| {
            edited.values().any(|file| resolve::places_of_join_link(&file.text(), link).next().is_some())
        };
        if of_all.shared.join_links.iter().any(publishes) {
            return None;
        }
        // All other content has no problem, and this is not all that there is.
        let mut ignored = Diagnostics::default();
        let files: Vec<_> = seen.content().filter(|(path, _)| is_needed(path, pages)).map(owned).collect();
        let sources = load::load_files(files, edited, &mut ignored);
        let languages = languages(&sources, &mut ignored);
        Some(Remaker { of_all, languages, today })
    }

    /// Makes a page again; `None` if its texts have a problem, or if more than the page depends on the difference.
    pub(super) fn remake(&self, kept: EditablePage<'_>) -> Option<RemadePage> {
        let EditablePage { edition, file, path, answers, needs, frame } = kept;
        let (config, content) = self.languages.get(edition)?;
        let main = TextKey::in_file(&file)?;
        let part = content.part(&main);
        let wording = self.edition(edition)?.renderer.wording();
        let places =
            KnownPlaces { config, wording, page: &path, answers: &answers, lacks_any: Cell::new(false) };
        let mut problems = Diagnostics::default();
        let documents =
            document::render_page(&part, &places, &self.of_all.shared.ids, self.today, &mut problems);
        let now = documents.needs(&main);
        let needs_the_same = Fingerprint::of(&now).is_ok_and(|now| now == needs);
        if places.lacks_any.get() || !problems.is_empty() || !needs_the_same || now.has_data_lists() {
            return None;
        }
        let contradictions = site_content::contradictions(&part, config);
        let warnings = text_warnings(&main, &documents, &contradictions);
        let page = frame.map(|frame| {
            let mut page = frame.into_page();
            texts::add(&mut page, &main, &part, &documents);
            page
        });
        Some(RemadePage { edition, file, warnings, page })
    }

    /// Renders and stages a page; `None` if there is a problem, such as a link to a part that it no longer has.
    pub(super) fn render(&self, edition: usize, page: Page, stage: &Stage) -> Option<RenderedAgain> {
        let renderer = &self.edition(edition)?.renderer;
        let html = renderer.render_in(&page.languages, &page.template, &page.head, &page.view).ok()?;
        let path = page.head.path.as_deref()?;
        if self.of_all.shared.linked_from_hidden.contains(path) {
            return None;
        }
        if let Some(linked) = self.of_all.shared.linked.get(path) {
            let ids = fragment::ids(&html);
            linked.iter().all(|id| ids.contains(id)).then_some(())?;
        }
        let contents = Contents::Bytes(html.into_bytes());
        let file = stage.take(&OutputFile { path: format!("site/{}", page.output), contents }).ok()?;
        Some(RenderedAgain { file, found: search::found(&page, renderer.formats()) })
    }

    /// Returns the search index of an edition, which is at this place, with other versions of some pages, and the page that
    /// refers to it; `None` if the index is not the one that the last build left.
    pub(super) fn search(
        &self,
        edition: usize,
        page: Frame<'_>,
        index: &Path,
        found: &[FoundPage],
    ) -> Option<RemadeSearch> {
        let language = &self.edition(edition)?.site.language;
        let index = SearchIndex::with_pages(index, fs::read(index).ok()?, language, found)?;
        let mut page = page.into_page();
        if let View::Search(view) = &mut page.view {
            view.index_path = index.path();
        }
        Some(RemadeSearch { index: index.into_file(), page })
    }

    fn edition(&self, place: usize) -> Option<&Edition> {
        let (config, _) = self.languages.get(place)?;
        Some(self.of_all.editions.of_language(Some(&config.language.value)))
    }
}

/// Reads the configuration and the content in each language.
fn languages(sources: &Sources, ignored: &mut Diagnostics) -> Vec<(Config, Content)> {
    let configs = config::read(sources, ignored).in_all_languages();
    let contents = site_content::in_all_languages(sources, &configs.iter().collect::<Vec<_>>(), ignored);
    configs.into_iter().zip(contents).collect()
}

/// Returns whether a page shows a file, or refers to it, by its path below `content/`.
fn is_needed(path: &str, pages: &[EditablePage<'_>]) -> bool {
    if !path.ends_with(".md") && !path.ends_with(".yaml") {
        return false;
    }
    let is_of = |page: &EditablePage<'_>| match page.file.strip_suffix("index.md") {
        // The folder of a workshop.
        Some(folder) if !folder.is_empty() => path.starts_with(folder) || path.starts_with("speakers/"),
        _ => page.file == path || load::original_of(path).is_some_and(|(original, _)| original == page.file),
    };
    !path.contains('/') || pages.iter().any(is_of)
}

fn owned((path, file): (&str, &SeenFile)) -> (String, PathBuf) {
    (path.to_owned(), file.location())
}
