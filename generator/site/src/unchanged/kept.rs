//! `Kept`: the record of the last build of a process, which is kept up to date while single files change.

use std::collections::{BTreeMap, BTreeSet};

use super::inputs::Inputs;
use super::listing::SeenFile;
use super::output;
use super::record::Record;
use crate::build_cache::BuildCache;
use crate::clock::Clock;
use crate::fingerprint::Fingerprint;
use crate::options::BuildOptions;
use crate::write;

/// The last build: what it was made from and what it left.
#[derive(Debug)]
pub(crate) struct Kept {
    record: Record,
    cache: BuildCache,
}

/// The inputs of a build at one moment, which has other contents of some files as the only difference from the last build.
#[derive(Debug)]
pub(crate) struct Looked {
    clock: Clock,
    inputs: Inputs,
}

impl Kept {
    pub(super) fn new(record: Record, cache: BuildCache) -> Kept {
        Kept { record, cache }
    }

    /// Returns the cache of these builds.
    pub(crate) fn cache(&self) -> &BuildCache {
        &self.cache
    }

    /// Looks at the inputs of a build with these options; `None` if they cannot be seen, if these are other options, or if `dist`
    /// is being changed.
    pub(crate) fn look(&self, options: &BuildOptions) -> Option<Looked> {
        if options.anew || !self.record.answers(options) || !write::is_settled(&options.dist) {
            return None;
        }
        let clock = Clock::now(self.cache.folder())?;
        Some(Looked { clock, inputs: Inputs::look(options)? })
    }

    /// Returns the files with other contents than in the last build; `None` if anything else is different.
    pub(crate) fn changed<'l>(&self, looked: &'l Looked) -> Option<Vec<&'l SeenFile>> {
        self.record.inputs.changed(&looked.inputs)
    }

    /// Records that files were read, wrote others and removed more, by their paths below the root and below `dist`. Returns
    /// `None` if `dist` has something else than that and what the last build left. No other build must be writing to it.
    pub(crate) fn record(
        &mut self,
        looked: &Looked,
        options: &BuildOptions,
        read: &BTreeMap<String, Fingerprint>,
        written: &BTreeMap<String, Fingerprint>,
        removed: &BTreeSet<String>,
    ) -> Option<()> {
        let clock = Clock::now(self.cache.folder())?;
        let output = output::look(&options.dist)?;
        self.record.output = self.record.output.after_writing(&output, written, removed, &clock)?;
        self.record.inputs = self.record.inputs.with_contents(&looked.inputs, read, &looked.clock);
        Some(())
    }
}
