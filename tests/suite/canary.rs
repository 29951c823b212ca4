//! The canary: a specimen is examined like a registration and leaves nothing behind, only the canary can send one, and
//! what keeps registrants away turns it red.

use aws_sdk_dynamodb::types::AttributeValue;
use handler::edge::ORIGIN_SECRET_HEADER;
use jiff::{SignedDuration, Timestamp};
use model::slug::Slug;
use registry::identifier::IdentifierKey;
use serde_json::Value;
use tests::catalogue::NOW;
use tests::dynamodb::{Fault, Table};
use tests::front::Front;
use tests::handler::{Event, HandlerTest, fields, fields_with};
use tests::notifier::canary;
use tests::runtime_api::{Function, log_lines};
use tests::ses::Ses;

/// The identifier key of the tests, and another one.
const KEY: [u8; 32] = [7; 32];
const OTHER_KEY: [u8; 32] = [8; 32];

/// Returns the path of a specimen that the owner of a key made at a time.
fn path(key: [u8; 32], workshop: &str, at: Timestamp) -> String {
    let slug: Slug = workshop.parse().unwrap();
    format!("/api/workshops/{workshop}/specimen/{}", IdentifierKey::from(key).specimen_token(&slug, at))
}

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// Asserts that a table has only counters of requests, all of them at zero.
async fn assert_empty(table: &Table) {
    for item in table.items().await {
        let partition = item["PK"].as_s().unwrap();
        assert!(partition.starts_with("limit#"), "{item:?}");
        assert_eq!(item["count"], AttributeValue::N("0".to_owned()), "{item:?}");
    }
}

#[tokio::test]
async fn a_specimen_is_accepted_in_every_state_and_leaves_nothing_behind() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone());
    // Open, without seats, with a waiting list, approval, confirmation or a choice, upcoming, closed and cancelled.
    for workshop in ["proximite", "groupe", "approuve", "confirme", "choix", "a-venir", "passe", "annule"] {
        let answer = test.send(Event::post_to(&path(KEY, workshop, now()), &fields())).await;
        let answered = if workshop == "choix" { 422 } else { 204 };
        assert_eq!((answer.status, answer.body.as_str()), (answered, ""), "{workshop}");
        assert_eq!(test.registrations(workshop).await, []);
    }
    assert_empty(&table).await;
    // A workshop that is full, with registrations on its waiting list.
    for number in 0..12 {
        test.post("groupe", &fields_with("email", &format!("p{number}@office.example"))).await.redirect();
    }
    let before = (test.registrations("groupe").await, test.counter("groupe").await);
    let answer = test.send(Event::post_to(&path(KEY, "groupe", now()), &fields())).await;
    assert_eq!(answer.status, 204);
    assert_eq!((test.registrations("groupe").await, test.counter("groupe").await), before);
}

/// Each refused token is answered like an unknown address, before anything is read.
#[tokio::test]
async fn only_the_canary_can_send_a_specimen() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone());
    let at = |seconds| now() + SignedDuration::from_secs(seconds);
    let genuine = path(KEY, "proximite", now());
    let token = genuine.rsplit('/').next().unwrap();
    for forged in [
        path(OTHER_KEY, "proximite", now()),
        path(KEY, "proximite", at(-301)),
        path(KEY, "proximite", at(301)),
        format!("/api/workshops/petit/specimen/{token}"),
        format!("/api/workshops/inconnu/specimen/{token}"),
        "/api/workshops/proximite/specimen/0".to_owned(),
        format!("{genuine}/more"),
    ] {
        assert_eq!(test.send(Event::post_to(&forged, &fields())).await.status, 404, "{forged}");
    }
    // The same conditions as for every form: its origin, its type, and the way through the CDN.
    let foreign = Event::post_to(&genuine, &fields()).with_header("origin", "https://elsewhere.example");
    assert_eq!(test.send(foreign).await.status, 403);
    let around = Event::post_to(&genuine, &fields()).without_header(ORIGIN_SECRET_HEADER.as_str());
    assert_eq!(test.send(around).await.status, 403);
    let json = Event::post_to(&genuine, &fields()).with_header("content-type", "application/json");
    assert_eq!(test.send(json).await.status, 415);
    assert_eq!(test.get(&genuine).await.status, 405, "a link does nothing");
    // A registration with the token in it is a registration.
    let posted = test.post("proximite", &fields_with("specimen", token)).await;
    assert_eq!(posted.status, 303);
    assert_eq!(test.registrations("proximite").await.len(), 1);
}

#[tokio::test]
async fn what_would_fail_a_registration_fails_a_specimen() {
    let test = HandlerTest::new().await;
    let specimen = |fields: &[(&str, &str)]| Event::post_to(&path(KEY, "proximite", now()), fields);
    assert_eq!(test.send(specimen(&fields_with("email", "nobody"))).await.status, 422);
    assert_eq!(test.send(specimen(&[])).await.status, 422);
    let denied = HandlerTest::with_faults([Fault::Refused(400, "AccessDeniedException")]).await;
    assert_eq!(denied.send(specimen(&fields())).await.status, 503);
    let lost = HandlerTest::with_faults([Fault::Reset, Fault::AnswerLost]).await;
    assert_eq!(lost.send(specimen(&fields())).await.status, 204, "it is repeated like a registration");
    assert_eq!(lost.registrations("proximite").await, []);
}

/// The specimen of every form of the real site is valid.
#[tokio::test]
async fn the_canary_can_fill_in_every_form() {
    let test = HandlerTest::with_the_real_site().await;
    let mut forms = 0;
    for (workshop, specimen) in test.specimens() {
        let pairs: Vec<_> = specimen.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let path = path(KEY, &workshop, test.now());
        let specimen = Event::post_to(&path, &pairs).without_header("origin");
        assert_eq!(test.send(specimen).await.status, 204, "{workshop}: {pairs:?}");
        assert_eq!(test.registrations(&workshop).await, []);
        forms += 1;
    }
    assert!(forms > 0);
}

/// Returns the lines of a log that concern the canary: its own, and its metric.
fn canary_lines(log: &str) -> Vec<Value> {
    log_lines(log)
        .filter(|line| line["fields"]["message"] == "canary" || line.get("SpecimenAccepted").is_some())
        .collect()
}

/// The real processes: the notifier visits the site, whose handler stops.
#[tokio::test(flavor = "multi_thread")]
async fn a_stopped_handler_turns_the_canary_red() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let front = Front::new("").await;
    front.connect(Function::start_at(&table, &front.address).await).await;
    let mut notifier = Function::start_notifier_at(&table, &ses.endpoint, &front.address).await;
    let mut visit = async |accepted: bool| {
        let answer = notifier.invoke_with(canary().to_string()).await;
        assert_eq!(answer["accepted"], accepted, "{answer}");
    };
    // Registration has been open for long, so its page must have the form.
    visit(false).await;
    let slugs = ["approuve", "choix", "confirme", "foule", "groupe", "petit", "proximite"];
    let forms = slugs.map(|slug| format!(r#"<form action="/api/workshops/{slug}/registrations">"#));
    front.show(&forms.concat()).await;
    visit(true).await;
    let log = front.stop().await;
    assert!(log.contains(r#""result":"specimen""#) && !log.contains("canary.invalid"), "{log}");
    visit(false).await;
    let keys: Vec<_> = table.items().await.iter().map(|item| item["PK"].as_s().unwrap().clone()).collect();
    assert!(keys.iter().all(|key| key == "key" || key.starts_with("limit#")), "{keys:?}");
    let lines = canary_lines(&notifier.stop().await);
    let errors: Vec<_> = lines.iter().filter_map(|line| line["fields"]["error"].as_str()).collect();
    assert_eq!(errors.len(), 2, "{lines:?}");
    assert!(errors[0].contains("has no form") && errors[1].contains("status 502"), "{errors:?}");
    let values: Vec<_> = lines.iter().filter_map(|line| line["SpecimenAccepted"].as_f64()).collect();
    assert_eq!(values, [0.0, 1.0, 0.0]);
    assert_eq!(ses.messages().len(), 0);
}
