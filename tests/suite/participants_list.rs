//! The participants' list, and registrations past their retention.

use model::offer::ParticipantEmail;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use registry::{Deadline, Transitioned};
use tests::dynamodb::Table;
use tests::handler::{Event, HandlerTest, fields_with, id_in};

/// Registers a person, who agrees to be listed if `listed`; returns the path of the registration's page.
async fn register(test: &HandlerTest, workshop: &str, name: &str, listed: bool) -> String {
    let email = format!("{}@office.example", name.to_lowercase());
    let mut fields = fields_with("email", &email);
    fields.retain(|(field, _)| *field != "family-name");
    fields.push(("family-name", name));
    if listed {
        fields.push(("listed", "yes"));
    }
    test.post(workshop, &fields).await.redirect()
}

/// Returns the names on the list of a registration's page.
async fn list(test: &HandlerTest, own_page: &str) -> Vec<String> {
    let page = test.get(own_page).await.body;
    let lines = page.lines().filter_map(|line| line.split_once("<p>listed: "));
    lines.map(|(_, rest)| rest.trim_end_matches("</p>").to_owned()).collect()
}

async fn set(test: &HandlerTest, own_page: &str, fields: &[(&str, &str)]) -> u16 {
    test.send(Event::post_to(&format!("{own_page}/listed"), fields)).await.status
}

#[tokio::test]
async fn only_participants_who_agreed_see_each_other() {
    let test = HandlerTest::new().await;
    let zoe = register(&test, "groupe", "Zoe", true).await;
    let anne = register(&test, "groupe", "Anne", true).await;
    let marc = register(&test, "groupe", "Marc", false).await;
    assert_eq!(list(&test, &zoe).await, ["Claire Anne, Office de l’Ouest"]);
    assert_eq!(list(&test, &anne).await, ["Claire Zoe, Office de l’Ouest"]);
    assert!(list(&test, &marc).await.is_empty());
    // No address is shown.
    assert!(!test.get(&zoe).await.body.contains("anne@office.example"));
    // Another workshop has another list.
    let elsewhere = register(&test, "proximite", "Paul", true).await;
    assert!(list(&test, &elsewhere).await.is_empty());
}

#[tokio::test]
async fn a_contact_who_does_not_take_part_is_not_listed() {
    let test = HandlerTest::new().await;
    let zoe = register(&test, "groupe", "Zoe", true).await;
    let mut fields = fields_with("takes-part", "no");
    fields.extend([
        ("listed", "yes"),
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Directeur"),
        ("participant-2-fee", "non-adherent"),
    ]);
    assert_eq!(test.post("groupe", &fields).await.status, 303);
    assert!(list(&test, &zoe).await.is_empty());
}

#[tokio::test]
async fn only_confirmed_registrations_are_on_the_list_and_see_it() {
    let test = HandlerTest::new().await;
    let confirmed = register(&test, "approuve", "Zoe", true).await;
    let pending = register(&test, "approuve", "Anne", true).await;
    let id = id_in(&confirmed);
    test.transition("approuve", &id, TransitionEvent::Approve).await;
    assert!(list(&test, &confirmed).await.is_empty());
    assert!(list(&test, &pending).await.is_empty());
    let id = id_in(&pending);
    test.transition("approuve", &id, TransitionEvent::Approve).await;
    assert_eq!(list(&test, &confirmed).await.len(), 1);
    test.send(Event::post_to(&format!("{pending}/cancel"), &[])).await;
    assert!(list(&test, &confirmed).await.is_empty());
}

#[tokio::test]
async fn consent_is_withdrawn_as_easily_as_it_is_given() {
    let test = HandlerTest::new().await;
    let zoe = register(&test, "groupe", "Zoe", true).await;
    let anne = register(&test, "groupe", "Anne", false).await;
    assert!(test.get(&anne).await.body.contains("<button>consent</button>"));
    for _ in 0..2 {
        assert_eq!(set(&test, &anne, &[("listed", "yes")]).await, 303);
    }
    assert_eq!(list(&test, &zoe).await, ["Claire Anne, Office de l’Ouest"]);
    assert!(test.get(&anne).await.body.contains("<button>withdraw</button>"));

    // Even when nothing else can be changed.
    let test = test.at("2027-08-01T00:00:00Z");
    for _ in 0..2 {
        assert_eq!(set(&test, &anne, &[("listed", "")]).await, 303);
    }
    assert!(list(&test, &zoe).await.is_empty() && list(&test, &anne).await.is_empty());
    let id = id_in(&anne);
    let registrations = test.registrations("groupe").await;
    let anne = registrations.iter().find(|it| it.id == id).unwrap();
    let history: Vec<_> = anne.history.iter().map(|it| (it.event.as_str(), it.status)).collect();
    let listing = ("change-listing", Status::Confirmed);
    assert_eq!(history, [("register", Status::Confirmed), listing]);
    assert_eq!((anne.history[1].times(), anne.revision), (2, 3), "both changes are one entry");
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn only_active_registrations_by_participants_are_listed() {
    let test = HandlerTest::new().await;
    let unknown =
        "/api/registrations/groupe/0123456789abcdef0123456789abcdef-fedcba0123456789fedcba0123456789";
    assert_eq!(set(&test, unknown, &[("listed", "yes")]).await, 404);
    let zoe = register(&test, "groupe", "Zoe", false).await;
    test.send(Event::post_to(&format!("{zoe}/cancel"), &[])).await;
    assert_eq!(set(&test, &zoe, &[("listed", "yes")]).await, 409);
    assert!(!test.registrations("groupe").await[0].request.listed);
}

/// A workshop repeated under the same name, after the retention of its registrations.
async fn after_retention(test: HandlerTest) -> HandlerTest {
    let test = test.at("2031-05-01T12:00:00Z");
    test.with_offer("groupe", |offer| {
        offer.closes = "2031-06-01T00:00:00Z".parse().unwrap();
        offer.changes_until = offer.closes;
        offer.keep_until = "2034-06-01T00:00:00Z".parse().unwrap();
    })
}

#[tokio::test]
async fn expired_registrations_count_as_deleted() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone()).with_offer("groupe", |offer| {
        offer.capacity = Capacity::whole(2);
    });
    let zoe = register(&test, "groupe", "Zoe", true).await;
    let anne = register(&test, "groupe", "Anne", true).await;
    let waiting = register(&test, "groupe", "Marc", true).await;
    assert_eq!(test.counter("groupe").await.waiting, 1);

    let test = after_retention(test).await;
    for path in [&zoe, &anne, &waiting] {
        assert_eq!(test.get(path).await.status, 404);
        assert_eq!(test.send(Event::post_to(&format!("{path}/cancel"), &[])).await.status, 404);
        assert_eq!(set(&test, path, &[("listed", "")]).await, 404);
    }
    let id = id_in(&zoe);
    let cancelled = test.transition("groupe", &id, TransitionEvent::Cancel).await;
    assert_eq!(cancelled, Transitioned::Unknown);

    // The seats are freed when DynamoDB deletes the expired registration.
    let (store, workshop) = (table.store(), "groupe".parse().unwrap());
    let expired = store.list(&workshop).await.unwrap();
    let now = "2031-05-01T12:00:00Z".parse().unwrap();
    store.purge(&workshop, &expired, now, Deadline::default()).await.unwrap();
    assert_eq!(test.counter("groupe").await.waiting, 0);
    // The old registration does not block the same address.
    let mut fields = fields_with("email", "zoe@office.example");
    fields.push(("listed", "yes"));
    let answer = test.post("groupe", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(test.get(&zoe).await.status, 404, "the old address may be known to another person");
    let zoe = answer.header("location").to_owned();
    let page = test.get(&zoe).await.body;
    assert!(page.contains("<p>confirmed") && page.contains("Claire Le Gall"), "{page}");
    assert!(list(&test, &zoe).await.is_empty(), "expired registrations are not listed");
    test.assert_sound("groupe").await;
}

/// Where participants have addresses, the contact is known by the address, not by the name.
#[tokio::test]
async fn a_contact_takes_part_who_has_the_address_of_a_participant() {
    let test = HandlerTest::new()
        .await
        .with_offer("groupe", |offer| offer.participant_email = ParticipantEmail::Optional);
    let reader = register(&test, "groupe", "Zoe", true).await;
    let anne = register(&test, "groupe", "Anne", true).await;
    let mut namesake = fields_with("takes-part", "no");
    namesake.extend([
        ("listed", "yes"),
        ("participant-2-given-name", "Claire"),
        ("participant-2-family-name", "Le Gall"),
        ("participant-2-function", "Directrice"),
        ("participant-2-fee", "non-adherent"),
        ("participant-2-email", "other@office.example"),
    ]);
    assert_eq!(test.post("groupe", &namesake).await.status, 303);
    assert_eq!(list(&test, &reader).await, ["Claire Anne, Office de l’Ouest"]);

    let married = [
        ("participant-1-given-name", "Claire"),
        ("participant-1-family-name", "Anne-Petit"),
        ("participant-1-function", "Directrice"),
        ("participant-1-email", "anne@office.example"),
    ];
    assert_eq!(test.post_to(&format!("{anne}/participants"), &married).await.status, 303);
    assert_eq!(list(&test, &reader).await, ["Claire Anne, Office de l’Ouest"]);
}
