//! `registrations release`: what looked like spam was none.

use clap::Args;
use model::status::Event;

use crate::Exit;
use crate::console::Console;
use crate::decision::Decision;
use crate::desk::Desk;

/// Takes a registration out of quarantine: it gets seats if there are any, and waits otherwise
#[derive(Args, Debug)]
pub(crate) struct Release {
    #[command(flatten)]
    decision: Decision,
}

impl Release {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        self.decision.carry_out(Event::Release, desk, console).await
    }
}
