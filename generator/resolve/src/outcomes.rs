//! The outcomes of a workshop: `outcomes.md`, whose front matter is optional.

use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use jiff::civil::Date;
use model::outcomes::Outcomes;
use yaml::{Fields, Reader, Spanned};

use super::document::{SourceText, read_document};

/// Reads the front matter: the day on which the outcomes are published.
pub(super) fn published(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Spanned<Date>> {
    fields.optional(reader, "published", yaml::spanned(yaml::date))
}

/// Reads the outcomes of a workshop whose first day is `first_day`, if that is known, and their text.
pub(super) fn outcomes(
    file: &Arc<SourceFile>,
    first_day: Option<Date>,
    diagnostics: &mut Diagnostics,
) -> Option<(Outcomes, SourceText)> {
    let (published, text) = match file.text().starts_with("---") {
        true => read_document(file, diagnostics, |reader, fields| {
            let published = published(reader, fields);
            if let (Some(published), Some(first_day)) = (&published, first_day)
                && published.value < first_day
            {
                let message = message! {
                    EarlyOutcomes,
                    en: "this is before the first session, on {first_day}",
                    fr: "cette date précède la première séance, le `{first_day}`"
                };
                let hint = phrase! {
                    en: "write a publication date after the first session, or remove `published` to show the synthesis \
                         once the workshop is over",
                    fr: "écrivez une date de publication après la première séance, ou supprimez `published` pour montrer \
                         la synthèse dès que l’atelier est terminé"
                };
                reader.refuse(&published.span, message, hint);
            }
            Some(published.map(|published| published.value))
        })
        .map(|document| (document.head.flatten(), document.text))?,
        false => (None::<Date>, SourceText::rest_of_file(file, 0)),
    };
    if text.markdown().trim().is_empty() {
        let message = message! {
            EmptyOutcomes,
            en: "this synthesis has no text",
            fr: "cette synthèse n’a pas de texte"
        };
        let hint = phrase! {
            en: "write the outcomes of the workshop, or remove the file",
            fr: "écrivez la synthèse de l’atelier, ou supprimez le fichier"
        };
        diagnostics.push(Diagnostic::of_file(&file.path, message).with_hint(hint));
        return None;
    }
    Some((Outcomes { published }, text))
}
