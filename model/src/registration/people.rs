//! The people whom a registration names, and changes of them.

use serde::{Deserialize, Serialize};

use super::{FeeSnapshot, Registration};
use crate::contact::{Email, Telephone};
use crate::name;
use crate::submission::Answers;

/// A person who takes part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// Distinguishes the person from all others whom the registration names or has named, from 1. Another person in the
    /// same place has another number.
    pub number: u32,
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// The function in their organisation.
    pub function: String,
    /// Their e-mail address, if the form asks for it; that of the contact if they are the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Their answers to the questions about each participant.
    #[serde(default, skip_serializing_if = "Answers::is_empty")]
    pub answers: Answers,
    /// The fee for this participant.
    pub fee: FeeSnapshot,
}

/// The person whom the club writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// The function in their organisation.
    pub function: String,
    /// The organisation that registers.
    pub organisation: String,
    /// The address to which mails about the registration are sent.
    pub email: Email,
    /// The telephone number, if given.
    pub telephone: Option<Telephone>,
}

impl Contact {
    /// Returns the full name.
    pub fn name(&self) -> String {
        name::full(&self.given_name, &self.family_name)
    }

    /// Returns whether a participant is the contact: they have the same address or, without one, the same name.
    pub fn is(&self, participant: &Participant) -> bool {
        match &participant.email {
            Some(email) => email.has_same_identity(&self.email),
            None => {
                (&self.given_name, &self.family_name) == (&participant.given_name, &participant.family_name)
            }
        }
    }
}

impl Participant {
    /// Returns the full name.
    pub fn name(&self) -> String {
        name::full(&self.given_name, &self.family_name)
    }

    /// Returns whether both have the same name.
    pub fn has_name_of(&self, other: &Participant) -> bool {
        (&self.given_name, &self.family_name) == (&other.given_name, &other.family_name)
    }

    /// Returns whether this entry is still the person of a `former` one: an address identifies a person, and where there
    /// was none, the name does. A corrected name stays the same person, a corrected address does not, because the
    /// recipient of mail at the former one must not remain the participant.
    pub fn continues(&self, former: &Participant) -> bool {
        match (&former.email, &self.email) {
            (Some(former), Some(email)) => former.has_same_identity(email),
            (Some(_), None) => false,
            (None, _) => self.has_name_of(former),
        }
    }
}

impl Registration {
    /// Returns the participant with this number.
    pub fn participant(&self, number: u32) -> Option<&Participant> {
        self.request.participants.iter().find(|participant| participant.number == number)
    }

    /// Replaces the participants. Each of `changed` has the number of the one whom it continues or replaces; in the second
    /// case it gets a number that none has had. Returns whether this was done: it is not if there are more than before, or
    /// if one of the numbers is no longer that of a participant.
    pub fn replace_participants(&mut self, changed: &[Participant]) -> bool {
        if changed.len() > self.request.participants.len() {
            return false;
        }
        let mut named = self.named;
        let mut next = Vec::new();
        for participant in changed {
            let Some(former) = self.participant(participant.number) else { return false };
            let number = if participant.continues(former) {
                former.number
            } else {
                named += 1;
                named
            };
            next.push(Participant { number, ..participant.clone() });
        }
        self.request.participants = next;
        self.named = named;
        true
    }

    /// Corrects what is known about a participant, who keeps their number. Returns whether there is such a participant.
    pub fn correct_participant(&mut self, corrected: &Participant) -> bool {
        let mut participants = self.request.participants.iter_mut();
        let Some(former) = participants.find(|it| it.number == corrected.number) else { return false };
        former.clone_from(corrected);
        true
    }
}
