//! The guarantees of the store, on the embedded DynamoDB and on AWS's DynamoDB Local.

use std::path::PathBuf;

use aws_sdk_dynamodb::types::AttributeValue;
use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::money::{Currency, Money};
use model::offer::{FeeBasis, Offer};
use model::registration::{Billing, Contact, FeeSnapshot, Participant, Registration, RegistrationRequest};
use model::seats::Capacity;
use model::slug::Slug;
use model::status::Status;
use registry::config::{AwsConfig, Config, KeySource};
use registry::identifier::{IdentifierKey, Occasion};
use registry::metrics::Metrics;
use registry::{Deadline, KeyError, Registered, Store, StoredItem, local_client, start};
use tests::catalogue;
use tests::dynamodb::Table;
use tests::handler::assert_sound;

const CONFIRMED: Registered = Registered::Stored(Status::Confirmed);

fn workshop() -> Slug {
    "proximite".parse().expect("the slug is valid")
}

/// Returns an offer of this many seats, without a waiting list.
fn offer(capacity: u32) -> Offer {
    Offer { capacity: Capacity::whole(capacity), ..catalogue::offer("2027-03-01", "2027-06-01", 1) }
}

/// Returns a registration of `seats` people by person `number`, as it arrives.
fn registration(number: usize, seats: usize) -> Registration {
    let email = Email::parse(&format!("person-{number}@office.example")).expect("the address is valid");
    let fee = FeeSnapshot {
        category: "adherent".parse().expect("the slug is valid"),
        label: "Adhérent".to_owned(),
        amount: Money { minor: 50_000, currency: Currency::Eur },
        basis: Some(FeeBasis::Workshop),
    };
    let participant = Participant {
        number: 1,
        given_name: "Zoé".to_owned(),
        family_name: "Le Gall".to_owned(),
        function: "Directrice".to_owned(),
        email: None,
        answers: Default::default(),
        sessions: Vec::new(),
        fee,
    };
    let contact = Contact {
        given_name: "Zoé".to_owned(),
        family_name: "Le Gall".to_owned(),
        function: "Directrice".to_owned(),
        organisation: "Office".to_owned(),
        email,
        telephone: None,
    };
    let billing = Billing {
        organisation: None,
        address: "1 rue de la Paix".to_owned(),
        postal_code: "75002".to_owned(),
        city: "Paris".to_owned(),
        siret: None,
        purchase_order: None,
        email: None,
    };
    let request = RegistrationRequest {
        workshop: workshop(),
        participants: vec![participant; seats],
        sessions: Vec::new(),
        contact,
        billing,
        answers: Default::default(),
        remarks: None,
        listed: false,
        form_hash: "0123456789abcdef".to_owned(),
        language: None,
        membership: None,
    };
    let key = IdentifierKey::from([7; 32]);
    let now = "2027-05-01T12:00:00Z".parse().expect("the timestamp is valid");
    let link = key.link(&request, Occasion::first(None, now), now);
    Registration::arriving(link, request, &offer(1), now)
}

/// Returns the stored form of a registration that is confirmed on arrival.
fn confirmed(arriving: &Registration) -> Registration {
    arriving.after("register", Status::Confirmed, arriving.created)
}

async fn register(store: &Store, registration: &Registration, capacity: u32) -> Registered {
    let registered = store.register(registration, &offer(capacity), Deadline::default()).await;
    registered.expect("the store responds")
}

async fn seats_taken(store: &Store) -> u32 {
    let counter = store.counter(&workshop(), Deadline::default()).await.expect("the store responds");
    counter.taken.of("all")
}

#[tokio::test]
async fn stored_registrations_are_returned() {
    let store = Table::new().await.store();
    let registration = registration(1, 2);
    assert_eq!(register(&store, &registration, 30).await, CONFIRMED);
    let stored = store.get(&workshop(), &registration.id, Deadline::default()).await.unwrap();
    assert_eq!(stored, Some(confirmed(&registration)));
    assert_eq!(seats_taken(&store).await, 2);
}

#[tokio::test]
async fn an_empty_table_has_no_registrations() {
    let store = Table::new().await.store();
    let id = registration(1, 1).id;
    assert_eq!(store.get(&workshop(), &id, Deadline::default()).await.unwrap(), None);
    assert_eq!(seats_taken(&store).await, 0);
    assert_eq!(store.list(&workshop()).await.unwrap(), []);
    store.warm_up().await.unwrap();
}

#[tokio::test]
async fn a_table_is_created_once() {
    let store = Table::new().await.store();
    register(&store, &registration(1, 1), 30).await;
    store.create_table_if_missing().await.unwrap();
    assert_eq!(store.list(&workshop()).await.unwrap().len(), 1);
}

#[tokio::test]
async fn several_seats_are_taken_together_or_not_at_all() {
    let store = Table::new().await.store();
    assert_eq!(register(&store, &registration(1, 3), 5).await, CONFIRMED);
    assert_eq!(register(&store, &registration(2, 3), 5).await, Registered::Full);
    assert_eq!(register(&store, &registration(3, 6), 5).await, Registered::Full);
    assert_eq!(register(&store, &registration(4, 2), 5).await, CONFIRMED);
    assert_eq!(register(&store, &registration(5, 1), 5).await, Registered::Full);
    assert_eq!(seats_taken(&store).await, 5);
    assert_eq!(store.list(&workshop()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_registration_is_never_overwritten() {
    let store = Table::new().await.store();
    let first = registration(1, 1);
    register(&store, &first, 1).await;
    // With seats left, with none, and with fewer than requested even in an empty workshop.
    for (seats, capacity) in [(1, 30), (1, 1), (2, 1)] {
        let other = Registration { id: first.id.clone(), ..registration(1, seats) };
        let existing = register(&store, &other, capacity).await;
        assert_eq!(existing, Registered::Existing(Box::new(confirmed(&first))));
    }
    assert_eq!(seats_taken(&store).await, 1);
}

#[tokio::test]
async fn uncounting_a_missing_or_empty_counter_has_no_effect() {
    let (store, deadline) = (Table::new().await.store(), Deadline::default());
    let expires = Timestamp::now() + SignedDuration::from_hours(2);
    store.uncount("expired", deadline).await.unwrap();
    assert_eq!(store.count("expired", expires, deadline).await.unwrap(), 1);
    store.uncount("expired", deadline).await.unwrap();
    store.uncount("expired", deadline).await.unwrap();
    assert_eq!(store.count("expired", expires, deadline).await.unwrap(), 1);
}

#[tokio::test]
async fn a_list_over_several_pages_is_complete() {
    let store = Table::new().await.store();
    // DynamoDB's pages hold 1 MB; 3,000 characters of remarks are 9 KB in this script.
    for number in 0..130 {
        let mut registration = registration(number, 1);
        registration.request.remarks = Some("あ".repeat(3_000));
        assert_eq!(register(&store, &registration, 200).await, CONFIRMED);
    }
    let registrations = store.list(&workshop()).await.unwrap();
    assert_eq!(registrations.len(), 130);
    assert!(registrations.is_sorted_by_key(|registration| &registration.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_registrations_never_exceed_the_capacity() {
    let store = Table::new().await.store();
    let attempts = (0..60).map(|number| {
        let store = store.clone();
        // Each person clicks twice, and every third registers a colleague.
        let registration = registration(number / 2, 1 + usize::from(number / 2 % 3 == 0));
        tokio::spawn(async move { register(&store, &registration, 20).await })
    });
    for attempt in attempts.collect::<Vec<_>>() {
        attempt.await.unwrap();
    }
    assert_sound(&store, &workshop(), &offer(20)).await;
    assert!((19..=20).contains(&seats_taken(&store).await));
}

#[tokio::test]
async fn a_result_of_several_pages_is_read_to_its_end() {
    let table = Table::new().await;
    // A page is 1 MB, so each has three of these items.
    let put = async |workshop: &str, sort_key: String| {
        let put = local_client(&table.endpoint).put_item().table_name(&table.name);
        let put = put.item("PK", AttributeValue::S(format!("workshop#{workshop}")));
        let put = put.item("SK", AttributeValue::S(sort_key));
        put.item("text", AttributeValue::S("x".repeat(300_000))).send().await.unwrap();
    };
    for number in 0..8 {
        put("proximite", format!("form#avis#{number}")).await;
    }
    // The neighbours of the range, and other workshops.
    for (workshop, sort_key) in
        [("proximite", "form"), ("proximite", "forms#1"), ("ancien", "form#avis#0"), ("zone", "form#avis#0")]
    {
        put(workshop, sort_key.to_owned()).await;
    }
    let store = table.store();
    let keys = |items: Vec<StoredItem>| {
        let mut keys: Vec<_> = items.iter().map(|it| it.key_parts().collect::<Vec<_>>().join("#")).collect();
        keys.sort();
        keys
    };
    let answers: Vec<_> = (0..8).map(|number| format!("workshop#proximite#form#avis#{number}")).collect();
    assert_eq!(keys(store.answers_to_forms(&workshop()).all().await.unwrap()), answers);
    assert_eq!(store.items().all().await.unwrap().len(), 12);
    let others = store.items_except([&workshop()]).all().await.unwrap();
    assert_eq!(keys(others), ["workshop#ancien#form#avis#0", "workshop#zone#form#avis#0"]);
}

/// Each finds no fingerprint in the table; the key of the first to store its own is the table's key.
#[tokio::test]
async fn functions_that_start_at_once_have_the_same_key() {
    let table = Table::new().await;
    let config = |key: u8| Config {
        table: table.name.clone(),
        identifier_key: KeySource::Given([key; 32].into()),
        directory: PathBuf::new(),
        aws: AwsConfig::emulator(&table.endpoint),
        metrics: Metrics::default(),
    };
    let configs = [1, 2, 1, 2, 1, 2].map(config);
    let started = join_all(configs.iter().map(|config| start(config, Timestamp::UNIX_EPOCH))).await;
    let have_key: Vec<_> = started.iter().map(Result::is_ok).collect();
    assert_eq!(have_key, [have_key[0], !have_key[0]].repeat(3));
    assert!(started.iter().flat_map(|it| it.as_ref().err()).all(|it| matches!(it, KeyError::Other(_))));
}
