//! Seats that move, that are lacking or held, and changes that come too late.

use std::sync::Arc;

use futures_util::future::join_all;
use model::registration::DetailPart;
use model::seat_offer::{AcceptWithin, SeatOffers};
use model::seats::Capacity;
use model::status::Status;
use tests::catalogue::seat_offers;
use tests::handler::{HandlerTest, colleagues, fields, fields_with};

use super::{
    BOTH, ONLY_A, ONLY_B, all_attended, basis, choose, handler, only, post, registered, sessions_of, taken,
};

fn seats(a: u32, b: u32) -> Capacity {
    Capacity::by_session([("a".to_owned(), a), ("b".to_owned(), b)])
}

/// Registers two people for session `a`, and returns the path of the contact's page.
async fn two(test: &HandlerTest, email: &str) -> String {
    let all = [fields_with("email", email), colleagues(1), ONLY_A.to_vec()].concat();
    test.post("choix", &all).await.redirect()
}

/// Wants a seat by video, again whenever the handler asks for patience, and returns the status of the answer.
async fn attempt(test: Arc<HandlerTest>, path: String, basis: String) -> u16 {
    loop {
        let answer = post(&test, &path, &basis, ONLY_B).await;
        match answer.status {
            503 => {}
            409 => {
                assert!(answer.body.contains("refused: full"), "{}", answer.body);
                assert!(answer.body.contains("chosen: attendance-b=online"), "{}", answer.body);
                return 409;
            }
            status => return status,
        }
    }
}

/// 30 parties want the last seat of a session for one of theirs.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_seat_is_given_once() {
    let test = Arc::new(handler().await.with_offer("choix", |offer| offer.capacity = seats(60, 1)));
    let mut pages = Vec::new();
    for number in 0..30 {
        let own_page = two(&test, &format!("person-{number}@office.example")).await;
        let path = sessions_of(&own_page, 2);
        pages.push((basis(&test.get(&path).await), path));
    }
    let attempts =
        pages.into_iter().map(|(basis, path)| tokio::spawn(attempt(Arc::clone(&test), path, basis)));
    let mut statuses: Vec<u16> = join_all(attempts).await.into_iter().map(Result::unwrap).collect();
    statuses.sort_unstable();
    assert_eq!((statuses[0], &statuses[1..]), (303, [409; 29].as_slice()));
    assert_eq!(taken(&test).await, [59, 1]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_seat_that_one_gives_up_goes_to_the_waiting_list() {
    let test = handler().await.with_offer("choix", |offer| offer.capacity = seats(3, 20));
    let own_page = registered(&test).await;
    let waiting = two(&test, "waiting@office.example").await;
    let alone = [fields_with("email", "alone@office.example"), ONLY_A.to_vec()].concat();
    test.post("choix", &alone).await.redirect();
    assert_eq!(test.status("choix", "alone@office.example").await, Status::Waiting);
    // One that waits changes what it waits for, and keeps its place.
    assert_eq!(choose(&test, &sessions_of(&waiting, 2), BOTH).await.status, 303);
    assert_eq!(test.status("choix", "waiting@office.example").await, Status::Waiting);
    assert_eq!(taken(&test).await, [3, 3]);
    assert_eq!(choose(&test, &sessions_of(&own_page, 2), ONLY_B).await.status, 303);
    assert_eq!(test.status("choix", "alone@office.example").await, Status::Confirmed);
    assert_eq!(taken(&test).await, [3, 3]);
    // The seat is gone, and he keeps the one that he has.
    let refused = choose(&test, &sessions_of(&own_page, 2), BOTH).await;
    assert!(refused.status == 409 && refused.body.contains("refused: full"), "{}", refused.body);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn seats_that_are_offered_stay_as_they_are() {
    let test = handler().await.with_offer("choix", |offer| {
        offer.capacity = seats(2, 20);
        let starts = ["a", "b"].map(|pool| (pool.to_owned(), vec!["2027-06-15T08:00:00Z".parse().unwrap()]));
        offer.seat_offers =
            Some(SeatOffers { starts: starts.into(), ..seat_offers(AcceptWithin::Hours(48)) });
    });
    let first = two(&test, "first@office.example").await;
    let second = two(&test, "second@office.example").await;
    let path = sessions_of(&second, 2);
    let early = basis(&test.get(&path).await);
    // Seats are given at once to those who came at the same instant.
    let test = test.at("2027-05-01T12:01:00Z");
    test.cancel(&first).await;
    assert_eq!(test.status("choix", "second@office.example").await, Status::Offered);
    let page = test.get(&path).await;
    assert!(page.status == 409 && page.body.contains("refused: sessions-closed"), "{}", page.body);
    let answer = post(&test, &path, &early, ONLY_B).await;
    assert!(answer.status == 409 && answer.body.contains("refused: sessions-closed"), "{}", answer.body);
    assert!(answer.body.contains("chosen: sessions=b"), "{}", answer.body);
    assert_eq!(test.post_to(&format!("{second}/seats/accept"), &[]).await.status, 303);
    assert_eq!(choose(&test, &path, ONLY_B).await.status, 303);
    assert_eq!(taken(&test).await, [1, 1]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn deadline_invoice_and_end_close_it() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let path = sessions_of(&own_page, 2);
    let early = basis(&test.get(&path).await);
    let closed = async |test: &HandlerTest, refusal: &str| {
        let refused = format!("refused: {refusal}");
        assert!(!test.get(&own_page).await.body.contains("/sessions\">"), "{refusal}");
        let answers = [test.get(&path).await, post(test, &path, &early, ONLY_A).await];
        for answer in &answers {
            assert!(answer.status == 409 && answer.body.contains(&refused), "{}", answer.body);
        }
        let [_, posted] = answers;
        posted.body
    };
    let read = only(&test).await;
    test.set_invoiced("choix", &read, true).await;
    assert!(closed(&test, "sessions-closed").await.contains("chosen: sessions=a"));
    let read = only(&test).await;
    test.set_invoiced("choix", &read, false).await;
    let test = test.at("2027-06-02T00:00:00Z");
    assert!(closed(&test, "sessions-closed").await.contains("chosen: sessions=a"));
    let test = test.at("2027-05-02T00:00:00Z");
    assert_eq!(taken(&test).await, [3, 3]);
    test.cancel(&own_page).await;
    closed(&test, "too-late").await;
    test.assert_sound("choix").await;
}

/// Those who were there, or were not, stay in the list of a session that has begun.
#[tokio::test]
async fn a_session_that_has_begun_stays() {
    let test = handler().await.with_offer("choix", |offer| {
        offer.changes_until = "2027-10-01T00:00:00Z".parse().unwrap();
    });
    let own_page = registered(&test).await;
    let path = sessions_of(&own_page, 2);
    let early = basis(&test.get(&path).await);
    let test = test.at("2027-09-20T12:00:00Z");
    let late = post(&test, &path, &early, ONLY_B).await;
    assert!(late.status == 409 && late.body.contains("refused: sessions-closed"), "{}", late.body);
    // The form asks about the other one alone; giving that up leaves the first.
    let page = test.get(&path).await;
    assert!(page.body.contains("chosen: sessions=b") && !page.body.contains("chosen: sessions=a"));
    assert_eq!(choose(&test, &path, &[]).await.status, 303);
    assert_eq!(all_attended(&only(&test).await), ["a b=in-person", "a", "a b=in-person"]);
    assert_eq!(taken(&test).await, [3, 2]);
    test.assert_sound("choix").await;
}

/// A fee for the whole workshop does not depend on the sessions, so it may be invoiced.
#[tokio::test]
async fn an_invoice_closes_only_what_it_depends_on() {
    let test = HandlerTest::new().await.with_workshop("groupe", |it| {
        it.sessions[1].attendance = model::announcement::AttendanceMode::Hybrid;
    });
    let all = [fields(), colleagues(1), vec![("attendance-b", "in-person")]].concat();
    let own_page = test.post("groupe", &all).await.redirect();
    let read = test.registrations("groupe").await.remove(0);
    test.set_invoiced("groupe", &read, true).await;
    let online = &[("attendance-b", "online")];
    assert_eq!(choose(&test, &sessions_of(&own_page, 2), online).await.status, 303);
    let registration = test.registrations("groupe").await.remove(0);
    assert_eq!(registration.request.amount(), read.request.amount());
    assert_eq!(registration.history.last().unwrap().changed, [DetailPart::Sessions]);
}

/// The page was loaded before.
#[tokio::test]
async fn a_page_about_someone_who_has_left_changes_nothing() {
    let test = handler().await;
    let own_page = registered(&test).await;
    let path = sessions_of(&own_page, 2);
    let early = basis(&test.get(&path).await);
    let marc = test.get(&own_page).await.participations().remove(0);
    assert_eq!(test.post_to(&format!("{marc}/cancel"), &[]).await.status, 303);
    let before = only(&test).await;
    for answer in [test.get(&path).await, post(&test, &path, &early, ONLY_A).await] {
        assert!(answer.status == 409 && answer.body.contains("refused: participant-left"), "{}", answer.body);
    }
    assert_eq!(test.get(&format!("{marc}/sessions")).await.status, 404);
    assert_eq!(post(&test, &format!("{marc}/sessions"), &early, ONLY_A).await.status, 404);
    assert_eq!(only(&test).await, before);
}
