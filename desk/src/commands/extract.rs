//! `registrations extract`: what a person may see of what is stored about them (GDPR, Article 15).

use std::path::PathBuf;

use clap::Args;
use model::registration::{AttendedSession, Contact, Participant, Registration};
use serde_json::{Value, json};

use crate::Outcome;
use crate::console::{Console, counted};
use crate::desk::Desk;
use crate::export::Output;
use crate::output;
use crate::person::{Person, PersonArguments};
use crate::record::{Record, stored_answer};
use crate::report::extract;

/// Gathers everything that is stored about a person, in every workshop and questionnaire (GDPR, Article 15)
///
/// Participants have no e-mail address: whoever was registered by a colleague is found by `--name`. Make sure that
/// whoever asks is who they say they are. Answer within a month; files and mails elsewhere are not looked through.
#[derive(Args, Debug)]
pub(crate) struct Extract {
    #[command(flatten)]
    person: PersonArguments,

    /// Write a page for the person, in the site's language, to this file; with `--json`, JSON
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

impl Extract {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Outcome> {
        let person = Person::find(&self.person, desk, console).await?;
        let text = if self.json {
            Some(format!("{:#}\n", self.record(&person, desk)))
        } else if self.output.is_some() {
            Some(extract::page(self.person.email.as_str(), &person, desk)?)
        } else {
            None
        };
        match (text, &self.output) {
            (Some(text), Some(path)) => {
                output::file(path, async |out: &mut Output<'_>| Ok(out.write_all(text.as_bytes())?)).await?;
                summarise(&person, console)?;
                writeln!(console.notes, "Written to `{}`.", path.display())?;
            }
            (Some(text), None) => console.out.write_all(text.as_bytes())?,
            (None, _) => {
                summarise(&person, console)?;
                writeln!(console.notes, "`--output FILE.html` writes it as a page, `--json` as JSON.")?;
            }
        }
        Ok(Outcome::Done)
    }

    fn record(&self, person: &Person, desk: &Desk) -> Value {
        let records = |registrations: &[Registration]| -> Value {
            registrations.iter().map(|it| json!(Record::from(it))).collect()
        };
        let participants = |registrations: &[Registration], is: &dyn Fn(&Participant) -> bool| -> Value {
            registrations.iter().map(|it| participant(it, is)).collect()
        };
        json!({
            "email": self.person.email.as_str(),
            "names": self.person.name,
            "as_of": desk.now,
            "registrations": records(&person.registrations),
            "invoices": person.invoices.iter().map(invoice).collect::<Value>(),
            "participant": participants(&person.named, &|it| person.is_named(it)),
            "same_name": participants(&person.same_name, &|it| person.has_same_name(it)),
            "answers": person.answers.iter().map(stored_answer).collect::<Value>(),
            "others": person.others.iter().map(|item| item.json()).collect::<Value>(),
            "unreadable": person.unreadable,
        })
    }
}

/// What somebody else's registration says about a participant, and nothing about the others.
fn participant(registration: &Registration, is: &dyn Fn(&Participant) -> bool) -> Value {
    let request = &registration.request;
    let Contact { organisation, .. } = &request.contact;
    let sessions: &[AttendedSession] = &request.sessions;
    json!({
        "reference": registration.id.reference(),
        "workshop": request.workshop,
        "status": registration.status.key(),
        "created": registration.created,
        "expires": registration.expires,
        "organisation": organisation,
        "sessions": sessions,
        "participants": request.participants.iter().filter(|it| is(it)).collect::<Vec<_>>(),
    })
}

fn invoice(registration: &Registration) -> Value {
    json!({
        "reference": registration.id.reference(),
        "workshop": registration.request.workshop,
        "created": registration.created,
        "expires": registration.expires,
        "billing": registration.request.billing,
    })
}

/// What was found, in numbers.
pub(super) fn summarise(person: &Person, console: &mut Console<'_>) -> anyhow::Result<()> {
    let lines = [
        (person.registrations.len(), "made by this address"),
        (person.invoices.len(), "made by others, with the invoice to this address"),
        (person.named.len(), "made by others, with a participant of the given name"),
        (person.same_name.len(), "made by others, with a participant of the same name (the same person?)"),
    ];
    for (count, what) in lines.iter().filter(|(count, _)| *count > 0) {
        writeln!(console.out, "{} {what}", counted(*count, "registration", "registrations"))?;
    }
    let (answers, others) = (person.answers.len(), person.others.len());
    if answers > 0 {
        writeln!(console.out, "{} to other forms", counted(answers, "answer", "answers"))?;
    }
    if others > 0 {
        writeln!(console.out, "{} about mails, and the like", counted(others, "note", "notes"))?;
    }
    if person.is_unknown() && person.same_name.is_empty() {
        writeln!(console.out, "Nothing is stored about this address.")?;
    }
    if person.unreadable > 0 {
        let unreadable = counted(person.unreadable, "registration", "registrations");
        writeln!(console.notes, "Not readable, hence left out: {unreadable}")?;
    }
    Ok(())
}
