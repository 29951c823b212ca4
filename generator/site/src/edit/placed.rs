//! `Placed`: the files that were placed after an edit.

use std::collections::{BTreeMap, BTreeSet};

use crate::fingerprint::Fingerprint;
use crate::options::BuildReport;
use crate::write::{Stage, StagedFile, WriteSummary};

/// The files that were placed after an edit.
#[derive(Default)]
pub(super) struct Placed {
    /// Their contents, by path below `dist`.
    pub(super) files: BTreeMap<String, Fingerprint>,
    /// The files that were removed.
    pub(super) stale: BTreeSet<String>,
    summary: WriteSummary,
    /// Number of pages that were rendered.
    rendered: usize,
}

impl Placed {
    /// Places files beside the others, and removes the stale one.
    pub(super) fn add(&mut self, stage: &Stage, files: Vec<StagedFile>, stale: Option<String>) -> Option<()> {
        let WriteSummary { written, removed, .. } = stage.place_beside(&files, stale.as_deref()).ok()?;
        self.summary.written += written;
        self.summary.removed += removed;
        self.rendered += files.iter().filter(|file| file.path().ends_with(".html")).count();
        self.files.extend(files.iter().map(|file| (file.path().to_owned(), file.fingerprint())));
        self.stale.extend(stale);
        Some(())
    }

    /// Returns the report of a build that changed nothing, with these changes.
    pub(super) fn report(&self, before: BuildReport) -> BuildReport {
        let WriteSummary { written, removed, .. } = self.summary;
        let unchanged = before.unchanged.saturating_sub(written);
        BuildReport { rendered: self.rendered, written, removed, unchanged, ..before }
    }
}
