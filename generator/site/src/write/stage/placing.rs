//! Moves staged files to their places, and removes others.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;

use diagnostics::failure::{cannot_remove, cannot_write};
use diagnostics::{Failure, OrFail as _};

use super::area::is_below;
use super::{INCOMPLETE, Stage, StagedFile, State, clear};
use crate::write::folders::is_folder;
use crate::write::output::SeenOutput;
use crate::write::stale;
use crate::write::written::{Written, WrittenFile};
use crate::write::{FOLDERS, PlacedSite, WriteSummary};

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
    pub(crate) fn place(&self, files: &[StagedFile]) -> Result<PlacedSite, Failure> {
        let mut summary = self.place_new(files)?;
        let look = || SeenOutput::look(&self.dist, &self.folder);
        let mut output = look();
        let paths = || files.iter().map(StagedFile::path);
        if !output.as_ref().is_some_and(|output| output.has_nothing_but(paths())) {
            summary.removed = self.remove_stale(files)?;
            output = look();
        }
        // Another program may have removed some of them before they were placed.
        if let Some(missing) = output.as_ref().and_then(|output| output.missing(paths())) {
            let missing = self.dist.join(missing);
            return Err(io::Error::from(io::ErrorKind::NotFound)).or_fail(|| cannot_write(&missing));
        }
        let output = output.and_then(|output| output.settled(&self.folder));
        let written = output.as_ref().map(|output| written(files, output)).unwrap_or_default();
        clear(&self.folder)?;
        self.complete()?;
        Ok(PlacedSite { summary, output, written })
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
        let is_new = |file: &&StagedFile| matches!(file.state, State::New(_));
        let written = files.iter().filter(is_new).count();
        let summary = WriteSummary { written, removed: 0, unchanged: files.len() - written };
        if written == 0 {
            return Ok(summary);
        }
        let incomplete = self.dist.join(INCOMPLETE);
        fs::write(&incomplete, INCOMPLETE_TEXT).or_fail(|| cannot_write(&incomplete))?;
        let moved = self.area.move_folders(&self.dist, files);
        for file in files.iter().filter(|file| !moved.iter().any(|folder| is_below(&file.path, folder))) {
            let State::New(staged) = file.state else { continue };
            let staged = self.area.location(&file.path, staged);
            let target = self.dist.join(&file.path);
            let folder = self.folders.make(target.parent().unwrap_or(&self.dist));
            folder.and_then(|()| place(&staged, &target)).or_fail(|| cannot_write(&target))?;
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
}

/// Returns what the next build may know about these files, which have been placed.
fn written(files: &[StagedFile], output: &SeenOutput) -> Written {
    let stamps: HashMap<_, _> = output.listing.files.iter().map(|it| (it.path.as_str(), it.stamp)).collect();
    let known = |StagedFile { path, content, source, state }: &StagedFile| {
        let stamp = match state {
            State::Unchanged(stamp) => *stamp,
            State::New(_) => stamps.get(path.as_str()).copied().filter(|stamp| output.is_old(*stamp)),
        };
        Some((path.clone(), WrittenFile { content: *content, stamp: stamp?, source: *source }))
    };
    files.iter().filter_map(known).collect()
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
