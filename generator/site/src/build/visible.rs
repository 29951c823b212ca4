//! The stages that depend on what is visible: published content, or all of it.

use std::path::Path;

use diagnostics::Diagnostics;
use images::OutputFile;
use images::picture;
use images::share_picture::DrawnPictures;
use tracing::info_span;

use super::Goal;
use crate::address::Visible;
use crate::document::Documents;
use crate::editable::EditablePages;
use crate::edition::Edition;
use crate::input::Input;
use crate::known_pages::KnownPages;
use crate::options::BuildError;
use crate::output::Built;
use crate::redirect::Redirects;
use crate::rendering::{RenderedPage, Rendering};
use crate::share_pictures::SharePictures;
use crate::visible_site::VisibleSite;
use crate::write::Stage;
use crate::{advice, edition, fragment, output, redirect};

/// A site whose pages can be rendered.
struct Prepared<'a> {
    input: &'a Input,
    editions: Vec<Edition<'a>>,
    redirects: Vec<Redirects>,
    images: Vec<OutputFile>,
    share_pictures: Vec<SharePictures>,
    /// The pages with texts, for edits of these; `None` if that is not wanted.
    editable: Option<EditablePages>,
    /// Warnings about the texts and files, if everything but drafts is visible.
    advice: Diagnostics,
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
    let everything = everything.build(&known, checking)?;
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
    Prepared::new(root, site, goal, problems)?.build(known, goal)
}

impl<'a> Prepared<'a> {
    /// Runs the stages before pages are rendered. If the files are written, the texts are freed: this is the last time that they
    /// are made HTML.
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
        let input = site.input;
        let documents = info_span!("texts").in_scope(|| edition::documents(site, &mut problems));
        let mut editable = None;
        if goal.frees_texts(input, &problems) {
            editable = Some(EditablePages::begin(goal.cache, &edition::texts(site, &documents)));
            site.free_texts(root);
        }
        let redirects = redirect::find(site, &mut problems);
        let uses = documents.iter().flat_map(Documents::pictures);
        let mut images = info_span!("images")
            .in_scope(|| picture::make(root, site.pictures, uses, goal.purpose, &mut problems))?;
        let making = info_span!("pages").entered();
        let editions = edition::editions(site, documents, &mut problems).filter(|_| problems.is_empty());
        let Some(editions) = editions else { return Err(BuildError::Content(problems.sorted())) };
        let advice = match site.visible {
            Visible::AllButDrafts => advice::of_texts(&editions, input),
            Visible::Published => Diagnostics::default(),
        };
        // If there are drafts, whether a file is reported as unused depends on the words of all texts.
        if goal.dist.is_some() && input.sources.is_partial {
            site.free_texts(root);
        }
        drop(making);
        let cache = goal.dist.map(|_| DrawnPictures::of_site(root, goal.purpose));
        let (share_pictures, drawn) = info_span!("sharing pictures")
            .in_scope(|| edition::share_pictures(&editions, cache.as_ref(), &mut problems))?;
        images.extend(drawn);
        Ok(Prepared { input, editions, redirects, images, share_pictures, editable, advice, problems })
    }

    /// Renders the pages and finds all other problems.
    ///
    /// # Errors
    ///
    /// Returns the problems, or the failure to write a file.
    fn build(self, known: &KnownPages, goal: Goal<'_>) -> Result<Built<'a>, BuildError> {
        let Prepared { input, editions, redirects, images, share_pictures, editable, advice, mut problems } =
            self;
        let stage = goal.dist.map(|dist| Stage::begin(dist, goal.cache)).transpose()?;
        let rendering = info_span!("rendering").entered();
        let fragments = || editions.iter().flat_map(|edition| edition.documents.fragments());
        let how = Rendering::new(known, stage.as_ref(), editable.as_ref(), fragments());
        let mut pages = edition::pages(&editions, &share_pictures, &redirects, &how, &mut problems)?;
        drop(rendering);
        fragment::check(fragments(), &pages.ids(), &mut problems);
        let attachments = edition::attachments(&editions);
        let catalogue = edition::catalogue(&editions);
        output::check_photographs(&attachments, &catalogue, &input.sources, &mut problems);
        output::check_documents(&catalogue, &input.sources, &mut problems);
        if !problems.is_empty() {
            return Err(BuildError::Content(problems.sorted()));
        }
        if let Some(failure) = pages.rendered.iter_mut().find_map(RenderedPage::take_failure) {
            return Err(BuildError::Other(failure));
        }
        Ok(Built { editions, catalogue, pages, attachments, redirects, images, stage, editable, advice })
    }
}
