//! Builds a site again and again in one process. What was built stays in memory, so that an edit of a text takes only what
//! depends on it ([`LiveSite`]); after any other change everything is built as by [`build`](crate::build()).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use content::load;
use diagnostics::Diagnostics;
use images::cache::InUse;
use tracing::info_span;

use crate::build::Begun;
use crate::fingerprint::Fingerprint;
use crate::live::{LiveSite, RemadeSearch, Replaced};
use crate::options::{BuildError, BuildOptions, BuildReport};
use crate::rendering::RenderedPage;
use crate::unchanged::Kept;
use crate::write::{Stage, StagedFile, WriteSummary};

/// The result of one of several builds.
#[derive(Debug)]
pub struct Followed {
    /// The report, or the reason why the build failed.
    pub result: Result<BuildReport, BuildError>,
    /// Whether only pages and search indexes may differ from the last build: the files of the handler and those for the server
    /// are the same.
    pub only_pages: bool,
}

/// Builds a site with each of the options that `next` returns, until it returns `None`, and passes each result to `done`. A
/// build leaves the same files as [`build`](crate::build()) does.
pub fn follow(mut next: impl FnMut() -> Option<BuildOptions>, mut done: impl FnMut(Followed)) {
    let mut wanted = next();
    while let Some(options) = wanted {
        let whole = |result| Followed { result, only_pages: false };
        let followed = build_all(&options, |report, kept| {
            done(whole(Ok(report.clone())));
            match kept {
                Some((record, live)) => Following { record, live, report }.edits(&mut next, &mut done),
                None => next(),
            }
        });
        wanted = followed.unwrap_or_else(|error| {
            done(whole(Err(error)));
            next()
        });
    }
}

/// Builds everything that changed, also if that is nothing, and returns what `then` makes of the site.
fn build_all<T>(
    options: &BuildOptions,
    then: impl FnOnce(BuildReport, Option<(Kept, LiveSite<'_>)>) -> T,
) -> Result<T, BuildError> {
    let begun = Begun::new(options)?;
    let pictures = InUse::start(&options.root);
    let start = begun.start();
    begun.build(start, pictures, then)
}

/// A site that stays in memory, with the record and the report of its last build.
struct Following<'a> {
    record: Kept,
    live: LiveSite<'a>,
    report: BuildReport,
}

impl Following<'_> {
    /// Builds as long as only texts change, and returns the options of the first build for which that is not so.
    fn edits(
        mut self,
        next: &mut impl FnMut() -> Option<BuildOptions>,
        done: &mut impl FnMut(Followed),
    ) -> Option<BuildOptions> {
        loop {
            let options = next()?;
            let Some(report) = info_span!("edited texts").in_scope(|| self.edit(&options)) else {
                return Some(options);
            };
            self.report = report.clone();
            done(Followed { result: Ok(report), only_pages: true });
        }
    }

    /// Builds what depends on texts that changed; `None` if anything else changed, or if there is a problem.
    fn edit(&mut self, options: &BuildOptions) -> Option<BuildReport> {
        let looked = self.record.look(options)?;
        let mut replaced = Replaced { texts: BTreeSet::new(), warnings: self.report.warnings.clone() };
        let mut read = BTreeMap::new();
        for file in self.record.changed(&looked)? {
            let bytes = fs::read(&file.location).ok()?;
            read.insert(file.path.clone(), Fingerprint::of_bytes(&bytes));
            let file = load::text(file.path.clone(), bytes, &mut Diagnostics::default())?;
            self.live.replace(&file, &mut replaced)?;
        }
        let warnings = replaced.warnings.sorted();
        if options.deny_warnings && !warnings.is_empty() {
            return None;
        }
        let stage = Stage::begin_for_few(&options.dist, self.record.cache().clone()).ok()?;
        let mut pages = Vec::new();
        for text in &replaced.texts {
            pages.extend(self.live.remake(text, &stage)?);
        }
        let pages: Result<Vec<_>, _> = pages.into_iter().filter_map(RenderedPage::into_file).collect();
        let mut placed = Placed::default();
        placed.add(&stage, pages.ok()?, None)?;
        // Last, because these are large and no page waits for them.
        for RemadeSearch { index, page, former } in self.live.remake_search(&stage)? {
            let staged = vec![stage.take(&index).ok()?, page.into_file()?.ok()?];
            placed.add(&stage, staged, former)?;
        }
        let Placed { files, stale, summary, rendered } = placed;
        self.record.record(&looked, options, &read, &files, &stale)?;
        let all = self.report.written + self.report.unchanged;
        let WriteSummary { written, removed, .. } = summary;
        Some(BuildReport {
            pages: self.report.pages,
            rendered,
            written,
            removed,
            unchanged: all - written,
            warnings,
        })
    }
}

/// The files that were placed after an edit.
#[derive(Default)]
struct Placed {
    /// Their contents, by path below `dist`.
    files: BTreeMap<String, Fingerprint>,
    /// The files that were removed.
    stale: BTreeSet<String>,
    summary: WriteSummary,
    /// Number of pages that were rendered.
    rendered: usize,
}

impl Placed {
    fn add(&mut self, stage: &Stage, files: Vec<StagedFile>, stale: Option<String>) -> Option<()> {
        let WriteSummary { written, removed, .. } = stage.place_beside(&files, stale.as_deref()).ok()?;
        self.summary.written += written;
        self.summary.removed += removed;
        self.rendered += files.iter().filter(|file| file.path().ends_with(".html")).count();
        self.files.extend(files.iter().map(|file| (file.path().to_owned(), file.fingerprint())));
        self.stale.extend(stale);
        Some(())
    }
}
