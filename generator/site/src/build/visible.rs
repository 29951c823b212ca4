//! The stages that depend on what is visible: published content, or all of it.

use std::path::Path;

use content::load::Sources;
use diagnostics::{Diagnostics, Failure};
use images::OutputFile;
use images::picture::{self, Purpose};
use images::share_picture::{self, Drawings};
use tracing::info_span;

use super::Goal;
use crate::address::Visible;
use crate::document::Documents;
use crate::editable::EditablePages;
use crate::edition::Edition;
use crate::known_pages::KnownPages;
use crate::options::BuildError;
use crate::output::Built;
use crate::redirect::Redirects;
use crate::rendering::{RenderedPage, Rendering};
use crate::share_pictures::SharePictures;
use crate::visible_site::VisibleSite;
use crate::write::Stage;
use crate::{edition, fragment, output, redirect};

/// A site whose pages can be rendered.
struct Prepared<'a> {
    sources: &'a Sources,
    editions: Vec<Edition<'a>>,
    redirects: Vec<Redirects>,
    images: Vec<OutputFile>,
    share_pictures: Vec<SharePictures>,
    /// The sharing pictures that are still to be drawn; empty if files are only checked.
    drawings: Vec<Drawings>,
    /// The problems that do not prevent rendering, which finds the others.
    problems: Diagnostics,
}

/// Builds what is published, and checks it together with what is hidden at present. Pages that are the same in both are
/// rendered once. Returns what is published first.
///
/// # Errors
///
/// Returns the problems of everything or, if it has none, those of what is published.
pub(super) fn build_twice<'a>(
    root: &Path,
    everything: VisibleSite<'a>,
    mut known: KnownPages,
    goal: Goal<'_>,
    problems: Diagnostics,
) -> Result<(Built<'a>, Built<'a>), BuildError> {
    let published = VisibleSite { visible: Visible::Published, ..everything };
    // First, because this finds most problems.
    let checking = Goal { dist: None, ..goal };
    let everything = Prepared::new(root, everything, checking, problems)?;
    let shown = match build_visible(root, published, &known, goal, Diagnostics::default()) {
        Err(BuildError::Other(failure)) => return Err(BuildError::Other(failure)),
        shown => shown,
    };
    if let Ok(shown) = &shown {
        known.append(shown.known());
    }
    let everything = everything.build(root, &known, checking)?;
    Ok((shown?, everything))
}

/// Runs the stages that depend on what is visible and can find problems.
///
/// # Errors
///
/// Returns the problems, or the failure to read or write a file.
pub(super) fn build_visible<'a>(
    root: &Path,
    site: VisibleSite<'a>,
    known: &KnownPages,
    goal: Goal<'_>,
    problems: Diagnostics,
) -> Result<Built<'a>, BuildError> {
    Prepared::new(root, site, goal, problems)?.build(root, known, goal)
}

impl<'a> Prepared<'a> {
    /// Runs the stages before pages are rendered.
    ///
    /// # Errors
    ///
    /// Returns all problems that were found if one of them prevents rendering, or the failure to read a picture.
    fn new(
        root: &Path,
        site: VisibleSite<'a>,
        goal: Goal<'_>,
        mut problems: Diagnostics,
    ) -> Result<Prepared<'a>, BuildError> {
        let sources = &site.input.sources;
        let documents = info_span!("texts").in_scope(|| edition::documents(site, &mut problems));
        let redirects = redirect::find(site, &mut problems);
        let uses = documents.iter().flat_map(Documents::pictures);
        let images = info_span!("images")
            .in_scope(|| picture::make(root, site.pictures, uses, goal.purpose, &mut problems))?;
        let _making = info_span!("pages").entered();
        let editions = edition::editions(site, documents, &mut problems).filter(|_| problems.is_empty());
        let Some(editions) = editions else { return Err(BuildError::Content(problems.sorted())) };
        let (share_pictures, drawings) = edition::share_pictures(&editions, &mut problems);
        let drawings = goal.dist.map(|_| drawings).unwrap_or_default();
        Ok(Prepared { sources, editions, redirects, images, share_pictures, drawings, problems })
    }

    /// Renders the pages and finds all other problems.
    ///
    /// # Errors
    ///
    /// Returns the problems, or the failure to write a file.
    fn build(self, root: &Path, known: &KnownPages, goal: Goal<'_>) -> Result<Built<'a>, BuildError> {
        let Prepared { sources, editions, redirects, mut images, share_pictures, drawings, mut problems } =
            self;
        let stage = goal.dist.map(|dist| Stage::begin(dist, goal.cache.clone())).transpose()?;
        images.extend(draw(root, drawings, goal.purpose, &mut problems)?);
        // If there are drafts, whether a file is reported as unused depends on the words of all texts.
        let editable = goal.dist.filter(|_| !sources.is_partial).map(|_| EditablePages::begin(goal.cache));
        let rendering = info_span!("rendering").entered();
        let fragments = || editions.iter().flat_map(|edition| edition.documents.fragments());
        let how = Rendering::new(known, stage.as_ref(), editable.as_ref(), fragments());
        let mut pages = edition::pages(&editions, &share_pictures, &redirects, &how, &mut problems)?;
        drop(rendering);
        fragment::check(fragments(), &pages.ids(), &mut problems);
        let attachments = edition::attachments(&editions);
        let catalogue = edition::catalogue(&editions);
        output::check_photographs(&attachments, &catalogue, sources, &mut problems);
        output::check_documents(&catalogue, sources, &mut problems);
        if !problems.is_empty() {
            return Err(BuildError::Content(problems.sorted()));
        }
        if let Some(failure) = pages.rendered.iter_mut().find_map(RenderedPage::take_failure) {
            return Err(BuildError::Other(failure));
        }
        Ok(Built { editions, catalogue, pages, attachments, redirects, images, stage, editable })
    }
}

/// Draws sharing pictures, whose sources are then freed, and returns their files. Reports those that cannot be drawn.
///
/// # Errors
///
/// Returns the failure to read or write a file in the cache.
fn draw(
    root: &Path,
    drawings: Vec<Drawings>,
    purpose: Purpose,
    problems: &mut Diagnostics,
) -> Result<Vec<OutputFile>, Failure> {
    let drawn = info_span!("sharing pictures").in_scope(|| share_picture::draw(root, &drawings, purpose))?;
    Ok(drawn.unwrap_or_else(|found| {
        problems.append(found);
        Vec::new()
    }))
}
