//! The common parts of pages and mails about a registration: its links, participants and billing details.

use jiff::Timestamp;
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::contact::Email;
use model::offer::{Attends, Offer, OfferState};
use model::registration::{Capability, OwnLink, Participant, Registration, RegistrationRequest};
use model::slug::Slug;
use model::status::Status;

use super::answers::of_participant;
use super::{BillingView, ParticipantView, WorkshopSummaryView};

/// Returns the path of a registrant's own page.
pub fn own_path(registration: &Registration) -> String {
    let (id, capability) = (registration.id.clone(), registration.capability.clone());
    path_of(&registration.request.workshop, &OwnLink { id, capability })
}

pub(super) fn path_of(workshop: &Slug, link: &OwnLink) -> String {
    format!("/api/registrations/{workshop}/{}", link.segment())
}

/// Returns the path of a participant's own page, which their own capability opens.
pub fn participation_path(registration: &Registration, capability: Capability) -> String {
    let link = OwnLink { id: registration.id.clone(), capability };
    participation_path_of(&registration.request.workshop, &link)
}

pub(super) fn participation_path_of(workshop: &Slug, link: &OwnLink) -> String {
    format!("/api/participations/{workshop}/{}", link.segment())
}

/// Returns the path of the page on which the registrant changes the sessions of the participant with this number, below
/// that of the registrant's own page.
pub(super) fn sessions_path(own_path: &str, number: u32) -> String {
    format!("{own_path}/participants/{number}/sessions")
}

/// Returns whether the sessions of a participant can be changed at `now`, as far as the workshop and the registration decide:
/// there is something to choose. Those that have begun are not among it.
pub(super) fn can_change_sessions(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    participant: &Participant,
    now: Timestamp,
) -> bool {
    let is_hybrid = |session: &CatalogueSession| {
        session.attendance == AttendanceMode::Hybrid && session.status != SessionStatus::Cancelled
    };
    let has_choice =
        |offer: &Offer| offer.attends == Attends::Choose || workshop.sessions.iter().any(is_hybrid);
    let may_change = |offer: &&Offer| registration.may_change_sessions_of(participant, offer, now);
    workshop.offer.as_deref().filter(may_change).is_some_and(has_choice)
}

/// Returns the path of the page for confirming a proposed address of the contact, which this capability opens.
pub fn address_path(registration: &Registration, capability: Capability) -> String {
    let link = OwnLink { id: registration.id.clone(), capability };
    format!("/api/addresses/{}/{}", registration.request.workshop, link.segment())
}

/// Returns the path of the page for confirming the e-mail address with a mailed token.
pub fn confirm_path(registration: &Registration, token: &str) -> String {
    format!("{}/confirm/{token}", own_path(registration))
}

/// Returns the path of the registration page if the registration was cancelled and registration is still open.
pub(crate) fn register_again_path(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    now: Timestamp,
) -> Option<String> {
    let open = |offer: &Offer| offer.state(now) == OfferState::Open && !workshop.cancelled;
    let again = registration.status == Status::Cancelled && workshop.offer.as_deref().is_some_and(open);
    workshop.registration_path.clone().filter(|_| again)
}

/// Returns whether a registration waits for the organiser's approval because its membership is unknown.
pub(crate) fn is_under_review(registration: &Registration) -> bool {
    registration.status == Status::Pending && registration.is_to_be_reviewed()
}

/// Returns the maximum number of seats of an organisation, if the registration waits and counts towards it.
pub(crate) fn organisation_limit(workshop: &CatalogueWorkshop, registration: &Registration) -> Option<u32> {
    let waits = registration.status == Status::Waiting && registration.counted_for.is_some();
    workshop.offer.as_deref().filter(|_| waits)?.max_per_organisation
}

/// Returns the participants. Fees have the names that they had at the time of registration. Those names are only
/// stored in the main language; in other languages, the current names are used.
pub(crate) fn participants(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
) -> Vec<ParticipantView> {
    let offer = workshop.offer.as_deref();
    let named = offer.filter(|_| workshop.language.is_some());
    let translated = |category: &str| Some(named?.fee(category)?.label.clone());
    let participant = |participant: &Participant| ParticipantView {
        name: participant.name(),
        function: participant.function.clone(),
        email: participant.email.as_ref().map(Email::readable),
        answers: of_participant(workshop, participant),
        sessions: own_sessions(workshop, registration, participant),
        own_path: None,
        sessions_path: None,
        category: translated(participant.fee.category.as_str())
            .unwrap_or_else(|| participant.fee.label.clone()),
        amount: participant.fee.amount,
    };
    registration.request.participants.iter().map(participant).collect()
}

/// Returns the sessions of a participant; none if all participants attend those of the registration.
fn own_sessions(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    participant: &Participant,
) -> Vec<CatalogueSession> {
    match registration.request.has_own_sessions() {
        true => WorkshopSummaryView::attended(workshop, &registration.of_participant(participant)).sessions,
        false => Vec::new(),
    }
}

/// Returns the address and details of the invoice.
pub(crate) fn billing(request: &RegistrationRequest) -> BillingView {
    let billing = &request.billing;
    let contact = &request.contact;
    let city = format!("{} {}", billing.postal_code, billing.city);
    BillingView {
        organisation: billing.organisation.clone().unwrap_or_else(|| contact.organisation.clone()),
        address: billing.address.lines().map(str::to_owned).chain([city]).collect(),
        siret: billing.siret.as_ref().map(ToString::to_string),
        purchase_order: billing.purchase_order.clone(),
        email: billing.email.as_ref().unwrap_or(&contact.email).readable(),
    }
}
