//! Other sessions, and other ways of attending them: seats move between sessions in one transaction, and none is
//! lost.

use jiff::SignedDuration;
use mail_parser::MessageParser;
use model::announcement::AttendanceMode;
use model::offer::ParticipantEmail;
use model::registration::DetailPart;
use model::seat_offer::{AcceptWithin, SeatOffers};
use model::seats::Capacity;
use model::status::Status;
use tests::catalogue::{catalogue, seat_offers};
use tests::dynamodb::Table;
use tests::handler::{Answer, HandlerTest, colleagues, fields, fields_with};
use tests::notifier::{NotifierTest, mail_theme};

use super::{Sent, form};

/// Registers a person for sessions of `choix`, and returns the path of their page.
async fn chosen(test: &HandlerTest, email: &str, sessions: &[&'static str]) -> String {
    let sessions = sessions.iter().map(|id| ("sessions", *id));
    let all: Vec<_> = fields_with("email", email).into_iter().chain(sessions).collect();
    test.post("choix", &all).await.redirect()
}

/// Posts other sessions from the page of a registration.
async fn change(test: &HandlerTest, own_page: &str, sessions: &[&str]) -> Answer {
    choosing(form(test, own_page).await, sessions).post(test, own_page).await
}

fn choosing(mut sent: Sent, sessions: &[&str]) -> Sent {
    sent.0.retain(|(name, _)| name != "sessions");
    sent.0.extend(sessions.iter().map(|id| ("sessions".to_owned(), (*id).to_owned())));
    sent
}

async fn taken(test: &HandlerTest) -> [u32; 2] {
    let taken = test.counter("choix").await.taken;
    ["a", "b"].map(|pool| taken.of(pool))
}

#[tokio::test]
async fn seats_and_amount_follow_the_sessions() {
    let test = HandlerTest::new().await;
    let own_page = chosen(&test, "claire@office.example", &["a"]).await;
    assert_eq!((taken(&test).await, change(&test, &own_page, &["b"]).await.status), ([1, 0], 303));
    assert_eq!(taken(&test).await, [0, 1]);
    let registration = test.registrations("choix").await.remove(0);
    assert!(registration.attends("b") && !registration.attends("a"));
    let entry = registration.history.last().unwrap();
    assert_eq!(
        (entry.event.as_str(), entry.changed.as_slice()),
        ("change-details", &[DetailPart::Sessions][..])
    );
    let one = registration.request.amount().unwrap().minor;
    assert_eq!(change(&test, &own_page, &["b", "a"]).await.status, 303);
    assert_eq!(taken(&test).await, [1, 1]);
    assert_eq!(test.registrations("choix").await[0].request.amount().unwrap().minor, 2 * one);
    let page = test.get(&own_page).await.body;
    assert!(page.contains("session: Séance a") && page.contains("session: Séance b"), "{page}");
    let none = change(&test, &own_page, &[]).await;
    assert_eq!(none.status, 422);
    assert!(none.body.contains("error: form.sessions.missing"), "{}", none.body);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_full_session_is_refused_and_the_answers_are_returned() {
    let test = HandlerTest::new().await;
    for email in ["a@office.example", "b@office.example"] {
        chosen(&test, email, &["b"]).await;
    }
    let own_page = chosen(&test, "claire@office.example", &["a"]).await;
    let before = test.stored("choix", "claire@office.example").await;
    let sent = choosing(form(&test, &own_page).await, &["b"]).with("function", "Cheffe");
    let answer = sent.post(&test, &own_page).await;
    assert_eq!(answer.status, 409);
    for part in ["refused: full", "name=\"sessions\" value=\"b\"", "value=\"Cheffe\""] {
        assert!(answer.body.contains(part), "{part}: {}", answer.body);
    }
    assert_eq!(test.stored("choix", "claire@office.example").await, before);
    assert_eq!(taken(&test).await, [1, 2]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_seat_that_is_given_up_goes_to_the_waiting_list() {
    let test = HandlerTest::new().await;
    let first = chosen(&test, "a@office.example", &["a"]).await;
    for email in ["b@office.example", "c@office.example", "d@office.example"] {
        chosen(&test, email, &["a"]).await;
    }
    assert_eq!(test.status("choix", "d@office.example").await, Status::Waiting);
    assert_eq!(change(&test, &first, &["b"]).await.status, 303);
    assert_eq!(test.status("choix", "d@office.example").await, Status::Confirmed);
    assert_eq!(taken(&test).await, [3, 1]);
    test.assert_sound("choix").await;
}

/// A seat that became free without a promotion yet belongs to the waiting list.
#[tokio::test]
async fn the_waiting_list_comes_first() {
    let test = HandlerTest::new().await;
    for email in ["a@office.example", "b@office.example", "waiting@office.example"] {
        chosen(&test, email, &["b"]).await;
    }
    let own_page = chosen(&test, "claire@office.example", &["a"]).await;
    let larger = |seats| {
        move |offer: &mut model::offer::Offer| {
            offer.capacity = Capacity::by_session([("a".to_owned(), 3), ("b".to_owned(), seats)]);
        }
    };
    let test = test.with_offer("choix", larger(3));
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 409);
    test.sweep().await;
    assert_eq!(test.status("choix", "waiting@office.example").await, Status::Confirmed);
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 409);
    let test = test.with_offer("choix", larger(4));
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 303);
    test.assert_sound("choix").await;
}

/// Of six that want the two seats of a session at once, two get them, and all keep what they had otherwise.
#[tokio::test]
async fn many_changes_at_once_oversell_nothing() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        offer.capacity = Capacity::by_session([("a".to_owned(), 6), ("b".to_owned(), 2)]);
    });
    let mut sent = Vec::new();
    for number in 0..6 {
        let own_page = chosen(&test, &format!("person-{number}@office.example"), &["a"]).await;
        sent.push((choosing(form(&test, &own_page).await, &["b"]), own_page));
    }
    let posts = sent.iter().map(async |(sent, own_page)| sent.post(&test, own_page).await.status);
    let mut statuses = futures_util::future::join_all(posts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 303, 409, 409, 409, 409]);
    assert_eq!(taken(&test).await, [4, 2]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_session_that_has_begun_stays() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        offer.changes_until = "2027-10-01T00:00:00Z".parse().unwrap();
    });
    let own_page = chosen(&test, "claire@office.example", &["a"]).await;
    let early = form(&test, &own_page).await;
    let test = test.at("2027-09-20T12:00:00Z");
    // On a page that was loaded before, it can be given up.
    let late = choosing(early.clone(), &["b"]).post(&test, &own_page).await;
    assert_eq!(late.status, 409);
    assert!(late.body.contains("refused: part-closed"), "{}", late.body);
    assert_eq!(change(&test, &own_page, &[]).await.status, 303);
    // The page that was returned no longer asks about it.
    assert_eq!(choosing(Sent::from(&late.body), &[]).post(&test, &own_page).await.status, 303);
    assert_eq!(test.registrations("choix").await[0].history.len(), 1, "nothing changed");
    // Nothing about it changes on the page that was loaded before.
    assert_eq!(choosing(early, &["a", "b"]).post(&test, &own_page).await.status, 303);
    assert_eq!(taken(&test).await, [1, 1]);
    assert_eq!(change(&test, &own_page, &[]).await.status, 303);
    assert_eq!(taken(&test).await, [1, 0]);
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 303);
    assert_eq!(taken(&test).await, [1, 1]);
    let test = test.at("2027-09-29T12:00:00Z");
    assert!(!form(&test, &own_page).await.names().contains(&"sessions"));
}

#[tokio::test]
async fn the_way_of_attending_is_changed_until_the_session_begins() {
    let hybrid = |workshop: &mut model::catalogue::CatalogueWorkshop| {
        workshop.sessions[1].attendance = AttendanceMode::Hybrid;
        workshop.offer.as_deref_mut().unwrap().changes_until = "2027-10-01T00:00:00Z".parse().unwrap();
    };
    let test = HandlerTest::new().await.with_workshop("groupe", hybrid);
    let online = [fields(), vec![("attendance-b", "online")]].concat();
    let own_page = test.post("groupe", &online).await.redirect();
    let mode = async |test: &HandlerTest| test.registrations("groupe").await[0].mode("b");
    assert_eq!(mode(&test).await, Some(AttendanceMode::Online));
    let early = form(&test, &own_page).await;
    let changed = early.clone().with("attendance-b", "in-person");
    assert_eq!(changed.post(&test, &own_page).await.status, 303);
    assert_eq!(mode(&test).await, Some(AttendanceMode::InPerson));
    assert_eq!(test.seats_taken("groupe").await, 1);
    let test = test.at("2027-09-28T12:00:00Z");
    let late = form(&test, &own_page).await;
    assert!(!late.names().contains(&"attendance-b"));
    let answer = early.post(&test, &own_page).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("refused: part-closed"), "{}", answer.body);
    assert_eq!(mode(&test).await, Some(AttendanceMode::InPerson));
}

/// The amount of an invoiced registration must not change.
#[tokio::test]
async fn sessions_at_a_fee_for_each_stay_once_they_are_invoiced() {
    let test = HandlerTest::new().await;
    let own_page = chosen(&test, "claire@office.example", &["a"]).await;
    let early = form(&test, &own_page).await;
    let read = test.registrations("choix").await.remove(0);
    test.set_invoiced("choix", &read, true).await;
    assert!(!form(&test, &own_page).await.names().contains(&"sessions"));
    let answer = choosing(early, &["b"]).post(&test, &own_page).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("refused: part-closed"), "{}", answer.body);
    assert_eq!(taken(&test).await, [1, 0]);
}

/// Who has a mail about one session learns that it is another now; who has left it in their calendar loses it there.
#[tokio::test]
async fn a_change_of_sessions_is_mailed_to_each_participant() {
    let mut catalogue = catalogue();
    let offer = catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap().offer.as_deref_mut().unwrap();
    (offer.participant_email, offer.max_participants) = (ParticipantEmail::Required, 3);
    offer.capacity = Capacity::by_session([("a".to_owned(), 3), ("b".to_owned(), 3)]);
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let marc = vec![("participant-2-email", "marc@office.example"), ("sessions", "a")];
    // What others attend is no news for her.
    let lea = vec![("participant-3-email", "lea@office.example"), ("participant-3-sessions", "b")];
    let all = [fields(), colleagues(2), marc, lea].concat();
    let own_page = test.handler.post("choix", &all).await.redirect();
    assert!(test.stream("choix").await.is_empty());
    let subjects = |email: &str| {
        let mails = test.mails().into_iter().filter(|mail| mail.to == email);
        mails.map(|mail| mail.subject.split(':').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(subjects("marc@office.example"), ["participant confirmed"]);

    assert_eq!(change(&test.handler, &own_page, &["b"]).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(subjects("marc@office.example"), ["participant confirmed", "participant changed"]);
    let is_to_marc = |message: &Vec<u8>| String::from_utf8_lossy(message).contains("marc@office.example");
    let last = test.ses.messages().into_iter().rfind(is_to_marc).unwrap();
    let last = MessageParser::default().parse(&last).unwrap();
    let calendar = last.attachment(0).unwrap().text_contents().unwrap();
    let statuses: Vec<_> = calendar.lines().filter(|line| line.starts_with("STATUS:")).collect();
    assert_eq!(statuses, ["STATUS:CANCELLED", "STATUS:CONFIRMED"], "{calendar}");

    // What concerns the contact alone is mailed to them alone.
    test.pass(SignedDuration::from_hours(2));
    let sent = form(&test.handler, &own_page).await.with("function", "Cheffe");
    assert_eq!(sent.post(&test.handler, &own_page).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(subjects("marc@office.example"), ["participant confirmed", "participant changed"]);
    assert_eq!(subjects("claire.legall@office.example"), ["confirmed", "changed", "changed"]);
    assert_eq!(subjects("lea@office.example"), ["participant confirmed"]);
    let participation = test.handler.get(&own_page).await.participations().remove(1);
    let calendar = test.handler.get(&format!("{participation}/calendar.ics")).await.body;
    let statuses: Vec<_> = calendar.lines().filter(|line| line.starts_with("STATUS:")).collect();
    assert_eq!(statuses, ["STATUS:CONFIRMED"], "{calendar}");
}

/// An organisation has at most one seat in each session.
#[tokio::test]
async fn a_quota_is_not_exceeded_by_a_change() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| offer.max_per_organisation = Some(1));
    let chosen = async |email, session| {
        let all =
            [fields_with("email", email), vec![("siret", "73282932000074"), ("sessions", session)]].concat();
        test.post("choix", &all).await.redirect()
    };
    let (_, second) = (chosen("a@office.example", "a").await, chosen("b@office.example", "b").await);
    assert_eq!(taken(&test).await, [1, 1]);
    let answer = change(&test, &second, &["a"]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("refused: full"), "{}", answer.body);
    assert_eq!(taken(&test).await, [1, 1]);
    test.assert_sound("choix").await;
}

/// Its session begins too soon to offer it a seat, so a free seat is for those who ask for it now.
#[tokio::test]
async fn a_waiting_registration_that_is_offered_nothing_prevents_no_change() {
    let time = |text: &str| text.parse().unwrap();
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        offer.capacity = Capacity::by_session([("a".to_owned(), 3), ("b".to_owned(), 1)]);
        let starts = [("a", "2027-05-20T08:00:00Z"), ("b", "2027-05-02T12:00:00Z")];
        let starts = starts.map(|(pool, begins)| (pool.to_owned(), vec![time(begins)])).into();
        offer.seat_offers = Some(SeatOffers { starts, ..seat_offers(AcceptWithin::Hours(48)) });
    });
    let first = chosen(&test, "first@office.example", &["b"]).await;
    chosen(&test, "waiting@office.example", &["b"]).await;
    let own_page = chosen(&test, "claire@office.example", &["a"]).await;
    let test = test.at("2027-05-02T11:30:00Z");
    test.cancel(&first).await;
    assert_eq!(test.status("choix", "waiting@office.example").await, Status::Waiting);
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 303);
    assert_eq!(taken(&test).await, [0, 1]);
    test.assert_sound("choix").await;
}

/// More seats of a session are taken than there are since its capacity was lowered; those who have one keep it.
#[tokio::test]
async fn a_session_is_added_to_an_overbooked_one() {
    let test = HandlerTest::new().await;
    let first = chosen(&test, "first@office.example", &["a"]).await;
    let second = chosen(&test, "second@office.example", &["a"]).await;
    let test = test.with_offer("choix", |offer| {
        offer.capacity = Capacity::by_session([("a".to_owned(), 1), ("b".to_owned(), 2)]);
    });
    assert_eq!(change(&test, &first, &["a", "b"]).await.status, 303);
    // It is the same with a waiting list.
    chosen(&test, "waiting@office.example", &["a"]).await;
    assert_eq!(test.status("choix", "waiting@office.example").await, Status::Waiting);
    assert_eq!(change(&test, &second, &["a", "b"]).await.status, 303);
    assert_eq!(taken(&test).await, [2, 2]);
}

/// A quota that was changed by hand has fewer seats than the registration gives up.
#[tokio::test]
async fn a_quota_does_not_become_negative_by_a_change() {
    let table = Table::new().await;
    let test =
        HandlerTest::on(table.clone()).with_offer("choix", |offer| offer.max_per_organisation = Some(2));
    let all = [fields(), vec![("siret", "73282932000074"), ("sessions", "a")]].concat();
    let own_page = test.post("choix", &all).await.redirect();
    table.delete("workshop#choix", "quota#732829320").await;
    let answer = change(&test, &own_page, &["b"]).await;
    assert_eq!(answer.status, 409);
    assert!(answer.body.contains("refused: full"), "{}", answer.body);
    assert_eq!(taken(&test).await, [1, 0]);
    let items = table.items().await;
    assert!(items.iter().all(|item| item["SK"].as_s().is_ok_and(|key| !key.starts_with("quota#"))));
}

/// Those who attend the sessions of the registration follow the change; the seats and the fee of another are kept.
#[tokio::test]
async fn participants_with_sessions_of_their_own_keep_their_seats() {
    let test = HandlerTest::new().await.with_offer("choix", |offer| offer.max_participants = 3);
    let own = [("sessions", "a"), ("participant-2-sessions", "b")];
    let own_page = test.post("choix", &[fields(), colleagues(1), own.to_vec()].concat()).await.redirect();
    assert_eq!(taken(&test).await, [1, 1]);
    let participation = test.get(&own_page).await.participations().remove(0);
    let before = test.registrations("choix").await.remove(0).request.participants.remove(1);
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 303);
    assert_eq!(taken(&test).await, [0, 2]);
    assert_eq!(test.registrations("choix").await[0].request.participants[1], before);
    assert_eq!(change(&test, &own_page, &["a"]).await.status, 303);
    assert_eq!(taken(&test).await, [1, 1]);
    let page = test.get(&participation).await.body;
    assert!(page.contains("session: Séance b") && !page.contains("session: Séance a"), "{page}");
    test.assert_sound("choix").await;
    // Another takes the last seat of the second session, in which only one more is needed now.
    chosen(&test, "other@office.example", &["b"]).await;
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 409);
    assert_eq!(test.post_to(&format!("{participation}/cancel"), &[]).await.status, 303);
    assert_eq!(change(&test, &own_page, &["b"]).await.status, 303);
    assert_eq!(taken(&test).await, [0, 2]);
    test.assert_sound("choix").await;
}
