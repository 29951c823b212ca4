//! Registrations and answers to questionnaires as JSON for scripts. Members may be added but are never removed; missing
//! values are `null`.
//!
//! The identifier is omitted: it allows changing and cancelling the registration, and exports are passed on. The
//! reference also finds the registration.

use jiff::Timestamp;
use model::contact::Email;
use model::membership::Membership;
use model::money::Money;
use model::questionnaire::FormAnswer;
use model::registration::{
    AttendedSession, Billing, Contact, FeeSnapshot, HistoryEntry, Participant, Registration, Suspicion,
};
use model::seats::Seats;
use model::siren::Siren;
use model::submission::Answer;
use registry::{StoredItem, StoredKind};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::duplicates::Duplicates;
use crate::mails::MailRecord;

/// A registration.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    pub(crate) reference: &'a str,
    pub(crate) workshop: &'a str,
    pub(crate) status: &'static str,
    /// The deadline for accepting offered seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) accept_until: Option<Timestamp>,
    /// The reason for suspecting spam.
    pub(crate) suspicion: Option<&'static str>,
    pub(crate) created: Timestamp,
    /// When the item is deleted.
    pub(crate) expires: Timestamp,
    pub(crate) contact: &'a Contact,
    pub(crate) participants: Vec<PersonRecord<'a>>,
    /// The chosen sessions; empty if the registrant attends all of them.
    pub(crate) sessions: &'a [AttendedSession],
    pub(crate) seats: &'a Seats,
    /// What is known about the membership, if a fee is for members: `siren`, `code`, `domain`, `review` or `inform`.
    pub(crate) membership: Option<&'static str>,
    /// The SIREN of the organisation towards whose limit the seats count.
    pub(crate) counted_for: Option<&'a str>,
    /// The total price, in minor units.
    pub(crate) amount: Option<Money>,
    pub(crate) billing: &'a Billing,
    /// When it was marked as invoiced.
    pub(crate) invoiced: Option<Timestamp>,
    /// The answers to the questions about the whole registration.
    pub(crate) answers: Value,
    pub(crate) remarks: Option<&'a str>,
    pub(crate) listed: bool,
    /// The translation in which the registration was made; `null` for the site's own language.
    pub(crate) language: Option<&'a str>,
    pub(crate) history: &'a [HistoryEntry],
}

/// A registration with the references of its likely duplicates.
#[derive(Serialize)]
pub(crate) struct ListedRecord<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// References of other registrations with the same e-mail address.
    same_address: Vec<&'a str>,
    /// References of other registrations that share a participant.
    same_participant: Vec<&'a str>,
    /// Whether one of the two lists leaves references out, because there are more than [`MOST`](crate::duplicates::MOST).
    has_more_duplicates: bool,
    /// The mails, if the command reads them.
    #[serde(skip_serializing_if = "Option::is_none")]
    mails: Option<Vec<MailRecord>>,
}

impl<'a> ListedRecord<'a> {
    pub(crate) fn new(registration: &'a Registration, duplicates: &'a Duplicates) -> ListedRecord<'a> {
        let (address, participant) =
            (duplicates.by_address(registration), duplicates.by_participant(registration));
        ListedRecord {
            record: Record::from(registration),
            has_more_duplicates: address.is_cut || participant.is_cut,
            same_address: address.references,
            same_participant: participant.references,
            mails: None,
        }
    }

    pub(crate) fn with_mails(self, mails: Vec<MailRecord>) -> ListedRecord<'a> {
        ListedRecord { mails: Some(mails), ..self }
    }
}

/// A participant as part of a registration.
#[derive(Serialize)]
pub(crate) struct PersonRecord<'a> {
    pub(crate) given_name: &'a str,
    pub(crate) family_name: &'a str,
    pub(crate) function: &'a str,
    /// Their own address, if the form asks for it.
    pub(crate) email: Option<&'a Email>,
    pub(crate) fee: &'a FeeSnapshot,
    /// Their own answers to the questions about each participant.
    pub(crate) answers: Value,
    /// The sessions that they attend, if others were chosen for them than for the registration.
    #[serde(rename = "own_sessions", skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) sessions: &'a [AttendedSession],
    /// The identifiers of the sessions from which they were absent, as far as that was recorded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) absent_from: Vec<&'a str>,
}

/// A participant, with the data needed to write to them and to invoice.
#[derive(Serialize)]
pub(crate) struct ParticipantRecord<'a> {
    pub(crate) reference: &'a str,
    pub(crate) workshop: &'a str,
    pub(crate) status: &'static str,
    /// The number by which the registration knows them. No one else of the registration ever has it.
    pub(crate) number: u32,
    /// Their answers include those to the questions about the whole registration.
    #[serde(flatten)]
    pub(crate) participant: PersonRecord<'a>,
    pub(crate) sessions: &'a [AttendedSession],
    pub(crate) contact: &'a Contact,
    pub(crate) billing: &'a Billing,
}

/// An answer to a questionnaire.
#[derive(Serialize)]
pub(crate) struct FormAnswerRecord<'a> {
    pub(crate) reference: &'a str,
    pub(crate) workshop: &'a str,
    /// The identifier of the questionnaire within the workshop.
    pub(crate) form: &'a str,
    /// The reason for suspecting spam.
    pub(crate) suspicion: Option<&'static str>,
    pub(crate) created: Timestamp,
    /// When the item is deleted.
    pub(crate) expires: Timestamp,
    /// A key shared by all answers of an organisation, independent of the spelling of its name.
    pub(crate) organisation_key: String,
    /// The respondent.
    pub(crate) contact: &'a Contact,
    pub(crate) interview: bool,
    /// The answers, including those to questions that the form no longer has.
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

/// Converts any stored answer to a form; one that cannot be read is returned as stored.
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
            accept_until: registration.accept_until,
            suspicion: registration.suspicion.map(Suspicion::key),
            created: registration.created,
            expires: registration.expires,
            contact: &request.contact,
            participants: request.participants.iter().map(|it| PersonRecord::of(registration, it)).collect(),
            sessions: &request.sessions,
            seats: &registration.seats,
            membership: request.membership.map(Membership::key),
            counted_for: registration.counted_for.as_ref().map(Siren::as_str),
            amount: request.amount(),
            billing: &request.billing,
            invoiced: registration.invoiced,
            answers: answers(&request.answers),
            remarks: request.remarks.as_deref(),
            listed: request.listed,
            language: request.language.as_deref(),
            history: &registration.history,
        }
    }
}

/// Converts the participants of a registration.
pub(crate) fn participants(registration: &Registration) -> impl Iterator<Item = ParticipantRecord<'_>> {
    let request = &registration.request;
    request.participants.iter().map(move |participant| ParticipantRecord {
        reference: registration.id.reference(),
        workshop: request.workshop.as_str(),
        status: registration.status.key(),
        number: participant.number,
        participant: PersonRecord {
            answers: answers(request.answers.iter().chain(&participant.answers)),
            sessions: &[],
            ..PersonRecord::of(registration, participant)
        },
        sessions: request.sessions_of(participant),
        contact: &request.contact,
        billing: &request.billing,
    })
}

impl<'a> PersonRecord<'a> {
    /// Converts a participant of a registration.
    pub(crate) fn of(registration: &'a Registration, participant: &'a Participant) -> PersonRecord<'a> {
        PersonRecord {
            given_name: &participant.given_name,
            family_name: &participant.family_name,
            function: &participant.function,
            email: participant.email.as_ref(),
            fee: &participant.fee,
            answers: answers(&participant.answers),
            sessions: &participant.sessions,
            absent_from: registration.absences.of(participant.number).collect(),
        }
    }
}

/// Answers by field name: text, numbers, lists of the chosen values, `true` for a ticked box.
fn answers<'a>(answers: impl IntoIterator<Item = (&'a String, &'a Answer)>) -> Value {
    let value = |answer: &Answer| match answer {
        Answer::Text(text) => Value::from(text.as_str()),
        Answer::Number(number) => Value::from(*number),
        Answer::Choices(choices) => Value::from(choices.clone()),
        Answer::Consent => Value::Bool(true),
    };
    let answers = answers.into_iter().map(|(name, answer)| (name.clone(), value(answer)));
    Value::Object(answers.collect::<Map<_, _>>())
}
