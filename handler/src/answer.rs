//! The use case of a questionnaire: is it open, are the answers valid, were they stored? Knows neither HTTP nor AWS.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use model::questionnaire::{FormAnswer, FormAnswerRequest, Questionnaire};
use model::reading::{ReadError, read_answer};
use model::registration::Suspicion;
use model::slug::Slug;
use model::submission::{Submission, SubmissionErrors};

use crate::Services;
use crate::abuse::{Pressure, TooMany, examine};
use crate::outcome::Outcome;
use crate::register::{whole_milliseconds, workshop};
use registry::{Deadline, Kept, StoreError};

/// A questionnaire that a request is about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    /// The identifier of the questionnaire within the workshop.
    pub(crate) form: &'a Slug,
    pub(crate) questionnaire: &'a Questionnaire,
    pub(crate) state: OfferState,
}

/// What came of a request about a questionnaire.
#[derive(Debug)]
pub(crate) enum Answered {
    /// The answers are stored, or were already.
    Stored,
    /// The page that thanks for answers; whether there are any does not matter.
    Thanked,
    /// Some answers are not valid.
    Invalid(Submission, SubmissionErrors),
    /// Nothing is wrong with the answers, but they are not taken.
    Refused(Submission, AnswerRefusal),
}

/// Why answers are not taken.
#[derive(Debug)]
pub(crate) enum AnswerRefusal {
    /// It is too early.
    Upcoming,
    /// It is too late.
    Closed,
    /// The workshop does not take place.
    Cancelled,
    /// Too much comes from the same network address.
    TooMany(TooMany),
    /// The store did not take them in time.
    Unavailable(StoreError),
}

/// Takes answers to a questionnaire `named` by workshop, identifier and language.
pub(crate) async fn take<'a>(
    services: &'a Services,
    named: (&str, &str, Option<&str>),
    submission: Submission,
    pressure: Pressure,
    deadline: Deadline,
) -> Outcome<'a> {
    let now = (services.clock)();
    let asked = match asked(services, named, now) {
        Ok(asked) => asked,
        Err(outcome) => return *outcome,
    };
    let answered = |answered| Outcome::Questionnaire(asked, answered);
    if let Some(refusal) = refusal(asked) {
        return answered(Answered::Refused(submission, refusal));
    }
    let suspicion = match examine(pressure, &submission) {
        Ok(suspicion) => suspicion,
        Err(too_many) => return answered(Answered::Refused(submission, AnswerRefusal::TooMany(too_many))),
    };
    let request = match read_answer(&asked.workshop.slug, asked.form, asked.questionnaire, &submission) {
        Ok(request) => request,
        Err(ReadError::Submission(errors)) => return answered(Answered::Invalid(submission, errors)),
        Err(ReadError::Form(error)) => return Outcome::Broken(asked.workshop, error.into()),
    };
    let arriving = arriving(services, asked, request, suspicion, now);
    answered(store(services, submission, &arriving, deadline).await)
}

/// The page that thanks for answers. It changes nothing and tells nothing, so anybody may ask for it.
pub(crate) fn thanks<'a>(services: &'a Services, named: (&str, &str, Option<&str>)) -> Outcome<'a> {
    match asked(services, named, (services.clock)()) {
        Ok(asked) => Outcome::Questionnaire(asked, Answered::Thanked),
        Err(outcome) => *outcome,
    }
}

fn asked<'a>(
    services: &'a Services,
    (slug, form, language): (&str, &str, Option<&str>),
    now: Timestamp,
) -> Result<Asked<'a>, Box<Outcome<'a>>> {
    let main = workshop(services, slug).ok_or(Outcome::UnknownWorkshop)?;
    let translated = services.editions.of_workshop(&main.slug, language).workshop(main);
    let form: Option<Slug> = form.parse().ok();
    let find = |form: Slug| {
        // A questionnaire that is not translated is asked in the site's own language.
        [translated, main].into_iter().find_map(|it| Some((it, it.forms.get_key_value(&form)?)))
    };
    let (workshop, (form, questionnaire)) = form.and_then(find).ok_or(Outcome::UnknownForm(main))?;
    Ok(Asked { workshop, form, questionnaire, state: questionnaire.state(now) })
}

fn refusal(asked: Asked<'_>) -> Option<AnswerRefusal> {
    match asked.state {
        _ if asked.workshop.cancelled => Some(AnswerRefusal::Cancelled),
        OfferState::Upcoming => Some(AnswerRefusal::Upcoming),
        OfferState::Closed => Some(AnswerRefusal::Closed),
        OfferState::Open => None,
    }
}

fn arriving(
    services: &Services,
    asked: Asked<'_>,
    request: FormAnswerRequest,
    suspicion: Option<Suspicion>,
    now: Timestamp,
) -> FormAnswer {
    let id = services.identifier_key.form_answer(&request, suspicion);
    let expires = asked.questionnaire.keep_until;
    FormAnswer { id, request, suspicion, created: whole_milliseconds(now), expires }
}

/// Stores the answers, unless the same ones are stored. Other answers of the address are others: they are kept, too,
/// and neither the page nor the work of the store shows whether there are any.
async fn store(
    services: &Services,
    submission: Submission,
    arriving: &FormAnswer,
    deadline: Deadline,
) -> Answered {
    match services.store.keep(arriving, deadline).await {
        Ok(Kept::Stored | Kept::Existing(_)) => Answered::Stored,
        Err(error) => Answered::Refused(submission, AnswerRefusal::Unavailable(error)),
    }
}

impl Answered {
    /// The key of the outcome in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Answered::Stored => "answered",
            Answered::Thanked => "thanked",
            Answered::Invalid(..) => "invalid",
            Answered::Refused(_, refusal) => refusal.key(),
        }
    }

    /// The class of what went wrong on our side.
    pub(crate) fn error(&self) -> Option<String> {
        match self {
            Answered::Refused(_, AnswerRefusal::Unavailable(error)) => Some(error.to_string()),
            _ => None,
        }
    }
}

impl AnswerRefusal {
    /// The key of the refusal in the words of a theme and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            AnswerRefusal::Upcoming => "upcoming",
            AnswerRefusal::Closed => "closed",
            AnswerRefusal::Cancelled => "cancelled",
            AnswerRefusal::TooMany(_) => "too-many",
            AnswerRefusal::Unavailable(_) => "unavailable",
        }
    }

    /// Whether what was typed is worth keeping: it may be taken later, or at least be copied into a message.
    pub(crate) fn keeps_answers(&self) -> bool {
        !matches!(self, AnswerRefusal::Cancelled)
    }
}
