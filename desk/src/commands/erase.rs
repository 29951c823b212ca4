//! `registrations erase`: a person's right to be forgotten (GDPR, Article 17).

mod taking_out;
mod texts;

use clap::Args;

use self::texts::{Decisions, Texts};
use super::extract::summarise;
use crate::Exit;
use crate::console::{Console, counted};
use crate::desk::Desk;
use crate::person::address::Match;
use crate::person::{Person, PersonArguments};

/// How often what is left is looked for: somebody may write while it is deleted.
const PASSES: usize = 3;

/// Deletes everything that is stored about a person, in every workshop and questionnaire (GDPR, Article 17)
///
/// Registrations that the person made are deleted with all their participants, and their seats go to those that wait.
/// In registrations and answers of others, the person's address is taken out where it stands by itself, such as for the
/// invoice, and, with `--name`, their name; the seat stays with its registration. Texts that hold the address among
/// other words, such as remarks, are listed, and you decide about each, or about all with `--texts`.
///
/// Before: make sure that the person who asks is who they say they are. Invoices and what they rest on must be kept for
/// ten years in France (Code de commerce, L123-22): export what accounting needs first. Of the preview's database, the
/// mails in its outbox go, too, and nothing stays in its file. Exports, mails and backups elsewhere are not touched;
/// point-in-time recovery on AWS forgets after 35 days.
///
/// Exit status: 0 success, 1 something is left to decide or cannot be read, 2 failure.
#[derive(Args, Debug)]
pub(crate) struct Erase {
    #[command(flatten)]
    person: PersonArguments,

    /// What to do with texts that hold the address among other words [default: ask about each]
    #[arg(long, value_enum, value_name = "WHAT")]
    texts: Option<Texts>,

    /// Do it without asking; texts that hold the address among other words stay unless `--texts` says otherwise
    #[arg(long, short)]
    yes: bool,
}

impl Erase {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let mut person = Person::find(&self.person, desk, console).await?;
        summarise(&person, console)?;
        let mut decisions = Decisions::new(self.texts);
        if person.is_unknown() && person.texts(Match::Part).is_empty() {
            desk.scrub().await?;
            return Ok(found_if(!person.unreadable.is_empty()));
        }
        taking_out::announce(&person, desk, console)?;
        if !person.is_unknown() && !console.confirm("Delete it for ever?", self.yes)? {
            return Ok(Exit::Done);
        }
        decisions.make(&person, self.yes, console)?;
        for _ in 0..PASSES {
            taking_out::take_out(&person, &self.person, &decisions, desk, console).await?;
            person = Person::find(&self.person, desk, console).await?;
            if person.is_unknown() && decisions.are_carried_out(&person) {
                break;
            }
        }
        desk.scrub().await?;
        conclude(&person, &decisions, console)
    }
}

/// What is left.
fn conclude(person: &Person, decisions: &Decisions, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    if !person.is_unknown() || !decisions.are_carried_out(person) {
        writeln!(console.out, "Some of it is still there or came anew; do this again.")?;
        return Ok(Exit::Found);
    }
    let kept = person.texts(Match::Part).len();
    let texts = counted(kept, "text that holds", "texts that hold");
    if kept == 0 && person.unreadable.is_empty() {
        writeln!(console.out, "Deleted: nothing is left about this address.")?;
    } else if kept == 0 {
        writeln!(console.out, "Deleted, but for what cannot be read.")?;
    } else if decisions.were_made() {
        writeln!(console.out, "Deleted, but for {texts} the address, as you decided.")?;
    } else {
        writeln!(
            console.out,
            "Deleted, but for {texts} the address among other words: decide with `--texts remove` or `--texts keep`."
        )?;
    }
    let undecided = kept > 0 && !decisions.were_made();
    Ok(found_if(undecided || !person.unreadable.is_empty()))
}

fn found_if(something: bool) -> Exit {
    if something { Exit::Found } else { Exit::Done }
}
