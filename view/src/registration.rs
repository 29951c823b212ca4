//! The views of the pages about a registration, whichever program renders them.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::catalogue::{CatalogueSession, CatalogueWorkshop, Offer, OfferState};
use model::money::Money;
use model::registration::Registration;
use serde::Serialize;

use crate::form::FormView;

/// The registration form in its page: as a static page, and again with errors. Template `registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegistrationFormView {
    /// What one registers for.
    pub workshop: WorkshopSummaryView,
    /// How one registers.
    pub offer: OfferView,
    /// The form; `None` where it makes no sense to fill it in any more.
    pub form: Option<FormView>,
    /// The key of a reason for which a post was not taken although nothing is wrong with its answers:
    /// `upcoming`, `closed`, `cancelled`, `full`, `already-registered` or `unavailable`.
    pub refusal: Option<&'static str>,
}

/// A registrant's own page. Template `own-registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnRegistrationView {
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// The key of the registration's status, such as `confirmed`.
    pub status: &'static str,
    /// A short form of the identifier, to be quoted in messages: 8 characters.
    pub reference: String,
    /// When the registration was made.
    pub created: Timestamp,
    /// Who takes part.
    pub participants: Vec<ParticipantView>,
    /// The organisation that registers.
    pub organisation: String,
    /// Where messages go.
    pub email: String,
    /// A telephone number.
    pub telephone: Option<String>,
    /// What was remarked.
    pub remarks: Option<String>,
    /// What is to be paid, for all participants.
    pub amount: Option<Money>,
}

/// A page that says why there is nothing else to see. Template `message.html`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// The key of the message: its heading is the text `message.<key>.title`, its body `message.<key>.text`.
    pub key: &'static str,
    /// A link that leads further, if there is a better one than the home page.
    pub workshop: Option<MessageWorkshopView>,
}

/// The workshop that a message is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageWorkshopView {
    /// Its title.
    pub title: String,
    /// The path of its page.
    pub path: String,
}

/// A workshop in brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkshopSummaryView {
    /// Its identifier.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// The path of its registration page.
    pub registration_path: Option<String>,
    /// Its sessions in the order of time.
    pub sessions: Vec<SessionSummaryView>,
}

/// A session in brief.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionSummaryView {
    /// Its title.
    pub title: String,
    /// The day.
    pub date: Date,
    /// When it starts, in the site's time zone.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// The key of its attendance mode: `in-person`, `online` or `hybrid`.
    pub attendance: String,
    /// The key of its status: `scheduled`, `postponed` or `cancelled`.
    pub status: String,
    /// Where it takes place, in one line.
    pub place: Option<String>,
}

/// How one registers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OfferView {
    /// The key of its state: `upcoming`, `open` or `closed`.
    pub state: &'static str,
    /// From when on registrations are taken.
    pub opens: Timestamp,
    /// From when on they are no longer taken.
    pub closes: Timestamp,
    /// How many seats there are in all.
    pub capacity: u32,
    /// What is to be paid, by category.
    pub fees: Vec<FeeView>,
}

/// What a category of participants pays.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FeeView {
    /// The category.
    pub label: String,
    /// What the fee covers.
    pub note: Option<String>,
    /// The amount for one person.
    pub amount: Money,
}

/// Someone who takes part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParticipantView {
    /// Given name and family name.
    pub name: String,
    /// What they do in their organisation.
    pub function: String,
    /// The category of fee.
    pub category: String,
    /// What they pay.
    pub amount: Money,
}

impl WorkshopSummaryView {
    /// The summary of a workshop of the catalogue.
    pub fn new(workshop: &CatalogueWorkshop) -> WorkshopSummaryView {
        let session = |session: &CatalogueSession| SessionSummaryView {
            title: session.title.clone(),
            date: session.date,
            start: session.start,
            end: session.end,
            attendance: session.attendance.clone(),
            status: session.status.clone(),
            place: session.place.clone(),
        };
        WorkshopSummaryView {
            slug: workshop.slug.to_string(),
            title: workshop.title.clone(),
            path: workshop.path.clone(),
            registration_path: workshop.registration_path.clone(),
            sessions: workshop.sessions.iter().map(session).collect(),
        }
    }
}

impl OfferView {
    /// The view of an offer that is in this state at the moment of rendering.
    pub fn new(offer: &Offer, state: OfferState) -> OfferView {
        let fee = |fee: &model::catalogue::Fee| FeeView {
            label: fee.label.clone(),
            note: fee.note.clone(),
            amount: fee.amount,
        };
        OfferView {
            state: state.key(),
            opens: offer.opens,
            closes: offer.closes,
            capacity: offer.capacity,
            fees: offer.fees.iter().map(fee).collect(),
        }
    }
}

impl OwnRegistrationView {
    /// The recap of a registration for a workshop of the catalogue.
    pub fn new(workshop: &CatalogueWorkshop, registration: &Registration) -> OwnRegistrationView {
        let request = &registration.request;
        let participant = |participant: &model::registration::Participant| ParticipantView {
            name: format!("{} {}", participant.given_name, participant.family_name),
            function: participant.function.clone(),
            category: participant.fee.label.clone(),
            amount: participant.fee.amount,
        };
        OwnRegistrationView {
            workshop: WorkshopSummaryView::new(workshop),
            status: registration.status.key(),
            reference: registration.id.as_str().chars().take(8).collect(),
            created: registration.created,
            participants: request.participants.iter().map(participant).collect(),
            organisation: request.contact.organisation.clone(),
            email: request.contact.email.to_string(),
            telephone: request.contact.telephone.as_ref().map(ToString::to_string),
            remarks: request.remarks.clone(),
            amount: request.amount(),
        }
    }
}

/// The path that the registration form of a workshop is posted to.
pub fn registration_action(workshop: &CatalogueWorkshop) -> String {
    format!("/api/workshops/{}/registrations", workshop.slug)
}
