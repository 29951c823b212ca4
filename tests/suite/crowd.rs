//! Five hundred people who come at once, alone or with colleagues, for a hundred seats; some of them go again. On
//! the embedded DynamoDB and on AWS's DynamoDB Local.

use std::sync::Arc;

use model::seats::Capacity;
use model::status::Status;
use tests::crowd::{self, WORKSHOP};
use tests::dynamodb::Table;
use tests::handler::HandlerTest;
use tests::ledger::Ledger;

#[tokio::test(flavor = "multi_thread")]
async fn five_hundred_who_come_and_go_get_their_seats_in_turn() {
    let (table, ledger) = Ledger::of(&Table::new().await).await;
    let test = Arc::new(HandlerTest::on(table).with_clock(crowd::clock()));
    crowd::come_and_go(&test, 500).await;
    test.assert_sound(WORKSHOP).await;
    let promoted = ledger.assert_in_turn(&Capacity::whole(100)).await;
    assert!(promoted > 0, "some who waited got seats");
    let registrations = test.registrations(WORKSHOP).await;
    assert_eq!(registrations.len(), 500);
    let cancelled = registrations.iter().filter(|it| it.status == Status::Cancelled).count();
    assert_eq!(cancelled, 124);
    // Whoever was promoted was so once, and everybody's history ends with their status.
    for registration in &registrations {
        let promotions = registration.history.iter().filter(|entry| entry.event == "promote").count();
        assert!(promotions <= 1, "{:?}", registration.history);
        assert_eq!(registration.history.last().map(|entry| entry.status), Some(registration.status));
    }
}
