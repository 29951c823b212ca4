//! The views of the pages about a registration, whichever program renders them.

mod own;

pub use self::own::{changes_are_possible, own_path};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use model::catalogue::{Attends, CatalogueSession, CatalogueWorkshop, FeeBasis, Offer, OfferState};
use model::money::Money;
use model::seats::{Seats, WaitingList};
use model::slug::Slug;
use model::status::Approval;
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
    /// The key of the registration's status: `pending`, `confirmed`, `waiting`, `cancelled` or `refused`.
    pub status: &'static str,
    /// The place on the waiting list, from 1; `None` for a registration that does not wait.
    pub waiting_place: Option<usize>,
    /// A short form of the identifier, to be quoted in messages: 8 characters.
    pub reference: String,
    /// When the registration was made.
    pub created: Timestamp,
    /// Who takes part.
    pub participants: Vec<ParticipantView>,
    /// The sessions that were chosen, or whose way of attending was; empty where there was no choice.
    pub sessions: Vec<AttendedSessionView>,
    /// Whom the club writes to.
    pub contact: ContactView,
    /// Where the invoice goes.
    pub billing: BillingView,
    /// The answers to the workshop's own questions.
    pub answers: Vec<AnswerView>,
    /// What was remarked.
    pub remarks: Option<String>,
    /// What is to be paid, for all participants.
    pub amount: Option<Money>,
    /// Until when the registration may be changed or cancelled here; `None` for a workshop without an offer.
    pub changes_until: Option<Timestamp>,
    /// The path of the page for changing participants; `None` where that is not possible any more.
    pub change_path: Option<String>,
    /// The path of the page for cancelling; `None` where that is not possible any more.
    pub cancel_path: Option<String>,
    /// The key of a reason for which a change was not made: `too-late`.
    pub refusal: Option<&'static str>,
    /// The path of the registration page, for a registration that was cancelled while others are still taken.
    pub register_again_path: Option<String>,
}

/// The page that asks whether a registration is really to be cancelled. Template `cancel-registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CancelRegistrationView {
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// Who takes part.
    pub participants: Vec<ParticipantView>,
    /// The path to which the answer is posted.
    pub action: String,
    /// The path of the registrant's own page.
    pub own_path: String,
}

/// The page for changing who takes part. Template `change-participants.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeParticipantsView {
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The form: a group a participant.
    pub form: FormView,
    /// The path of the registrant's own page.
    pub own_path: String,
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
    /// What one attends: `all` sessions, or those that one chooses (`choose`).
    pub attends: &'static str,
    /// How many seats there are in all; of sessions that are chosen, in the smallest.
    pub capacity: u32,
    /// Whether one may wait for a seat when all are taken.
    pub waiting_list: bool,
    /// Whether the organiser approves each registration.
    pub approval: bool,
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

/// A session that is attended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AttendedSessionView {
    /// The session's title.
    pub title: String,
    /// How it is attended: `in-person` or `online`; `None` where there was no choice.
    pub mode: Option<String>,
}

/// Whom the club writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContactView {
    /// Given name and family name.
    pub name: String,
    /// What they do in their organisation.
    pub function: String,
    /// The organisation that registers.
    pub organisation: String,
    /// Where messages go.
    pub email: String,
    /// A telephone number.
    pub telephone: Option<String>,
}

/// Where the invoice goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BillingView {
    /// Who is invoiced.
    pub organisation: String,
    /// The postal address, a line each.
    pub address: Vec<String>,
    /// SIRET of who is invoiced.
    pub siret: Option<String>,
    /// The number of their purchase order.
    pub purchase_order: Option<String>,
    /// Where the invoice is sent.
    pub email: String,
}

/// The answer to one of the workshop's own questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AnswerView {
    /// The question.
    pub label: String,
    /// The answer; of several choices, each.
    pub values: Vec<String>,
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
            max_participants: offer.max_participants,
            changes_until: offer.changes_until,
            availability_path: format!("/api/workshops/{slug}/availability"),
            fees: offer.fees.iter().map(fee).collect(),
        }
    }
}

/// The path that the registration form of a workshop is posted to.
pub fn registration_action(workshop: &CatalogueWorkshop) -> String {
    format!("/api/workshops/{}/registrations", workshop.slug)
}
