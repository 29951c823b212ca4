//! How one registers for a workshop: when, for what, for how many people and at what fee.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

use crate::form::Form;
use crate::money::Money;
use crate::seats::{Capacity, Terms, WaitingList};
use crate::slug::Slug;
use crate::status::{Approval, Confirmation, Requirements};

/// How one registers for a workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// From when on registrations are taken.
    pub opens: Timestamp,
    /// From when on they are no longer taken.
    pub closes: Timestamp,
    /// Until when registrants may change their registration or cancel it by themselves.
    pub changes_until: Timestamp,
    /// What one attends.
    pub attends: Attends,
    /// How many seats there are, in each pool at least 1.
    pub capacity: Capacity,
    /// Whether one may wait for a seat when all are taken.
    pub waiting_list: WaitingList,
    /// Whether the organiser approves each registration.
    pub approval: Approval,
    /// Whether registrants confirm their e-mail address.
    pub confirmation: Confirmation,
    /// How many people one registration may name. At least 1.
    pub max_participants: u32,
    /// The fee categories, in order. At least one.
    pub fees: Vec<Fee>,
    /// The form.
    pub form: Form,
    /// Until when registrations are kept; see the privacy notice.
    pub keep_until: Timestamp,
}

/// What a category of participants pays.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fee {
    /// The identifier of the category in posts, in the store and in exports.
    pub category: Slug,
    /// The category as it is read, such as « Adhérent ».
    pub label: String,
    /// What the fee covers, such as « pour l'ensemble de l'atelier par personne ».
    pub note: Option<String>,
    /// The language of both, where that is not the language of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The amount for one person.
    pub amount: Money,
    /// What one pays it for.
    pub basis: FeeBasis,
}

/// What a fee is paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum FeeBasis {
    /// The whole workshop, however many sessions.
    Workshop,
    /// Each session that one attends.
    Session,
}

/// What one attends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Attends {
    /// All sessions: they are one offer.
    All,
    /// Those that one chooses; each has its own seats.
    Choose,
}

/// Whether registrations, or answers to a questionnaire, are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum OfferState {
    /// Not yet.
    Upcoming,
    /// Now, seats permitting.
    Open,
    /// No longer.
    Closed,
}

impl Offer {
    /// Whether registrations are taken at an instant. The offer is open at `opens`, and closed at `closes`.
    pub fn state(&self, now: Timestamp) -> OfferState {
        OfferState::at(now, self.opens, self.closes)
    }

    /// What a registration that has its seats still needs.
    pub fn requirements(&self) -> Requirements {
        Requirements { approval: self.approval, confirmation: self.confirmation }
    }

    /// On which terms its seats are given out.
    pub fn terms(&self) -> Terms {
        let share = || self.capacity.unproven_share(self.max_participants);
        Terms {
            waiting_list: self.waiting_list,
            unproven_share: (self.confirmation == Confirmation::Email).then(share),
        }
    }

    /// The fee of a category.
    pub fn fee(&self, category: &str) -> Option<&Fee> {
        self.fees.iter().find(|fee| fee.category.as_str() == category)
    }
}

impl OfferState {
    /// The state at an instant of what opens and closes at these: open at `opens`, closed at `closes`.
    pub fn at(now: Timestamp, opens: Timestamp, closes: Timestamp) -> OfferState {
        if now < opens {
            OfferState::Upcoming
        } else if now < closes {
            OfferState::Open
        } else {
            OfferState::Closed
        }
    }

    /// The key of the state in the words of a theme.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl FeeBasis {
    /// The key of the basis in the catalogue and for templates.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl Attends {
    /// The key in the catalogue and for templates.
    pub fn key(self) -> &'static str {
        self.into()
    }
}
