//! `registrations completions`: shell completions.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::console::Console;
use crate::{Arguments, Exit};

/// Write completions for a shell, for example `registrations completions bash > /etc/bash_completion.d/registrations`
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        // Buffer the script: `clap_complete` panics if standard output is closed early, for example by `head`.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "registrations", &mut script);
        console.out.write_all(&script)?;
        console.out.flush()?;
        Ok(Exit::Done)
    }
}
