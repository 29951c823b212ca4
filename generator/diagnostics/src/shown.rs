//! Diagnostics as they are printed: with lines of their files, and limited in number.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::excerpt::{Excerpt, visible};
use super::{Diagnostic, Diagnostics, Place, Related, Severity};

/// Number of problems that are printed in one run. More usually have a common cause, and would scroll the first ones
/// away.
pub(super) const MOST_SHOWN: usize = 500;

/// A problem with the lines around its place, in the form that miette draws.
#[derive(Debug)]
pub struct Shown {
    severity: miette::Severity,
    message: String,
    hint: Option<String>,
    excerpt: Option<Excerpt>,
    /// The places that explain it.
    related: Vec<Shown>,
}

impl Diagnostic {
    /// Adds the lines around the place of the problem.
    pub fn shown(&self) -> Shown {
        let severity = match self.severity {
            Severity::Problem => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        };
        let related = self.related.iter().map(Related::shown).collect();
        Shown { severity, hint: self.hint.clone(), related, ..Shown::of(&self.place, &self.message) }
    }
}

impl Related {
    fn shown(&self) -> Shown {
        Shown::of(&self.place, &self.message)
    }
}

impl Shown {
    /// Returns a note about a place.
    fn of(place: &Place, message: &str) -> Shown {
        let excerpt = place.excerpt();
        // Without a text, miette prints no source line, and so no heading with the path.
        let message = match excerpt.is_some() || place.file.path.is_empty() {
            true => message.to_owned(),
            false => format!("{}: {message}", visible(&place.file.path)),
        };
        Shown { severity: miette::Severity::Advice, message, hint: None, excerpt, related: Vec::new() }
    }
}

impl Diagnostics {
    /// Returns the first problems, up to the limit of one run.
    pub fn shown(&self) -> impl Iterator<Item = Shown> {
        self.0.iter().take(MOST_SHOWN).map(Diagnostic::shown)
    }

    /// Returns the numbers of problems and warnings, such as "3 problems and 1 warning", and mentions it if
    /// [`Diagnostics::shown`] omits some.
    pub fn count(&self) -> String {
        let warnings = self.0.iter().filter(|found| found.severity == Severity::Warning).count();
        let problems = match (self.0.len() - warnings, warnings) {
            (0, 1..) => None,
            (problems, _) => Some(counted(problems, "problem")),
        };
        let warnings = (warnings > 0).then(|| counted(warnings, "warning"));
        let count = problems.into_iter().chain(warnings).collect::<Vec<_>>().join(" and ");
        match self.0.len() > MOST_SHOWN {
            true => format!("{count}; the first {MOST_SHOWN} are shown"),
            false => count,
        }
    }

    /// Returns the first problems with their source lines and hints, without colour, for a page or a file.
    pub fn to_plain_text(&self) -> String {
        let handler = GraphicalReportHandler::new_themed(GraphicalTheme::unicode_nocolor())
            .with_links(false)
            .with_context_lines(1)
            .with_width(100);
        let mut text = String::new();
        for (diagnostic, shown) in self.0.iter().zip(self.shown()) {
            if handler.render_report(&mut text, &shown).is_err() {
                text.push_str(&diagnostic.to_short_text());
            }
            text.push('\n');
        }
        if self.0.len() > MOST_SHOWN {
            text.push_str(&self.count());
            text.push('\n');
        }
        text
    }
}

fn counted(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
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
    /// Writes one line for each of the first problems.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, diagnostic) in self.0.iter().take(MOST_SHOWN).enumerate() {
            let separator = if number == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{}", diagnostic.to_short_text())?;
        }
        if self.0.len() > MOST_SHOWN {
            write!(formatter, "\n{}", self.count())?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
