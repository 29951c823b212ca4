//! `registrations show`: the details of one registration.

use clap::Args;
use jiff::Timestamp;
use model::membership::Membership;
use model::registration::{HistoryEntry, Participant, Registration};
use registry::{Deadline, MailMark};
use serde_json::{Value, json};
use view::registration::own_path;

use crate::Exit;
use crate::console::Console;
use crate::desk::{DescribedSession, Desk};
use crate::duplicates::Duplicates;
use crate::mails;
use crate::record::ListedRecord;
use crate::table::facts;

/// Show a registration with its history
#[derive(Args, Debug)]
pub(crate) struct Show {
    /// The registration's reference: 8 digits, as shown by `list`
    #[arg(value_name = "REFERENCE")]
    reference: String,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let registration = desk.registration(&self.reference).await?;
        let duplicates = Duplicates::of_workshop(desk, &registration.request.workshop).await?;
        let waiting_place = desk.store().waiting_place(&registration, desk.now, Deadline::default()).await?;
        let (store, workshop) = (desk.store(), &registration.request.workshop);
        let mails = store.mails(workshop, Some(&registration.id), Deadline::default()).await?;
        let own_page = format!("{}{}", desk.site.base_url, own_path(&registration));
        let shown = Shown { registration, duplicates, waiting_place, mails, own_page };
        if self.json {
            writeln!(console.out, "{:#}", json(&shown, desk.now)?)?;
        } else {
            write(&shown, desk, console)?;
        }
        Ok(Exit::Done)
    }
}

/// A registration, and what the command finds out about it.
struct Shown {
    registration: Registration,
    duplicates: Duplicates,
    waiting_place: Option<usize>,
    mails: Vec<MailMark>,
    /// The URL of the registrant's own page.
    own_page: String,
}

fn json(shown: &Shown, now: Timestamp) -> serde_json::Result<Value> {
    let listed = ListedRecord::new(&shown.registration, &shown.duplicates)
        .with_mails(mails::records(&shown.registration, &shown.mails));
    let mut record = serde_json::to_value(listed)?;
    record["own_page"] = Value::from(shown.own_page.as_str());
    record["waiting_place"] = Value::from(shown.waiting_place);
    let proposed = shown.registration.address_to_confirm(now);
    record["proposed_address"] = proposed
        .map_or(Value::Null, |proposed| json!({ "email": proposed.email.as_str(), "until": proposed.until }));
    Ok(record)
}

fn write(shown: &Shown, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<()> {
    let Shown { registration, duplicates, waiting_place, mails, own_page } = shown;
    let request = &registration.request;
    let amount = request.amount().map(|amount| desk.money(amount)).transpose()?;
    let optional = |text: &Option<String>| text.clone().unwrap_or_default();
    let suspicion = registration.suspicion.map(|suspicion| suspicion.key().to_owned());
    let (contact, billing) = (&request.contact, &request.billing);
    let mut lines = vec![
        ("Reference", registration.id.reference().to_owned()),
        ("Workshop", desk.title(&request.workshop).to_owned()),
        ("Status", registration.status.key().to_owned()),
        ("Seats held until", registration.accept_until.map(|until| desk.time(until)).unwrap_or_default()),
        ("Waiting place", waiting_place.map(|place| place.to_string()).unwrap_or_default()),
        ("Suspicion", suspicion.unwrap_or_default()),
        ("Membership", membership(registration)),
        ("Counted for", registration.counted_for.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Contact", format!("{}, {}", contact.name(), contact.function)),
        ("Organisation", contact.organisation.clone()),
        ("E-mail", contact.email.to_string()),
        ("To be confirmed", proposed_address(registration, desk)),
        ("Telephone", contact.telephone.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Same address", duplicates.by_address(registration).to_string()),
        ("Same participant", duplicates.by_participant(registration).to_string()),
        ("Participants", participants(registration, desk)?),
        ("Sessions", shared_sessions(registration, desk)),
        ("Amount", amount.unwrap_or_default()),
        ("Invoice to", billing.organisation.clone().unwrap_or_else(|| contact.organisation.clone())),
        ("Address", format!("{}\n{} {}", billing.address, billing.postal_code, billing.city)),
        ("SIRET", billing.siret.as_ref().map(ToString::to_string).unwrap_or_default()),
        ("Purchase order", optional(&billing.purchase_order)),
        ("Invoice by mail", billing.email.as_ref().unwrap_or(&contact.email).to_string()),
        ("Invoiced", registration.invoiced.map(|at| desk.time(at)).unwrap_or_default()),
        ("Remarks", optional(&request.remarks)),
        ("Listed", if request.listed { "yes" } else { "no" }.to_owned()),
        ("Language", desk.language_of(registration).to_owned()),
        ("Kept until", desk.time(registration.expires)),
        ("Own page", format!("{own_page}\n(this link allows changing and cancelling)")),
    ];
    let answers =
        request.answers.iter().map(|(name, answer)| (name.as_str(), answer.texts("yes").join(", ")));
    lines.extend(answers);
    facts(console.out, &lines)?;
    section("History", &history(registration, desk), console)?;
    section("Mails", &mails::lines(registration, mails, desk), console)
}

fn history(registration: &Registration, desk: &Desk) -> Vec<String> {
    let line = |entry: &HistoryEntry| {
        let (time, status) = (desk.time(entry.at), entry.status.key());
        let times = match entry.times() {
            1 => String::new(),
            times => format!(" ({times} times since {})", desk.time(entry.first())),
        };
        let by = entry.by.map(|by| format!(" by {}", by.key())).unwrap_or_default();
        let parts: Vec<_> = entry.changed.iter().map(|part| part.key()).collect();
        let changed = if parts.is_empty() { String::new() } else { format!(" of {}", parts.join(", ")) };
        let of = entry.participant.map(|number| format!(" (participant {number})")).unwrap_or_default();
        format!("{time}  {}{changed}{of}{by}: {status}{times}", entry.event)
    };
    registration.history.iter().map(line).collect()
}

/// Prints lines below a title, if there are any.
fn section(title: &str, lines: &[String], console: &mut Console<'_>) -> anyhow::Result<()> {
    if !lines.is_empty() {
        writeln!(console.out, "\n{title}")?;
    }
    for line in lines {
        writeln!(console.out, "  {line}")?;
    }
    Ok(())
}

/// Describes the address that is to replace the contact's; empty if there is none.
fn proposed_address(registration: &Registration, desk: &Desk) -> String {
    let proposed = registration.address_to_confirm(desk.now);
    proposed
        .map(|proposed| format!("{}, until {}", proposed.email, desk.time(proposed.until)))
        .unwrap_or_default()
}

/// Describes what is known about the membership of a registration at a fee for members.
fn membership(registration: &Registration) -> String {
    let description = match registration.request.membership {
        None => "",
        Some(Membership::Siren) => "recognised by the SIREN",
        Some(Membership::Code) => "recognised by a code",
        Some(Membership::Domain) if registration.proven.is_none() => {
            "recognised by the domain of an address that is not confirmed yet"
        }
        Some(Membership::Domain) => "recognised by the domain of the confirmed address",
        Some(Membership::Review) => "unknown: check it before you approve the registration",
        Some(Membership::Inform) => "unknown: the registration was accepted all the same",
    };
    description.to_owned()
}

/// Describes the participants, with their numbers if there are several, and their sessions unless all attend the same in the
/// same way.
fn participants(registration: &Registration, desk: &Desk) -> anyhow::Result<String> {
    let participants = &registration.request.participants;
    let line = |participant: &Participant| {
        let fee = desk.money(participant.fee.amount)?;
        let mut line =
            format!("{}, {} ({}, {fee})", participant.name(), participant.function, participant.fee.label);
        if participants.len() > 1 {
            line.insert_str(0, &format!("{}. ", participant.number));
        }
        if let Some(email) = &participant.email {
            line.push_str(&format!(", {email}"));
        }
        if registration.request.has_own_sessions() {
            let own = sessions(&registration.of_participant(participant), desk);
            line.extend(own.iter().map(|session| format!("\n  {session}")));
        }
        for session in registration.absences.of(participant.number) {
            line.push_str(&format!("\n  {session}: absent"));
        }
        for (name, answer) in &participant.answers {
            line.push_str(&format!("\n  {name}: {}", answer.texts("yes").join(", ")));
        }
        Ok(line)
    };
    Ok(registration.request.participants.iter().map(line).collect::<anyhow::Result<Vec<_>>>()?.join("\n"))
}

/// Describes the sessions that all participants attend; empty if they do not attend the same in the same way.
fn shared_sessions(registration: &Registration, desk: &Desk) -> String {
    match registration.request.has_own_sessions() {
        true => String::new(),
        false => sessions(registration, desk).join("\n"),
    }
}

fn sessions(registration: &Registration, desk: &Desk) -> Vec<String> {
    let line = |it: DescribedSession| match it.mode {
        Some(mode) => format!("{}: {}", it.text, mode.key()),
        None => it.text,
    };
    desk.sessions(registration).into_iter().map(line).collect()
}
