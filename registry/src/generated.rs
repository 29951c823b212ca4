//! The generator's files for the programs: the index of the catalogue, files for each workshop, its questionnaires,
//! its scheduled mails and its private information, the members, the theme, and one file for each set of templates.

mod workshops;

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use model::catalogue::{CATALOGUE_VERSION, Catalogue, CatalogueWorkshop, Index, PrivateSessions};
use model::membership::Members;
use model::slug::Slug;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use view::templates::TemplateSet;
use view::theme::Theme;

pub use self::workshops::Workshops;

/// The reason why a file of the generator cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UnusableFile {
    /// It is missing or cannot be read.
    #[error("cannot read `{}`: {cause}", path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        cause: std::io::Error,
    },
    /// Its content is not that of such a file.
    #[error("cannot parse `{}`: {cause}", path.display())]
    Malformed {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        cause: serde_json::Error,
    },
}

/// Reads the whole catalogue and the theme with all its templates from a directory.
///
/// # Errors
///
/// Fails if a file, including that of a single workshop, cannot be read or comes from another version of the generator.
pub fn load(directory: &Path) -> anyhow::Result<(Catalogue, Theme)> {
    let (workshops, theme) = open(directory, &TemplateSet::ALL)?;
    Ok((workshops.read_all().context(INCOMPLETE)?, theme))
}

/// Reads the index of the catalogue and the theme with these templates from a directory. The data of a workshop is read
/// when it is first asked for.
///
/// # Errors
///
/// Fails if one of the files cannot be read or comes from another version of the generator.
pub fn open(directory: &Path, sets: &[TemplateSet]) -> anyhow::Result<(Workshops, Theme)> {
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
    let index: Index = read(&path)?;
    let mut theme: Theme = read(&directory.join("theme.json"))?;
    for set in sets {
        theme.templates.append(&mut read(&directory.join(set.file()))?);
    }
    Ok((Workshops::in_directory(index, directory), theme))
}

/// Reads the data of the workshop with this identifier.
fn read_workshop(directory: &Path, identifier: &Slug) -> Result<CatalogueWorkshop, UnusableFile> {
    read(&directory.join(format!("workshops/{identifier}.json")))
}

/// Reads the members.
fn read_members(directory: &Path) -> Result<Members, UnusableFile> {
    read(&directory.join("members.json"))
}

/// Reads the questionnaires of a workshop, if it has any, and returns the workshop with them.
fn with_questionnaires(
    workshop: CatalogueWorkshop,
    directory: &Path,
) -> Result<CatalogueWorkshop, UnusableFile> {
    if !workshop.has_questionnaires {
        return Ok(workshop);
    }
    let questionnaires = read(&directory.join(format!("questionnaires/{}.json", workshop.slug)))?;
    Ok(workshop.with_questionnaires(questionnaires))
}

/// Reads the scheduled mails of a workshop, if it has any, and returns the workshop with them.
fn with_scheduled_mails(
    workshop: CatalogueWorkshop,
    directory: &Path,
) -> Result<CatalogueWorkshop, UnusableFile> {
    if !workshop.has_mails {
        return Ok(workshop);
    }
    let mails = read(&directory.join(format!("scheduled-mails/{}.json", workshop.slug)))?;
    Ok(workshop.with_scheduled_mails(mails))
}

/// Reads the private information about the sessions of a workshop that has some.
fn read_private(directory: &Path, identifier: &Slug) -> Result<PrivateSessions, UnusableFile> {
    read(&directory.join(format!("private/{identifier}.json")))
}

/// Describes a directory from which the file of a workshop is missing.
const INCOMPLETE: &str =
    "the catalogue is incomplete; build the site again, and deploy all files in `dist/handler`";

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, UnusableFile> {
    serde_json::from_slice(&read_bytes(path)?)
        .map_err(|cause| UnusableFile::Malformed { path: path.to_owned(), cause })
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, UnusableFile> {
    std::fs::read(path).map_err(|cause| UnusableFile::Unreadable { path: path.to_owned(), cause })
}
