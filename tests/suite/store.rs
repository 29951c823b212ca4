//! The guarantees of the store, on the embedded DynamoDB and on AWS's DynamoDB Local.

use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::money::{Currency, Money};
use model::offer::Offer;
use model::registration::{Billing, Contact, FeeSnapshot, Participant, Registration, RegistrationRequest};
use model::seats::Capacity;
use model::slug::Slug;
use model::status::Status;
use registry::identifier::{IdentifierKey, Occasion};
use registry::{Deadline, Registered, Store};
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
    };
    let participant = Participant {
        given_name: "Zoé".to_owned(),
        family_name: "Le Gall".to_owned(),
        function: "Directrice".to_owned(),
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
