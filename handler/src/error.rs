//! Why a request comes to nothing, or a form is not taken. Use cases return these and know no HTTP; `response` gives
//! each its status and its page.

use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::reading::{ReadError, RequestError};
use model::registration::RegistrationFormError;
use model::slug::Slug;
use model::submission::SubmissionErrors;
use registry::StoreError;
use view::renderer::RenderError;
use view::words::WordsError;

use crate::abuse::TooMany;
use crate::request::Unacceptable;

/// What a use case returns whose errors keep nothing that was typed.
pub(crate) type AppResult<T> = Result<T, AppError>;

/// Why a request comes to nothing.
#[derive(Debug)]
pub(crate) enum AppError {
    /// The address leads nowhere.
    NotFound,
    /// The address takes no such request.
    MethodNotAllowed,
    /// There is no such workshop.
    UnknownWorkshop,
    /// One cannot register for this workshop at all.
    NoOffer(Slug),
    /// The workshop has no such questionnaire.
    UnknownForm(Slug),
    /// There is no such registration; which part of the address is wrong is nobody's business.
    UnknownRegistration,
    /// The request was not even read.
    Unacceptable(Unacceptable),
    /// Too much comes from the same place, and nothing that was typed is lost by refusing it.
    TooMany(TooMany),
    /// The store did not answer in time.
    Unavailable(StoreError),
    /// The operator has something to fix, about this workshop or about none.
    Broken(Option<Slug>, Broken),
}

/// What the operator has to fix.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The catalogue's form is no registration form.
    #[error(transparent)]
    Form(#[from] RequestError),
    /// The form for changing who takes part cannot be made, as the theme lacks words.
    #[error(transparent)]
    ParticipantsForm(#[from] RegistrationFormError<WordsError>),
    /// The form for finding registrations or a calendar file cannot be made, as the theme lacks words.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// A page cannot be rendered. What the template engine reports may quote what it was rendering, hence only the class.
    #[error("{}", class(.0))]
    Page(RenderError),
}

/// Why a form that was filled in is not taken.
#[derive(Debug)]
pub(crate) enum FormError {
    /// Some answers are not valid.
    Invalid(SubmissionErrors),
    /// Nothing is wrong with the answers, but they are not taken.
    Refused(Refusal),
    /// It is not about the form.
    App(AppError),
}

/// Why answers are not taken although nothing is wrong with them.
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
    /// Too much comes from the same place.
    TooMany(TooMany),
    /// The store did not take them in time.
    Unavailable(StoreError),
}

impl AppError {
    /// Something about a workshop is broken.
    pub(crate) fn broken(workshop: &CatalogueWorkshop, error: impl Into<Broken>) -> AppError {
        AppError::Broken(Some(workshop.slug.clone()), error.into())
    }

    /// The key in the words of a theme and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            AppError::NotFound => "not-found",
            AppError::MethodNotAllowed => "method-not-allowed",
            AppError::UnknownWorkshop => "unknown-workshop",
            AppError::NoOffer(_) => "no-registration",
            AppError::UnknownForm(_) => "unknown-form",
            AppError::UnknownRegistration => "unknown-registration",
            AppError::Unacceptable(reason) => reason.key(),
            AppError::TooMany(_) => "too-many",
            AppError::Unavailable(_) => "unavailable",
            AppError::Broken(..) => "internal-error",
        }
    }

    /// The workshop that the request is about, if that is known.
    pub(crate) fn workshop(&self) -> Option<&Slug> {
        match self {
            AppError::NoOffer(workshop) | AppError::UnknownForm(workshop) => Some(workshop),
            AppError::Broken(workshop, _) => workshop.as_ref(),
            _ => None,
        }
    }

    /// The class of what went wrong on our side.
    pub(crate) fn class(&self) -> Option<String> {
        match self {
            AppError::Unavailable(error) => Some(error.to_string()),
            AppError::Broken(_, error) => Some(error.to_string()),
            _ => None,
        }
    }
}

impl Refusal {
    /// Why nothing can be filled in at the moment, if that is so.
    pub(crate) fn of(workshop: &CatalogueWorkshop, state: OfferState) -> Option<Refusal> {
        match state {
            _ if workshop.cancelled => Some(Refusal::Cancelled),
            OfferState::Upcoming => Some(Refusal::Upcoming),
            OfferState::Closed => Some(Refusal::Closed),
            OfferState::Open => None,
        }
    }

    /// The key in the words of a theme and in the log.
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

    /// The class of what went wrong on our side.
    pub(crate) fn class(&self) -> Option<String> {
        match self {
            Refusal::Unavailable(error) => Some(error.to_string()),
            _ => None,
        }
    }
}

impl FormError {
    /// What is wrong with answers, or with the form that the catalogue has for this workshop.
    pub(crate) fn reading(workshop: &CatalogueWorkshop, error: ReadError) -> FormError {
        match error {
            ReadError::Submission(errors) => FormError::Invalid(errors),
            ReadError::Form(error) => FormError::App(AppError::broken(workshop, error)),
        }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> AppError {
        AppError::Unavailable(error)
    }
}

impl From<RenderError> for AppError {
    fn from(error: RenderError) -> AppError {
        AppError::Broken(None, Broken::Page(error))
    }
}

impl From<WordsError> for AppError {
    fn from(error: WordsError) -> AppError {
        AppError::Broken(None, error.into())
    }
}

impl From<AppError> for FormError {
    fn from(error: AppError) -> FormError {
        FormError::App(error)
    }
}

impl From<Refusal> for FormError {
    fn from(refusal: Refusal) -> FormError {
        FormError::Refused(refusal)
    }
}

impl From<TooMany> for FormError {
    fn from(too_many: TooMany) -> FormError {
        FormError::Refused(Refusal::TooMany(too_many))
    }
}

impl From<StoreError> for FormError {
    /// What was typed is kept, so that it can be sent again.
    fn from(error: StoreError) -> FormError {
        FormError::Refused(Refusal::Unavailable(error))
    }
}

fn class(error: &RenderError) -> String {
    match error {
        RenderError::Template(_) => "a template cannot be rendered".to_owned(),
        RenderError::Formats(error) => error.to_string(),
        RenderError::Words(error) => error.to_string(),
    }
}
