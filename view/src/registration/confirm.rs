//! What is confirmed or agreed to after registering: the e-mail address, and the participants' list.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::CONSENT_VALUE;
use model::registration::Registration;
use serde::Serialize;

use super::recap::{confirm_path, own_path, participants, register_again_path};
use super::{ParticipantView, WorkshopSummaryView};

/// The page that asks whether the e-mail address of a registration is really to be confirmed, or says that it is too
/// late. Template `confirm-email.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ConfirmEmailView {
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The address that is to be confirmed.
    pub email: String,
    /// Who takes part.
    pub participants: Vec<ParticipantView>,
    /// Whether the registration holds its seats until then. If not, it asks for seats, and confirming the address gives
    /// it what is left or a place on the waiting list.
    pub holds_seats: bool,
    /// Until when it is to be confirmed; `None` where it is too late.
    pub confirm_by: Option<Timestamp>,
    /// The path to which the answer is posted, by a form without fields; `None` where it is too late.
    pub action: Option<String>,
    /// The path of the registration page, where it is too late while registrations are still taken.
    pub register_again_path: Option<String>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

/// The participants' list on a registrant's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParticipantsListView {
    /// Whether the registrant is on it, or will be once the registration is confirmed.
    pub listed: bool,
    /// The path to which the consent is posted, or, with an empty value, its withdrawal.
    pub action: String,
    /// What is posted in the field `listed` in order to consent.
    pub consent: &'static str,
    /// The others on the list; `None` for a registrant who does not see it, being neither listed nor confirmed.
    pub others: Option<Vec<ListedView>>,
}

/// Somebody on the participants' list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ListedView {
    /// Given name and family name.
    pub name: String,
    /// The organisation.
    pub organisation: String,
}

impl ConfirmEmailView {
    /// The question for whoever has the mailed `token`; without one it is too late.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        token: Option<&str>,
        now: Timestamp,
    ) -> ConfirmEmailView {
        ConfirmEmailView {
            workshop: WorkshopSummaryView::new(workshop),
            reference: registration.id.reference().to_owned(),
            email: registration.request.contact.email.to_string(),
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
    /// The list without the others on it, which are somebody else's to find.
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
