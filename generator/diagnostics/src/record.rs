//! Diagnostics without the texts of their files, to be stored and shown again while the files are unchanged.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::Related;
use super::{Code, Diagnostic, Diagnostics, Phrase, Place, Severity, SourceFile};

/// A stored diagnostic.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DiagnosticRecord {
    is_warning: bool,
    code: Code,
    place: PlaceRecord,
    message: Phrase,
    hint: Option<Phrase>,
    related: Vec<(PlaceRecord, Phrase)>,
}

/// A stored place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct PlaceRecord {
    path: String,
    start: usize,
    end: usize,
    /// Whether the place is a file as a whole, without a text to show.
    is_whole: bool,
}

impl Diagnostics {
    /// Returns the diagnostics without the texts of their files.
    pub fn records(&self) -> Vec<DiagnosticRecord> {
        let record = |diagnostic: &Diagnostic| DiagnosticRecord {
            is_warning: diagnostic.severity == Severity::Warning,
            code: diagnostic.code,
            place: PlaceRecord::of(&diagnostic.place),
            message: diagnostic.message.clone(),
            hint: diagnostic.hint.clone(),
            related: diagnostic
                .related
                .iter()
                .map(|related| (PlaceRecord::of(&related.place), related.message.clone()))
                .collect(),
        };
        self.0.iter().map(record).collect()
    }

    /// Restores diagnostics. `text` returns the text of a file by its path below the site's root, as it was when the
    /// diagnostics were made; empty if there is none to show.
    pub fn restored(records: &[DiagnosticRecord], text: impl Fn(&str) -> String) -> Diagnostics {
        let places = records.iter().flat_map(|record| {
            std::iter::once(&record.place).chain(record.related.iter().map(|(place, _)| place))
        });
        let mut files = BTreeMap::new();
        for PlaceRecord { path, is_whole, .. } in places {
            let text = || if *is_whole { String::new() } else { text(path) };
            files.entry((path.as_str(), is_whole)).or_insert_with(|| SourceFile::new(path, text()));
        }
        let place = |record: &PlaceRecord| {
            let PlaceRecord { path, start, end, is_whole } = record;
            Place::new(&files[&(path.as_str(), is_whole)], *start..*end)
        };
        let diagnostic = |record: &DiagnosticRecord| Diagnostic {
            severity: if record.is_warning { Severity::Warning } else { Severity::Problem },
            code: record.code,
            place: place(&record.place),
            message: record.message.clone(),
            hint: record.hint.clone(),
            advice: None,
            related: record
                .related
                .iter()
                .map(|(at, message)| Related { place: place(at), message: message.clone() })
                .collect(),
        };
        Diagnostics(records.iter().map(diagnostic).collect())
    }
}

impl PlaceRecord {
    fn of(place: &Place) -> PlaceRecord {
        let Place { file, span } = place;
        let is_whole = !file.has_text();
        PlaceRecord { path: file.path.clone(), start: span.start, end: span.end, is_whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Message;

    /// Returns a warning's message that is the same in each language.
    fn doubtful(text: &str) -> Message {
        Message { code: Code::NoHistory, phrase: Phrase::same(text) }
    }

    #[test]
    fn restored_diagnostics_are_shown_as_before() {
        let (text, data) = ("le 15 mai\n", "date: 2027-05-14\n");
        let (file, other) = (SourceFile::new("content/a.md", text), SourceFile::new("content/b.yaml", data));
        let mut diagnostics = Diagnostics::default();
        let warning = Diagnostic::warning(Place::new(&file, 3..9), doubtful("no session is on `15 mai`"))
            .with_hint(Phrase::same("correct it"));
        diagnostics.push(warning.with_related(Place::new(&other, 6..16), Phrase::same("the session")));
        diagnostics.push(Diagnostic::warning_without_place(doubtful("there is no history")));
        let whole = Place::new(&SourceFile::without_text("content/c.txt"), 0..0);
        diagnostics.push(Diagnostic::warning(whole, doubtful("nothing links to this file")));
        let texts = |path: &str| match path {
            "content/a.md" => text.to_owned(),
            "content/b.yaml" => data.to_owned(),
            "content/c.txt" => "a text\n".to_owned(),
            _ => String::new(),
        };
        let restored = Diagnostics::restored(&diagnostics.records(), texts);
        assert_eq!(restored.to_plain_text(), diagnostics.to_plain_text());
        assert_eq!(restored.records(), diagnostics.records());
        // Changed or missing files never make it fail.
        let lost = Diagnostics::restored(&diagnostics.records(), |_| "é".to_owned());
        assert!(lost.to_plain_text().contains("no session is on"));
    }
}
