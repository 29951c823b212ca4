//! `registrations approve`: confirms a registration of a workshop that requires approval.

use clap::Args;
use model::status::Event;

use crate::Exit;
use crate::console::Console;
use crate::decision::Decision;
use crate::desk::Desk;

/// Confirm a pending registration
#[derive(Args, Debug)]
pub(crate) struct Approve {
    #[command(flatten)]
    decision: Decision,
}

impl Approve {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        self.decision.carry_out(Event::Approve, desk, console).await
    }
}
