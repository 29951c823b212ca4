//! Prints the result of a command: problems and warnings in a format, and the summary.

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use diagnostics::{Diagnostics, Failure, Format, Phrase, Tool, ToolLanguage, phrase};
use site::BuildError;

/// Exit status for problems in the content or the theme.
const EXIT_CONTENT: u8 = 1;
/// Exit status for a file or folder that cannot be read or written. Clap uses the same one for invalid arguments.
const EXIT_USAGE: u8 = 2;

/// This program, in reports that name it.
const TOOL: Tool<'static> = Tool { name: "generator", version: version::VERSION };

/// How the result of a command is printed.
#[derive(Clone, Copy)]
pub(crate) struct Report {
    pub(crate) format: Format,
    pub(crate) language: ToolLanguage,
    /// Whether the command writes a site, so that problems mean that nothing was written.
    pub(crate) writes: bool,
}

/// What a command that succeeded prints.
#[derive(Debug, Default)]
pub(crate) struct Summary {
    pub(crate) lines: Vec<Phrase>,
    pub(crate) warnings: Diagnostics,
}

impl Summary {
    /// Returns the summary of a command that has no warnings. Lines in one language are [`Phrase::same`].
    pub(crate) fn of(text: Phrase) -> Summary {
        Summary { lines: vec![text], warnings: Diagnostics::default() }
    }
}

impl Report {
    /// Returns a report for people of a command that writes no site.
    pub(crate) fn for_people(language: ToolLanguage) -> Report {
        Report { format: Format::Human, language, writes: false }
    }

    /// Prints the result and returns the exit status.
    ///
    /// For people, the summary goes to standard output and everything else to standard error. In any other format,
    /// standard output has only the report.
    pub(crate) fn print(self, result: Result<Summary, BuildError>) -> ExitCode {
        match result {
            Ok(Summary { lines, warnings }) => {
                self.diagnostics(&warnings);
                for line in lines {
                    self.line(line.text(self.language));
                }
                ExitCode::SUCCESS
            }
            Err(BuildError::Content(diagnostics)) => {
                self.diagnostics(&diagnostics);
                let count = diagnostics.count();
                let line = match self.writes {
                    true => phrase! {
                        en: "{count}; nothing was written",
                        fr: "{count} ; rien n’a été écrit";
                        count
                    },
                    false => count,
                };
                note(line.text(self.language));
                ExitCode::from(EXIT_CONTENT)
            }
            Err(BuildError::Other(error)) => {
                note(error.line().text(self.language));
                ExitCode::from(EXIT_USAGE)
            }
        }
    }

    fn diagnostics(self, diagnostics: &Diagnostics) {
        match diagnostics.formatted(self.format, self.language, TOOL) {
            Some(report) => print(&report, self.language),
            None => diagnostics.for_terminal(self.language).for_each(|problem| note(&problem)),
        }
    }

    /// Prints a line of the summary.
    fn line(self, line: &str) {
        match self.format {
            Format::Human => print(&format!("{line}\n"), self.language),
            _ => note(line),
        }
    }
}

/// Writes to standard output. A reader such as `head` may end before the text, which is no error.
fn print(text: &str, language: ToolLanguage) {
    let written = io::stdout().write_all(text.as_bytes()).and_then(|()| io::stdout().flush());
    if let Err(error) = written
        && error.kind() != ErrorKind::BrokenPipe
    {
        let failure = Failure::from(error).after(&phrase! {
            en: "cannot write to standard output",
            fr: "impossible d’écrire sur la sortie standard"
        });
        note(failure.line().text(language));
    }
}

/// Writes a line to standard error. If that is impossible, there is nowhere to say so.
pub(crate) fn note(line: &str) {
    writeln!(io::stderr(), "{line}").unwrap_or_default();
}
