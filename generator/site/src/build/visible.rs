//! The stages that depend on what is visible: published content, or all of it.

use std::path::Path;

use diagnostics::Diagnostics;
use images::picture;
use tracing::info_span;

use super::Goal;
use crate::address::Visible;
use crate::document::Documents;
use crate::editable::EditablePages;
use crate::known_pages::KnownPages;
use crate::options::BuildError;
use crate::output::Built;
use crate::rendering::Rendering;
use crate::visible_site::VisibleSite;
use crate::write::Stage;
use crate::{edition, fragment, output, redirect};

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
    let publish = |known: &KnownPages| build_visible(root, published, known, goal, Diagnostics::default());
    // With a problem, nothing is published.
    let shown = problems.is_empty().then(|| publish(&known));
    if let Some(Ok(shown)) = &shown {
        known.append(shown.known());
    }
    let everything = build_visible(root, everything, &known, Goal { dist: None, ..goal }, problems)?;
    let shown = shown.unwrap_or_else(|| publish(&known))?;
    Ok((shown, everything))
}

/// Runs the stages that depend on what is visible and can find problems.
pub(super) fn build_visible<'a>(
    root: &Path,
    site: VisibleSite<'a>,
    known: &KnownPages,
    goal: Goal<'_>,
    mut problems: Diagnostics,
) -> Result<Built<'a>, BuildError> {
    let sources = &site.input.sources;
    let documents = info_span!("texts").in_scope(|| edition::documents(site, &mut problems));
    let redirects = redirect::find(site, &mut problems);
    let uses = documents.iter().flat_map(Documents::pictures);
    let images = info_span!("images")
        .in_scope(|| picture::make(root, site.pictures, uses, goal.purpose, &mut problems))?;
    let making = info_span!("pages").entered();
    let editions = edition::editions(site, documents, &mut problems).filter(|_| problems.is_empty());
    let Some(editions) = editions else { return Err(BuildError::Content(problems.sorted())) };
    let share_pictures = edition::share_pictures(&editions, &mut problems);
    drop(making);
    let stage = goal.dist.map(|dist| Stage::begin(dist, goal.cache.clone())).transpose()?;
    // If there are drafts, whether a file is reported as unused depends on the words of all texts.
    let editable = goal.dist.filter(|_| !sources.is_partial).map(|_| EditablePages::begin(goal.cache));
    let rendering = info_span!("rendering").entered();
    let fragments = || editions.iter().flat_map(|edition| edition.documents.fragments());
    let how = Rendering::new(known, stage.as_ref(), editable.as_ref(), fragments());
    let pages = edition::pages(&editions, &share_pictures, &redirects, &how, &mut problems)?;
    drop(rendering);
    fragment::check(fragments(), &pages.ids(), &mut problems);
    let attachments = edition::attachments(&editions);
    let catalogue = edition::catalogue(&editions);
    output::check_photographs(&attachments, &catalogue, sources, &mut problems);
    output::check_documents(&catalogue, sources, &mut problems);
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    Ok(Built { editions, catalogue, pages, attachments, redirects, images, share_pictures, stage, editable })
}
