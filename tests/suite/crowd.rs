//! Five hundred people register at once, alone or with colleagues, for a hundred seats; some of them cancel. Runs on
//! the embedded DynamoDB and on AWS's DynamoDB Local.

use std::sync::Arc;

use model::seats::Capacity;
use model::status::Status;
use tests::crowd::{self, WORKSHOP};
use tests::dynamodb::Table;
use tests::handler::HandlerTest;
use tests::ledger::Ledger;
use tests::unconditional::without_seat_condition;

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
