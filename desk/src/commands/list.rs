//! `registrations list`: one line for each registration.

use std::collections::BTreeMap;

use clap::Args;
use jiff::Timestamp;
use model::delivery::Severity;
use model::membership::Membership;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;
use model::status::Status;
use registry::{Deadline, MailMark, MailMarks};

use crate::Exit;
use crate::console::{Console, counted};
use crate::decision::people;
use crate::desk::Desk;
use crate::duplicates::Duplicates;
use crate::export::JsonList;
use crate::lookup::available;
use crate::mails;
use crate::record::ListedRecord;
use crate::table::Table;
use crate::unknown::{Unknown, report};

/// List registrations
#[derive(Args, Debug)]
pub(crate) struct List {
    /// Only this workshop
    #[arg(long, short, value_name = "SLUG")]
    workshop: Option<String>,

    /// Only registrations in this state; may be repeated
    #[arg(long, short, value_name = "STATUS", value_parser = status)]
    status: Vec<Status>,

    /// Only registrations with a mail that failed: `refused` for good, `undelivered` this time, or `delayed`; may be
    /// repeated
    #[arg(long, value_name = "PROBLEM", value_parser = severity)]
    mail: Vec<Severity>,

    /// Write JSON, for scripts
    #[arg(long)]
    json: bool,
}

/// Parses the key of a status.
pub(crate) fn status(key: &str) -> Result<Status, String> {
    Status::from_key(key).ok_or_else(|| available(Status::ALL.iter().map(|status| status.key())))
}

/// Parses the key of a severity.
fn severity(key: &str) -> Result<Severity, String> {
    Severity::from_key(key).ok_or_else(|| available(Severity::ALL.iter().map(|severity| severity.key())))
}

impl List {
    pub(crate) async fn run(self, desk: &Desk, console: &mut Console<'_>) -> anyhow::Result<Exit> {
        // Report orphaned registrations: renaming a workshop must not hide them.
        let unknown = desk.unknown_besides(self.workshop.as_deref()).await?;
        let exit = if unknown.is_empty() { Exit::Done } else { Exit::Found };
        if self.json {
            self.json(&unknown, desk, console).await?;
        } else {
            self.table(&unknown, desk, console).await?;
        }
        report(&unknown, desk, console)?;
        Ok(exit)
    }

    fn wants(&self, registration: &Registration, marks: &[MailMark]) -> bool {
        let has_failed = |severity: &Severity| mails::has_failed(registration, marks, *severity);
        (self.status.is_empty() || self.status.contains(&registration.status))
            && (self.mail.is_empty() || self.mail.iter().any(has_failed))
    }

    /// Reads the marks of mails, if the registrations are selected by them.
    async fn mails(
        &self,
        desk: &Desk,
        workshop: &Slug,
        registrations: &[Registration],
    ) -> anyhow::Result<MailMarks> {
        match self.mail.is_empty() {
            true => Ok(MailMarks::default()),
            false => Ok(desk.store().mails_of(workshop, registrations, Deadline::default()).await?),
        }
    }

    fn record<'a>(
        &self,
        registration: &'a Registration,
        duplicates: &'a Duplicates,
        marks: &[MailMark],
    ) -> ListedRecord<'a> {
        let record = ListedRecord::new(registration, duplicates);
        match self.mail.is_empty() {
            true => record,
            false => record.with_mails(mails::records(registration, marks)),
        }
    }

    /// Writes the records as they are read. Each names its duplicates, so the registrations are read once before.
    async fn json(
        &self,
        unknown: &BTreeMap<Slug, Unknown>,
        desk: &Desk,
        console: &mut Console<'_>,
    ) -> anyhow::Result<()> {
        let mut list = JsonList::new(&mut *console.out)?;
        for workshop in desk.workshops(self.workshop.as_deref())? {
            let duplicates = Duplicates::of_workshop(desk, &workshop.slug).await?;
            let mut batches = desk.registrations(&workshop.slug);
            while let Some(batch) = batches.next().await? {
                let mails = self.mails(desk, &workshop.slug, &batch).await?;
                for registration in batch.iter().filter(|it| self.wants(it, mails.of(it))) {
                    list.add(&self.record(registration, &duplicates, mails.of(registration)))?;
                }
            }
        }
        for (workshop, Unknown { registrations: orphans, .. }) in unknown {
            let duplicates = Duplicates::of(orphans);
            let mails = self.mails(desk, workshop, orphans).await?;
            for registration in orphans.iter().filter(|it| self.wants(it, mails.of(it))) {
                list.add(&self.record(registration, &duplicates, mails.of(registration)))?;
            }
        }
        list.finish()
    }

    /// Writes a table, ordered by workshop and time. It keeps the cells of each row, not the registration.
    async fn table(
        &self,
        unknown: &BTreeMap<Slug, Unknown>,
        desk: &Desk,
        console: &mut Console<'_>,
    ) -> anyhow::Result<()> {
        let mut rows = Vec::new();
        for workshop in desk.workshops(self.workshop.as_deref())? {
            let mut listing = Listing::default();
            let mut batches = desk.registrations(&workshop.slug);
            while let Some(batch) = batches.next().await? {
                let mails = self.mails(desk, &workshop.slug, &batch).await?;
                batch.iter().try_for_each(|it| listing.add(it, mails.of(it), self, desk))?;
            }
            rows.extend(listing.marked_rows());
        }
        for (workshop, Unknown { registrations: orphans, .. }) in unknown {
            let mut listing = Listing::default();
            let mails = self.mails(desk, workshop, orphans).await?;
            orphans.iter().try_for_each(|it| listing.add(it, mails.of(it), self, desk))?;
            rows.extend(listing.marked_rows());
        }
        rows.sort_by(|one, other| one.order().cmp(&other.order()));
        show(rows, !self.mail.is_empty(), console)
    }
}

/// The rows of one workshop, and the index of its duplicates, which is complete once all registrations are added.
#[derive(Default)]
struct Listing {
    rows: Vec<Row>,
    duplicates: Duplicates,
}

/// A row of the table.
struct Row {
    workshop: Slug,
    created: Timestamp,
    id: RegistrationId,
    people: usize,
    /// The cells of the first columns.
    cells: [String; 8],
    /// Whether the membership is unknown although a fee is for members.
    is_unknown_member: bool,
    /// The next cell: attributes that the registration shares with others.
    same: String,
    /// The last cell: the worst that happened to its mails, if they were read.
    mail: String,
}

impl Listing {
    fn add(
        &mut self,
        registration: &Registration,
        marks: &[MailMark],
        list: &List,
        desk: &Desk,
    ) -> anyhow::Result<()> {
        self.duplicates.add(registration);
        if list.wants(registration, marks) {
            self.rows.push(Row::new(registration, marks, desk)?);
        }
        Ok(())
    }

    /// Returns the rows with the attributes that each shares with any other registration of the workshop.
    fn marked_rows(self) -> Vec<Row> {
        let Listing { mut rows, duplicates } = self;
        let (address, participant) = (duplicates.sharing_an_address(), duplicates.sharing_a_participant());
        for row in &mut rows {
            let reference = row.id.reference();
            let same =
                [("address", address.contains(reference)), ("participant", participant.contains(reference))];
            let same = same.into_iter().filter(|(_, is_so)| *is_so).map(|(name, _)| name);
            row.same = same.collect::<Vec<_>>().join(", ");
        }
        rows
    }
}

impl Row {
    fn new(registration: &Registration, marks: &[MailMark], desk: &Desk) -> anyhow::Result<Row> {
        let Registration { request, id, created, .. } = registration;
        let cells = [
            id.reference().to_owned(),
            desk.catalogue.name(&request.workshop).to_string(),
            registration.status.key().to_owned(),
            desk.time(*created),
            request.participants.len().to_string(),
            request.contact.name(),
            request.contact.organisation.clone(),
            request.amount().map(|amount| desk.money(amount)).transpose()?.unwrap_or_default(),
        ];
        Ok(Row {
            workshop: request.workshop.clone(),
            created: *created,
            id: id.clone(),
            people: request.participants.len(),
            cells,
            is_unknown_member: request.membership.is_some_and(Membership::is_unknown),
            same: String::new(),
            mail: mails::worst(registration, marks).unwrap_or_default().to_owned(),
        })
    }

    fn order(&self) -> (&Slug, Timestamp, &RegistrationId) {
        (&self.workshop, self.created, &self.id)
    }
}

fn show(rows: Vec<Row>, with_mails: bool, console: &mut Console<'_>) -> anyhow::Result<()> {
    if rows.is_empty() {
        writeln!(console.notes, "There are no such registrations.")?;
        return Ok(());
    }
    let headers =
        ["reference", "workshop", "status", "arrived", "people", "contact", "organisation", "amount", "same"];
    // Only lists with such registrations have the column.
    let has_unknown_members = rows.iter().any(|row| row.is_unknown_member);
    let further = has_unknown_members.then_some("membership").into_iter().chain(with_mails.then_some("mail"));
    let mut table = Table::new(headers.into_iter().chain(further));
    let registrations = counted(rows.len(), "registration", "registrations");
    let count = rows.iter().map(|row| row.people).sum();
    for Row { cells, same, is_unknown_member, mail, .. } in rows {
        let membership = if is_unknown_member { "unknown" } else { "" };
        let membership = has_unknown_members.then(|| membership.to_owned());
        table.row(cells.into_iter().chain([same]).chain(membership).chain(with_mails.then_some(mail)));
    }
    table.write(console.out)?;
    writeln!(console.notes, "{registrations}, {}", people(count))?;
    Ok(())
}
