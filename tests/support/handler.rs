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

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use generator::BuildOptions;
use handler::store::{Counter, Store, Transitioned};
use handler::{Clock, Deadline, Services};
use http::HeaderMap;
use http_body_util::BodyExt;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use model::catalogue::{Catalogue, CatalogueWorkshop, Offer};
use model::registration::{Registration, RegistrationId};
use model::seats::Seats;
use model::slug::Slug;
use model::status::{Event as TransitionEvent, Status};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use view::renderer::Renderer;
use view::theme::Theme;

use crate::catalogue::{NOW, catalogue, theme};
use crate::dynamodb::{Fault, Table};
use crate::meter::Meter;
use crate::project;

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
        let dist = TempDir::new().expect("there is room for a folder");
        let options = BuildOptions {
            root: project::root(),
            dist: dist.path().to_owned(),
            today: time(NOW).to_zoned_datetime(TimeZone::UTC).date(),
        };
        generator::build(&options).expect("the real site can be built");
        let loaded = handler::load(&dist.path().join("handler"));
        let (catalogue, theme) = loaded.expect("the handler reads what the generator writes");
        HandlerTest::of(catalogue, theme, Table::new().await)
    }

    fn of(catalogue: Catalogue, theme: Theme, table: Table) -> HandlerTest {
        let services = Services {
            catalogue,
            renderer: renderer(&theme),
            site: theme.site.clone(),
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
            renderer: renderer(&theme),
            site: theme.site.clone(),
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
        let mut request =
            lambda_http::request::from_str(&event.0.to_string()).expect("the event is one of API Gateway's");
        request.extensions_mut().insert(Deadline::after(self.patience));
        let service = handler::lambda::service(Arc::clone(&self.services));
        let response = service.oneshot(request).await.unwrap_or_else(|never| match never {});
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the page is in memory").to_bytes();
        Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).expect("pages are UTF-8"),
        }
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

/// That the counter of a workshop says what its registrations say, that no seat is taken twice and that nobody waits
/// who would fit.
pub async fn assert_sound(store: &Store, workshop: &Slug, offer: &Offer) {
    let registrations = store.list(workshop).await.expect("the store answers");
    let counter = store.counter(workshop, Deadline::default()).await.expect("the store answers");
    let held = registrations.iter().fold(Seats::default(), |sum, it| sum.plus(&it.held_seats()));
    for (pool, size) in offer.capacity.pools() {
        assert_eq!(counter.taken.of(pool), held.of(pool), "the counter of {pool} says what records say");
        assert!(held.of(pool) <= size, "{pool} is not overbooked");
    }
    let waiting: Vec<_> = registrations.iter().filter(|it| it.status == Status::Waiting).collect();
    assert_eq!(counter.waiting as usize, waiting.len(), "the counter says how many wait");
    for registration in waiting {
        let fits = offer.capacity.fits(&counter.taken, &registration.seats);
        assert!(!fits, "{:?} waits although there are seats", registration.seats);
    }
}

fn renderer(theme: &Theme) -> Renderer {
    Renderer::new(theme).expect("the theme can be rendered")
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
        Event(serde_json::from_str(&text).expect("the event is JSON"))
    }

    /// The post that was recorded, but for a workshop and with fields of one's own.
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

    /// The same event for another path.
    pub fn with_path(mut self, path: &str) -> Event {
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

    /// The event as the Runtime API hands it out.
    pub fn json(&self) -> String {
        self.0.to_string()
    }
}

impl Answer {
    /// A header's value; empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default()
    }
}
