//! A problem with the content or the theme, told to the person who can mend it, and the list that collects them.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, SourceCode,
    SourceSpan, SpanContents,
};

/// A file as its author sees it: what a diagnostic points into.
#[derive(Debug)]
pub struct SourceFile {
    /// The path below the site's root, with slashes, such as `content/site.yaml`.
    pub path: String,
    /// The text; empty where there is none to show.
    pub text: String,
}

/// One problem, its place and what to do about it.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    file: Arc<SourceFile>,
    span: Range<usize>,
    message: String,
    hint: Option<String>,
}

/// Every problem that was found, in the order of their places.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl SourceFile {
    /// A file that is named but whose text is of no use.
    pub fn without_text(path: impl Into<String>) -> Arc<SourceFile> {
        Arc::new(SourceFile { path: path.into(), text: String::new() })
    }

    /// Line and column of an offset, both from 1; the column counts characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text[..self.text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }

    /// The offset of a line and a column, both from 1; the column counts characters.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let before: usize = self.text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = &self.text[before.min(self.text.len())..];
        let within = rest.char_indices().nth(column.saturating_sub(1));
        before + within.map_or(rest.trim_end().len(), |(offset, _)| offset)
    }
}

impl Diagnostic {
    /// A problem with what stands at `span`.
    pub fn new(file: &Arc<SourceFile>, span: Range<usize>, message: impl Into<String>) -> Diagnostic {
        let start = file.text.floor_char_boundary(span.start);
        let end = file.text.ceil_char_boundary(span.end).max(start);
        // A mark over several lines hides what it points at; the first line is enough.
        let line = file.text[start..end].lines().next().unwrap_or_default();
        Diagnostic {
            file: Arc::clone(file),
            span: start..start + line.trim_end().len(),
            message: message.into(),
            hint: None,
        }
    }

    /// A problem with a file as a whole.
    pub fn of_file(path: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&SourceFile::without_text(path), 0..0, message)
    }

    /// The same problem with what to write instead.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Diagnostic {
        Diagnostic { hint: Some(hint.into()), ..self }
    }

    /// A problem at the same place.
    #[must_use]
    pub fn with_message(self, message: impl Into<String>) -> Diagnostic {
        Diagnostic { message: message.into(), ..self }
    }

    /// Whether it is about what starts at this offset of this file.
    pub(crate) fn is_at(&self, path: &str, start: usize) -> bool {
        self.file.path == path && self.span.start == start
    }

    /// The path of the file, below the site's root.
    pub fn path(&self) -> &str {
        &self.file.path
    }

    /// One line: `path:line:column: message`.
    pub fn to_short_text(&self) -> String {
        let (line, column) = self.file.position(self.span.start);
        format!("{}:{line}:{column}: {}", self.file.path, self.message)
    }
}

impl Diagnostics {
    /// Adds a problem.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds the problems of another list.
    pub fn append(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many problems there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The problems.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// The same problems by path, then by place; what was found twice is told once.
    #[must_use]
    pub fn sorted(mut self) -> Diagnostics {
        let key = |diagnostic: &Diagnostic| {
            (diagnostic.file.path.clone(), diagnostic.span.start, diagnostic.message.clone())
        };
        self.0.sort_by_cached_key(key);
        self.0.dedup_by(|right, left| key(right) == key(left));
        self
    }

    /// All problems with their source lines and hints, without colour, for a page or a file.
    pub fn to_plain_text(&self) -> String {
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .with_links(false)
            .with_context_lines(1)
            .with_width(100);
        let mut text = String::new();
        for diagnostic in &self.0 {
            if handler.render_report(&mut text, diagnostic).is_err() {
                text.push_str(&diagnostic.to_short_text());
            }
            text.push('\n');
        }
        text
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Without a text there is no source line, whose heading would name the file.
        if self.file.text.is_empty() {
            write!(formatter, "{}: ", self.file.path)?;
        }
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Diagnostic {}

impl miette::Diagnostic for Diagnostic {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        (!self.file.text.is_empty()).then_some(&*self.file as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_primary_with_span(None, self.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, diagnostic) in self.0.iter().enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{}", diagnostic.to_short_text())?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl SourceCode for SourceFile {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        context_lines_before: usize,
        context_lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.read_span(span, context_lines_before, context_lines_after)?;
        // miette counts bytes; an editor counts characters.
        let column = match contents.column() {
            0 => 0,
            _ => self.position(contents.span().offset()).1 - 1,
        };
        Ok(Box::new(MietteSpanContents::new_named(
            self.path.clone(),
            contents.data(),
            *contents.span(),
            contents.line(),
            column,
            contents.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Arc<SourceFile> {
        Arc::new(SourceFile { path: "content/a.md".into(), text: text.into() })
    }

    #[test]
    fn positions_count_characters_and_go_both_ways() {
        let file = file("un\nété là\n");
        assert_eq!(file.position(0), (1, 1));
        assert_eq!(file.position("un\nété ".len()), (2, 5));
        assert_eq!(file.offset(2, 5), "un\nété ".len());
        assert_eq!(file.offset(2, 99), "un\nété là".len());
        assert_eq!(file.offset(9, 9), file.text.len());
    }

    #[test]
    fn a_diagnostic_is_readable_without_colour() {
        let file = file("un\nété là\n");
        let start = "un\nété ".len();
        let mut diagnostics = Diagnostics::default();
        diagnostics
            .push(Diagnostic::new(&file, start..start + 3, "there is no there").with_hint("write `ici`"));
        diagnostics.push(Diagnostic::of_file("content/b.yml", "unknown file"));
        insta::assert_snapshot!(diagnostics.sorted().to_plain_text(), @r"
          × there is no there
           ╭─[content/a.md:2:5]
         1 │ un
         2 │ été là
           ·     ──
           ╰────
          help: write `ici`

          × content/b.yml: unknown file
        ");
    }

    #[test]
    fn problems_come_in_the_order_of_their_places_and_once() {
        let file = file("abc");
        let mut diagnostics = Diagnostics::default();
        for start in [2, 0, 2] {
            diagnostics.push(Diagnostic::new(&file, start..start + 1, "no"));
        }
        assert_eq!(diagnostics.sorted().to_string(), "content/a.md:1:1: no\ncontent/a.md:1:3: no");
    }
}
