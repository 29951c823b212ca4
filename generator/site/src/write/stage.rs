//! `Stage`: takes the files of a site as they are made, in any order and from several threads, and then places them.

mod area;
mod placing;

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use diagnostics::failure::{cannot_create, cannot_remove, cannot_write};
use diagnostics::{Failure, OrFail as _};
use images::{Contents, OutputFile};
use rayon::prelude::*;

use self::area::{Area, Place};
use super::content::{self, FileContent};
use super::folders::Folders;
use super::lock::Lock;
use super::written::{Written, WrittenFile};
use crate::build_cache::BuildCache;
use crate::clock::Clock;
use crate::fingerprint::Fingerprint;
use crate::stamp::Stamp;

/// The staging folder for files before they are renamed into place.
const STAGE: &str = ".new";

/// The file that exists in `dist` while files are being placed. If it stays, a build was killed at that moment and
/// `dist` may contain files of two builds.
const INCOMPLETE: &str = ".incomplete";

/// The staging folder of a build, which alone writes to `dist` while this exists. Without [`Stage::place`] it leaves `dist`
/// unchanged.
#[derive(Debug)]
pub(crate) struct Stage {
    dist: PathBuf,
    folder: PathBuf,
    area: Area,
    /// What the last build wrote.
    earlier: Written,
    folders: Folders,
    /// A time before all comparisons with `dist`; `None` on a system without stamps.
    began: Option<Clock>,
    _lock: Lock,
}

/// A file that was compared with the one in `dist` and staged if they differ.
#[derive(Debug)]
pub(crate) struct StagedFile {
    /// The path below `dist`.
    path: String,
    content: FileContent,
    /// The file that it is a copy of, if that is known.
    source: Option<Fingerprint>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// `dist` has this file. Its stamp, if that changes whenever its content does.
    Unchanged(Option<Stamp>),
    /// The file is in the staging folder, here.
    New(Place),
}

impl StagedFile {
    /// Returns the path below `dist`.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Returns the fingerprint of the bytes.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        self.content.fingerprint()
    }
}

impl Stage {
    /// Waits until no other build writes to `dist`, and empties the staging folder. `cache` has what the last one
    /// wrote.
    ///
    /// # Errors
    ///
    /// Returns an error if another build writes for too long, or if the folder cannot be written.
    pub(crate) fn begin(dist: &Path, cache: &BuildCache) -> Result<Stage, Failure> {
        let mut stage = Stage::begin_for_few(dist)?;
        stage.earlier = Written::read(cache);
        Ok(stage)
    }

    /// Begins as [`Stage::begin`] does, for a few files beside those that are there, without knowing what was written.
    ///
    /// # Errors
    ///
    /// Returns the same errors.
    pub(crate) fn begin_for_few(dist: &Path) -> Result<Stage, Failure> {
        let lock = Lock::wait(dist)?;
        let folder = dist.join(STAGE);
        clear(&folder)?;
        fs::create_dir_all(&folder).or_fail(|| cannot_create(&folder))?;
        Ok(Stage {
            dist: dist.to_owned(),
            began: Clock::now(&folder),
            area: Area::create(dist, &folder)?,
            folder,
            earlier: Written::default(),
            folders: Folders::new(dist),
            _lock: lock,
        })
    }

    /// Takes a file, and stages it if it differs from the one in `dist`.
    ///
    /// # Errors
    ///
    /// Returns an error that names the file if one cannot be read or written.
    pub(crate) fn take(&self, file: &OutputFile) -> Result<StagedFile, Failure> {
        let source = self.source(&file.contents);
        if let Some(unchanged) = source.and_then(|source| self.unchanged_copy(&file.path, source)) {
            return Ok(unchanged);
        }
        let bytes = content::bytes(file)?;
        let content = FileContent::of(&bytes);
        if let Some(unchanged) = self.unchanged(&file.path, content) {
            return Ok(StagedFile { source, ..unchanged });
        }
        let place = self.area.write(&file.path, &bytes);
        let place = place.or_fail(|| cannot_write(&self.dist.join(&file.path)))?;
        Ok(StagedFile { path: file.path.clone(), content, source, state: State::New(place) })
    }

    /// Takes several files, in order.
    ///
    /// # Errors
    ///
    /// Returns the error of the first file that cannot be taken.
    pub(crate) fn take_all(&self, files: &[OutputFile]) -> Result<Vec<StagedFile>, Failure> {
        let taken: Vec<_> = files.par_iter().map(|file| self.take(file)).collect();
        taken.into_iter().collect()
    }

    /// Returns the file with this path below `dist` if it has this content; `None` if it must be taken.
    pub(crate) fn unchanged(&self, path: &str, content: FileContent) -> Option<StagedFile> {
        let metadata = self.metadata(path)?;
        let stamp = Stamp::of(&metadata);
        let unchanged = |stamp| {
            let state = State::Unchanged(stamp);
            StagedFile { path: path.to_owned(), content, source: None, state }
        };
        let known = stamp.and_then(|stamp| self.earlier.get(path, stamp));
        if known.is_some_and(|known| known.content == content) {
            return Some(unchanged(stamp));
        }
        let is_same = content.is_in(&self.dist.join(path), metadata.len());
        is_same.then(|| unchanged(stamp.filter(|stamp| self.is_old(*stamp))))
    }

    /// Returns the file with this path below `dist` if it is a copy of this file.
    fn unchanged_copy(&self, path: &str, source: Fingerprint) -> Option<StagedFile> {
        let WrittenFile { content, stamp, source } = self
            .earlier
            .get(path, Stamp::of(&self.metadata(path)?)?)
            .filter(|known| known.source == Some(source))?;
        Some(StagedFile { path: path.to_owned(), content, source, state: State::Unchanged(Some(stamp)) })
    }

    /// Returns the metadata of a file below `dist`, if there is one to which no link leads.
    fn metadata(&self, path: &str) -> Option<Metadata> {
        let target = self.dist.join(path);
        let is_below = target.parent().is_some_and(|folder| self.folders.exist(folder));
        is_below.then(|| fs::symlink_metadata(&target).ok()).flatten().filter(Metadata::is_file)
    }

    /// Identifies the file that is copied with its content, by its stamp; `None` if none is, or if it may be changing.
    fn source(&self, contents: &Contents) -> Option<Fingerprint> {
        let (path, how) = match contents {
            Contents::Bytes(_) => return None,
            Contents::CopyOf(path) => (path, "copy"),
            Contents::BareCopyOf(path) => (path, "bare copy"),
        };
        let stamp = Stamp::of(&fs::metadata(path).ok()?).filter(|stamp| self.is_old(*stamp))?;
        Fingerprint::of(&(how, path, stamp)).ok()
    }

    /// Returns whether a file with this stamp has another one after its next change.
    fn is_old(&self, stamp: Stamp) -> bool {
        self.began.is_some_and(|began| stamp.is_before(began.stamp()))
    }
}

/// Returns whether no build is writing to `dist`, or was interrupted while it did.
pub(crate) fn is_settled(dist: &Path) -> bool {
    ![STAGE, INCOMPLETE].iter().any(|name| fs::symlink_metadata(dist.join(name)).is_ok())
}

impl Drop for Stage {
    fn drop(&mut self) {
        // The next build would also remove it.
        let _ = clear(&self.folder);
    }
}

/// Removes the staging folder, which a killed build may have left.
fn clear(stage: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(stage) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error).or_fail(|| cannot_remove(stage)),
        _ => Ok(()),
    }
}
