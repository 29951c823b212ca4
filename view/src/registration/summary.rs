//! A workshop and its offer in brief, as every page about a registration shows them.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::money::Money;
use model::offer::{Fee, Offer, OfferState};
use model::registration::Registration;
use model::seats::{Seats, WaitingList};
use model::slug::Slug;
use model::status::{Approval, Confirmation};
use serde::{Serialize, Serializer};

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
    #[serde(serialize_with = "sessions")]
    pub sessions: Vec<CatalogueSession>,
}

/// A session in brief.
// Declares how templates see a session of the catalogue; there are no values of it.
#[derive(Serialize)]
#[serde(remote = "CatalogueSession")]
pub struct SessionSummaryView {
    /// Its title.
    pub title: String,
    /// The language of the title, where that is not the language of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// When it starts, in the site's time zone.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// Whether one attends in a room, by video or either.
    pub attendance: AttendanceMode,
    /// Whether it takes place as announced.
    pub status: SessionStatus,
    /// Where it takes place, in one line.
    pub place: Option<String>,
    /// The language of the place, where that is not the language of the page.
    pub place_language: Option<String>,
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
    /// What one attends: `all` sessions, or those that one chooses (`choose`).
    pub attends: &'static str,
    /// How many seats there are in all; of sessions that are chosen, in the smallest.
    pub capacity: u32,
    /// Whether one may wait for a seat when all are taken.
    pub waiting_list: bool,
    /// Whether the organiser approves each registration.
    pub approval: bool,
    /// Whether registrants confirm their e-mail address by a link that is mailed to them.
    pub confirmation: bool,
    /// How many people one registration may name.
    pub max_participants: u32,
    /// Until when registrants may change or cancel by themselves.
    pub changes_until: Timestamp,
    /// The path from which scripts refresh the number of seats left.
    pub availability_path: String,
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
    /// What it is paid for: `workshop` or `session`.
    pub basis: &'static str,
    /// The value of the category in the form.
    pub category: String,
}

impl WorkshopSummaryView {
    /// The summary of a workshop of the catalogue.
    pub fn new(workshop: &CatalogueWorkshop) -> WorkshopSummaryView {
        WorkshopSummaryView {
            slug: workshop.slug.to_string(),
            title: workshop.title.clone(),
            path: workshop.path.clone(),
            registration_path: workshop.registration_path.clone(),
            sessions: workshop.sessions.clone(),
        }
    }

    /// The summary of a workshop with the sessions that a registration attends, each in the way that was chosen.
    pub fn attended(workshop: &CatalogueWorkshop, registration: &Registration) -> WorkshopSummaryView {
        let mut summary = WorkshopSummaryView::new(workshop);
        summary.sessions.retain(|session| registration.attends(&session.id));
        for session in &mut summary.sessions {
            session.attendance = registration.mode(&session.id).unwrap_or(session.attendance);
        }
        summary
    }
}

/// Serialises sessions as [`SessionSummaryView`] declares them.
fn sessions<S: Serializer>(sessions: &[CatalogueSession], serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Summary<'a>(#[serde(with = "SessionSummaryView")] &'a CatalogueSession);

    serializer.collect_seq(sessions.iter().map(Summary))
}

impl OfferView {
    /// The view of a workshop's offer that is in this state at the moment of rendering.
    pub fn new(slug: &Slug, offer: &Offer, state: OfferState) -> OfferView {
        let fee = |fee: &Fee| FeeView {
            label: fee.label.clone(),
            note: fee.note.clone(),
            amount: fee.amount,
            basis: fee.basis.key(),
            category: fee.category.to_string(),
        };
        OfferView {
            state: state.key(),
            opens: offer.opens,
            closes: offer.closes,
            attends: offer.attends.key(),
            capacity: offer.capacity.fewest_left(&Seats::default()),
            waiting_list: offer.waiting_list == WaitingList::Open,
            approval: offer.approval == Approval::Manual,
            confirmation: offer.confirmation == Confirmation::Email,
            max_participants: offer.max_participants,
            changes_until: offer.changes_until,
            availability_path: format!("/api/workshops/{slug}/availability"),
            fees: offer.fees.iter().map(fee).collect(),
        }
    }
}
