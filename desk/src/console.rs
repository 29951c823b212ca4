//! The terminal: what is told, what is asked, and how long work shows that it goes on.

use std::io::{BufRead, Write};
use std::time::Duration;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressStyle};

/// Where a command reads and writes.
pub struct Console<'a> {
    /// Where results go: a terminal, or a file or program that wants nothing else.
    pub out: &'a mut dyn Write,
    /// Where notes to a person go.
    pub notes: &'a mut dyn Write,
    /// What is typed, or handed over by another program.
    pub input: &'a mut dyn BufRead,
    /// Whether a person types it, who can be asked.
    pub interactive: bool,
    /// Whether long work shows a progress bar, on standard error.
    pub progress: bool,
}

impl Console<'_> {
    /// Asks before something is done that cannot be undone; whether to go on. `yes` says so beforehand.
    ///
    /// # Errors
    ///
    /// When nobody can be asked and `yes` was not said.
    pub(crate) fn confirm(&mut self, question: &str, yes: bool) -> anyhow::Result<bool> {
        if yes {
            return Ok(true);
        }
        if !self.interactive {
            bail!("nobody can be asked here, so nothing was done; add `--yes` to do it without asking");
        }
        let agreed = self.ask(question)?;
        if !agreed {
            writeln!(self.notes, "Nothing was done.")?;
        }
        Ok(agreed)
    }

    /// Asks a person a question; whether the answer is yes.
    pub(crate) fn ask(&mut self, question: &str) -> anyhow::Result<bool> {
        self.out.flush()?;
        write!(self.notes, "{question} [y/N] ")?;
        self.notes.flush()?;
        let mut answer = String::new();
        self.input.read_line(&mut answer)?;
        // Organisers are French.
        Ok(["y", "yes", "o", "oui"].contains(&answer.trim().to_lowercase().as_str()))
    }

    /// A bar for work on `total` things.
    pub(crate) fn bar(&self, what: &'static str, total: u64) -> ProgressBar {
        if !self.progress {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{msg} {bar:30} {pos}/{len} {eta}");
        ProgressBar::new(total).with_message(what).with_style(style.expect("the template is right"))
    }

    /// A count for work of which nobody knows how much it is.
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

/// A number of things: « 1 note », « 2 notes ».
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
