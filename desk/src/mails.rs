//! The mails about registrations: their state, what went wrong with them, and what the organiser can do about it.

use jiff::Timestamp;
use model::delivery::{DeliveryProblem, Severity};
use model::mail::{MailCause, MailKind, MailState, Recipient};
use model::registration::Registration;
use registry::MailMark;
use serde::Serialize;

use crate::desk::Desk;

/// The key of a refusal that the mail service gave as the mail was sent, in tables and exports.
const REFUSED: &str = "refused";

/// Returns whether a mail to the present address of a registration's people failed this badly.
pub(crate) fn has_failed(registration: &Registration, marks: &[MailMark], severity: Severity) -> bool {
    present(registration, marks).any(|mark| mark.severity() == Some(severity))
}

/// Returns the key of the worst that happened to the mails to the present addresses of a registration: that of a
/// [`DeliveryProblem`], or `refused`.
pub(crate) fn worst(registration: &Registration, marks: &[MailMark]) -> Option<&'static str> {
    // A withheld mail is the consequence of another problem, which says more.
    let weight = |mark: &&MailMark| (mark.severity(), problem(mark) != Some(DeliveryProblem::Withheld));
    let worst = present(registration, marks).filter(|mark| mark.severity().is_some()).max_by_key(weight)?;
    Some(problem(worst).map_or(REFUSED, DeliveryProblem::key))
}

fn present<'a>(registration: &Registration, marks: &'a [MailMark]) -> impl Iterator<Item = &'a MailMark> {
    marks.iter().filter(|mark| mark.is_to_present_address(registration))
}

fn problem(mark: &MailMark) -> Option<DeliveryProblem> {
    mark.problem.map(|it| it.problem)
}

/// A mail as JSON.
#[derive(Serialize)]
pub(crate) struct MailRecord {
    /// The key of its words in the theme, such as `confirmed`; `notice`, `scheduled`, `private`, `left`, `new-address` or
    /// `former-address`.
    mail: String,
    /// The number of the participant who received it; absent for the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    participant: Option<u32>,
    /// When the event happened that the mail reports.
    about: Timestamp,
    state: &'static str,
    /// When it entered this state.
    since: Timestamp,
    problem: Option<&'static str>,
    problem_at: Option<Timestamp>,
    /// Whether the address was replaced since, or the participant has left.
    former_address: bool,
}

/// Returns the mails about a registration, oldest first.
pub(crate) fn records(registration: &Registration, marks: &[MailMark]) -> Vec<MailRecord> {
    let record = |mark: &MailMark| MailRecord {
        mail: kind(registration, mark),
        participant: participant(mark),
        about: mark.about,
        state: mark.state.key(),
        since: mark.since,
        problem: problem(mark).map(DeliveryProblem::key),
        problem_at: mark.problem.map(|it| it.at),
        former_address: !mark.is_to_present_address(registration) && !is_to_proposed(mark),
    };
    sorted(marks).into_iter().map(record).collect()
}

/// Describes the mails about a registration, one line each, oldest first, and then what to do.
pub(crate) fn lines(registration: &Registration, marks: &[MailMark], desk: &Desk) -> Vec<String> {
    let mut lines: Vec<_> = sorted(marks).into_iter().map(|mark| line(registration, mark, desk)).collect();
    let (to_contact, to_participants): (Vec<_>, Vec<_>) =
        present(registration, marks).partition(|mark| participant(mark).is_none());
    let is_refused = |mark: &&MailMark| mark.severity() == Some(Severity::Refused);
    if to_contact.iter().any(is_refused) {
        let reference = registration.id.reference();
        lines.push(format!(
            "Contact the registrant in another way, then `registrations correct {reference} --email ADDRESS`"
        ));
    }
    if to_participants.iter().any(is_refused) {
        lines.push("Ask the registrant to correct the participant's address on the own page".to_owned());
    }
    lines
}

/// Returns whether a mail was addressed to an address that was to replace the contact's.
fn is_to_proposed(mark: &MailMark) -> bool {
    matches!(mark.mailing.cause, MailCause::ProposedAddress(_))
}

fn participant(mark: &MailMark) -> Option<u32> {
    match mark.mailing.recipient {
        Recipient::Contact => None,
        Recipient::Participant(number) => Some(number),
    }
}

/// Returns whom a mail was addressed to, if not to the present address of the contact.
fn addressee(registration: &Registration, mark: &MailMark) -> String {
    match participant(mark) {
        None if is_to_proposed(mark) => ", to an address to be confirmed".to_owned(),
        None if mark.is_to_present_address(registration) => String::new(),
        None => ", to the former address".to_owned(),
        Some(number) => match registration.participant(number) {
            Some(participant) => format!(", to {}", participant.name()),
            None => ", to a former participant".to_owned(),
        },
    }
}

fn line(registration: &Registration, mark: &MailMark, desk: &Desk) -> String {
    let what = match problem(mark) {
        Some(problem) => described(problem),
        None => state(mark.state),
    };
    let at = mark.problem.map_or(mark.since, |it| it.at);
    let (time, name) = (desk.time(mark.about), name(registration, mark));
    format!("{time}  {name}: {what} ({}){}", desk.time(at), addressee(registration, mark))
}

/// Returns what a line calls a mail: its kind, and of a scheduled mail also its identifier and that of its session.
fn name(registration: &Registration, mark: &MailMark) -> String {
    let kind = kind(registration, mark);
    match &mark.mailing.cause {
        MailCause::Scheduled { mail, session } => format!("{kind} {mail} ({session})"),
        _ => kind,
    }
}

fn sorted(marks: &[MailMark]) -> Vec<&MailMark> {
    let mut marks: Vec<_> = marks.iter().collect();
    marks.sort_by_key(|mark| (mark.about, mark.mailing.key()));
    marks
}

/// Returns the key of a mail's words in the theme. The entry that it reports may have been merged with a later one since.
fn kind(registration: &Registration, mark: &MailMark) -> String {
    let number = match &mark.mailing.cause {
        MailCause::Transition(number) => *number,
        MailCause::Notice(_) => return "notice".to_owned(),
        MailCause::Scheduled { .. } => return "scheduled".to_owned(),
        MailCause::PrivateInformation(_) => return "private".to_owned(),
        MailCause::Departure => return "left".to_owned(),
        MailCause::ProposedAddress(_) => return "new-address".to_owned(),
        MailCause::FormerAddress(_) => return "former-address".to_owned(),
        MailCause::Other(_) => return "mail".to_owned(),
    };
    let history = &registration.history;
    let Some(index) = history.iter().position(|entry| entry.number == number) else {
        return "mail".to_owned();
    };
    // What followed decides whether a mail is still due, not what it was.
    let kind = MailKind::of(&history[..=index], index);
    kind.map_or_else(|| history[index].event.clone(), |kind| kind.key().to_owned())
}

fn state(state: MailState) -> &'static str {
    match state {
        MailState::Sending => "being sent",
        MailState::Released => "to be sent again",
        MailState::Sent => "sent",
        MailState::Refused => "refused by the mail service",
        MailState::Superseded => "replaced by a later one",
    }
}

fn described(problem: DeliveryProblem) -> &'static str {
    match problem {
        DeliveryProblem::Delayed => "delayed, the recipient's server had not accepted it yet",
        DeliveryProblem::MailboxFull => "not delivered, the mailbox is full",
        DeliveryProblem::TooLarge => "not delivered, too large for the recipient's server",
        DeliveryProblem::ContentRefused => "not delivered, the recipient's server objects to its content",
        DeliveryProblem::Undelivered => "not delivered, the recipient's server did not accept it in time",
        DeliveryProblem::NotSent => "not sent, the mail service objects to its content",
        DeliveryProblem::AddressRefused => "refused, the recipient's server does not accept the address",
        DeliveryProblem::Complaint => "reported as spam by the recipient",
        DeliveryProblem::SuppressionList => {
            "refused, the address is on the suppression list of the mail service"
        }
        DeliveryProblem::Withheld => "not sent, because an earlier one was refused or reported as spam",
    }
}
