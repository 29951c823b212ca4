//! Maintenance of the table: verification, repair and the end of retention.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use model::registration::Registration;
use model::status::Status;
use registry::Deadline;
use serde_json::Value;
use tests::desk::{DeskTest, registration, seats};

use super::{reference, registered, sound, status};

fn number(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_table_passes_verification() {
    let test = DeskTest::new().await;
    registered(&test, "groupe", &[(1, 4), (2, 4), (3, 4)]).await;
    let output = test.ok(&["verify"]).await;
    assert!(output.contains("3 registrations: every counter is right."), "{output}");
    let json: Value = serde_json::from_str(&test.ok(&["verify", "--json"]).await).unwrap();
    let group = json.as_array().unwrap().iter().find(|it| it["workshop"] == "groupe").unwrap();
    insta::assert_snapshot!(format!("{group:#}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_counter_is_found_and_repaired() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4), (3, 4)]).await;
    // Simulates manual changes to the table: an unknown pool, too many seats, an empty waiting list.
    let drifted = [
        ("taken#all", number(10)),
        ("taken#autre", number(2)),
        ("waiting", number(0)),
        ("version", number(40)),
    ];
    test.put("workshop#groupe", "seats", &drifted).await;

    let output = test.run(&["verify"]).await;
    assert_eq!(output.status, 1, "{output:?}");
    for problem in [
        "the counter of `all` is 10, but the records have 8",
        "the counter of `autre` is 2, but the records have 0",
        "the counter has 0 waiting, but the records have 1",
    ] {
        assert!(output.out.contains(problem), "{problem} in {}", output.out);
    }
    assert!(output.notes.contains("verify --repair"), "{}", output.notes);
    let counter = test.store().counter(&all[0].request.workshop, Deadline::default()).await.unwrap();
    assert_eq!(counter.taken.of("all"), 10, "it is repaired only with `--repair`");

    let output = test.ok(&["verify", "--repair"]).await;
    assert!(output.contains("repaired: `groupe`: the counter of `all` is 10"), "{output}");
    sound(&test, "groupe").await;
    test.ok(&["verify"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repair_does_not_overwrite_concurrent_writes() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4)]).await;
    let workshop = &all[0].request.workshop;
    test.put("workshop#groupe", "seats", &[("taken#all", number(9)), ("version", number(7))]).await;
    let verified =
        test.store().verify(workshop, Some(test.offer("groupe")), Timestamp::now(), |_| ()).await.unwrap();
    registered(&test, "groupe", &[(2, 1)]).await;
    assert!(!test.store().repair(workshop, &verified, Deadline::default()).await.unwrap());
    let counter = test.store().counter(workshop, Deadline::default()).await.unwrap();
    assert_eq!(counter.taken.of("all"), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_overbooked_workshop_is_reported_but_nothing_is_cancelled() {
    let mut test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4)]).await;
    test.offer_mut("groupe").capacity = seats(5);
    test.write_catalogue();
    let output = test.run(&["verify"]).await;
    assert!(!output.notes.contains("--repair"), "a repair would not help: {}", output.notes);
    let output = test.run(&["verify", "--repair"]).await;
    assert_eq!(output.status, 1);
    let problem =
        "wrong: `groupe`: `all` has 5 seats but 8 are taken; raise the capacity or cancel registrations";
    assert!(output.out.contains(problem), "{}", output.out);
    assert_eq!(status(&test, &all[1]).await, Status::Confirmed);
}

/// Stores registrations, of which these expired a minute ago.
async fn some_expired(test: &DeskTest, people: &[(usize, usize, bool)]) -> Vec<Registration> {
    let mut all = Vec::new();
    for (number, count, expired) in people {
        let mut registration = registration("groupe", *number, *count, test.offer("groupe"));
        if *expired {
            registration.expires = Timestamp::now() - SignedDuration::from_mins(1);
        }
        test.register(&registration).await;
        all.push(registration);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_waiting_registration_is_not_an_error() {
    let test = DeskTest::new().await;
    // 8 of 10 seats are taken, and two registrations wait: one of 3 people, which has expired, then another of 3.
    let mut all = some_expired(&test, &[(1, 4, false), (2, 4, false), (3, 3, false), (4, 3, false)]).await;
    let mut expired = test.stored(&all[2]).await.unwrap();
    expired.expires = Timestamp::now() - SignedDuration::from_mins(1);
    assert!(test.store().redact(&expired, Deadline::default()).await.unwrap());
    let workshop = expired.request.workshop.clone();
    let counted = async || test.store().counter(&workshop, Deadline::default()).await.unwrap().waiting;
    assert_eq!(counted().await, 2, "there was no write since");
    let json: Value = serde_json::from_str(&test.ok(&["verify", "-w", "groupe", "--json"]).await).unwrap();
    assert_eq!(json[0]["waiting"], serde_json::json!({ "counted": 2, "records": 1, "expired": 1 }));

    // The freed seats go to the waiting registration; the next write no longer counts the expired one.
    test.ok(&["cancel", reference(&all.remove(0)), "-y"]).await;
    assert_eq!((counted().await, status(&test, &all[2]).await), (0, Status::Confirmed));
    let output = test.ok(&["verify", "-w", "groupe"]).await;
    assert!(
        output.contains("every counter is right"),
        "the expired registration would fit but is not promoted: {output}"
    );

    // Any other difference is an error.
    for wrong in [2, 7] {
        let counter = [("taken#all", number(7)), ("waiting", number(wrong)), ("version", number(40))];
        test.put("workshop#groupe", "seats", &counter).await;
        let output = test.run(&["verify", "-w", "groupe"]).await;
        assert!(output.out.contains(&format!("{wrong} waiting, but the records have 0")), "{output:?}");
    }
    test.ok(&["verify", "-w", "groupe", "--repair"]).await;
    assert_eq!(counted().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counted_registration_that_dynamodb_deleted_blocks_no_other() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4)]).await;
    let counter = [("taken#all", number(4)), ("waiting", number(1)), ("version", number(40))];
    test.put("workshop#groupe", "seats", &counter).await;
    test.ok(&["cancel", reference(&all[0]), "-y"]).await;
    assert_eq!(status(&test, &all[0]).await, Status::Cancelled);
    sound(&test, "groupe").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn expired_registrations_are_hidden_and_can_be_deleted_at_once() {
    let test = DeskTest::new().await;
    let all =
        some_expired(&test, &[(1, 4, true), (2, 4, false), (3, 4, true), (4, 4, false), (5, 2, true)]).await;
    let past = number(Timestamp::now().as_second() - 60);
    let mark = format!("mail#{}#confirmed", all[0].id.as_str());
    test.put("workshop#groupe", &mark, &[("expires_at", past.clone())]).await;
    test.put("workshop#ancien", "form#avis#1", &[("expires_at", past.clone())]).await;
    test.put("rate#x", "hour", &[("expires_at", past), ("count", number(3))]).await;
    test.put("workshop#groupe", "form#avis#2", &[("answers", text("kept"))]).await;

    let list = test.ok(&["list"]).await;
    assert!(list.contains(reference(&all[1])) && !list.contains(reference(&all[0])), "{list}");

    let before = test.keys().await;
    let dry = test.ok(&["purge", "--dry-run"]).await;
    assert_eq!(dry, "Expired: 3 registrations, 1 answer to other forms, 2 other items\n");
    assert!(test.error(&["purge"]).await.contains("--yes"));
    assert_eq!(test.keys().await, before);

    let output: Value = serde_json::from_str(&test.ok(&["purge", "--yes", "--json"]).await).unwrap();
    assert_eq!(output["registrations"], 3);
    assert_eq!(output["deleted"], true);
    let kept: Vec<_> =
        all.iter().filter(|it| before.iter().any(|key| key.contains(it.id.as_str()))).collect();
    assert_eq!(kept.len(), 5, "all were stored before");
    let left = test.keys().await;
    let lasting = left.iter().filter(|key| !key.ends_with(" promotion"));
    assert_eq!(lasting.count(), 4, "two registrations, an answer and the counter: {left:?}");
    // The end of retention promotes no registration, so one of 4 people waits beside 6 free seats.
    assert_eq!(status(&test, &all[3]).await, Status::Waiting);
    let counter = test.store().counter(&all[0].request.workshop, Deadline::default()).await.unwrap();
    assert_eq!((counter.taken.of("all"), counter.waiting), (4, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_expired_registrations_are_deleted_in_several_transactions() {
    let mut test = DeskTest::new().await;
    test.offer_mut("groupe").capacity = seats(200);
    let people: Vec<_> = (0..60).map(|number| (number, 1, true)).collect();
    some_expired(&test, &people).await;
    test.ok(&["purge", "--yes"]).await;
    assert_eq!(test.keys().await, ["workshop#groupe seats"]);
    sound(&test, "groupe").await;
}

/// Their seats are free before the next sweep takes them back.
#[tokio::test(flavor = "multi_thread")]
async fn overdue_registrations_lapse_before_others_are_promoted() {
    let test = DeskTest::new().await;
    let mut overdue = registration("confirme", 1, 1, test.offer("confirme"));
    overdue.created = Timestamp::now() - SignedDuration::from_hours(72);
    test.register(&overdue).await;
    assert_eq!(status(&test, &overdue).await, Status::Unconfirmed);
    let output = test.ok(&["promote", "-w", "confirme", "--yes"]).await;
    assert!(
        output.contains("`confirme`: 1 registration lapsed, because the deadline had passed."),
        "{output}"
    );
    assert!(output.contains("the waiting list is empty"), "{output}");
    assert_eq!(status(&test, &overdue).await, Status::Cancelled);
    sound(&test, "confirme").await;
}
