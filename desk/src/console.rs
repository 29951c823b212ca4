//! The terminal: output, prompts and progress bars.

use std::io::{BufRead, Write};
use std::time::Duration;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};

/// The streams that a command reads and writes.
pub struct Console<'a> {
    /// The command's results; may be piped into a file or another program.
    pub out: &'a mut dyn Write,
    /// Messages for the person at the terminal.
    pub notes: &'a mut dyn Write,
    /// Standard input, typed or piped.
    pub input: &'a mut dyn BufRead,
    /// Whether standard input is a terminal, so that the command can prompt.
    pub interactive: bool,
    /// Whether to show progress bars on standard error.
    pub progress: bool,
}

impl Console<'_> {
    /// Asks for confirmation of an irreversible action and returns whether to proceed. `yes` skips the prompt.
    ///
    /// # Errors
    ///
    /// Returns an error if the command cannot prompt and `yes` is false.
    pub(crate) fn confirm(&mut self, question: &str, yes: bool) -> anyhow::Result<bool> {
        if yes {
            return Ok(true);
        }
        if !self.interactive {
            bail!("cannot prompt: standard input is not a terminal; pass `--yes` to skip the confirmation");
        }
        let agreed = self.ask(question)?;
        if !agreed {
            writeln!(self.notes, "Nothing was done.")?;
        }
        Ok(agreed)
    }

    /// Asks a yes-or-no question and returns whether the answer was yes.
    pub(crate) fn ask(&mut self, question: &str) -> anyhow::Result<bool> {
        self.out.flush()?;
        write!(self.notes, "{question} [y/N] ")?;
        self.notes.flush()?;
        let mut answer = String::new();
        self.input.read_line(&mut answer)?;
        // Organisers may answer in French.
        Ok(["y", "yes", "o", "oui"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// Returns a progress bar for `total` items.
    pub(crate) fn bar(&self, what: &'static str, total: u64) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        ProgressBar::new(total).with_message(what).with_style(style.expect("the template is right"))
    }

    /// Returns a spinner with a count, for work of unknown length.
    pub(crate) fn count(&self, what: &'static str) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {human_pos} {msg}");
        let bar = ProgressBar::new_spinner().with_message(what);
        bar.set_style(style.expect("the template is right"));
        bar.enable_steady_tick(Duration::from_millis(120));
        bar
    }
}

/// Formats a count with its noun: `1 note`, `2 notes`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
