//! `registrations list`: one line for each registration.

use clap::Args;
use model::registration::Registration;
use model::status::Status;

use crate::Exit;
use crate::console::Console;
use crate::decision::people;
use crate::desk::Desk;
use crate::duplicates::Duplicates;
use crate::export::JsonList;
use crate::lookup::available;
use crate::record::ListedRecord;
use crate::table::Table;
use crate::unknown::report;

/// List registrations
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Only this workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: Option<String>,

    /// Only registrations in this state; may be repeated
    #[arg(long, short, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// Parses the key of a status.
pub(crate) fn status(key: &str) -> Result<Status, String> {
    Status::from_key(key).ok_or_else(|| available(Status::ALL.iter().map(|status| status.key())))
}

impl List {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        let wanted = |registration: &Registration| {
            self.status.is_empty() || self.status.contains(&registration.status)
        };
        // Report orphaned registrations: renaming a workshop must not hide them.
        let unknown = desk.unknown_besides(self.workshop.as_deref()).await?;
        let exit = if unknown.is_empty() { Exit::Done } else { Exit::Found };
        if self.json {
            let mut list = JsonList::new(&mut *console.out)?;
            for workshop in desk.workshops(self.workshop.as_deref())? {
                let duplicates = Duplicates::of_workshop(desk, &workshop.slug).await?;
                let mut batches = desk.registrations(&workshop.slug);
                while let Some(batch) = batches.next().await? {
                    for registration in batch.iter().filter(|it| wanted(it)) {
                        list.add(&ListedRecord::new(registration, &duplicates))?;
                    }
                }
            }
            for orphans in unknown.values().map(|it| &it.registrations) {
                let duplicates = Duplicates::of(orphans);
                for registration in orphans.iter().filter(|it| wanted(it)) {
                    list.add(&ListedRecord::new(registration, &duplicates))?;
                }
            }
            list.finish()?;
            report(&unknown, desk, console)?;
            return Ok(exit);
        }
        let mut found = Vec::new();
        for workshop in desk.workshops(self.workshop.as_deref())? {
            let duplicates = Duplicates::of_workshop(desk, &workshop.slug).await?;
            let mut batches = desk.registrations(&workshop.slug);
            while let Some(batch) = batches.next().await? {
                let matching = batch.into_iter().filter(wanted);
                found.extend(matching.map(|it| Found { same: mark(&it, &duplicates), registration: it }));
            }
        }
        for orphans in unknown.values().map(|it| &it.registrations) {
            let duplicates = Duplicates::of(orphans);
            let wanted = orphans.iter().filter(|it| wanted(it));
            found.extend(wanted.map(|it| Found { same: mark(it, &duplicates), registration: it.clone() }));
        }
        found.sort_by(|one, other| {
            let order = |it: &Registration| (it.request.workshop.clone(), it.created, it.id.clone());
            order(&one.registration).cmp(&order(&other.registration))
        });
        show(&found, desk, console)?;
        report(&unknown, desk, console)?;
        Ok(exit)
    }
}

/// A row of the list.
struct Found {
    /// Attributes that the registration shares with others.
    same: String,
    registration: Registration,
}

/// Returns the attributes that a registration shares with others.
fn mark(registration: &Registration, duplicates: &Duplicates) -> String {
    let same = [
        ("address", !duplicates.by_address(registration).is_empty()),
        ("participant", !duplicates.by_participant(registration).is_empty()),
    ];
    same.into_iter().filter(|(_, is_so)| *is_so).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

fn show(found: &[Found], desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<()> {
    if found.is_empty() {
        writeln!(console.notes, "There are no such registrations.")?;
        return Ok(());
    }
    let mut table = Table::new([
        "reference",
        "workshop",
        "status",
        "arrived",
        "people",
        "contact",
        "organisation",
        "amount",
        "same",
    ]);
    for Found { same, registration } in found {
        let contact = &registration.request.contact;
        table.row([
            registration.id.reference().to_owned(),
            desk.catalogue.name(&registration.request.workshop).to_string(),
            registration.status.key().to_owned(),
            desk.time(registration.created),
            registration.request.participants.len().to_string(),
            contact.name(),
            contact.organisation.clone(),
            registration.request.amount().map(|amount| desk.money(amount)).transpose()?.unwrap_or_default(),
            same.clone(),
        ]);
    }
    table.write(console.out)?;
    let count = found.iter().map(|found| found.registration.request.participants.len()).sum();
    let registrations = if found.len() == 1 { "registration" } else { "registrations" };
    writeln!(console.notes, "{} {registrations}, {}", found.len(), people(count))?;
    Ok(())
}
