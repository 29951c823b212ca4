//! Problems with the content or the theme and warnings, each with its place and its fix, and the list that collects
//! them.
//!
//! The lowest layer of the generator. It knows text and positions in it, and must never know what a content file is
//! for, where files are read from, or what a page is.

pub mod character;
mod code;
mod excerpt;
pub mod failure;
mod format;
mod message;
mod note;
mod phrase;
mod place;
mod record;
mod rejection;
mod shown;
mod source;
pub mod suggestion;

use std::ops::Range;
use std::sync::Arc;

pub use self::code::Code;
pub use self::excerpt::visible;
pub use self::failure::{Failure, OrFail};
pub use self::format::{Format, Tool};
pub use self::message::Message;
pub use self::note::{Lines, Note, Position};
pub use self::phrase::{Phrase, ToolLanguage};
pub use self::place::Place;
use self::place::Related;
pub use self::record::DiagnosticRecord;
pub use self::rejection::Rejection;
pub use self::source::{FileText, Reread, Rest, SourceFile, composed};

/// Longest message, in characters. Messages quote the input, which may be a megabyte long.
const LONGEST_MESSAGE: usize = 400;
/// Longest hint, in characters. Some hints list names.
const LONGEST_HINT: usize = 1_000;

/// A problem with its place and its fix.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    severity: Severity,
    code: Code,
    place: Place,
    message: Phrase,
    hint: Option<Phrase>,
    /// How to replace an invisible or look-alike character that the message quotes.
    advice: Option<Box<Phrase>>,
    /// Other places that explain the problem.
    related: Box<[Related]>,
}

/// Whether a problem stops a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Severity {
    /// It does.
    Problem,
    /// It does not, unless warnings are denied.
    Warning,
}

impl Severity {
    /// Returns the name in formats for programs.
    fn name(self) -> &'static str {
        match self {
            Severity::Problem => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A list of problems.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostic {
    /// Creates a problem with the text at `span`.
    pub fn new(file: &Arc<SourceFile>, span: Range<usize>, message: Message) -> Diagnostic {
        Diagnostic::at(Place::new(file, span), message)
    }

    /// Creates a problem with the text at a place.
    pub fn at(place: Place, message: Message) -> Diagnostic {
        Diagnostic::of(place, Severity::Problem, message)
    }

    /// Creates a problem with a file as a whole.
    pub fn of_file(path: impl Into<String>, message: Message) -> Diagnostic {
        Diagnostic::new(&SourceFile::without_text(path), 0..0, message)
    }

    /// Creates a warning about the text at a place.
    pub fn warning(place: Place, message: Message) -> Diagnostic {
        Diagnostic::of(place, Severity::Warning, message)
    }

    /// Creates a warning that concerns no single file.
    pub fn warning_without_place(message: Message) -> Diagnostic {
        Diagnostic::warning(Place::new(&SourceFile::without_text(""), 0..0), message)
    }

    /// Creates a diagnostic. If the message quotes an invisible or look-alike character, the character's name is added.
    fn of(place: Place, severity: Severity, message: Message) -> Diagnostic {
        let Message { code, phrase: message } = message;
        debug_assert!(code.is_warning() == (severity == Severity::Warning), "{code} has another severity");
        let found = character::odd(message.english());
        let advice = found.as_ref().map(character::Found::advice);
        let odd = found.map(|found| found.place(place.column_of(found.character)));
        let message = message.map(|text| readable(text, LONGEST_MESSAGE));
        let message = match odd {
            Some(odd) => phrase! { en: "{message}: {odd}", fr: "{message} : {odd}"; message, odd },
            None => message,
        };
        let hint = advice.clone();
        Diagnostic {
            severity,
            code,
            place,
            message,
            hint,
            advice: advice.map(Box::new),
            related: Box::default(),
        }
    }

    /// Adds a place that explains the problem, and what is there.
    #[must_use]
    pub fn with_related(self, place: Place, message: Phrase) -> Diagnostic {
        let message = message.map(|text| readable(text, LONGEST_MESSAGE));
        let mut related = self.related.into_vec();
        related.push(Related { place, message });
        Diagnostic { related: related.into(), ..self }
    }

    /// Sets the hint, which describes the fix.
    #[must_use]
    pub fn with_hint(self, hint: Phrase) -> Diagnostic {
        let hint = match self.advice.as_deref() {
            Some(advice) if hint.is_empty() => advice.clone(),
            Some(advice) => phrase! { en: "{advice}; {hint}", fr: "{advice} ; {hint}"; advice, hint },
            None => hint,
        };
        Diagnostic { hint: Some(hint.map(|text| readable(text, LONGEST_HINT))), ..self }
    }

    /// Returns whether the problem is at this offset of this file.
    pub fn is_at(&self, path: &str, start: usize) -> bool {
        self.place.file.path == path && self.place.span.start == start
    }

    /// Returns the path of the file, below the site's root; empty for a warning without a place.
    pub fn path(&self) -> &str {
        &self.place.file.path
    }

    /// Returns the code of the rule that the content breaks.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Returns the problem in one line of English: `path:line:column: message`.
    pub fn to_short_text(&self) -> String {
        let place = self.place.to_short_text();
        let separator = if place.is_empty() { "" } else { ": " };
        let kind = if self.severity == Severity::Warning { "warning: " } else { "" };
        format!("{place}{separator}{kind}{}", self.message.english())
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

    /// Returns whether there are neither problems nor warnings.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the number of problems and warnings, including those that are not shown.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the number of problems and the number of warnings.
    pub fn numbers(&self) -> (usize, usize) {
        let warnings = self.0.iter().filter(|found| found.severity == Severity::Warning).count();
        (self.0.len() - warnings, warnings)
    }

    /// Iterates over all problems.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }

    /// Sorts the problems by path and place, with the warnings after all others, and removes duplicates.
    #[must_use]
    pub fn sorted(mut self) -> Diagnostics {
        let key = |diagnostic: &Diagnostic| {
            let Place { file, span } = &diagnostic.place;
            (diagnostic.severity, file.path.clone(), span.start, diagnostic.message.english().to_owned())
        };
        self.0.sort_by_cached_key(key);
        self.0.dedup_by(|right, left| key(right) == key(left));
        self
    }
}

/// Cuts the middle out of a text with more than `longest` characters, and makes control characters visible.
fn readable(text: &str, longest: usize) -> String {
    if text.len() <= longest || text.chars().nth(longest).is_none() {
        return visible_lines(text);
    }
    // The words of a message are before and after the input that it quotes.
    let half = longest / 2;
    let end = text.char_indices().nth(half).map_or(text.len(), |(offset, _)| offset);
    let start = text.char_indices().rev().nth(half - 2).map_or(0, |(offset, _)| offset);
    visible_lines(&format!("{}…{}", &text[..end], &text[start..]))
}

/// Replaces each control character of a text with a visible symbol, so that a terminal does not act on it. Tabs and line
/// breaks are kept.
pub fn visible_lines(text: &str) -> String {
    text.split('\n').map(visible).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns a problem's message that is the same in each language.
    fn wrong(text: &str) -> Message {
        Message { code: Code::UnknownKey, phrase: Phrase::same(text) }
    }

    /// Returns a warning's message that is the same in each language.
    fn doubtful(text: &str) -> Message {
        Message { code: Code::NoHistory, phrase: Phrase::same(text) }
    }

    fn file(text: &str) -> Arc<SourceFile> {
        SourceFile::new("content/a.md", text)
    }

    #[test]
    fn a_diagnostic_is_readable_without_colour() {
        let file = file("un\nété là\n");
        let start = "un\nété ".len();
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(
            Diagnostic::new(&file, start..start + 3, wrong("there is no there"))
                .with_hint(Phrase::same("write `ici`")),
        );
        diagnostics.push(Diagnostic::of_file("content/b.yml", wrong("unknown file")));
        insta::assert_snapshot!(diagnostics.sorted().to_plain_text(), @r"
          × there is no there [E006]
           ╭─[content/a.md:2:5]
         1 │ un
         2 │ été là
           ·     ──
           ╰────
          help: write `ici`

          × content/b.yml: unknown file [E006]
        ");
    }

    #[test]
    fn warnings_come_last_with_the_places_that_explain_them() {
        let (text, data) = (file("le 15 mai\n"), SourceFile::new("content/b.yaml", "date: 2027-05-14\n"));
        let warning = Diagnostic::warning(Place::new(&text, 3..9), doubtful("`15 mai` is no session's date"))
            .with_hint(Phrase::same("correct one of them"))
            .with_related(Place::new(&data, 6..16), Phrase::same("the session \"Une\" is on this day"));
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(warning);
        diagnostics.push(
            Diagnostic::warning_without_place(doubtful("there is no history"))
                .with_hint(Phrase::same("commit")),
        );
        diagnostics.push(Diagnostic::new(&data, 0..4, wrong("no")));
        let diagnostics = diagnostics.sorted();
        assert_eq!(diagnostics.count().english(), "1 problem and 2 warnings");
        assert_eq!(
            diagnostics.to_string(),
            "content/b.yaml:1:1: no\nwarning: there is no history\n\
             content/a.md:1:4: warning: `15 mai` is no session's date"
        );
        insta::assert_snapshot!(diagnostics.to_plain_text());
    }

    #[test]
    fn problems_are_sorted_by_place_and_unique() {
        let file = file("abc");
        let mut diagnostics = Diagnostics::default();
        for start in [2, 0, 2] {
            diagnostics.push(Diagnostic::new(&file, start..start + 1, wrong("no")));
        }
        assert_eq!(diagnostics.sorted().to_string(), "content/a.md:1:1: no\ncontent/a.md:1:3: no");
    }

    #[test]
    fn a_problem_in_a_long_line_is_shown_with_its_part_of_the_line() {
        let text = format!("{}{}", "x".repeat(70_000), "y".repeat(90_000));
        let mut diagnostics = Diagnostics::default();
        for start in [69_990, 150_000] {
            diagnostics.push(Diagnostic::new(&file(&text), start..start + 20, wrong("no")));
        }
        let shown = diagnostics.to_plain_text();
        assert!(shown.contains("[content/a.md:1:69991]"), "{shown}");
        assert!(shown.contains("[content/a.md:1:150001]"), "{shown}");
        assert!(shown.contains("xxxxxxxxxxyyyyyyyyyy"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 250), "{shown}");
    }

    #[test]
    fn wide_characters_and_tabs_are_marked_at_their_position() {
        let file = file("名前\tné x\n");
        let start = "名前\tn".len();
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::new(&file, start..start + 2, wrong("no")));
        insta::assert_snapshot!(diagnostics.to_plain_text(), @r"
         × no [E006]
          ╭─[content/a.md:1:5]
        1 │ 名前    né x
          ·          ─
          ╰────
        ");
    }

    #[test]
    fn messages_do_not_repeat_a_megabyte_or_control_the_terminal() {
        let message = format!("`{}` is no day", "a".repeat(1_000_000));
        let problem = Diagnostic::new(&file("a"), 0..1, wrong(&message)).with_hint(Phrase::same("\u{1b}[2J"));
        let message = problem.message.english();
        assert_eq!(message.chars().count(), LONGEST_MESSAGE);
        assert!(message.starts_with("`aaa") && message.ends_with("aaa` is no day"));
        assert_eq!(problem.hint.as_ref().map(Phrase::english), Some("␛[2J"));
    }

    #[test]
    fn only_the_first_of_many_problems_are_shown_but_all_are_counted() {
        let file = file(&"a".repeat(200_000));
        let mut diagnostics = Diagnostics::default();
        for start in 0..200_000 {
            diagnostics.push(Diagnostic::new(&file, start..start + 1, wrong("no")));
        }
        let diagnostics = diagnostics.sorted();
        assert_eq!(diagnostics.len(), 200_000);
        let end = "200000 problems; the first 500 are shown";
        assert!(diagnostics.to_plain_text().ends_with(&format!("{end}\n")));
        assert_eq!(diagnostics.to_string().lines().count(), 501);
        assert_eq!(diagnostics.count().english(), end);
    }
}
