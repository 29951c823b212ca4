//! The store operations of a request, and which of them wait for an earlier response. With many concurrent requests, or
//! with a distant store, they determine the duration of a request.

use std::time::Duration;

use model::registration::Registration;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use registry::Transitioned;
use tests::dynamodb::Table;
use tests::handler::{Event, HandlerTest, fields_with, id_in};
use tests::meter::Meter;

/// Long enough for independent operations to be under way at the same time.
const DELAY: Duration = Duration::from_millis(30);

const READ: &str = "GetItem";
const COUNT: &str = "UpdateItem";
const WRITE: &str = "TransactWriteItems";

async fn with_meter() -> (HandlerTest, Meter) {
    let (table, meter) = Meter::with_delay(&Table::new().await, DELAY).await;
    (HandlerTest::on(table), meter)
}

/// Sends a request that succeeds. Returns the target of its redirect, and its operations in rounds.
async fn take(test: &HandlerTest, meter: &Meter, event: Event) -> (String, Vec<Vec<String>>) {
    meter.read_rounds();
    let target = test.send(event).await.redirect();
    (target, meter.read_rounds())
}

async fn register(
    test: &HandlerTest,
    meter: &Meter,
    workshop: &str,
    person: u32,
) -> (String, Vec<Vec<String>>) {
    let email = format!("person-{person}@o.example");
    take(test, meter, Event::post(workshop, &fields_with("email", &email))).await
}

async fn cancel(test: &HandlerTest, meter: &Meter, own_page: &str) -> Vec<Vec<String>> {
    take(test, meter, Event::post_to(&format!("{own_page}/cancel"), &[])).await.1
}

async fn status(test: &HandlerTest, workshop: &str, own_page: &str) -> Status {
    let registrations = test.registrations(workshop).await;
    registrations.into_iter().find(|it| it.id == id_in(own_page)).unwrap().status
}

#[tokio::test]
async fn a_cancellation_is_read_while_it_is_counted() {
    let (test, meter) = with_meter().await;
    let (own_page, _) = register(&test, &meter, "groupe", 1).await;
    // Both counters and the registration; the write; the counter, to see whether anyone waits for the seat.
    let rounds = cancel(&test, &meter, &own_page).await;
    assert_eq!(rounds, [vec![READ, COUNT, COUNT], vec![WRITE], vec![READ]]);
    assert_eq!(status(&test, "groupe", &own_page).await, Status::Cancelled);
    // The second cancellation changes nothing.
    assert_eq!(cancel(&test, &meter, &own_page).await, [vec![READ, COUNT, COUNT]]);
}

#[tokio::test]
async fn leaving_the_waiting_list_reads_no_counter() {
    let (test, meter) = with_meter().await;
    let test = test.with_offer("groupe", |offer| offer.capacity = Capacity::whole(1));
    register(&test, &meter, "groupe", 1).await;
    let (own_page, _) = register(&test, &meter, "groupe", 2).await;
    assert_eq!(status(&test, "groupe", &own_page).await, Status::Waiting);
    assert_eq!(cancel(&test, &meter, &own_page).await, [vec![READ, COUNT, COUNT], vec![WRITE]]);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_confirmation_is_read_while_it_is_counted() {
    let (test, meter) = with_meter().await;
    let (own_page, _) = register(&test, &meter, "confirme", 1).await;
    let registration = test.registrations("confirme").await.remove(0);
    let confirm = Event::post_to(&test.confirm_path(&registration), &[]);
    let (_, rounds) = take(&test, &meter, confirm).await;
    assert_eq!(rounds, [vec![READ, COUNT, COUNT], vec![WRITE]]);
    assert_eq!(status(&test, "confirme", &own_page).await, Status::Confirmed);
}

/// If another request writes between the read and the write, the write fails and returns the newer registration.
#[tokio::test]
async fn an_outdated_registration_is_replaced_by_the_stored_one() {
    let (test, meter) = with_meter().await;
    let (own_page, _) = register(&test, &meter, "approuve", 1).await;
    let read = test.registrations("approuve").await.remove(0);
    assert_eq!(test.transition("approuve", &read.id, TransitionEvent::Approve).await, Transitioned::Done);
    meter.read_rounds();
    let cancelled = test.transition_of(&read, TransitionEvent::Cancel).await;
    assert_eq!(cancelled, Transitioned::Done);
    assert_eq!(meter.read_rounds(), [[WRITE], [WRITE], [READ]]);
    let stored = test.registrations("approuve").await.remove(0);
    let events: Vec<_> = stored.history.iter().map(|entry| entry.event.as_str()).collect();
    assert_eq!(events, ["register", "approve", "cancel"]);
    // The outdated registration could be approved, but the stored one has ended.
    let approved = test.transition_of(&read, TransitionEvent::Approve).await;
    assert_eq!(approved, Transitioned::Impossible(Box::new(stored)));
    assert_eq!(status(&test, "approuve", &own_page).await, Status::Cancelled);
    test.assert_sound("approuve").await;
}

#[tokio::test]
async fn an_outdated_registration_rejects_nothing() {
    let (test, meter) = with_meter().await;
    register(&test, &meter, "confirme", 1).await;
    let read = test.registrations("confirme").await.remove(0);
    let confirmed = Registration { status: Status::Confirmed, ..read };
    let event = TransitionEvent::ConfirmEmail;
    let happened = test.transition_of(&confirmed, event).await;
    assert_eq!(happened, Transitioned::Done);
}
