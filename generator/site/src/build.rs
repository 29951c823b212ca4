//! The stages of a build, one after the other. Each takes the results of the earlier ones, and none changes them.

use std::path::Path;

use diagnostics::Diagnostics;
use images::cache::InUse;
use images::picture::{self, Purpose};
use images::share_picture;
use model::catalogue::Catalogue;

use crate::address::{SiteAddresses, Visible};
use crate::edition::Base;
use crate::input::{BuildTime, Input};
use crate::options::{BuildError, BuildOptions, BuildReport};
use crate::output::{Output, Parts};
use crate::published::{self, Published};
use crate::write::{self, WriteSummary};
use crate::{contents, edition, fragment, input, output, redirect, unpublished};

/// Builds the site into `dist/site`, the files of the handler into `dist/handler`, and the files for the server or CDN
/// into `dist/deployment`.
///
/// # Errors
///
/// Returns [`BuildError::Content`] with all problems of content and theme, in which case nothing is written, or
/// [`BuildError::Other`] if a file cannot be read or written.
pub fn build(options: &BuildOptions) -> Result<BuildReport, BuildError> {
    let BuildOptions { root, dist, today, against, drafts, now } = options;
    write::check_folder(dist, root)?;
    let cache = InUse::start(root);
    let published = Published::read(against, dist)?;
    let when = BuildTime { today: *today, now: *now, drafts: *drafts };
    let output = prepare(root, when, published.as_ref(), Purpose::Build)?;
    let mut files = share_picture::draw(root, &output.drawings())?.map_err(BuildError::Content)?;
    let Output { pages, warnings, files: of_site, catalogue, .. } = output;
    files.extend(of_site);
    files.extend(published::files_for_next_build(dist, *drafts, &Published::of(&catalogue))?);
    let WriteSummary { written, removed, unchanged } = write::write(dist, &files)?;
    cache.tidy(root, &files);
    Ok(BuildReport { pages, written, removed, unchanged, warnings })
}

/// Runs all stages except the last one, and returns the files of the site in memory.
///
/// Scheduled and expired content is checked with everything else, so that no build can fail only because time has
/// passed: pages are first made as if all were published, and those that are written only from what is published.
pub(crate) fn prepare(
    root: &Path,
    when: BuildTime,
    published: Option<&Published>,
    purpose: Purpose,
) -> Result<Output, BuildError> {
    let mut problems = Diagnostics::default();
    let input = input::read(root, when, &mut problems)?;
    let contents = contents::resolve(&input, when.today, &mut problems);
    published::compare(published, &input, &contents, when.today, &mut problems);
    let addresses = SiteAddresses::of(
        &input.files,
        &input.publications,
        &contents.lists(&input.languages),
        &mut problems,
    );
    let pictures = &picture::Pictures::of(&input.sources);
    let base = |visible| Base::new(&input, &contents, &addresses, pictures, visible, when.today);
    let all = make(root, base(Visible::AllButDrafts), None, purpose, problems)?;
    let warnings = input.warnings(when.drafts);
    if !contents.hides_any() {
        return Ok(Output { warnings, ..all });
    }
    let problems = Diagnostics::default();
    let shown = make(root, base(Visible::Published), Some(&all.catalogue), purpose, problems)?;
    Ok(Output { warnings, ..shown })
}

/// Runs the stages that depend on what is visible. The handler learns about workshops that were taken down from the
/// catalogue of everything.
fn make(
    root: &Path,
    base: Base<'_>,
    everything: Option<&Catalogue>,
    purpose: Purpose,
    mut problems: Diagnostics,
) -> Result<Output, BuildError> {
    let Base { input: Input { sources, publications, history, .. }, .. } = base;
    let editions = edition::editions(base, &mut problems);
    let redirects = redirect::find(&edition::current_pages(&editions), base.addresses, &mut problems);
    let uses = editions.iter().flat_map(|edition| &edition.documents.pictures);
    let images = picture::make(root, base.pictures, uses, purpose, &mut problems)?;
    let editions = edition::checked(editions).filter(|_| problems.is_empty());
    let Some(editions) = editions else { return Err(BuildError::Content(problems.sorted())) };
    let pictures = edition::pictures(&editions, &mut problems);
    let (pages, indexes) = edition::pages(&editions, &pictures, &mut problems)?;
    let pages = unpublished::marked(pages, editions[0].addresses, publications);
    let calendars = edition::calendars(&editions, &redirects)?;
    let history = edition::history(&editions[0], history);
    let feeds = edition::feeds(&editions, &history)?;
    let html = edition::html(&editions, &pages, &redirects, &mut problems)?;
    fragment::check(editions.iter().flat_map(|edition| &edition.documents.fragments), &html, &mut problems);
    let attachments = edition::attachments(&editions);
    output::check_attachments(&attachments, sources, &mut problems);
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    let catalogue = edition::catalogue(&editions, everything);
    let parts = Parts {
        editions: &editions,
        sources,
        catalogue,
        pages,
        html,
        history,
        feeds,
        calendars,
        indexes,
        attachments,
        redirects,
        images,
    };
    Ok(output::output(parts, pictures)?)
}
