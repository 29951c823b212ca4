//! `registrations promote`: assigns free seats to the waiting list, for example after the capacity was raised.

use clap::Args;
use registry::{Deadline, Waiting};

use crate::Exit;
use crate::console::{Console, counted};
use crate::decision::{people, report_promoted, waiting};
use crate::desk::Desk;

/// Assign a workshop's free seats to the waiting list, for example after you raised its capacity
///
/// Seats freed by a cancellation are assigned automatically.
#[derive(Args, Debug)]
pub(crate) struct Promote {
    /// The workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

impl Promote {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let (workshop, offer) = desk.offered(&self.workshop)?;
        // Seats past their deadline are free, too. The next sweep would take them back without asking.
        let lapsed = desk.store().lapse(&workshop.slug, offer, desk.now, Deadline::default()).await?;
        if lapsed > 0 {
            let lapsed = counted(lapsed, "registration", "registrations");
            writeln!(console.out, "`{}`: {lapsed} lapsed, because the deadline had passed.", workshop.slug)?;
        }
        let counter = desk.store().counter(&workshop.slug, Deadline::default()).await?;
        let waiting = waiting(desk, &workshop.slug).await?;
        let served: Vec<_> = Waiting::served(&waiting, offer, desk.now).map(|(waiting, _)| waiting).collect();
        let requested = served.iter().map(|waiting| waiting.requested());
        let quotas = desk.store().quotas(&workshop.slug, Some(offer), Deadline::default()).await?;
        let places = offer.capacity.promotions(&counter.taken, requested, quotas);
        if places.is_empty() {
            let why = if waiting.is_empty() {
                "the waiting list is empty"
            } else if served.is_empty() {
                "the sessions begin too soon to offer seats"
            } else {
                "no waiting registration fits the free seats and the limit of its organisation"
            };
            writeln!(console.out, "There is nothing to do for `{}`: {why}.", workshop.slug)?;
            return Ok(Exit::Done);
        }
        let seated: usize = places.iter().map(|place| served[*place].people).sum();
        let gets = if offer.seat_offers.is_some() { "are offered seats" } else { "get seats" };
        writeln!(
            console.out,
            "`{}`: {} of {} waiting registrations {gets} ({}), in order of arrival. They are notified by mail if \
             mails are set up.",
            workshop.slug,
            places.len(),
            waiting.len(),
            people(seated)
        )?;
        if !console.confirm("Promote them?", self.yes)? {
            return Ok(Exit::Done);
        }
        let promoted = desk.store().promote(&workshop.slug, offer, desk.now, Deadline::default()).await?;
        report_promoted(console.out, &promoted)?;
        Ok(Exit::Done)
    }
}
