//! Codes by which an organiser names a participant: the reference of the registration and, if it has several participants,
//! their number, such as `98aa6bea:2`. A person who replaces another one has another number, so a code on a printed sheet
//! never names another person.

use std::fmt;
use std::str::FromStr;

use anyhow::{anyhow, bail};
use model::registration::{Participant, Registration};

/// A participant, or all participants of a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParticipantCode {
    /// The reference of the registration, as it was typed.
    pub(crate) reference: String,
    /// The number of the participant; `None` for all of them.
    number: Option<u32>,
}

impl ParticipantCode {
    /// Returns the code of a participant of a registration.
    pub(crate) fn of(registration: &Registration, participant: &Participant) -> ParticipantCode {
        let has_others = registration.request.participants.len() > 1;
        ParticipantCode {
            reference: registration.id.reference().to_owned(),
            number: has_others.then_some(participant.number),
        }
    }

    /// Returns the participants of the registration whom the code names; at least one.
    ///
    /// # Errors
    ///
    /// Returns an error if no participant has this number.
    pub(crate) fn participants<'a>(
        &self,
        registration: &'a Registration,
    ) -> anyhow::Result<Vec<&'a Participant>> {
        let all = &registration.request.participants;
        let Some(number) = self.number else { return Ok(all.iter().collect()) };
        let Some(named) = registration.participant(number) else {
            let reference = &self.reference;
            let numbers: Vec<_> = all.iter().map(|it| it.number.to_string()).collect();
            let numbers = numbers.join(", ");
            bail!(
                "registration {reference} has no participant {number}, but {numbers}; `registrations show \
                 {reference}` names them"
            );
        };
        Ok(vec![named])
    }
}

impl FromStr for ParticipantCode {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> anyhow::Result<ParticipantCode> {
        let Some((reference, number)) = text.split_once(':') else {
            return Ok(ParticipantCode { reference: text.to_owned(), number: None });
        };
        let number = number.trim().parse().map_err(|_| {
            anyhow!("`{number}` is not the number of a participant, such as 2 in `98aa6bea:2`")
        })?;
        Ok(ParticipantCode { reference: reference.to_owned(), number: Some(number) })
    }
}

impl fmt::Display for ParticipantCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            None => formatter.write_str(&self.reference),
            Some(number) => write!(formatter, "{}:{number}", self.reference),
        }
    }
}
