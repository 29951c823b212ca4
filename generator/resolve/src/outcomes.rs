//! What came out of a workshop: `outcomes.md`, whose front matter may be left out.

use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, SourceFile};
use jiff::civil::Date;
use model::outcomes::Outcomes;
use yaml::Origin;

use super::document::read_document;

/// Reads the synthesis of a workshop that begins on a day, if that is known.
pub(super) fn outcomes(
    file: &Arc<SourceFile>,
    first_day: Option<Date>,
    diagnostics: &mut Diagnostics,
) -> Option<(Outcomes, Origin)> {
    let (published, text, origin) = match file.text.starts_with("---") {
        true => read_document(file, diagnostics, |reader, fields| {
            let published = fields.optional(reader, "published", yaml::spanned(yaml::date));
            if let (Some(published), Some(first_day)) = (&published, first_day)
                && published.value < first_day
            {
                let message = format!("the workshop begins only on {first_day}");
                let hint = "write the day on which the synthesis is published, after the first session, or leave \
                            `published` out: then it is shown once the workshop is over";
                reader.refuse(&published.span, message, hint);
            }
            Some(published.map(|published| published.value))
        })
        .map(|document| (document.head.flatten(), document.text, document.origin))?,
        false => (None::<Date>, file.text.clone(), Origin::rest_of_file(file, 0)),
    };
    if text.trim().is_empty() {
        let problem = Diagnostic::of_file(&file.path, "this synthesis has no text");
        diagnostics.push(problem.with_hint("write what came out of the workshop, or remove the file"));
        return None;
    }
    Some((Outcomes { published, text }, origin))
}
