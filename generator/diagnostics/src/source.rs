//! Text files that diagnostics point into, with the offsets of their lines.

use std::sync::{Arc, OnceLock};

use unicode_normalization::{UnicodeNormalization, is_nfc};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text file that diagnostics point into.
#[derive(Debug)]
pub struct SourceFile {
    /// The path below the site's root, with slashes, such as `content/site.yaml`.
    pub path: String,
    /// The text; empty if there is none to show.
    pub text: String,
    /// Whether the stored file has exactly this text; not with a byte order mark or in another form of Unicode.
    is_as_stored: bool,
    /// Offsets at which lines start. Computed once, because a file may have as many problems as lines.
    lines: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// Creates a file with its text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Arc<SourceFile> {
        SourceFile::with(path.into(), text.into(), true)
    }

    /// Creates a file from its stored text, without the byte order mark at its beginning and normalised to NFC.
    pub fn from_stored(path: String, stored: String) -> Arc<SourceFile> {
        let text = stored.strip_prefix(BYTE_ORDER_MARK).map(str::to_owned);
        let has_mark = text.is_some();
        let text = text.unwrap_or(stored);
        match is_nfc(&text) {
            true => SourceFile::with(path, text, !has_mark),
            false => SourceFile::with(path, text.nfc().collect(), false),
        }
    }

    fn with(path: String, text: String, is_as_stored: bool) -> Arc<SourceFile> {
        Arc::new(SourceFile { path, text, is_as_stored, lines: OnceLock::new() })
    }

    /// Creates a file whose path is shown but whose text is not.
    pub fn without_text(path: impl Into<String>) -> Arc<SourceFile> {
        SourceFile::new(path, "")
    }

    /// Returns whether the stored file has exactly the bytes of the text.
    pub fn is_as_stored(&self) -> bool {
        self.is_as_stored
    }

    /// Returns the line and column of an offset, both starting at 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.line(offset);
        let before = &self.text[self.lines()[line - 1]..offset];
        (line, before.chars().count() + 1)
    }

    /// Returns the line of an offset, starting at 1.
    pub fn line(&self, offset: usize) -> usize {
        self.lines().partition_point(|start| *start <= offset)
    }

    /// Returns the offset of a line and a column, both starting at 1; the column counts characters.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.lines().get(line.saturating_sub(1)) else { return self.text.len() };
        let rest = &self.text[*start..];
        let within = rest.char_indices().nth(column.saturating_sub(1));
        start + within.map_or(rest.trim_end().len(), |(offset, _)| offset)
    }

    /// Returns a line, counted from 1, without its line ending, and the offset at which it starts.
    pub(super) fn line_text(&self, line: usize) -> Option<(usize, &str)> {
        let start = *self.lines().get(line.checked_sub(1)?)?;
        let end = self.lines().get(line).copied().unwrap_or(self.text.len());
        let text = &self.text[start..end];
        let text = text.strip_suffix('\n').unwrap_or(text);
        Some((start, text.strip_suffix('\r').unwrap_or(text)))
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let after = self.text.match_indices('\n').map(|(newline, _)| newline + 1);
            std::iter::once(0).chain(after).collect()
        })
    }
}

/// Normalises a text to NFC (UAX #15). macOS decomposes accented letters in file names, and keyboards compose them.
/// File names and texts are normalised when they are read, so that the rest of the program can compare them byte by
/// byte.
pub fn composed(text: String) -> String {
    if is_nfc(&text) { text } else { text.nfc().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_in_both_directions() {
        let file = SourceFile::new("content/a.md", "un\nété là\n");
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position("un\nété ".len()), (2, 5));
        assert_eq!(file.position(99), (3, 1));
        assert_eq!(file.offset(2, 5), "un\nété ".len());
        assert_eq!(file.offset(2, 99), "un\nété là".len());
        assert_eq!(file.offset(9, 9), file.text.len());
    }

    #[test]
    fn a_text_knows_whether_it_is_as_stored() {
        // The last two are as long as their normal forms.
        for (stored, text) in [
            ("été", "été"),
            ("\u{feff}été", "été"),
            ("e\u{301}te\u{301}", "été"),
            ("x\u{340}", "x\u{300}"),
            ("x\u{301}\u{323}", "x\u{323}\u{301}"),
        ] {
            let file = SourceFile::from_stored("content/a.md".to_owned(), stored.to_owned());
            assert_eq!(file.text, text);
            assert_eq!(file.is_as_stored(), stored == text, "{stored}");
        }
    }

    #[test]
    fn lines_exclude_their_line_endings() {
        let file = SourceFile::new("content/a.md", "un\r\ndeux");
        assert_eq!(file.line_text(1), Some((0, "un")));
        assert_eq!(file.line_text(2), Some((4, "deux")));
        assert_eq!((file.line_text(0), file.line_text(3)), (None, None));
    }
}
