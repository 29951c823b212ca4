//! The built-in themes in the folder of the project.

use std::path::{Path, PathBuf};

use content::load;
use diagnostics::Diagnostics;

use super::{Location, has};

/// Returns the folder of a built-in theme, which a build reads although the site does not have it.
pub(crate) fn folder(theme: &str) -> Option<PathBuf> {
    let themes = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../themes");
    has(theme).then(|| themes.join(theme))
}

/// Returns a file of a built-in theme, by its path below the folder of the theme.
pub(crate) fn file(theme: &str, path: &str) -> Option<Location> {
    folder(theme).map(|folder| folder.join(path)).filter(|path| path.is_file()).map(Location::Disk)
}

/// Returns the files of a kind of a built-in theme, by path below the folder of the kind, sorted.
pub(crate) fn files(theme: &str, kind: &str) -> Vec<(String, Location)> {
    let Some(folder) = folder(theme).map(|folder| folder.join(kind)).filter(|folder| folder.is_dir()) else {
        return Vec::new();
    };
    let files = load::files(&folder, kind, &mut Diagnostics::default()).unwrap_or_default();
    files.into_iter().map(|(name, location)| (name, Location::Disk(location))).collect()
}
