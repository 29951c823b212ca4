//! The stages of a build, one after the other. Each takes the results of the earlier ones, and none changes them. The
//! longer ones have a span each, from which callers learn how far a build is.

use std::path::Path;

use diagnostics::Diagnostics;
use images::cache::InUse;
use images::picture::{self, Pictures, Purpose};
use images::share_picture;
use tracing::info_span;

use crate::address::{SiteAddresses, Visible};
use crate::build_record::{self, BuildRecord};
use crate::input::{BuildTime, Input};
use crate::options::{BuildError, BuildOptions, BuildReport};
use crate::output::{Built, Output};
use crate::visible_site::VisibleSite;
use crate::write::{self, WriteSummary};
use crate::{edition, fragment, input, output, redirect, site_content, unpublished};

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
    let earlier = BuildRecord::read(against, dist)?;
    let when = BuildTime { today: *today, now: *now, drafts: *drafts };
    let output = prepare(root, when, earlier.as_ref(), Purpose::Build)?;
    let drawn = info_span!("sharing pictures").in_scope(|| share_picture::draw(root, &output.drawings()));
    let mut files = drawn?.map_err(BuildError::Content)?;
    let Output { pages, warnings, files: of_site, record, .. } = output;
    files.extend(of_site);
    files.extend(build_record::files_for_next_build(dist, *drafts, &record)?);
    let summary = info_span!("writing").in_scope(|| write::write(dist, &files))?;
    let WriteSummary { written, removed, unchanged } = summary;
    cache.tidy(root, &files);
    Ok(BuildReport { pages, written, removed, unchanged, warnings })
}

/// Runs all stages except the last one, and returns the files of the site in memory.
///
/// Scheduled and expired content is checked with everything else, so that no build can fail only because time has
/// passed: the site is first built as if all were published, and its files are made only from what is.
pub(crate) fn prepare(
    root: &Path,
    when: BuildTime,
    earlier: Option<&BuildRecord>,
    purpose: Purpose,
) -> Result<Output, BuildError> {
    let mut problems = Diagnostics::default();
    let input = &info_span!("reading").in_scope(|| input::read(root, when, &mut problems))?;
    let resolving = info_span!("resolving").entered();
    let content = &site_content::resolve(input, when.today, &mut problems);
    build_record::compare(earlier, input, content, when.today, &mut problems);
    let Input { files, publications, sources, languages, history, .. } = input;
    let addresses = &SiteAddresses::of(files, publications, &content.listings(languages), &mut problems);
    let pictures = &Pictures::of(sources);
    drop(resolving);
    let today = when.today;
    let site = |visible| VisibleSite { input, content, addresses, pictures, visible, today };
    let everything = build_visible(root, site(Visible::AllButDrafts), purpose, problems)?;
    let built = match content.hides_any() {
        true => {
            let everything = everything.into_catalogue();
            let shown = build_visible(root, site(Visible::Published), purpose, Diagnostics::default())?;
            shown.with_taken_down(&everything)
        }
        false => everything,
    };
    let _collecting = info_span!("collecting files").entered();
    let subscriptions = edition::subscriptions(&built.editions, &built.redirects, history)?;
    Ok(output::output(built, subscriptions, sources, input.warnings(when.drafts))?)
}

/// Runs the stages that depend on what is visible and can find problems.
fn build_visible<'a>(
    root: &Path,
    site: VisibleSite<'a>,
    purpose: Purpose,
    mut problems: Diagnostics,
) -> Result<Built<'a>, BuildError> {
    let Input { sources, publications, .. } = site.input;
    let documents = info_span!("texts").in_scope(|| edition::documents(site, &mut problems));
    let redirects = redirect::find(site, &mut problems);
    let uses = documents.iter().flat_map(|documents| &documents.pictures);
    let images =
        info_span!("images").in_scope(|| picture::make(root, site.pictures, uses, purpose, &mut problems))?;
    let making = info_span!("pages").entered();
    let editions = edition::editions(site, documents, &mut problems).filter(|_| problems.is_empty());
    let Some(editions) = editions else { return Err(BuildError::Content(problems.sorted())) };
    let share_pictures = edition::share_pictures(&editions, &mut problems);
    let (pages, indexes) = edition::pages(&editions, &share_pictures, &mut problems)?;
    let pages = unpublished::marked(pages, editions[0].addresses, publications);
    drop(making);
    let rendering = info_span!("rendering").entered();
    let html = edition::html(&editions, &pages, &redirects, &mut problems)?;
    drop(rendering);
    fragment::check(editions.iter().flat_map(|edition| &edition.documents.fragments), &html, &mut problems);
    let attachments = edition::attachments(&editions);
    output::check_attachments(&attachments, sources, &mut problems);
    if !problems.is_empty() {
        return Err(BuildError::Content(problems.sorted()));
    }
    let catalogue = edition::catalogue(&editions);
    Ok(Built { editions, catalogue, pages, html, indexes, attachments, redirects, images, share_pictures })
}
