//! The theme: reads `themes/<name>` and checks that its templates, words and static files fit together.

mod assets;
mod fonts;
mod requirements;
mod templates;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use self::assets::Assets;
pub(crate) use self::assets::{Asset, fingerprinted};
pub(crate) use self::requirements::{ANSWER_REFUSALS, MESSAGES, REFUSALS};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Diagnostics, SourceFile};
use crate::load::read_text;
use crate::suggestion;
use crate::typography::Typography;
use crate::yaml::{self, Reader};

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
    let name = &config.theme.value;
    let folder = root.join("themes").join(name);
    // A name that is a path, such as `..`, names no theme.
    if name.is_empty() || name.contains(['/', '\\', '.']) || !folder.is_dir() {
        if !name.is_empty() {
            diagnostics.push(unknown_theme(root, config));
        }
        return Ok(ThemeFiles::default());
    }
    let path = format!("themes/{name}");
    check_description(&path, &folder, diagnostics);
    let templates = templates::load(&path, &folder.join("templates"), diagnostics)?;
    check_search(&path, config, &templates, diagnostics);
    let words = words::load(&path, &folder.join("i18n"), config, diagnostics)?;
    requirements::check(&templates, &words, diagnostics);
    let Assets { assets, stylesheet, icon, scripts } =
        assets::load(&path, &folder.join("static"), diagnostics)?;
    let typography = Typography::of_language(&config.language.value);
    Ok(ThemeFiles {
        ids: templates.values().flat_map(|file| templates::ids(&file.text)).collect(),
        templates,
        words: words.texts(typography),
        assets,
        stylesheet,
        icon,
        scripts,
        fonts: fonts::load(&folder.join("fonts"))?,
    })
}

fn unknown_theme(root: &Path, config: &Config) -> Diagnostic {
    let entries = fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<_> = folders.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let name = &config.theme.value;
    let hint =
        suggestion::hint(name, names.iter().map(String::as_str), "make a folder of that name in `themes`");
    let span = config.theme.span.clone();
    Diagnostic::new(&config.file, span, format!("there is no theme `{name}`")).with_hint(hint)
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

/// `theme.yaml` says what the theme is; nothing depends on it yet.
fn check_description(path: &str, folder: &Path, diagnostics: &mut Diagnostics) {
    let Some(file) = read_text(format!("{path}/theme.yaml"), &folder.join("theme.yaml"), diagnostics) else {
        return;
    };
    let Some(node) = yaml::parse(&file, 0..file.text.len(), diagnostics) else {
        return;
    };
    let mut reader = Reader::new(&file, diagnostics);
    if let Some(mut fields) = reader.fields(&node) {
        fields.required(&mut reader, "name", yaml::text);
        fields.required(&mut reader, "description", yaml::text);
        fields.finish(&mut reader);
    }
}

/// The files below a folder, by their path below it, in order; none where there is no such folder.
fn files(folder: &Path) -> anyhow::Result<Vec<(String, std::path::PathBuf)>> {
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
