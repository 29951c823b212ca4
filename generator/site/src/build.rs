//! The stages of a build, one after the other. Each takes the results of the earlier ones, and none changes them, except that pages
//! move their texts out of the documents, and that the texts of files are freed once they are HTML. The longer ones have a span each,
//! from which callers learn how far a build is.

mod visible;

use std::collections::BTreeMap;
use std::path::Path;

use diagnostics::{Diagnostics, Failure, phrase};
use images::cache::{self, InUse};
use images::picture::{Pictures, Purpose};
use jiff::civil::Date;
use tracing::info_span;

use self::visible::{build_twice, build_visible};
use crate::address::{SiteAddresses, Visible};
use crate::build_cache::BuildCache;
use crate::build_record::{self, BuildRecord};
use crate::edit::edit;
use crate::edition::Edition;
use crate::input::{BuildTime, Input};
use crate::known_pages::KnownPages;
use crate::options::{BuildError, BuildOptions, BuildReport};
use crate::output::{Output, StagedSite};
use crate::site_content::{Contradictions, SiteContent};
use crate::unchanged::{self, Found, Kept, Made, Start};
use crate::visible_site::VisibleSite;
use crate::write::{self, PlacedSite, WriteSummary};
use crate::{advice, edition, input, output, site_content};

/// Builds the site into `dist/site`, the files of the handler into `dist/handler`, and the files for the server or CDN
/// into `dist/deployment`.
///
/// # Errors
///
/// Returns [`BuildError::Content`] with all problems of content and theme, in which case nothing is written, also if
/// there are only warnings and the options deny them; or [`BuildError::Other`] if a file cannot be read or written.
pub fn build(options: &BuildOptions) -> Result<BuildReport, BuildError> {
    build_next(options).map(|(report, _)| report)
}

/// Builds what is different from the last build, and returns the record for the next one; `None` if that must compare
/// everything.
///
/// # Errors
///
/// As [`build`].
pub(crate) fn build_next(options: &BuildOptions) -> Result<(BuildReport, Option<Kept>), BuildError> {
    let begun = Begun::new(options)?;
    let pictures = InUse::start(&options.root);
    let mut start = match begun.look(&pictures) {
        Found::Nothing(report, kept) => return Ok((report, Some(*kept))),
        Found::Changes(start) => start,
    };
    if let Some((report, kept)) = start.edit(|kept, seen, changed| edit(kept, seen, changed, options)) {
        return Ok((report, Some(kept)));
    }
    begun.build(start.settled(), pictures)
}

/// A build that begins.
struct Begun<'a> {
    options: &'a BuildOptions,
    cache: BuildCache,
}

impl<'a> Begun<'a> {
    /// Begins to build with these options.
    ///
    /// # Errors
    ///
    /// Returns an error if the output folder is not allowed.
    fn new(options: &'a BuildOptions) -> Result<Begun<'a>, Failure> {
        let BuildOptions { root, dist, anew, .. } = options;
        write::check_folder(dist, root)?;
        let cache = BuildCache::new(root, &write::absolute(dist)?).for_build(*anew);
        Ok(Begun { options, cache })
    }

    /// Looks at what changed since the last build.
    fn look(&self, pictures: &InUse) -> Found<'_> {
        info_span!("looking for changes").in_scope(|| unchanged::look(self.options, &self.cache, pictures))
    }

    /// Builds everything that changed. Cached pictures are in use until the files are written.
    ///
    /// # Errors
    ///
    /// As [`build`].
    fn build(&self, start: Start<'_>, pictures: InUse) -> Result<(BuildReport, Option<Kept>), BuildError> {
        let BuildOptions { root, dist, today, against, drafts, now, anew, .. } = self.options;
        let when = BuildTime { today: *today, now: *now, drafts: *drafts };
        let purpose = if *anew { Purpose::BuildAnew } else { Purpose::Build };
        let mut first = Some(&start);
        loop {
            let earlier = BuildRecord::read(against, dist)?;
            // Before a second attempt, this one may have waited long for another build.
            let goal = Goal { cache: &self.cache, purpose, dist: Some(dist), start: first.take() };
            let output = prepare(root, when, earlier.as_ref(), goal)?;
            // Until the files were staged, another build may have written the one to compare with.
            if BuildRecord::read(against, dist)? == earlier {
                return self.write(start, output, pictures);
            }
        }
    }

    /// Writes the files of a site, and records the build.
    fn write(
        &self,
        start: Start<'_>,
        output: Output,
        in_use: InUse,
    ) -> Result<(BuildReport, Option<Kept>), BuildError> {
        let BuildOptions { root, dist, drafts, deny_warnings, .. } = self.options;
        if *deny_warnings && !output.warnings.is_empty() {
            return Err(BuildError::Content(output.warnings));
        }
        let Output {
            pages,
            rendered,
            warnings,
            images,
            contents,
            known,
            editable,
            indexes,
            period,
            is_repeatable,
            staged,
            ..
        } = output;
        let Some(StagedSite { stage, files, record }) = staged else {
            return Err(BuildError::Other(Failure::new(phrase! {
                en: "nothing was staged; please report this",
                fr: "aucun fichier n’est prêt ; merci de le signaler"
            })));
        };
        let of_next_build = build_record::files_for_next_build(dist, *drafts, &record)?;
        let placed = info_span!("writing").in_scope(|| -> Result<PlacedSite, Failure> {
            let mut all = stage.take_all(&images)?;
            all.extend(files);
            all.extend(stage.take_all(&of_next_build)?);
            stage.place(&all)
        })?;
        // Before the cache is tidied, which removes files without a name.
        let texts = editable.and_then(|editable| editable.keep(&self.cache, indexes));
        let pictures = &cache::used(&images);
        in_use.tidy(root, pictures);
        let WriteSummary { written, removed, unchanged } = placed.summary;
        let report = BuildReport { pages, rendered, written, removed, unchanged, warnings };
        let kept = info_span!("recording").in_scope(|| {
            let made = Made { report: &report, period, contents, pictures, texts, output: placed.output };
            let record = || is_repeatable.then(|| start.record(made)).flatten();
            let keep = || rayon::join(|| known.keep(&self.cache), || placed.written.keep(&self.cache));
            rayon::join(record, keep).0
        });
        // Other builds waited until now.
        drop(stage);
        Ok((report, kept))
    }
}

/// What the stages run for.
#[derive(Clone, Copy)]
pub(crate) struct Goal<'a> {
    /// What the last build left.
    pub(crate) cache: &'a BuildCache,
    pub(crate) purpose: Purpose,
    /// The folder for which the files are staged; `None` for a check, which writes nothing.
    pub(crate) dist: Option<&'a Path>,
    /// What has just listed the files of the content.
    pub(crate) start: Option<&'a Start<'a>>,
}

impl Goal<'_> {
    /// Returns whether texts are freed as soon as what is published of them was made: only if files are written, and neither
    /// problems nor drafts may need them later.
    fn frees_texts(&self, input: &Input, problems: &Diagnostics) -> bool {
        self.dist.is_some() && problems.is_empty() && !input.sources.is_partial
    }
}

/// Runs all stages except the last one, and returns the files of the site, staged.
///
/// Scheduled and expired content is checked with everything else, so that no build can fail only because time has
/// passed: the site is also built as if all were published, and its files are made only from what is.
fn prepare(
    root: &Path,
    when: BuildTime,
    earlier: Option<&BuildRecord>,
    goal: Goal<'_>,
) -> Result<Output, BuildError> {
    prepare_and(root, when, earlier, goal, |_| ()).map(|(output, ())| output)
}

/// Does the same, and also returns what `make` makes of the site in each of its languages, its own first.
pub(crate) fn prepare_and<T>(
    root: &Path,
    when: BuildTime,
    earlier: Option<&BuildRecord>,
    goal: Goal<'_>,
    make: impl FnOnce(&[Edition<'_>]) -> T,
) -> Result<(Output, T), BuildError> {
    let mut problems = Diagnostics::default();
    let listed = goal.start.and_then(Start::content);
    let input = &info_span!("reading").in_scope(|| input::read(root, when, listed, &mut problems))?;
    let resolved = Resolved::new(input, when.today, earlier, &mut problems);
    let Resolved { content, contradictions, of_workshops } = resolved;
    if goal.frees_texts(input, &problems) {
        // All that is made of them from now on are excerpts of problems.
        input.free_data(root);
    }
    let content = &content;
    let mut warnings = Diagnostics::default();
    contradictions.iter().flat_map(BTreeMap::values).for_each(|found| warnings.append(found.clone()));
    let Input { files, publications, sources, languages, history, .. } = input;
    let listings = content.listings(languages);
    let addresses = &info_span!("addresses")
        .in_scope(|| SiteAddresses::of(files, publications, &listings, &mut problems));
    let pictures = &Pictures::of(sources);
    let today = when.today;
    let known = KnownPages::read(goal.cache);
    let site = VisibleSite { input, content, addresses, pictures, visible: Visible::AllButDrafts, today };
    let with_warnings = |error: BuildError| error.with_warnings(&warnings);
    let (built, everything, of_texts) = match content.hides_any() {
        true => {
            let (shown, mut everything) =
                build_twice(root, site, known, goal, problems).map_err(with_warnings)?;
            let of_texts = std::mem::take(&mut everything.advice);
            let taken_down = everything.catalogue.taken_down(publications);
            let everything = everything.into_checked();
            (shown.with_taken_down(taken_down), Some(everything), of_texts)
        }
        false => {
            let mut built = build_visible(root, site, &known, goal, problems).map_err(with_warnings)?;
            let of_texts = std::mem::take(&mut built.advice);
            (built, None, of_texts)
        }
    };
    let _collecting = info_span!("collecting files").entered();
    let subscriptions =
        edition::subscriptions(&built.editions, &built.redirects, built.stage.as_ref(), history)?;
    // Advice that would distract from problems.
    warnings.append(of_texts);
    warnings.append(of_workshops);
    warnings.append(input.warnings(when.drafts));
    let made = make(&built.editions);
    let warnings = warnings.sorted();
    Ok((output::output(built, everything, subscriptions, input, warnings, &contradictions)?, made))
}

/// The resolved content, and the warnings about its data.
struct Resolved {
    content: SiteContent,
    /// Warnings about texts that contradict the data, in each language.
    contradictions: Vec<Contradictions>,
    of_workshops: Diagnostics,
}

impl Resolved {
    fn new(
        input: &Input,
        today: Date,
        earlier: Option<&BuildRecord>,
        problems: &mut Diagnostics,
    ) -> Resolved {
        let resolving = info_span!("resolving").entered();
        let mut content = site_content::resolve(input, today, problems);
        resolve::check_members(&input.sources, &content.main().content, problems);
        resolve::check_join_links(&input.sources, &content.main().content, problems);
        build_record::compare(earlier, input, &content, today, problems);
        drop(resolving);
        let contradictions =
            info_span!("comparing texts").in_scope(|| content.contradictions(&input.languages));
        let of_workshops = advice::of_workshops(&content, input, today);
        content.free_places();
        Resolved { content, contradictions, of_workshops }
    }
}
