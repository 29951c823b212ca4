//! `HandlerTest`: runs the handler on recorded API Gateway events, with its own DynamoDB.
//!
//! ```no_run
//! # async fn test() {
//! use tests::handler::{Event, HandlerTest, fields};
//!
//! let test = HandlerTest::new().await;
//! let answer = test.send(Event::post("proximite", &fields())).await;
//! assert_eq!(answer.status, 303);
//! assert_eq!(test.registrations("proximite").await.len(), 1);
//! # }
//! ```

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handler::Services;
use handler::edge::{Edge, ORIGIN_SECRET_HEADER};
use handler::lambda::Function;
use http::{HeaderMap, HeaderName};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::{Catalogue, CatalogueWorkshop};
use model::limits::Limits;
use model::membership::Members;
use model::offer::Offer;
use model::questionnaire::{FormAnswer, Questionnaire};
use model::registration::{Author, Registration, RegistrationId};
use model::seats::Claims;
use model::slug::Slug;
use model::status::{Event as TransitionEvent, Status};
use registry::sweep::{Sweep, sweep};
use registry::{Clock, Counter, Deadline, Store, Transition, Transitioned, Workshops};
use serde_json::{Value, json};
use site::BuildOptions;
use tempfile::TempDir;
use view::edition::Editions;
use view::registration::confirm_path;
use view::theme::Theme;

use crate::catalogue::{NOW, catalogue, theme};
use crate::dynamodb::{Fault, Table};
use crate::meter::Meter;
use crate::project;
use crate::site::SiteTest;

/// The header in which CloudFront passes the client's network address.
pub const ADDRESS_HEADER: &str = "cloudfront-viewer-address";

/// The secret with which CloudFront authenticates to the handler.
pub const ORIGIN_SECRET: &str = "the-secret-of-the-content-delivery-network";

/// The SHA-256 sum of that secret, which the handler's configuration has.
pub const ORIGIN_SECRET_HASH: &str = "2a3a92aab57133c6d9ffa78eee12967105ed8a11f8ee9cd13e412ea05a121002";

/// The handler with a small catalogue, at noon on 1 May 2027.
pub struct HandlerTest {
    services: Arc<Services>,
    catalogue: Catalogue,
    theme: Theme,
    patience: Duration,
}

/// The handler's response.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: String,
}

/// An event from API Gateway.
#[derive(Clone, Debug)]
pub struct Event(Value);

/// Returns the fields of a valid registration.
pub fn fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("fee", "adherent"),
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office de l’Ouest"),
        ("email", "claire.legall@office.example"),
        ("telephone", "01 23 45 67 89"),
        // Required if colleagues can be registered; other forms ignore it, as no form hash is posted.
        ("takes-part", "yes"),
        ("billing-address", "1 rue de la Paix"),
        ("billing-postal-code", "75002"),
        ("billing-city", "Paris"),
        ("remarks", "Régime végétarien"),
        ("privacy", "yes"),
    ]
}

/// Returns the fields with another value for this one.
pub fn fields_with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    replaced(fields(), name, value)
}

/// Returns fields with another value for one of them.
pub(crate) fn replaced<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    name: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(other, _)| *other != name);
    fields.push((name, value));
    fields
}

/// Returns the fields for this many colleagues of the registrant, at most three.
pub fn colleagues(count: usize) -> Vec<(&'static str, &'static str)> {
    const ROWS: [[&str; 4]; 3] = [
        [
            "participant-2-given-name",
            "participant-2-family-name",
            "participant-2-function",
            "participant-2-fee",
        ],
        [
            "participant-3-given-name",
            "participant-3-family-name",
            "participant-3-function",
            "participant-3-fee",
        ],
        [
            "participant-4-given-name",
            "participant-4-family-name",
            "participant-4-function",
            "participant-4-fee",
        ],
    ];
    let rows = ROWS[..count].iter();
    rows.flat_map(|names| names.iter().copied().zip(["Marc", "Petit", "Directeur", "non-adherent"])).collect()
}

impl HandlerTest {
    /// Creates a handler with an empty table.
    pub async fn new() -> HandlerTest {
        HandlerTest::on(Table::new().await)
    }

    /// Creates a handler with an empty table whose transactions fail with these faults in turn, then succeed.
    pub async fn with_faults(faults: impl IntoIterator<Item = Fault>) -> HandlerTest {
        let table = Table::new().await;
        HandlerTest::on(table.failing(faults).await)
    }

    /// Creates a handler with an empty table, and a meter of its transactions.
    pub async fn with_meter() -> (HandlerTest, Meter) {
        let (table, meter) = Meter::of(&Table::new().await).await;
        (HandlerTest::on(table), meter)
    }

    /// Creates a handler with a store at this address, which may not exist.
    pub fn with_store_at(endpoint: &str) -> HandlerTest {
        HandlerTest::on(Table { endpoint: endpoint.to_owned(), name: "unknown".to_owned() })
    }

    /// Creates a handler with this table.
    pub fn on(table: Table) -> HandlerTest {
        HandlerTest::of(catalogue(), theme(), table)
    }

    /// Creates a handler for the real site, with an empty table.
    pub async fn with_the_real_site() -> HandlerTest {
        let (catalogue, theme) = real_site();
        HandlerTest::of(catalogue, theme, Table::new().await)
    }

    /// Creates a handler from the files of a site's build, with an empty table.
    pub async fn with_site(site: &SiteTest) -> HandlerTest {
        let (catalogue, theme) = built(site);
        let test = HandlerTest::of(catalogue, theme, Table::new().await);
        test.with_documents_of(site)
    }

    /// Returns the same handler with the documents of a site's build.
    pub fn with_documents_of(self, site: &SiteTest) -> HandlerTest {
        let workshops = Workshops::from(self.catalogue.clone());
        let services = Services {
            editions: editions(&self.catalogue, &self.theme),
            workshops: workshops.with_documents_in(&site.root().join("dist/handler")),
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock: Arc::clone(&self.services.clock),
        };
        HandlerTest { services: Arc::new(services), ..self }
    }

    /// Returns a handler for another build of the site, with the same table and time.
    pub fn rebuilt(self, site: &SiteTest) -> HandlerTest {
        let (catalogue, theme) = built(site);
        let services = Services {
            editions: editions(&catalogue, &theme),
            workshops: catalogue.clone().into(),
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock: Arc::clone(&self.services.clock),
        };
        HandlerTest { services: Arc::new(services), catalogue, theme, ..self }
    }

    /// Creates a handler with this catalogue, theme and table.
    pub fn of(catalogue: Catalogue, theme: Theme, table: Table) -> HandlerTest {
        let services = Services {
            editions: editions(&catalogue, &theme),
            workshops: catalogue.clone().into(),
            store: table.store(),
            identifier_key: [7; 32].into(),
            clock: Arc::new(|| time(NOW)),
        };
        HandlerTest { services: Arc::new(services), catalogue, theme, patience: Duration::from_secs(10) }
    }

    /// Returns the same handler and table at another time.
    pub fn at(self, now: &str) -> HandlerTest {
        let now = time(now);
        self.with_clock(move || now)
    }

    /// Returns the same handler and table with another clock.
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> HandlerTest {
        let theme = self.theme.clone();
        self.with(theme, Arc::new(clock))
    }

    /// Returns the same handler and table with a changed theme.
    pub fn with_theme(self, change: impl Fn(&mut Theme)) -> HandlerTest {
        let mut theme = self.theme.clone();
        change(&mut theme);
        let clock = Arc::clone(&self.services.clock);
        self.with(theme, clock)
    }

    fn with(self, theme: Theme, clock: Clock) -> HandlerTest {
        let services = Services {
            editions: editions(&self.catalogue, &theme),
            workshops: self.catalogue.clone().into(),
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock,
        };
        HandlerTest { services: Arc::new(services), theme, ..self }
    }

    /// Returns the same handler with another time limit for a request.
    pub fn patient_for(self, patience: Duration) -> HandlerTest {
        HandlerTest { patience, ..self }
    }

    /// Sends an event as Lambda does.
    pub async fn send(&self, event: Event) -> Answer {
        let edge = Edge::new(Some(ADDRESS_HEADER), Some(ORIGIN_SECRET_HASH))
            .expect("the settings are those of a CDN");
        self.send_by(edge, event).await
    }

    /// Sends an event to a function behind this origin.
    pub async fn send_by(&self, edge: Edge, event: Event) -> Answer {
        let function = Function::new(Arc::clone(&self.services), edge);
        let answer = function.answer(&event.json(), Deadline::after(self.patience)).await;
        Answer::read(&serde_json::to_value(answer).expect("answers are JSON"))
    }

    /// Posts these fields for a workshop.
    pub async fn post(&self, workshop: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Event::post(workshop, fields)).await
    }

    /// Posts these fields to a path.
    pub async fn post_to(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Event::post_to(path, fields)).await
    }

    /// Cancels a registration on its page.
    pub async fn cancel(&self, own_page: &str) {
        let answer = self.post_to(&format!("{own_page}/cancel"), &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }

    /// Confirms the newest registration of an address for a workshop.
    pub async fn confirm(&self, workshop: &str, email: &str) {
        let path = self.confirm_path(&self.stored(workshop, email).await);
        let answer = self.post_to(&path, &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }

    /// Gets a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Event::recorded("get-registration").with_path(path)).await
    }

    /// Returns the stored registrations of a workshop.
    pub async fn registrations(&self, workshop: &str) -> Vec<Registration> {
        let stored = self.services.store.list(&slug(workshop)).await;
        stored.expect("the store responds")
    }

    /// Returns the newest registration of an address for a workshop.
    pub async fn registration_of(&self, workshop: &str, email: &str) -> Option<Registration> {
        let registrations = self.registrations(workshop).await;
        let found = registrations.into_iter().filter(|it| it.request.contact.email.as_str() == email);
        found.max_by_key(|it| it.created)
    }

    /// Returns the newest registration of an address for a workshop, which must exist.
    pub async fn stored(&self, workshop: &str, email: &str) -> Registration {
        self.registration_of(workshop, email).await.expect("the registration is stored")
    }

    /// Returns the status of the newest registration of an address for a workshop.
    pub async fn status(&self, workshop: &str, email: &str) -> Status {
        self.stored(workshop, email).await.status
    }

    /// Returns the stored answers to a workshop's questionnaire.
    pub async fn form_answers(&self, workshop: &str) -> Vec<FormAnswer> {
        let stored = self.services.store.form_answers(&slug(workshop), &slug("questionnaire")).await;
        stored.expect("the store responds")
    }

    /// Returns every questionnaire with its workshop's name.
    pub fn questionnaires(&self) -> Vec<(String, Questionnaire)> {
        let workshops = self.catalogue.workshops.iter();
        let named = |slug: &Slug, form: &Questionnaire| (slug.to_string(), form.clone());
        workshops.flat_map(|(slug, it)| it.forms.values().map(move |form| named(slug, form))).collect()
    }

    /// Returns the canary's answers to each registration form, with its workshop's name.
    pub fn specimens(&self) -> Vec<(String, Vec<(String, String)>)> {
        let form = |workshop| self.services.editions.main().registration_form(workshop);
        let workshops = self.catalogue.workshops.iter();
        let filled_in = workshops.filter_map(|(slug, workshop)| {
            let form = form(workshop).expect("the theme has the words of forms")?;
            Some((slug.to_string(), form.specimen()))
        });
        filled_in.collect()
    }

    /// Returns the time of the handler.
    pub fn now(&self) -> Timestamp {
        (self.services.clock)()
    }

    /// Returns the hash of a workshop's questionnaire, which its page posts in the field `form`.
    pub fn questionnaire_hash(&self, workshop: &str) -> String {
        let workshop = &self.catalogue.workshops[&slug(workshop)];
        let form = self.services.editions.main().questionnaire_form(workshop, &slug("questionnaire"));
        form.expect("the theme has its words").expect("the workshop has it").hash().to_owned()
    }

    /// Returns the number of taken seats of a workshop, summed over optional sessions.
    pub async fn seats_taken(&self, workshop: &str) -> u32 {
        self.counter(workshop).await.taken.pools().map(|(_, seats)| seats).sum()
    }

    /// Returns the seat counter of a workshop.
    pub async fn counter(&self, workshop: &str) -> Counter {
        let counter = self.services.store.counter(&slug(workshop), Deadline::default()).await;
        counter.expect("the store responds")
    }

    /// Asserts that the counter of a workshop matches its registrations, that no seat is taken twice and that no
    /// waiting registration would fit.
    pub async fn assert_sound(&self, workshop: &str) {
        let offer = self.catalogue.workshops[&slug(workshop)].offer.as_deref();
        assert_sound(&self.services.store, &slug(workshop), offer.expect("the workshop has an offer")).await;
    }

    /// Applies an event as the organiser does.
    pub async fn transition(
        &self,
        workshop: &str,
        id: &RegistrationId,
        event: TransitionEvent,
    ) -> Transitioned {
        let read = self.services.store.get(&slug(workshop), id, Deadline::default()).await;
        match read.expect("the store responds") {
            Some(read) => self.transition_of(&read, event).await,
            None => Transitioned::Unknown,
        }
    }

    /// Applies an event to a registration that may be outdated.
    pub async fn transition_of(&self, read: &Registration, event: TransitionEvent) -> Transitioned {
        let offer = self.catalogue.workshops[&read.request.workshop].offer.as_deref();
        let offer = offer.expect("the workshop has an offer");
        let now = (self.services.clock)();
        let transition = Transition { read, offer, now, by: Author::Organiser };
        let happened = self.services.store.transition(transition, event, Deadline::default());
        happened.await.expect("the store responds")
    }

    /// Marks a registration, which may be outdated, as invoiced, or takes the mark back, as the organiser does.
    pub async fn set_invoiced(&self, workshop: &str, read: &Registration, invoiced: bool) -> Transitioned {
        let offer = self.catalogue.workshops[&slug(workshop)].offer.as_deref();
        let offer = offer.expect("the workshop has an offer");
        let transition = Transition { read, offer, now: self.now(), by: Author::Organiser };
        let marked = self.services.store.set_invoiced(transition, invoiced, Deadline::default());
        marked.await.expect("the store responds")
    }

    /// Applies the changes that are due by time.
    pub async fn sweep(&self) -> Sweep {
        let visited = self.services.workshops.identifiers().map(|it| self.services.workshops.visit(it));
        let visited: Vec<_> = visited.filter_map(|it| it.expect("the workshop can be read")).collect();
        let workshops: Vec<_> = visited.iter().map(AsRef::as_ref).collect();
        sweep(&workshops, &self.services.store, (self.services.clock)()).await
    }

    /// Asserts that no registration of a workshop has an expired address confirmation.
    pub async fn assert_none_is_overdue(&self, workshop: &str) {
        let now = (self.services.clock)();
        let registrations = self.registrations(workshop).await;
        assert!(registrations.iter().all(|it| !it.is_overdue(now)), "{registrations:?}");
    }

    /// Returns the path in the mail that asks a registrant to confirm their address.
    pub fn confirm_path(&self, registration: &Registration) -> String {
        let token = self.services.identifier_key.confirmation_token(registration);
        confirm_path(registration, &token)
    }

    /// Returns the same handler and table with another offer for a workshop.
    pub fn with_offer(self, workshop: &str, change: impl Fn(&mut Offer)) -> HandlerTest {
        self.with_workshop(workshop, |workshop| {
            change(workshop.offer.as_deref_mut().expect("the workshop has an offer"));
        })
    }

    /// Returns the handler's limits.
    pub fn limits(&self) -> Limits {
        self.catalogue.limits
    }

    /// Returns the same handler and table with other limits.
    pub fn with_limits(self, change: impl Fn(&mut Limits)) -> HandlerTest {
        let mut catalogue = self.catalogue.clone();
        change(&mut catalogue.limits);
        self.with_catalogue(catalogue)
    }

    /// Returns the same handler and table with a changed workshop.
    pub fn with_workshop(self, workshop: &str, change: impl Fn(&mut CatalogueWorkshop)) -> HandlerTest {
        let mut catalogue = self.catalogue.clone();
        change(catalogue.workshops.get_mut(&slug(workshop)).expect("the workshop exists"));
        self.with_catalogue(catalogue)
    }

    /// Returns the same handler and table with these members.
    pub fn with_members(self, members: Members) -> HandlerTest {
        let catalogue = Catalogue { members, ..self.catalogue.clone() };
        self.with_catalogue(catalogue)
    }

    /// Returns the store.
    pub fn store(&self) -> &Store {
        &self.services.store
    }

    fn with_catalogue(self, catalogue: Catalogue) -> HandlerTest {
        let services = Services {
            editions: editions(&catalogue, &self.theme),
            workshops: catalogue.clone().into(),
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock: Arc::clone(&self.services.clock),
        };
        HandlerTest { services: Arc::new(services), catalogue, ..self }
    }

    /// Returns the workshops that take, took or will take registrations.
    pub fn offers(&self) -> impl Iterator<Item = (&CatalogueWorkshop, &Offer)> {
        let workshops = self.catalogue.workshops.values();
        workshops.filter_map(|workshop| Some((workshop, workshop.offer.as_deref()?)))
    }

    /// Returns the hash of a workshop's form, which its page posts in the field `form`.
    pub fn form_hash(&self, workshop: &str) -> String {
        let workshop = &self.catalogue.workshops[&slug(workshop)];
        let form = self.services.editions.main().registration_form(workshop);
        form.expect("the theme has its words").expect("the workshop has an offer").hash().to_owned()
    }
}

/// Returns the real site's catalogue and theme.
pub fn real_site() -> (Catalogue, Theme) {
    let dist = TempDir::new().expect("a temporary folder can be created");
    let options = BuildOptions {
        root: project::root(),
        dist: dist.path().to_owned(),
        today: time(NOW).to_zoned_datetime(TimeZone::UTC).date(),
        against: Default::default(),
        drafts: false,
        now: None,
        anew: false,
        deny_warnings: false,
    };
    site::build(&options).expect("the real site can be built");
    let loaded = registry::load(&dist.path().join("handler"));
    loaded.expect("the handler reads what the generator writes")
}

/// Asserts that the counter of a workshop matches its registrations, that no seat is taken twice and that no waiting
/// registration would fit.
pub async fn assert_sound(store: &Store, workshop: &Slug, offer: &Offer) {
    let registrations = store.list(workshop).await.expect("the store responds");
    let counter = store.counter(workshop, Deadline::default()).await.expect("the store responds");
    let claims = registrations.iter().fold(Claims::default(), |sum, it| sum.plus(&it.claims()));
    let share = offer.terms().unproven_share;
    for (pool, size) in offer.capacity.pools() {
        let (held, unproven) = (claims.taken.of(pool), claims.unproven.of(pool));
        assert_eq!(counter.taken.of(pool), held, "the counter of {pool} matches the records");
        assert_eq!(counter.unproven.of(pool), unproven, "the counter matches the unproven seats of {pool}");
        assert!(held <= size, "{pool} is not overbooked");
        let share = share.as_ref().map_or(size, |share| share.size(pool));
        assert!(unproven <= share, "{unproven} unproven seats of {pool} are more than {share}");
    }
    assert_eq!(counter.requested, claims.requested, "the counter matches the requested seats");
    let waiting: Vec<_> = registrations.iter().filter(|it| it.status == Status::Waiting).collect();
    assert_eq!(counter.waiting as usize, waiting.len(), "the counter matches the waiting list");
    for registration in waiting {
        let fits = offer.capacity.fits(&counter.taken, &registration.seats);
        assert!(!fits, "{:?} waits although seats are free", registration.seats);
    }
}

fn built(site: &SiteTest) -> (Catalogue, Theme) {
    let loaded = registry::load(&site.root().join("dist/handler"));
    loaded.expect("the handler reads what the generator writes")
}

fn editions(catalogue: &Catalogue, theme: &Theme) -> Editions {
    Editions::new(catalogue.workshops.keys(), theme).expect("the theme can be rendered")
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("the timestamp is valid")
}

fn slug(text: &str) -> Slug {
    text.parse().expect("the slug is valid")
}

impl Event {
    /// Reads the recorded event `tests/fixtures/requests/<name>.json`.
    pub fn recorded(name: &str) -> Event {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/requests");
        let path = folder.join(name).with_extension("json");
        let text = std::fs::read_to_string(&path).expect("the event was recorded");
        let event = Event(serde_json::from_str(&text).expect("the event is JSON"));
        event.with_header(ORIGIN_SECRET_HEADER.as_str(), ORIGIN_SECRET).from_new_address()
    }

    /// Returns the event from a network address that no other event uses.
    pub fn from_new_address(self) -> Event {
        static SENDERS: AtomicU32 = AtomicU32::new(0);
        // Count from 10.0.0.0.
        let sender = Ipv4Addr::from(0x0A00_0000 + SENDERS.fetch_add(1, Ordering::Relaxed));
        self.from_address(&sender.to_string())
    }

    /// Returns the recorded post with another workshop and fields.
    pub fn post(workshop: &str, fields: &[(&str, &str)]) -> Event {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Event::recorded("post-registration")
            .with_path(&format!("/api/workshops/{workshop}/registrations"))
            .with_body(&body)
    }

    /// Returns the recorded post with another path and fields.
    pub fn post_to(path: &str, fields: &[(&str, &str)]) -> Event {
        Event::post("any", fields).with_path(path)
    }

    /// Returns the event from this network address, in CloudFront's header.
    pub fn from_address(self, address: &str) -> Event {
        let address = match address.parse().expect("the network address is valid") {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => address.segments().map(|segment| format!("{segment:04x}")).join(":"),
        };
        self.with_header(ADDRESS_HEADER, &format!("{address}:46532"))
    }

    /// Returns the event for another path, with its query if it has one.
    pub fn with_path(mut self, path: &str) -> Event {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        self.0["rawQueryString"] = json!(query);
        self.0["rawPath"] = json!(path);
        self.0["requestContext"]["http"]["path"] = json!(path);
        self
    }

    /// Returns the event with another method.
    pub fn with_method(mut self, method: &str) -> Event {
        self.0["requestContext"]["http"]["method"] = json!(method);
        self
    }

    /// Returns the event with another body.
    pub fn with_body(mut self, body: &str) -> Event {
        self.0["body"] = json!(body);
        self.0["isBase64Encoded"] = json!(false);
        self.with_header("content-length", &body.len().to_string())
    }

    /// Returns the event with this header added or replaced.
    pub fn with_header(mut self, name: &str, value: &str) -> Event {
        self.0["headers"][name] = json!(value);
        self
    }

    /// Returns the event without a header.
    pub fn without_header(mut self, name: &str) -> Event {
        if let Some(headers) = self.0["headers"].as_object_mut() {
            headers.remove(name);
        }
        self
    }

    /// Returns the event with another value at a JSON pointer, such as `/requestContext/http/sourceIp`.
    pub fn with_value(mut self, pointer: &str, value: Value) -> Event {
        *self.0.pointer_mut(pointer).expect("the event has such a value") = value;
        self
    }

    /// Returns the event as the Runtime API delivers it.
    pub fn json(&self) -> String {
        self.0.to_string()
    }
}

impl Answer {
    /// Parses the function's response to API Gateway.
    pub fn read(payload: &Value) -> Answer {
        let mut headers = HeaderMap::new();
        for (name, value) in payload["headers"].as_object().expect("the response has headers") {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("the header name is valid");
            headers.insert(
                name,
                value.as_str().and_then(|value| value.parse().ok()).expect("the header value is valid"),
            );
        }
        let body = payload["body"].as_str().expect("the body is text");
        let body = match payload["isBase64Encoded"] == true {
            true => {
                assert_eq!(headers["content-type"], "application/octet-stream", "pages are UTF-8");
                let bytes = STANDARD.decode(body).expect("the body is Base64");
                String::from_utf8(bytes).expect("the tests' documents are texts")
            }
            false => body.to_owned(),
        };
        Answer {
            status: payload["statusCode"]
                .as_u64()
                .and_then(|status| status.try_into().ok())
                .expect("the status code is valid"),
            headers,
            body,
        }
    }

    /// Returns the paths of participants' own pages to which the page links.
    pub fn participations(&self) -> Vec<String> {
        let links = self.body.split("<a href=\"").skip(1).filter_map(|rest| rest.split_once('"'));
        let paths = links.map(|(path, _)| path).filter(|path| path.starts_with("/api/participations/"));
        paths.map(str::to_owned).collect()
    }

    /// Asserts that the post was accepted, and returns the path to which it redirects.
    #[track_caller]
    pub fn redirect(&self) -> String {
        assert_eq!(self.status, 303, "{}", self.body);
        self.header("location").to_owned()
    }

    /// Returns a header's value, or an empty text if it is missing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

/// Returns the identifier in the path of a registration's page.
pub fn id_in(own_page: &str) -> RegistrationId {
    secrets_in(own_page)[0].parse().expect("the identifier is valid")
}

/// Returns the secret part of the path of a registration's page: the identifier and the token.
pub fn secrets_in(own_page: &str) -> [String; 2] {
    let own = own_page.rsplit('/').next().unwrap_or_default();
    let (id, capability) = own.split_once('-').expect("the path is that of a registration's page");
    [id.to_owned(), capability.to_owned()]
}
