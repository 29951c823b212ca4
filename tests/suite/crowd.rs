//! Five hundred people register at once, alone or with colleagues, for a hundred seats; some of them cancel. Runs on
//! the embedded DynamoDB and on AWS's DynamoDB Local.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::SignedDuration;
use model::registration::Registration;
use model::seat_offer::AcceptWithin;
use model::seats::Capacity;
use model::status::Status;
use tests::catalogue::seat_offers;
use tests::crowd::{self, WORKSHOP};
use tests::dynamodb::Table;
use tests::handler::HandlerTest;
use tests::ledger::Ledger;
use tests::unconditional::without_seat_condition;
use tokio::task::JoinSet;
use view::registration::own_path;

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_registrants_get_seats_in_order() {
    let (table, ledger) = Ledger::of(&Table::new().await).await;
    let test = Arc::new(HandlerTest::on(table).with_clock(crowd::clock()));
    crowd::register_and_cancel(&test, 500).await;
    test.assert_sound(WORKSHOP).await;
    let promoted = ledger.assert_in_turn(&Capacity::whole(100)).await;
    assert!(promoted > 0, "some waiting registrations were promoted");
    let registrations = test.registrations(WORKSHOP).await;
    assert_eq!(registrations.len(), 500);
    let cancelled = registrations.iter().filter(|it| it.status == Status::Cancelled).count();
    assert_eq!(cancelled, 124);
    // Each registration was promoted at most once, and each history ends with the current status.
    for registration in &registrations {
        let promotions = registration.history.iter().filter(|entry| entry.event == "promote").count();
        assert!(promotions <= 1, "{:?}", registration.history);
        assert_eq!(registration.history.last().map(|entry| entry.status), Some(registration.status));
    }
}

/// Those on the waiting list accept what they are offered, decline it or do not answer, all at once, while offers lapse.
#[tokio::test(flavor = "multi_thread")]
async fn a_crowd_that_is_offered_seats_gets_each_of_them_once() {
    let (table, ledger) = Ledger::of(&Table::new().await).await;
    let (clock, later) = (crowd::clock(), Arc::new(AtomicI64::new(0)));
    let hours = Arc::clone(&later);
    let now = move || clock() + SignedDuration::from_hours(hours.load(Ordering::Relaxed));
    let test = HandlerTest::on(table).with_clock(now);
    let test = Arc::new(test.with_offer(WORKSHOP, |offer| {
        offer.seat_offers = Some(seat_offers(AcceptWithin::Hours(48)));
    }));
    crowd::register_and_cancel(&test, 300).await;
    let mut offered = 0;
    for _ in 0..3 {
        // On a busy machine, a request that ran out of time leaves promotions to the sweep.
        assert_eq!(test.sweep().await.failed, 0);
        test.assert_sound(WORKSHOP).await;
        let registrations = test.registrations(WORKSHOP).await;
        let holding = registrations.into_iter().filter(|it| it.status == Status::Offered);
        let mut answers = JoinSet::new();
        for (number, registration) in holding.enumerate() {
            offered += 1;
            answers.spawn(answer_offer(Arc::clone(&test), number, registration));
        }
        answers.join_all().await;
        later.fetch_add(48, Ordering::Relaxed);
    }
    assert_eq!(test.sweep().await.failed, 0);
    assert!(offered > 5, "{offered} registrations were offered seats");
    test.assert_sound(WORKSHOP).await;
    ledger.assert_in_turn(&Capacity::whole(100)).await;
    let (workshop, offer) = test.offers().find(|(workshop, _)| workshop.slug.as_str() == WORKSHOP).unwrap();
    let now = "2027-05-08T00:00:00Z".parse().unwrap();
    let verified = test.store().verify(&workshop.slug, Some(offer), now, |_| {}).await.unwrap();
    assert!(verified.agrees() && verified.would_fit == 0, "{verified:?}");
}

/// Answers an offer in the way that the number determines; every third registrant does not answer.
async fn answer_offer(test: Arc<HandlerTest>, number: usize, registration: Registration) {
    let answer = ["accept", "decline"].get(number % 3);
    let Some(answer) = answer else { return };
    let path = format!("{}/seats/{answer}", own_path(&registration));
    loop {
        let answered = test.post_to(&path, &[]).await;
        match answered.status {
            303 => return,
            503 => {}
            _ => panic!("{answered:?}"),
        }
    }
}

/// Verifies that the test above detects a store that ignores the capacity.
#[tokio::test(flavor = "multi_thread")]
async fn without_the_condition_on_seats_the_crowd_oversells() {
    let (table, ledger) = Ledger::of(&without_seat_condition(&Table::new().await).await).await;
    let test = Arc::new(HandlerTest::on(table).with_clock(crowd::clock()));
    crowd::register_and_cancel(&test, 200).await;
    let taken = test.seats_taken(WORKSHOP).await;
    assert!(taken > 100, "{taken} of 100 seats are taken");
    let sound = tokio::spawn(async move { test.assert_sound(WORKSHOP).await });
    assert!(sound.await.unwrap_err().is_panic(), "the records reveal the overbooking");
    let in_turn = tokio::spawn(async move { ledger.assert_in_turn(&Capacity::whole(100)).await });
    assert!(in_turn.await.unwrap_err().is_panic(), "the transactions reveal the overbooking");
}
