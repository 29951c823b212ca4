//! The reasons why a request fails or a form is not accepted. Use cases return these errors and know no HTTP;
//! `response` gives each its status and page.

use model::catalogue::CatalogueWorkshop;
use model::form;
use model::offer::OfferState;
use model::reading::{ReadError, RequestError};
use model::slug::Slug;
use model::submission::{Problem, SubmissionErrors};
use registry::{StoreError, UnusableFile};
use view::renderer::RenderError;
use view::words::WordsError;

use crate::abuse::TooMany;
use crate::request::Unacceptable;

/// The result of a use case whose errors need not keep the typed answers.
pub(crate) type AppResult<T> = Result<T, AppError>;

/// The reason why a request fails.
#[derive(Debug)]
pub(crate) enum AppError {
    /// No page has this URL.
    NotFound,
    /// The URL does not support this method.
    MethodNotAllowed,
    /// The workshop does not exist.
    UnknownWorkshop,
    /// The workshop takes no registrations here.
    NoOffer(Slug),
    /// The workshop has no such questionnaire.
    UnknownForm(Slug),
    /// The registration does not exist. The error does not reveal which part of the URL is wrong.
    UnknownRegistration,
    /// The link confirms no address. The error does not reveal whether it ever did.
    UnknownAddressLink,
    /// The request was refused before it was read.
    Unacceptable(Unacceptable),
    /// The sender exceeded a limit, and the refusal loses no typed answers.
    TooMany(TooMany),
    /// The store did not answer in time.
    Unavailable(StoreError),
    /// The operator has to fix something, possibly in this workshop.
    Broken(Option<Slug>, Broken),
}

/// A fault that the operator has to fix.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Broken {
    /// The file of the workshop is missing or damaged.
    #[error("{0}; build the site again, and deploy all files in `dist/handler`")]
    Workshop(#[from] UnusableFile),
    /// The form in the catalogue is not a registration form.
    #[error(transparent)]
    Form(#[from] RequestError),
    /// A part of the form in the catalogue is not a form.
    #[error(transparent)]
    PartOfForm(#[from] form::FormError),
    /// The theme lacks translations for the form that changes participants, for the one that finds registrations, or for
    /// a calendar file.
    #[error(transparent)]
    Words(#[from] WordsError),
    /// A page cannot be rendered. The template engine's message may quote personal data, so only the class is kept.
    #[error("{}", class(.0))]
    Page(RenderError),
}

/// The reason why a filled-in form is not accepted.
#[derive(Debug)]
pub(crate) enum FormError {
    /// Some answers are not valid.
    Invalid(SubmissionErrors),
    /// One of the answers is a wrong code. It counts against the limits, so that no code can be guessed.
    Guess(SubmissionErrors),
    /// The answers are valid, but they are not accepted.
    Refused(Refusal),
    /// The failure does not concern the form.
    App(AppError),
}

/// The reason why valid answers are not accepted.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Registration has not opened yet.
    Upcoming,
    /// Registration has closed.
    Closed,
    /// The workshop is cancelled.
    Cancelled,
    /// No seats are left.
    Full,
    /// The sender exceeded a limit.
    TooMany(TooMany),
    /// The store did not answer in time.
    Unavailable(StoreError),
}

impl AppError {
    /// Creates the error for a fault in a workshop's data.
    pub(crate) fn broken(workshop: &CatalogueWorkshop, error: impl Into<Broken>) -> AppError {
        AppError::Broken(Some(workshop.slug.clone()), error.into())
    }

    /// Returns the key in the theme's translations and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            AppError::NotFound => "not-found",
            AppError::MethodNotAllowed => "method-not-allowed",
            AppError::UnknownWorkshop => "unknown-workshop",
            AppError::NoOffer(_) => "no-registration",
            AppError::UnknownForm(_) => "unknown-form",
            AppError::UnknownRegistration => "unknown-registration",
            AppError::UnknownAddressLink => "unknown-address-link",
            AppError::Unacceptable(reason) => reason.key(),
            AppError::TooMany(_) => "too-many",
            AppError::Unavailable(_) => "unavailable",
            AppError::Broken(..) => "internal-error",
        }
    }

    /// Returns the workshop to which the error page links, if the error is about one.
    pub(crate) fn workshop(&self) -> Option<&Slug> {
        match self {
            AppError::NoOffer(workshop) | AppError::UnknownForm(workshop) => Some(workshop),
            AppError::Broken(workshop, _) => workshop.as_ref(),
            _ => None,
        }
    }

    /// Returns the class of an error on our side, for the log.
    pub(crate) fn class(&self) -> Option<String> {
        match self {
            AppError::Unavailable(error) => Some(error.to_string()),
            AppError::Broken(_, error) => Some(error.to_string()),
            _ => None,
        }
    }
}

impl Refusal {
    /// Returns why the form cannot be submitted at the moment, if so.
    pub(crate) fn of(workshop: &CatalogueWorkshop, state: OfferState) -> Option<Refusal> {
        match state {
            _ if workshop.cancelled => Some(Refusal::Cancelled),
            OfferState::Upcoming => Some(Refusal::Upcoming),
            OfferState::Closed => Some(Refusal::Closed),
            OfferState::Open => None,
        }
    }

    /// Returns the key in the theme's translations and in the log.
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

    /// Returns whether to show the typed answers again, so that the registrant can send them later or copy them.
    pub(crate) fn keeps_answers(&self) -> bool {
        !matches!(self, Refusal::Cancelled)
    }

    /// Returns the class of an error on our side, for the log.
    pub(crate) fn class(&self) -> Option<String> {
        match self {
            Refusal::Unavailable(error) => Some(error.to_string()),
            _ => None,
        }
    }
}

impl FormError {
    /// Returns the error about answers with these problems.
    pub(crate) fn about(errors: SubmissionErrors) -> FormError {
        let is_guess = errors.fields.iter().any(|error| error.problem == Problem::UnknownCode);
        if is_guess { FormError::Guess(errors) } else { FormError::Invalid(errors) }
    }

    /// Converts a reading error: either the answers are invalid, or the workshop's form in the catalogue is.
    pub(crate) fn reading(workshop: &CatalogueWorkshop, error: ReadError) -> FormError {
        match error {
            ReadError::Submission(errors) => FormError::about(errors),
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
    /// Keeps the typed answers so that the registrant can send them again.
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
