//! The outcomes of a workshop: `outcomes.md`, whose front matter is optional.

use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use jiff::civil::Date;
use model::outcomes::Outcomes;
use yaml::{Fields, Origin, Reader, Spanned};

use super::document::read_document;

/// Reads the front matter: the day on which the outcomes are published.
pub(super) fn published(reader: &mut Reader<'_>, fields: &mut Fields<'_>) -> Option<Spanned<Date>> {
    fields.optional(reader, "published", yaml::spanned(yaml::date))
}

/// Reads the outcomes of a workshop whose first day is `first_day`, if that is known.
pub(super) fn outcomes(
    file: &Arc<SourceFile>,
    first_day: Option<Date>,
    diagnostics: &mut Diagnostics,
) -> Option<(Outcomes, Origin)> {
    let (published, text, origin) = match file.text.starts_with("---") {
        true => read_document(file, diagnostics, |reader, fields| {
            let published = published(reader, fields);
            if let (Some(published), Some(first_day)) = (&published, first_day)
                && published.value < first_day
            {
                let message = format!("this is before the first session, on {first_day}");
                let hint = "write a publication date after the first session, or remove \
                            `published` to show the synthesis once the workshop is over";
                reader.refuse(&published.span, message, hint);
            }
            Some(published.map(|published| published.value))
        })
        .map(|document| (document.head.flatten(), document.text, document.origin))?,
        false => (None::<Date>, file.text.clone(), Origin::rest_of_file(file, 0)),
    };
    if text.trim().is_empty() {
        let problem = Diagnostic::of_file(&file.path, "this synthesis has no text");
        diagnostics.push(problem.with_hint("write the outcomes of the workshop, or remove the file"));
        return None;
    }
    Some((Outcomes { published, text }, origin))
}
