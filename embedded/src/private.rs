//! Files and folders that only their owner can open: registrations, mails and their keys. On Windows a user's folders
//! are already private.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

use anyhow::Context;

/// The name of the preview's own folder, whose whole content is made private. A database elsewhere may be among files
/// of other programs.
const OWN_FOLDER: &str = ".preview";

/// Creates a folder that only its owner can open, and its parents. An existing folder and its whole content are made
/// private, because an earlier version may have created them.
///
/// # Errors
///
/// Fails if the folder cannot be created or belongs to another user.
pub fn private_folder(folder: &Path) -> anyhow::Result<()> {
    make(folder)?;
    tighten(folder)
}

/// Creates the folder of a database like [`private_folder`], but leaves an existing folder unchanged unless it is the
/// preview's own.
pub(crate) fn folder_of_database(folder: &Path) -> anyhow::Result<()> {
    make(folder)?;
    if folder.file_name().is_some_and(|name| name == OWN_FOLDER) { tighten(folder) } else { Ok(()) }
}

fn make(folder: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("cannot create `{}`", folder.display()))
}

/// Opens a file for reading and writing, or creates it, and makes it private to its owner.
pub(crate) fn private_file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    protect(path)?;
    Ok(file)
}

fn tighten(path: &Path) -> anyhow::Result<()> {
    // A symbolic link may point outside the folder, and a file may have been deleted meanwhile.
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    if metadata.is_symlink() {
        return Ok(());
    }
    // The folder comes first, so that no other user can open its files before they are made private.
    let context = || format!("cannot make `{}` private; does it belong to another user?", path.display());
    protect(path).with_context(context)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).with_context(context)? {
            tighten(&entry?.path())?;
        }
    }
    Ok(())
}

/// Removes the permissions of other users. Leaves private files untouched and ignores deleted ones.
#[cfg(unix)]
fn protect(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = match fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    if metadata.permissions().mode() & 0o077 == 0 {
        return Ok(());
    }
    let mode = if metadata.is_dir() { 0o700 } else { 0o600 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn protect(path: &Path) -> io::Result<()> {
    fs::metadata(path).map(|_| ())
}
