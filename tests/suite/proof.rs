//! The seats that a sender of unconfirmed addresses can hold, and the seats that remain for others. Runs on the
//! embedded DynamoDB and on AWS's DynamoDB Local.

use std::sync::Arc;

use jiff::Timestamp;
use model::seats::{Capacity, WaitingList};
use model::status::Status;
use tests::handler::{Answer, Event, HandlerTest, colleagues, fields_with};

/// 10 seats, a waiting list, up to four people per registration, and confirmation of addresses.
const WORKSHOP: &str = "confirme";

/// Registers this many people and returns the path of the registration's page.
async fn register(test: &HandlerTest, email: &str, people: usize) -> String {
    post(test, email, people).await.redirect()
}

async fn post(test: &HandlerTest, email: &str, people: usize) -> Answer {
    let mut fields = fields_with("email", email);
    fields.extend(colleagues(people - 1));
    test.post(WORKSHOP, &fields).await
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[tokio::test]
async fn a_sender_who_confirms_nothing_holds_few_seats_and_delays_no_others() {
    let test = HandlerTest::new().await;
    for (number, people) in [4, 4, 1, 1].into_iter().enumerate() {
        register(&test, &format!("invented-{number}@evil.example"), people).await;
    }
    assert_eq!(test.seats_taken(WORKSHOP).await, 4, "of 10 seats");
    // Six people get the remaining seats when they confirm their addresses, despite earlier requests.
    for number in 0..6 {
        let email = format!("person-{number}@o.example");
        let own_page = register(&test, &email, 1).await;
        assert_eq!(test.status(WORKSHOP, &email).await, Status::Requested);
        let page = test.get(&own_page).await;
        assert!(page.body.contains("confirm by: 2027-05-02T12:00:00Z"), "{}", page.body);
        test.confirm(WORKSHOP, &email).await;
        assert_eq!(test.status(WORKSHOP, &email).await, Status::Confirmed);
        test.assert_sound(WORKSHOP).await;
    }
    // The seventh waits, and gets a seat of the sender when the sender's time is over.
    register(&test, "late@o.example", 1).await;
    test.confirm(WORKSHOP, "late@o.example").await;
    assert_eq!(test.status(WORKSHOP, "late@o.example").await, Status::Waiting);
    let test = test.at("2027-05-02T12:00:00Z");
    assert_eq!(test.sweep().await.lapsed, 4);
    assert_eq!(test.status(WORKSHOP, "late@o.example").await, Status::Confirmed);
    assert_eq!(test.seats_taken(WORKSHOP).await, 7);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn unconfirmed_registrations_are_never_promoted_ahead_of_confirmed_ones() {
    let test = HandlerTest::new().await.with_offer(WORKSHOP, |offer| offer.capacity = Capacity::whole(2));
    let mut seated = Vec::new();
    for email in ["a@o.example", "b@o.example"] {
        seated.push(register(&test, email, 1).await);
        test.confirm(WORKSHOP, email).await;
    }
    for number in 0..8 {
        register(&test, &format!("invented-{number}@evil.example"), 1).await;
    }
    let waiting = register(&test, "waiting@o.example", 1).await;
    test.confirm(WORKSHOP, "waiting@o.example").await;
    let page = test.get(&waiting).await;
    assert!(page.body.contains("place: 1"), "invented people are not counted: {}", page.body);
    test.cancel(&seated[0]).await;
    assert_eq!(test.status(WORKSHOP, "waiting@o.example").await, Status::Confirmed);
    // A second seat is freed: it stays free until one of the others confirms.
    test.cancel(&seated[1]).await;
    assert_eq!(test.seats_taken(WORKSHOP).await, 1);
    assert_eq!(test.sweep().await.promoted, 0);
    test.confirm(WORKSHOP, "invented-7@evil.example").await;
    assert_eq!(test.status(WORKSHOP, "invented-7@evil.example").await, Status::Confirmed);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn the_waiting_list_is_in_order_of_confirmation() {
    let test = HandlerTest::new().await.with_offer(WORKSHOP, |offer| offer.capacity = Capacity::whole(1));
    let seated = register(&test, "seated@o.example", 1).await;
    assert_eq!(
        test.status(WORKSHOP, "seated@o.example").await,
        Status::Requested,
        "an unconfirmed registration never holds the only seat"
    );
    test.confirm(WORKSHOP, "seated@o.example").await;
    for email in ["first@o.example", "second@o.example"] {
        register(&test, email, 1).await;
    }
    let test = test.at("2027-05-01T12:01:00Z");
    test.confirm(WORKSHOP, "second@o.example").await;
    let test = test.at("2027-05-01T12:02:00Z");
    test.confirm(WORKSHOP, "first@o.example").await;
    test.cancel(&seated).await;
    assert_eq!(test.status(WORKSHOP, "second@o.example").await, Status::Confirmed);
    assert_eq!(test.status(WORKSHOP, "first@o.example").await, Status::Waiting);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn scarce_seats_are_held_for_two_hours_and_deadlines_never_move() {
    let test = HandlerTest::new().await;
    register(&test, "early@o.example", 1).await;
    for (email, people) in [("b@o.example", 4), ("c@o.example", 2)] {
        register(&test, email, people).await;
        test.confirm(WORKSHOP, email).await;
    }
    // Of 10 seats, 2 are left.
    let own_page = register(&test, "scarce@o.example", 1).await;
    let scarce = test.stored(WORKSHOP, "scarce@o.example").await;
    assert_eq!(scarce.status, Status::Unconfirmed);
    assert_eq!(scarce.confirm_by(), Some(time("2027-05-01T14:00:00Z")));
    let page = test.get(&own_page).await;
    assert!(page.body.contains("confirm by: 2027-05-01T14:00:00Z"), "{}", page.body);
    assert_eq!(
        test.stored(WORKSHOP, "early@o.example").await.confirm_by(),
        Some(time("2027-05-02T12:00:00Z"))
    );
    // Requests hold no seats, so they block no other registration.
    register(&test, "asking@o.example", 4).await;
    let asking = test.stored(WORKSHOP, "asking@o.example").await;
    assert_eq!((asking.status, asking.confirm_by()), (Status::Requested, Some(time("2027-05-02T12:00:00Z"))));
    let test = test.at("2027-05-01T14:00:00Z");
    assert_eq!(test.sweep().await.lapsed, 1);
    assert_eq!(test.status(WORKSHOP, "scarce@o.example").await, Status::Cancelled);
    assert_eq!(
        test.stored(WORKSHOP, "early@o.example").await.confirm_by(),
        Some(time("2027-05-02T12:00:00Z"))
    );
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_sender_cannot_close_a_workshop_without_a_waiting_list() {
    let test = HandlerTest::new().await.with_offer(WORKSHOP, |offer| offer.waiting_list = WaitingList::None);
    register(&test, "invented@evil.example", 4).await;
    for number in 0..6 {
        register(&test, &format!("person-{number}@o.example"), 1).await;
    }
    // They can all confirm until the workshop is full.
    register(&test, "hesitant@o.example", 1).await;
    for number in 0..6 {
        test.confirm(WORKSHOP, &format!("person-{number}@o.example")).await;
        assert_eq!(test.status(WORKSHOP, &format!("person-{number}@o.example")).await, Status::Confirmed);
    }
    let full = post(&test, "late@o.example", 1).await;
    assert!(full.body.contains("refused: full"), "{}", full.body);
    // The request was accepted while a seat was left, so it is not rejected now: it waits.
    test.confirm(WORKSHOP, "hesitant@o.example").await;
    assert_eq!(test.status(WORKSHOP, "hesitant@o.example").await, Status::Waiting);
    let test = test.at("2027-05-02T12:00:00Z");
    assert_eq!(test.sweep().await.lapsed, 1);
    assert_eq!(test.status(WORKSHOP, "hesitant@o.example").await, Status::Confirmed);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_confirmations_get_a_seat_or_a_place_on_the_waiting_list() {
    let test = HandlerTest::new().await;
    let mut paths = Vec::new();
    for number in 0..16 {
        let email = format!("person-{number}@o.example");
        register(&test, &email, 1).await;
        paths.push(test.confirm_path(&test.stored(WORKSHOP, &email).await));
    }
    let test = Arc::new(test);
    let confirmations: Vec<_> = paths
        .into_iter()
        .map(|path| {
            let test = Arc::clone(&test);
            tokio::spawn(async move { test.send(Event::post_to(&path, &[])).await.status })
        })
        .collect();
    for confirmation in confirmations {
        assert_eq!(confirmation.await.unwrap(), 303);
    }
    let registrations = test.registrations(WORKSHOP).await;
    let count = |status| registrations.iter().filter(|it| it.status == status).count();
    assert_eq!((count(Status::Confirmed), count(Status::Waiting)), (10, 6));
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn seats_are_taken_at_once_if_addresses_need_no_confirmation() {
    let test = HandlerTest::new().await;
    for number in 0..11 {
        let answer = test.post("groupe", &fields_with("email", &format!("person-{number}@o.example"))).await;
        assert_eq!(answer.status, 303);
    }
    let counter = test.counter("groupe").await;
    assert_eq!((counter.taken.of("all"), counter.waiting, counter.requested), (10, 1, 0));
    test.assert_sound("groupe").await;
}
