//! A workshop and its offer in brief, as every page about a registration shows them.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::catalogue::{Attends, CatalogueSession, CatalogueWorkshop, FeeBasis, Offer, OfferState};
use model::money::Money;
use model::registration::Registration;
use model::seats::{Seats, WaitingList};
use model::slug::Slug;
use model::status::{Approval, Confirmation};
use serde::Serialize;

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
    /// The language of the title, where that is not the language of the page.
    pub title_language: Option<String>,
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
        let session = |session: &CatalogueSession| SessionSummaryView {
            title: session.title.clone(),
            title_language: session.title_language.clone(),
            date: session.date,
            start: session.start,
            end: session.end,
            attendance: session.attendance.clone(),
            status: session.status.clone(),
            place: session.place.clone(),
            place_language: session.place_language.clone(),
        };
        WorkshopSummaryView {
            slug: workshop.slug.to_string(),
            title: workshop.title.clone(),
            path: workshop.path.clone(),
            registration_path: workshop.registration_path.clone(),
            sessions: workshop.sessions.iter().map(session).collect(),
        }
    }

    /// The summary of a workshop with the sessions that a registration attends, each in the way that was chosen.
    pub fn attended(workshop: &CatalogueWorkshop, registration: &Registration) -> WorkshopSummaryView {
        let all = WorkshopSummaryView::new(workshop);
        let of_this = |(session, view): (&CatalogueSession, SessionSummaryView)| {
            let attendance = registration.mode(&session.id).map_or(view.attendance.clone(), str::to_owned);
            registration.attends(&session.id).then_some(SessionSummaryView { attendance, ..view })
        };
        let sessions = workshop.sessions.iter().zip(all.sessions).filter_map(of_this).collect();
        WorkshopSummaryView { sessions, ..all }
    }
}

impl OfferView {
    /// The view of a workshop's offer that is in this state at the moment of rendering.
    pub fn new(slug: &Slug, offer: &Offer, state: OfferState) -> OfferView {
        let fee = |fee: &model::catalogue::Fee| FeeView {
            label: fee.label.clone(),
            note: fee.note.clone(),
            amount: fee.amount,
            basis: match fee.basis {
                FeeBasis::Workshop => "workshop",
                FeeBasis::Session => "session",
            },
            category: fee.category.to_string(),
        };
        OfferView {
            state: state.key(),
            opens: offer.opens,
            closes: offer.closes,
            attends: match offer.attends {
                Attends::All => "all",
                Attends::Choose => "choose",
            },
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
