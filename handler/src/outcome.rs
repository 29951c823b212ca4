//! What came of a request, before anybody thinks of HTTP.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::offer::{Offer, OfferState};
use model::reading::RequestError;
use model::registration::{Capability, Registration, RegistrationFormError, RegistrationId, TooManyChanges};
use model::submission::{Submission, SubmissionErrors};
use view::words::WordsError;

use crate::abuse::TooMany;
use crate::answer::{Answered, Asked};
use crate::find::Finding;
use crate::request::Unacceptable;
use registry::{Counter, Listed, StoreError};

/// What came of a request.
#[derive(Debug)]
pub(crate) enum Outcome<'a> {
    /// The registration is stored, or was already by the same answers.
    Registered(&'a CatalogueWorkshop, Box<Registration>),
    /// Some answers are not valid.
    Invalid(Posted<'a>, SubmissionErrors),
    /// Nothing is wrong with the answers, but the registration is not taken.
    Refused(Posted<'a>, Refusal),
    /// One cannot register for this workshop at all.
    NoOffer(&'a CatalogueWorkshop),
    /// There is no such workshop.
    UnknownWorkshop,
    /// A registrant's own registration.
    Found(Own<'a>),
    /// The text of the calendar file of a registration.
    Calendar(&'a CatalogueWorkshop, String),
    /// The question whether it is to be cancelled.
    AskedToCancel(Own<'a>),
    /// The form for changing who takes part; with what was submitted and is wrong with it, if that was done.
    AskedToChange(Own<'a>, Form, Option<(Submission, SubmissionErrors)>),
    /// The participants were not changed, as the store did not answer.
    Unchanged(Unchanged<'a>),
    /// The question whether the e-mail address is to be confirmed, and the token with which it was asked.
    AskedToConfirm(Own<'a>, String),
    /// The e-mail address was not confirmed in time.
    Lapsed(Own<'a>),
    /// It is changed, confirmed or cancelled, or was already.
    Changed(Own<'a>, &'static str),
    /// It cannot be changed or cancelled any more.
    TooLate(Own<'a>),
    /// Its registrant has changed it too often; with what was submitted about the participants, if it was that.
    ChangedTooOften(Own<'a>, Option<(Form, Submission)>, TooManyChanges),
    /// There is no such registration; which part of the address is wrong is nobody's business.
    UnknownRegistration,
    /// How many seats are left.
    Available(&'a CatalogueWorkshop, Availability<'a>),
    /// What came of a request about a questionnaire.
    Questionnaire(Asked<'a>, Answered),
    /// What came of a request to find registrations.
    Finding(Finding),
    /// The workshop has no such questionnaire.
    UnknownForm(&'a CatalogueWorkshop),
    /// The registration may exist, but the store cannot tell.
    Unavailable(StoreError),
    /// Too much comes from the same place, and nothing that was typed is lost by refusing it.
    TooMany(TooMany),
    /// The post was not even read.
    Unacceptable(Unacceptable),
    /// The address leads nowhere.
    NotFound,
    /// The address takes no such request.
    MethodNotAllowed,
    /// The catalogue's form makes no registration, or the theme lacks words.
    Broken(&'a CatalogueWorkshop, Broken),
    /// The theme lacks words of a page that is about no workshop.
    BrokenSite(Broken),
}

/// What the operator has to mend.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The catalogue's form is no registration form.
    #[error(transparent)]
    Form(#[from] RequestError),
    /// The form for changing who takes part cannot be made, as the theme lacks words.
    #[error(transparent)]
    ParticipantsForm(#[from] RegistrationFormError<WordsError>),
    /// The form for finding registrations cannot be made, as the theme lacks words.
    #[error(transparent)]
    FindForm(WordsError),
    /// The calendar file cannot be made, as the theme lacks words.
    #[error(transparent)]
    Calendar(#[from] WordsError),
}

/// What is known of the seats of an offer.
#[derive(Debug)]
pub(crate) struct Availability<'a> {
    pub(crate) offer: &'a Offer,
    pub(crate) state: OfferState,
    pub(crate) counter: Counter,
}

/// A form that was posted, and what it is about.
#[derive(Debug)]
pub(crate) struct Posted<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) offer: &'a Offer,
    pub(crate) state: OfferState,
    pub(crate) submission: Submission,
}

/// A registration and what its registrant may see of it.
#[derive(Debug)]
pub(crate) struct Own<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: Box<Registration>,
    /// The place on the waiting list, from 1, where it was looked up.
    pub(crate) waiting_place: Option<usize>,
    /// The others on the participants' list; `None` for a registration that may not see it, or where nobody looks.
    pub(crate) others: Option<Vec<Listed>>,
    pub(crate) now: Timestamp,
}

/// A change of participants that was not stored, with everything that was typed.
#[derive(Debug)]
pub(crate) struct Unchanged<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    /// What the address of the page says. Where the registration was not even read, it may open nothing.
    pub(crate) address: (RegistrationId, Capability),
    /// The registration, where it was read.
    pub(crate) registration: Option<Box<Registration>>,
    pub(crate) form: Form,
    pub(crate) submission: Submission,
    pub(crate) reason: NotStored,
}

/// Why a change of participants was not stored although nothing is wrong with it.
#[derive(Debug)]
pub(crate) enum NotStored {
    /// Too many requests came from the same place.
    TooMany(TooMany),
    /// The store did not store it in time.
    Unavailable(StoreError),
}

/// Why a registration is not taken.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// It is too early.
    Upcoming,
    /// It is too late.
    Closed,
    /// The workshop does not take place.
    Cancelled,
    /// No seat is left.
    Full,
    /// Too much comes from the same network address.
    TooMany(TooMany),
    /// The store did not take it in time.
    Unavailable(StoreError),
}

impl<'a> Outcome<'a> {
    /// The registration whose registrant gets a page about it.
    pub(crate) fn registration(&self) -> Option<&Registration> {
        match self {
            Outcome::Found(own)
            | Outcome::AskedToCancel(own)
            | Outcome::AskedToChange(own, ..)
            | Outcome::AskedToConfirm(own, _)
            | Outcome::Lapsed(own)
            | Outcome::Changed(own, _)
            | Outcome::ChangedTooOften(own, ..)
            | Outcome::TooLate(own) => Some(&own.registration),
            Outcome::Unchanged(unchanged) => unchanged.registration.as_deref(),
            _ => None,
        }
    }

    /// The workshop whose form was filled in, with its texts in the form's language.
    pub(crate) fn form(&self) -> Option<&'a CatalogueWorkshop> {
        match self {
            Outcome::Invalid(posted, _) | Outcome::Refused(posted, _) => Some(posted.workshop),
            Outcome::Questionnaire(asked, _) => Some(asked.workshop),
            _ => None,
        }
    }
}

impl From<StoreError> for NotStored {
    fn from(error: StoreError) -> NotStored {
        NotStored::Unavailable(error)
    }
}

impl NotStored {
    /// The key of the reason in the words of a theme and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            NotStored::TooMany(too_many) if too_many.is_for_hours() => "changed-too-often-today",
            NotStored::TooMany(_) => "too-many",
            NotStored::Unavailable(_) => "unavailable",
        }
    }
}

impl Refusal {
    /// The key of the refusal in the words of a theme and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Refusal::Upcoming => "upcoming",
            Refusal::Closed => "closed",
            Refusal::Cancelled => "cancelled",
            Refusal::Full => "full",
            Refusal::TooMany(_) => "too-many",
            Refusal::Unavailable(_) => "unavailable",
        }
    }

    /// Whether what was typed is still worth keeping: to be sent later, or, where it came too late, to be copied.
    pub(crate) fn keeps_answers(&self) -> bool {
        !matches!(self, Refusal::Cancelled)
    }
}
