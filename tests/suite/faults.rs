//! Every fault of the store, under load: each registrant who got a 303 is registered exactly once, and the counter
//! matches the records.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tests::dynamodb::{Fault, Table};
use tests::failing::stalling_an_answer;
use tests::handler::{HandlerTest, fields, fields_with};
use tests::meter::Meter;

const FAULTS: [Fault; 10] = [
    Fault::Cancelled(["TransactionConflict", "None"]),
    Fault::AnswerLost,
    Fault::Refused(500, "InternalServerError"),
    Fault::Reset,
    Fault::AnswerReset,
    Fault::Refused(400, "ThrottlingException"),
    Fault::Refused(400, "TransactionInProgressException"),
    Fault::AnswerLost,
    Fault::Delayed(Duration::from_millis(50)),
    Fault::AnswerReset,
];

/// Longer than the handler's timeout, so that it retries before the first attempt is applied.
const TOO_LATE: Fault = Fault::Delayed(Duration::from_secs(4));

#[tokio::test(flavor = "multi_thread")]
async fn faults_under_load_lose_and_duplicate_nothing() {
    let faults = [TOO_LATE; 3].into_iter().chain(FAULTS.into_iter().cycle().take(120));
    let (table, late) = Table::new().await.failing_late(faults).await;
    let test = Arc::new(HandlerTest::on(table));
    let posts = (0..60_usize).map(|number| {
        let test = Arc::clone(&test);
        tokio::spawn(async move {
            let email = format!("person-{number}@o.example");
            let fields = fields_with("email", &email);
            let answer = test.post("groupe", &fields).await;
            (email, answer)
        })
    });
    let mut confirmed = Vec::new();
    for post in posts.collect::<Vec<_>>() {
        let (email, answer) = post.await.unwrap();
        match answer.status {
            303 => confirmed.push(email),
            503 => {}
            _ => panic!("{answer:?}"),
        }
    }
    late.settle().await;
    let registrations = test.registrations("groupe").await;
    let emails: BTreeSet<_> = registrations.iter().map(|it| it.request.contact.email.as_str()).collect();
    assert_eq!(emails.len(), registrations.len(), "each person is registered once");
    for email in &confirmed {
        let found = registrations.iter().filter(|it| it.request.contact.email.as_str() == email);
        assert_eq!(found.count(), 1, "{email}");
    }
    assert!(confirmed.len() >= 10, "{} were accepted", confirmed.len());
    test.assert_sound("groupe").await;
}

/// With a single fault, the registrant gets a correct response.
async fn post_with(faults: impl IntoIterator<Item = Fault>) {
    let (table, late) = Table::new().await.failing_late(faults).await;
    let test = HandlerTest::on(table);
    let answer = test.post("groupe", &fields()).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    late.settle().await;
    assert_eq!(test.registrations("groupe").await.len(), 1);
    assert_eq!(test.seats_taken("groupe").await, 1);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_reset_connection_is_opened_again() {
    post_with([Fault::Reset, Fault::Reset]).await;
}

#[tokio::test]
async fn a_connection_reset_after_the_write_takes_no_second_seat() {
    post_with([Fault::AnswerReset, Fault::AnswerReset]).await;
}

#[tokio::test]
async fn a_write_that_arrives_after_its_retry_takes_no_second_seat() {
    post_with([TOO_LATE]).await;
}

/// The lookup waits for three seconds, more than three quarters of the time, in which the prepared write could be sent. It is
/// made anew.
#[tokio::test]
async fn a_stalled_lookup_leaves_time_for_the_write() {
    let (table, meter) = Meter::of(&Table::new().await).await;
    let test = HandlerTest::on(stalling_an_answer(&table, "GetItem").await);
    let test = test.patient_for(Duration::from_millis(3_900));
    let answer = test.post("groupe", &fields()).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(meter.read_operations(), ["UpdateItem", "GetItem", "TransactWriteItems"]);
    assert_eq!(test.registrations("groupe").await.len(), 1);
    test.assert_sound("groupe").await;
}
