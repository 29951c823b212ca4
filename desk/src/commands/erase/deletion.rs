//! Erases a person: deletes their own items and redacts their details in items of other people.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;

use anyhow::Context;
use jiff::Timestamp;
use model::registration::{Participant, Registration};
use registry::Deadline;

use super::texts::Decisions;
use crate::console::Console;
use crate::decision::{people, report_promoted};
use crate::desk::Desk;
use crate::person::Person;
use crate::person::address::Match;
use crate::person::mention::Mentions;

/// Replaces a redacted name or address.
const NOTHING: &str = "–";

/// Lists the registrations that will be deleted and those that will be kept.
pub(super) fn announce(person: &Person, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<()> {
    for registration in &person.registrations {
        let request = &registration.request;
        writeln!(
            console.out,
            "  {} {}, {}, {}",
            registration.id.reference(),
            desk.title(&request.workshop),
            registration.status.key(),
            people(request.participants.len())
        )?;
    }
    if !person.same_name.is_empty() {
        writeln!(
            console.notes,
            "Participants with the same name are kept unless you pass the name with `--name`."
        )?;
    }
    Ok(())
}

/// Runs one pass; other programs may write to the table meanwhile.
pub(super) async fn delete(
    person: &Person,
    decisions: &Decisions,
    desk: &Desk,
    console: &mut Console<'_>,
) -> anyhow::Result<()> {
    let store = desk.store();
    let bar = console.bar("deleting", (person.registrations.len() + person.answers.len()) as u64);
    for registration in &person.registrations {
        // Seats freed after the end of a workshop are not given out.
        let offer = desk.offer(&registration.request.workshop).filter(|offer| offer.keep_until > desk.now);
        let erased = store.erase(registration, offer, desk.now, Deadline::default()).await?;
        report_promoted(console.out, &erased.unwrap_or_default())?;
        bar.inc(1);
    }
    for registration in person.invoices.iter().chain(&person.participations).chain(&person.named) {
        // Read the registration again: an earlier step may have redacted it already.
        let (workshop, id) = (&registration.request.workshop, &registration.id);
        if let Some(current) = store.get(workshop, id, Deadline::default()).await? {
            store.redact(&without(current, person, desk.now), Deadline::default()).await?;
        }
    }
    for item in person.answers.iter().chain(&person.others) {
        store.erase_item(item, Deadline::default()).await?;
        bar.inc(1);
    }
    for mentions in &person.mentions {
        change_texts(mentions, person, decisions, desk).await?;
    }
    bar.finish_and_clear();
    // Delete the mails last: the preview may have written some during this pass.
    for mail in &person.mails {
        match fs::remove_file(mail) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot delete `{}`", mail.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Redacts the address in the texts of an item: in texts that consist of it and in those the organiser decided to
/// redact.
async fn change_texts(
    mentions: &Mentions,
    person: &Person,
    decisions: &Decisions,
    desk: &Desk,
) -> anyhow::Result<()> {
    let whole: BTreeSet<_> = mentions.that_are(Match::Whole).map(|text| text.path.as_str()).collect();
    let part = mentions.that_are(Match::Part).filter(|text| decisions.remove(&mentions.place(text)));
    let part: BTreeSet<_> = part.map(|text| text.path.as_str()).collect();
    let change = |path: &str, text: &str| match person.addresses().in_text(text)? {
        Match::Whole if whole.contains(path) || part.contains(path) => Some(NOTHING.to_owned()),
        Match::Part if part.contains(path) => Some(person.addresses().replaced(text, NOTHING)),
        _ => None,
    };
    // If the item changed meanwhile, the next pass finds it again.
    desk.store().change_texts(&mentions.item, change, Deadline::default()).await?;
    Ok(())
}

/// Returns another person's registration without this person's details. No mail about a session that is over is sent because
/// of that: the contact stands for the seat of a person without an address as before; the others got mails of their own.
fn without(mut registration: Registration, person: &Person, now: Timestamp) -> Registration {
    let request = &mut registration.request;
    request.billing.email.take_if(|email| person.has_email(email));
    registration.departures.retain(|departure| !person.has_email(&departure.email));
    registration.former_addresses.retain(|former| !person.has_email(&former.email));
    registration.proposed_address.take_if(|proposed| person.has_email(&proposed.email));
    let is_person =
        |participant: &&mut Participant| person.is_named(participant) || person.has_address(participant);
    for participant in request.participants.iter_mut().filter(is_person) {
        // With another number, the link to their page stops working.
        registration.named += 1;
        let former = std::mem::replace(&mut participant.number, registration.named);
        let joined = match participant.email {
            Some(_) => Some(now),
            None => {
                registration.absences.renumber(former, registration.named);
                registration.joined.get(&former).copied()
            }
        };
        registration.joined.remove(&former);
        registration.joined.extend(joined.map(|at| (registration.named, at)));
        participant.given_name = NOTHING.to_owned();
        participant.family_name = NOTHING.to_owned();
        participant.function = NOTHING.to_owned();
        participant.email = None;
        participant.answers.clear();
    }
    registration.absences.retain(&registration.request.participants);
    registration
}
