//! `registrations erase`: a person's right to be forgotten (GDPR, Article 17).

use clap::Args;
use handler::Deadline;
use model::registration::Registration;

use super::extract::summarise;
use crate::Outcome;
use crate::console::Console;
use crate::decision::tell_promoted;
use crate::desk::Desk;
use crate::person::{Person, PersonArguments};

/// How often what is left is looked for: somebody may write while it is deleted.
const PASSES: usize = 3;

/// What stands in the place of a name that was taken out.
const NOTHING: &str = "–";

/// Deletes everything that is stored about a person, in every workshop and questionnaire (GDPR, Article 17)
///
/// Registrations that the person made are deleted with all their participants, and their seats go to those that wait.
/// In registrations of others, the person's address for the invoice and, with `--name`, their name are taken out; the
/// seat stays with its registration.
///
/// Before: make sure that whoever asks is who they say they are. Invoices and what they rest on must be kept for ten
/// years in France (Code de commerce, L123-22): export what accounting needs first. Exports, mails and backups
/// elsewhere are not touched; point-in-time recovery on AWS forgets after 35 days.
#[derive(Args, Debug)]
pub(crate) struct Erase {
    #[command(flatten)]
    person: PersonArguments,

    /// Do it without asking
    #[arg(long, short)]
    yes: bool,
}

impl Erase {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
        let mut person = Person::find(&self.person, desk, console).await?;
        summarise(&person, console)?;
        if person.is_unknown() {
            return Ok(Outcome::Done);
        }
        for registration in &person.registrations {
            tell(registration, desk, console)?;
        }
        if !person.same_name.is_empty() {
            writeln!(console.notes, "Those of the same name stay, unless the name is given with `--name`.")?;
        }
        if !console.confirm("Delete it for ever?", self.yes)? {
            return Ok(Outcome::Done);
        }
        for _ in 0..PASSES {
            erase(&person, &self.person, desk, console).await?;
            person = Person::find(&self.person, desk, console).await?;
            if person.is_unknown() {
                writeln!(console.out, "Deleted: nothing is left about this address.")?;
                return Ok(Outcome::Done);
            }
        }
        writeln!(console.out, "Some of it is still there or came anew; do this again.")?;
        Ok(Outcome::Found)
    }
}

fn tell(registration: &Registration, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<()> {
    let request = &registration.request;
    writeln!(
        console.out,
        "  {} {}, {}, {}",
        registration.id.reference(),
        desk.title(&request.workshop),
        registration.status.key(),
        crate::decision::people(request.participants.len())
    )?;
    Ok(())
}

async fn erase(
    person: &Person,
    arguments: &PersonArguments,
    desk: &Desk,
    console: &mut Console<'_>,
) -> anyhow::Result<()> {
    let store = desk.store();
    let bar = console.bar("deleting", (person.registrations.len() + person.answers.len()) as u64);
    for registration in &person.registrations {
        let workshop = &registration.request.workshop;
        // After the end of a workshop nobody gets a seat any more.
        let offer = desk.offer(workshop).filter(|offer| offer.keep_until > desk.now);
        let erased = store.erase(workshop, &registration.id, offer, desk.now, Deadline::default()).await?;
        tell_promoted(console.out, &erased.unwrap_or_default())?;
        bar.inc(1);
    }
    for registration in person.invoices.iter().chain(&person.named) {
        // As it is now: it may be both.
        let (workshop, id) = (&registration.request.workshop, &registration.id);
        if let Some(current) = store.get(workshop, id, Deadline::default()).await? {
            store.redact(&without(current, person, arguments), Deadline::default()).await?;
        }
    }
    for item in person.answers.iter().chain(&person.others) {
        store.erase_item(item, Deadline::default()).await?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    Ok(())
}

/// Somebody else's registration without the person.
fn without(mut registration: Registration, person: &Person, arguments: &PersonArguments) -> Registration {
    let request = &mut registration.request;
    let identity = arguments.email.identity();
    request.billing.email.take_if(|email| email.identity() == identity);
    for participant in request.participants.iter_mut().filter(|participant| person.is_named(participant)) {
        participant.given_name = NOTHING.to_owned();
        participant.family_name = NOTHING.to_owned();
        participant.function = NOTHING.to_owned();
    }
    registration
}
