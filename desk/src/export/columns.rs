//! The columns of registrations and participants: header, width and value. The columns for a workshop's own questions
//! are derived from its form.

use clap::ValueEnum;
use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::contact::Email;
use model::form::Field;
use model::registration::{Participant, Registration, Suspicion};
use model::status::Status;

use super::cell::Cell;
use super::row::Row;
use crate::desk::Desk;

/// The kind of table to export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableKind {
    /// A row for each registration
    Registrations,
    /// A row for each participant
    Participants,
    /// A row for each answer to a questionnaire
    Answers,
}

/// A column of the table.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) header: String,
    /// The width in a workbook, in characters.
    pub(crate) width: f64,
}

/// The columns of a table and the functions that fill them.
pub(crate) struct Columns<'a> {
    desk: &'a Desk,
    standard: Vec<&'static Standard>,
    /// The questions about the whole registration.
    questions: Vec<&'a Field>,
    /// The questions about each participant.
    participant_questions: Vec<&'a Field>,
}

/// A column that does not depend on the workshop's form.
struct Standard {
    /// The key of the header in the words, after `column.`.
    key: &'static str,
    width: f64,
    of: Of,
    get: fn(&Row<'_>) -> Cell,
}

/// The tables that include a column.
#[derive(PartialEq, Eq)]
enum Of {
    Both,
    Registrations,
    Participants,
}

impl<'a> Columns<'a> {
    pub(crate) fn new(desk: &'a Desk, what: TableKind, workshops: &[&'a CatalogueWorkshop]) -> Columns<'a> {
        let other = if what == TableKind::Participants { Of::Registrations } else { Of::Participants };
        let offers = || workshops.iter().filter_map(|workshop| workshop.offer.as_deref());
        Columns {
            desk,
            standard: STANDARD.iter().filter(|column| column.of != other).collect(),
            questions: distinct(offers().flat_map(|offer| &offer.questions)),
            participant_questions: distinct(offers().flat_map(|offer| &offer.participant_questions)),
        }
    }

    pub(crate) fn columns(&self) -> anyhow::Result<Vec<Column>> {
        let mut columns = Vec::new();
        for Standard { key, width, .. } in &self.standard {
            columns.push(Column { header: self.desk.word(&format!("column.{key}"))?, width: *width });
        }
        let question = |field: &&Field| Column { header: field.label.clone(), width: 30.0 };
        columns.extend(self.questions.iter().chain(&self.participant_questions).map(question));
        Ok(columns)
    }

    pub(crate) fn registration(&self, registration: &Registration, mail: Option<&'static str>) -> Vec<Cell> {
        self.cells(&Row { desk: self.desk, registration, participant: None, mail })
    }

    pub(crate) fn participants(
        &self,
        registration: &Registration,
        mail: Option<&'static str>,
    ) -> Vec<Vec<Cell>> {
        let row = |participant| {
            self.cells(&Row { desk: self.desk, registration, participant: Some(participant), mail })
        };
        registration.request.participants.iter().map(row).collect()
    }

    fn cells(&self, row: &Row<'_>) -> Vec<Cell> {
        let standard = self.standard.iter().map(|column| (column.get)(row));
        let questions = self.questions.iter();
        let answers = questions.map(|question| row.answer(&row.registration.request.answers, question));
        let participants =
            self.participant_questions.iter().map(|question| row.participants_answer(question));
        standard.chain(answers).chain(participants).collect()
    }
}

/// Returns the questions without those whose name an earlier one has.
fn distinct<'a>(all: impl Iterator<Item = &'a Field>) -> Vec<&'a Field> {
    let mut questions: Vec<&Field> = Vec::new();
    for question in all {
        if questions.iter().all(|known| known.name != question.name) {
            questions.push(question);
        }
    }
    questions
}

const fn column(key: &'static str, width: f64, of: Of, get: fn(&Row<'_>) -> Cell) -> Standard {
    Standard { key, width, of, get }
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn instant(instant: Option<Timestamp>) -> Cell {
    instant.map_or(Cell::Empty, Cell::Instant)
}

static STANDARD: &[Standard] = &[
    column("reference", 12.0, Of::Both, |row| Cell::Reference(row.registration.id.reference().to_owned())),
    column("workshop", 28.0, Of::Both, |row| text(row.desk.title(&row.registration.request.workshop))),
    column("status", 14.0, Of::Both, |row| {
        Cell::Text(row.word(&format!("status.{}", row.registration.status.key())))
    }),
    column("number", 6.0, Of::Participants, |row| {
        row.participant.map_or(Cell::Empty, |it| Cell::Number(it.number.into()))
    }),
    column("family_name", 20.0, Of::Participants, |row| {
        Cell::optional(row.participant.map(|it| &it.family_name))
    }),
    column("given_name", 18.0, Of::Participants, |row| {
        Cell::optional(row.participant.map(|it| &it.given_name))
    }),
    column("function", 26.0, Of::Participants, |row| Cell::optional(row.participant.map(|it| &it.function))),
    column("email", 30.0, Of::Participants, |row| {
        Cell::optional(row.participant.and_then(|it| it.email.as_ref()).map(Email::as_str))
    }),
    column("organisation", 28.0, Of::Both, |row| text(&row.registration.request.contact.organisation)),
    column("contact_family_name", 20.0, Of::Both, |row| text(&row.registration.request.contact.family_name)),
    column("contact_given_name", 18.0, Of::Both, |row| text(&row.registration.request.contact.given_name)),
    column("contact_function", 26.0, Of::Registrations, |row| {
        text(&row.registration.request.contact.function)
    }),
    column("contact_email", 30.0, Of::Both, |row| text(row.registration.request.contact.email.as_str())),
    column("contact_telephone", 18.0, Of::Both, |row| {
        let telephone = row.registration.request.contact.telephone.as_ref();
        telephone.map_or(Cell::Empty, |telephone| Cell::Telephone(telephone.clone()))
    }),
    column("mail", 22.0, Of::Both, |row| {
        row.mail.map_or(Cell::Empty, |mail| Cell::Text(row.word(&format!("mail.{mail}"))))
    }),
    column("people", 8.0, Of::Registrations, |row| {
        Cell::Number(row.registration.request.participants.len() as i64)
    }),
    column("participants", 34.0, Of::Registrations, |row| {
        let participants = row.registration.request.participants.iter();
        Cell::Text(participants.map(Participant::name).collect::<Vec<_>>().join(", "))
    }),
    column("fee", 18.0, Of::Both, |row| Cell::Text(row.fee())),
    column("amount", 14.0, Of::Both, |row| row.amount()),
    column("currency", 8.0, Of::Both, |row| {
        let amount = row.registration.request.amount();
        Cell::optional(amount.map(|amount| amount.currency.code()))
    }),
    column("sessions", 40.0, Of::Both, |row| Cell::Text(row.sessions())),
    column("absent", 40.0, Of::Both, |row| Cell::optional(row.absences())),
    column("billing_organisation", 28.0, Of::Both, |row| {
        let request = &row.registration.request;
        text(request.billing.organisation.as_ref().unwrap_or(&request.contact.organisation))
    }),
    column("billing_address", 32.0, Of::Both, |row| text(&row.registration.request.billing.address)),
    // One cell, as on an envelope: in a cell of its own, `01000` (Bourg-en-Bresse) would lose its leading zero.
    column("billing_city", 26.0, Of::Both, |row| {
        let billing = &row.registration.request.billing;
        Cell::Text(format!("{} {}", billing.postal_code, billing.city))
    }),
    column("siret", 19.0, Of::Both, |row| {
        row.registration.request.billing.siret.clone().map_or(Cell::Empty, Cell::Siret)
    }),
    column("purchase_order", 18.0, Of::Both, |row| {
        Cell::optional(row.registration.request.billing.purchase_order.as_ref())
    }),
    column("billing_email", 30.0, Of::Both, |row| {
        let request = &row.registration.request;
        text(request.billing.email.as_ref().unwrap_or(&request.contact.email).as_str())
    }),
    column("invoiced", 17.0, Of::Both, |row| instant(row.registration.invoiced)),
    column("created", 17.0, Of::Both, |row| instant(Some(row.registration.created))),
    column("confirmed", 17.0, Of::Both, |row| instant(row.since(&[Status::Confirmed]))),
    column("cancelled", 17.0, Of::Both, |row| instant(row.since(&[Status::Cancelled, Status::Refused]))),
    column("changed", 17.0, Of::Registrations, |row| {
        instant(row.registration.history.last().map(|entry| entry.at))
    }),
    column("listed", 12.0, Of::Registrations, |row| {
        Cell::Text(row.word(if row.registration.request.listed { "yes" } else { "no" }))
    }),
    column("suspicion", 12.0, Of::Registrations, |row| {
        Cell::optional(row.registration.suspicion.map(Suspicion::key))
    }),
    column("membership", 24.0, Of::Registrations, |row| {
        let membership = row.registration.request.membership;
        Cell::optional(membership.map(|it| row.word(&format!("membership.{}", it.key()))))
    }),
    column("counted_for", 14.0, Of::Registrations, |row| {
        Cell::optional(row.registration.counted_for.as_ref().map(ToString::to_string))
    }),
    column("language", 8.0, Of::Both, |row| text(row.desk.language_of(row.registration))),
    column("remarks", 40.0, Of::Both, |row| Cell::optional(row.registration.request.remarks.as_ref())),
];
