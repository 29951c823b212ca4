//! The files of the web editor, which only sites with `editor` in `site.yaml` have.

use content::config::Config;
use diagnostics::Failure;
use images::{Contents, OutputFile};

/// Returns the files of the web editor; none unless the site has one.
///
/// # Errors
///
/// Returns an error if the editor's configuration cannot be serialised.
pub(crate) fn files(config: &Config) -> Result<Vec<OutputFile>, Failure> {
    let Some(editor) = &config.editor else { return Ok(Vec::new()) };
    let languages: Vec<_> = config.translations.iter().map(|it| it.language.value.as_str()).collect();
    let (title, language) = (config.title.as_str(), config.language.value.as_str());
    let site = admin::Site { title, language, further_languages: &languages, editor };
    let files = admin::files(site)?;
    let on_site =
        |(path, bytes)| OutputFile { path: format!("site/{path}"), contents: Contents::Bytes(bytes) };
    Ok(files.into_iter().map(on_site).collect())
}
