//! A record that cannot be read or written affects no other record, and no record grows without limit.

use aws_sdk_dynamodb::types::AttributeValue;
use model::form::CONSENT_VALUE;
use model::registration::{MAX_CHANGES, MAX_CHANGES_A_DAY, MAX_HISTORY, Registration};
use model::seats::{Capacity, WaitingList};
use model::status::Status;
use registry::local_client;
use tests::desk::DeskTest;
use tests::dynamodb::Table;
use tests::handler::{Event, HandlerTest, fields_with};
use tests::notifier::{NotifierTest, failures, records};

const WORKSHOP: &str = "groupe";

/// The damage to a record.
#[derive(Clone, Copy, Debug)]
enum Damage {
    Missing(&'static str),
    WrongType(&'static str),
    UnknownStatus,
    TooLarge,
}

const DAMAGES: [Damage; 6] = [
    Damage::Missing("revision"),
    Damage::Missing("contact"),
    Damage::WrongType("seats"),
    Damage::WrongType("history"),
    Damage::UnknownStatus,
    Damage::TooLarge,
];

/// Damages a stored registration without using the store.
async fn damage(table: &Table, registration: &Registration, damage: Damage) {
    let update = local_client(&table.endpoint)
        .update_item()
        .table_name(&table.name)
        .key("PK", AttributeValue::S(format!("workshop#{}", registration.request.workshop)))
        .key("SK", AttributeValue::S(format!("registration#{}", registration.id.as_str())));
    let set = |name: &str, value| {
        update
            .clone()
            .update_expression("SET #name = :value")
            .expression_attribute_names("#name", name)
            .expression_attribute_values(":value", value)
    };
    let update = match damage {
        Damage::Missing(name) => {
            update.update_expression("REMOVE #name").expression_attribute_names("#name", name)
        }
        Damage::WrongType(name) => set(name, AttributeValue::Bool(true)),
        Damage::UnknownStatus => set("status", AttributeValue::S("lost".to_owned())),
        // Close to the maximum size of an item: it could not even be promoted.
        Damage::TooLarge => set("remarks", AttributeValue::S("a".repeat(398 * 1024))),
    };
    update.send().await.expect("the item can be damaged");
}

async fn register(test: &HandlerTest, email: &str) -> String {
    test.post(WORKSHOP, &fields_with("email", email)).await.redirect()
}

async fn of(test: &HandlerTest, email: &str) -> Registration {
    test.registration_of(WORKSHOP, email).await.expect("the registration is readable")
}

#[tokio::test]
async fn unusable_waiting_registrations_are_skipped() {
    for wrong in DAMAGES {
        let table = Table::new().await;
        let test = HandlerTest::on(table.clone());
        let mut test = test.with_offer(WORKSHOP, |offer| {
            (offer.capacity, offer.waiting_list) = (Capacity::whole(1), WaitingList::Open);
        });
        let seated = register(&test, "seated@o.example").await;
        // In sequence: the identifiers decide the order of registrations that arrive at the same moment.
        let arrivals = [("damaged@o.example", 1), ("next@o.example", 2), ("last@o.example", 3)];
        for (email, second) in arrivals {
            test = test.at(&format!("2027-05-01T12:00:0{second}Z"));
            register(&test, email).await;
        }
        let damaged = of(&test, "damaged@o.example").await;
        damage(&table, &damaged, wrong).await;

        let answer = test.send(Event::post_to(&format!("{seated}/cancel"), &[])).await;
        assert_eq!(answer.status, 303, "{wrong:?}: {}", answer.body);
        assert_eq!(of(&test, "next@o.example").await.status, Status::Confirmed, "{wrong:?}");
        assert_eq!(of(&test, "last@o.example").await.status, Status::Waiting, "{wrong:?}");
        register(&test, "later@o.example").await;
        assert_eq!(of(&test, "later@o.example").await.status, Status::Waiting, "{wrong:?}");
        assert_eq!(test.sweep().await.failed, 0, "{wrong:?}");
        assert_eq!(test.seats_taken(WORKSHOP).await, 1, "{wrong:?}");
        let page = test.get(&seated).await;
        assert_eq!(page.status, 200, "{wrong:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_name_omitted_records_and_exit_with_status_1() {
    let desk = DeskTest::new().await;
    let test = HandlerTest::on(desk.table());
    register(&test, "damaged@o.example").await;
    let damaged = of(&test, "damaged@o.example").await;
    register(&test, "sound@o.example").await;
    let sound = of(&test, "sound@o.example").await;
    damage(&desk.table(), &damaged, Damage::Missing("contact")).await;
    let reference = damaged.id.reference();
    let folder = tempfile::TempDir::new().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (sheet, report) = (file("sheet.html"), file("report.html"));
    let commands: [&[&str]; 6] = [
        &["list"],
        &["list", "--json"],
        &["export", "--format", "csv"],
        &["attendance-sheet", "--workshop", WORKSHOP, "--output", &sheet],
        &["stats", "--output", &report],
        &["verify"],
    ];
    for command in commands {
        let output = desk.run(command).await;
        assert_eq!(output.status, 1, "{command:?}: {output:?}");
        assert!(output.notes.contains(&format!("registration {reference}")), "{command:?}: {output:?}");
        assert!(output.notes.contains("`contact`"), "{command:?}: {output:?}");
    }
    let listed = desk.run(&["list"]).await;
    assert!(listed.out.contains(sound.id.reference()) && !listed.out.contains(reference), "{listed:?}");
    let shown = desk.run(&["show", sound.id.reference()]).await;
    assert!(shown.out.contains("sound@o.example"), "{shown:?}");
    let error = desk.error(&["show", reference]).await;
    assert!(error.contains(&format!("registration {reference}")), "{error}");
}

#[tokio::test]
async fn mails_about_other_registrations_are_sent() {
    let test = NotifierTest::new().await;
    for email in ["damaged@o.example", "sound@o.example"] {
        register(&test.handler, email).await;
    }
    let damaged = of(&test.handler, "damaged@o.example").await;
    damage(&test.table, &damaged, Damage::WrongType("contact")).await;
    let record = format!("registration#{}", damaged.id.as_str());
    let answer = test.send(records(WORKSHOP, &[&record])).await.unwrap();
    assert!(failures(&answer).is_empty(), "the record would block the stream");
    test.sweep().await.unwrap();
    let addresses: Vec<_> = test.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(addresses, ["sound@o.example"]);
}

#[tokio::test]
async fn changes_to_a_registration_are_limited_per_day_and_in_total() {
    let mut test = HandlerTest::new().await;
    let own_page = register(&test, "a@o.example").await;
    let change = |name: String| {
        let fields = [
            ("participant-1-given-name", name.as_str()),
            ("participant-1-family-name", "Roy"),
            ("participant-1-function", "Cheffe de projet"),
        ];
        Event::post_to(&format!("{own_page}/participants"), &fields)
    };
    for day in 1..=MAX_CHANGES / MAX_CHANGES_A_DAY {
        test = test.at(&format!("2027-05-{day:02}T12:00:00Z"));
        for number in 0..MAX_CHANGES_A_DAY {
            let answer = test.send(change(name_of(day, number))).await;
            assert_eq!(answer.status, 303, "{day} {number}: {}", answer.body);
        }
        let answer = test.send(change("Zoé".to_owned())).await;
        assert_eq!(answer.status, 429, "{}", answer.body);
        let has_retry = answer.headers.contains_key("retry-after");
        assert_eq!(has_retry, day * MAX_CHANGES_A_DAY < MAX_CHANGES, "{day}");
        assert_ne!(of(&test, "a@o.example").await.request.participants[0].given_name, "Zoé");
    }
    let listed = test.send(Event::post_to(&format!("{own_page}/listed"), &[("listed", CONSENT_VALUE)])).await;
    assert_eq!(listed.status, 429, "{}", listed.body);
    let registration = of(&test, "a@o.example").await;
    assert!(registration.history.len() <= MAX_HISTORY, "{}", registration.history.len());
    assert_eq!(registration.history.last().unwrap().times(), MAX_CHANGES);
    let cancelled = test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await;
    assert_eq!(cancelled.status, 303, "cancelling is always possible: {}", cancelled.body);
}

/// Returns a name for each change, without digits.
fn name_of(day: u32, number: u32) -> String {
    let letter = |offset| char::from_u32('a' as u32 + offset).unwrap();
    format!("A{}{}", letter(day), letter(number))
}

#[tokio::test]
async fn registering_again_does_not_extend_the_history() {
    let test = HandlerTest::new().await;
    for _ in 0..3 {
        let own_page = register(&test, "a@o.example").await;
        let answer = test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
    }
    let registrations = test.registrations(WORKSHOP).await;
    assert_eq!(registrations.len(), 3, "each arrival is a separate registration");
    assert!(registrations.iter().all(|registration| registration.history.len() == 2));
    test.assert_sound(WORKSHOP).await;
}
