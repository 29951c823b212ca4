//! `Kept`: the record of the last build of a process, which is kept up to date while single files change.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::Seen;
use super::record::{self, Record};
use crate::build_cache::BuildCache;
use crate::clock::Clock;
use crate::editable::{KnownEditable, TextWarnings, Texts};
use crate::fingerprint::Fingerprint;
use crate::listing::SeenFile;
use crate::options::{BuildOptions, BuildReport};
use crate::write;

/// The last build: what it was made from and what it left.
#[derive(Debug)]
pub(crate) struct Kept {
    record: Record,
    cache: BuildCache,
    /// The pages that an edit can change, once one has opened them.
    editable: Option<KnownEditable>,
}

/// What a build changed that only replaced texts.
pub(crate) struct Changes<'a> {
    /// The contents of the files that it read, by their paths below the root.
    pub(crate) read: &'a BTreeMap<String, Fingerprint>,
    /// The contents of the files that it wrote, by their paths below `dist`.
    pub(crate) written: &'a BTreeMap<String, Fingerprint>,
    /// The files that it removed.
    pub(crate) removed: &'a BTreeSet<String>,
}

impl Kept {
    pub(super) fn new(record: Record, cache: BuildCache) -> Kept {
        Kept { record, cache, editable: None }
    }

    pub(super) fn into_record(self) -> Record {
        self.record
    }

    /// Looks at the inputs of a build with these options; `None` if they cannot be seen, if these are other options, or if `dist`
    /// is being changed.
    pub(crate) fn look(&self, options: &BuildOptions) -> Option<Seen> {
        if options.anew || !self.record.answers(options) || !write::is_settled(&options.dist) {
            return None;
        }
        Seen::look(options, &self.cache)
    }

    /// Returns what the texts led to; `None` if an edit of one takes a whole build.
    pub(crate) fn texts(&self) -> Option<&Texts> {
        self.record.texts.as_ref()
    }

    /// Takes the pages that an edit of a text can change, opened; `None` if there are none.
    pub(crate) fn take_editable(&mut self) -> Option<KnownEditable> {
        let fingerprint = self.texts()?.pages;
        let known = self.editable.take().filter(|known| known.are(&self.cache, fingerprint));
        known.or_else(|| KnownEditable::open(&self.cache, fingerprint))
    }

    /// Keeps the pages open for the next edit.
    pub(crate) fn keep_editable(&mut self, editable: KnownEditable) {
        self.editable = Some(editable);
    }

    /// Returns the report of a build of the site at `root` that changed nothing yet, in which only texts are different and led to
    /// these warnings.
    pub(crate) fn report_with(&self, texts: &TextWarnings, root: &Path) -> BuildReport {
        let warnings = self.record.warnings_with(texts, root);
        BuildReport { warnings, ..self.record.report_without_warnings() }
    }

    /// Returns the files with other contents than in the last build; `None` if anything else is different.
    pub(crate) fn changed<'s>(&self, seen: &'s Seen) -> Option<Vec<&'s SeenFile>> {
        self.record.inputs.changed(&seen.inputs)
    }

    /// Records a build that only replaced texts, with what these led to. Returns `None` if `dist` has something else than what it
    /// changed and what the last build left. No other build must be writing to it.
    pub(crate) fn record(
        &mut self,
        seen: &Seen,
        options: &BuildOptions,
        Changes { read, written, removed }: Changes<'_>,
        report: &BuildReport,
        texts: Texts,
    ) -> Option<()> {
        let clock = Clock::now(self.cache.folder())?;
        let output = write::look(&options.dist)?;
        self.record.output = self.record.output.after_writing(&output, written, removed, &clock)?;
        self.record.inputs = self.record.inputs.with_contents(&seen.inputs, read, &seen.clocks);
        self.record.set_texts(texts, &report.warnings);
        self.cache.keep(record::NAME, &self.record);
        Some(())
    }
}
