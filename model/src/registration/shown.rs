//! The participants whom a page for changing them showed.

use std::fmt;

use super::RegistrationRequest;
use crate::submission::Submission;

/// The hidden field of a form on the own page that carries what the page showed: a [`DetailsBasis`](super::DetailsBasis),
/// [`ShownParticipants`] or, if people are added, the highest number that a participant had. No question can have this name,
/// because names of questions contain no underscores.
pub const BASIS_FIELD: &str = "form_basis";

/// The most rows that are read: as many people as a registration may have.
const MAX_ROWS: usize = 20;

/// The numbers of the participants whom a page for changing them showed, in the order of its rows. A submission carries it, so
/// that people who were added since are kept, and those who left since shift no rows. It comes from the client and cannot be
/// trusted: it grants nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownParticipants(Vec<u32>);

impl ShownParticipants {
    /// Returns the numbers of the present participants.
    pub fn of(request: &RegistrationRequest) -> ShownParticipants {
        ShownParticipants(request.participants.iter().map(|it| it.number).collect())
    }

    /// Returns the numbers that a submission carries; `None` if it has none, as from a page of an earlier release.
    pub fn read(submission: &Submission) -> Option<ShownParticipants> {
        let numbers = submission.value(BASIS_FIELD).trim().split('-').take(MAX_ROWS);
        let numbers: Vec<_> = numbers.map(str::parse).collect::<Result<_, _>>().ok()?;
        Some(ShownParticipants(numbers))
    }

    /// Returns whether the page showed the participant with this number.
    pub fn has(&self, number: u32) -> bool {
        self.0.contains(&number)
    }

    /// Returns the number of each row and that of the participant whom it showed.
    pub fn rows(&self) -> impl Iterator<Item = (u32, u32)> {
        (1..).zip(self.0.iter().copied())
    }

    /// Returns the number of rows.
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

impl fmt::Display for ShownParticipants {
    /// Writes the value of [`BASIS_FIELD`]: the numbers, with hyphens between them.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (row, number) in self.rows() {
            let hyphen = if row == 1 { "" } else { "-" };
            write!(formatter, "{hyphen}{number}")?;
        }
        Ok(())
    }
}
