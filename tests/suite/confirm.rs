//! Registrations that require confirmation of the address: confirmed by the mailed link in time, or lapsed.

use std::sync::Arc;

use model::form::TRAP_FIELD;
use model::registration::Registration;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use tests::handler::{Answer, Event, HandlerTest, fields_with, secrets_in};

const WORKSHOP: &str = "confirme";

/// 24 hours after the tests take place.
const NEXT_DAY: &str = "2027-05-02T12:00:00Z";

/// Creates a handler with this many seats.
async fn test_with(seats: u32) -> HandlerTest {
    let test = HandlerTest::new().await;
    test.with_offer(WORKSHOP, |offer| offer.capacity = Capacity::whole(seats))
}

/// Registers one person and returns the path of the registration's page.
async fn register(test: &HandlerTest, email: &str) -> String {
    test.post(WORKSHOP, &fields_with("email", email)).await.redirect()
}

/// Returns the newest registration of an address.
async fn of(test: &HandlerTest, email: &str) -> Registration {
    test.registration_of(WORKSHOP, email).await.expect("the registration is stored")
}

async fn status(test: &HandlerTest, email: &str) -> Status {
    of(test, email).await.status
}

async fn confirm(test: &HandlerTest, email: &str) -> Answer {
    let path = test.confirm_path(&of(test, email).await);
    test.send(Event::post_to(&path, &[])).await
}

#[tokio::test]
async fn a_mailed_link_confirms_when_its_page_is_posted() {
    let test = test_with(10).await;
    let own_page = register(&test, "a@o.example").await;
    let unconfirmed = of(&test, "a@o.example").await;
    assert_eq!(unconfirmed.status, Status::Unconfirmed);
    assert_eq!(test.seats_taken(WORKSHOP).await, 1);
    let path = test.confirm_path(&unconfirmed);
    let page = test.get(&own_page).await;
    assert!(page.body.contains("confirm by: 2027-05-02T12:00:00Z"), "{}", page.body);
    // A person who invented the address sees this page.
    assert!(!page.body.contains("/confirm/") && !page.body.contains(path.rsplit('/').next().unwrap()));

    // Mail scanners follow links.
    let question = test.get(&path).await;
    assert_eq!(question.status, 200);
    assert!(question.body.contains(&format!("action=\"{path}\"")), "{}", question.body);
    assert_eq!(question.header("cache-control"), "no-store");
    assert_eq!(of(&test, "a@o.example").await, unconfirmed);

    for _ in 0..2 {
        let answer = test.send(Event::post_to(&path, &[])).await;
        assert_eq!((answer.status, answer.header("location")), (303, own_page.as_str()));
    }
    let confirmed = of(&test, "a@o.example").await;
    assert_eq!((confirmed.status, confirmed.history.len()), (Status::Confirmed, 2));
    let again = test.get(&path).await;
    assert_eq!((again.status, again.header("location")), (303, own_page.as_str()));
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn the_question_shows_the_address_as_the_registrant_reads_it() {
    let test = test_with(10).await;
    register(&test, "ana@société.example").await;
    let path = test.confirm_path(&of(&test, "ana@xn--socit-esab.example").await);
    let question = test.get(&path).await;
    assert!(question.body.contains("ana@société.example"), "{}", question.body);
    assert!(!question.body.contains("xn--"), "{}", question.body);
}

#[tokio::test]
async fn a_wrong_token_is_answered_like_an_unknown_registration() {
    let test = test_with(10).await;
    let own_page = register(&test, "a@o.example").await;
    register(&test, "b@o.example").await;
    let right = test.confirm_path(&of(&test, "a@o.example").await);
    let others = test.confirm_path(&of(&test, "b@o.example").await);
    let others = others.rsplit('/').next().unwrap().to_owned();
    let [id, capability] = secrets_in(&own_page);
    let unknown = test.get(&right.replace(&id, "0123456789abcdef0123456789abcdef")).await;
    assert_eq!(unknown.status, 404);
    for token in ["0", &"0".repeat(32), &id, &capability, &others, "%00", "é"] {
        let path = format!("{own_page}/confirm/{token}");
        for answer in [test.get(&path).await, test.send(Event::post_to(&path, &[])).await] {
            assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{token}");
        }
    }
    let elsewhere = right.replace(WORKSHOP, "groupe");
    assert_eq!(test.send(Event::post_to(&elsewhere, &[])).await.status, 404);
    assert_eq!(status(&test, "a@o.example").await, Status::Unconfirmed);
}

#[tokio::test]
async fn pages_of_other_sites_cannot_confirm_or_change_anything() {
    let test = test_with(10).await;
    let own_page = register(&test, "a@o.example").await;
    let before = of(&test, "a@o.example").await;
    let confirm = test.confirm_path(&before);
    for path in ["cancel", "participants", "listed", "seats/accept", "seats/decline"]
        .map(|part| format!("{own_page}/{part}"))
    {
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
            let event = Event::post_to(&path, &[("listed", "yes")]).with_header(name, value);
            assert_eq!(test.send(event).await.status, 403, "{path}");
            let event = Event::post_to(&confirm, &[]).with_header(name, value);
            assert_eq!(test.send(event).await.status, 403);
        }
    }
    assert_eq!(of(&test, "a@o.example").await, before);
}

#[tokio::test]
async fn unconfirmed_seats_go_to_the_waiting_list() {
    let test = test_with(2).await;
    let lapsing = register(&test, "lapsing@o.example").await;
    for email in ["confirmed@o.example", "waiting@o.example"] {
        register(&test, email).await;
        confirm(&test, email).await;
    }
    assert_eq!(status(&test, "confirmed@o.example").await, Status::Confirmed);
    assert_eq!(status(&test, "waiting@o.example").await, Status::Waiting);

    let test = test.at("2027-05-02T11:59:59Z");
    assert_eq!(test.sweep().await, Default::default());
    let test = test.at(NEXT_DAY);
    let sweep = test.sweep().await;
    assert_eq!((sweep.lapsed, sweep.failed), (1, 0));
    assert_eq!(status(&test, "lapsing@o.example").await, Status::Cancelled);
    assert_eq!(status(&test, "waiting@o.example").await, Status::Confirmed);
    assert_eq!(test.sweep().await, Default::default());
    test.assert_sound(WORKSHOP).await;

    let page = test.get(&lapsing).await;
    assert!(page.body.contains("<p>lapsed</p>") && page.body.contains(">again</a>"), "{}", page.body);
    for answer in [
        test.get(&test.confirm_path(&of(&test, "lapsing@o.example").await)).await,
        confirm(&test, "lapsing@o.example").await,
    ] {
        assert_eq!(answer.status, 409);
        assert!(answer.body.contains("<p>lapsed</p>") && answer.body.contains(">again</a>"));
        assert!(answer.body.contains("<title>Trop tard"), "{}", answer.body);
    }
    // A second registration gets its own page and link: a person who invented the address knows the old page.
    let old_link = test.confirm_path(&of(&test, "lapsing@o.example").await);
    assert_ne!(register(&test, "lapsing@o.example").await, lapsing);
    assert_eq!([test.get(&lapsing).await.status, test.get(&old_link).await.status], [200, 409]);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn an_arrival_releases_overdue_seats_without_a_sweep() {
    // Without a waiting list, a full workshop would reject people.
    let test = test_with(2).await;
    let test = test.with_offer(WORKSHOP, |offer| offer.waiting_list = model::seats::WaitingList::None);
    register(&test, "lapsing@o.example").await;
    register(&test, "confirmed@o.example").await;
    confirm(&test, "confirmed@o.example").await;
    let full = test.post(WORKSHOP, &fields_with("email", "late@o.example")).await;
    assert!(full.body.contains("refused: full"), "{}", full.body);
    let test = test.at(NEXT_DAY);
    register(&test, "late@o.example").await;
    assert_eq!(status(&test, "late@o.example").await, Status::Unconfirmed);
    assert_eq!(status(&test, "lapsing@o.example").await, Status::Cancelled);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn posting_an_overdue_registration_again_creates_a_new_one() {
    let test = test_with(10).await;
    register(&test, "a@o.example").await;
    let test = test.at(NEXT_DAY);
    register(&test, "a@o.example").await;
    let anew = of(&test, "a@o.example").await;
    assert_eq!(anew.confirm_by().unwrap(), "2027-05-03T12:00:00Z".parse().unwrap());
    assert_eq!(anew.history.len(), 1);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_late_confirmation_counts_while_the_seats_are_held() {
    let test = test_with(10).await;
    register(&test, "a@o.example").await;
    let test = test.at(NEXT_DAY);
    assert_eq!(confirm(&test, "a@o.example").await.status, 303);
    assert_eq!(test.sweep().await, Default::default());
    assert_eq!(status(&test, "a@o.example").await, Status::Confirmed);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn the_sweep_assigns_the_seats_of_a_raised_capacity() {
    let test = HandlerTest::new().await.with_offer("groupe", |offer| offer.capacity = Capacity::whole(1));
    for email in ["a@o.example", "b@o.example", "c@o.example"] {
        test.post("groupe", &fields_with("email", email)).await;
    }
    assert_eq!(test.counter("groupe").await.waiting, 2);
    let test = test.with_offer("groupe", |offer| offer.capacity = Capacity::whole(2));
    let sweep = test.sweep().await;
    assert_eq!((sweep.lapsed, sweep.promoted, sweep.failed), (0, 1, 0));
    assert_eq!(test.counter("groupe").await.waiting, 1);
    test.assert_sound("groupe").await;
}

#[tokio::test]
async fn a_flood_of_invented_addresses_lapses() {
    let test = test_with(120).await;
    for number in 0..120 {
        register(&test, &format!("invented-{number}@o.example")).await;
    }
    let counter = test.counter(WORKSHOP).await;
    assert_eq!((counter.taken.of("all"), counter.requested), (40, 80));
    // A person still gets a seat.
    register(&test, "real@o.example").await;
    confirm(&test, "real@o.example").await;
    assert_eq!(status(&test, "real@o.example").await, Status::Confirmed);
    let test = test.at(NEXT_DAY);
    assert_eq!(test.sweep().await.lapsed, 120);
    assert_eq!(status(&test, "real@o.example").await, Status::Confirmed);
    let counter = test.counter(WORKSHOP).await;
    assert_eq!((counter.taken.of("all"), counter.requested), (1, 0));
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_confirmations_and_lapses_leave_a_sound_table() {
    let test = test_with(20).await;
    for number in 0..30 {
        register(&test, &format!("person-{number}@o.example")).await;
    }
    let test = Arc::new(test.at(NEXT_DAY));
    let mut paths = Vec::new();
    for number in 0..20 {
        paths.push(test.confirm_path(&of(&test, &format!("person-{number}@o.example")).await));
    }
    let confirmations = paths.into_iter().map(|path| {
        let test = Arc::clone(&test);
        tokio::spawn(async move {
            let answer = test.send(Event::post_to(&path, &[])).await;
            let own_page = path.split("/confirm/").next().unwrap().to_owned();
            (own_page, answer.status)
        })
    });
    let confirmations: Vec<_> = confirmations.collect();
    let sweep = {
        let test = Arc::clone(&test);
        tokio::spawn(async move { test.sweep().await })
    };
    for confirmation in confirmations {
        let (own_page, answered) = confirmation.await.unwrap();
        let page = test.get(&own_page).await.body;
        match answered {
            303 => assert!(page.contains("<p>confirmed") || page.contains("<p>waiting"), "{page}"),
            409 => assert!(page.contains("<p>cancelled"), "{page}"),
            503 => {}
            other => panic!("{other}"),
        }
    }
    sweep.await.unwrap();
    test.sweep().await;
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_released_registration_must_still_confirm_its_address() {
    let test = test_with(10).await;
    let mut fields = fields_with("email", "a@o.example");
    fields.push((TRAP_FIELD, "x"));
    test.post(WORKSHOP, &fields).await;
    let suspected = of(&test, "a@o.example").await;
    assert_eq!(suspected.status, Status::Quarantined);
    // A registrant cannot release their registration from quarantine.
    assert_eq!(confirm(&test, "a@o.example").await.status, 303);
    assert_eq!(status(&test, "a@o.example").await, Status::Quarantined);
    test.transition(WORKSHOP, &suspected.id, TransitionEvent::Release).await;
    assert_eq!(status(&test, "a@o.example").await, Status::Requested);
    confirm(&test, "a@o.example").await;
    assert_eq!(status(&test, "a@o.example").await, Status::Confirmed);
    test.assert_sound(WORKSHOP).await;
}
