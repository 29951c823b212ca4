//! The generator's files for the programs: the catalogue and the theme.

use std::path::Path;

use anyhow::{Context, ensure};
use model::catalogue::{CATALOGUE_VERSION, Catalogue};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use view::theme::Theme;

/// Reads `catalogue.json` and `theme.json` from a directory.
///
/// # Errors
///
/// Fails if a file cannot be read or comes from another version of the generator.
pub fn load(directory: &Path) -> anyhow::Result<(Catalogue, Theme)> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let path = directory.join("catalogue.json");
    // The version is read first, because any other difference between versions would cause a confusing message.
    let Version { version } = read(&path)?;
    ensure!(
        version == CATALOGUE_VERSION,
        "`{}` has version {version}, not {CATALOGUE_VERSION}; build the site and the handler from one commit",
        path.display()
    );
    Ok((read(&path)?, read(&directory.join("theme.json"))?))
}

fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let bytes = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("cannot parse `{}`", path.display()))
}
