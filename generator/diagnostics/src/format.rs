//! Diagnostics in formats for programs. Unlike those for people, they have every diagnostic, however many there are.

mod github;
mod gitlab;
mod json;
mod sarif;

use std::fmt::{self, Display};

use serde::Serialize;

use crate::{Diagnostic, Diagnostics, Place, ToolLanguage, phrase};

/// A format in which problems and warnings are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Source lines with marks, for people.
    #[default]
    Human,
    /// JSON with a documented shape.
    Json,
    /// Commands for the log of a GitHub workflow, which GitHub shows at the lines of the files.
    Github,
    /// A Code Quality report, which GitLab shows in a merge request.
    Gitlab,
    /// SARIF 2.1.0, a JSON format of OASIS that services for code review read.
    Sarif,
}

/// The program that reports.
#[derive(Clone, Copy, Debug)]
pub struct Tool<'a> {
    /// The name of the program.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] = [Format::Human, Format::Json, Format::Github, Format::Gitlab, Format::Sarif];

    /// Returns the name of the format on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Human => "human",
            Format::Json => "json",
            Format::Github => "github",
            Format::Gitlab => "gitlab",
            Format::Sarif => "sarif",
        }
    }
}

impl Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl Diagnostics {
    /// Returns all diagnostics in a format for programs, with a newline at the end unless it is empty; `None` for
    /// [`Format::Human`], in which [`Diagnostics::for_terminal`] returns them.
    pub fn formatted(&self, format: Format, language: ToolLanguage, tool: Tool<'_>) -> Option<String> {
        match format {
            Format::Human => None,
            Format::Json => Some(json::report(self, language)),
            Format::Github => Some(github::commands(self, language)),
            Format::Gitlab => Some(gitlab::report(self, language)),
            Format::Sarif => Some(sarif::log(self, language, tool)),
        }
    }
}

/// A part of a file. Lines and columns start at 1, columns count characters, and the end is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
struct Region {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    /// The offset in bytes of the first character.
    start: usize,
    /// The offset in bytes after the last character.
    end: usize,
}

impl Region {
    /// Returns the region of a place; `None` if the place is a file as a whole.
    fn of(place: &Place) -> Option<Region> {
        let Place { file, span } = place;
        let text = file.text();
        if text.is_empty() {
            return None;
        }
        let (line, column) = text.position(span.start);
        let (end_line, end_column) = text.position(span.end);
        Some(Region { line, column, end_line, end_column, start: span.start, end: span.end })
    }
}

/// Serialises a report, with a newline at its end.
fn pretty(report: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(report).expect("a report has only texts and numbers");
    text.push('\n');
    text
}

/// Returns the message with the hint in the line below it.
fn message_and_hint(diagnostic: &Diagnostic, language: ToolLanguage) -> String {
    let message = diagnostic.message.text(language);
    match &diagnostic.hint {
        Some(hint) => {
            let hint = phrase! { en: "help: {hint}", fr: "aide : {hint}"; hint };
            format!("{message}\n{}", hint.text(language))
        }
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests;
