//! `registrations invoice`: marks a registration as invoiced.

use anyhow::{anyhow, bail};
use clap::Args;
use model::registration::Author;
use model::status::Event;
use registry::{Deadline, Transition};

use crate::Exit;
use crate::console::Console;
use crate::decision::{describe, impossible, require_done};
use crate::desk::Desk;

/// Mark a registration as invoiced
///
/// From then on, the registrant cannot change the invoice or the purchase order on their own page. Nothing is mailed.
#[derive(Args, Debug)]
pub(crate) struct Invoice {
    /// The registration's reference: 8 digits, as shown by `list`
    #[arg(value_name = "REFERENCE")]
    reference: String,

    /// Take the mark back, so that the registrant can correct the invoice
    #[arg(long)]
    undo: bool,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

impl Invoice {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let registration = desk.registration(&self.reference).await?;
        let workshop = &registration.request.workshop;
        let offer = desk.offer(workshop).ok_or_else(|| {
            anyhow!(
                "`{workshop}` no longer takes registrations, so its registrants can change nothing any more"
            )
        })?;
        let event = if self.undo { Event::ReopenInvoice } else { Event::Invoice };
        if registration.status.after(event, registration.requirements(offer)).is_none() {
            bail!("{}", impossible(&registration, event));
        }
        writeln!(console.out, "{}", describe(&registration, desk.title(workshop)))?;
        if registration.invoiced.is_some() != self.undo {
            let state = if self.undo { "not marked as invoiced" } else { "marked as invoiced already" };
            writeln!(console.out, "It is {state}.")?;
            return Ok(Exit::Done);
        }
        let (effect, question) = match self.undo {
            false => ("The registrant can no longer change the invoice.", "Mark it as invoiced?"),
            true => ("The registrant can change the invoice again.", "Take the mark back?"),
        };
        writeln!(console.out, "  {effect}")?;
        if !console.confirm(question, self.yes)? {
            return Ok(Exit::Done);
        }
        let transition = Transition { read: &registration, offer, now: desk.now, by: Author::Organiser };
        let happened = desk.store().set_invoiced(transition, !self.undo, Deadline::default()).await?;
        require_done(happened, event)?;
        writeln!(console.out, "{}", if self.undo { "The mark is gone." } else { "It is marked." })?;
        Ok(Exit::Done)
    }
}
