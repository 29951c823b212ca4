//! Converts a participant of a registration to their own page.

use std::slice;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::contact::Email;
use model::form::Form;
use model::registration::{Participant, Registration};
use model::status::Event;
use model::submission::Submission;

use super::answers::of_participant;
use super::recap::can_change_sessions;
use super::registrant::as_submitted;
use super::{ParticipationView, WorkshopSummaryView, changes_are_possible};
use crate::calendar;
use crate::form::FormView;

impl ParticipationView {
    /// Returns the page of a participant at this path, with the actions that are possible at `now` and without private
    /// information.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        participant: &Participant,
        path: String,
        now: Timestamp,
    ) -> ParticipationView {
        let (offer, own) = (workshop.offer.as_deref(), registration.of_participant(participant));
        let possible = |event| changes_are_possible(workshop, registration, event, now);
        ParticipationView {
            workshop: WorkshopSummaryView::attended(workshop, &own),
            status: registration.status.key(),
            reference: registration.id.reference().to_owned(),
            organisation: registration.request.contact.organisation.clone(),
            name: participant.name(),
            function: participant.function.clone(),
            email: participant.email.as_ref().map(Email::readable),
            answers: of_participant(workshop, participant),
            private: Vec::new(),
            changes_until: offer.map(|offer| offer.changes_until),
            change_path: possible(Event::ChangeParticipants).then(|| format!("{path}/change")),
            sessions_path: can_change_sessions(workshop, registration, participant, now)
                .then(|| format!("{path}/sessions")),
            cancel_path: possible(Event::ChangeParticipants).then(|| format!("{path}/cancel")),
            calendar_path: calendar::is_offered(workshop, &own).then(|| format!("{path}/calendar.ics")),
            form: None,
            cancel_action: None,
            refusal: None,
            path,
        }
    }

    /// Returns the page that asks whether the participant no longer takes part.
    #[must_use]
    pub fn asking_to_cancel(self) -> ParticipationView {
        ParticipationView { cancel_action: Some(format!("{}/cancel", self.path)), ..self }
    }

    /// Returns the page with the form, filled in with a submission or, without one, with what is stored.
    #[must_use]
    pub fn with_form(
        self,
        form: &Form,
        participant: &Participant,
        submission: Option<&Submission>,
    ) -> ParticipationView {
        let action = format!("{}/change", self.path);
        let form = match submission {
            Some(submission) => FormView::filled_in(form, &action, submission),
            None => FormView::filled_in(form, &action, &as_submitted(form, slice::from_ref(participant))),
        };
        ParticipationView { form: Some(form), ..self }
    }
}
