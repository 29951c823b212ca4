//! Summaries of a workshop and its offer for the pages about a registration.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::money::Money;
use model::offer::{Fee, Offer, OfferState};
use model::registration::Registration;
use model::seat_offer::AcceptWithin;
use model::seats::{Seats, WaitingList};
use model::slug::Slug;
use model::status::{Approval, Confirmation};
use serde::{Deserialize, Serialize, Serializer};

use crate::repeated::Repeated;
use crate::site::Key;

/// A summary of a workshop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WorkshopSummaryView {
    /// The identifier of the workshop.
    pub slug: String,
    /// The title.
    pub title: String,
    /// The path of its page.
    pub path: String,
    /// The path of its registration page; `None` if there is no registration.
    pub registration_path: Option<String>,
    /// The sessions in chronological order.
    #[serde(serialize_with = "sessions")]
    pub sessions: Vec<CatalogueSession>,
}

/// A summary of a session.
// Declares how templates see a session of the catalogue; this type has no values.
#[derive(Serialize)]
#[serde(remote = "CatalogueSession")]
pub struct SessionSummaryView {
    /// The title.
    pub title: String,
    /// The language of the title, if it differs from that of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// The start, in the site's time zone.
    pub start: Time,
    /// The end, on the same day.
    pub end: Time,
    /// The attendance mode: in person, online or both.
    pub attendance: AttendanceMode,
    /// The current status.
    pub status: SessionStatus,
    /// The venue and its address in one line.
    pub place: Option<String>,
    /// The language of `place`, if it differs from that of the page.
    pub place_language: Option<String>,
}

/// The terms of registration for a workshop.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfferView {
    /// The key of its state: `upcoming`, `open` or `closed`.
    pub state: Key,
    /// When registration opens.
    pub opens: Timestamp,
    /// When registration closes.
    pub closes: Timestamp,
    /// The sessions that a registration covers: `all`, or those that the registrant chooses (`choose`).
    pub attends: Key,
    /// The total number of seats; if sessions are chosen, that of the smallest session.
    pub capacity: u32,
    /// Whether there is a waiting list when all seats are taken.
    pub waiting_list: bool,
    /// The hours to accept seats that become free, if they are offered to the waiting list for a number of hours.
    pub accept_hours: Option<u32>,
    /// The working days to accept them, if they are offered for a number of working days.
    pub accept_working_days: Option<u32>,
    /// Whether the organiser approves each registration.
    pub approval: bool,
    /// Whether registrants confirm their e-mail address with a mailed link.
    pub confirmation: bool,
    /// The maximum number of participants per registration.
    pub max_participants: u32,
    /// The deadline for changing or cancelling a registration.
    pub changes_until: Timestamp,
    /// The path from which scripts fetch the number of seats left.
    pub availability_path: String,
    /// The fees by category.
    pub fees: Repeated<Vec<FeeView>>,
}

/// The price for a category of participants.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FeeView {
    /// The name of the category.
    pub label: String,
    /// What the fee covers.
    pub note: Option<String>,
    /// The amount for one person.
    pub amount: Money,
    /// The unit that the fee is charged for: `workshop` or `session`.
    pub basis: Key,
    /// The value of the category in the form.
    pub category: String,
}

impl WorkshopSummaryView {
    /// Returns the summary of a workshop in the catalogue.
    pub fn new(workshop: &CatalogueWorkshop) -> WorkshopSummaryView {
        WorkshopSummaryView {
            slug: workshop.slug.to_string(),
            title: workshop.title.clone(),
            path: workshop.path.clone(),
            registration_path: workshop.registration_path.clone(),
            sessions: workshop.sessions.clone(),
        }
    }

    /// Returns the summary of a workshop with the sessions that a registration covers, in the chosen attendance
    /// modes.
    pub fn attended(workshop: &CatalogueWorkshop, registration: &Registration) -> WorkshopSummaryView {
        let mut summary = WorkshopSummaryView::new(workshop);
        summary.sessions.retain(|session| registration.attends(&session.id));
        for session in &mut summary.sessions {
            session.attendance = registration.mode(&session.id).unwrap_or(session.attendance);
        }
        summary
    }
}

/// Serialises sessions as declared by [`SessionSummaryView`].
pub(super) fn sessions<S: Serializer>(
    sessions: &[CatalogueSession],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Summary<'a>(#[serde(with = "SessionSummaryView")] &'a CatalogueSession);

    serializer.collect_seq(sessions.iter().map(Summary))
}

impl OfferView {
    /// Returns the view of a workshop's offer in this state, as of rendering.
    pub fn new(slug: &Slug, offer: &Offer, state: OfferState) -> OfferView {
        let fee = |fee: &Fee| FeeView {
            label: fee.label.clone(),
            note: fee.note.clone(),
            amount: fee.amount,
            basis: fee.basis.key().into(),
            category: fee.category.to_string(),
        };
        let (accept_hours, accept_working_days) =
            match offer.seat_offers.as_ref().map(|offers| offers.accept_within) {
                None => (None, None),
                Some(AcceptWithin::Hours(hours)) => (Some(hours), None),
                Some(AcceptWithin::WorkingDays(days)) => (None, Some(days)),
            };
        OfferView {
            state: state.key().into(),
            opens: offer.opens,
            closes: offer.closes,
            attends: offer.attends.key().into(),
            capacity: offer.capacity.fewest_left(&Seats::default()),
            waiting_list: offer.waiting_list == WaitingList::Open,
            accept_hours,
            accept_working_days,
            approval: offer.approval == Approval::Manual,
            confirmation: offer.confirmation == Confirmation::Email,
            max_participants: offer.max_participants,
            changes_until: offer.changes_until,
            availability_path: format!("/api/workshops/{slug}/availability"),
            fees: offer.fees.iter().map(fee).collect::<Vec<_>>().into(),
        }
    }
}
