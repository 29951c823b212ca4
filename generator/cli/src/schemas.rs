//! The command `schema`: writes a JSON Schema of each kind of file that editors write.

use std::fs;
use std::path::Path;

use anyhow::Context as _;
use diagnostics::{Phrase, ToolLanguage, phrase};
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
) -> anyhow::Result<Phrase> {
    let default = root.join("content").join(schema::FOLDER);
    let folder = folder.unwrap_or(&default);
    let language = language_of(root, language);
    let cannot_write = |location: &Path| {
        let location = location.display();
        let message = phrase! { en: "cannot write {location}", fr: "impossible d’écrire {location}" };
        message.text(language).to_owned()
    };
    fs::create_dir_all(folder).with_context(|| cannot_write(folder))?;
    for kind in FILE_KINDS {
        let path = folder.join(kind.schema_file());
        let text = json_schema(kind, language);
        fs::write(&path, text).with_context(|| cannot_write(&path))?;
    }
    let (count, folder) = (FILE_KINDS.len(), folder.display());
    Ok(phrase! { en: "{count} schemas in {folder}", fr: "{count} schémas dans {folder}" })
}
