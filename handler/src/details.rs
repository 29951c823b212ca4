//! The use case "change contact, sessions, invoice and answers". Knows neither HTTP nor AWS.

use std::collections::BTreeSet;

use model::announcement::AttendanceMode;
use model::field;
use model::form::{Form, ShowIf};
use model::offer::Offer;
use model::reading::{ReadError, read_details};
use model::registration::{
    DetailGroup, Details, DetailsBasis, Registration, TooManyChanges, asked_sessions, details_form,
};
use model::submission::{Submission, SubmissionErrors};
use registry::Transitioned;
use view::edition::Edition;

use crate::abuse::Pressure;
use crate::error::{AppError, AppResult, Refusal};
use crate::extract::own_registration::{OwnRegistration, RegistrationAddress};
use crate::own_registration::{OwnRegistrationError, settled};
use crate::participants::Changed;

/// The reason why the details were not changed.
#[derive(Debug)]
pub(crate) enum DetailsError {
    /// The form is shown again, with the answers.
    Kept(Box<KeptAnswers>),
    /// The failure does not concern the answers.
    Registration(OwnRegistrationError),
}

/// Answers that were not stored, and why.
#[derive(Debug)]
pub(crate) struct KeptAnswers {
    /// The registration as it is stored; `None` if it could not be read, in which case the URL is unverified and may open
    /// nothing.
    pub(crate) registration: Option<Box<Registration>>,
    pub(crate) form: Form,
    /// The basis of the form that is shown.
    pub(crate) basis: DetailsBasis,
    pub(crate) reason: Reason,
}

/// The reason why answers were not stored.
#[derive(Debug)]
pub(crate) enum Reason {
    /// Some are not valid.
    Invalid(SubmissionErrors),
    /// Another change came first.
    Outdated,
    /// A part that they change can no longer be changed.
    PartClosed,
    /// The seats that they need are not free.
    Full,
    /// They are too long to be stored together.
    TooLarge,
    /// The registrant has made too many changes.
    TooOften(TooManyChanges),
    /// They could be stored at another time.
    Refused(Refusal),
}

/// Returns the form with the groups that can still be changed, and its basis.
pub(crate) fn ask(own: &OwnRegistration) -> Result<(Form, DetailsBasis), OwnRegistrationError> {
    let open = open(own);
    if open.is_empty() {
        return Err(OwnRegistrationError::TooLate(Box::new(own.clone())));
    }
    let form = form(own, &open, &begun(&own.address))?;
    let basis = DetailsBasis::new(&own.registration.request.details(), open, &form);
    Ok((form, basis))
}

/// Changes the details, and returns the result.
pub(crate) async fn change(
    address: &RegistrationAddress,
    submission: &Submission,
) -> Result<Changed, DetailsError> {
    let too_many = match address.pressure {
        Pressure::TooMuch(too_many) => Some(Refusal::TooMany(too_many)),
        _ => None,
    };
    let posted = DetailsBasis::read(submission);
    let own = match address.clone().open().await {
        Ok(own) => own,
        Err(AppError::Unavailable(error)) => {
            let reason = Reason::Refused(too_many.unwrap_or(Refusal::Unavailable(error)));
            let form = form_as_posted(address, &posted)?;
            return Err(KeptAnswers { registration: None, form, basis: posted, reason }.into());
        }
        Err(error) => return Err(error.into()),
    };
    // The groups that the page showed, of which some may be closed by now.
    let groups = if posted.groups.is_empty() { open(&own) } else { posted.groups.clone() };
    if groups.is_empty() || !own.registration.status.is_alive() {
        return Err(OwnRegistrationError::TooLate(Box::new(own)).into());
    }
    let Some(offer) = own.workshop().offer.as_ref() else {
        return Err(OwnRegistrationError::TooLate(Box::new(own)).into());
    };
    let begun = begun(&own.address);
    let form = form(&own, &groups, &begun)?;
    let attempt = Attempt { own: &own, offer, form: &form, begun: &begun, posted };
    if attempt.changes_closed_session(submission) {
        return Err(attempt.kept(Reason::PartClosed));
    }
    if let Some(too_many) = too_many {
        return Err(attempt.kept(Reason::Refused(too_many)));
    }
    match attempt.changed(submission)? {
        Some(details) => attempt.store(&details).await?,
        None => return Ok(Changed { own, result: "unchanged" }),
    }
    Ok(Changed { own, result: "details-changed" })
}

/// An attempt to change the details of a registration.
struct Attempt<'a> {
    own: &'a OwnRegistration,
    /// The offer of its workshop.
    offer: &'a Offer,
    form: &'a Form,
    /// The identifiers of the sessions that have begun.
    begun: &'a BTreeSet<String>,
    /// The basis that the submission carries.
    posted: DetailsBasis,
}

impl Attempt<'_> {
    /// Returns whether the submission changes a session that its page asked about and the form no longer does, because it has
    /// begun or is cancelled.
    fn changes_closed_session(&self, submission: &Submission) -> bool {
        let asked = asked_sessions(self.form);
        let is_changed = |session: &String| {
            submission.has(field::SESSIONS, session) != self.own.registration.covers(session)
        };
        self.posted.sessions.difference(&asked).any(is_changed) || self.changes_begun(submission)
    }

    /// Returns whether a page that was loaded earlier asks for another way of attending a session that has begun since. The
    /// form no longer has that question.
    fn changes_begun(&self, submission: &Submission) -> bool {
        let registration = &self.own.registration;
        self.begun.iter().any(|session| {
            let mode = registration.request.mode(session).map_or("", AttendanceMode::key);
            let name = field::attendance(session);
            let posted = submission.value(&name).trim();
            registration.covers(session) && !posted.is_empty() && posted != mode
        })
    }

    /// Returns the details as submitted; `None` if they are those that are stored.
    fn changed(&self, submission: &Submission) -> Result<Option<Details>, DetailsError> {
        let (workshop, registration) = (self.own.workshop(), &self.own.registration);
        // A page that was loaded earlier still has sessions that are kept now.
        let asked = asked_sessions(self.form);
        let is_kept = |session: &str| registration.covers(session.trim()) && !asked.contains(session.trim());
        let submission = submission.without(field::SESSIONS, is_kept);
        let details = match read_details(workshop, self.offer, self.form, registration, &submission) {
            Ok(details) => details,
            Err(ReadError::Submission(errors)) => return Err(self.kept(Reason::Invalid(errors))),
            Err(ReadError::Form(error)) => return Err(AppError::broken(workshop, error).into()),
        };
        let current = registration.request.details();
        if details == current {
            return Ok(None);
        }
        if !self.posted.is_of(&current) {
            return Err(self.kept(Reason::Outdated));
        }
        Ok(Some(details))
    }

    /// Stores the details. The store refuses those of a group that is closed.
    async fn store(&self, details: &Details) -> Result<(), DetailsError> {
        let (own, address) = (self.own, &self.own.address);
        let transition = own.transition(self.offer);
        let store = &address.services.store;
        let transitioned = match store.change_details(transition, details, address.deadline).await {
            Ok(transitioned) => transitioned,
            Err(error) => return Err(self.kept(Reason::Refused(Refusal::Unavailable(error)))),
        };
        let now = |registration| OwnRegistration { registration, ..own.clone() };
        match transitioned {
            Transitioned::Outdated(current) => Err(self.kept_now(now(current), Reason::Outdated)),
            Transitioned::Full(current) => Err(self.kept_now(now(current), Reason::Full)),
            Transitioned::TooLarge(current) => Err(self.kept_now(now(current), Reason::TooLarge)),
            Transitioned::TooMany(current, limit) => {
                Err(self.kept_now(now(current), Reason::TooOften(limit)))
            }
            Transitioned::Impossible(current) if current.status.is_alive() => {
                Err(self.kept_now(now(current), Reason::PartClosed))
            }
            other => Ok(settled(own, other)?),
        }
    }

    fn kept(&self, reason: Reason) -> DetailsError {
        self.kept_now(self.own.clone(), reason)
    }

    /// Returns the answers for a registration that is stored as `own` now. After another change, the form is based on that
    /// one, so that the answers can be sent again.
    fn kept_now(&self, own: OwnRegistration, reason: Reason) -> DetailsError {
        let DetailsBasis { groups, .. } = &self.posted;
        let basis = match reason {
            Reason::Outdated => {
                DetailsBasis::new(&own.registration.request.details(), groups.clone(), self.form)
            }
            _ => self.posted.clone().with_form(self.form),
        };
        KeptAnswers { registration: Some(own.registration), form: self.form.clone(), basis, reason }.into()
    }
}

/// Returns the groups that can be changed now.
fn open(own: &OwnRegistration) -> BTreeSet<DetailGroup> {
    let offer = own.workshop().offer.as_ref();
    offer.map(|offer| own.registration.changeable_details(offer, own.address.now)).unwrap_or_default()
}

/// Returns the form for these groups of a registration. `begun` has the identifiers of the sessions that have begun.
fn form(own: &OwnRegistration, groups: &BTreeSet<DetailGroup>, begun: &BTreeSet<String>) -> AppResult<Form> {
    let stored = own.registration.request.as_submitted("");
    let is_met = |condition: &ShowIf| stored.has(&condition.field, &condition.equals);
    form_in(&own.address, own.edition(), groups, begun, is_met)
}

/// Returns the form to show while the registration cannot be read. It has the groups that were posted, with all their
/// questions.
fn form_as_posted(address: &RegistrationAddress, posted: &DetailsBasis) -> AppResult<Form> {
    form_in(address, address.services.editions.main(), &posted.groups, &begun(address), |_| true)
}

fn form_in(
    address: &RegistrationAddress,
    edition: &Edition,
    groups: &BTreeSet<DetailGroup>,
    begun: &BTreeSet<String>,
    is_met: impl Fn(&ShowIf) -> bool,
) -> AppResult<Form> {
    let workshop = address.workshop();
    let whole = edition.registration_form(workshop).map_err(|error| AppError::broken(workshop, error))?;
    let whole = whole.ok_or_else(|| AppError::NoOffer(workshop.slug.clone()))?;
    details_form(whole, groups, begun, is_met).map_err(|error| AppError::broken(workshop, error))
}

/// Returns the identifiers of the sessions that have begun.
pub(crate) fn begun(address: &RegistrationAddress) -> BTreeSet<String> {
    let zone = address.services.editions.main().renderer.wording().formats().time_zone();
    let now = zone.to_datetime(address.now);
    let sessions = address.workshop().sessions.iter();
    let begun = sessions.filter(|session| session.date.to_datetime(session.start) <= now);
    begun.map(|session| session.id.clone()).collect()
}

impl From<KeptAnswers> for DetailsError {
    fn from(kept: KeptAnswers) -> DetailsError {
        DetailsError::Kept(Box::new(kept))
    }
}

impl From<OwnRegistrationError> for DetailsError {
    fn from(error: OwnRegistrationError) -> DetailsError {
        DetailsError::Registration(error)
    }
}

impl From<AppError> for DetailsError {
    fn from(error: AppError) -> DetailsError {
        DetailsError::Registration(error.into())
    }
}
