//! The use case "find my registration": an address is noted, and the notifier mails its links there. Knows neither HTTP
//! nor AWS.
//!
//! The handler never looks whether there are registrations, so neither its answer nor its work can show it.

use model::find::{find_form, read_find};
use model::form::Form;
use model::submission::{Submission, SubmissionErrors};

use crate::Services;
use crate::abuse::{Pressure, TooMany};
use crate::outcome::{Broken, Outcome};
use registry::{Deadline, StoreError};

/// What came of a request to find registrations.
#[derive(Debug)]
pub(crate) enum Finding {
    /// It is noted, or was already.
    Noted,
    /// The page that says so; it can be asked for at any time.
    Sent,
    /// What was typed is not an address.
    Invalid(Form, Submission, SubmissionErrors),
    /// Nothing is wrong with the address, but it was not noted.
    Refused(Form, Submission, FindRefusal),
}

/// Why an address was not noted.
#[derive(Debug)]
pub(crate) enum FindRefusal {
    /// Too much comes from the same network address.
    TooMany(TooMany),
    /// The store did not take it in time.
    Unavailable(StoreError),
}

/// Notes that the links of the posted address are to be mailed there, at most once a day.
pub(crate) async fn request<'a>(
    services: &'a Services,
    language: Option<&str>,
    submission: Submission,
    pressure: Pressure,
    deadline: Deadline,
) -> Outcome<'a> {
    let edition = services.editions.of_language(language);
    if edition.site.find_path.is_none() {
        return Outcome::NotFound;
    }
    let words = edition.renderer.words();
    let form = match find_form(|key, parameters| words.text(key, parameters)) {
        Ok(form) => form,
        Err(error) => return Outcome::BrokenSite(Broken::FindForm(error)),
    };
    let email = match read_find(&form, &submission) {
        Ok(email) => email,
        Err(errors) => return Outcome::Finding(Finding::Invalid(form, submission, errors)),
    };
    let refused = |form, submission, refusal| Outcome::Finding(Finding::Refused(form, submission, refusal));
    if let Pressure::TooMuch(too_many) = pressure {
        return refused(form, submission, FindRefusal::TooMany(too_many));
    }
    if submission.is_trapped() {
        // A program learns nothing, and nobody is mailed because of it.
        return Outcome::Finding(Finding::Noted);
    }
    let now = (services.clock)();
    let digits = services.identifier_key.links(&email);
    match services.store.request_links(&digits, &email, now, deadline).await {
        Ok(()) => Outcome::Finding(Finding::Noted),
        Err(error) => refused(form, submission, FindRefusal::Unavailable(error)),
    }
}

/// The page after an address was posted.
pub(crate) fn sent<'a>(services: &'a Services, language: Option<&str>) -> Outcome<'a> {
    match services.editions.of_language(language).site.find_path {
        Some(_) => Outcome::Finding(Finding::Sent),
        None => Outcome::NotFound,
    }
}

impl Finding {
    /// The key of the outcome in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Finding::Noted => "links-requested",
            Finding::Sent => "links-sent-page",
            Finding::Invalid(..) => "invalid",
            Finding::Refused(_, _, refusal) => refusal.key(),
        }
    }

    /// The class of what went wrong on our side.
    pub(crate) fn error(&self) -> Option<String> {
        match self {
            Finding::Refused(_, _, FindRefusal::Unavailable(error)) => Some(error.to_string()),
            _ => None,
        }
    }
}

impl FindRefusal {
    /// The key of the refusal in the words of a theme and in the log.
    pub(crate) fn key(&self) -> &'static str {
        match self {
            FindRefusal::TooMany(_) => "too-many",
            FindRefusal::Unavailable(_) => "unavailable",
        }
    }
}
