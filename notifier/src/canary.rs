//! The canary: visits the site at its public address as a registrant does, and registers a specimen, which the handler
//! examines in every way but does not store. It notices when registrants find the site closed although nothing fails.

use std::sync::Arc;
use std::time::Duration;

use form_urlencoded::Serializer;
use http::header::{CONTENT_TYPE, ORIGIN};
use http::{Request, StatusCode};
use jiff::{SignedDuration, Timestamp};
use model::catalogue::CatalogueWorkshop;
use model::offer::OfferState;
use registry::metrics::Metric;
use registry::{HttpClient, HttpError};
use view::registration::{registration_action, specimen_path};
use view::words::WordsError;

use crate::Notifier;

/// The longest wait for an answer. The handler gives up after nine seconds.
const PATIENCE: Duration = Duration::from_secs(12);

/// How long registration must have been open before its page must have the form: the time within which a site is built
/// again.
const BUILT_WITHIN: SignedDuration = SignedDuration::from_hours(48);

/// A visitor of the site at its public address.
struct Visitor<'a> {
    notifier: &'a Notifier,
    base_url: &'a str,
    client: HttpClient,
}

/// What keeps registrants from registering.
#[derive(Debug, thiserror::Error)]
enum Silence {
    #[error("no answer: {0}")]
    Unanswered(#[from] HttpError),
    #[error("the address of the site, `base_url`, is not valid")]
    Address(#[from] http::Error),
    #[error("the page has status {0}")]
    Page(StatusCode),
    #[error("the page has no form, although registration is open")]
    NoForm,
    #[error("the specimen was answered with status {0}; the log of the handler has the reason")]
    Refused(StatusCode),
    #[error("the theme lacks words of the form: {0}")]
    Words(#[from] WordsError),
}

/// Visits the site, and returns whether a registrant could register. The reason is logged, and a metric is 1 or 0.
pub(crate) async fn visit(notifier: &Notifier) -> bool {
    let now = (notifier.clock)();
    let workshop = subject(notifier, now);
    let slug = workshop.as_ref().map(|workshop| workshop.slug.as_str());
    let site = &notifier.editions.main().site;
    let visitor =
        Visitor { notifier, base_url: &site.base_url, client: HttpClient::new(Some(&site.base_url)) };
    let visited = match &workshop {
        Some(workshop) => visitor.register(workshop, now).await,
        None => visitor.look(&site.home_path).await.map(drop),
    };
    match &visited {
        Ok(()) => tracing::info!(workshop = slug, result = "accepted", "canary"),
        Err(error) => {
            let error = error.to_string();
            tracing::error!(workshop = slug, result = "silence", error, "canary");
        }
    }
    notifier.put(&[(Metric::SpecimenAccepted, if visited.is_ok() { 1.0 } else { 0.0 })]);
    visited.is_ok()
}

/// Returns a workshop to register for: one whose registration is open, or any with a form. The file of a workshop that
/// cannot be read is reported by the sweep.
fn subject(notifier: &Notifier, now: Timestamp) -> Option<Arc<CatalogueWorkshop>> {
    let workshops = notifier.workshops.identifiers();
    let workshops = workshops.filter_map(|identifier| notifier.workshops.visit(identifier).ok().flatten());
    let offering = workshops.filter(|workshop| workshop.offer.is_some());
    // Of equal ones, the last.
    offering.max_by_key(|workshop| open_since(workshop, now).is_some())
}

/// Returns since when registration is open; `None` if it is not.
fn open_since(workshop: &CatalogueWorkshop, now: Timestamp) -> Option<Timestamp> {
    let offer = workshop.offer.as_deref().filter(|_| !workshop.cancelled)?;
    (offer.state(now) == OfferState::Open).then_some(offer.opens)
}

impl Visitor<'_> {
    /// Fetches the registration page of a workshop if its registration is open, and posts a specimen.
    async fn register(&self, workshop: &CatalogueWorkshop, now: Timestamp) -> Result<(), Silence> {
        let edition = self.notifier.editions.main();
        let opened = open_since(workshop, now);
        // The page of a workshop that is over may be gone.
        let path = workshop.registration_path.as_ref().filter(|_| opened.is_some());
        let page = self.look(path.unwrap_or(&edition.site.home_path)).await?;
        let must_have_form = opened.is_some_and(|opened| now.duration_since(opened) > BUILT_WITHIN);
        if must_have_form && !page.contains(&registration_action(workshop)) {
            return Err(Silence::NoForm);
        }
        let form = edition.registration_form(workshop)?;
        let fields = form.map(|form| form.specimen()).unwrap_or_default();
        let body = Serializer::new(String::new()).extend_pairs(fields).finish();
        let token = self.notifier.identifier_key.specimen_token(&workshop.slug, now);
        let request = Request::post(format!("{}{}", self.base_url, specimen_path(workshop, &token)))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, self.base_url);
        match self.client.send(request.body(body)?, PATIENCE).await?.status() {
            StatusCode::NO_CONTENT => Ok(()),
            status => Err(Silence::Refused(status)),
        }
    }

    /// Fetches a page of the site.
    async fn look(&self, path: &str) -> Result<String, Silence> {
        let request = Request::get(format!("{}{path}", self.base_url)).body(String::new())?;
        let answer = self.client.send(request, PATIENCE).await?;
        match answer.status() {
            StatusCode::OK => Ok(String::from_utf8_lossy(answer.body()).into_owned()),
            status => Err(Silence::Page(status)),
        }
    }
}
