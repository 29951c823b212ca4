//! `registrations release`: clears a registration that was wrongly suspected of being spam.

use clap::Args;
use model::status::Event;

use crate::Exit;
use crate::console::Console;
use crate::decision::Decision;
use crate::desk::Desk;

/// Release a registration from quarantine: it gets seats if enough are free, and is put on the waiting list otherwise
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
