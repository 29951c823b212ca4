//! `registrations erase`: the right to erasure (GDPR, Article 17).

mod deletion;
mod texts;

use clap::Args;

use self::texts::{Decisions, Texts};
use super::extract::summarise;
use crate::Exit;
use crate::console::{Console, counted};
use crate::desk::Desk;
use crate::person::address::Match;
use crate::person::{Person, PersonArguments};

/// Maximum number of passes: new items may be stored while a pass deletes.
const PASSES: usize = 3;

/// Delete everything that is stored about a person, in every workshop and questionnaire (GDPR, Article 17)
///
/// Registrations that the person made are deleted with all their participants, and their seats go to the waiting list.
/// In other people's registrations and answers, the person's address is removed from fields that contain nothing else,
/// such as the invoice address. A participant with this address, or with a name given with `--name`, loses name, address
/// and answers; the seat remains. Texts that contain the address among other words, such as remarks, are listed: you
/// decide about each one, or about all of them with `--texts`.
///
/// First verify the identity of the person. Invoices and their supporting records must be kept for ten years in France
/// (Code de commerce, L123-22): export what accounting needs. In the preview, the mails in its outbox are deleted too,
/// and the data is removed from the database file. Exports, mails and backups elsewhere are not changed; point-in-time
/// recovery on AWS expires after 35 days.
///
/// Exit status: 0 success, 1 texts left to decide on or unreadable items, 2 failure.
#[derive(Args, Debug)]
pub(crate) struct Erase {
    #[command(flatten)]
    person: PersonArguments,

    /// How to handle texts that contain the address among other words [default: ask about each]
    #[arg(long, value_enum, value_name = "WHAT")]
    texts: Option<Texts>,

    /// Skip the confirmation; without `--texts`, texts with other words are kept
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
        deletion::announce(&person, desk, console)?;
        if !person.is_unknown() && !console.confirm("Delete permanently?", self.yes)? {
            return Ok(Exit::Done);
        }
        decisions.make(&person, self.yes, console)?;
        for _ in 0..PASSES {
            deletion::delete(&person, &decisions, desk, console).await?;
            person = Person::find(&self.person, desk, console).await?;
            if person.is_unknown() && decisions.are_carried_out(&person) {
                break;
            }
        }
        desk.scrub().await?;
        conclude(&person, &decisions, console)
    }
}

/// Prints what remains and returns the exit status.
fn conclude(person: &Person, decisions: &Decisions, console: &mut Console<'_>) -> anyhow::Result<Exit> {
    if !person.is_unknown() || !decisions.are_carried_out(person) {
        writeln!(console.out, "Some data remains or was added meanwhile; run this command again.")?;
        return Ok(Exit::Found);
    }
    let kept = person.texts(Match::Part).len();
    let texts = counted(kept, "text that contains", "texts that contain");
    if kept == 0 && person.unreadable.is_empty() {
        writeln!(console.out, "Deleted: nothing is stored about this address.")?;
    } else if kept == 0 {
        writeln!(console.out, "Deleted, except unreadable items.")?;
    } else if decisions.were_made() {
        writeln!(console.out, "Deleted, except {texts} the address, as you decided.")?;
    } else {
        writeln!(
            console.out,
            "Deleted, except {texts} the address among other words: decide with `--texts remove` or `--texts keep`."
        )?;
    }
    let undecided = kept > 0 && !decisions.were_made();
    Ok(found_if(undecided || !person.unreadable.is_empty()))
}

fn found_if(found: bool) -> Exit {
    if found { Exit::Found } else { Exit::Done }
}
