//! The views of the pages about a registration, whichever program renders them.

mod confirm;
mod recap;
mod registrant;
mod summary;

pub use self::confirm::{ConfirmEmailView, ListedView, ParticipantsListView};
pub(crate) use self::recap::{billing, participants, register_again_path};
pub use self::recap::{confirm_path, own_path};
pub use self::registrant::changes_are_possible;
pub use self::summary::{FeeView, OfferView, SessionSummaryView, WorkshopSummaryView};

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::money::Money;
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
    /// `upcoming`, `closed`, `cancelled`, `full`, `too-many` or `unavailable`. It has the words
    /// `refusal.<key>.title` and `refusal.<key>.text`, with `_` for each `-`.
    pub refusal: Option<&'static str>,
}

/// A registrant's own page. Template `own-registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnRegistrationView {
    /// The path of this page, which is the only key to the registration.
    pub path: String,
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// The key of the registration's status: `unconfirmed`, `requested`, `pending`, `confirmed`, `waiting`, `cancelled`,
    /// `refused` or `quarantined`.
    pub status: &'static str,
    /// The place on the waiting list, from 1; `None` for a registration that does not wait.
    pub waiting_place: Option<usize>,
    /// Until when the e-mail address is to be confirmed; `None` for a registration that does not wait for that. The
    /// link that does it is mailed and never shown, as this page is also seen by a sender who invented the address.
    pub confirm_by: Option<Timestamp>,
    /// Whether it was cancelled because the address was not confirmed in time.
    pub lapsed: bool,
    /// What there is to say about the participants' list; `None` for a registration that is called off.
    pub participants_list: Option<ParticipantsListView>,
    /// A short form of the identifier, to be quoted in messages: 8 characters.
    pub reference: String,
    /// When the registration was made.
    pub created: Timestamp,
    /// Who takes part.
    pub participants: Vec<ParticipantView>,
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
    /// The path of the file that adds the sessions to a calendar or, for a registration that was cancelled or refused,
    /// removes them; `None` where there is nothing to add yet.
    pub calendar_path: Option<String>,
    /// The key of a reason for which a change was not made: `too-late`, `changed-too-often-today` or
    /// `changed-too-often`. It has the words `own.<key>.title`, `own.<key>.text` and `own.<key>.contact`, with `_` for
    /// each `-`.
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
    /// The path to which the answer is posted, by a form without fields.
    pub action: String,
    /// The path of the page for changing participants instead; `None` where that is not possible.
    pub change_path: Option<String>,
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
    /// The key of a reason for which the change was not stored although nothing is wrong with it: `unavailable`,
    /// `too-many`, `changed-too-often-today` or `changed-too-often`. It has the words `change_refusal.<key>.title` and
    /// `change_refusal.<key>.text`, with `_` for each `-`.
    pub refusal: Option<&'static str>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

/// A page that says why there is nothing else to see. Template `message.html`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MessageView {
    /// The key of the message: its heading is the text `message.<key>.title`, its body `message.<key>.text`, with `_` for
    /// each `-` of the key.
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
    /// The language of the question, where that is not the language of the page.
    pub language: Option<String>,
    /// The same of what was chosen; `None` for what was typed.
    pub values_language: Option<String>,
}

/// The path that the registration form of a workshop is posted to, in the language in which it is written.
pub fn registration_action(workshop: &CatalogueWorkshop) -> String {
    in_language(format!("/api/workshops/{}/registrations", workshop.slug), workshop)
}

/// The name in the query of a path that tells in which further language of the site the answer is to be.
///
/// It stands there, and not in a field, so that an answer to a post that cannot be read speaks it too; and not in the
/// path, so that a handler that knows no such language takes the post nonetheless.
pub const LANGUAGE: &str = "language";

/// A path of the handler, for those who read a workshop's pages in the language in which it is written.
pub(crate) fn in_language(path: String, workshop: &CatalogueWorkshop) -> String {
    match &workshop.language {
        Some(language) => format!("{path}?{LANGUAGE}={language}"),
        None => path,
    }
}
