//! The registrant's own page: viewing, replacing participants, cancelling.

use model::status::Status;
use tests::handler::{Event, HandlerTest, fields, id_in};

const PATH: &str = "/api/registrations/groupe";

/// Registers two people and returns the path of the registration's page.
async fn two_people(test: &HandlerTest) -> String {
    let mut fields = fields();
    fields.extend([
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Directeur"),
        ("participant-2-fee", "non-adherent"),
    ]);
    let answer = test.post("groupe", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert!(answer.header("location").starts_with(PATH));
    answer.header("location").to_owned()
}

#[tokio::test]
async fn viewing_changes_nothing() {
    let test = HandlerTest::new().await;
    let own_page = two_people(&test).await;
    let before = test.registrations("groupe").await;
    for path in [own_page.clone(), format!("{own_page}/cancel"), format!("{own_page}/participants")] {
        let page = test.get(&path).await;
        assert_eq!(page.status, 200, "{path}: {}", page.body);
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("x-robots-tag"), "noindex");
    }
    assert_eq!(test.registrations("groupe").await, before);
}

#[tokio::test]
async fn a_participant_is_replaced() {
    let test = HandlerTest::new().await;
    let own_page = two_people(&test).await;
    let path = format!("{own_page}/participants");
    let form = test.get(&path).await;
    assert!(form.body.contains("value=\"Marc\"") && form.body.contains("value=\"Claire\""));
    let changed = [
        ("participant-1-given-name", "Anne"),
        ("participant-1-family-name", "Roy"),
        ("participant-1-function", "Cheffe de projet"),
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Directeur"),
    ];
    let answer = test.post_to(&path, &changed).await;
    assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    let registration = &test.registrations("groupe").await[0];
    assert_eq!(registration.request.participants[0].given_name, "Anne");
    assert_eq!(registration.request.contact.given_name, "Claire");
    assert_eq!(registration.request.amount().unwrap().minor, 200_000);
    assert_eq!(registration.history.last().unwrap().event, "change-participants");
    // Repeating it changes nothing.
    assert_eq!(test.post_to(&path, &changed).await.status, 303);
    assert_eq!(test.registrations("groupe").await[0].history.len(), 2);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn removing_a_participant_frees_a_seat() {
    let test = HandlerTest::new().await;
    let path = format!("{}/participants", two_people(&test).await);
    let only = [
        ("participant-1-given-name", ""),
        ("participant-2-given-name", "Marc"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Directeur"),
    ];
    assert_eq!(test.post_to(&path, &only).await.status, 303);
    assert_eq!(test.seats_taken("groupe").await, 1);
    assert_eq!(test.registrations("groupe").await[0].request.amount().unwrap().minor, 150_000);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn an_invalid_change_is_returned_with_the_input() {
    let test = HandlerTest::new().await;
    let path = format!("{}/participants", two_people(&test).await);
    let before = test.registrations("groupe").await;
    let answer = test.post_to(&path, &[("participant-1-given-name", "Anne<b>")]).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("error: form.family_name.missing"), "{}", answer.body);
    assert!(answer.body.contains("Anne&lt;b&gt;") && answer.body.contains("<title>Erreur"));
    let empty = test.post_to(&path, &[]).await;
    assert_eq!(empty.status, 422);
    assert!(empty.body.contains("error: form.given_name.invalid"), "{}", empty.body);
    assert_eq!(test.registrations("groupe").await, before);
}

#[tokio::test]
async fn cancelling_is_idempotent() {
    let test = HandlerTest::new().await;
    let own_page = two_people(&test).await;
    let path = format!("{own_page}/cancel");
    let asked = test.get(&path).await.body;
    assert!(asked.contains(&format!("<a href=\"{own_page}/participants\">change</a>")), "{asked}");
    for _ in 0..2 {
        let answer = test.post_to(&path, &[]).await;
        assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    }
    let registration = &test.registrations("groupe").await[0];
    assert_eq!((registration.status, registration.history.len()), (Status::Cancelled, 2));
    assert_eq!(test.seats_taken("groupe").await, 0);
    let page = test.get(&own_page).await;
    assert!(page.body.contains(">again</a>") && !page.body.contains(">cancel</a>"), "{}", page.body);
    assert_eq!(test.post_to(&format!("{own_page}/participants"), &[]).await.status, 409);
}

#[tokio::test]
async fn no_changes_are_accepted_after_the_deadline() {
    let test = HandlerTest::new().await;
    let own_page = two_people(&test).await;
    let before = test.registrations("groupe").await;
    let test = test.at("2027-06-01T00:00:00Z");
    for path in [format!("{own_page}/cancel"), format!("{own_page}/participants")] {
        for answer in [test.get(&path).await, test.post_to(&path, &[]).await] {
            assert_eq!(answer.status, 409);
            assert!(answer.body.contains("refused: too-late"), "{}", answer.body);
        }
    }
    assert_eq!(test.registrations("groupe").await, before);
    assert!(!test.get(&own_page).await.body.contains(">cancel</a>"));
}

#[tokio::test]
async fn strangers_and_scripts_of_other_sites_cannot_cancel() {
    let test = HandlerTest::new().await;
    let own_page = two_people(&test).await;
    let unknown = format!("{PATH}/0123456789abcdef0123456789abcdef/cancel");
    assert_eq!(test.post_to(&unknown, &[]).await.status, 404);
    let foreign =
        Event::post_to(&format!("{own_page}/cancel"), &[]).with_header("origin", "https://evil.example");
    assert_eq!(test.send(foreign).await.status, 403);
    assert_eq!(test.registrations("groupe").await[0].status, Status::Confirmed);
}

#[tokio::test]
async fn availability_takes_a_few_bytes() {
    let test = HandlerTest::new().await;
    let ask = async |workshop: &str| {
        let answer = test.get(&format!("/api/workshops/{workshop}/availability")).await;
        (answer.status, answer.body)
    };
    assert_eq!(ask("groupe").await, (200, r#"{"state":"open","seats":10}"#.to_owned()));
    two_people(&test).await;
    assert_eq!(ask("groupe").await, (200, r#"{"state":"open","seats":8}"#.to_owned()));
    test.post("petit", &fields()).await;
    assert_eq!(ask("petit").await, (200, r#"{"state":"full","seats":0}"#.to_owned()));
    assert_eq!(
        ask("choix").await,
        (200, r#"{"state":"open","seats":2,"sessions":{"a":3,"b":2}}"#.to_owned())
    );
    assert_eq!(ask("a-venir").await.1, r#"{"state":"upcoming","seats":30}"#);
    assert_eq!(ask("annule").await.1, r#"{"state":"cancelled","seats":30}"#);
    assert_eq!(ask("sans-offre").await.0, 404);
    assert_eq!(ask("inconnu").await.0, 404);
    let answer = test.get("/api/workshops/groupe/availability").await;
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "public, max-age=10");
}

/// Posting a stranger's address reveals the address of a page. It must not become that of the stranger's registration.
#[tokio::test]
async fn a_reused_address_does_not_open_another_registration() {
    let test = HandlerTest::new().await;
    let before = two_people(&test).await;
    assert_eq!(test.post_to(&format!("{before}/cancel"), &[]).await.status, 303);
    assert!(test.get(&before).await.body.contains("cancelled"));
    let test = test.at("2027-05-01T12:00:00.001Z");
    let after = two_people(&test).await;
    assert_ne!(id_in(&after), id_in(&before));
    assert!(test.get(&before).await.body.contains("cancelled"));
    assert!(!test.get(&after).await.body.contains("cancelled"));

    // The same holds once a registration has expired.
    let test = test.with_offer("groupe", |offer| {
        offer.closes = "2031-09-01T00:00:00Z".parse().unwrap();
        offer.changes_until = offer.closes;
        offer.keep_until = "2034-10-01T00:00:00Z".parse().unwrap();
    });
    let test = test.at("2031-05-01T12:00:00Z");
    let anew = two_people(&test).await;
    assert_shown_at_one_address_only(&test, &after, &anew).await;
}

async fn assert_shown_at_one_address_only(test: &HandlerTest, old: &str, new: &str) {
    let unknown = test.get(&format!("{PATH}/unknown")).await;
    let stored = test.registrations("groupe").await;
    for part in ["", "/calendar.ics", "/cancel", "/participants"] {
        let page = test.get(&format!("{old}{part}")).await;
        assert_eq!((page.status, &page.body), (404, &unknown.body), "{part}");
        assert_eq!(test.get(&format!("{new}{part}")).await.status, 200, "{part}");
    }
    for part in ["cancel", "participants", "listed"] {
        let answer = test.post_to(&format!("{old}/{part}"), &[("listed", "yes")]).await;
        assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{part}");
    }
    assert_eq!(test.registrations("groupe").await, stored);
}
