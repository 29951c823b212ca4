//! `registrations correct`: replaces a mail address that does not work.

use anyhow::{anyhow, bail};
use clap::Args;
use model::contact::Email;
use model::membership::Membership;
use model::reading::membership_at;
use model::registration::Author;
use model::status::{Event, Status};
use registry::{Deadline, Transition};

use crate::Exit;
use crate::console::Console;
use crate::decision::{describe, impossible, require_done};
use crate::desk::Desk;

/// Correct the e-mail address of a registration
///
/// Use it if mails to the address are refused. The registrant is mailed at the new address, with a new link to their own
/// page; links that were mailed to the former address stop working. With the same address, mails are sent to it again.
/// Registrants can change a working address themselves on their own page, where the new one has to be confirmed.
#[derive(Args, Debug)]
pub(crate) struct Correct {
    /// The registration's reference: 8 digits, as shown by `list`
    #[arg(value_name = "REFERENCE")]
    reference: String,

    /// The address that works
    #[arg(long, short, value_name = "ADDRESS", value_parser = Email::parse)]
    email: Email,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

impl Correct {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let registration = desk.registration(&self.reference).await?;
        let workshop = &registration.request.workshop;
        let offer = desk.offer(workshop).ok_or_else(|| {
            anyhow!("`{workshop}` no longer takes registrations, so no mails about it are sent any more")
        })?;
        if registration.status.after(Event::CorrectAddress, registration.requirements(offer)).is_none() {
            bail!("{}", impossible(&registration, Event::CorrectAddress));
        }
        writeln!(console.out, "{}", describe(&registration, desk.title(workshop)))?;
        writeln!(console.out, "  {} becomes {}.", registration.request.contact.email, self.email)?;
        let judged = membership_at(&self.email, &registration.request, offer, desk.members());
        if judged.is_err() {
            writeln!(
                console.out,
                "  Only the former address showed that the registrant is a member; the membership is then unknown."
            )?;
        }
        writeln!(console.out, "  Links that were mailed before stop working, and new ones are mailed.")?;
        if registration.status == Status::Quarantined {
            writeln!(console.out, "  Nothing is mailed before it is released.")?;
        }
        if registration.status.needs_proof() {
            writeln!(console.out, "  The registrant has 24 hours to confirm the address.")?;
        }
        if !console.confirm("Correct it?", self.yes)? {
            return Ok(Exit::Done);
        }
        let transition = Transition { read: &registration, offer, now: desk.now, by: Author::Organiser };
        // The organiser decides whether the fee stays.
        let membership = judged.unwrap_or(Some(Membership::Inform));
        let corrected =
            desk.store().correct_address(transition, &self.email, membership, Deadline::default());
        let happened = corrected.await?;
        require_done(happened, Event::CorrectAddress)?;
        writeln!(console.out, "It is corrected, and mailed within minutes if mails are set up.")?;
        Ok(Exit::Done)
    }
}
