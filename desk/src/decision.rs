//! The steps shared by approving, refusing, cancelling and releasing: find the registration, announce the effects,
//! apply them in one transaction, and name the registrations promoted as a result.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anyhow::{anyhow, bail};
use clap::Args;
use model::registration::{Author, Participant, Registration};
use model::slug::Slug;
use model::status::{Event, Status};
use registry::{Deadline, Transition, Transitioned, Waiting};

use crate::Exit;
use crate::console::{Console, counted};
use crate::desk::Desk;

/// The registration to decide on.
#[derive(Args, Debug)]
pub(crate) struct Decision {
    /// The registration's reference: 8 digits, as shown by `list`
    #[arg(value_name = "REFERENCE")]
    reference: String,

    /// Skip the confirmation
    #[arg(long, short)]
    yes: bool,
}

impl Decision {
    /// Applies `event` to the registration.
    pub(crate) async fn carry_out(
        &self,
        event: Event,
        desk: &Desk,
        console: &mut Console<'_>,
    ) -> anyhow::Result<Exit> {
        let registration = desk.registration(&self.reference).await?;
        let workshop = &registration.request.workshop;
        let offer = desk.offer(workshop).ok_or_else(|| {
            anyhow!(
                "`{workshop}` no longer takes registrations, so nothing can be decided; build the catalogue \
                     with its `registration.yaml`"
            )
        })?;
        let Some(status) = registration.status.after(event, registration.requirements(offer)) else {
            bail!("{}", impossible(&registration, event));
        };
        writeln!(console.out, "{}", describe(&registration, desk.title(workshop)))?;
        for line in consequences(&registration, event, status) {
            writeln!(console.out, "  {line}")?;
        }
        if !console.confirm(&format!("{} it?", verb(event)), self.yes)? {
            return Ok(Exit::Done);
        }
        let waiting = waiting(desk, workshop).await?;
        let transition = Transition { read: &registration, offer, now: desk.now, by: Author::Organiser };
        require_done(desk.store().transition(transition, event, Deadline::default()).await?, event)?;
        let now = desk.store().get(workshop, &registration.id, Deadline::default()).await?;
        let status = now.map_or(status, |now| now.status);
        writeln!(console.out, "It is {} now.", status.key())?;
        let promoted = promoted(desk, workshop, waiting, &registration).await?;
        report_promoted(console.out, &promoted)?;
        Ok(Exit::Done)
    }
}

/// Fails unless the event was applied.
pub(crate) fn require_done(happened: Transitioned, event: Event) -> anyhow::Result<()> {
    match happened {
        Transitioned::Done => Ok(()),
        Transitioned::Impossible(now)
        | Transitioned::TooMany(now, _)
        | Transitioned::Outdated(now)
        | Transitioned::Full(now)
        | Transitioned::TooLarge(now) => {
            bail!("it changed meanwhile: {}", impossible(&now, event))
        }
        Transitioned::Unknown => bail!("it was deleted meanwhile"),
    }
}

/// Names the promoted registrations.
pub(crate) fn report_promoted(out: &mut dyn Write, promoted: &[Registration]) -> io::Result<()> {
    for registration in promoted {
        let contact = &registration.request.contact;
        let event = match registration.status {
            Status::Offered => "Offered seats from the waiting list",
            _ => "Promoted from the waiting list",
        };
        writeln!(
            out,
            "{event}: {}, {} ({}, {}), {} now",
            registration.id.reference(),
            name(registration),
            contact.organisation,
            people(registration.request.participants.len()),
            registration.status.key()
        )?;
    }
    Ok(())
}

/// Returns the waiting registrations of a workshop.
pub(crate) async fn waiting(desk: &Desk, workshop: &Slug) -> anyhow::Result<Vec<Waiting>> {
    Ok(desk.store().waiting_list(workshop, desk.now, Deadline::default()).await?)
}

/// Returns the registrations that were waiting before and now have seats. This may include promotions caused by a
/// concurrent write.
async fn promoted(
    desk: &Desk,
    workshop: &Slug,
    before: Vec<Waiting>,
    decided: &Registration,
) -> anyhow::Result<Vec<Registration>> {
    let after = waiting(desk, workshop).await?;
    let after: BTreeSet<_> = after.iter().map(|it| &it.id).collect();
    let gone = before.iter().filter(|it| it.id != decided.id && !after.contains(&it.id));
    let mut promoted = Vec::new();
    for registration in gone {
        let now = desk.store().get(workshop, &registration.id, Deadline::default()).await?;
        promoted.extend(now.filter(|now| now.status.holds_seats()));
    }
    Ok(promoted)
}

/// Describes a registration on one line.
pub(crate) fn describe(registration: &Registration, workshop: &str) -> String {
    let contact = &registration.request.contact;
    let participants = &registration.request.participants;
    let names: Vec<_> = participants.iter().map(Participant::name).collect();
    format!(
        "{}: {}, {}, for {} ({}), {}",
        registration.id.reference(),
        name(registration),
        contact.organisation,
        workshop,
        names.join(", "),
        registration.status.key()
    )
}

fn name(registration: &Registration) -> String {
    registration.request.contact.name()
}

/// Describes the effects, one sentence each.
fn consequences(registration: &Registration, event: Event, status: Status) -> Vec<String> {
    let mut lines = vec![format!("It becomes {}.", status.key())];
    let count = people(registration.request.participants.len());
    if registration.status.holds_seats() && !status.holds_seats() {
        lines.push(format!("The seats of {count} become free and go to the waiting list at once."));
    }
    if event == Event::Release {
        lines.push(
            "If enough seats are free, it gets them at once; otherwise it is put on the waiting list."
                .to_owned(),
        );
    }
    if matches!(status, Status::Cancelled | Status::Refused) {
        lines.push("This cannot be undone, but the same person may register again.".to_owned());
    }
    lines.push("The registrant is notified by mail if mails are set up.".to_owned());
    lines
}

/// Explains why an event does not apply and which one does.
pub(crate) fn impossible(registration: &Registration, event: Event) -> String {
    let (status, reference) = (registration.status, registration.id.reference());
    let needed = match event {
        Event::Approve => "only a registration that is pending or is offered seats can be approved",
        Event::Release => "only a quarantined registration can be released",
        Event::Refuse => {
            "only a registration that is not confirmed yet can be refused; `cancel` calls off a confirmed one"
        }
        Event::Invoice | Event::ReopenInvoice => "only a pending or confirmed registration is invoiced",
        Event::RecordAbsences => "only participants of a confirmed registration can be absent",
        _ => "it is over already",
    };
    format!("registration {reference} is {}: {needed}", status.key())
}

fn verb(event: Event) -> &'static str {
    match event {
        Event::Approve => "Approve",
        Event::Refuse => "Refuse",
        Event::Release => "Release",
        _ => "Cancel",
    }
}

/// Formats a number of people: `1 person`, `3 people`.
pub(crate) fn people(count: usize) -> String {
    counted(count, "person", "people")
}
