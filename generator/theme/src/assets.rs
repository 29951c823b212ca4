//! Static files. Each has a fingerprint of its bytes in its name, so that it can be cached for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use addresses::encoded;
use data_encoding::HEXLOWER;
use diagnostics::{Diagnostic, Diagnostics, Failure, SourceFile, message};
use sha2::{Digest, Sha256};

use super::layers::Layer;
use super::merged;
use super::style_sheets::style_sheet;
use super::unused;

/// A published static file.
#[derive(Debug)]
pub struct Asset {
    /// The path below `dist/site`.
    pub output: String,
    /// The contents.
    pub bytes: Vec<u8>,
}

/// The static files of a theme.
#[derive(Debug, Default)]
pub(super) struct Assets {
    pub(super) assets: Vec<Asset>,
    pub(super) stylesheet: String,
    pub(super) icon: String,
    pub(super) scripts: BTreeMap<String, String>,
    pub(super) paths: BTreeMap<String, String>,
}

/// Required files of every theme.
const STYLESHEET: &str = "style.css";
const ICON: &str = "icon.svg";

/// Reads and fingerprints the static files.
///
/// # Errors
///
/// Returns an error if the folder or a file cannot be read.
pub(super) fn load(
    layers: &[Layer],
    templates: &BTreeMap<String, Arc<SourceFile>>,
    diagnostics: &mut Diagnostics,
) -> Result<Assets, Failure> {
    let mut loaded = Assets::default();
    let mut published = BTreeMap::new();
    let files = merged(layers, "static");
    unused::check_files(layers, templates, diagnostics)?;
    for (name, location) in files.iter().filter(|(name, _)| !name.ends_with(".css")) {
        let bytes = location.read()?.into_owned();
        publish((*name).to_owned(), bytes, &mut loaded, &mut published);
    }
    // Style sheets come last, because their names depend on the names of the files that they refer to.
    for name in files.keys().filter(|name| name.ends_with(".css")) {
        if let Some(css) = style_sheet(name, layers, &published, diagnostics) {
            publish((*name).to_owned(), css.into_bytes(), &mut loaded, &mut published);
        }
    }
    let mut required = |name: &str| {
        let found = published.get(name).cloned();
        if found.is_none() && !files.contains_key(name) {
            let theme = layers.last().map_or("themes", |layer| &layer.path);
            let path = format!("{theme}/static/{name}");
            diagnostics.push(Diagnostic::of_file(
                path,
                message! {
                    IncompleteTheme,
                    en: "the theme lacks this file",
                    fr: "il manque ce fichier au thème graphique"
                },
            ));
        }
        found.unwrap_or_default()
    };
    loaded.stylesheet = required(STYLESHEET);
    loaded.icon = required(ICON);
    let scripts = published.iter().filter(|(name, _)| name.ends_with(".js"));
    loaded.scripts = scripts.map(|(name, path)| (name.clone(), path.clone())).collect();
    loaded.paths = published;
    Ok(loaded)
}

fn publish(name: String, bytes: Vec<u8>, loaded: &mut Assets, published: &mut BTreeMap<String, String>) {
    let output = format!("assets/{}", fingerprinted(&name, &bytes));
    published.insert(name, encoded(&format!("/{output}")));
    loaded.assets.push(Asset { output, bytes });
}

/// Adds a fingerprint to a name: `style.css` becomes `style.0123456789abcdef.css`.
pub fn fingerprinted(name: &str, bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    let hash = HEXLOWER.encode(&digest[..8]);
    let folder_length = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[folder_length..].rsplit_once('.') {
        Some((stem, extension)) => format!("{}{stem}.{hash}.{extension}", &name[..folder_length]),
        None => format!("{name}.{hash}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_is_before_the_extension_and_depends_on_the_bytes() {
        let name = fingerprinted("fonts/a.b.woff2", b"x");
        assert!(name.starts_with("fonts/a.b.") && name.ends_with(".woff2"), "{name}");
        assert_ne!(name, fingerprinted("fonts/a.b.woff2", b"y"));
        assert_eq!(fingerprinted("a", b"").len(), "a.".len() + 16);
    }
}
