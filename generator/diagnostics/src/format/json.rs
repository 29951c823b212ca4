//! JSON. `docs/commands/formats.md` describes its shape; a change of the shape needs another [`VERSION`].

use serde::Serialize;

use super::{Region, pretty};
use crate::{Code, Diagnostic, Diagnostics, Place, ToolLanguage};

/// The version of the shape. A new field does not change it.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    language: &'static str,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Reported<'a>>,
}

#[derive(Serialize)]
struct Reported<'a> {
    code: Code,
    severity: &'static str,
    #[serde(flatten)]
    location: Location<'a>,
    message: &'a str,
    hint: Option<&'a str>,
    related: Vec<RelatedPlace<'a>>,
}

#[derive(Serialize)]
struct RelatedPlace<'a> {
    #[serde(flatten)]
    location: Location<'a>,
    message: &'a str,
}

/// A place; the path is null for a diagnostic without one, and the region for a file as a whole.
#[derive(Serialize)]
struct Location<'a> {
    path: Option<&'a str>,
    region: Option<Region>,
}

/// Returns the report of all diagnostics.
pub(super) fn report(diagnostics: &Diagnostics, language: ToolLanguage) -> String {
    let (errors, warnings) = diagnostics.numbers();
    pretty(&Report {
        version: VERSION,
        language: language.tag(),
        errors,
        warnings,
        diagnostics: diagnostics.iter().map(|diagnostic| reported(diagnostic, language)).collect(),
    })
}

fn reported(diagnostic: &Diagnostic, language: ToolLanguage) -> Reported<'_> {
    let related = diagnostic.related.iter().map(|related| RelatedPlace {
        location: Location::of(&related.place),
        message: related.message.text(language),
    });
    Reported {
        code: diagnostic.code,
        severity: diagnostic.severity.name(),
        location: Location::of(&diagnostic.place),
        message: diagnostic.message.text(language),
        hint: diagnostic.hint.as_ref().map(|hint| hint.text(language)),
        related: related.collect(),
    }
}

impl Location<'_> {
    fn of(place: &Place) -> Location<'_> {
        let path = Some(place.file.path.as_str()).filter(|path| !path.is_empty());
        Location { path, region: Region::of(place) }
    }
}
