//! Files and folders that nobody but their owner can open: registrations, mails and the keys to them. On Windows a
//! user's folders are private already.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

use anyhow::Context;

/// The name of the folder that holds nothing else, so that all of it is made private. A database that was put elsewhere
/// may lie among files of other programs.
const OWN_FOLDER: &str = ".preview";

/// Makes a folder that only its owner can open, with the folders above it. One that exists is made private with
/// everything in it, as an earlier version may have made it.
///
/// # Errors
///
/// When the folder cannot be made, or belongs to another user.
pub fn private_folder(folder: &Path) -> anyhow::Result<()> {
    make(folder)?;
    tighten(folder)
}

/// Makes the folder of a database, as [`private_folder`]; one that exists stays as it is, unless it is the preview's own.
pub(crate) fn folder_of_database(folder: &Path) -> anyhow::Result<()> {
    make(folder)?;
    if folder.file_name().is_some_and(|name| name == OWN_FOLDER) { tighten(folder) } else { Ok(()) }
}

fn make(folder: &Path) -> anyhow::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).with_context(|| format!("cannot make `{}`", folder.display()))
}

/// Opens a file for reading and writing, which only its owner can open from then on, and makes it where there is none.
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
    // A link may lead out of the folder. What is gone meanwhile needs nothing.
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    if metadata.is_symlink() {
        return Ok(());
    }
    // A folder first: then nobody else can open what is in it while its turn comes.
    let context =
        || format!("cannot keep others from reading `{}`; does it belong to another user?", path.display());
    protect(path).with_context(context)?;
    if metadata.is_dir() {
        for entry in fs::read_dir(path).with_context(context)? {
            tighten(&entry?.path())?;
        }
    }
    Ok(())
}

/// Takes the rights of others away. What has none is not touched, and what is gone meanwhile needs nothing.
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
