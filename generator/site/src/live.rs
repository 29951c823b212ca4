//! `LiveSite`: a site that was built, with all that it was made from, whose texts can be replaced.
//!
//! The Markdown of a file is read by two stages only: `agreement` compares it with facts, and `document` turns it into HTML.
//! The HTML is shown by the pages of the same file and found by the search, and nothing else of the site depends on it, unless
//! the text shows other images or links to other files or parts of pages. So an edit of it takes the same stages as a build,
//! for a part of the content. [`LiveSite::replace`] returns `None` for every other edit.

use std::collections::{BTreeMap, BTreeSet};
use std::iter;
use std::sync::Arc;

use content::load;
use diagnostics::{Diagnostics, SourceFile};
use images::OutputFile;
use resolve::{Content, TextKey, markdown_of_both};

use crate::edition::{self, Edition, PageLanguages, Pages, RemadePages};
use crate::fragment::{self, FragmentLink};
use crate::known_pages::KnownPages;
use crate::output::Built;
use crate::rendering::{RenderedPage, Rendering};
use crate::search::FoundPage;
use crate::share_pictures::SharePictures;
use crate::site_content;
use crate::visible_site::VisibleSite;
use crate::write::Stage;

/// A site without problems.
pub(crate) struct LiveSite<'a> {
    site: VisibleSite<'a>,
    /// The site in each language, its own first.
    editions: Vec<Edition<'a>>,
    share_pictures: Vec<SharePictures>,
    languages: PageLanguages,
    /// What the search needs of the pages of each edition.
    found: Vec<Vec<FoundPage>>,
    /// The search index of each edition, by path below `dist`; `None` without search.
    indexes: Vec<Option<String>>,
    /// The places of editions whose indexes lack pages that were made again.
    outdated: BTreeSet<usize>,
    /// The paths of pages to parts of which a text links that may not be shown. It is checked with everything else.
    linked_from_hidden: BTreeSet<String>,
    /// The parts of the content with edited texts, by the place of their edition and the path of their page.
    edited: BTreeMap<(usize, TextKey), Content>,
}

/// A text that was replaced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ReplacedText {
    /// The place of the edition that shows it.
    edition: usize,
    text: TextKey,
}

/// The texts that were replaced, and the warnings of the whole site.
pub(crate) struct Replaced {
    pub(crate) texts: BTreeSet<ReplacedText>,
    pub(crate) warnings: Diagnostics,
}

/// A search index with the page that refers to it.
pub(crate) struct RemadeSearch {
    pub(crate) index: OutputFile,
    pub(crate) page: RenderedPage,
    /// The path below `dist` of the index that it replaces.
    pub(crate) former: Option<String>,
}

impl<'a> LiveSite<'a> {
    /// Returns the site in each language, its own first.
    pub(crate) fn editions(&self) -> &[Edition<'a>] {
        &self.editions
    }

    /// Keeps the site that was built, with the paths of pages to parts of which a text links that is hidden at present.
    pub(crate) fn new(
        site: VisibleSite<'a>,
        built: Built<'a>,
        linked_from_hidden: BTreeSet<String>,
    ) -> LiveSite<'a> {
        let Built { editions, pages: Pages { found, languages, index_paths, .. }, share_pictures, .. } =
            built;
        LiveSite {
            site,
            share_pictures,
            languages,
            found,
            indexes: index_paths,
            outdated: BTreeSet::new(),
            linked_from_hidden,
            edited: BTreeMap::new(),
            editions,
        }
    }

    /// Replaces the text of a file by that of its present version. Returns `None` if something else of the site depends on the
    /// difference, or if there is a problem; then the site is no longer valid.
    pub(crate) fn replace(&mut self, file: &Arc<SourceFile>, replaced: &mut Replaced) -> Option<()> {
        // If there are drafts, whether a file is reported as unused depends on the words of all texts.
        if self.site.input.sources.is_partial {
            return None;
        }
        let path = file.path.strip_prefix("content/")?;
        let original = load::original_of(path).map(|(original, _)| original);
        let text = TextKey::in_file(original.as_deref().unwrap_or(path))?;
        let mut is_shown = false;
        for place in 0..self.editions.len() {
            let content = &self.editions[place].content.content;
            let Some(origin) = content.origins.get(&text).filter(|origin| origin.file().path == file.path)
            else {
                continue;
            };
            let offset = markdown_of_both(origin.file(), file)?;
            let page = (place, text.page());
            let before = match self.edited.remove(&page) {
                Some(edited) => edited,
                None => content.part_with(&text, origin.file(), offset)?,
            };
            let now = before.part_with(&text, file, offset)?;
            let edition = &mut self.editions[place];
            let warnings = |edition: &Edition<'_>, part: &Content| {
                let mut warnings = site_content::contradictions(part, edition.language);
                warnings.append(edition.documents.warnings_beside(&page.1));
                warnings
            };
            let gone = warnings(edition, &before);
            if !edition.replace_texts(self.site, &now) {
                return None;
            }
            replaced.warnings = replaced.warnings.without(&gone);
            replaced.warnings.append(warnings(edition, &now));
            replaced.texts.insert(ReplacedText { edition: place, text: text.page() });
            self.edited.insert(page, now);
            is_shown = true;
        }
        is_shown.then_some(())
    }

    /// Renders the pages of a text that was replaced, and stages them. Returns `None` if there is a problem.
    pub(crate) fn remake(&mut self, replaced: &ReplacedText, stage: &Stage) -> Option<Vec<RenderedPage>> {
        let ReplacedText { edition: place, text } = replaced;
        let known = KnownPages::default();
        let rendering = Rendering::new(&known, Some(stage), self.links_to_parts());
        let pictures = self.share_pictures.get(*place)?;
        let RemadePages { rendered, found } =
            edition::remade(&self.editions, *place, text, pictures, &self.languages, &rendering)?;
        let ids = rendered.iter().filter_map(|page| Some((page.path(), page.ids()?))).collect();
        let mut problems = Diagnostics::default();
        fragment::check(self.links_to_parts(), &ids, &mut problems);
        let is_linked = |page: &RenderedPage| self.linked_from_hidden.contains(&page.path());
        if !problems.is_empty() || rendered.iter().any(is_linked) {
            return None;
        }
        for page in found {
            let all = self.found.get_mut(*place)?;
            let known = all.iter().position(|known| known.path == page.path)?;
            all[known] = page;
            self.outdated.insert(*place);
        }
        Some(rendered)
    }

    fn links_to_parts(&self) -> impl Iterator<Item = &FragmentLink> {
        self.editions.iter().flat_map(|edition| edition.documents.fragments())
    }

    /// Makes the search indexes of the editions whose pages were rendered since, with the pages that refer to them. Returns
    /// `None` if there is a problem.
    pub(crate) fn remake_search(&mut self, stage: &Stage) -> Option<Vec<RemadeSearch>> {
        let known = KnownPages::default();
        let rendering = Rendering::new(&known, Some(stage), iter::empty());
        let mut remade = Vec::new();
        for place in std::mem::take(&mut self.outdated) {
            let Some(former) = self.indexes.get_mut(place)?.as_mut() else { continue };
            let found = self.found.get(place)?;
            let (page, index) =
                edition::remade_search(&self.editions, place, found, &self.languages, &rendering)?;
            let index = index.into_file();
            let replaced = std::mem::replace(former, index.path.clone());
            let former = Some(replaced).filter(|replaced| *replaced != index.path);
            remade.push(RemadeSearch { index, page, former });
        }
        Some(remade)
    }
}
