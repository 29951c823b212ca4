//! The views of the pages about a registration.

mod additions;
mod address;
mod answers;
mod confirm;
mod details;
mod history;
mod message;
mod participation;
mod recap;
mod registrant;
mod seat_offer;
mod summary;

pub use self::additions::AddParticipantsView;
pub use self::address::{ChangeAddressView, ConfirmAddressView, ProposedAddressView};
pub use self::answers::AnswerView;
pub use self::confirm::{ConfirmEmailView, ListedView, ParticipantsListView};
pub use self::details::{ChangeDetailsView, ChangedParticipantView, DetailsOf};
pub use self::history::HistoryEntryView;
pub use self::message::{MessageView, MessageWorkshopView};
pub use self::recap::{address_path, confirm_path, own_path, participation_path};
pub(crate) use self::recap::{
    billing, is_under_review, organisation_limit, participants, register_again_path,
};
pub use self::registrant::changes_are_possible;
pub use self::seat_offer::SeatOfferView;
pub use self::summary::{FeeView, OfferView, SessionSummaryView, WorkshopSummaryView};

use jiff::Timestamp;
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::money::Money;
use serde::Serialize;

use crate::form::FormView;
use crate::private_information::PrivateSessionView;

/// The page with the registration form: as a static page, and with errors. Template `registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegistrationFormView {
    /// The workshop of the form.
    pub workshop: WorkshopSummaryView,
    /// The terms of registration.
    pub offer: OfferView,
    /// The form; `None` if it can no longer be submitted.
    pub form: Option<FormView>,
    /// The key of the reason why valid answers were not accepted: `upcoming`, `closed`, `cancelled`, `full`,
    /// `too-many` or `unavailable`. Its texts are `refusal.<key>.title` and `refusal.<key>.text`, with `_` in place
    /// of `-`.
    pub refusal: Option<&'static str>,
}

/// A registrant's own page. Template `own-registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnRegistrationView {
    /// The path of this page, which is the only key to the registration.
    pub path: String,
    /// The workshop with the sessions that the participants attend.
    pub workshop: WorkshopSummaryView,
    /// The key of the registration's status: `unconfirmed`, `requested`, `pending`, `confirmed`, `waiting`, `offered`,
    /// `cancelled`, `refused` or `quarantined`.
    pub status: &'static str,
    /// The place on the waiting list, from 1; `None` for a registration that is not waiting.
    pub waiting_place: Option<usize>,
    /// Whether a mail before the first session of the registration is still to come, if it is confirmed.
    pub mail_follows: bool,
    /// The private information about sessions, in chronological order; empty unless the registration is confirmed.
    pub private: Vec<PrivateSessionView>,
    /// Whether the organiser has to approve the registration because nothing showed that the registrant is a member.
    pub membership_review: bool,
    /// The maximum number of seats of an organisation, for a registration that waits and counts towards it.
    pub organisation_limit: Option<u32>,
    /// The deadline for confirming the e-mail address; `None` if no confirmation is pending. The confirmation link
    /// is only mailed and never shown here, because a sender who invented the address sees this page too.
    pub confirm_by: Option<Timestamp>,
    /// Whether the registration was cancelled because the address was not confirmed in time.
    pub lapsed: bool,
    /// The seats that are held for the registration until it accepts them; `None` unless its status is `offered`.
    pub seat_offer: Option<SeatOfferView>,
    /// Whether the registration was cancelled because offered seats were not accepted in time.
    pub offer_lapsed: bool,
    /// The participants' list; `None` for a cancelled or refused registration.
    pub participants_list: Option<ParticipantsListView>,
    /// A short form of the identifier, for use in messages: 8 characters.
    pub reference: String,
    /// When the registration was made.
    pub created: Timestamp,
    /// The participants of the registration.
    pub participants: Vec<ParticipantView>,
    /// The person whom the club writes to.
    pub contact: ContactView,
    /// The address and details of the invoice.
    pub billing: BillingView,
    /// The answers to the workshop's own questions about the whole registration.
    pub answers: Vec<AnswerView>,
    /// The registrant's remarks.
    pub remarks: Option<String>,
    /// The total for all participants.
    pub amount: Option<Money>,
    /// The deadline for changing or cancelling the registration here; `None` for a workshop without an offer.
    pub changes_until: Option<Timestamp>,
    /// The path of the page for changing participants; `None` if changes are no longer possible.
    pub change_path: Option<String>,
    /// The path of the page for adding participants; `None` if that is not possible.
    pub add_path: Option<String>,
    /// The path of the page for changing the contact, the sessions, the invoice and the answers; `None` if none of them can
    /// be changed any more.
    pub details_path: Option<String>,
    /// The path of the page for proposing another e-mail address of the contact; `None` if that is no longer possible.
    pub address_path: Option<String>,
    /// The address that is to replace the contact's once it is confirmed; `None` if there is none.
    pub proposed_address: Option<ProposedAddressView>,
    /// The path of the page for cancelling; `None` if cancelling is no longer possible, or while seats are offered, which
    /// can be declined instead.
    pub cancel_path: Option<String>,
    /// The path of the file that adds the sessions to a calendar or, for a cancelled or refused registration,
    /// removes them; `None` if there is nothing to add yet.
    pub calendar_path: Option<String>,
    /// The key of the reason why a change was not made: `too-late`, `too-large`, `changed-too-often-today`, `changed-too-often`,
    /// `sessions-closed` or `participant-left` if the sessions of a participant cannot be changed, `already-invoiced`, `already-approved`, `unseated`, `additions-closed` or `party-full` if people cannot be added for that reason or,
    /// when seats were accepted or declined that are not offered any more, `no-offer`. Its texts are `own.<key>.title`, `own.<key>.text` and `own.<key>.contact`, with `_` in
    /// place of `-`.
    pub refusal: Option<&'static str>,
    /// The path of the registration page, if the registration was cancelled and registration is still open.
    pub register_again_path: Option<String>,
    /// When the organiser marked it as invoiced; `None` before that.
    pub invoiced: Option<Timestamp>,
    /// What happened to the registration, oldest first.
    pub history: Vec<HistoryEntryView>,
}

/// The page that asks for confirmation before cancelling a registration. Template `cancel-registration.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CancelRegistrationView {
    /// The workshop with the sessions that the participants attend.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The participants of the registration.
    pub participants: Vec<ParticipantView>,
    /// The path to which a form without fields submits the confirmation.
    pub action: String,
    /// The path of the page for changing participants instead; `None` if changes are not possible.
    pub change_path: Option<String>,
    /// When the organiser marked it as invoiced; `None` before that.
    pub invoiced: Option<Timestamp>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

/// The page for changing the participants. Template `change-participants.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeParticipantsView {
    /// The workshop with the sessions that the participants attend.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The present participants with their sessions; empty if all attend the same in the same way.
    pub participants: Vec<ParticipantView>,
    /// The form, with a group for each participant.
    pub form: FormView,
    /// The name of a further hidden field, by which people who were added since the page was loaded are recognised.
    pub basis_field: &'static str,
    /// The value of that field.
    pub basis: String,
    /// The key of the reason why a valid change was not stored: `outdated-participants`, `unavailable`, `too-many`,
    /// `changed-too-often-today` or `changed-too-often`. Its texts are `change_refusal.<key>.title` and
    /// `change_refusal.<key>.text`, with `_` in place of `-`.
    pub refusal: Option<&'static str>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

/// A participant's own page, with what is stored about them and nothing about the others; also the page that asks whether
/// they no longer take part, and the form in which they correct it. Template `participation.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParticipationView {
    /// The workshop with the sessions that the participant attends.
    pub workshop: WorkshopSummaryView,
    /// The key of the registration's status, as on the registrant's own page.
    pub status: &'static str,
    /// A short form of the registration's identifier, for use in messages.
    pub reference: String,
    /// The organisation that registered the participant.
    pub organisation: String,
    /// The given and family names.
    pub name: String,
    /// The function in their organisation.
    pub function: String,
    /// Their e-mail address, if the form asks for it.
    pub email: Option<String>,
    /// Their answers to the questions about each participant.
    pub answers: Vec<AnswerView>,
    /// The private information about sessions, as on the registrant's own page.
    pub private: Vec<PrivateSessionView>,
    /// The path of this page, which is the only key to it.
    pub path: String,
    /// The deadline for changes here; `None` for a workshop without an offer.
    pub changes_until: Option<Timestamp>,
    /// The path of the form; `None` if corrections are no longer possible.
    pub change_path: Option<String>,
    /// The path of the page for changing their sessions; `None` if there is nothing to choose, or not any more.
    pub sessions_path: Option<String>,
    /// The path of the page for no longer taking part; `None` if that is no longer possible.
    pub cancel_path: Option<String>,
    /// The path of the calendar file, as on the registrant's own page.
    pub calendar_path: Option<String>,
    /// The form with its values, on the page with the form.
    pub form: Option<FormView>,
    /// The path to which a form without fields submits that the participant no longer takes part, on the page that asks.
    pub cancel_action: Option<String>,
    /// The key of the reason why a change was not made: `too-late`, `too-large`, `sessions-closed`, `changed-too-often-today` or
    /// `changed-too-often`. Its texts are `own.<key>.title`, `own.<key>.text` and `own.<key>.contact`, with `_` in place of `-`.
    pub refusal: Option<&'static str>,
}

/// A participant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParticipantView {
    /// The given and family names.
    pub name: String,
    /// The function in their organisation.
    pub function: String,
    /// Their own e-mail address, if the form asks for it.
    pub email: Option<String>,
    /// Their answers to the questions about each participant.
    pub answers: Vec<AnswerView>,
    /// The sessions that they attend, unless all participants attend the same in the same way.
    #[serde(serialize_with = "summary::sessions")]
    pub sessions: Vec<CatalogueSession>,
    /// The path of their own page, which the contact may pass on; `None` except on the contact's page, and for the contact.
    pub own_path: Option<String>,
    /// The path of the page for changing their sessions; `None` except on the contact's page, if nothing can be changed, and
    /// for a participant who is alone, whose sessions are changed with the details.
    pub sessions_path: Option<String>,
    /// The name of the fee category.
    pub category: String,
    /// The fee for this participant.
    pub amount: Money,
}

/// The person whom the club writes to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContactView {
    /// The given and family names.
    pub name: String,
    /// The function in their organisation.
    pub function: String,
    /// The organisation that registers.
    pub organisation: String,
    /// The address to which mails about the registration are sent.
    pub email: String,
    /// The telephone number, if given.
    pub telephone: Option<String>,
}

/// The address of the invoice and the details that it must name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BillingView {
    /// The invoiced organisation.
    pub organisation: String,
    /// The lines of the postal address.
    pub address: Vec<String>,
    /// The SIRET of the invoiced organisation.
    pub siret: Option<String>,
    /// The purchase order number of the invoiced organisation.
    pub purchase_order: Option<String>,
    /// The address to which the invoice is sent.
    pub email: String,
}

/// Returns the path to which the registration form of a workshop is submitted, for the language in which the
/// workshop is given.
pub fn registration_action(workshop: &CatalogueWorkshop) -> String {
    in_language(format!("/api/workshops/{}/registrations", workshop.slug), workshop)
}

/// Returns the path to which the canary posts a specimen for a workshop, with its token.
pub fn specimen_path(workshop: &CatalogueWorkshop, token: &str) -> String {
    format!("/api/workshops/{}/specimen/{token}", workshop.slug)
}

/// The query parameter for the language of the response, if it is not the site's main language.
///
/// It is not a form field, so that the language of the response is known even if the submission cannot be parsed.
/// It is not part of the path, so that a handler that does not know the language still accepts the submission.
pub const LANGUAGE: &str = "language";

/// Returns a path of the handler for the language in which a workshop is given.
pub fn in_language(path: String, workshop: &CatalogueWorkshop) -> String {
    match &workshop.language {
        Some(language) => format!("{path}?{LANGUAGE}={language}"),
        None => path,
    }
}
