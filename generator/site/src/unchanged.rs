//! A build in which nothing changed returns the report of an earlier one. It reads the names and stamps of files, and only those
//! files whose stamps cannot be relied on.
//!
//! After a build, a record says what it was made from and what it left in `dist` (decision 66). The record is true for ever:
//! a build from files with these contents leaves these files. So it is neither removed when a build fails nor when `dist` is
//! changed, but compared with what is there:
//!
//! 1. the options of the build
//! 2. `inputs`: the files that it read, and the history in git
//! 3. the files that it left
//!
//! `recorded` compares files with recorded ones. A file with the recorded stamp is the same; another one is read and compared
//! by its content.

mod clocks;
mod inputs;
mod kept;
mod record;
mod recorded;

use std::path::PathBuf;

use images::cache::{self, InUse};

use self::clocks::Clocks;
use self::inputs::{Elsewhere, Inputs};
pub(crate) use self::kept::{Changes, Kept};
pub(crate) use self::record::Made;
use self::record::Record;
use self::recorded::{Comparison, Recorded};
use crate::build_cache::BuildCache;
use crate::clock::Clock;
use crate::listing::{Listing, SeenFile};
use crate::options::{BuildOptions, BuildReport};
use crate::write::{self, SeenOutput};

/// A build that starts: the state of everything that it will read.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    options: &'a BuildOptions,
    cache: &'a BuildCache,
    /// `None` if the state cannot be known: the cache cannot be written, or something cannot be read.
    seen: Option<Seen>,
    /// The contents of files whose stamps cannot be relied on, before the build reads them.
    elsewhere: Elsewhere,
    earlier: Option<Record>,
}

/// What changed since the earlier build.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// Nothing, so that this is the report.
    Nothing(BuildReport, Box<Kept>),
    /// Something, or there was no earlier build.
    Changes(Box<Start<'a>>),
}

/// The inputs, with the times of their file systems before they were looked at.
#[derive(Debug)]
pub(crate) struct Seen {
    clocks: Clocks,
    inputs: Inputs,
}

/// The name of the file that is written when cached pictures have been marked as used. An edit of a text does not mark them.
const MARKED: &str = "marked";

/// Number of times to look again at files that have just been changed.
const ATTEMPTS: u32 = 5;

impl Seen {
    fn look(options: &BuildOptions, cache: &BuildCache) -> Option<Seen> {
        Seen::look_after(Clock::now(cache.folder())?, options)
    }

    fn look_after(clock: Clock, options: &BuildOptions) -> Option<Seen> {
        let inputs = Inputs::look(options)?;
        Some(Seen { clocks: inputs.clocks(clock), inputs })
    }

    /// Iterates over the files of the content, by path below `content/`.
    pub(crate) fn content(&self) -> impl Iterator<Item = (&str, &SeenFile)> {
        self.inputs.content()
    }

    fn elsewhere(&self) -> Elsewhere {
        self.inputs.elsewhere(&self.clocks)
    }
}

/// Looks at everything that a build with these options reads, and at what an earlier one left. If nothing changed, its
/// cached pictures are marked as used.
pub(crate) fn look<'a>(options: &'a BuildOptions, cache: &'a BuildCache, pictures: &InUse) -> Found<'a> {
    let (seen, earlier) = rayon::join(|| Seen::look(options, cache), || cache.read(record::NAME));
    let mut start = Start { options, cache, seen, elsewhere: Elsewhere::default(), earlier };
    match start.unchanged(pictures) {
        Some((report, kept)) => Found::Nothing(report, Box::new(kept)),
        None => Found::Changes(Box::new(start)),
    }
}

impl Start<'_> {
    /// Returns the report and the record of the earlier build if this one would leave the same files.
    fn unchanged(&mut self, pictures: &InUse) -> Option<(BuildReport, Kept)> {
        let (earlier, seen) = (self.earlier.as_ref()?, self.seen.as_ref()?);
        if !earlier.answers(self.options) || !write::is_settled(&self.options.dist) {
            return None;
        }
        let inputs = earlier.inputs.compare(&seen.inputs);
        if inputs == Comparison::Different {
            return None;
        }
        let output = write::look(&self.options.dist)?;
        let compared_output = earlier.output.compare(&output);
        if compared_output == Comparison::Different {
            return None;
        }
        if self.must_mark(seen) {
            pictures.tidy(&self.options.root, &earlier.pictures(&self.options.root));
            self.cache.keep(MARKED, &());
        }
        let has_read = inputs == Comparison::SameContent || compared_output == Comparison::SameContent;
        let renewed = has_read.then(|| renewed(earlier, seen, &output)).flatten();
        if let Some(renewed) = &renewed {
            self.cache.keep(record::NAME, renewed);
        }
        let earlier = renewed.or_else(|| self.earlier.take())?;
        Some((earlier.report(&self.options.root), Kept::new(earlier, self.cache.clone())))
    }

    /// Returns whether the cached pictures were last marked as used so long ago that they must be again.
    fn must_mark(&self, seen: &Seen) -> bool {
        let marked = self.cache.stamp(MARKED);
        marked.is_none_or(|marked| seen.clocks.own().since(marked) > cache::MARKED_EVERY)
    }

    /// Builds what differs from the earlier build with `edit`, which gets the files with other contents, if nothing else is
    /// different. Returns what that returns, and the record of the build.
    pub(crate) fn edit<T>(
        &mut self,
        edit: impl FnOnce(&mut Kept, &Seen, &[&SeenFile]) -> Option<T>,
    ) -> Option<(T, Kept)> {
        let (earlier, seen) = (self.earlier.as_ref()?, self.seen.as_ref()?);
        let is_possible = earlier.texts.is_some()
            && earlier.answers(self.options)
            && write::is_settled(&self.options.dist)
            && !self.must_mark(seen);
        // Last, because it may read files.
        let changed = is_possible.then(|| earlier.inputs.changed(&seen.inputs)).flatten()?;
        let earlier = self.earlier.take_if(|_| !changed.is_empty())?;
        let mut kept = Kept::new(earlier, self.cache.clone());
        match edit(&mut kept, seen, &changed) {
            Some(edited) => Some((edited, kept)),
            None => {
                self.earlier = Some(kept.into_record());
                None
            }
        }
    }

    /// Waits until every later change of a file that the build reads changes its stamp. On some file systems that takes too
    /// long; then the build is not recorded. To be called before a build of everything.
    pub(crate) fn settled(mut self) -> Self {
        for _ in 0..ATTEMPTS {
            let clock = match &self.seen {
                Some(Seen { inputs, clocks }) if inputs.have_one_at(clocks.own()) => {
                    clocks.own().next(self.cache.folder())
                }
                _ => break,
            };
            self.seen = clock.and_then(|clock| Seen::look_after(clock, self.options));
        }
        self.seen = self.seen.take().filter(|seen| seen.inputs.are_before(seen.clocks.own()));
        self.elsewhere = self.seen.as_ref().map(Seen::elsewhere).unwrap_or_default();
        self
    }

    /// Returns the files of the content, by path below `content/` and with their locations; `None` if they are not known.
    pub(crate) fn content(&self) -> Option<Vec<(String, PathBuf)>> {
        let owned = |(path, file): (&str, &SeenFile)| (path.to_owned(), file.location());
        self.seen.as_ref().map(|seen| seen.content().map(owned).collect())
    }

    /// Records a build, unless something changed meanwhile. No other build must be writing to `dist` until this returns.
    ///
    /// Errors are ignored: the next build does more than it needs to.
    pub(crate) fn record(self, made: Made<'_>) -> Option<Kept> {
        let Seen { inputs, clocks } = self.seen.as_ref()?;
        let earlier = self.earlier.as_ref().map(|earlier| &earlier.inputs);
        let recorded = inputs.recorded(earlier, &self.elsewhere, &made.contents, clocks)?;
        // After files have been read once more, so that the contents are those that the build had.
        if Inputs::look(self.options).as_ref() != Some(inputs) {
            return None;
        }
        let SeenOutput { listing, clock } = made.output.as_ref()?;
        let output = Recorded::of_output(listing, clock)?;
        let record = Record::of(self.options, recorded, output, made);
        self.cache.keep(record::NAME, &record);
        self.cache.keep(MARKED, &());
        Some(Kept::new(record, self.cache.clone()))
    }
}

/// Returns the record with the present stamps, as far as they can be relied on, so that the next build need not read these files
/// again; `None` if the record has them already.
fn renewed(earlier: &Record, seen: &Seen, output: &Listing) -> Option<Record> {
    let mut record = earlier.clone();
    if seen.inputs.are_before(seen.clocks.own()) {
        record.inputs = earlier.inputs.with_stamps_of(&seen.inputs, &seen.clocks);
    }
    record.output = earlier.output.with_stamps_of(output, &seen.clocks);
    (record.inputs != earlier.inputs || record.output != earlier.output).then_some(record)
}
