//! The layers of a theme: the theme that it extends, the theme that this one extends, and so on. A theme contains
//! only what differs from the layer below.

mod mention;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, Failure, Phrase, SourceFile, message, phrase};
use yaml::shape::Shape;
use yaml::{Node, Reader, Spanned, Value};

use content::config::Config;
use content::load::files;

use self::mention::Mention;
use super::built_in::{self, Location};
use super::names::is_theme;

/// The folders of a theme whose files are read.
pub(super) const KINDS: [&str; 4] = ["templates", "i18n", "static", "fonts"];

/// Returns the fix for a missing or empty `theme.yaml`.
fn manifest_hint() -> Phrase {
    phrase! {
        en: "add lines `name: …` and `description: …`, and `extends: default` if the theme builds on that one",
        fr: "ajoutez des lignes `name: …` et `description: …`, et `extends: default` si le thème graphique étend celui-là"
    }
}

/// The files of each of [`KINDS`], by path below the folder of the kind.
type FilesByKind = BTreeMap<&'static str, Vec<(String, Location)>>;

/// One of the themes in a stack of layers.
#[derive(Debug)]
pub(super) struct Layer {
    /// The name, such as `default`.
    pub(super) name: String,
    /// The path below the site's root, such as `themes/default`.
    pub(super) path: String,
    /// The folder that contains its files; `None` for a built-in theme.
    pub(super) folder: Option<PathBuf>,
    /// All files of each of [`KINDS`], used or not, by path below the folder of the kind, sorted.
    all: FilesByKind,
    /// The restrictions on its files: each list names the only files and folders that are used.
    only: Vec<Vec<String>>,
}

/// The settings of a theme's `theme.yaml`.
struct Manifest {
    extends: Option<Mention>,
}

impl Layer {
    /// Returns the used files of a kind, by path below the folder of the kind, sorted.
    pub(super) fn files(&self, kind: &str) -> impl Iterator<Item = &(String, Location)> {
        self.all.get(kind).into_iter().flatten().filter(move |(name, _)| self.takes(kind, name))
    }

    /// Returns the location of a used file of a kind.
    pub(super) fn file(&self, kind: &str, name: &str) -> Option<&Location> {
        self.files(kind).find(|(other, _)| other == name).map(|(_, location)| location)
    }

    fn takes(&self, kind: &str, name: &str) -> bool {
        self.only.iter().all(|only| is_among(&format!("{kind}/{name}"), only))
    }
}

/// Returns the layers of the site's theme, lowest first. Returns none if one of them does not exist or if a
/// `theme.yaml` is invalid, which is reported. Missing files of such a theme are unknown, and reporting them would
/// bury the actual problem.
pub(super) fn layers(
    root: &Path,
    config: &Config,
    diagnostics: &mut Diagnostics,
) -> Result<Vec<Layer>, Failure> {
    let mut layers: Vec<Layer> = Vec::new();
    let mut restrictions = Vec::new();
    let mut next = Some(Mention {
        file: Arc::clone(&config.file),
        name: config.theme.value.clone(),
        span: config.theme.span.clone(),
        only: None,
    });
    while let Some(mention) = next {
        // A missing `theme` in `site.yaml` was already reported.
        if mention.name.is_empty() {
            return Ok(Vec::new());
        }
        let folder = root.join("themes").join(&mention.name);
        let folder = Some(folder).filter(|folder| folder.is_dir());
        if let Some(problem) = refusal(root, folder.as_deref(), &mention, &layers) {
            diagnostics.push(problem);
            return Ok(Vec::new());
        }
        let path = format!("themes/{}", mention.name);
        let Some(manifest) = manifest(&path, &mention.name, folder.as_deref(), diagnostics) else {
            return Ok(Vec::new());
        };
        next = manifest.extends;
        let mut only = layers.last().map_or_else(Vec::new, |above| above.only.clone());
        if let Some(named) = &mention.only {
            only.push(named.iter().map(|entry| entry.value.clone()).collect());
            restrictions.push((layers.len(), mention.file, named.clone()));
        }
        let all = match &folder {
            Some(folder) => all_files(&path, folder, diagnostics)?,
            None => KINDS.into_iter().map(|kind| (kind, built_in::files(&mention.name, kind))).collect(),
        };
        layers.push(Layer { name: mention.name, path, folder, all, only });
    }
    let before = diagnostics.len();
    for (number, file, only) in restrictions {
        check_only(&layers[number..], &file, &only, diagnostics);
    }
    if diagnostics.len() > before {
        return Ok(Vec::new());
    }
    layers.reverse();
    Ok(layers)
}

/// Returns the reason why a theme cannot be the next layer. A theme without a folder may be built in.
fn refusal(root: &Path, folder: Option<&Path>, mention: &Mention, above: &[Layer]) -> Option<Diagnostic> {
    if above.iter().any(|layer| layer.name == mention.name) {
        return Some(mention.endless());
    }
    if !is_theme(&mention.name) {
        return Some(mention.not_a_name());
    }
    (folder.is_none() && !built_in::has(&mention.name)).then(|| mention.unknown(root))
}

/// Reads the `theme.yaml` of a theme; reports a problem and returns `None` if it is invalid.
fn manifest(
    path: &str,
    theme: &str,
    folder: Option<&Path>,
    diagnostics: &mut Diagnostics,
) -> Option<Manifest> {
    let path = format!("{path}/theme.yaml");
    let location = match folder.map(|folder| folder.join("theme.yaml")) {
        Some(location) => Some(location).filter(|location| location.exists()).map(Location::Disk),
        None => built_in::file(theme, "theme.yaml"),
    };
    let Some(location) = location else {
        let is_misnamed = folder.is_some_and(|folder| folder.join("theme.yml").exists());
        let hint = match is_misnamed {
            true => {
                phrase! { en: "rename `theme.yml` to `theme.yaml`", fr: "renommez `theme.yml` en `theme.yaml`" }
            }
            false => manifest_hint(),
        };
        diagnostics.push(
            Diagnostic::of_file(
                path,
                message! {
                    IncompleteTheme,
                    en: "the theme lacks this file",
                    fr: "il manque ce fichier au thème graphique"
                },
            )
            .with_hint(hint),
        );
        return None;
    };
    let before = diagnostics.len();
    let file = location.read_text(path, diagnostics)?;
    let node = yaml::parse_file(&file, diagnostics)?;
    let mut reader = Reader::new(&file, diagnostics);
    if matches!(node.value, Value::Null) {
        let message = message! {
            EmptyThemeFile,
            en: "this file is empty",
            fr: "ce fichier est vide"
        };
        reader.refuse(&node.span, message, manifest_hint());
        return None;
    }
    let manifest = settings(&mut reader, &node)?;
    (diagnostics.len() == before).then_some(manifest)
}

/// Describes `theme.yaml`.
pub fn settings_shape() -> Shape {
    yaml::describe(settings)
}

/// Reads the settings in a `theme.yaml`.
fn settings(reader: &mut Reader<'_>, node: &Node) -> Option<Manifest> {
    let before = reader.diagnostics.len();
    let mut fields = reader.fields(node)?;
    fields.required(reader, "name", yaml::text);
    fields.required(reader, "description", yaml::text);
    let extends = fields.optional(reader, "extends", yaml::spanned(yaml::text));
    let only = fields.optional(reader, "only", yaml::list(yaml::spanned(yaml::text)));
    fields.describe_need("only", "extends");
    let only_span = fields.span_of("only");
    fields.finish(reader);
    // A mistyped `extends` was already reported.
    if only.is_some() && extends.is_none() && reader.diagnostics.len() == before {
        let message = message! {
            InvalidSelection,
            en: "`only` requires `extends`, which is missing",
            fr: "`only` exige `extends`, qui manque"
        };
        reader.refuse(
            &only_span,
            message,
            phrase! { en: "write `extends`, or remove `only`", fr: "écrivez `extends`, ou supprimez `only`" },
        );
    }
    let file = Arc::clone(reader.file);
    let extends = extends.map(|Spanned { value: name, span }| Mention { file, name, span, only });
    Some(Manifest { extends })
}

/// Reports entries of `only` that no lower theme has.
fn check_only(
    below: &[Layer],
    file: &Arc<SourceFile>,
    only: &[Spanned<String>],
    diagnostics: &mut Diagnostics,
) {
    let mut names: Vec<String> = KINDS.map(str::to_owned).to_vec();
    for layer in below {
        for (kind, files) in &layer.all {
            names.extend(files.iter().map(|(name, _)| format!("{kind}/{name}")));
        }
    }
    for entry in only {
        if !names.iter().any(|name| is_among(name, std::slice::from_ref(&entry.value))) {
            let path = &entry.value;
            let message = message! {
                InvalidSelection,
                en: "`{path}` is not a file or folder of the extended theme",
                fr: "`{path}` n’est ni un fichier ni un dossier du thème graphique étendu"
            };
            let otherwise = phrase! { en: "write a path such as `i18n`, `templates/mail` or `static/form.js`", fr: "écrivez un chemin comme `i18n`, `templates/mail` ou `static/form.js`" };
            let hint = suggestion::near_or(&entry.value, names.iter().map(String::as_str), otherwise);
            diagnostics.push(Diagnostic::new(file, entry.span.clone(), message).with_hint(hint));
        }
    }
}

/// Returns whether a path is in this list or in one of its folders.
fn is_among(path: &str, these: &[String]) -> bool {
    these.iter().any(|this| {
        path.strip_prefix(this.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// Returns all files of a theme by kind.
fn all_files(path: &str, folder: &Path, diagnostics: &mut Diagnostics) -> Result<FilesByKind, Failure> {
    let mut all = BTreeMap::new();
    for kind in KINDS {
        let location = folder.join(kind);
        if location.is_dir() {
            let files = files(&location, &format!("{path}/{kind}"), diagnostics)?;
            all.insert(kind, files.into_iter().map(|(name, file)| (name, Location::Disk(file))).collect());
        }
    }
    Ok(all)
}
