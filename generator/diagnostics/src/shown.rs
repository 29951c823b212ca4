//! Diagnostics as they are printed: with lines of their files, and limited in number.

use std::fmt;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode};

use super::excerpt::{Excerpt, visible};
use super::{Diagnostic, Diagnostics};

/// Number of problems that are printed in one run. More usually have a common cause, and would scroll the first ones
/// away.
const MOST_SHOWN: usize = 500;

/// A problem with the lines around its place, in the form that miette draws.
#[derive(Debug)]
pub struct Shown {
    message: String,
    hint: Option<String>,
    excerpt: Option<Excerpt>,
}

impl Diagnostic {
    /// Adds the lines around the place of the problem.
    pub fn shown(&self) -> Shown {
        // Without a text, miette prints no source line, and so no heading with the path.
        let has_text = !self.file.text.is_empty();
        let path = visible(&self.file.path);
        Shown {
            message: if has_text { self.message.clone() } else { format!("{path}: {}", self.message) },
            hint: self.hint.clone(),
            excerpt: has_text.then(|| Excerpt::new(&self.file, &self.span)),
        }
    }
}

impl Diagnostics {
    /// Returns the first problems, up to the limit of one run.
    pub fn shown(&self) -> impl Iterator<Item = Shown> {
        self.0.iter().take(MOST_SHOWN).map(Diagnostic::shown)
    }

    /// Returns the number of problems, such as "3 problems", and mentions it if [`Diagnostics::shown`] omits some.
    pub fn count(&self) -> String {
        match self.0.len() {
            1 => "1 problem".to_owned(),
            count if count > MOST_SHOWN => {
                format!("{count} problems; the first {MOST_SHOWN} are shown")
            }
            count => format!("{count} problems"),
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

impl fmt::Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.message)
    }
}

impl std::error::Error for Shown {}

impl miette::Diagnostic for Shown {
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
