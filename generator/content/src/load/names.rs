//! The names of content files and folders: those that the site knows, those that were probably meant, and problems with others.

use std::path::Path;

use diagnostics::suggestion::{did_you_mean, near_or};
use diagnostics::{Diagnostic, Diagnostics, message, phrase};
use model::slug::Slug;

use super::translation;

/// The files of `content` itself.
const OF_CONTENT: [&str; 4] = ["site.yaml", "venues.yaml", "messages.yaml", "index.md"];

/// The files of a workshop.
pub(super) const OF_WORKSHOP: [&str; 6] =
    ["index.md", "sessions.yaml", "registration.yaml", "questionnaire.yaml", "messages.yaml", "outcomes.md"];

/// Returns whether a path ends like that of a text, perhaps in the way of another system: `.MD`, `.yml`, `.yaml.txt`.
pub(super) fn is_like_text(path: &str) -> bool {
    let lower = path.to_lowercase();
    let name = lower.strip_suffix(".txt").unwrap_or(&lower);
    [".md", ".yaml", ".yml"].iter().any(|end| name.ends_with(end))
}

/// Returns the path that a text was probably meant to have: `sessions.yaml` for `sessions.yml`, `Sessions.yaml` and
/// `sessions.yaml.txt`; `None` if it already has it, or is no text.
fn meant(path: &str) -> Option<String> {
    let (folder, name) =
        path.rsplit_once('/').map_or((String::new(), path), |(folder, name)| (format!("{folder}/"), name));
    let lower = name.to_lowercase();
    let name = lower.strip_suffix(".txt").unwrap_or(&lower);
    let name = name.strip_suffix(".yml").map_or_else(|| name.to_owned(), |stem| format!("{stem}.yaml"));
    let meant = format!("{folder}{name}");
    (is_like_text(path) && meant != path).then_some(meant)
}

/// Reports a file of `content` with an unknown name. Returns the path that was probably meant, if that is the path of a text.
pub(super) fn refuse(path: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let is_named = |meant: &String| {
        let stem = meant.strip_suffix(".md").and_then(|meant| meant.split_once('/'));
        OF_CONTENT.contains(&meant.as_str())
            || stem.is_some_and(|(folder, name)| {
                ["pages", "speakers"].contains(&folder) && name.parse::<Slug>().is_ok()
            })
    };
    refuse_unless(meant(path).filter(is_named), path, "", &OF_CONTENT, diagnostics)
}

/// Reports a file in the folder of a workshop with an unknown name, as [`refuse`] does.
pub(super) fn refuse_in_workshop(folder: &str, name: &str, diagnostics: &mut Diagnostics) -> Option<String> {
    let meant = meant(name).filter(|meant| OF_WORKSHOP.contains(&meant.as_str()));
    refuse_unless(meant, name, folder, &OF_WORKSHOP, diagnostics)
}

fn refuse_unless(
    meant: Option<String>,
    name: &str,
    folder: &str,
    names: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<String> {
    let hint = match &meant {
        Some(meant) => did_you_mean(meant),
        None => near_or(
            name,
            names.iter().copied(),
            phrase! {
                en: "`content` contains `site.yaml`, `venues.yaml`, `messages.yaml`, `index.md`, `speakers/<name>.md`, \
                     `pages/<name>.md` and in `workshops/<name>/` `index.md`, `sessions.yaml`, `registration.yaml`, \
                     `questionnaire.yaml`, `messages.yaml`, `outcomes.md` and files that the text links to",
                fr: "`content` contient `site.yaml`, `venues.yaml`, `messages.yaml`, `index.md`, `speakers/<nom>.md`, \
                     `pages/<nom>.md` et, dans `workshops/<nom>/`, `index.md`, `sessions.yaml`, `registration.yaml`, \
                     `questionnaire.yaml`, `messages.yaml`, `outcomes.md` et les fichiers auxquels le texte renvoie"
            },
        ),
    };
    diagnostics.push(unexpected_file(format!("content/{folder}{name}")).with_hint(hint));
    meant.map(|meant| format!("content/{folder}{meant}"))
}

/// Returns the problem with a translation whose language is misspelt. Without an original, the suffix is part of an ordinary
/// name.
pub(super) fn misspelt_translation(path: &str, location: &Path) -> Option<Diagnostic> {
    let (corrected, original) = translation::corrected(path)?;
    let name = original.rsplit('/').next()?;
    let hint = phrase! {
        en: "rename it to `content/{corrected}`",
        fr: "renommez-le `content/{corrected}`"
    };
    let has_original = location.with_file_name(name).is_file();
    has_original.then(|| unexpected_file(format!("content/{path}")).with_hint(hint))
}

/// Creates the problem that a file is not expected.
fn unexpected_file(path: String) -> Diagnostic {
    Diagnostic::of_file(path, message! { UnexpectedFile, en: "unexpected file", fr: "fichier inattendu" })
}

/// Reads the identifier that the name of a file or folder is. Problems are reported at the path `full`.
pub(super) fn read_slug(name: &str, full: &str, diagnostics: &mut Diagnostics) -> Option<Slug> {
    match name.parse() {
        Ok(slug) => Some(slug),
        Err(error) => {
            let reason = yaml::reason(error);
            let message = message! {
                InvalidFileName,
                en: "the name `{name}` is not valid in an address: {reason}",
                fr: "le nom `{name}` n’est pas possible dans une adresse : {reason}";
                reason
            };
            let hint = match Slug::from_text(name) {
                Some(slug) => phrase! { en: "rename it to `{slug}`", fr: "renommez-le `{slug}`" },
                None => phrase! {
                    en: "rename it, with lower-case letters, digits and hyphens",
                    fr: "renommez-le avec des minuscules sans accent, des chiffres et des traits d’union"
                },
            };
            diagnostics.push(Diagnostic::of_file(full, message).with_hint(hint));
            None
        }
    }
}
