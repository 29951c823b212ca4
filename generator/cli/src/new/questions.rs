//! Questions on a terminal. Without one, a missing answer is an error.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use diagnostics::{Failure, OrFail as _, Phrase, ToolLanguage, phrase};
use schema::words;

/// Asks for answers that were not given as options.
pub(super) struct Questions {
    /// The language of questions, errors and comments.
    pub(super) language: ToolLanguage,
    is_terminal: bool,
}

/// What an answer is about.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) label: &'a str,
    pub(super) help: &'a str,
}

impl Questions {
    pub(super) fn new(language: ToolLanguage) -> Questions {
        Questions { language, is_terminal: io::stdin().is_terminal() && io::stderr().is_terminal() }
    }

    /// Returns the answer of an option or, on a terminal, asks for the value of a key until it is valid.
    pub(super) fn ask<T>(
        &self,
        option: &str,
        given: &Option<String>,
        path: &[&str],
        read: impl Fn(&str) -> Result<T, Phrase>,
    ) -> Result<T, Failure> {
        self.ask_as(option, given, self.question(path), read)
    }

    /// Returns the same for a question of its own.
    pub(super) fn ask_as<T>(
        &self,
        option: &str,
        given: &Option<String>,
        question: Question<'_>,
        read: impl Fn(&str) -> Result<T, Phrase>,
    ) -> Result<T, Failure> {
        match given {
            Some(given) => self.given(option, given, read),
            None if !self.is_terminal => {
                let help = question.help;
                let message = phrase! {
                    en: "`--{option}` is missing ({help}); without a terminal, it cannot be asked for",
                    fr: "il manque `--{option}` ({help}) ; sans terminal, impossible de poser la question"
                };
                Err(Failure::new(message))
            }
            None => loop {
                match read(&self.prompt(question)?) {
                    Ok(answer) => return Ok(answer),
                    Err(problem) => self.show(&format!("  {}\n", problem.text(self.language)))?,
                }
            },
        }
    }

    /// Returns the answer of an option or, on a terminal, asks for it; an empty answer is `None`.
    pub(super) fn optional<T>(
        &self,
        given: &Option<String>,
        path: &[&str],
        read: impl Fn(&str) -> Result<T, Phrase>,
    ) -> Result<Option<T>, Failure> {
        let name = path.last().copied().unwrap_or_default();
        match given {
            Some(given) => self.given(name, given, read).map(Some),
            None if !self.is_terminal => Ok(None),
            None => loop {
                let answer = self.prompt(self.question(path))?;
                if answer.trim().is_empty() {
                    return Ok(None);
                }
                match read(&answer) {
                    Ok(answer) => return Ok(Some(answer)),
                    Err(problem) => self.show(&format!("  {}\n", problem.text(self.language)))?,
                }
            },
        }
    }

    /// Returns the answer of an option.
    pub(super) fn given<T>(
        &self,
        option: &str,
        given: &str,
        read: impl Fn(&str) -> Result<T, Phrase>,
    ) -> Result<T, Failure> {
        read(given).map_err(Failure::new).or_fail(|| Phrase::same(format!("`--{option}`")))
    }

    /// Returns the question for the value of a key.
    fn question(&self, path: &[&str]) -> Question<'static> {
        match words(path, self.language) {
            Some(words) => Question { label: &words.label, help: &words.help },
            None => Question { label: "", help: "" },
        }
    }

    /// Shows a question and returns the line that is typed.
    fn prompt(&self, question: Question<'_>) -> Result<String, Failure> {
        self.show(&format!("{} ({}): ", question.label, question.help))?;
        let mut line = String::new();
        let read = io::stdin().lock().read_line(&mut line);
        let unreadable = phrase! { en: "cannot read the answer", fr: "la réponse est illisible" };
        if read.or_fail(|| unreadable)? == 0 {
            let message = phrase! {
                en: "the input ended before the answer",
                fr: "l’entrée s’est terminée avant la réponse"
            };
            return Err(Failure::new(message));
        }
        Ok(line.trim().to_owned())
    }

    fn show(&self, text: &str) -> Result<(), Failure> {
        let mut terminal = io::stderr().lock();
        let shown = terminal.write_all(text.as_bytes()).and_then(|()| terminal.flush());
        shown.or_fail(
            || phrase! { en: "cannot write to the terminal", fr: "impossible d’écrire sur le terminal" },
        )
    }
}
