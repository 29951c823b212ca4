//! The views for confirmation and consent after registering: the e-mail address and the participants' list.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::CONSENT_VALUE;
use model::registration::Registration;
use serde::Serialize;

use super::recap::{confirm_path, own_path, participants, register_again_path};
use super::{ParticipantView, WorkshopSummaryView};

/// The page that asks the registrant to confirm the e-mail address, or says that it is too late. Template
/// `confirm-email.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfirmEmailView {
    /// The workshop of the registration.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The e-mail address to confirm.
    pub email: String,
    /// The participants of the registration.
    pub participants: Vec<ParticipantView>,
    /// Whether the registration holds its seats until the deadline. If not, it gets seats or a place on the waiting
    /// list once the address is confirmed.
    pub holds_seats: bool,
    /// The deadline for confirming the address; `None` if it has passed.
    pub confirm_by: Option<Timestamp>,
    /// The path to which a form without fields submits the confirmation; `None` if it is too late.
    pub action: Option<String>,
    /// The path of the registration page, if it is too late to confirm and registration is still open.
    pub register_again_path: Option<String>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

/// The participants' list on a registrant's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParticipantsListView {
    /// Whether the registrant is on the list, or will be once the registration is confirmed.
    pub listed: bool,
    /// The path to which the consent or, with an empty value, its withdrawal is submitted.
    pub action: String,
    /// The value that the field `listed` submits to consent.
    pub consent: &'static str,
    /// The others on the list; `None` unless the registrant is on it and the registration is confirmed.
    pub others: Option<Vec<ListedView>>,
}

/// A person on the participants' list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedView {
    /// The given and family names.
    pub name: String,
    /// The organisation they belong to.
    pub organisation: String,
}

impl ConfirmEmailView {
    /// Returns the page for a recipient of the mailed `token`; without a token, it says that it is too late.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        token: Option<&str>,
        now: Timestamp,
    ) -> ConfirmEmailView {
        ConfirmEmailView {
            workshop: WorkshopSummaryView::new(workshop),
            reference: registration.id.reference().to_owned(),
            email: registration.request.contact.email.readable(),
            participants: participants(workshop, registration),
            holds_seats: registration.status.holds_seats(),
            confirm_by: registration.confirm_by(),
            action: token.map(|token| confirm_path(registration, token)),
            register_again_path: register_again_path(workshop, registration, now),
            own_path: own_path(registration),
        }
    }
}

impl ParticipantsListView {
    /// Returns the list without the other participants, which the caller has to add.
    pub(super) fn new(registration: &Registration) -> Option<ParticipantsListView> {
        let list = ParticipantsListView {
            listed: registration.request.listed,
            action: format!("{}/listed", own_path(registration)),
            consent: CONSENT_VALUE,
            others: None,
        };
        registration.status.is_alive().then_some(list)
    }
}
