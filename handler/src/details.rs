//! The use cases "change contact, sessions, invoice and answers" and "change the sessions of one participant". Knows neither
//! HTTP nor AWS.

mod form;
mod opened;

use std::borrow::Cow;
use std::collections::BTreeSet;

use model::announcement::AttendanceMode;
use model::field;
use model::form::Form;
use model::offer::Offer;
use model::reading::{ReadError, read_details};
use model::registration::{Author, Details, DetailsBasis, Registration, TooManyChanges, asked_sessions};
use model::submission::{Submission, SubmissionErrors};
use registry::{StoreError, Transitioned};

use self::form::Asked;
pub(crate) use self::form::begun;
pub(crate) use self::opened::{DetailsAddress, Opened};
use crate::abuse::Pressure;
use crate::error::{AppError, Refusal};
use crate::extract::own_registration::{OwnParticipation, OwnRegistration};
use crate::own_registration::{OwnRegistrationError, settled};

/// The reason why the details were not changed.
#[derive(Debug)]
pub(crate) enum DetailsError {
    /// The form is shown again, with the answers.
    Kept(Box<KeptAnswers>),
    /// The failure does not concern the answers.
    Registration(OwnRegistrationError),
    /// The failure does not concern the answers of a participant on their own page.
    Participation(Box<OwnParticipation>, OwnRegistrationError),
}

/// Answers that were not stored, and why.
#[derive(Debug)]
pub(crate) struct KeptAnswers {
    /// The registration as it is stored, or what it is for the participant; `None` if it could not be read, in which case the
    /// URL is unverified and may open nothing.
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
    /// A participant would raise what the registrant pays.
    RaisesFee,
    /// The seats that they need are not free.
    Full,
    /// They are too long to be stored together.
    TooLarge,
    /// The registrant has made too many changes.
    TooOften(TooManyChanges),
    /// They could be stored at another time.
    Refused(Refusal),
}

/// A page for changing details, with its form.
pub(crate) struct AskedDetails {
    pub(crate) opened: Opened,
    pub(crate) form: Form,
    pub(crate) basis: DetailsBasis,
}

/// Returns the form with the groups that can still be changed, and its basis.
pub(crate) async fn ask(address: &DetailsAddress) -> Result<AskedDetails, DetailsError> {
    let opened = Opened::at(address.clone()).await?;
    let groups = opened.open_groups();
    if groups.is_empty() {
        return Err(opened.closed());
    }
    let (part, begun) = (opened.part()?, begun(&address.address));
    let edition = opened.own.edition();
    let form = Asked { address, edition, groups: &groups, begun: &begun }.form(&part)?;
    if form.fields().next().is_none() {
        return Err(opened.closed());
    }
    let basis = DetailsBasis::new(&part.request.details(), groups, &form);
    Ok(AskedDetails { opened, form, basis })
}

/// Changes the details. Returns what was opened, with the result, as named in the log.
pub(crate) async fn change(
    address: &DetailsAddress,
    submission: &Submission,
) -> Result<(Opened, &'static str), DetailsError> {
    let too_many = match address.address.pressure {
        Pressure::TooMuch(too_many) => Some(Refusal::TooMany(too_many)),
        _ => None,
    };
    let mut posted = address.basis(submission);
    let begun = begun(&address.address);
    let opened = match Opened::at(address.clone()).await {
        Err(DetailsError::Registration(OwnRegistrationError::App(AppError::Unavailable(error)))) => {
            let reason = Reason::Refused(too_many.unwrap_or(Refusal::Unavailable(error)));
            let edition = address.address.services.editions.main();
            let form = Asked { address, edition, groups: &posted.groups, begun: &begun }.form_as_posted()?;
            return Err(KeptAnswers { registration: None, form, basis: posted, reason }.into());
        }
        opened => opened?,
    };
    // The groups that the page showed, of which some may be closed by now.
    if posted.groups.is_empty() {
        posted.groups = opened.open_groups();
    }
    let offer = opened.own.workshop().offer.as_deref();
    let Some(offer) = offer.filter(|_| !posted.groups.is_empty() && opened.is_alive()) else {
        return Err(opened.closed());
    };
    let part = opened.part()?;
    let edition = opened.own.edition();
    let form = Asked { address, edition, groups: &posted.groups, begun: &begun }.form(&part)?;
    let attempt = Attempt { opened: &opened, part: &part, offer, form: &form, begun: &begun, posted };
    let changed = attempt.make(submission, too_many).await.map_err(|error| opened.on_its_page(error))?;
    match changed {
        true => Ok((opened, "details-changed")),
        false => Ok((opened, "unchanged")),
    }
}

/// An attempt to change the details of a registration.
struct Attempt<'a> {
    opened: &'a Opened,
    /// The registration, or what it is for the participant.
    part: &'a Registration,
    /// The offer of its workshop.
    offer: &'a Offer,
    form: &'a Form,
    /// The identifiers of the sessions that have begun.
    begun: &'a BTreeSet<String>,
    /// The basis that the submission carries.
    posted: DetailsBasis,
}

impl Attempt<'_> {
    /// Returns whether anything changed.
    async fn make(&self, submission: &Submission, too_many: Option<Refusal>) -> Result<bool, DetailsError> {
        if self.changes_closed_session(submission) {
            return Err(self.kept(Reason::PartClosed));
        }
        if let Some(too_many) = too_many {
            return Err(self.kept(Reason::Refused(too_many)));
        }
        let Some(details) = self.changed(submission)? else { return Ok(false) };
        self.store(&details).await?;
        Ok(true)
    }

    /// Returns whether the submission changes a session that its page asked about and the form no longer does, because it has
    /// begun or is cancelled.
    fn changes_closed_session(&self, submission: &Submission) -> bool {
        let asked = asked_sessions(self.form);
        let is_changed =
            |session: &String| submission.has(field::SESSIONS, session) != self.part.covers(session);
        self.posted.sessions.difference(&asked).any(is_changed) || self.changes_begun(submission)
    }

    /// Returns whether a page that was loaded earlier asks for another way of attending a session that has begun since. The
    /// form no longer has that question.
    fn changes_begun(&self, submission: &Submission) -> bool {
        let registration = self.part;
        self.begun.iter().any(|session| {
            let mode = registration.request.mode(session).map_or("", AttendanceMode::key);
            let name = field::attendance(session);
            let posted = submission.value(&name).trim();
            registration.covers(session) && !posted.is_empty() && posted != mode
        })
    }

    /// Returns the details as submitted; `None` if they are those that are stored.
    fn changed(&self, submission: &Submission) -> Result<Option<Details>, DetailsError> {
        let (workshop, registration) = (self.opened.own.workshop(), self.part);
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
        let transitioned = match self.transition(details).await {
            Ok(transitioned) => transitioned,
            Err(error) => return Err(self.kept(Reason::Refused(Refusal::Unavailable(error)))),
        };
        match transitioned {
            Transitioned::Outdated(current) => Err(self.kept_now(current, Reason::Outdated)),
            Transitioned::Full(current) => Err(self.kept_now(current, Reason::Full)),
            Transitioned::TooLarge(current) => Err(self.kept_now(current, Reason::TooLarge)),
            Transitioned::TooMany(current, limit) => Err(self.kept_now(current, Reason::TooOften(limit))),
            Transitioned::Impossible(current) if current.status.is_alive() => {
                let reason = self.obstacle(&current);
                Err(self.kept_now(current, reason))
            }
            other => Ok(settled(&self.opened.own, other)?),
        }
    }

    async fn transition(&self, details: &Details) -> Result<Transitioned, StoreError> {
        let Opened { own, number, .. } = self.opened;
        let (store, deadline) = (&own.address.services.store, own.address.deadline);
        let transition = self.opened.transition(self.offer);
        match *number {
            None => store.change_details(transition, details, deadline).await,
            Some(number) => store.change_sessions(transition, number, &details.sessions, deadline).await,
        }
    }

    /// Returns why the store has refused to change a registration that has not ended.
    fn obstacle(&self, current: &Registration) -> Reason {
        let participant = self.opened.number.and_then(|number| current.participant(number));
        let may_change =
            participant.is_some_and(|it| current.may_change_sessions_of(it, self.offer, self.opened.now()));
        match self.opened.by {
            Author::Participant if may_change => Reason::RaisesFee,
            _ => Reason::PartClosed,
        }
    }

    fn kept(&self, reason: Reason) -> DetailsError {
        self.kept_now(self.opened.own.registration.clone(), reason)
    }

    /// Returns the answers for a registration that is stored as `current` now. After another change, the form is based on
    /// that one, so that the answers can be sent again.
    fn kept_now(&self, current: Box<Registration>, reason: Reason) -> DetailsError {
        let own = OwnRegistration { registration: current, ..self.opened.own.clone() };
        let part = self.opened.part_of(&own.registration).map(Cow::into_owned);
        let Some(part) = part else { return OwnRegistrationError::Left(Box::new(own)).into() };
        let DetailsBasis { groups, .. } = &self.posted;
        let basis = match reason {
            Reason::Outdated => DetailsBasis::new(&part.request.details(), groups.clone(), self.form),
            _ => self.posted.clone().with_form(self.form),
        };
        let form = self.form.clone();
        KeptAnswers { registration: Some(Box::new(part)), form, basis, reason }.into()
    }
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
