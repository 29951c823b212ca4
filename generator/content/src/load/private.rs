//! The folder `private` of a workshop: documents for participants, which the site never publishes.

use diagnostics::{Diagnostic, Diagnostics, message, phrase};
use model::private_information::is_file_name;
use model::slug::Slug;

use super::WorkshopSources;
use super::content_file::ContentFile;

/// The folder below that of a workshop, with a slash.
pub const FOLDER: &str = "private/";

/// Adds a document with this name in the folder, or reports that its name is not possible.
pub(super) fn add(
    workshop: &mut WorkshopSources,
    name: &str,
    file: ContentFile,
    diagnostics: &mut Diagnostics,
) {
    if is_file_name(name) {
        workshop.private.insert(name.to_owned(), file.into_attachment());
        return;
    }
    let message = message! {
        InvalidFileName,
        en: "the name `{name}` is not possible for a private document",
        fr: "le nom `{name}` n’est pas possible pour un document réservé"
    };
    let hint = match corrected(name) {
        Some(better) => phrase! { en: "rename it to `{better}`", fr: "renommez-le `{better}`" },
        None => phrase! {
            en: "rename it, with letters without accents, digits and hyphens, directly in `private`",
            fr: "renommez-le avec des lettres sans accent, des chiffres et des traits d’union, directement dans `private`"
        },
    };
    diagnostics.push(Diagnostic::of_file(format!("content/{}", file.path), message).with_hint(hint));
}

/// Returns a possible name that is like this one.
fn corrected(name: &str) -> Option<String> {
    let (stem, extension) = name.rsplit_once('.')?;
    let better = format!("{}.{extension}", Slug::from_text(stem)?);
    (!name.contains('/') && is_file_name(&better)).then_some(better)
}
