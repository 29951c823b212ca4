//! Themes: reads `themes/<name>`, checks that its templates, texts and static files are consistent, and renders pages
//! with it.
//!
//! A theme that the site does not have may be `built_in`. It reads only files below `themes/`. It must never know the addresses of the site's pages or what is in the
//! content.

mod assets;
mod built_in;
mod dry_run;
mod fonts;
mod language_file;
mod layers;
mod names;
mod page;
pub mod pages;
pub mod render;
mod requirements;
mod style_sheets;
mod template_text;
mod templates;
mod unused;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use content::config::Config;
use content::load::{self, Tree};
use diagnostics::failure::cannot_list;
use diagnostics::{Diagnostic, Diagnostics, Failure, OrFail as _, SourceFile, message, phrase};
use markdown::Typography;

use self::assets::Assets;
pub use self::assets::{Asset, fingerprinted};
use self::built_in::Location;
use self::layers::Layer;
pub use self::layers::settings_shape;
pub use self::page::{Page, View};
pub(crate) use self::requirements::{ANSWER_REFUSALS, CHANGE_REFUSALS, FIND_REFUSALS, MESSAGES, REFUSALS};
pub use self::template_text::defined;
use self::words::Languages;

/// A theme in one language. If it has a problem, it is incomplete and nothing is built with it.
#[derive(Clone, Debug, Default)]
pub struct ThemeFiles {
    /// The templates by name. The names of templates of an extended theme start with the name of that theme.
    pub templates: BTreeMap<String, Arc<SourceFile>>,
    /// The names of the extended themes, next layer first.
    pub extends: Vec<String>,
    /// The texts of the site's language by key, with their typography.
    pub words: BTreeMap<String, String>,
    /// The texts of all languages; none if the theme is unreadable.
    languages: Option<Languages>,
    /// The static files with their fingerprinted names.
    pub assets: Arc<Vec<Asset>>,
    /// The path of the style sheet on the site.
    pub stylesheet: String,
    /// The path of the icon on the site.
    pub icon: String,
    /// The paths of the scripts on the site, by file name.
    pub scripts: BTreeMap<String, String>,
    /// The paths of all static files on the site, by path below `static`.
    pub paths: BTreeMap<String, String>,
    /// The fonts for drawing pictures.
    pub fonts: Vec<Vec<u8>>,
    /// The `id`s of templates, which headings of texts must not use.
    pub ids: BTreeSet<String>,
}

/// Reads the site's theme, in the site's own language.
///
/// # Errors
///
/// Returns an error if its folder cannot be listed. Single files that cannot be read are diagnostics.
pub fn load(root: &Path, config: &Config, diagnostics: &mut Diagnostics) -> Result<ThemeFiles, Failure> {
    let layers = layers::layers(root, config, diagnostics)?;
    let Some((top, below)) = layers.split_last() else {
        return Ok(ThemeFiles::default());
    };
    layers.iter().for_each(|layer| unused::check_folder(layer, diagnostics));
    let templates = templates::load(&layers, diagnostics);
    let languages = Languages::load(&layers, &templates, diagnostics);
    let Assets { assets, stylesheet, icon, scripts, paths } = assets::load(&layers, &templates, diagnostics)?;
    let files = ThemeFiles {
        ids: templates.values().flat_map(|file| template_text::ids(&file.text())).collect(),
        extends: below.iter().rev().map(|layer| layer.name.clone()).collect(),
        words: words(&templates, &languages, config, diagnostics),
        templates,
        languages: Some(languages),
        assets: Arc::new(assets),
        stylesheet,
        icon,
        scripts,
        paths,
        fonts: fonts::load(&layers)?,
    };
    check_optional(&top.path, config, &files, diagnostics);
    Ok(files)
}

/// Returns the visible files and folders of all themes, by path below `themes`. [`load()`] reads and lists only some of these.
///
/// # Errors
///
/// Returns an error if a folder cannot be listed.
pub fn tree(root: &Path, diagnostics: &mut Diagnostics) -> Result<Tree, Failure> {
    let themes = root.join("themes");
    let mut tree = Tree::default();
    for theme in built_in::NAMES.iter().filter(|theme| !themes.join(theme).is_dir()) {
        let Some(folder) = built_in::folder(theme) else { continue };
        let built_in = load::tree(&folder, theme, diagnostics)?;
        let files = built_in.files.into_iter();
        tree.files.extend(files.map(|(path, location)| (format!("{theme}/{path}"), location)));
        tree.folders.extend(built_in.folders);
    }
    // A site may do with built-in themes.
    if !themes.exists() {
        return Ok(tree);
    }
    tree.folders.push(themes.clone());
    let mut names = Vec::new();
    for entry in themes.read_dir().or_fail(|| cannot_list(&themes))? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort();
    for name in names.iter().filter(|name| names::is_theme(name) && themes.join(name).is_dir()) {
        let theme = load::tree(&themes.join(name), &format!("themes/{name}"), diagnostics)?;
        tree.files
            .extend(theme.files.into_iter().map(|(path, location)| (format!("{name}/{path}"), location)));
        tree.folders.extend(theme.folders);
    }
    Ok(tree)
}

/// Returns the texts in the language of `config`; missing ones are reported.
fn words(
    templates: &BTreeMap<String, Arc<SourceFile>>,
    languages: &Languages,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<String, String> {
    let words = languages.of(config, diagnostics);
    requirements::check(templates, &words, diagnostics);
    words.texts(Typography::of_language(&config.language.value))
}

impl ThemeFiles {
    /// Returns the same theme in a further language of the site, that of `config`.
    pub fn in_language(&self, config: &Config, diagnostics: &mut Diagnostics) -> ThemeFiles {
        let words = |languages| words(&self.templates, languages, config, diagnostics);
        let words = self.languages.as_ref().map(words).unwrap_or_default();
        ThemeFiles { words, ..self.clone() }
    }

    /// Returns the template with a name, from the highest layer that has it.
    pub fn template(&self, name: &str) -> Option<&Arc<SourceFile>> {
        let below = self.extends.iter().find_map(|theme| self.templates.get(&format!("{theme}/{name}")));
        self.templates.get(name).or(below)
    }
}

/// Reports missing templates of optional pages that the site has: search, and finding registrations.
fn check_optional(path: &str, config: &Config, files: &ThemeFiles, diagnostics: &mut Diagnostics) {
    let search = config.permalinks.search.iter().map(|_| ("search", "search.html"));
    let find = config.permalinks.find.iter().flat_map(|_| FIND.map(|template| ("find", template)));
    for (key, template) in search.chain(find).filter(|(_, template)| files.template(template).is_none()) {
        let problem = Diagnostic::of_file(
            format!("{path}/templates/{template}"),
            message! {
                IncompleteTheme,
                en: "the theme lacks this template, which the site requires",
                fr: "il manque au thème graphique ce gabarit, que le site exige"
            },
        );
        let hint = phrase! { en: "write it, or remove `{key}` from `permalinks` in `content/site.yaml`", fr: "écrivez-le, ou retirez `{key}` de `permalinks` dans `content/site.yaml`" };
        diagnostics.push(problem.with_hint(hint));
    }
}

/// The templates for finding registrations.
const FIND: [&str; 3] = ["find.html", "mail/find.html", "mail/find.txt"];

/// Returns the files of a kind (`static`, `fonts`) by name, each with its location in the highest layer that has it.
fn merged<'l>(layers: &'l [Layer], kind: &str) -> BTreeMap<&'l str, &'l Location> {
    let files = layers.iter().flat_map(|layer| layer.files(kind));
    files.map(|(name, location)| (name.as_str(), location)).collect()
}
