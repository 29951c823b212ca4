//! Diagnostics as they are printed: with lines of their files, and limited in number.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, Report, SourceCode};

use super::excerpt::{Excerpt, visible};
use super::{Diagnostic, Diagnostics, Phrase, Place, Related, Severity, ToolLanguage};
use crate::phrase;

/// Number of problems that are printed in one run. More usually have a common cause, and would scroll the first ones
/// away.
pub(super) const MOST_SHOWN: usize = 500;

/// A problem with the lines around its place, in the form that miette draws.
#[derive(Debug)]
struct Shown {
    severity: miette::Severity,
    message: String,
    hint: Option<String>,
    excerpt: Option<Excerpt>,
    /// The places that explain it.
    related: Vec<Shown>,
}

impl Diagnostic {
    /// Adds the lines around the place of the problem.
    fn shown(&self, language: ToolLanguage) -> Shown {
        let severity = match self.severity {
            Severity::Problem => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        };
        let related = self.related.iter().map(|related| related.shown(language)).collect();
        let hint = self.hint.as_ref().map(|hint| hint.text(language).to_owned());
        let message = format!("{} [{}]", self.message.text(language), self.code);
        Shown { severity, hint, related, ..Shown::of(&self.place, &message) }
    }
}

impl Related {
    fn shown(&self, language: ToolLanguage) -> Shown {
        Shown::of(&self.place, self.message.text(language))
    }
}

impl Shown {
    /// Returns a note about a place.
    fn of(place: &Place, message: &str) -> Shown {
        let excerpt = place.excerpt(&place.file.text());
        // Without a text, miette prints no source line, and so no heading with the path.
        let message = match excerpt.is_some() || place.file.path.is_empty() {
            true => message.to_owned(),
            false => format!("{}: {message}", visible(&place.file.path)),
        };
        Shown { severity: miette::Severity::Advice, message, hint: None, excerpt, related: Vec::new() }
    }
}

impl Diagnostics {
    /// Returns the first problems, up to the limit of one run, with their source lines and hints, for standard error: with
    /// colours if it is a terminal.
    pub fn for_terminal(&self, language: ToolLanguage) -> impl Iterator<Item = String> {
        let shown = self.0.iter().take(MOST_SHOWN).map(move |diagnostic| diagnostic.shown(language));
        shown.map(move |shown| labelled(&format!("{:?}", Report::new(shown)), language))
    }

    /// Returns the numbers of problems and warnings, such as "3 problems and 1 warning", and mentions it if
    /// [`Diagnostics::for_terminal`] omits some.
    pub fn count(&self) -> Phrase {
        let (of_problems, of_warnings) = self.numbers();
        let (problems, warnings) = (problems(of_problems), warnings(of_warnings));
        let count = match (of_problems, of_warnings) {
            (_, 0) => problems,
            (0, _) => warnings,
            _ => {
                phrase! { en: "{problems} and {warnings}", fr: "{problems} et {warnings}"; problems, warnings }
            }
        };
        match self.0.len() > MOST_SHOWN {
            true => phrase! {
                en: "{count}; the first {MOST_SHOWN} are shown",
                fr: "{count} ; voici les {MOST_SHOWN} premiers";
                count
            },
            false => count,
        }
    }

    /// Returns the first problems in English with their source lines and hints, without colour.
    pub fn to_plain_text(&self) -> String {
        self.to_plain_text_in(ToolLanguage::English)
    }

    /// Returns the same as [`Diagnostics::to_plain_text`] in a language, for a page or a file.
    pub fn to_plain_text_in(&self, language: ToolLanguage) -> String {
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .with_links(false)
            .with_context_lines(1)
            .with_width(100);
        let mut text = String::new();
        for diagnostic in self.0.iter().take(MOST_SHOWN) {
            if handler.render_report(&mut text, &diagnostic.shown(language)).is_err() {
                text.push_str(&diagnostic.to_short_text());
            }
            text.push('\n');
        }
        if self.0.len() > MOST_SHOWN {
            text.push_str(self.count().text(language));
            text.push('\n');
        }
        labelled(&text, language)
    }
}

/// Returns a number of problems.
fn problems(count: usize) -> Phrase {
    let english = if count == 1 { "" } else { "s" };
    // In French, zero is singular.
    let french = if count < 2 { "" } else { "s" };
    phrase! { en: "{count} problem{english}", fr: "{count} problème{french}" }
}

/// Returns a number of warnings.
fn warnings(count: usize) -> Phrase {
    let english = if count == 1 { "" } else { "s" };
    // In French, zero is singular.
    let french = if count < 2 { "" } else { "s" };
    phrase! { en: "{count} warning{english}", fr: "{count} avertissement{french}" }
}

/// miette's English labels of hints and related places, with the French ones. The label of a hint has the same width, so
/// that the lines below it stay aligned.
const LABELS: [(&str, &str); 2] = [("  help: ", " aide\u{a0}: "), ("Advice: ", "Voir aussi\u{a0}: ")];

/// Returns what miette has drawn with its labels in a language.
fn labelled(drawn: &str, language: ToolLanguage) -> String {
    if language == ToolLanguage::English {
        return drawn.to_owned();
    }
    drawn.split_inclusive('\n').map(labelled_line).collect()
}

fn labelled_line(line: &str) -> String {
    // The label may be coloured: ESC, `[`, numbers, `m`.
    let start = line.strip_prefix("\u{1b}[").and_then(|rest| rest.find('m')).map_or(0, |end| end + 3);
    let (colour, rest) = line.split_at(start);
    for (english, french) in LABELS {
        // Further lines of a hint are indented with spaces only.
        if let Some(rest) = rest.strip_prefix(english).filter(|rest| !rest.starts_with(' ')) {
            return format!("{colour}{french}{rest}");
        }
    }
    line.to_owned()
}

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
    fn severity(&self) -> Option<miette::Severity> {
        Some(self.severity)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.hint.as_ref().map(|hint| Box::new(hint) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt.as_ref().map(|excerpt| excerpt as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let excerpt = self.excerpt.as_ref()?;
        let label = LabeledSpan::new_primary_with_span(None, excerpt.mark.clone());
        Some(Box::new(std::iter::once(label)))
    }

    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        let related = self.related.iter().map(|related| related as &dyn miette::Diagnostic);
        (!self.related.is_empty()).then(|| Box::new(related) as Box<_>)
    }
}

impl fmt::Display for Diagnostics {
    /// Writes one line of English for each of the first problems.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, diagnostic) in self.0.iter().take(MOST_SHOWN).enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{}", diagnostic.to_short_text())?;
        }
        if self.0.len() > MOST_SHOWN {
            write!(formatter, "\n{}", self.count().english())?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
