//! Converts registrations to the pages that their registrants see.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::field;
use model::form::{CONSENT_VALUE, FORM_HASH_FIELD, Form};
use model::offer::Offer;
use model::registration::{BASIS_FIELD, Contact, OwnLink, Participant, Registration, ShownParticipants};
use model::status::Event;
use model::submission::Submission;

use super::address::{ProposedAddressView, change_path};
use super::answers::answers;
use super::history::{history, whole_seconds};
use super::recap::{
    billing, can_change_sessions, is_under_review, organisation_limit, own_path, participants, path_of,
    register_again_path, sessions_path,
};
use super::{
    CancelRegistrationView, ChangeParticipantsView, ContactView, OwnRegistrationView, ParticipantView,
    ParticipantsListView, SeatOfferView, WorkshopSummaryView,
};
use crate::calendar;
use crate::form::FormView;

impl OwnRegistrationView {
    /// Returns the registrant's page for a registration, with the actions that are possible at `now` and without private
    /// information.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        waiting_place: Option<usize>,
        now: Timestamp,
    ) -> OwnRegistrationView {
        let request = &registration.request;
        let path = own_path(registration);
        let possible = |event| changes_are_possible(workshop, registration, event, now);
        let offer = workshop.offer.as_deref();
        let has_details = |offer: &Offer| !registration.changeable_details(offer, now).is_empty();
        OwnRegistrationView {
            workshop: WorkshopSummaryView::attended(workshop, registration),
            status: registration.status.key(),
            waiting_place,
            mail_follows: workshop.will_mail_before(registration, now),
            private: Vec::new(),
            membership_review: is_under_review(registration),
            organisation_limit: organisation_limit(workshop, registration),
            confirm_by: registration.confirm_by(),
            lapsed: registration.has_lapsed(),
            seat_offer: SeatOfferView::new(registration),
            offer_lapsed: registration.has_lost_offer(),
            participants_list: ParticipantsListView::new(registration),
            reference: registration.id.reference().to_owned(),
            created: registration.created,
            participants: participants_to_change(workshop, registration, &path, now),
            contact: contact(&request.contact),
            billing: billing(request),
            answers: answers(offer.map_or(&[], |offer| &offer.questions), &request.answers),
            remarks: request.remarks.clone(),
            amount: request.amount(),
            changes_until: offer.map(|offer| offer.changes_until),
            change_path: possible(Event::ChangeParticipants).then(|| format!("{path}/participants")),
            add_path: offer
                .filter(|offer| can_add(workshop, registration, offer, now))
                .map(|_| format!("{path}/participants/add")),
            details_path: offer.is_some_and(has_details).then(|| format!("{path}/details")),
            address_path: offer
                .filter(|offer| registration.may_change_address(offer, now))
                .map(|_| change_path(registration)),
            proposed_address: ProposedAddressView::new(registration, now),
            cancel_path: (possible(Event::Cancel) && registration.accept_until.is_none())
                .then(|| format!("{path}/cancel")),
            calendar_path: calendar::is_offered(workshop, registration)
                .then(|| format!("{path}/calendar.ics")),
            refusal: None,
            register_again_path: register_again_path(workshop, registration, now),
            invoiced: registration.invoiced.map(whole_seconds),
            history: history(registration),
            path,
        }
    }
}

impl CancelRegistrationView {
    /// Returns the page that asks for confirmation. It is only shown before the deadline for changes.
    pub fn new(workshop: &CatalogueWorkshop, registration: &Registration) -> CancelRegistrationView {
        let own_path = own_path(registration);
        let may_change = allows(workshop, registration, Event::ChangeParticipants);
        CancelRegistrationView {
            workshop: WorkshopSummaryView::attended(workshop, registration),
            reference: registration.id.reference().to_owned(),
            participants: participants(workshop, registration),
            action: format!("{own_path}/cancel"),
            change_path: may_change.then(|| format!("{own_path}/participants")),
            invoiced: registration.invoiced.map(whole_seconds),
            own_path,
        }
    }
}

impl ChangeParticipantsView {
    /// Returns the form for changing participants, filled in with a submission or, without one, with the current
    /// participants.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        form: &Form,
        submission: Option<&Submission>,
    ) -> ChangeParticipantsView {
        let own_path = own_path(registration);
        let action = format!("{own_path}/participants");
        let current = &registration.request.participants;
        let posted = submission.and_then(ShownParticipants::read);
        let shown = posted.unwrap_or_else(|| ShownParticipants::of(&registration.request));
        let form = match submission {
            Some(submission) => FormView::filled_in(form, &action, submission),
            None => FormView::filled_in(form, &action, &as_submitted(form, current)),
        };
        ChangeParticipantsView {
            workshop: WorkshopSummaryView::attended(workshop, registration),
            reference: registration.id.reference().to_owned(),
            participants: participants_apart(workshop, registration),
            form,
            basis_field: BASIS_FIELD,
            basis: shown.to_string(),
            refusal: None,
            own_path,
        }
    }

    /// Returns the form with a submission that was not stored. `link` is taken from the URL of the own page; the
    /// registration is `None` if it could not be read either.
    pub fn not_stored(
        workshop: &CatalogueWorkshop,
        link: &OwnLink,
        registration: Option<&Registration>,
        form: &Form,
        submission: &Submission,
    ) -> ChangeParticipantsView {
        let own_path = path_of(&workshop.slug, link);
        let summary = match registration {
            Some(registration) => WorkshopSummaryView::attended(workshop, registration),
            None => WorkshopSummaryView::new(workshop),
        };
        let current = registration.map(|it| ShownParticipants::of(&it.request));
        let shown = ShownParticipants::read(submission).or(current);
        ChangeParticipantsView {
            workshop: summary,
            reference: link.id.reference().to_owned(),
            participants: registration.map(|it| participants_apart(workshop, it)).unwrap_or_default(),
            form: FormView::filled_in(form, &format!("{own_path}/participants"), submission),
            basis_field: BASIS_FIELD,
            basis: shown.map(|it| it.to_string()).unwrap_or_default(),
            refusal: None,
            own_path,
        }
    }
}

/// Returns the participants with the paths on which their sessions can be changed at `now`.
fn participants_to_change(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    own_path: &str,
    now: Timestamp,
) -> Vec<ParticipantView> {
    let request = &registration.request;
    let mut views = participants(workshop, registration);
    // The details of the registration do not ask about sessions that were chosen for one person, even if they are the same.
    if views.len() > 1 || request.participants.iter().any(|it| !it.sessions.is_empty()) {
        for (view, participant) in views.iter_mut().zip(&request.participants) {
            view.sessions_path = can_change_sessions(workshop, registration, participant, now)
                .then(|| sessions_path(own_path, participant.number));
        }
    }
    views
}

/// Returns whether the registrant can add people at `now`, as far as the registration decides.
fn can_add(workshop: &CatalogueWorkshop, registration: &Registration, offer: &Offer, now: Timestamp) -> bool {
    !workshop.cancelled
        && registration.invoiced.is_none()
        && registration.may_add_people(offer, now)
        && registration.room_for_people(offer) > 0
}

/// Returns the participants if they do not all attend the same sessions in the same way.
fn participants_apart(workshop: &CatalogueWorkshop, registration: &Registration) -> Vec<ParticipantView> {
    match registration.request.has_own_sessions() {
        true => participants(workshop, registration),
        false => Vec::new(),
    }
}

/// Returns whether the registrant can cause an event at `now`: the state must allow it, and the deadline must not
/// have passed.
pub fn changes_are_possible(
    workshop: &CatalogueWorkshop,
    registration: &Registration,
    event: Event,
    now: Timestamp,
) -> bool {
    workshop.offer.as_deref().is_some_and(|offer| now < offer.changes_until)
        && allows(workshop, registration, event)
}

/// Returns whether the state of a registration allows an event.
fn allows(workshop: &CatalogueWorkshop, registration: &Registration, event: Event) -> bool {
    let offer = workshop.offer.as_deref();
    offer.is_some_and(|offer| registration.status.after(event, registration.requirements(offer)).is_some())
}

fn contact(contact: &Contact) -> ContactView {
    ContactView {
        name: contact.name(),
        function: contact.function.clone(),
        organisation: contact.organisation.clone(),
        email: contact.email.readable(),
        telephone: contact.telephone.as_ref().map(ToString::to_string),
    }
}

/// Returns the submission that would result in the current participants.
pub(super) fn as_submitted(form: &Form, participants: &[Participant]) -> Submission {
    let hash = (FORM_HASH_FIELD.to_owned(), form.hash().to_owned());
    let rows = (1..).zip(participants).flat_map(|(number, participant)| row(number, participant));
    Submission::new(rows.chain([hash]).collect())
}

/// Returns the fields of a participant in the row with this number.
fn row(number: u32, participant: &Participant) -> Vec<(String, String)> {
    let named = |name: &str, value: String| (field::of_participant(number, name), value);
    let mut row = vec![
        named(field::GIVEN_NAME, participant.given_name.clone()),
        named(field::FAMILY_NAME, participant.family_name.clone()),
        named(field::FUNCTION, participant.function.clone()),
    ];
    row.extend(participant.email.as_ref().map(|email| named(field::EMAIL, email.as_str().to_owned())));
    for (name, answer) in &participant.answers {
        row.extend(answer.texts(CONSENT_VALUE).into_iter().map(|value| named(name, value)));
    }
    row
}
