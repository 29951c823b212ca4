//! The few lines of a file that a diagnostic shows. Long lines are cut to the part around the mark, and control
//! characters are made visible, because a terminal would act on them.
//!
//! miette receives this excerpt instead of the file: it panics if a mark starts after column 65,535, and prints lines
//! of any length in full.

use std::ops::Range;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use super::source::FileText;

/// Longest line that is shown in full, in characters: two rows of a wide terminal.
const LONGEST_LINE: usize = 200;
/// Number of characters that are shown before the mark in a longer line; the rest of [`LONGEST_LINE`] follows the
/// mark.
const BEFORE_MARK: usize = 60;

/// A marked part of a file with the line before it and the line after it.
#[derive(Debug)]
pub(super) struct Excerpt {
    path: String,
    text: String,
    /// The marked part, in bytes of `text`.
    pub(super) mark: Range<usize>,
    /// Number of lines in the file before `text`.
    lines_before: usize,
    /// Number of characters before the mark in its line of the file.
    column: usize,
}

impl Excerpt {
    /// Returns the excerpt of a file's text around `span`, which lies within one line.
    pub(super) fn new(path: &str, file: &FileText, span: &Range<usize>) -> Excerpt {
        let (line, column) = file.position(span.start);
        let first = line.saturating_sub(1).max(1);
        let mut excerpt = Excerpt {
            path: visible(path),
            text: String::new(),
            mark: 0..0,
            lines_before: first - 1,
            column: column - 1,
        };
        for number in first..=line + 1 {
            let Some((start, text)) = file.line_text(number) else { break };
            let is_marked = number == line;
            if start == file.len() && !is_marked {
                break;
            }
            let within = |offset: usize| offset.saturating_sub(start).min(text.len());
            let mark = if is_marked { within(span.start)..within(span.end) } else { 0..0 };
            let mark = excerpt.push_line(text, &mark);
            if is_marked {
                excerpt.mark = mark;
            }
            excerpt.text.push('\n');
        }
        excerpt
    }

    /// Returns the text before the mark, the marked part and the text after it.
    pub(super) fn parts(&self) -> [&str; 3] {
        let text = self.text.trim_end_matches('\n');
        let [start, end] = [self.mark.start, self.mark.end].map(|at| at.min(text.len()));
        [&text[..start], &text[start..end], &text[end..]]
    }

    /// Adds the visible part of a line and returns the new position of its mark.
    fn push_line(&mut self, line: &str, mark: &Range<usize>) -> Range<usize> {
        let shown = part(line, mark.start);
        if shown.start > 0 {
            self.text.push('…');
        }
        self.text.push_str(&visible(&line[shown.start..mark.start]));
        let start = self.text.len();
        self.text.push_str(&visible(&line[mark.start..mark.end.min(shown.end)]));
        let end = self.text.len();
        self.text.push_str(&visible(&line[mark.end.min(shown.end)..shown.end]));
        if shown.end < line.len() {
            self.text.push('…');
        }
        start..end
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, context_lines_before, context_lines_after)?;
        // Only contents that start at the mark itself start in the middle of a line.
        let column = if contents.column() == 0 { 0 } else { self.column };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            contents.data(),
            *contents.span(),
            contents.line() + self.lines_before,
            column,
            contents.line_count(),
        )))
    }
}

/// Returns the part of a line that is shown around the mark's offset.
fn part(line: &str, mark: usize) -> Range<usize> {
    if line.len() <= LONGEST_LINE || line.chars().nth(LONGEST_LINE).is_none() {
        return 0..line.len();
    }
    let start = line[..mark].char_indices().rev().nth(BEFORE_MARK - 1).map_or(0, |(offset, _)| offset);
    let end = line[start..].char_indices().nth(LONGEST_LINE).map_or(line.len(), |(offset, _)| start + offset);
    start..end
}

/// Replaces each control character of a one-line text with a visible symbol. Tabs are kept.
pub fn visible(text: &str) -> String {
    text.chars().map(|character| if character == '\t' { character } else { sign(character) }).collect()
}

fn sign(character: char) -> char {
    match character {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(character)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        // Control characters of ISO 6429, and characters that change the direction of the following text in a
        // terminal.
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn excerpt(text: &str, span: Range<usize>) -> (String, String) {
        let excerpt = Excerpt::new("content/a.md", &FileText::from(text), &span);
        let marked = excerpt.text[excerpt.mark.clone()].to_owned();
        (excerpt.text, marked)
    }

    #[test]
    fn short_lines_are_shown_whole_with_their_neighbours() {
        let (text, marked) = excerpt("zéro\nun\r\ndeux\ntrois\nquatre", 15..20);
        assert_eq!((text.as_str(), marked.as_str()), ("deux\ntrois\nquatre\n", "trois"));
        assert_eq!(excerpt("", 0..0), ("\n".to_owned(), String::new()));
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("{}MARK{}", "é".repeat(70_000), "x".repeat(70_000));
        let start = 140_000;
        let (text, marked) = excerpt(&line, start..start + 4);
        assert_eq!(marked, "MARK");
        assert_eq!(text, format!("…{}MARK{}…\n", "é".repeat(60), "x".repeat(136)));
        let (text, marked) = excerpt(&line, 0..line.len());
        assert_eq!(text, format!("{}…\n", "é".repeat(200)));
        assert_eq!(marked, "é".repeat(200));
    }

    #[test]
    fn control_characters_are_visible() {
        let (text, marked) = excerpt("a\0\u{1b}[31m\tb\u{202e}", 1..2);
        assert_eq!((text.as_str(), marked.as_str()), ("a␀␛[31m\tb\u{fffd}\n", "␀"));
    }
}
