//! Suspected abuse: it is set apart, never dropped, and never affects other people.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::form::TRAP_FIELD;
use model::limits::Limits;
use model::membership::{CodeHash, Member, Members, MembersOnly};
use model::registration::Suspicion;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use registry::{Transitioned, local_client};
use serde_json::{Value, json};
use tests::catalogue::NOW;
use tests::dynamodb::Table;
use tests::failing::{losing_an_answer, refusing};
use tests::handler::{Answer, Event, HandlerTest, fields, fields_with};
use tests::log::Log;
use tests::meter::Meter;
use tests::runtime_api::log_lines;
use view::registration::own_path;

/// Long enough for independent operations to be under way at the same time.
const DELAY: Duration = Duration::from_millis(30);

fn trapped() -> Vec<(&'static str, &'static str)> {
    fields_with(TRAP_FIELD, "https://spam.example")
}

/// Posts for person `number` from this address.
async fn post_from(test: &HandlerTest, address: &str, number: u64) -> Answer {
    let email = format!("person-{number}@office.example");
    test.send(Event::post("proximite", &fields_with("email", &email)).from_address(address)).await
}

#[tokio::test]
async fn a_filled_honeypot_leads_to_quarantine() {
    let test = HandlerTest::new().await;
    // The same holds for the current version of the form.
    let hash = test.form_hash("proximite");
    let mut trapped = trapped();
    trapped.retain(|(name, _)| *name != "takes-part");
    trapped.push(("form", &hash));
    let answer = test.post("proximite", &trapped).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let registrations = test.registrations("proximite").await;
    let [registration] = registrations.as_slice() else { panic!("{registrations:?}") };
    assert_eq!(registration.status, Status::Quarantined);
    assert_eq!(registration.suspicion, Some(Suspicion::Trap));
    assert_eq!(test.counter("proximite").await, Default::default(), "the counter is unchanged");

    let page = test.get(answer.header("location")).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("quarantined"), "{}", page.body);
    // A repeated post is the same registration.
    assert_eq!(test.post("proximite", &trapped).await.header("location"), answer.header("location"));
    assert_eq!(test.registrations("proximite").await, registrations);
    test.assert_sound("proximite").await;
}

#[tokio::test]
async fn an_empty_honeypot_is_ignored_and_not_stored() {
    let test = HandlerTest::new().await;
    let hash = test.form_hash("proximite");
    let mut fields = fields();
    fields.retain(|(name, _)| *name != "takes-part");
    fields.extend([("form", hash.as_str()), (TRAP_FIELD, " ")]);
    assert_eq!(test.post("proximite", &fields).await.status, 303);
    let registration = &test.registrations("proximite").await[0];
    assert_eq!((registration.status, registration.suspicion), (Status::Confirmed, None));
    assert!(registration.request.answers.is_empty());
}

#[tokio::test]
async fn a_quarantined_address_does_not_affect_a_genuine_registration() {
    let test = HandlerTest::new().await;
    let own_page = test.post("proximite", &trapped()).await.header("location").to_owned();
    let suspected = test.registrations("proximite").await[0].clone();
    let same = test.post("proximite", &fields()).await;
    assert_eq!(same.status, 303);
    assert_ne!(same.header("location"), own_page);
    let other = test.post("proximite", &fields_with("given-name", "Marc")).await;
    assert_eq!(other.status, 303);
    for answer in [&same, &other] {
        let page = test.get(answer.header("location")).await;
        assert!(page.body.contains("confirmed"), "{}", page.body);
    }
    let registrations = test.registrations("proximite").await;
    assert_eq!(registrations.len(), 3);
    assert!(registrations.contains(&suspected));
}

#[tokio::test]
async fn a_suspected_post_does_not_change_an_earlier_registration() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &fields()).await.header("location").to_owned();
    let registered = test.registrations("groupe").await[0].clone();
    let suspected = test.post("groupe", &trapped()).await;
    assert_eq!(suspected.status, 303);
    assert_ne!(suspected.header("location"), own_page);
    let registrations = test.registrations("groupe").await;
    assert_eq!(registrations.len(), 2);
    assert!(registrations.contains(&registered));
    assert_eq!(test.seats_taken("groupe").await, 1);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_released_registration_gets_a_free_seat_at_once() {
    let test = HandlerTest::new().await;
    test.post("groupe", &trapped()).await;
    let suspected = test.registrations("groupe").await[0].id.clone();
    let release = TransitionEvent::Release;
    assert_eq!(test.transition("groupe", &suspected, release).await, Transitioned::Done);
    let released = test.registrations("groupe").await[0].clone();
    let events: Vec<_> = released.history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["register", "release", "promote"], "a free seat is assigned at once");
    assert_eq!((released.status, released.suspicion), (Status::Confirmed, Some(Suspicion::Trap)));
    assert_eq!(test.seats_taken("groupe").await, 1);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_released_registration_precedes_later_arrivals() {
    // One seat in total.
    let test = HandlerTest::new().await.with_offer("groupe", |offer| {
        offer.capacity = Capacity::whole(1);
    });
    let seated = test.post("groupe", &fields_with("email", "seated@office.example")).await;
    test.post("groupe", &trapped()).await;
    let suspected = test.registrations("groupe").await.into_iter().find(|it| it.suspicion.is_some()).unwrap();
    let test = test.at("2027-05-01T12:00:01Z");
    test.post("groupe", &fields_with("email", "later@office.example")).await;
    assert_eq!(test.transition("groupe", &suspected.id, TransitionEvent::Release).await, Transitioned::Done);
    test.assert_sound("groupe").await;
    let page = test.get(&own_path(&suspected)).await;
    assert!(page.body.contains("place: 1"), "{}", page.body);
    test.send(Event::post_to(&format!("{}/cancel", seated.header("location")), &[])).await;
    let page = test.get(&own_path(&suspected)).await;
    assert!(page.body.contains("confirmed"), "{}", page.body);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn many_posts_from_one_address_are_quarantined_then_rejected() {
    let test = HandlerTest::new().await.with_offer("proximite", |offer| {
        offer.capacity = Capacity::whole(1_000);
    });
    let Limits { quarantine_after, refuse_after, .. } = Limits::default();
    let (quarantine_after, refuse_after) = (u64::from(quarantine_after), u64::from(refuse_after));
    // IPv6 addresses of one connection count as one.
    let address = |number: u64| format!("2001:db8:1:2::{number:x}");
    for number in 1..=refuse_after {
        let answer = post_from(&test, &address(number), number).await;
        assert_eq!(answer.status, 303, "{number}: {}", answer.body);
    }
    let registrations = test.registrations("proximite").await;
    let suspected = registrations.iter().filter(|it| it.status == Status::Quarantined);
    assert!(suspected.clone().all(|it| it.suspicion == Some(Suspicion::Rate)));
    assert_eq!(suspected.count() as u64, refuse_after - quarantine_after);
    assert_eq!(u64::from(test.seats_taken("proximite").await), quarantine_after);

    let test = test.at("2027-05-01T12:59:30Z");
    let refused = post_from(&test, &address(1), 1_000).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "30"));
    assert!(
        refused.body.contains("refused: too-many") && refused.body.contains("person-1000@office.example")
    );
    assert_eq!(test.registrations("proximite").await.len(), registrations.len());
    // Neighbours, and anyone in the next hour, are unaffected.
    post_from(&test, "2001:db8:1:3::1", 2_000).await;
    assert_eq!(status_of(&test, 2_000).await, Status::Confirmed);
    let test = test.at("2027-05-01T13:00:00Z");
    post_from(&test, &address(1), 3_000).await;
    assert_eq!(status_of(&test, 3_000).await, Status::Confirmed);
}

async fn status_of(test: &HandlerTest, number: u64) -> Status {
    let email = format!("person-{number}@office.example");
    test.registration_of("proximite", &email).await.unwrap().status
}

#[tokio::test]
async fn invalid_posts_are_not_counted() {
    let test = HandlerTest::new().await.with_offer("proximite", |offer| {
        offer.capacity = Capacity::whole(1_000);
    });
    for _ in 0..=Limits::default().quarantine_after {
        let empty = Event::post("proximite", &[]).from_address("192.0.2.1");
        assert_eq!(test.send(empty).await.status, 422);
    }
    post_from(&test, "192.0.2.1", 0).await;
    assert_eq!(status_of(&test, 0).await, Status::Confirmed);
}

#[tokio::test]
async fn an_address_is_stored_as_a_keyed_hash_for_two_hours() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone());
    for _ in 0..2 {
        post_from(&test, "192.0.2.77", 1).await;
    }
    let items = items(&table).await;
    let counters = counters(&items);
    let [counter] = counters.as_slice() else { panic!("{counters:?}") };
    assert_eq!(counter["count"].as_n().unwrap(), "2");
    let expires: i64 = counter["expires_at"].as_n().unwrap().parse().unwrap();
    let now: Timestamp = NOW.parse().unwrap();
    assert_eq!(expires - now.as_second(), 7_200);
    assert_eq!(counter.len(), 4, "{counter:?}");
    assert!(!format!("{items:?}").contains("192.0.2"));
}

async fn items(table: &Table) -> Vec<HashMap<String, AttributeValue>> {
    let scan = local_client(&table.endpoint).scan().table_name(&table.name).send();
    scan.await.unwrap().items().to_vec()
}

/// Returns the values of the counters of requests in a table.
async fn counts(table: &Table) -> Vec<String> {
    let items = items(table).await;
    counters(&items).iter().map(|counter| counter["count"].as_n().unwrap().clone()).collect()
}

/// Returns the counters of requests.
fn counters(items: &[HashMap<String, AttributeValue>]) -> Vec<&HashMap<String, AttributeValue>> {
    items.iter().filter(|item| item["PK"].as_s().unwrap().starts_with("limit#")).collect()
}

/// The route panics while the counter is under way.
#[tokio::test]
async fn a_post_that_makes_the_route_panic_is_counted() {
    let table = Table::new().await;
    let (delayed, _) = Meter::with_delay(&table, DELAY).await;
    let (now, calls): (Timestamp, _) = (NOW.parse().unwrap(), AtomicU32::new(0));
    // The counter asks for the time first.
    let clock = move || if calls.fetch_add(1, Ordering::Relaxed) == 0 { now } else { panic!("the route") };
    let test = HandlerTest::on(delayed).with_clock(clock);
    assert_eq!(post_from(&test, "192.0.2.77", 1).await.status, 500);
    assert_eq!(counts(&table).await, ["1"]);
}

/// The page is drawn while the request is taken out of its counter.
#[tokio::test]
async fn an_invalid_post_whose_page_cannot_be_drawn_is_counted() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone());
    let empty = || Event::post("proximite", &[]).from_address("192.0.2.77");
    assert_eq!(test.send(empty()).await.status, 422);
    assert_eq!(counts(&table).await, ["0"]);
    let broken = test.with_theme(|theme| drop(theme.words.remove("title.registration_error")));
    let log = Log::default();
    let guard = log.start();
    for _ in 0..2 {
        assert_eq!(broken.send(empty()).await.status, 500);
    }
    drop(guard);
    assert_eq!(counts(&table).await, ["2"]);
    let expected = [json!(500), json!("internal-error"), json!("proximite")];
    assert_eq!(logged(&log), vec![expected; 2]);
}

/// Returns the status, the result and the workshop of each logged request.
fn logged(log: &Log) -> Vec<[Value; 3]> {
    let text = log.text();
    let requests = log_lines(&text).filter(|line| line["fields"]["message"] == "request");
    requests.map(|line| ["status", "result", "workshop"].map(|name| line["fields"][name].clone())).collect()
}

/// Mistakes are no way around the limit, and whether a code is right is not revealed beyond it.
#[tokio::test]
async fn an_invalid_post_beyond_the_limit_is_refused_and_counts() {
    let code = "Nord-2027-x7";
    let member = Member { siren: None, domains: Vec::new(), code: CodeHash::of_secret(code).ok() };
    let table = Table::new().await;
    let (metered, meter) = Meter::of(&table).await;
    let test = HandlerTest::on(metered).with_members(Members { members: vec![member] });
    let test = test.with_offer("groupe", |offer| offer.fees[0].members_only = Some(MembersOnly::Review));
    let test = test.with_limits(|limits| (limits.quarantine_after, limits.refuse_after) = (1, 2));
    let test = test.at("2027-05-01T12:59:30Z");
    let post = async |fields: &[(&str, &str)]| {
        test.send(Event::post("groupe", fields).from_address("192.0.2.77")).await
    };
    for email in ["a@office.example", "b@office.example"] {
        assert_eq!(post(&fields_with("email", email)).await.status, 303);
    }
    meter.read_operations();
    let log = Log::default();
    let guard = log.start();
    let mistaken = fields_with("email", "none");
    let mut with_code = mistaken.clone();
    with_code.push(("member-code", code));
    for (fields, count) in [(&mistaken, "3"), (&with_code, "4")] {
        let refused = post(fields).await;
        assert_eq!((refused.status, refused.header("retry-after")), (429, "30"));
        assert!(
            refused.body.contains("refused: too-many") && refused.body.contains("Le Gall"),
            "{}",
            refused.body
        );
        assert_eq!(meter.read_operations(), ["UpdateItem"]);
        assert_eq!(counts(&table).await, [count]);
    }
    drop(guard);
    assert_eq!(logged(&log), vec![[json!(429), json!("too-many"), json!("groupe")]; 2]);
}

#[tokio::test]
async fn an_invalid_post_of_a_suspicious_sender_is_not_counted() {
    let table = Table::new().await;
    let (metered, meter) = Meter::of(&table).await;
    let test = HandlerTest::on(metered).with_limits(|limits| limits.quarantine_after = 1);
    for number in 1..=2 {
        post_from(&test, "192.0.2.77", number).await;
    }
    assert_eq!(status_of(&test, 2).await, Status::Quarantined);
    meter.read_operations();
    let empty = Event::post("proximite", &[]).from_address("192.0.2.77");
    assert_eq!(test.send(empty).await.status, 422);
    assert_eq!(meter.read_operations(), ["UpdateItem", "UpdateItem"]);
    assert_eq!(counts(&table).await, ["2"]);
}

/// Their routes do not read the workshop.
#[tokio::test]
async fn refused_requests_are_logged_with_their_workshop() {
    let test = HandlerTest::new().await.with_limits(|limits| limits.changes = 0);
    let log = Log::default();
    let guard = log.start();
    for (event, status) in [
        (Event::post_to("/api/registrations/proximite/any/cancel", &[]), 429),
        (Event::post("proximite", &[]).with_header("sec-fetch-site", "cross-site"), 403),
        (Event::post("proximite", &[]).with_header("content-type", "text/plain"), 415),
        (Event::post("proximite", &[]).with_method("DELETE"), 405),
    ] {
        assert_eq!(test.send(event).await.status, status);
    }
    drop(guard);
    let workshops: Vec<_> = logged(&log).into_iter().map(|[.., workshop]| workshop).collect();
    assert_eq!(workshops, vec![json!("proximite"); 4]);
}

/// Looking for a repetition takes longer the more registrations with the same answers have ended, so it would show whether the
/// answers are valid and were posted before.
#[tokio::test]
async fn a_refusal_does_not_wait_for_the_lookup() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone());
    let (address, ended) = ("192.0.2.77", 5);
    for _ in 0..ended {
        let own_page = post_from(&test, address, 1).await.redirect();
        test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await.redirect();
    }
    let next_hour = "2027-05-01T13:00:00Z";
    let (metered, meter) = Meter::with_delay(&table, DELAY).await;
    let [test, metered] = [test, HandlerTest::on(metered)].map(|it| it.at(next_hour));
    for number in 1_001..=1_000 + u64::from(Limits::default().refuse_after) {
        post_from(&test, address, number).await;
    }
    assert_eq!(post_from(&metered, address, 1).await.status, 429);
    let operations = meter.read_operations();
    let lookups = operations.iter().filter(|operation| *operation == "GetItem").count();
    assert!(lookups < 3, "{operations:?}");
    // The write that was prepared meanwhile is dropped.
    assert!(!operations.iter().any(|operation| operation == "TransactWriteItems"), "{operations:?}");
}

#[tokio::test]
async fn an_unavailable_counter_blocks_no_registration() {
    let test = HandlerTest::on(refusing(&Table::new().await, "UpdateItem").await);
    post_from(&test, "192.0.2.1", 1).await;
    assert_eq!(status_of(&test, 1).await, Status::Confirmed);
    // The honeypot works without the counter.
    test.post("proximite", &trapped()).await;
    let registrations = test.registrations("proximite").await;
    assert!(registrations.iter().any(|it| it.status == Status::Quarantined));
}

#[tokio::test]
async fn a_lost_response_quarantines_once() {
    let test = HandlerTest::on(losing_an_answer(&Table::new().await, "PutItem").await);
    let answer = test.post("proximite", &trapped()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let registration = &test.registrations("proximite").await[0];
    assert_eq!((registration.status, registration.history.len()), (Status::Quarantined, 1));
}

#[tokio::test]
async fn counting_costs_one_write_unit_and_quarantine_another() {
    let (test, meter) = HandlerTest::with_meter().await;
    test.post("groupe", &fields()).await;
    assert_eq!((meter.read_single(), meter.read()), (vec![1.0], vec![4.0]));
    test.post("proximite", &trapped()).await;
    assert_eq!((meter.read_single(), meter.read()), (vec![1.0, 1.0], vec![]));
}
