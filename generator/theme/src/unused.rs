//! Unused files, components and texts of a theme. Their name is usually a mistyped name of one that they should
//! replace in the extended theme; without a report, an editor would wonder why nothing changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use content::load::has_hidden_name;
use diagnostics::suggestion;
use diagnostics::{Diagnostic, Diagnostics, Failure, SourceFile, message, phrase};

use super::language_file::{LanguageFile, without_plural_form};
use super::layers::{KINDS, Layer};
use super::names::{is_for_people, is_language_tag};
use super::requirements::members;
use super::template_text::{OPTIONAL, Texts, defined, required, uses};

/// Reports files and folders that have no effect because they are outside the folders that are read.
pub(super) fn check_folder(layer: &Layer, diagnostics: &mut Diagnostics) {
    let entries = layer.folder.iter().flat_map(fs::read_dir).flatten().flatten();
    for entry in entries {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_folder = entry.path().is_dir();
        let is_read = if is_folder { KINDS.contains(&name.as_str()) } else { name == "theme.yaml" };
        if is_read || has_hidden_name(&entry.path()) || is_for_people(&name) {
            continue;
        }
        let path = &layer.path;
        let hint = match (name.rsplit_once('.'), is_folder) {
            (_, true) => {
                let otherwise = phrase! { en: "files belong in `templates`, `i18n`, `static` and `fonts`", fr: "les fichiers vont dans `templates`, `i18n`, `static` et `fonts`" };
                suggestion::near_or(&name, KINDS, otherwise)
            }
            (Some((stem, "yaml" | "yml")), _) if is_language_tag(stem) => {
                phrase! { en: "move it to `{path}/i18n/{stem}.yaml`", fr: "déplacez-le vers `{path}/i18n/{stem}.yaml`" }
            }
            (Some((_, "html")), _) => {
                phrase! { en: "move it into `{path}/templates`", fr: "déplacez-le dans `{path}/templates`" }
            }
            (Some((_, "ttf" | "otf")), _) => {
                phrase! { en: "move it into `{path}/fonts`", fr: "déplacez-le dans `{path}/fonts`" }
            }
            (Some((_, "yaml" | "yml")), _) => {
                phrase! { en: "the theme's metadata belongs in `theme.yaml`", fr: "la description du thème graphique va dans `theme.yaml`" }
            }
            _ => {
                phrase! { en: "move it into `{path}/static` to publish it, or remove it", fr: "déplacez-le dans `{path}/static` pour le publier, ou supprimez-le" }
            }
        };
        let problem = Diagnostic::of_file(
            format!("{path}/{name}"),
            message! {
                UnusedThemeFile,
                en: "this is unused",
                fr: "ceci ne sert à rien"
            },
        );
        diagnostics.push(problem.with_hint(hint));
    }
}

/// Reports unused templates and components that replace none of a lower layer. `layers` contains the templates of
/// each layer, lowest first.
pub(super) fn check_templates(layers: &[(&Layer, Texts)], diagnostics: &mut Diagnostics) {
    let all: Vec<_> = layers.iter().flat_map(|(_, texts)| texts).map(|(_, file)| file).collect();
    for (number, (_, texts)) in layers.iter().enumerate().skip(1) {
        let below = &layers[..number];
        for (name, file) in texts {
            let first = name.split_once('/').map(|(folder, _)| folder);
            if below.iter().any(|(layer, _)| Some(layer.name.as_str()) == first) {
                // `default/404.html` refers to the template of the extended theme, so no other template can have this
                // name.
                let message = message! {
                    UnusedThemeFile,
                    en: "this folder has the name of the extended theme",
                    fr: "ce dossier porte le nom du thème graphique étendu"
                };
                let hint = phrase! { en: "move templates that replace those of the extended theme out of this folder", fr: "sortez de ce dossier les gabarits qui remplacent ceux du thème graphique étendu" };
                diagnostics.push(Diagnostic::of_file(&file.path, message).with_hint(hint));
                continue;
            }
            check_purpose(name, file, below, &all, diagnostics);
            check_components(file, below, &all, diagnostics);
        }
    }
}

fn check_purpose(
    name: &str,
    file: &SourceFile,
    below: &[(&Layer, Texts)],
    all: &[&Arc<SourceFile>],
    diagnostics: &mut Diagnostics,
) {
    let names: Vec<_> = below.iter().flat_map(|(_, texts)| texts).map(|(name, _)| name.as_str()).collect();
    let is_known = names.contains(&name) || required().chain(OPTIONAL).any(|known| known == name);
    // Files that define components are found by these, not by name.
    if is_known || is_named(name, all) || !defined(&file.text(), "component").is_empty() {
        return;
    }
    let otherwise = phrase! { en: "rename it to the template that it should replace, or remove it", fr: "donnez-lui le nom du gabarit qu’il doit remplacer, ou supprimez-le" };
    let hint = suggestion::near_or(name, names, otherwise);
    let message = message! {
        UnusedThemeFile,
        en: "this template is unused and does not replace one of the extended theme",
        fr: "ce gabarit ne sert à rien et n’en remplace aucun du thème graphique étendu"
    };
    diagnostics.push(Diagnostic::of_file(&file.path, message).with_hint(hint));
}

/// Returns whether a template extends or includes one with this name.
fn is_named(name: &str, all: &[&Arc<SourceFile>]) -> bool {
    let quoted = [format!("\"{name}\""), format!("'{name}'")];
    all.iter().any(|file| quoted.iter().any(|quoted| file.text().contains(quoted)))
}

fn check_components(
    file: &Arc<SourceFile>,
    below: &[(&Layer, Texts)],
    all: &[&Arc<SourceFile>],
    diagnostics: &mut Diagnostics,
) {
    let texts: Vec<_> = below.iter().flat_map(|(_, texts)| texts).map(|(_, file)| file.text()).collect();
    let known: Vec<_> =
        texts.iter().flat_map(|text| defined(text, "component")).map(|(name, _)| name).collect();
    for (name, span) in defined(&file.text(), "component") {
        let is_used = || all.iter().any(|file| contains_name(&file.text(), &format!("<{name}")));
        if known.contains(&name) || is_used() {
            continue;
        }
        if let Some(near) = suggestion::nearest(name, known.iter().copied()) {
            let message = message! {
                UnusedThemePart,
                en: "the component `{name}` is unused and does not replace another",
                fr: "le composant `{name}` ne sert à rien et n’en remplace aucun autre"
            };
            let problem = Diagnostic::new(file, span, message);
            diagnostics.push(problem.with_hint(suggestion::did_you_mean(near)));
        }
    }
}

/// Returns whether a text contains a name as a whole: `style.css` does not contain `style.cs`.
fn contains_name(text: &str, name: &str) -> bool {
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(name).any(|(at, _)| {
        let begins = name.starts_with('<') || !text[..at].ends_with(belongs);
        begins && !text[at + name.len()..].starts_with(belongs)
    })
}

/// Reports unused static files whose names are similar to those of the extended theme.
///
/// # Errors
///
/// Returns an error if a folder or a style sheet cannot be read.
pub(super) fn check_files(
    layers: &[Layer],
    templates: &BTreeMap<String, Arc<SourceFile>>,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    let mut names = Vec::new();
    let mut sheets = Vec::new();
    for layer in layers {
        for (name, location) in layer.files("static") {
            if name.ends_with(".css") {
                sheets.push(String::from_utf8_lossy(&location.read()?).into_owned());
            }
            names.push((layer, name.as_str()));
        }
    }
    let is_used = |name: &str| {
        templates.values().any(|file| contains_name(&file.text(), name))
            || sheets.iter().any(|text| contains_name(text, name))
    };
    for (layer, name) in &names {
        let others = names.iter().take_while(|(other, _)| other.name != layer.name);
        let below: Vec<_> = others.map(|(_, name)| *name).collect();
        if below.contains(name) || is_used(name) {
            continue;
        }
        if let Some(near) = suggestion::nearest(name, below) {
            let message = message! {
                UnusedThemeFile,
                en: "this file is unused and does not replace one of the extended theme",
                fr: "ce fichier ne sert à rien et n’en remplace aucun du thème graphique étendu"
            };
            let problem = Diagnostic::of_file(format!("{}/static/{name}", layer.path), message);
            diagnostics.push(problem.with_hint(suggestion::did_you_mean(near)));
        }
    }
    Ok(())
}

/// Reports unused texts that the extended theme does not have. Returns their keys and the keys that were probably
/// meant, so that the same typing error is not reported again.
pub(super) fn check_words<'f>(
    words: &LanguageFile,
    below: &LanguageFile,
    templates: impl Iterator<Item = &'f Arc<SourceFile>> + Clone,
    diagnostics: &mut Diagnostics,
) -> BTreeSet<String> {
    let mut known: BTreeSet<_> = below.texts.keys().map(|key| without_plural_form(key).to_owned()).collect();
    known.extend(templates.clone().flat_map(|file| uses(&file.text())).map(|used| used.key));
    let mut reported = BTreeSet::new();
    for (key, word) in &words.texts {
        let key = without_plural_form(key);
        if known.contains(key)
            || templates.clone().any(|file| may_use(&file.text(), key))
            || !reported.insert(key.to_owned())
        {
            continue;
        }
        let message = message! {
            UnusedThemePart,
            en: "`{key}` is unused and does not replace a text of the extended theme",
            fr: "`{key}` ne sert à rien et ne remplace aucun texte du thème graphique étendu"
        };
        let otherwise = phrase! { en: "write the key of the text that it should replace, or remove it", fr: "écrivez la clé du texte qu’il doit remplacer, ou supprimez-le" };
        let known = known.iter().map(String::as_str);
        let hint = suggestion::near_or(key, known.clone(), otherwise);
        reported.extend(suggestion::nearest(key, known).map(str::to_owned));
        diagnostics.push(Diagnostic::new(&word.file, word.span.clone(), message).with_hint(hint));
    }
    reported
}

/// Returns whether a template may use this text with a key that it builds from a beginning of this one.
fn may_use(text: &str, key: &str) -> bool {
    key.match_indices('.').any(|(end, _)| {
        let (beginning, rest) = (&key[..end], &key[end + 1..]);
        let is_known = |members: Vec<String>| members.iter().any(|member| is_or_begins(rest, member));
        text.contains(&format!("\"{beginning}.\"")) && members(beginning).is_none_or(is_known)
    })
}

/// Returns whether `parts` are the first parts of a key.
fn is_or_begins(key: &str, parts: &str) -> bool {
    key.strip_prefix(parts).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
