//! A build in which nothing changed returns the report of an earlier one. It reads the names and stamps of files, but none of
//! them.
//!
//! After a build, a record says what it was made from and what it left in `dist` (decision 66). The record is true for ever:
//! a build from files with these contents leaves these files. So it is neither removed when a build fails nor when `dist` is
//! changed, but compared with what is there:
//!
//! 1. the options of the build
//! 2. `inputs`: the files that it read, and the history in git
//! 3. `output`: the files that it left
//!
//! `listing` compares files with recorded ones. A file with the recorded stamp is the same; another one is read and compared
//! by its content.

mod inputs;
mod kept;
mod listing;
mod output;
mod record;

use images::cache::{self, InUse};

use self::inputs::Inputs;
pub(crate) use self::kept::Kept;
use self::listing::{Comparison, Listing, Recorded};
pub(crate) use self::record::Made;
use self::record::Record;
use crate::build_cache::BuildCache;
use crate::clock::Clock;
use crate::options::{BuildOptions, BuildReport};
use crate::write;

/// A build that starts: the state of everything that it will read.
#[derive(Debug)]
pub(crate) struct Start<'a> {
    options: &'a BuildOptions,
    cache: &'a BuildCache,
    /// `None` if the state cannot be known: the cache cannot be written, or something cannot be read.
    seen: Option<Seen>,
    earlier: Option<Record>,
}

/// What changed since the earlier build.
#[derive(Debug)]
pub(crate) enum Found<'a> {
    /// Nothing, so that this is the report.
    Nothing(BuildReport),
    /// Something, or there was no earlier build.
    Changes(Box<Start<'a>>),
}

/// The inputs, with the time of the file system before they were looked at.
#[derive(Debug)]
struct Seen {
    clock: Clock,
    inputs: Inputs,
}

/// Number of times to look again at files that have just been changed.
const ATTEMPTS: u32 = 5;

impl Seen {
    fn look(options: &BuildOptions, cache: &BuildCache) -> Option<Seen> {
        let clock = Clock::now(cache.folder())?;
        Some(Seen { clock, inputs: Inputs::look(options)? })
    }
}

/// Looks at everything that a build with these options reads, and at what an earlier one left. If nothing changed, its
/// cached pictures are marked as used.
pub(crate) fn look<'a>(options: &'a BuildOptions, cache: &'a BuildCache, pictures: &InUse) -> Found<'a> {
    let start = Start::look(options, cache);
    match start.report_if_unchanged(pictures) {
        Some(report) => Found::Nothing(report),
        None => Found::Changes(Box::new(start.settled())),
    }
}

impl<'a> Start<'a> {
    /// Looks at everything that a build with these options reads.
    pub(crate) fn new(options: &'a BuildOptions, cache: &'a BuildCache) -> Start<'a> {
        Start::look(options, cache).settled()
    }

    fn look(options: &'a BuildOptions, cache: &'a BuildCache) -> Start<'a> {
        let (seen, earlier) = rayon::join(|| Seen::look(options, cache), || cache.read(record::NAME));
        Start { options, cache, seen, earlier }
    }

    /// Returns the report of the earlier build if this one would leave the same files.
    fn report_if_unchanged(&self, pictures: &InUse) -> Option<BuildReport> {
        let (earlier, seen) = (self.earlier.as_ref()?, self.seen.as_ref()?);
        if !earlier.answers(self.options) || !write::is_settled(&self.options.dist) {
            return None;
        }
        let compare_output = || {
            let output = output::look(&self.options.dist)?;
            Some((earlier.output.compare(&output), output))
        };
        let (inputs, output) = rayon::join(|| earlier.inputs.compare(&seen.inputs), compare_output);
        let (compared_output, output) = output?;
        if inputs == Comparison::Different || compared_output == Comparison::Different {
            return None;
        }
        let is_outdated = inputs == Comparison::SameContent || compared_output == Comparison::SameContent;
        // The pictures were last marked as used when the record was written.
        let kept = self.cache.stamp(record::NAME)?;
        if is_outdated || seen.clock.since(kept) > cache::MARKED_EVERY {
            pictures.tidy(&self.options.root, &earlier.pictures(&self.options.root));
            self.renew(earlier, seen, &output);
        }
        Some(earlier.report(&self.options.root))
    }

    /// Replaces the record by one with the present stamps, so that the next build need not read these files again.
    fn renew(&self, earlier: &Record, seen: &Seen, output: &Listing) {
        let mut record = earlier.clone();
        if seen.inputs.are_before(&seen.clock) {
            record.inputs = earlier.inputs.with_stamps_of(&seen.inputs, &seen.clock);
        }
        record.output = earlier.output.with_stamps_of(output, &seen.clock);
        self.cache.keep(record::NAME, &record);
    }

    /// Waits until every later change of a file that the build reads changes its stamp. On some file systems that takes too
    /// long; then the build is not recorded.
    fn settled(mut self) -> Self {
        for _ in 0..ATTEMPTS {
            match &self.seen {
                Some(seen) if seen.inputs.have_one_at(&seen.clock) => Clock::wait(),
                _ => break,
            }
            self.seen = Seen::look(self.options, self.cache);
        }
        self.seen = self.seen.take().filter(|seen| seen.inputs.are_before(&seen.clock));
        self
    }

    /// Records a build, unless something changed meanwhile. No other build must be writing to `dist` until this returns.
    ///
    /// Errors are ignored: the next build does more than it needs to.
    pub(crate) fn record(self, made: Made<'_>) -> Option<Kept> {
        let Seen { inputs, .. } = self.seen.as_ref()?;
        let earlier = self.earlier.as_ref().map(|earlier| &earlier.inputs);
        let recorded = inputs.recorded(earlier)?;
        // After the files have been read once more, so that the contents are those that the build had.
        if Inputs::look(self.options).as_ref() != Some(inputs) {
            return None;
        }
        let record = Record::of(self.options, recorded, self.recorded_output()?, made);
        self.cache.keep(record::NAME, &record);
        Some(Kept::new(record, self.cache.clone()))
    }

    fn recorded_output(&self) -> Option<Recorded> {
        let clock = Clock::now(self.cache.folder())?;
        Recorded::of_output(&output::look(&self.options.dist)?, &clock)
    }
}
