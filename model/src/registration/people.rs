//! The people whom a registration names, and changes of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{AttendedSession, FeeSnapshot, Registration, ShownParticipants};
use crate::contact::{Email, Telephone};
use crate::limits::LONGEST_DELAY;
use crate::name;
use crate::submission::Answers;

/// The most departures that a registration keeps: as many as it may have participants. They take at most 7 KB of its item.
const MAX_DEPARTURES: usize = 20;

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
    /// The sessions that they attend, with the modes, if others were chosen for them than the registration says; otherwise
    /// empty. They stay when the registrant changes the sessions of the registration.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<AttendedSession>,
    /// The fee for this participant.
    pub fee: FeeSnapshot,
}

/// A participant who was replaced or has left, until they were informed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// The number that they had. The keys of mails that they received contain it.
    pub number: u32,
    /// Their address.
    pub email: Email,
    /// When they left.
    pub at: Timestamp,
    /// Their own [sessions](Participant::sessions); none if they attended those of the registration.
    pub sessions: Vec<AttendedSession>,
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

    /// Returns whether this is the participant's address.
    pub fn has_address(&self, email: &Email) -> bool {
        self.email.as_ref().is_some_and(|own| own.has_same_identity(email))
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

    /// Returns the participant with the sessions and the fee of a `former` one.
    fn attending_like(self, former: &Participant) -> Participant {
        Participant { sessions: former.sessions.clone(), fee: former.fee.clone(), ..self }
    }
}

impl Registration {
    /// Returns the participant with this number.
    pub fn participant(&self, number: u32) -> Option<&Participant> {
        self.request.participants.iter().find(|participant| participant.number == number)
    }

    /// Replaces the participants whom a page showed; those who were added since stay. Each of `changed` has the number of the
    /// one whom it continues or replaces; in the second case it gets a number that none has had. Sessions and fees stay as
    /// they are, because only for these are there seats and a price. Returns whether this was done: it is not if one of the
    /// numbers is no longer that of a participant, or if no one would be left.
    pub fn replace_participants(&mut self, changed: &[Participant], shown: &ShownParticipants) -> bool {
        if changed.iter().any(|it| self.participant(it.number).is_none()) {
            return false;
        }
        let mut named = self.named;
        let mut next = Vec::new();
        for former in &self.request.participants {
            let Some(participant) = changed.iter().find(|it| it.number == former.number) else {
                next.extend(Some(former.clone()).filter(|it| !shown.has(it.number)));
                continue;
            };
            let number = if participant.continues(former) {
                former.number
            } else {
                named += 1;
                named
            };
            next.push(Participant { number, ..participant.clone() }.attending_like(former));
        }
        if next.is_empty() {
            return false;
        }
        self.request.participants = next;
        self.named = named;
        true
    }

    /// Notes which of the `former` participants have left at `at`, apart from those who got no mails of their own.
    pub fn note_departures(&mut self, former: &[Participant], at: Timestamp) {
        for participant in former {
            let Some(email) = participant.email.clone() else { continue };
            if self.participant(participant.number).is_none() {
                let Participant { number, ref sessions, .. } = *participant;
                self.departures.push(Departure { number, email, at, sessions: sessions.clone() });
            }
        }
        let mut departures = std::mem::take(&mut self.departures);
        departures.retain(|it| {
            at.duration_since(it.at) <= LONGEST_DELAY
                && !it.email.has_same_identity(&self.request.contact.email)
                && !self.request.participants.iter().any(|participant| participant.has_address(&it.email))
        });
        departures.drain(..departures.len().saturating_sub(MAX_DEPARTURES));
        self.departures = departures;
    }

    /// Returns the participants who get mails of their own, with their addresses: those with another address than the
    /// contact's. There are none before the contact's address is confirmed, and in quarantine, because a stranger may have
    /// typed all of them.
    pub fn mailed_participants(&self) -> impl Iterator<Item = (&Participant, &Email)> {
        let is_known = self.status.has_known_address();
        let contact = &self.request.contact.email;
        let participants = self.request.participants.iter().filter(move |_| is_known);
        let addressed = participants.filter_map(|it| Some((it, it.email.as_ref()?)));
        addressed.filter(move |(_, email)| !email.has_same_identity(contact))
    }

    /// Returns whether the registration still has the address of the participant with this number: they take part, or left
    /// and are still to be informed.
    pub fn has_address_of(&self, number: u32) -> bool {
        self.participant(number).is_some() || self.departures.iter().any(|it| it.number == number)
    }

    /// Corrects what is known about a participant, who keeps their number, sessions and fee. Returns whether there is such a
    /// participant.
    pub fn correct_participant(&mut self, corrected: &Participant) -> bool {
        let mut participants = self.request.participants.iter_mut();
        let Some(former) = participants.find(|it| it.number == corrected.number) else { return false };
        *former = corrected.clone().attending_like(former);
        true
    }
}
