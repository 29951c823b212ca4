//! The fonts that pictures are written with. They are not published: pages use those of the visitor's machine.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use super::files;

/// The bytes of the fonts in a folder, in the order of their names; none where there is no such folder.
///
/// # Errors
///
/// When a file cannot be read.
pub(super) fn load(folder: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let is_font =
        |name: &str| [".ttf", ".otf"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending));
    let fonts = files(folder)?.into_iter().filter(|(name, _)| is_font(name));
    fonts
        .map(|(_, location)| {
            fs::read(&location).with_context(|| format!("cannot read {}", location.display()))
        })
        .collect()
}
