//! The theme: reads `themes/<name>` and checks that its templates, words and static files fit together.

mod assets;
mod fonts;
mod layers;
mod requirements;
mod templates;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use walkdir::WalkDir;

use self::assets::Assets;
use self::layers::Layer;
pub(crate) use self::assets::{Asset, fingerprinted};
pub(crate) use self::requirements::{ANSWER_REFUSALS, MESSAGES, REFUSALS};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::typography::Typography;

/// A theme in one language. After a problem it is incomplete, and nothing is built with it.
#[derive(Debug, Default)]
pub(crate) struct ThemeFiles {
    /// The templates by name.
    pub(crate) templates: BTreeMap<String, Arc<SourceFile>>,
    /// The words of the site's language by key, with their typography.
    pub(crate) words: BTreeMap<String, String>,
    /// The static files under their final names.
    pub(crate) assets: Vec<Asset>,
    /// The path of the style sheet on the site.
    pub(crate) stylesheet: String,
    /// The path of the icon on the site.
    pub(crate) icon: String,
    /// The paths of the scripts on the site, by file name.
    pub(crate) scripts: BTreeMap<String, String>,
    /// The fonts that pictures are written with.
    pub(crate) fonts: Vec<Vec<u8>>,
    /// The `id`s that templates use, which no heading of a text may take.
    pub(crate) ids: BTreeSet<String>,
}

/// Reads the theme that the site asks for.
///
/// # Errors
///
/// When its folder cannot be listed. A single file that cannot be read is a diagnostic.
pub(crate) fn load(
    root: &Path,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> anyhow::Result<ThemeFiles> {
    let layers = layers::layers(root, config, diagnostics);
    let whole = layers::whole(&layers);
    let Some(top) = whole.last() else {
        return Ok(ThemeFiles::default());
    };
    let templates = templates::load(whole, diagnostics)?;
    check_search(&top.path, config, &templates, diagnostics);
    let words = words::load(&layers, config, diagnostics)?;
    requirements::check(&templates, &words, diagnostics);
    let Assets { assets, stylesheet, icon, scripts } = assets::load(whole, diagnostics)?;
    let typography = Typography::of_language(&config.language.value);
    Ok(ThemeFiles {
        ids: templates.values().flat_map(|file| templates::ids(&file.text)).collect(),
        templates,
        words: words.texts(typography),
        assets,
        stylesheet,
        icon,
        scripts,
        fonts: fonts::load(whole)?,
    })
}

/// A site that is to be searched needs the page for it.
fn check_search(
    path: &str,
    config: &Config,
    templates: &BTreeMap<String, Arc<SourceFile>>,
    diagnostics: &mut Diagnostics,
) {
    if config.permalinks.search.is_some() && !templates.contains_key("search.html") {
        let problem = Diagnostic::of_file(
            format!("{path}/templates/search.html"),
            "the theme lacks this template, which the site asks for",
        );
        let hint = "write it, or leave `search` out of `permalinks` in `content/site.yaml`";
        diagnostics.push(problem.with_hint(hint));
    }
}

/// The files of a kind (`static`, `fonts`) by name, each from the highest layer that has it, and where to read
/// it.
fn merged(layers: &[Layer], kind: &str) -> anyhow::Result<BTreeMap<String, PathBuf>> {
    let mut merged = BTreeMap::new();
    for layer in layers {
        merged.extend(files(&layer.folder.join(kind))?);
    }
    Ok(merged)
}

/// The files below a folder, by their path below it, in order; none where there is no such folder.
fn files(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).follow_links(true).sort_by_file_name() {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy();
        if entry.file_type().is_dir() || name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        files.push((relative.to_string_lossy().replace('\\', "/"), entry.into_path()));
    }
    Ok(files)
}
