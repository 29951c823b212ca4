//! Places in files: where a diagnostic points, and what it points at besides.

use std::ops::Range;
use std::sync::Arc;

use super::excerpt::{Excerpt, visible};
use super::{FileText, Phrase, SourceFile};

/// A part of one line of a file.
#[derive(Clone, Debug)]
pub struct Place {
    pub(super) file: Arc<SourceFile>,
    pub(super) span: Range<usize>,
}

/// A place that explains a problem, such as the value that a text contradicts, and what is there.
#[derive(Clone, Debug)]
pub(super) struct Related {
    pub(super) place: Place,
    pub(super) message: Phrase,
}

impl Place {
    /// Returns the place at `span`, or the part of it in its first line.
    pub fn new(file: &Arc<SourceFile>, span: Range<usize>) -> Place {
        let text = file.text();
        let start = text.floor_char_boundary(span.start.min(text.len()));
        let end = text.ceil_char_boundary(span.end).max(start);
        // A mark over several lines would hide the text that it points at; the first line is enough.
        let line = text[start..end].lines().next().unwrap_or_default();
        Place { file: Arc::clone(file), span: start..start + line.trim_end().len() }
    }

    /// Returns whether the place is in a file.
    pub fn is_in(&self, file: &Arc<SourceFile>) -> bool {
        Arc::ptr_eq(&self.file, file)
    }

    /// Returns the text at the place.
    pub fn text(&self) -> String {
        self.file.text().get(self.span.clone()).unwrap_or_default().to_owned()
    }

    /// Returns the column of a character, starting at 1, if it is in the text at the place.
    pub(super) fn column_of(&self, character: char) -> Option<usize> {
        let text = self.file.text();
        let offset = text.get(self.span.clone())?.find(character)?;
        Some(text.position(self.span.start + offset).1)
    }

    /// Returns the lines around the place, unless its file has no text to show. `text` is that of its file.
    pub(super) fn excerpt(&self, text: &FileText) -> Option<Excerpt> {
        (!text.is_empty()).then(|| Excerpt::new(&self.file.path, text, &self.span))
    }

    /// Returns `path:line:column`; empty for no place.
    pub fn to_short_text(&self) -> String {
        if self.file.path.is_empty() {
            return String::new();
        }
        let (line, column) = self.file.text().position(self.span.start);
        format!("{}:{line}:{column}", visible(&self.file.path))
    }
}
