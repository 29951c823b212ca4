//! Moves staged files to their places, and removes others.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use diagnostics::failure::{cannot_remove, cannot_write};
use diagnostics::{Failure, OrFail as _};
use rayon::prelude::*;

use super::{INCOMPLETE, Stage, StagedFile, State, clear};
use crate::clock::Clock;
use crate::stamp::Stamp;
use crate::write::folders::is_folder;
use crate::write::stale;
use crate::write::written::{self, Written, WrittenFile};
use crate::write::{FOLDERS, WriteSummary};

/// The contents of the file that marks `dist` as incomplete.
const INCOMPLETE_TEXT: &str =
    "A build was interrupted here, so files of two builds may be mixed. Build again.\n";

impl Stage {
    /// Makes the generator's folders in `dist` contain exactly these files. Those that were staged are placed in the given
    /// order.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file that cannot be written or removed. Some files may have been placed then.
    pub(crate) fn place(&self, files: &[StagedFile]) -> Result<WriteSummary, Failure> {
        let mut summary = self.place_new(files)?;
        summary.removed = self.remove_stale(files)?;
        let written = self.written(files);
        clear(&self.folder)?;
        self.complete()?;
        self.cache.keep(written::NAME, &written);
        Ok(summary)
    }

    /// Places these files beside the others in `dist`, in the given order, and then removes the `stale` one, by its path below
    /// `dist`.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Stage::place`].
    pub(crate) fn place_beside(
        &self,
        files: &[StagedFile],
        stale: Option<&str>,
    ) -> Result<WriteSummary, Failure> {
        let mut summary = self.place_new(files)?;
        if let Some(stale) = stale.map(|path| self.dist.join(path)) {
            fs::remove_file(&stale).or_fail(|| cannot_remove(&stale))?;
            summary.removed = 1;
        }
        self.complete()?;
        Ok(summary)
    }

    /// Places the files that were staged, and marks `dist` as incomplete before the first of them.
    fn place_new(&self, files: &[StagedFile]) -> Result<WriteSummary, Failure> {
        let incomplete = self.dist.join(INCOMPLETE);
        let mut summary = WriteSummary::default();
        for file in files {
            let State::New(staged) = &file.state else {
                summary.unchanged += 1;
                continue;
            };
            if summary.written == 0 {
                fs::write(&incomplete, INCOMPLETE_TEXT).or_fail(|| cannot_write(&incomplete))?;
            }
            let target = self.dist.join(&file.path);
            let folder = self.folders.make(target.parent().unwrap_or(&self.dist));
            folder.and_then(|()| place(staged, &target)).or_fail(|| cannot_write(&target))?;
            summary.written += 1;
        }
        Ok(summary)
    }

    /// Removes the mark of an incomplete `dist`.
    fn complete(&self) -> Result<(), Failure> {
        let incomplete = self.dist.join(INCOMPLETE);
        if incomplete.exists() {
            fs::remove_file(&incomplete).or_fail(|| cannot_remove(&incomplete))?;
        }
        Ok(())
    }

    fn remove_stale(&self, files: &[StagedFile]) -> Result<usize, Failure> {
        let wanted: HashSet<_> = files.iter().map(|file| self.dist.join(&file.path)).collect();
        let removed = FOLDERS.iter().map(|folder| stale::remove(&self.dist.join(folder), &wanted));
        removed.sum()
    }

    /// Returns what the next build may know about these files, which have been placed.
    fn written(&self, files: &[StagedFile]) -> Written {
        let placed = Clock::now(&self.folder);
        let known = |StagedFile { path, content, source, state }: &StagedFile| {
            let stamp = match state {
                State::Unchanged(stamp) => (*stamp)?,
                State::New(_) => {
                    let stamp = Stamp::of(&fs::symlink_metadata(self.dist.join(path)).ok()?)?;
                    stamp.is_before(placed?.stamp()).then_some(stamp)?
                }
            };
            Some((path.clone(), WrittenFile { content: *content, stamp, source: *source }))
        };
        let known: Vec<_> = files.par_iter().filter_map(known).collect();
        known.into_iter().collect()
    }
}

/// Moves a staged file into place atomically.
fn place(staged: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(staged, target) {
        // A folder below `dist` may be on another drive.
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let beside = target.with_file_name(format!(".new-{}", std::process::id()));
            fs::copy(staged, &beside)?;
            place(&beside, target).inspect_err(|_| {
                let _ = fs::remove_file(&beside);
            })
        }
        // Renaming a file cannot replace a folder.
        Err(_) if is_folder(target) => {
            fs::remove_dir_all(target)?;
            place(staged, target)
        }
        renamed => renamed,
    }
}
