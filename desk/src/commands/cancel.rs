//! `registrations cancel`: cancels a registration for the registrant, even after the deadline.

use clap::Args;
use model::status::Event;

use crate::Exit;
use crate::console::Console;
use crate::decision::Decision;
use crate::desk::Desk;

/// Cancel a registration in any state; its seats go to the waiting list
#[derive(Args, Debug)]
pub(crate) struct Cancel {
    #[command(flatten)]
    decision: Decision,
}

impl Cancel {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        self.decision.carry_out(Event::Cancel, desk, console).await
    }
}
