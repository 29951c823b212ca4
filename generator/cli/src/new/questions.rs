//! Questions on a terminal. Without one, a missing answer is an error.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use anyhow::{Context as _, bail};
use diagnostics::ToolLanguage;
use schema::words;

/// Asks for answers that were not given as options.
pub(super) struct Questions {
    /// The language of questions and comments.
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
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<T> {
        self.ask_as(option, given, self.question(path), read)
    }

    /// Returns the same for a question of its own.
    pub(super) fn ask_as<T>(
        &self,
        option: &str,
        given: &Option<String>,
        question: Question<'_>,
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<T> {
        match given {
            Some(given) => read(given).map_err(anyhow::Error::msg).with_context(|| format!("`--{option}`")),
            None if !self.is_terminal => {
                bail!(
                    "`--{option}` is missing ({}); without a terminal, it cannot be asked for",
                    question.help
                )
            }
            None => loop {
                match read(&prompt(question)?) {
                    Ok(answer) => return Ok(answer),
                    Err(problem) => show(&format!("  {problem}\n"))?,
                }
            },
        }
    }

    /// Returns the answer of an option or, on a terminal, asks for it; an empty answer is `None`.
    pub(super) fn optional<T>(
        &self,
        given: &Option<String>,
        path: &[&str],
        read: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<Option<T>> {
        let name = path.last().copied().unwrap_or_default();
        match given {
            Some(given) => {
                read(given).map(Some).map_err(anyhow::Error::msg).with_context(|| format!("`--{name}`"))
            }
            None if !self.is_terminal => Ok(None),
            None => loop {
                let answer = prompt(self.question(path))?;
                if answer.trim().is_empty() {
                    return Ok(None);
                }
                match read(&answer) {
                    Ok(answer) => return Ok(Some(answer)),
                    Err(problem) => show(&format!("  {problem}\n"))?,
                }
            },
        }
    }

    /// Returns the question for the value of a key.
    fn question(&self, path: &[&str]) -> Question<'static> {
        match words(path, self.language) {
            Some(words) => Question { label: &words.label, help: &words.help },
            None => Question { label: "", help: "" },
        }
    }
}

/// Shows a question and returns the line that is typed.
fn prompt(question: Question<'_>) -> anyhow::Result<String> {
    show(&format!("{} ({}): ", question.label, question.help))?;
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line).context("cannot read the answer")? == 0 {
        bail!("the input ended before the answer");
    }
    Ok(line.trim().to_owned())
}

fn show(text: &str) -> anyhow::Result<()> {
    let mut terminal = io::stderr().lock();
    terminal
        .write_all(text.as_bytes())
        .and_then(|()| terminal.flush())
        .context("cannot write to the terminal")
}
