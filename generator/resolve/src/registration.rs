//! Offers: `registration.yaml` of a workshop.

mod checks;
mod deadlines;
mod fee;
mod form;
mod seats;
mod waiting_list;

use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile, message, phrase};
use jiff::Timestamp;
use jiff::civil::DateTime;
use model::form::Field;
use model::offer::{Attends, Fee, Offer, ParticipantEmail};
use model::status::{Approval, Confirmation};
use yaml::shape::{Presence, Shape};
use yaml::{Fields, Node, Reader, Spanned};

pub(super) use self::checks::{check_end, check_order};
use self::checks::{check_fees, check_limit};
use self::deadlines::{Deadlines, instant};
pub(super) use self::deadlines::{closing, keep_until, opening};
use self::waiting_list::{Waiting, seat_offers, waiting_list};
use super::places::OfferPlaces;
use super::session::Sessions;
use super::{Context, questions};
use crate::limits;

/// The values of `attends`.
const ATTENDS: &[(&str, Attends)] = &[("all", Attends::All), ("choose", Attends::Choose)];

/// The values of `approval`.
const APPROVAL: &[(&str, Approval)] = &[("automatic", Approval::Automatic), ("manual", Approval::Manual)];

/// The values of `confirm`.
const CONFIRMATION: &[(&str, Confirmation)] = &[("none", Confirmation::None), ("email", Confirmation::Email)];

/// The values of `email` below `participants`.
const PARTICIPANT_EMAIL: &[(&str, ParticipantEmail)] = &[
    ("none", ParticipantEmail::None),
    ("optional", ParticipantEmail::Optional),
    ("required", ParticipantEmail::Required),
];

/// The values of `per`.
const PER: &[(&str, Per)] = &[("registration", Per::Registration), ("participant", Per::Participant)];

/// The parsed file, without values that depend on the sessions.
struct Terms {
    opens: Spanned<Timestamp>,
    closes: Spanned<Timestamp>,
    deadlines: Deadlines,
    attends: Attends,
    capacity: Option<Spanned<u32>>,
    waiting: Waiting,
    approval: Approval,
    confirmation: Confirmation,
    max_participants: Option<Spanned<u32>>,
    participant_email: ParticipantEmail,
    max_per_organisation: Option<u32>,
    fees: Vec<Fee>,
    questions: Vec<OfferQuestion>,
}

/// How often a question is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Per {
    /// Once in each registration.
    Registration,
    /// About each participant.
    Participant,
}

/// A question of the registration form.
struct OfferQuestion {
    question: Spanned<Field>,
    per: Per,
}

/// An offer as it was read.
pub(super) struct ReadOffer {
    pub(super) offer: Offer,
    pub(super) places: OfferPlaces,
}

/// Reads the offer of a workshop. `sessions` is missing if it has a problem. Returns `None` if the offer is unreadable,
/// which is reported.
pub(super) fn offer(
    file: &Arc<SourceFile>,
    sessions: Option<&Sessions>,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<ReadOffer> {
    let node = yaml::parse_file(file, diagnostics)?;
    let mut reader = Reader::new(file, diagnostics);
    let last_end = sessions.and_then(Sessions::last_end);
    let terms = terms(&mut reader, &node, last_end, context)?;
    let sessions = sessions.filter(|sessions| sessions.are_sound)?;
    let last_end = last_end?;
    let places = OfferPlaces::of(file, &node);
    let capacity = seats::capacity(&mut reader, &places, &terms, sessions);
    let waiting = terms.waiting;
    let offers = |accept_within| seat_offers(accept_within, terms.attends, &sessions.list, context);
    let seat_offers = waiting.accept_within.map(offers);
    let sound = form::check(&mut reader, &terms, &sessions.list);
    let keep_until = keep_until(last_end, context.retention.registrations, context);
    sound?;
    let offer = Offer {
        opens: terms.opens.value,
        closes: terms.closes.value,
        changes_until: terms.deadlines.changes_until.unwrap_or(terms.closes.value),
        details_until: terms.deadlines.details_until,
        attends: terms.attends,
        capacity: capacity?,
        waiting_list: waiting.list,
        seat_offers,
        approval: terms.approval,
        confirmation: terms.confirmation,
        max_participants: terms.max_participants(),
        max_per_organisation: terms.max_per_organisation,
        participant_email: terms.participant_email,
        questions: asked_per(Per::Registration, &terms.questions),
        participant_questions: asked_per(Per::Participant, &terms.questions),
        fees: terms.fees,
        keep_until: keep_until?,
    };
    Some(ReadOffer { offer, places })
}

/// Returns the questions that are asked this often, without room for more, because they are kept.
fn asked_per(per: Per, questions: &[OfferQuestion]) -> Vec<Field> {
    let questions = questions.iter().filter(|question| question.per == per);
    questions.map(|question| question.question.value.clone()).collect::<Box<[_]>>().into_vec()
}

/// Describes the file.
pub(super) fn shape(context: &Context<'_>) -> Shape {
    yaml::describe(|reader, node| terms(reader, node, None, context))
}

/// Reads the file. `last_end` is the end of the last session, if that is known.
fn terms(
    reader: &mut Reader<'_>,
    node: &Node,
    last_end: Option<DateTime>,
    context: &Context<'_>,
) -> Option<Terms> {
    let mut fields = reader.fields(node)?;
    let opening = yaml::spanned(|reader: &mut Reader<'_>, node: &Node| opening(reader, node, context));
    let closing = yaml::spanned(|reader: &mut Reader<'_>, node: &Node| closing(reader, node, context));
    let opens = fields.required(reader, "opens", opening);
    let closes = fields.required(reader, "closes", closing);
    let deadlines = deadlines::of_changes(reader, &mut fields, context);
    let (attends, capacity) = fields
        .by_keyword(reader, "attends", ATTENDS, Some(Attends::All), capacity)
        .unwrap_or((Attends::All, None));
    let waiting = fields.optional(reader, "waiting_list", waiting_list).unwrap_or_default();
    let approval = fields.optional(reader, "approval", yaml::one_of(APPROVAL));
    let confirmation = fields.optional(reader, "confirm", yaml::one_of(CONFIRMATION));
    let read =
        yaml::described(|| Shape::count_up_to(limits::MAX_PARTICIPANTS), yaml::spanned(max_participants));
    let max_participants = fields.optional(reader, "max_participants", read);
    let participant_email = fields.optional(reader, "participants", participants);
    let limit = yaml::spanned(yaml::count_up_to(limits::MAX_SEATS));
    let max_per_organisation = fields.optional(reader, "max_per_organisation", limit);
    let read_fee = |reader: &mut Reader<'_>, node: &Node| fee::fee(reader, node, attends, context);
    let fees = fields.required(reader, "fees", yaml::filled(yaml::list_up_to(limits::MAX_FEES, read_fee)));
    if let Some(fees) = &fees {
        check_fees(reader, fees, &fields.span_of("fees"));
    }
    let read_question = |reader: &mut Reader<'_>, node: &Node| offer_question(reader, node, context);
    let questions =
        fields.optional(reader, "questions", yaml::list_up_to(limits::MAX_QUESTIONS, read_question));
    fields.finish(reader);
    let named = phrase! { en: "registration", fr: "l’inscription" };
    if let (Some(closes), Some(last_end)) = (&closes, last_end) {
        check_end(reader, &named, closes, last_end, context);
    }
    let (opens, closes) = (opens?, closes?);
    check_order(reader, &named, opens.value, &closes);
    let terms = Terms {
        deadlines: deadlines.checked(reader, opens.value),
        opens,
        closes,
        attends,
        capacity,
        waiting,
        approval: approval.unwrap_or(Approval::Automatic),
        confirmation: confirmation.unwrap_or(Confirmation::None),
        max_participants,
        participant_email: participant_email.unwrap_or_default(),
        max_per_organisation: max_per_organisation.as_ref().map(|limit| limit.value),
        fees: fees?.into_iter().map(|fee| fee.value).collect(),
        questions: questions.unwrap_or_default(),
    };
    check_limit(reader, max_per_organisation.as_ref(), terms.max_participants(), waiting.list);
    Some(terms)
}

impl Terms {
    /// Returns the maximum participants in one registration.
    fn max_participants(&self) -> u32 {
        self.max_participants.as_ref().map_or(1, |it| it.value)
    }
}

/// Reads the number of seats. If registrants choose sessions, [`seats::capacity`] reports one as unwanted.
fn capacity(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    attends: Attends,
) -> (Attends, Option<Spanned<u32>>) {
    let read = yaml::spanned(yaml::count_up_to(limits::MAX_SEATS));
    let capacity = match attends {
        Attends::All => fields.required(reader, "capacity", read),
        Attends::Choose => fields.expected(reader, "capacity", Presence::Forbidden, read),
    };
    (attends, capacity)
}

/// Reads what is asked about each participant besides the questions.
fn participants(reader: &mut Reader<'_>, node: &Node) -> Option<ParticipantEmail> {
    let mut fields = reader.fields(node)?;
    let email = fields.required(reader, "email", yaml::one_of(PARTICIPANT_EMAIL));
    fields.finish(reader);
    email
}

fn offer_question(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<OfferQuestion> {
    let per = |reader: &mut Reader<'_>, fields: &mut Fields<'_>| {
        fields.optional(reader, "per", yaml::one_of(PER)).unwrap_or(Per::Registration)
    };
    let (question, per) = questions::question_with(reader, node, context, per)?;
    Some(OfferQuestion { question, per })
}

fn max_participants(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let count = yaml::count_up_to(u32::MAX)(reader, node)?;
    if count > limits::MAX_PARTICIPANTS {
        let most = limits::MAX_PARTICIPANTS;
        let message = message! {
            ManyParticipants,
            en: "one registration cannot have that many participants",
            fr: "une inscription ne peut pas avoir autant de participants"
        };
        let hint = phrase! { en: "write a number from 1 to {most}", fr: "écrivez un nombre de 1 à {most}" };
        reader.refuse(&node.span, message, hint);
        return None;
    }
    Some(count)
}
