//! Registrations and answers to questionnaires as JSON, for scripts. Members are only ever added; `null` stands for what was not given.
//!
//! Without the identifier: whoever has that of a registration can change and cancel it, and files are handed on. The
//! reference finds it as well.

use jiff::Timestamp;
use model::money::Money;
use model::questionnaire::FormAnswer;
use model::registration::{
    AttendedSession, Billing, Contact, HistoryEntry, Participant, Registration, Suspicion,
};
use model::seats::Seats;
use model::submission::{Answer, Answers};
use registry::{StoredItem, StoredKind};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::alike::Alike;

/// A registration.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    pub(crate) reference: &'a str,
    pub(crate) workshop: &'a str,
    pub(crate) status: &'static str,
    /// Why it looked like spam.
    pub(crate) suspicion: Option<&'static str>,
    pub(crate) created: Timestamp,
    /// When it is to be deleted.
    pub(crate) expires: Timestamp,
    pub(crate) contact: &'a Contact,
    pub(crate) participants: &'a [Participant],
    /// The chosen sessions; empty where all are attended.
    pub(crate) sessions: &'a [AttendedSession],
    pub(crate) seats: &'a Seats,
    /// What all pay together, in minor units.
    pub(crate) amount: Option<Money>,
    pub(crate) billing: &'a Billing,
    pub(crate) answers: Value,
    pub(crate) remarks: Option<&'a str>,
    pub(crate) listed: bool,
    /// The further language of the site in which somebody registered; `null` for its own.
    pub(crate) language: Option<&'a str>,
    pub(crate) history: &'a [HistoryEntry],
}

/// A registration with others that may be the same one twice.
#[derive(Serialize)]
pub(crate) struct ListedRecord<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// The references of others with the same e-mail address.
    same_address: Vec<&'a str>,
    /// The references of others with one of the same participants.
    same_participant: Vec<&'a str>,
}

impl<'a> ListedRecord<'a> {
    pub(crate) fn new(registration: &'a Registration, alike: &'a Alike) -> ListedRecord<'a> {
        ListedRecord {
            record: Record::from(registration),
            same_address: alike.by_address(registration),
            same_participant: alike.by_participant(registration),
        }
    }
}

/// A participant, with what is needed to write to them and to invoice.
#[derive(Serialize)]
pub(crate) struct ParticipantRecord<'a> {
    pub(crate) reference: &'a str,
    pub(crate) workshop: &'a str,
    pub(crate) status: &'static str,
    /// Counted from 1 within the registration.
    pub(crate) number: usize,
    #[serde(flatten)]
    pub(crate) participant: &'a Participant,
    pub(crate) sessions: &'a [AttendedSession],
    pub(crate) contact: &'a Contact,
    pub(crate) billing: &'a Billing,
    pub(crate) answers: Value,
}

/// An answer to a questionnaire.
#[derive(Serialize)]
pub(crate) struct FormAnswerRecord<'a> {
    pub(crate) reference: &'a str,
    pub(crate) workshop: &'a str,
    /// The identifier of the questionnaire within the workshop.
    pub(crate) form: &'a str,
    /// Why it looked like spam.
    pub(crate) suspicion: Option<&'static str>,
    pub(crate) created: Timestamp,
    /// When it is to be deleted.
    pub(crate) expires: Timestamp,
    /// The same for answers of one organisation, however its name was typed.
    pub(crate) organisation_key: String,
    /// Who answered.
    pub(crate) contact: &'a Contact,
    pub(crate) interview: bool,
    /// Also those to questions that the form no longer has.
    pub(crate) answers: Value,
}

impl<'a> From<&'a FormAnswer> for FormAnswerRecord<'a> {
    fn from(answer: &'a FormAnswer) -> FormAnswerRecord<'a> {
        let request = &answer.request;
        FormAnswerRecord {
            reference: answer.id.reference(),
            workshop: request.workshop.as_str(),
            form: request.form.as_str(),
            suspicion: answer.suspicion.map(Suspicion::key),
            created: answer.created,
            expires: answer.expires,
            organisation_key: answer.organisation_key(),
            contact: &request.respondent,
            interview: request.interview,
            answers: answers(&request.answers),
        }
    }
}

/// Whatever is stored as an answer to a form: one that cannot be read, as it stands in the table.
pub(crate) fn stored_answer(item: &StoredItem) -> Value {
    if let Ok(answer) = item.form_answer() {
        return json!(FormAnswerRecord::from(&answer));
    }
    let mut json = item.json();
    if let StoredKind::FormAnswer { form, id } = item.kind() {
        json["form"] = Value::from(form);
        json["reference"] = Value::from(id.chars().skip(16).take(8).collect::<String>());
    }
    json["workshop"] = item.workshop().map_or(Value::Null, |workshop| Value::from(workshop.as_str()));
    json
}

impl<'a> From<&'a Registration> for Record<'a> {
    fn from(registration: &'a Registration) -> Record<'a> {
        let request = &registration.request;
        Record {
            reference: registration.id.reference(),
            workshop: request.workshop.as_str(),
            status: registration.status.key(),
            suspicion: registration.suspicion.map(Suspicion::key),
            created: registration.created,
            expires: registration.expires,
            contact: &request.contact,
            participants: &request.participants,
            sessions: &request.sessions,
            seats: &registration.seats,
            amount: request.amount(),
            billing: &request.billing,
            answers: answers(&request.answers),
            remarks: request.remarks.as_deref(),
            listed: request.listed,
            language: request.language.as_deref(),
            history: &registration.history,
        }
    }
}

/// Each participant of a registration.
pub(crate) fn participants(registration: &Registration) -> impl Iterator<Item = ParticipantRecord<'_>> {
    let request = &registration.request;
    request.participants.iter().enumerate().map(move |(index, participant)| ParticipantRecord {
        reference: registration.id.reference(),
        workshop: request.workshop.as_str(),
        status: registration.status.key(),
        number: index + 1,
        participant,
        sessions: &request.sessions,
        contact: &request.contact,
        billing: &request.billing,
        answers: answers(&request.answers),
    })
}

/// Answers by the names of their fields: text, numbers, lists of the chosen values, `true` for a ticked box.
fn answers(answers: &Answers) -> Value {
    let value = |answer: &Answer| match answer {
        Answer::Text(text) => Value::from(text.as_str()),
        Answer::Number(number) => Value::from(*number),
        Answer::Choices(choices) => Value::from(choices.clone()),
        Answer::Consent => Value::Bool(true),
    };
    Value::Object(answers.iter().map(|(name, answer)| (name.clone(), value(answer))).collect::<Map<_, _>>())
}
