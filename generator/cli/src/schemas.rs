//! The command `schema`: writes a JSON Schema of each kind of file that editors write.

use std::fs;
use std::path::Path;

use diagnostics::failure::{cannot_create, cannot_write};
use diagnostics::{Failure, OrFail as _, Phrase, ToolLanguage, phrase};
use schema::{FILE_KINDS, json_schema};

use crate::language_of;

/// Writes the schemas of a site into a folder, and returns a summary. The default language is that of the site.
///
/// # Errors
///
/// Returns an error if a file cannot be written.
pub(crate) fn write(
    root: &Path,
    folder: Option<&Path>,
    language: Option<ToolLanguage>,
) -> Result<Phrase, Failure> {
    let default = root.join("content").join(schema::FOLDER);
    let folder = folder.unwrap_or(&default);
    let language = language_of(root, language);
    fs::create_dir_all(folder).or_fail(|| cannot_create(folder))?;
    for kind in FILE_KINDS {
        let path = folder.join(kind.schema_file());
        let text = json_schema(kind, language);
        fs::write(&path, text).or_fail(|| cannot_write(&path))?;
    }
    let (count, folder) = (FILE_KINDS.len(), folder.display());
    Ok(phrase! { en: "{count} schemas in {folder}", fr: "{count} schémas dans {folder}" })
}
