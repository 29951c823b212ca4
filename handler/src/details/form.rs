//! The forms in which details are changed, made from the registration form.

use std::collections::BTreeSet;

use model::form::{Form, ShowIf};
use model::registration::{DetailGroup, Registration, details_form, own_sessions_form};
use view::edition::Edition;
use view::registration::DetailsOf;

use super::DetailsAddress;
use crate::error::{AppError, AppResult};
use crate::extract::own_registration::RegistrationAddress;

/// What a form is made of.
pub(super) struct Asked<'a> {
    pub(super) address: &'a DetailsAddress,
    pub(super) edition: &'a Edition,
    /// The groups that the page asks about, if it is about a registration.
    pub(super) groups: &'a BTreeSet<DetailGroup>,
    /// The identifiers of the sessions that have begun.
    pub(super) begun: &'a BTreeSet<String>,
}

impl Asked<'_> {
    /// Returns the form for a registration.
    pub(super) fn form(&self, registration: &Registration) -> AppResult<Form> {
        let stored = registration.request.as_submitted("");
        self.form_if(|condition| stored.has(&condition.field, &condition.equals))
    }

    /// Returns the form to show while the registration cannot be read. It has the groups that were posted, with all their
    /// questions.
    pub(super) fn form_as_posted(&self) -> AppResult<Form> {
        self.form_if(|_| true)
    }

    fn form_if(&self, is_met: impl Fn(&ShowIf) -> bool) -> AppResult<Form> {
        let workshop = self.address.address.workshop();
        let broken = |error| AppError::broken(workshop, error);
        let whole = self.edition.registration_form(workshop);
        let whole = whole.map_err(|error| AppError::broken(workshop, error))?;
        let whole = whole.ok_or_else(|| AppError::NoOffer(workshop.slug.clone()))?;
        match self.address.of {
            DetailsOf::Registration => details_form(whole, self.groups, self.begun, is_met),
            DetailsOf::Participant(_) => own_sessions_form(whole, self.begun, true),
            DetailsOf::OwnParticipation => own_sessions_form(whole, self.begun, false),
        }
        .map_err(broken)
    }
}

/// Returns the identifiers of the sessions that have begun.
pub(crate) fn begun(address: &RegistrationAddress) -> BTreeSet<String> {
    let zone = address.services.editions.main().renderer.wording().formats().time_zone();
    let sessions = address.workshop().sessions.iter();
    let begun = sessions.filter(|session| session.starts(zone).is_some_and(|start| start <= address.now));
    begun.map(|session| session.id.clone()).collect()
}
