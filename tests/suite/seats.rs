//! The assignment of seats: arrivals, the waiting list, approval and cancellation, on the embedded DynamoDB and on
//! AWS's DynamoDB Local.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use model::offer::Offer;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use registry::{Deadline, Transitioned};
use tests::catalogue::NOW;
use tests::dynamodb::Table;
use tests::failing::refusing;
use tests::handler::{Event, HandlerTest, colleagues, fields_with};
use tests::meter::Meter;

/// Returns the fields of a registration by this person with this many colleagues.
fn group(email: &str, count: usize) -> Vec<(&str, &str)> {
    let mut group = fields_with("email", email);
    group.extend(colleagues(count));
    group
}

/// Registers and returns the path of the registration's page.
async fn register(test: &HandlerTest, workshop: &str, email: &str, colleagues: usize) -> String {
    test.post(workshop, &group(email, colleagues)).await.redirect()
}

/// DynamoDB deletes expired items within days, not at once.
#[tokio::test]
async fn the_place_on_the_waiting_list_ignores_expired_registrations() {
    let table = Table::new().await;
    let now: Timestamp = NOW.parse().unwrap();
    let soon = now + SignedDuration::from_hours(1);
    let kept =
        |until| move |offer: &mut Offer| (offer.capacity, offer.keep_until) = (Capacity::whole(1), until);
    let test = HandlerTest::on(table.clone()).with_offer("groupe", kept(soon));
    for email in ["a@office.example", "b@office.example"] {
        assert_eq!(test.post("groupe", &group(email, 0)).await.status, 303);
    }
    let test = test.with_offer("groupe", kept(now + SignedDuration::from_hours(100)));
    let test = test.at("2027-05-01T12:01:00Z");
    assert_eq!(test.post("groupe", &group("c@office.example", 0)).await.status, 303);

    let registrations = test.registrations("groupe").await;
    let of =
        |email: &str| registrations.iter().find(|it| it.request.contact.email.as_str() == email).unwrap();
    let store = table.store();
    let place =
        async |email: &str, at| store.waiting_place(of(email), at, Deadline::default()).await.unwrap();
    let (b, c) = ("b@office.example", "c@office.example");
    assert_eq!((place(b, now).await, place(c, now).await), (Some(1), Some(2)));
    assert_eq!((place(b, soon).await, place(c, soon).await), (None, Some(1)));
    assert_eq!(place("a@office.example", now).await, None);
}

#[tokio::test]
async fn colleagues_are_registered_together_at_their_own_fees() {
    let test = HandlerTest::new().await;
    register(&test, "groupe", "a@office.example", 2).await;
    let registration = test.stored("groupe", "a@office.example").await;
    assert_eq!(registration.request.participants.len(), 3);
    assert_eq!(registration.request.amount().unwrap().minor, 350_000);
    assert_eq!(test.seats_taken("groupe").await, 3);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_freed_seat_goes_to_the_first_that_fits() {
    let test = HandlerTest::new().await;
    let first = register(&test, "groupe", "first@office.example", 2).await;
    for (email, colleagues) in [("b@o.example", 3), ("c@o.example", 2)] {
        register(&test, "groupe", email, colleagues).await;
    }
    // Ten seats are taken. Further arrivals wait, in this order.
    let mut test = test;
    for (second, (email, colleagues)) in
        [("four@o.example", 3), ("two@o.example", 1), ("one@o.example", 0)].into_iter().enumerate()
    {
        test = test.at(&format!("2027-05-01T12:00:0{}Z", second + 1));
        register(&test, "groupe", email, colleagues).await;
        assert_eq!(test.status("groupe", email).await, Status::Waiting);
    }
    let page = test.get(&register(&test, "groupe", "one@o.example", 0).await).await;
    assert!(page.body.contains("place: 3"), "{}", page.body);

    test.cancel(&first).await;
    assert_eq!(test.status("groupe", "first@office.example").await, Status::Cancelled);
    // Three seats are free: four people do not fit, two and one do.
    assert_eq!(test.status("groupe", "four@o.example").await, Status::Waiting);
    assert_eq!(test.status("groupe", "two@o.example").await, Status::Confirmed);
    assert_eq!(test.status("groupe", "one@o.example").await, Status::Confirmed);
    let events: Vec<_> =
        test.stored("groupe", "two@o.example").await.history.into_iter().map(|entry| entry.event).collect();
    assert_eq!(events, ["register", "promote"]);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn an_arrival_may_take_a_seat_that_fits_no_waiting_registration() {
    let test = HandlerTest::new().await;
    register(&test, "groupe", "a@o.example", 3).await;
    register(&test, "groupe", "b@o.example", 3).await;
    register(&test, "groupe", "c@o.example", 0).await;
    // One seat is left.
    register(&test, "groupe", "two@o.example", 1).await;
    assert_eq!(test.status("groupe", "two@o.example").await, Status::Waiting);
    register(&test, "groupe", "one@o.example", 0).await;
    assert_eq!(test.status("groupe", "one@o.example").await, Status::Confirmed);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn an_arrival_during_a_promotion_joins_the_queue_without_reading_it() {
    let (table, meter) = Meter::of(&Table::new().await).await;
    let test = HandlerTest::on(table.clone());
    for (email, colleagues) in
        [("a@o.example", 3), ("b@o.example", 3), ("c@o.example", 0), ("two@o.example", 1)]
    {
        register(&test, "groupe", email, colleagues).await;
    }
    // Another function has the turn for the lifetime of this test's functions.
    table.hold_turn("groupe", NOW.parse::<Timestamp>().unwrap() + SignedDuration::from_secs(1)).await;
    meter.read_operations();

    register(&test, "groupe", "one@o.example", 0).await;
    // The request is counted and compared with an earlier one. Its failed attempt to take the seat returns the counter.
    // It finds the turn taken and joins the waiting list. Then it asks the holder to look again, as a seat is free.
    let (update, read, write) = ("UpdateItem", "GetItem", "TransactWriteItems");
    assert_eq!(meter.read_operations(), [update, read, write, update, write, read, update]);
    assert_eq!(test.status("groupe", "one@o.example").await, Status::Waiting);

    // The other function was killed. The next arrival does not wait, and promotes the registrations left behind.
    let test = test.at("2027-05-01T12:00:02Z");
    register(&test, "groupe", "late@o.example", 0).await;
    assert_eq!(test.status("groupe", "one@o.example").await, Status::Confirmed);
    assert_eq!(test.status("groupe", "late@o.example").await, Status::Waiting);
    test.assert_sound("groupe").await;
}

/// Otherwise free seats would wait for the turn to expire.
#[tokio::test]
async fn a_promotion_that_runs_out_of_time_gives_its_turn_up() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone());
    let first = register(&test, "groupe", "a@o.example", 3).await;
    let second = register(&test, "groupe", "b@o.example", 3).await;
    register(&test, "groupe", "c@o.example", 1).await;
    register(&test, "groupe", "waiting@o.example", 3).await;
    assert_eq!(test.status("groupe", "waiting@o.example").await, Status::Waiting);

    // The waiting list cannot be read until the deadline.
    let unreadable = HandlerTest::on(refusing(&table, "Query").await);
    unreadable.patient_for(Duration::from_secs(4)).cancel(&first).await;
    assert_eq!(test.status("groupe", "waiting@o.example").await, Status::Waiting);

    test.cancel(&second).await;
    assert_eq!(test.status("groupe", "waiting@o.example").await, Status::Confirmed);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_pending_registration_holds_its_seats_until_it_is_refused() {
    let test = HandlerTest::new().await;
    for email in ["a@o.example", "b@o.example"] {
        register(&test, "approuve", email, 3).await;
    }
    register(&test, "approuve", "c@o.example", 2).await;
    let [a, b, c] = [
        test.stored("approuve", "a@o.example").await,
        test.stored("approuve", "b@o.example").await,
        test.stored("approuve", "c@o.example").await,
    ];
    assert_eq!([a.status, b.status, c.status], [Status::Pending, Status::Pending, Status::Waiting]);
    assert_eq!(test.transition("approuve", &a.id, TransitionEvent::Approve).await, Transitioned::Done);
    assert_eq!(test.status("approuve", "a@o.example").await, Status::Confirmed);
    assert_eq!(test.transition("approuve", &b.id, TransitionEvent::Refuse).await, Transitioned::Done);
    assert_eq!(test.status("approuve", "b@o.example").await, Status::Refused);
    assert_eq!(test.status("approuve", "c@o.example").await, Status::Pending);
    let again = test.transition("approuve", &a.id, TransitionEvent::Approve).await;
    assert!(
        matches!(again, Transitioned::Impossible(registration) if registration.status == Status::Confirmed)
    );
    let unknown = "0123456789abcdef0123456789abcdef".parse().unwrap();
    assert_eq!(test.transition("approuve", &unknown, TransitionEvent::Refuse).await, Transitioned::Unknown);
    test.assert_sound("approuve").await;
}

#[tokio::test]
async fn chosen_sessions_are_taken_together_or_not_at_all() {
    let test = HandlerTest::new().await;
    let chosen = |email, sessions: &[&'static str]| {
        let mut fields = group(email, 0);
        fields.extend(sessions.iter().map(|session| ("sessions", *session)));
        fields
    };
    for email in ["a@o.example", "b@o.example"] {
        assert_eq!(test.post("choix", &chosen(email, &["a", "b"])).await.status, 303);
    }
    // Session b is full, a has a seat: a registration for both waits for both, one for a gets a seat.
    assert_eq!(test.post("choix", &chosen("c@o.example", &["a", "b"])).await.status, 303);
    assert_eq!(test.status("choix", "c@o.example").await, Status::Waiting);
    assert_eq!(test.post("choix", &chosen("d@o.example", &["a"])).await.status, 303);
    assert_eq!(test.status("choix", "d@o.example").await, Status::Confirmed);
    let counter = test.counter("choix").await;
    assert_eq!((counter.taken.of("a"), counter.taken.of("b"), counter.waiting), (3, 2, 1));
    let both = test.stored("choix", "a@o.example").await;
    assert_eq!(both.request.amount().unwrap().minor, 100_000);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_registrant_may_register_again_after_cancelling() {
    let test = HandlerTest::new().await;
    let own_page = register(&test, "groupe", "a@o.example", 1).await;
    test.cancel(&own_page).await;
    assert_eq!(test.seats_taken("groupe").await, 0);
    let again = register(&test, "groupe", "a@o.example", 1).await;
    assert_ne!(again, own_page);
    let registrations = test.registrations("groupe").await;
    let mut statuses: Vec<_> = registrations.iter().map(|it| it.status).collect();
    statuses.sort();
    assert_eq!(statuses, [Status::Confirmed, Status::Cancelled]);
    assert_eq!(test.seats_taken("groupe").await, 2);
    test.assert_sound("groupe").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_registrations_and_cancellations_leave_a_sound_table() {
    let test = Arc::new(HandlerTest::new().await);
    let visits = (0..80_usize).map(|number| {
        let test = Arc::clone(&test);
        tokio::spawn(async move {
            let email = format!("person-{number}@o.example");
            let fields = group(&email, number % 4);
            let own_page = loop {
                let answer = test.post("groupe", &fields).await;
                if answer.status == 303 {
                    break answer.header("location").to_owned();
                }
                assert_eq!(answer.status, 503, "{}", answer.body);
            };
            while number.is_multiple_of(3) {
                let answer = test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await;
                if answer.status == 303 {
                    break;
                }
                assert_eq!(answer.status, 503, "{}", answer.body);
            }
        })
    });
    for visit in visits.collect::<Vec<_>>() {
        visit.await.unwrap();
    }
    let registrations = test.registrations("groupe").await;
    assert_eq!(registrations.len(), 80);
    let cancelled = registrations.iter().filter(|it| it.status == Status::Cancelled).count();
    assert_eq!(cancelled, 27);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_registration_costs_four_write_units() {
    let (test, meter) = HandlerTest::with_meter().await;
    // Two items of at most 1 KB, written in a transaction, which doubles the cost.
    for (email, colleagues) in [("a@office.example", 0), ("b@office.example", 1)] {
        register(&test, "groupe", email, colleagues).await;
        assert_eq!(meter.read(), [4.0], "{colleagues} colleagues");
    }
    let mut chosen = group("c@office.example", 0);
    chosen.extend([("sessions", "a"), ("sessions", "b")]);
    assert_eq!(test.post("choix", &chosen).await.status, 303);
    // A single counter item holds the seats of all sessions.
    assert_eq!(meter.read(), [4.0]);
}
