//! The store operations of a request, and which of them wait for an earlier response. With many concurrent requests, or
//! with a distant store, they determine the duration of a request.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::registration::Registration;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use registry::Transitioned;
use tests::catalogue::NOW;
use tests::dynamodb::Table;
use tests::handler::{Event, HandlerTest, colleagues, fields_with, id_in};
use tests::meter::Meter;

/// Long enough for independent operations to be under way at the same time.
const DELAY: Duration = Duration::from_millis(30);

const READ: &str = "GetItem";
const COUNT: &str = "UpdateItem";
const TURN: &str = "UpdateItem";
const LIST: &str = "Query";
const WRITE: &str = "TransactWriteItems";

async fn with_meter() -> (HandlerTest, Meter) {
    let (table, meter) = Meter::with_delay(&Table::new().await, DELAY).await;
    (HandlerTest::on(table), meter)
}

/// Returns two functions for a workshop with this many seats. Neither knows what the other has seen, and only the first
/// is metered.
async fn two_functions(seats: u32) -> (HandlerTest, Meter, HandlerTest) {
    let table = Table::new().await;
    let (metered, meter) = Meter::with_delay(&table, DELAY).await;
    let [test, other] = [metered, table]
        .map(|table| HandlerTest::on(table).with_offer("groupe", |it| it.capacity = Capacity::whole(seats)));
    (test, meter, other)
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
    register_group(test, meter, workshop, person, 0).await
}

async fn register_group(
    test: &HandlerTest,
    meter: &Meter,
    workshop: &str,
    person: u32,
    count: usize,
) -> (String, Vec<Vec<String>>) {
    let email = format!("person-{person}@o.example");
    let mut fields = fields_with("email", &email);
    fields.extend(colleagues(count));
    take(test, meter, Event::post(workshop, &fields)).await
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

/// A full workshop usually stays full, so the second attempt of the second arrival is the first one of the third.
#[tokio::test]
async fn an_arrival_at_a_full_workshop_joins_the_waiting_list_at_once() {
    let (test, meter, _) = two_functions(1).await;
    let (first, rounds) = register(&test, &meter, "groupe", 1).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE]]);
    let (second, rounds) = register(&test, &meter, "groupe", 2).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE], vec![WRITE]]);
    let (third, rounds) = register(&test, &meter, "groupe", 3).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE]]);
    for (own_page, expected) in
        [(&first, Status::Confirmed), (&second, Status::Waiting), (&third, Status::Waiting)]
    {
        assert_eq!(status(&test, "groupe", own_page).await, expected);
    }
    test.assert_sound("groupe").await;
}

/// The memory of a full workshop only changes the order of attempts.
#[tokio::test]
async fn an_arrival_gets_a_seat_although_the_function_last_saw_none() {
    let (test, meter, other) = two_functions(1).await;
    let (first, _) = register(&test, &meter, "groupe", 1).await;
    let (second, _) = register(&test, &meter, "groupe", 2).await;
    for own_page in [&second, &first] {
        cancel(&other, &meter, own_page).await;
    }
    let (third, rounds) = register(&test, &meter, "groupe", 3).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE], vec![WRITE]]);
    assert_eq!(status(&test, "groupe", &third).await, Status::Confirmed);
    // The workshop is full again, and the function does not know it.
    let (fourth, rounds) = register(&test, &meter, "groupe", 4).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE], vec![WRITE]]);
    assert_eq!(status(&test, "groupe", &fourth).await, Status::Waiting);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn the_waiting_list_is_tried_first_only_if_a_pool_has_no_seat_left() {
    let (test, meter, _) = two_functions(2).await;
    register(&test, &meter, "groupe", 1).await;
    for person in [2, 3] {
        let (own_page, rounds) = register_group(&test, &meter, "groupe", person, 1).await;
        assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE], vec![WRITE]]);
        assert_eq!(status(&test, "groupe", &own_page).await, Status::Waiting);
    }
    // The last seat fits neither of the groups. The failed attempt to take it returned the counter.
    let (own_page, rounds) = register(&test, &meter, "groupe", 4).await;
    assert_eq!(rounds[1..], [[WRITE], [TURN], [READ], [LIST], [WRITE], [TURN]]);
    assert_eq!(status(&test, "groupe", &own_page).await, Status::Confirmed);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn an_arrival_is_turned_away_by_the_counter_that_its_failed_attempt_returned() {
    let (test, meter) = with_meter().await;
    register(&test, &meter, "petit", 1).await;
    meter.read_rounds();
    let answer = test.post("petit", &fields_with("email", "late@o.example")).await;
    assert_eq!(answer.status, 409, "{}", answer.body);
    assert_eq!(meter.read_rounds(), [vec![READ, COUNT], vec![WRITE]]);
    test.assert_sound("petit").await;
}

#[tokio::test]
async fn an_arrival_whose_address_is_to_be_confirmed_reads_the_counter_once() {
    let (test, meter) = with_meter().await;
    let test = test.with_offer("confirme", |offer| offer.capacity = Capacity::whole(2));
    for person in [1, 2] {
        let (_, rounds) = register(&test, &meter, "confirme", person).await;
        assert_eq!(rounds, [vec![READ, COUNT], vec![READ], vec![WRITE]]);
        let registrations = test.registrations("confirme").await;
        let unproven = registrations.into_iter().find(|it| it.status.needs_proof()).unwrap();
        take(&test, &meter, Event::post_to(&test.confirm_path(&unproven), &[])).await;
    }
    // Both seats are taken by registrations with a confirmed address.
    let (own_page, rounds) = register(&test, &meter, "confirme", 3).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![READ], vec![WRITE]]);
    assert_eq!(status(&test, "confirme", &own_page).await, Status::Requested);
    test.assert_sound("confirme").await;
}

#[tokio::test]
async fn a_released_seat_is_given_away_after_one_look() {
    let (test, meter, _) = two_functions(1).await;
    let (first, _) = register(&test, &meter, "groupe", 1).await;
    let (second, _) = register(&test, &meter, "groupe", 2).await;
    let rounds = cancel(&test, &meter, &first).await;
    assert_eq!(rounds[..2], [vec![READ, COUNT, COUNT], vec![WRITE]]);
    // The turn, the counter and the waiting list, the promotion, the end of the turn.
    assert_eq!(rounds[2..], [[TURN], [READ], [LIST], [WRITE], [TURN]]);
    assert_eq!(status(&test, "groupe", &second).await, Status::Confirmed);
    // The function knows that it has promoted the only waiting registration.
    assert_eq!(cancel(&test, &meter, &second).await[2..], [[READ]]);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_function_that_saw_no_registration_wait_reads_the_counter_first() {
    let (test, meter, other) = two_functions(1).await;
    let (first, _) = register(&other, &meter, "groupe", 1).await;
    let (second, _) = register(&other, &meter, "groupe", 2).await;
    let rounds = cancel(&test, &meter, &first).await;
    assert_eq!(rounds[2..], [[READ], [TURN], [READ], [LIST], [WRITE], [TURN]]);
    assert_eq!(status(&test, "groupe", &second).await, Status::Confirmed);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_function_that_last_saw_a_registration_wait_finds_out_that_none_does() {
    let (test, meter, other) = two_functions(1).await;
    let (first, _) = register(&test, &meter, "groupe", 1).await;
    let (second, _) = register(&test, &meter, "groupe", 2).await;
    cancel(&other, &meter, &second).await;
    let rounds = cancel(&test, &meter, &first).await;
    assert_eq!(rounds[2..], [[TURN], [READ], [TURN]]);
    let (third, rounds) = register(&test, &meter, "groupe", 3).await;
    assert_eq!(rounds, [vec![READ, COUNT], vec![WRITE]]);
    assert_eq!(status(&test, "groupe", &third).await, Status::Confirmed);
    assert_eq!(cancel(&test, &meter, &third).await[2..], [[READ]]);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_cancellation_during_a_promotion_asks_for_another_look_with_one_operation() {
    let table = Table::new().await;
    let (metered, meter) = Meter::with_delay(&table, DELAY).await;
    let test = HandlerTest::on(metered).with_offer("groupe", |offer| offer.capacity = Capacity::whole(1));
    let (first, _) = register(&test, &meter, "groupe", 1).await;
    let (second, _) = register(&test, &meter, "groupe", 2).await;
    table.hold_turn("groupe", NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(1)).await;
    let rounds = cancel(&test, &meter, &first).await;
    assert_eq!(rounds[2..], [[TURN]]);
    assert_eq!(status(&test, "groupe", &second).await, Status::Waiting);

    // The holder was stopped without another look. The next request that releases a seat replaces it.
    let test = test.at("2027-05-01T12:00:02Z");
    let (third, _) = register(&test, &meter, "groupe", 3).await;
    assert_eq!(status(&test, "groupe", &second).await, Status::Confirmed);
    assert_eq!(status(&test, "groupe", &third).await, Status::Waiting);
    let rounds = cancel(&test, &meter, &second).await;
    assert_eq!(rounds[2..], [[TURN], [READ], [LIST], [WRITE], [TURN]]);
    assert_eq!(status(&test, "groupe", &third).await, Status::Confirmed);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn the_turn_of_a_stopped_holder_is_taken_over() {
    let table = Table::new().await;
    let (metered, meter) = Meter::with_delay(&table, DELAY).await;
    let test = HandlerTest::on(metered).with_offer("groupe", |offer| offer.capacity = Capacity::whole(1));
    let (first, _) = register(&test, &meter, "groupe", 1).await;
    let (second, _) = register(&test, &meter, "groupe", 2).await;
    table.hold_turn("groupe", NOW.parse::<Timestamp>().unwrap() - SignedDuration::from_secs(1)).await;
    let rounds = cancel(&test, &meter, &first).await;
    assert_eq!(rounds[2..], [[TURN], [TURN], [READ], [LIST], [WRITE], [TURN]]);
    assert_eq!(status(&test, "groupe", &second).await, Status::Confirmed);
    test.assert_sound("groupe").await;
}
