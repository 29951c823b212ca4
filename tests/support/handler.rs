//! `HandlerTest`: the handler over a DynamoDB of its own, given recorded API Gateway events.
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

use handler::Services;
use handler::edge::{Edge, ORIGIN_SECRET_HEADER};
use handler::lambda::Function;
use http::{HeaderMap, HeaderName};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::{Catalogue, CatalogueWorkshop};
use model::limits::Limits;
use model::offer::Offer;
use model::questionnaire::{FormAnswer, Questionnaire};
use model::registration::{Registration, RegistrationId};
use model::seats::Claims;
use model::slug::Slug;
use model::status::{Event as TransitionEvent, Status};
use registry::sweep::{Sweep, sweep};
use registry::{Clock, Counter, Deadline, Store, Transitioned};
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

/// The header in which CloudFront names the network address of whoever sent a request.
pub const ADDRESS_HEADER: &str = "cloudfront-viewer-address";

/// The secret by which the handler knows CloudFront.
pub const ORIGIN_SECRET: &str = "the-secret-of-the-content-delivery-network";

/// The handler with a small catalogue, at noon of 1 May 2027.
pub struct HandlerTest {
    services: Arc<Services>,
    theme: Theme,
    patience: Duration,
}

/// What the handler answered.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

/// An event as API Gateway hands it over.
#[derive(Clone, Debug)]
pub struct Event(Value);

/// The fields of a registration that nothing is wrong with.
pub fn fields() -> Vec<(&'static str, &'static str)> {
    vec![
        ("fee", "adherent"),
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office de l’Ouest"),
        ("email", "claire.legall@office.example"),
        ("telephone", "01 23 45 67 89"),
        // Asked where one may register colleagues; elsewhere it is passed over, as no form's hash is posted.
        ("takes-part", "yes"),
        ("billing-address", "1 rue de la Paix"),
        ("billing-postal-code", "75002"),
        ("billing-city", "Paris"),
        ("remarks", "Régime végétarien"),
        ("privacy", "yes"),
    ]
}

/// The same fields with another value of this one.
pub fn fields_with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<_> = fields();
    fields.retain(|(other, _)| *other != name);
    fields.push((name, value));
    fields
}

impl HandlerTest {
    /// The handler with an empty table.
    pub async fn new() -> HandlerTest {
        HandlerTest::on(Table::new().await)
    }

    /// The handler with an empty table whose transactions fail with these faults, then work.
    pub async fn with_faults(faults: impl IntoIterator<Item = Fault>) -> HandlerTest {
        let table = Table::new().await;
        HandlerTest::on(table.failing(faults).await)
    }

    /// The handler with an empty table, and what its transactions cost.
    pub async fn with_meter() -> (HandlerTest, Meter) {
        let (table, meter) = Meter::of(&Table::new().await).await;
        (HandlerTest::on(table), meter)
    }

    /// The handler with a store at this address, of which nothing is known.
    pub fn with_store_at(endpoint: &str) -> HandlerTest {
        HandlerTest::on(Table { endpoint: endpoint.to_owned(), name: "unknown".to_owned() })
    }

    /// The handler with this table.
    pub fn on(table: Table) -> HandlerTest {
        HandlerTest::of(catalogue(), theme(), table)
    }

    /// The handler with the real site, and an empty table.
    pub async fn with_the_real_site() -> HandlerTest {
        let (catalogue, theme) = real_site();
        HandlerTest::of(catalogue, theme, Table::new().await)
    }

    /// The handler with what a site's build wrote for it, and an empty table.
    pub async fn with_site(site: &SiteTest) -> HandlerTest {
        let (catalogue, theme) = built(site);
        HandlerTest::of(catalogue, theme, Table::new().await)
    }

    /// The same table and time after another build of the site.
    pub fn rebuilt(self, site: &SiteTest) -> HandlerTest {
        let (catalogue, theme) = built(site);
        let services = Services {
            editions: editions(&catalogue, &theme),
            catalogue,
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock: Arc::clone(&self.services.clock),
        };
        HandlerTest { services: Arc::new(services), theme, ..self }
    }

    /// The handler with this catalogue, theme and table.
    pub fn of(catalogue: Catalogue, theme: Theme, table: Table) -> HandlerTest {
        let services = Services {
            editions: editions(&catalogue, &theme),
            catalogue,
            store: table.store(),
            identifier_key: [7; 32].into(),
            clock: Arc::new(|| time(NOW)),
        };
        HandlerTest { services: Arc::new(services), theme, patience: Duration::from_secs(10) }
    }

    /// The same handler and table at another time.
    pub fn at(self, now: &str) -> HandlerTest {
        let now = time(now);
        self.with_clock(move || now)
    }

    /// The same handler and table with another clock.
    pub fn with_clock(self, clock: impl Fn() -> Timestamp + Send + Sync + 'static) -> HandlerTest {
        let theme = self.theme.clone();
        self.with(theme, Arc::new(clock))
    }

    /// The same handler and table with a theme that was changed.
    pub fn with_theme(self, change: impl Fn(&mut Theme)) -> HandlerTest {
        let mut theme = self.theme.clone();
        change(&mut theme);
        let clock = Arc::clone(&self.services.clock);
        self.with(theme, clock)
    }

    fn with(self, theme: Theme, clock: Clock) -> HandlerTest {
        let services = Services {
            catalogue: self.services.catalogue.clone(),
            editions: editions(&self.services.catalogue, &theme),
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock,
        };
        HandlerTest { services: Arc::new(services), theme, ..self }
    }

    /// The same handler, with this long to answer.
    pub fn patient_for(self, patience: Duration) -> HandlerTest {
        HandlerTest { patience, ..self }
    }

    /// Hands over an event as Lambda does.
    pub async fn send(&self, event: Event) -> Answer {
        let edge = Edge::new(Some(ADDRESS_HEADER), Some(ORIGIN_SECRET)).expect("it is a CDN");
        self.send_by(edge, event).await
    }

    /// Hands over an event to a function whose requests take this way.
    pub async fn send_by(&self, edge: Edge, event: Event) -> Answer {
        let function = Function::new(Arc::clone(&self.services), edge);
        let answer = function.answer(event.0, Deadline::after(self.patience)).await;
        Answer::read(&answer)
    }

    /// Posts these fields for a workshop.
    pub async fn post(&self, workshop: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Event::post(workshop, fields)).await
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Event::recorded("get-registration").with_path(path)).await
    }

    /// What is stored for a workshop.
    pub async fn registrations(&self, workshop: &str) -> Vec<Registration> {
        let stored = self.services.store.list(&slug(workshop)).await;
        stored.expect("the store answers")
    }

    /// What is stored of a workshop's questionnaire.
    pub async fn form_answers(&self, workshop: &str) -> Vec<FormAnswer> {
        let stored = self.services.store.form_answers(&slug(workshop), &slug("questionnaire")).await;
        stored.expect("the store answers")
    }

    /// Every questionnaire, with its workshop's name.
    pub fn questionnaires(&self) -> Vec<(String, Questionnaire)> {
        let workshops = self.services.catalogue.workshops.iter();
        let named = |slug: &Slug, form: &Questionnaire| (slug.to_string(), form.clone());
        workshops.flat_map(|(slug, it)| it.forms.values().map(move |form| named(slug, form))).collect()
    }

    /// The hash of a workshop's questionnaire, which its page posts in the field `form`.
    pub fn questionnaire_hash(&self, workshop: &str) -> &str {
        self.services.catalogue.workshops[&slug(workshop)].forms[&slug("questionnaire")].form.hash()
    }

    /// How many seats of a workshop are taken; of sessions that are chosen, in all of them together.
    pub async fn seats_taken(&self, workshop: &str) -> u32 {
        self.counter(workshop).await.taken.pools().map(|(_, seats)| seats).sum()
    }

    /// The seat counter of a workshop.
    pub async fn counter(&self, workshop: &str) -> Counter {
        let counter = self.services.store.counter(&slug(workshop), Deadline::default()).await;
        counter.expect("the store answers")
    }

    /// That the counter of a workshop says what its registrations say, that no seat is taken twice and that nobody
    /// waits who would fit.
    pub async fn assert_sound(&self, workshop: &str) {
        let offer = self.services.catalogue.workshops[&slug(workshop)].offer.as_ref();
        assert_sound(&self.services.store, &slug(workshop), offer.expect("it has an offer")).await;
    }

    /// Lets an event happen as the organiser does.
    pub async fn transition(
        &self,
        workshop: &str,
        id: &RegistrationId,
        event: TransitionEvent,
    ) -> Transitioned {
        let workshop = &self.services.catalogue.workshops[&slug(workshop)];
        let offer = workshop.offer.as_ref().expect("it has an offer");
        let (store, now) = (&self.services.store, (self.services.clock)());
        let happened = store.transition(&workshop.slug, id, event, offer, now, Deadline::default()).await;
        happened.expect("the store answers")
    }

    /// Lets happen what time brings about.
    pub async fn sweep(&self) -> Sweep {
        sweep(&self.services.catalogue, &self.services.store, (self.services.clock)()).await
    }

    /// That no registration of a workshop waits for an address to be confirmed whose time is over.
    pub async fn assert_nobody_is_overdue(&self, workshop: &str) {
        let now = (self.services.clock)();
        let registrations = self.registrations(workshop).await;
        assert!(registrations.iter().all(|it| !it.is_overdue(now)), "{registrations:?}");
    }

    /// The path that is mailed to whoever is to confirm the address of a registration.
    pub fn confirm_path(&self, registration: &Registration) -> String {
        let token = self.services.identifier_key.confirmation_token(registration);
        confirm_path(registration, &token)
    }

    /// The same handler and table with another offer of a workshop.
    pub fn with_offer(self, workshop: &str, change: impl Fn(&mut Offer)) -> HandlerTest {
        self.with_workshop(workshop, |workshop| {
            change(workshop.offer.as_mut().expect("it has an offer"));
        })
    }

    /// The limits that the handler was given.
    pub fn limits(&self) -> Limits {
        self.services.catalogue.limits
    }

    /// The same handler and table with other limits.
    pub fn with_limits(self, change: impl Fn(&mut Limits)) -> HandlerTest {
        let mut catalogue = self.services.catalogue.clone();
        change(&mut catalogue.limits);
        self.with_catalogue(catalogue)
    }

    /// The same handler and table with a workshop that was changed.
    pub fn with_workshop(self, workshop: &str, change: impl Fn(&mut CatalogueWorkshop)) -> HandlerTest {
        let mut catalogue = self.services.catalogue.clone();
        change(catalogue.workshops.get_mut(&slug(workshop)).expect("there is such a workshop"));
        self.with_catalogue(catalogue)
    }

    fn with_catalogue(self, catalogue: Catalogue) -> HandlerTest {
        let services = Services {
            editions: editions(&catalogue, &self.theme),
            catalogue,
            store: self.services.store.clone(),
            identifier_key: self.services.identifier_key.clone(),
            clock: Arc::clone(&self.services.clock),
        };
        HandlerTest { services: Arc::new(services), ..self }
    }

    /// The workshops that one can, could or will be able to register for.
    pub fn offers(&self) -> impl Iterator<Item = (&CatalogueWorkshop, &Offer)> {
        let workshops = self.services.catalogue.workshops.values();
        workshops.filter_map(|workshop| Some((workshop, workshop.offer.as_ref()?)))
    }

    /// The hash of a workshop's form, which its page posts in the field `form`.
    pub fn form_hash(&self, workshop: &str) -> &str {
        let workshop = &self.services.catalogue.workshops[&slug(workshop)];
        workshop.offer.as_ref().expect("it has an offer").form.hash()
    }
}

/// What the generator hands on of the real site.
pub fn real_site() -> (Catalogue, Theme) {
    let dist = TempDir::new().expect("there is room for a folder");
    let options = BuildOptions {
        root: project::root(),
        dist: dist.path().to_owned(),
        today: time(NOW).to_zoned_datetime(TimeZone::UTC).date(),
        against: Default::default(),
        drafts: false,
        now: None,
    };
    site::build(&options).expect("the real site can be built");
    let loaded = registry::load(&dist.path().join("handler"));
    loaded.expect("the handler reads what the generator writes")
}

/// That the counter of a workshop says what its registrations say, that no seat is taken twice and that nobody waits
/// who would fit.
pub async fn assert_sound(store: &Store, workshop: &Slug, offer: &Offer) {
    let registrations = store.list(workshop).await.expect("the store answers");
    let counter = store.counter(workshop, Deadline::default()).await.expect("the store answers");
    let claims = registrations.iter().fold(Claims::default(), |sum, it| sum.plus(&it.claims()));
    let share = offer.terms().unproven_share;
    for (pool, size) in offer.capacity.pools() {
        let (held, unproven) = (claims.taken.of(pool), claims.unproven.of(pool));
        assert_eq!(counter.taken.of(pool), held, "the counter of {pool} says what records say");
        assert_eq!(counter.unproven.of(pool), unproven, "the counter knows what of {pool} is unproven");
        assert!(held <= size, "{pool} is not overbooked");
        let share = share.as_ref().map_or(size, |share| share.size(pool));
        assert!(unproven <= share, "{unproven} unproven seats of {pool} are more than {share}");
    }
    assert_eq!(counter.requested, claims.requested, "the counter says how many ask for seats");
    let waiting: Vec<_> = registrations.iter().filter(|it| it.status == Status::Waiting).collect();
    assert_eq!(counter.waiting as usize, waiting.len(), "the counter says how many wait");
    for registration in waiting {
        let fits = offer.capacity.fits(&counter.taken, &registration.seats);
        assert!(!fits, "{:?} waits although there are seats", registration.seats);
    }
}

fn built(site: &SiteTest) -> (Catalogue, Theme) {
    let loaded = registry::load(&site.root().join("dist/handler"));
    loaded.expect("the handler reads what the generator writes")
}

fn editions(catalogue: &Catalogue, theme: &Theme) -> Editions {
    Editions::new(catalogue, theme).expect("the theme can be rendered")
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("it is a timestamp")
}

fn slug(text: &str) -> Slug {
    text.parse().expect("it is a slug")
}

impl Event {
    /// The recorded event `tests/fixtures/requests/<name>.json`.
    pub fn recorded(name: &str) -> Event {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/requests");
        let path = folder.join(name).with_extension("json");
        let text = std::fs::read_to_string(&path).expect("the event was recorded");
        let event = Event(serde_json::from_str(&text).expect("the event is JSON"));
        event.with_header(ORIGIN_SECRET_HEADER.as_str(), ORIGIN_SECRET).from_somewhere()
    }

    /// The same event from a network address from which nothing else comes.
    pub fn from_somewhere(self) -> Event {
        static SENDERS: AtomicU32 = AtomicU32::new(0);
        // From 10.0.0.0 on.
        let sender = Ipv4Addr::from(0x0A00_0000 + SENDERS.fetch_add(1, Ordering::Relaxed));
        self.from_address(&sender.to_string())
    }

    /// The post that was recorded, but for a workshop, with fields of one's own.
    pub fn post(workshop: &str, fields: &[(&str, &str)]) -> Event {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Event::recorded("post-registration")
            .with_path(&format!("/api/workshops/{workshop}/registrations"))
            .with_body(&body)
    }

    /// The post that was recorded, but to another path and with fields of one's own.
    pub fn post_to(path: &str, fields: &[(&str, &str)]) -> Event {
        Event::post("any", fields).with_path(path)
    }

    /// The same event from this network address, as CloudFront tells it.
    pub fn from_address(self, address: &str) -> Event {
        let address = match address.parse().expect("it is a network address") {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => address.segments().map(|segment| format!("{segment:04x}")).join(":"),
        };
        self.with_header(ADDRESS_HEADER, &format!("{address}:46532"))
    }

    /// The same event for another path, with its query if it has one.
    pub fn with_path(mut self, path: &str) -> Event {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        self.0["rawQueryString"] = json!(query);
        self.0["rawPath"] = json!(path);
        self.0["requestContext"]["http"]["path"] = json!(path);
        self
    }

    /// The same event with another method.
    pub fn with_method(mut self, method: &str) -> Event {
        self.0["requestContext"]["http"]["method"] = json!(method);
        self
    }

    /// The same event with another body.
    pub fn with_body(mut self, body: &str) -> Event {
        self.0["body"] = json!(body);
        self.0["isBase64Encoded"] = json!(false);
        self.with_header("content-length", &body.len().to_string())
    }

    /// The same event with a header, or another value of it.
    pub fn with_header(mut self, name: &str, value: &str) -> Event {
        self.0["headers"][name] = json!(value);
        self
    }

    /// The same event without a header.
    pub fn without_header(mut self, name: &str) -> Event {
        if let Some(headers) = self.0["headers"].as_object_mut() {
            headers.remove(name);
        }
        self
    }

    /// The same event with another value at a place, such as `/requestContext/http/sourceIp`.
    pub fn with_value(mut self, pointer: &str, value: Value) -> Event {
        *self.0.pointer_mut(pointer).expect("the event has such a value") = value;
        self
    }

    /// The event as the Runtime API hands it out.
    pub fn json(&self) -> String {
        self.0.to_string()
    }
}

impl Answer {
    /// Reads what the function answers to API Gateway.
    pub fn read(payload: &Value) -> Answer {
        let mut headers = HeaderMap::new();
        for (name, value) in payload["headers"].as_object().expect("an answer has headers") {
            let name = HeaderName::from_bytes(name.as_bytes()).expect("it is the name of a header");
            headers
                .insert(name, value.as_str().and_then(|value| value.parse().ok()).expect("it is its value"));
        }
        assert_eq!(payload["isBase64Encoded"], false, "pages are UTF-8");
        Answer {
            status: payload["statusCode"]
                .as_u64()
                .and_then(|status| status.try_into().ok())
                .expect("it is a status"),
            headers,
            body: payload["body"].as_str().expect("a page is text").to_owned(),
        }
    }

    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}

/// The identifier in the path of an own page.
pub fn id_in(own_page: &str) -> RegistrationId {
    secrets_in(own_page)[0].parse().expect("it is an identifier")
}

/// What nobody may read in the path of an own page: the identifier and what opens the page.
pub fn secrets_in(own_page: &str) -> [String; 2] {
    let own = own_page.rsplit('/').next().unwrap_or_default();
    let (id, capability) = own.split_once('-').expect("it is the path of an own page");
    [id.to_owned(), capability.to_owned()]
}
