//! Text files that diagnostics point into, and their texts, which can be freed and read again.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use unicode_normalization::{UnicodeNormalization, is_nfc};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A text file that diagnostics point into.
#[derive(Debug)]
pub struct SourceFile {
    /// The path below the site's root, with slashes, such as `content/site.yaml`.
    pub path: String,
    /// Whether there is a text to show.
    has_text: bool,
    /// Whether the stored file has exactly this text; not with a byte order mark or in another form of Unicode.
    is_as_stored: bool,
    kept: RwLock<Kept>,
}

/// A text, with the offsets of its lines.
#[derive(Debug, Default)]
pub struct FileText {
    text: String,
    /// Offsets at which lines start. Computed once, because a file may have as many problems as lines.
    lines: OnceLock<Vec<usize>>,
}

/// A text from an offset to its end, in common with the whole text. Empty if the text is not that long.
#[derive(Clone, Debug, Default)]
pub struct Rest {
    text: Arc<FileText>,
    start: usize,
}

/// Reads a file whose text was freed: takes its path and the hash of that text. Returns `None` unless the text still has the
/// hash.
pub type Reread = dyn Fn(&str, u128) -> Option<Arc<FileText>> + Send + Sync;

/// What is kept of a text.
#[derive(Debug)]
struct Kept {
    text: KeptText,
    /// `None` until it is freed for the first time.
    freed: Option<Freed>,
}

/// Whether a text is there.
#[derive(Debug)]
enum KeptText {
    There(Arc<FileText>),
    /// It was freed, and has not been read again.
    Freed,
    /// It was freed, and its file is not as it was.
    Changed,
}

/// The hash of a text that was freed, and what reads it again.
#[derive(Clone)]
struct Freed {
    hash: u128,
    reread: Arc<Reread>,
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
        let has_text = !text.is_empty();
        let kept = Kept { text: KeptText::There(Arc::new(FileText::new(text))), freed: None };
        Arc::new(SourceFile { path, has_text, is_as_stored, kept: RwLock::new(kept) })
    }

    /// Creates a file whose path is shown but whose text is not.
    pub fn without_text(path: impl Into<String>) -> Arc<SourceFile> {
        SourceFile::new(path, "")
    }

    /// Returns the text. One that was freed is read again once, and kept from then on, because a file may have many problems. It
    /// is empty if the file is not as it was.
    pub fn text(&self) -> Arc<FileText> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = kept.text.shown() {
            return text;
        }
        let freed = kept.freed.clone();
        drop(kept);
        let text = freed.and_then(|Freed { hash, reread }| reread(&self.path, hash));
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        // Another thread may have read it meanwhile, and its callers have that text.
        kept.text.shown().unwrap_or_else(|| {
            kept.text = text.map_or(KeptText::Changed, KeptText::There);
            kept.text.shown().unwrap_or_default()
        })
    }

    /// Returns whether there is a text to show, without reading it.
    pub fn has_text(&self) -> bool {
        self.has_text
    }

    /// Frees the text, of which `hash` returns the hash, and keeps that. `reread` reads the text again where it is needed.
    pub fn free_text(&self, hash: impl FnOnce(&str) -> u128, reread: &Arc<Reread>) {
        let kept = &mut *self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if let KeptText::There(text) = &kept.text {
            kept.freed.get_or_insert_with(|| Freed { hash: hash(text), reread: Arc::clone(reread) });
            kept.text = KeptText::Freed;
        }
    }

    /// Returns the hash of a text that was freed, also if it has been read again.
    pub fn hash_of_freed(&self) -> Option<u128> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.freed.as_ref().map(|freed| freed.hash)
    }

    /// Returns whether the stored file has exactly the bytes of the text.
    pub fn is_as_stored(&self) -> bool {
        self.is_as_stored
    }
}

impl KeptText {
    /// Returns the text, or an empty one if the file was changed; `None` if it has to be read again.
    fn shown(&self) -> Option<Arc<FileText>> {
        match self {
            KeptText::There(text) => Some(Arc::clone(text)),
            KeptText::Freed => None,
            KeptText::Changed => Some(Arc::default()),
        }
    }
}

impl FileText {
    fn new(text: String) -> FileText {
        FileText { text, lines: OnceLock::new() }
    }

    /// Returns the line and column of an offset, both starting at 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let offset = self.floor_char_boundary(offset);
        let line = self.line(offset);
        let before = &self[self.lines()[line - 1]..offset];
        (line, before.chars().count() + 1)
    }

    /// Returns the line of an offset, starting at 1.
    pub fn line(&self, offset: usize) -> usize {
        self.lines().partition_point(|start| *start <= offset)
    }

    /// Returns the offset of a line and a column, both starting at 1; the column counts characters.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let Some(start) = self.lines().get(line.saturating_sub(1)) else { return self.len() };
        let rest = &self[*start..];
        let within = rest.char_indices().nth(column.saturating_sub(1));
        start + within.map_or(rest.trim_end().len(), |(offset, _)| offset)
    }

    /// Returns a line, counted from 1, without its line ending, and the offset at which it starts.
    pub(super) fn line_text(&self, line: usize) -> Option<(usize, &str)> {
        let start = *self.lines().get(line.checked_sub(1)?)?;
        let end = self.lines().get(line).copied().unwrap_or(self.len());
        let text = &self[start..end];
        let text = text.strip_suffix('\n').unwrap_or(text);
        Some((start, text.strip_suffix('\r').unwrap_or(text)))
    }

    fn lines(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let after = self.match_indices('\n').map(|(newline, _)| newline + 1);
            std::iter::once(0).chain(after).collect()
        })
    }
}

impl From<&str> for FileText {
    fn from(text: &str) -> FileText {
        FileText::new(text.to_owned())
    }
}

impl Deref for FileText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Rest {
    /// Returns the part of a text from an offset, in bytes.
    pub fn new(text: Arc<FileText>, start: usize) -> Rest {
        Rest { text, start }
    }
}

impl Deref for Rest {
    type Target = str;

    fn deref(&self) -> &str {
        self.text.get(self.start..).unwrap_or_default()
    }
}

impl fmt::Debug for Freed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Freed").field("hash", &self.hash).finish_non_exhaustive()
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
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::Place;

    #[test]
    fn positions_count_characters_in_both_directions() {
        let file = SourceFile::new("content/a.md", "un\nété là\n").text();
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position("un\nété ".len()), (2, 5));
        assert_eq!(file.position(99), (3, 1));
        assert_eq!(file.offset(2, 5), "un\nété ".len());
        assert_eq!(file.offset(2, 99), "un\nété là".len());
        assert_eq!(file.offset(9, 9), file.len());
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
            assert_eq!(&**file.text(), text);
            assert_eq!(file.is_as_stored(), stored == text, "{stored}");
        }
    }

    #[test]
    fn lines_exclude_their_line_endings() {
        let file = SourceFile::new("content/a.md", "un\r\ndeux").text();
        assert_eq!(file.line_text(1), Some((0, "un")));
        assert_eq!(file.line_text(2), Some((4, "deux")));
        assert_eq!((file.line_text(0), file.line_text(3)), (None, None));
    }

    /// Frees the text of a file. The new text of the file is `now`, and the hash of a text is its length.
    fn freed(file: &SourceFile, now: &'static str) {
        let hash = |text: &str| text.len() as u128;
        let reread: Arc<Reread> = Arc::new(move |path, of_freed| {
            assert_eq!(path, "content/a.md");
            (hash(now) == of_freed).then(|| Arc::new(FileText::from(now)))
        });
        file.free_text(hash, &reread);
    }

    #[test]
    fn a_freed_text_is_read_again_if_it_is_the_same() {
        let file = SourceFile::new("content/a.md", "été");
        freed(&file, "été");
        assert_eq!((&**file.text(), file.hash_of_freed()), ("été", Some(5)));
        // It is freed once, by its first hash.
        freed(&file, "un");
        assert_eq!(&**file.text(), "été");
    }

    #[test]
    fn a_freed_text_is_not_shown_if_it_is_another_one() {
        let file = SourceFile::new("content/a.md", "un\nété là\n");
        let place = Place::new(&file, 5..8);
        let before = place.to_short_text();
        assert!(place.excerpt(&file.text()).is_some());
        freed(&file, "une");
        assert!(file.has_text() && file.text().is_empty() && place.excerpt(&file.text()).is_none());
        assert_eq!([before, place.to_short_text()], ["content/a.md:2:2", "content/a.md:1:1"]);
        assert_eq!(place.text(), "");
    }

    #[test]
    fn a_freed_text_is_read_once_even_if_it_is_another_one() {
        let file = SourceFile::new("content/a.md", "été");
        let times = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&times);
        // The file is as it was again after the first time.
        let reread: Arc<Reread> = Arc::new(move |_, _| match counted.fetch_add(1, Ordering::Relaxed) {
            0 => None,
            _ => Some(Arc::new(FileText::from("été"))),
        });
        file.free_text(|_| 0, &reread);
        for _ in 0..3 {
            assert!(file.text().is_empty());
            file.free_text(|_| 0, &reread);
        }
        assert_eq!(times.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn a_text_that_another_thread_read_is_kept() {
        let file = SourceFile::new("content/a.md", "été");
        let (inside, times) = (Arc::clone(&file), AtomicUsize::new(0));
        // While the file is read for the first time, it is read for the second time, and changed after that.
        let reread: Arc<Reread> = Arc::new(move |_, _| match times.fetch_add(1, Ordering::Relaxed) {
            0 => {
                assert_eq!(&**inside.text(), "été");
                None
            }
            _ => Some(Arc::new(FileText::from("été"))),
        });
        file.free_text(|_| 0, &reread);
        assert_eq!(&**file.text(), "été");
        assert_eq!(&**file.text(), "été");
    }

    #[test]
    fn the_rest_of_a_text_may_be_all_or_nothing() {
        let text = SourceFile::new("content/a.md", "un\ndeux").text();
        let rest = |start| Rest::new(Arc::clone(&text), start).to_string();
        assert_eq!([rest(0), rest(3), rest(9)], ["un\ndeux", "deux", ""]);
    }
}
