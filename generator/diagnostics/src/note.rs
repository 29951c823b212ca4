//! Diagnostics in parts, for programs that lay them out themselves, such as the preview.

use serde::Serialize;

use super::place::Related;
use super::{Diagnostic, Diagnostics, Place, Severity, ToolLanguage, shown};

/// A diagnostic, or a place that explains one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Whether it is about a warning, which does not stop a build.
    pub is_warning: bool,
    /// The code of the rule; `None` for a place that explains a diagnostic.
    pub code: Option<&'static str>,
    /// The problem, or what is at the place.
    pub message: String,
    /// The fix.
    pub hint: Option<String>,
    /// Where it is; `None` for a warning that concerns no single file.
    pub position: Option<Position>,
    /// The lines around the place; `None` if the file has no text to show.
    pub lines: Option<Lines>,
    /// The places that explain it.
    pub related: Vec<Note>,
}

/// A position in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// The path below the site's root.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

/// Up to three lines of a file, with a marked part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Lines {
    /// The text before the marked part.
    pub before: String,
    /// The marked part, which may be empty.
    pub marked: String,
    /// The text after it.
    pub after: String,
}

impl Diagnostics {
    /// Returns the first diagnostics in parts and in a language, up to the limit of one run.
    pub fn notes(&self, language: ToolLanguage) -> Vec<Note> {
        self.0.iter().take(shown::MOST_SHOWN).map(|diagnostic| diagnostic.note(language)).collect()
    }
}

impl Diagnostic {
    fn note(&self, language: ToolLanguage) -> Note {
        let is_warning = self.severity == Severity::Warning;
        let related = self.related.iter();
        let related =
            related.map(|Related { place, message }| note(place, message.text(language), is_warning));
        Note {
            code: Some(self.code.id()),
            hint: self.hint.as_ref().map(|hint| hint.text(language).to_owned()),
            related: related.collect(),
            ..note(&self.place, self.message.text(language), is_warning)
        }
    }
}

fn note(place: &Place, message: &str, is_warning: bool) -> Note {
    // Once, so that the position and the lines are of the same text.
    let text = place.file.text();
    let (line, column) = text.position(place.span.start);
    let position = Position { path: place.file.path.clone(), line, column };
    Note {
        is_warning,
        code: None,
        message: message.to_owned(),
        hint: None,
        position: Some(position).filter(|position| !position.path.is_empty()),
        lines: place.excerpt(&text).map(|excerpt| {
            let [before, marked, after] = excerpt.parts().map(str::to_owned);
            Lines { before, marked, after }
        }),
        related: Vec::new(),
    }
}
