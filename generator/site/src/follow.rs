//! Builds a site again and again in one process, and keeps the record of the last build in memory.

use crate::build;
use crate::edit::edit;
use crate::options::{BuildError, BuildOptions, BuildReport};
use crate::unchanged::Kept;

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
    let mut last: Option<Kept> = None;
    while let Some(options) = next() {
        let edited = last.as_mut().and_then(|kept| {
            let seen = kept.look(&options)?;
            let changed = kept.changed(&seen)?;
            edit(kept, &seen, &changed, &options)
        });
        if let Some(report) = edited {
            done(Followed { result: Ok(report), only_pages: true });
            continue;
        }
        // The last build here may not be the last one into this folder, and its files are replaced.
        drop(last.take());
        let (result, kept) = match build::build_next(&options) {
            Ok((report, kept)) => (Ok(report), kept),
            Err(error) => (Err(error), None),
        };
        last = kept;
        done(Followed { result, only_pages: false });
    }
}
