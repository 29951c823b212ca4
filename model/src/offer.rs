//! The terms of registration for a workshop: dates, seats, participants, fees and questions. The form itself also needs
//! the words of a theme; see [`registration_form`](crate::registration::registration_form).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::form::{Field, questions};
use crate::membership::MembersOnly;
use crate::money::Money;
use crate::seat_offer::{Allocation, SeatOffers};
use crate::seats::{Capacity, Quotas, Requested, Seats, Terms, WaitingList};
use crate::slug::Slug;
use crate::status::{Approval, Confirmation, Requirements};

/// The terms of registration for a workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// When registration opens.
    pub opens: Timestamp,
    /// When registration closes.
    pub closes: Timestamp,
    /// The deadline for registrants to change who takes part, or to cancel.
    pub changes_until: Timestamp,
    /// The deadlines for changing details that are not `changes_until`.
    #[serde(default, skip_serializing_if = "DetailDeadlines::are_usual")]
    pub details_until: DetailDeadlines,
    /// Whether participants attend all sessions or choose some.
    pub attends: Attends,
    /// The number of seats in each pool, at least 1.
    pub capacity: Capacity,
    /// Whether there is a waiting list when all seats are taken.
    pub waiting_list: WaitingList,
    /// How free seats are offered to the waiting list; `None` if they are given at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat_offers: Option<SeatOffers>,
    /// Whether the organiser approves each registration.
    pub approval: Approval,
    /// Whether registrants confirm their e-mail address.
    pub confirmation: Confirmation,
    /// The maximum number of participants per registration, at least 1.
    pub max_participants: u32,
    /// Whether the form asks for the e-mail address of each participant.
    #[serde(default, skip_serializing_if = "ParticipantEmail::is_none")]
    pub participant_email: ParticipantEmail,
    /// The maximum number of seats that an organisation has in each pool; further registrations of it wait. With a limit,
    /// registrants have to give a SIRET, whose SIREN identifies the organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_per_organisation: Option<u32>,
    /// The fee categories in display order; at least one.
    pub fees: Vec<Fee>,
    /// The editor's own questions in display order. Messages that the theme provides are empty.
    #[serde(default, with = "questions", skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Field>,
    /// The editor's own questions that are asked about each participant, like [`Offer::questions`].
    #[serde(default, with = "questions", skip_serializing_if = "Vec::is_empty")]
    pub participant_questions: Vec<Field>,
    /// When registrations are deleted, as announced in the privacy notice.
    pub keep_until: Timestamp,
}

/// The deadlines for registrants to change the details of their registration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailDeadlines {
    /// For the contact; without one, [`Offer::changes_until`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Timestamp>,
    /// For the answers and the remarks; without one, [`Offer::changes_until`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<Timestamp>,
    /// For the invoice, if it has not been written earlier; without one, there is no other deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing: Option<Timestamp>,
}

/// The price for a category of participants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    /// The identifier of the category in submissions, in the store and in exports.
    pub category: Slug,
    /// The name of the category, such as "Adhérent".
    pub label: String,
    /// What the fee covers, such as "pour l'ensemble de l'atelier par personne".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The language of both texts, if it differs from that of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The amount for one person.
    pub amount: Money,
    /// Whether the amount is for the workshop or for each session.
    pub basis: FeeBasis,
    /// What happens to registrants who are not known as members; `None` if the fee is for anyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members_only: Option<MembersOnly>,
}

/// The unit that a fee is charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FeeBasis {
    /// The whole workshop, regardless of the number of sessions.
    Workshop,
    /// Each session that a participant attends.
    Session,
}

/// Whether the form asks for the e-mail address of each participant. That of a contact who takes part is known anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum ParticipantEmail {
    /// It does not ask.
    #[default]
    None,
    /// The address may be left out.
    Optional,
    /// The address is required.
    Required,
}

/// The sessions that a registration covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Attends {
    /// All sessions, as a single offer.
    All,
    /// The sessions that the registrant chooses; each has its own seats.
    Choose,
}

/// Whether registration, or a questionnaire, is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OfferState {
    /// It opens later.
    Upcoming,
    /// It is open, subject to seats.
    Open,
    /// It is closed.
    Closed,
}

impl Offer {
    /// Returns the state at an instant. Registration is open from `opens` and closed from `closes` on.
    pub fn state(&self, now: Timestamp) -> OfferState {
        OfferState::at(now, self.opens, self.closes)
    }

    /// Returns the steps that a registration with seats still has to complete.
    pub fn requirements(&self) -> Requirements {
        Requirements { approval: self.approval, confirmation: self.confirmation }
    }

    /// Returns the terms on which seats are allocated.
    pub fn terms(&self) -> Terms {
        let share = || self.capacity.unproven_share(self.max_participants);
        Terms {
            waiting_list: self.waiting_list,
            unproven_share: (self.confirmation == Confirmation::Email).then(share),
        }
    }

    /// Returns how free seats go at `now` to a registration that has waited for them since `since`; `None` if they are
    /// not offered any more.
    pub fn allocation(&self, seats: &Seats, since: Timestamp, now: Timestamp) -> Option<Allocation> {
        match &self.seat_offers {
            None => Some(Allocation::Given),
            Some(offers) => offers.allocation(seats, self.closes, since, now),
        }
    }

    /// Returns the editor's own questions about the whole registration, then those about each participant.
    pub fn all_questions(&self) -> impl Iterator<Item = &Field> {
        self.questions.iter().chain(&self.participant_questions)
    }

    /// Replaces the questions with the same ones in other texts, in the order of [`Offer::all_questions`].
    pub fn set_all_questions(&mut self, mut questions: Vec<Field>) {
        self.participant_questions = questions.split_off(self.questions.len().min(questions.len()));
        self.questions = questions;
    }

    /// Returns whether the requested seats would fit if all were free.
    pub fn could_fit(&self, requested: Requested<'_>) -> bool {
        let quotas = Quotas { limit: self.max_per_organisation, ..Quotas::default() };
        self.capacity.could_fit(requested.seats) && quotas.fits(requested)
    }

    /// Returns whether some fees are for members only, so that the form asks for a member's code.
    pub fn has_fees_for_members(&self) -> bool {
        self.fees.iter().any(Fee::is_for_members)
    }

    /// Returns the fee of a category.
    pub fn fee(&self, category: &str) -> Option<&Fee> {
        self.fees.iter().find(|fee| fee.category.as_str() == category)
    }
}

impl DetailDeadlines {
    /// Returns whether there are no deadlines of their own.
    pub fn are_usual(&self) -> bool {
        *self == DetailDeadlines::default()
    }
}

impl Fee {
    /// Returns whether the fee is for members only.
    pub fn is_for_members(&self) -> bool {
        self.members_only.is_some()
    }
}

impl OfferState {
    /// Returns the state at an instant, given the instants of opening and closing: open from `opens`, closed from
    /// `closes` on.
    pub fn at(now: Timestamp, opens: Timestamp, closes: Timestamp) -> OfferState {
        if now < opens {
            OfferState::Upcoming
        } else if now < closes {
            OfferState::Open
        } else {
            OfferState::Closed
        }
    }

    /// Returns the key of the state in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl FeeBasis {
    /// Returns the key of the basis in the catalogue and for templates.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl ParticipantEmail {
    /// Returns whether the form does not ask.
    pub fn is_none(&self) -> bool {
        *self == ParticipantEmail::None
    }

    /// Returns the key of the choice in the catalogue.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl Attends {
    /// Returns the key of the choice in the catalogue and for templates.
    pub fn key(self) -> &'static str {
        self.into()
    }
}
