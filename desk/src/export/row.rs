//! The source of a row of an export, and the values that cells take from it.

use jiff::Timestamp;
use model::form::Field;
use model::offer::Offer;
use model::registration::{Participant, Registration};
use model::status::Status;
use model::submission::Answers;

use super::answer;
use super::cell::Cell;
use crate::desk::{DescribedSession, Desk};

/// The source of a row.
pub(super) struct Row<'a> {
    pub(super) desk: &'a Desk,
    pub(super) registration: &'a Registration,
    /// The participant, if each row is one.
    pub(super) participant: Option<&'a Participant>,
    /// The worst that happened to the mails.
    pub(super) mail: Option<&'static str>,
}

impl Row<'_> {
    /// Looks up a word in the site's language.
    pub(super) fn word(&self, key: &str) -> String {
        answer::word(key, self.desk)
    }

    /// Returns the question as the form of the registration's own workshop has it.
    pub(super) fn own<'q>(&'q self, question: &'q Field) -> &'q Field {
        let offer = self.desk.offer(&self.registration.request.workshop);
        let mut own = offer.into_iter().flat_map(Offer::all_questions);
        own.find(|own| own.name == question.name).unwrap_or(question)
    }

    pub(super) fn answer(&self, answers: &Answers, question: &Field) -> Cell {
        answer::cell(answers.get(&question.name), self.own(question), self.desk)
    }

    /// Formats the answer of the participant, or in a row for a registration those of all participants, one per line.
    pub(super) fn participants_answer(&self, question: &Field) -> Cell {
        if let Some(it) = self.participant {
            return self.answer(&it.answers, question);
        }
        let line = |participant: &Participant| {
            let answer = participant.answers.get(&question.name)?;
            let answer = answer::line(answer, self.own(question), self.desk);
            Some(format!("{} – {answer}", participant.name()))
        };
        let participants = self.registration.request.participants.iter();
        let lines: Vec<_> = participants.filter_map(line).collect();
        if lines.is_empty() { Cell::Empty } else { Cell::Text(lines.join("\n")) }
    }

    /// Returns when the registration entered these states for the last time.
    pub(super) fn since(&self, statuses: &[Status]) -> Option<Timestamp> {
        let history = self.registration.history.iter().rev();
        history.take_while(|entry| statuses.contains(&entry.status)).last().map(|entry| entry.at)
    }

    pub(super) fn fee(&self) -> String {
        if let Some(it) = self.participant {
            return it.fee.label.clone();
        }
        let mut fees: Vec<(&str, usize)> = Vec::new();
        for participant in &self.registration.request.participants {
            match fees.iter_mut().find(|(label, _)| *label == participant.fee.label) {
                Some((_, count)) => *count += 1,
                None => fees.push((&participant.fee.label, 1)),
            }
        }
        fees.iter().map(|(label, count)| format!("{count} × {label}")).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn amount(&self) -> Cell {
        let amount = match self.participant {
            Some(it) => Some(it.fee.amount),
            None => self.registration.request.amount(),
        };
        amount.map_or(Cell::Empty, Cell::Amount)
    }

    /// Formats the sessions of the participant, one per line. In a row for a registration, they are those of each participant,
    /// unless all attend the same in the same way.
    pub(super) fn sessions(&self) -> String {
        if let Some(it) = self.participant {
            return self.sessions_of(it).join("\n");
        }
        let request = &self.registration.request;
        if !request.has_own_sessions() {
            return session_lines(self.registration, self.desk).join("\n");
        }
        let of_one = |participant: &Participant| {
            let name = participant.name();
            let lines = self.sessions_of(participant).into_iter();
            lines.map(move |line| format!("{name} – {line}")).collect::<Vec<_>>()
        };
        request.participants.iter().flat_map(of_one).collect::<Vec<_>>().join("\n")
    }

    /// Formats the sessions from which the participant was absent, one per line. In a row for a registration, they are those
    /// of each participant. `None` if no absence is recorded.
    pub(super) fn absences(&self) -> Option<String> {
        let lines = match self.participant {
            Some(it) => self.desk.missed_sessions(self.registration, it),
            None => {
                let of_one = |participant: &Participant| {
                    let name = participant.name();
                    let missed = self.desk.missed_sessions(self.registration, participant).into_iter();
                    missed.map(move |session| format!("{name} – {session}")).collect::<Vec<_>>()
                };
                self.registration.request.participants.iter().flat_map(of_one).collect()
            }
        };
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    fn sessions_of(&self, participant: &Participant) -> Vec<String> {
        session_lines(&self.registration.of_participant(participant), self.desk)
    }
}

/// Describes the sessions of a registration in the site's language, with the chosen modes.
pub(crate) fn session_lines(registration: &Registration, desk: &Desk) -> Vec<String> {
    let line = |it: DescribedSession| match it.mode {
        Some(mode) => format!("{} – {}", it.text, answer::word(&format!("mode.{}", mode.key()), desk)),
        None => it.text,
    };
    desk.sessions(registration).into_iter().map(line).collect()
}
