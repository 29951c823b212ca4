//! `registrations refuse`: rejects a registration.

use clap::Args;
use model::status::Event;

use crate::Exit;
use crate::console::Console;
use crate::decision::Decision;
use crate::desk::Desk;

/// Refuse a registration that is not confirmed yet; its seats go to the waiting list
#[derive(Args, Debug)]
pub(crate) struct Refuse {
    #[command(flatten)]
    decision: Decision,
}

impl Refuse {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        self.decision.carry_out(Event::Refuse, desk, console).await
    }
}
