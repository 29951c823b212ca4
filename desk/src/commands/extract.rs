//! `registrations extract`: the right of access (GDPR, Article 15).

use std::path::PathBuf;

use clap::Args;
use model::registration::{Contact, Departure, Participant, Registration};
use serde_json::{Value, json};

use crate::Exit;
use crate::console::{Console, counted};
use crate::desk::Desk;
use crate::export::Output;
use crate::output;
use crate::person::address::Match;
use crate::person::mention::{Mentions, described, excerpt};
use crate::person::{Person, PersonArguments};
use crate::record::{PersonRecord, Record, stored_answer};
use crate::report::extract;

/// Collect everything that is stored about a person, in every workshop and questionnaire (GDPR, Article 15)
///
/// Use `--name` for people whom a colleague registered without their own e-mail address. Other people's texts that
/// contain the address among other words, such as remarks, are listed but only included with `--json`: they may concern
/// others, so you decide. First verify the identity of the person. Answer within a month; files and mails elsewhere are
/// not searched.
///
/// Exit status: 0 success, 1 unreadable items, 2 failure.
#[derive(Args, Debug)]
pub(crate) struct Extract {
    #[command(flatten)]
    person: PersonArguments,

    /// Write a page for the person to this file, in the site's language; with `--json`, JSON
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

impl Extract {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let person = Person::find(&self.person, desk, console).await?;
        let text = if self.json {
            Some(format!("{:#}\n", self.record(&person, desk)))
        } else if self.output.is_some() {
            Some(extract::page(&self.person, &person, desk)?)
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
        Ok(if person.unreadable.is_empty() { Exit::Done } else { Exit::Found })
    }

    fn record(&self, person: &Person, desk: &Desk) -> Value {
        let made = person.registrations.iter().map(|it| person.without_others_absences(it));
        let made: Value = made.map(|it| json!(Record::from(&it))).collect();
        let participants = |registrations: &[Registration], is: &dyn Fn(&Participant) -> bool| {
            registrations.iter().map(|it| participant(it, is, &[])).collect::<Vec<_>>()
        };
        let participation = |it| {
            let is = |participant: &Participant| person.has_address(participant);
            let mut record = participant(it, &is, &person.departures(it));
            record["addresses"] = json!(person.other_addresses(it));
            record
        };
        let mut participations: Vec<_> = person.participations.iter().map(participation).collect();
        participations.extend(participants(&person.named, &|it| person.is_named(it)));
        json!({
            "email": self.person.email,
            "names": self.person.name,
            "as_of": desk.now,
            "registrations": made,
            "invoices": person.invoices.iter().map(invoice).collect::<Value>(),
            "participant": participations,
            "same_name": participants(&person.same_name, &|it| person.has_same_name(it)),
            "answers": person.answers.iter().map(stored_answer).collect::<Value>(),
            "others": person.others.iter().map(|item| item.json()).collect::<Value>(),
            "texts": person.mentions.iter().flat_map(Mentions::json).collect::<Value>(),
            "mails": mails(person),
            "unreadable": person.unreadable,
        })
    }
}

/// A participant in another person's registration, or one who has left it, without the other participants.
fn participant(
    registration: &Registration,
    is: &dyn Fn(&Participant) -> bool,
    departures: &[&Departure],
) -> Value {
    let departure = |it: &&Departure| json!({ "email": it.email, "at": it.at });
    let request = &registration.request;
    let Contact { organisation, .. } = &request.contact;
    let described = |it: &Participant| {
        let record = PersonRecord { sessions: request.sessions_of(it), ..PersonRecord::of(registration, it) };
        json!(record)
    };
    json!({
        "reference": registration.id.reference(),
        "workshop": request.workshop,
        "status": registration.status.key(),
        "created": registration.created,
        "expires": registration.expires,
        "organisation": organisation,
        "participants": request.participants.iter().filter(|it| is(it)).map(described).collect::<Value>(),
        "departures": departures.iter().map(departure).collect::<Value>(),
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

/// Returns the file names of the preview's mails.
fn mails(person: &Person) -> Vec<String> {
    let names = person.mails.iter().filter_map(|path| path.file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

/// Prints the number of items of each kind and each text that contains the address, then the unreadable items.
pub(super) fn summarise(person: &Person, console: &mut Console<'_>) -> anyhow::Result<()> {
    let lines = [
        (
            person.registrations.len(),
            "registration made by this address",
            "registrations made by this address",
        ),
        (
            person.participations.len(),
            "registration made by others, with a participant who has this address",
            "registrations made by others, with a participant who has this address",
        ),
        (
            person.invoices.len(),
            "registration by others, invoiced to this address",
            "registrations by others, invoiced to this address",
        ),
        (
            person.named.len(),
            "registration made by others, with a participant of the given name",
            "registrations made by others, with a participant of the given name",
        ),
        (
            person.same_name.len(),
            "registration made by others, with a participant of the same name (the same person?)",
            "registrations made by others, with a participant of the same name (the same person?)",
        ),
        (person.answers.len(), "answer to other forms", "answers to other forms"),
        (person.others.len(), "note about mails or other item", "notes about mails or other items"),
        (person.mails.len(), "mail in the preview's outbox", "mails in the preview's outbox"),
    ];
    for (count, one, many) in lines.into_iter().filter(|(count, ..)| *count > 0) {
        writeln!(console.out, "{}", counted(count, one, many))?;
    }
    list_texts(person, console)?;
    let (nothing, unreadable) = (person.is_absent(), person.unreadable.len());
    if nothing && unreadable == 0 {
        writeln!(console.out, "Nothing is stored about this address.")?;
    } else if nothing {
        writeln!(console.out, "Nothing readable is stored about this address.")?;
    }
    if unreadable > 0 {
        writeln!(console.notes, "{} cannot be read:", counted(unreadable, "item", "items"))?;
    }
    for item in &person.unreadable {
        writeln!(console.notes, "  {item}")?;
    }
    Ok(())
}

/// Prints texts of other people that contain the address, the most certain matches first.
fn list_texts(person: &Person, console: &mut Console<'_>) -> anyhow::Result<()> {
    for (how, one, many) in [
        (Match::Whole, "text by others is this address:", "texts by others are this address:"),
        (
            Match::Part,
            "text by others contains this address among other words:",
            "texts by others contain this address among other words:",
        ),
        (
            Match::Similar,
            "text contains an address that may belong to the same mailbox; if it does, add `--email`:",
            "texts contain addresses that may belong to the same mailbox; if they do, add `--email`:",
        ),
    ] {
        let texts = person.texts(how);
        if !texts.is_empty() {
            writeln!(console.out, "{}", counted(texts.len(), one, many))?;
        }
        for (mentions, text) in texts {
            let (what, excerpt) = (described(&mentions.item), excerpt(&text.text));
            writeln!(console.out, "  {what}, {}: {excerpt}", text.path)?;
        }
    }
    Ok(())
}
