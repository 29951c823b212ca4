//! Seat offers: free seats are held for the first on the waiting list until the registrant accepts them, declines them or
//! lets the deadline pass.

use std::sync::Arc;

use model::registration::Registration;
use model::seat_offer::AcceptWithin;
use model::seats::Capacity;
use model::status::{Event as TransitionEvent, Status};
use tests::catalogue::{NOW, seat_offers};
use tests::handler::{Answer, Event, HandlerTest, colleagues, fields_with};
use tokio::task::JoinSet;
use view::registration::own_path;

const WORKSHOP: &str = "groupe";

/// 48 hours after the tests take place.
const DEADLINE: &str = "2027-05-03T12:00:00Z";

/// Creates a handler that offers the seats of a workshop for 48 hours, an hour before the usual time of tests: at the instant
/// at which a registration joins the waiting list, it has free seats without an offer.
async fn test_with(seats: u32) -> HandlerTest {
    offering(HandlerTest::new().await, WORKSHOP, seats, AcceptWithin::Hours(48)).at("2027-05-01T11:00:00Z")
}

fn offering(test: HandlerTest, workshop: &str, seats: u32, accept_within: AcceptWithin) -> HandlerTest {
    test.with_offer(workshop, |offer| {
        offer.capacity = Capacity::whole(seats);
        offer.seat_offers = Some(seat_offers(accept_within));
    })
}

/// Registers a person with this many colleagues, and returns the path of the registration's page.
async fn register(test: &HandlerTest, name: &str, others: usize) -> String {
    let email = format!("{name}@o.example");
    let mut fields = fields_with("email", &email);
    fields.extend(colleagues(others));
    test.post(WORKSHOP, &fields).await.redirect()
}

async fn of(test: &HandlerTest, name: &str) -> Registration {
    test.stored(WORKSHOP, &format!("{name}@o.example")).await
}

async fn statuses<const N: usize>(test: &HandlerTest, names: [&str; N]) -> Vec<Status> {
    let mut statuses = Vec::new();
    for name in names {
        statuses.push(of(test, name).await.status);
    }
    statuses
}

async fn answer(test: &HandlerTest, own_page: &str, answer: &str) -> Answer {
    test.post_to(&format!("{own_page}/seats/{answer}"), &[]).await
}

fn events(registration: &Registration) -> Vec<&str> {
    registration.history.iter().map(|entry| entry.event.as_str()).collect()
}

/// Registers three people for a single seat, and cancels the first at noon. Returns the handler and the pages of all.
async fn offered_to_the_second(test: HandlerTest) -> (HandlerTest, [String; 3]) {
    let (mut test, mut pages) = (test, Vec::new());
    for (minute, name) in ["first", "second", "third"].into_iter().enumerate() {
        test = test.at(&format!("2027-05-01T11:0{minute}:00Z"));
        pages.push(register(&test, name, 0).await);
    }
    let test = test.at(NOW);
    test.cancel(&pages[0]).await;
    assert_eq!(statuses(&test, ["second", "third"]).await, [Status::Offered, Status::Waiting]);
    (test, pages.try_into().unwrap())
}

#[tokio::test]
async fn a_free_seat_is_held_until_a_post_accepts_it() {
    let test = test_with(1).await;
    let (test, [_, second, third]) = offered_to_the_second(test).await;
    assert_eq!(test.seats_taken(WORKSHOP).await, 1);
    let offered = of(&test, "second").await;

    // Mail scanners follow links.
    let page = test.get(&second).await;
    assert!(page.body.contains(&format!("held until: {DEADLINE}")), "{}", page.body);
    assert!(page.body.contains(&format!("action=\"{second}/seats/accept\"")), "{}", page.body);
    assert!(!page.body.contains(">cancel</a>"), "the seat can be declined instead");
    for part in ["accept", "decline"] {
        assert_eq!(test.get(&format!("{second}/seats/{part}")).await.status, 405);
    }
    assert_eq!(of(&test, "second").await, offered);
    assert!(test.get(&third).await.body.contains("place: 1"));

    // Arrivals wait, as before.
    register(&test, "fourth", 0).await;
    for _ in 0..2 {
        let accepted = answer(&test, &second, "accept").await;
        assert_eq!((accepted.status, accepted.header("location")), (303, second.as_str()));
    }
    let accepted = of(&test, "second").await;
    assert_eq!((accepted.status, accepted.accept_until), (Status::Confirmed, None));
    assert_eq!(events(&accepted), ["register", "offer-seats", "accept-seats"]);
    assert_eq!(statuses(&test, ["third", "fourth"]).await, [Status::Waiting; 2]);
    assert!(!test.get(&second).await.body.contains("held until"));
    // What is confirmed is cancelled and not declined.
    let declined = answer(&test, &second, "decline").await;
    assert_eq!(declined.status, 409);
    assert!(declined.body.contains("refused: no-offer") && declined.body.contains("confirmed"));
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_lapsed_offer_goes_to_the_next_and_ends_the_registration() {
    let test = test_with(1).await;
    let (test, [_, second, third]) = offered_to_the_second(test).await;
    let test = test.at("2027-05-03T11:59:59Z");
    assert_eq!(test.sweep().await, Default::default());
    let test = test.at(DEADLINE);
    let sweep = test.sweep().await;
    assert_eq!((sweep.lapsed, sweep.failed), (1, 0));
    let lapsed = of(&test, "second").await;
    assert_eq!(lapsed.status, Status::Cancelled);
    assert_eq!(events(&lapsed), ["register", "offer-seats", "lapse-seat-offer"]);
    let next = of(&test, "third").await;
    assert_eq!(
        (next.status, next.accept_until),
        (Status::Offered, Some("2027-05-05T12:00:00Z".parse().unwrap()))
    );
    assert_eq!(test.sweep().await, Default::default());

    let late = answer(&test, &second, "accept").await;
    assert_eq!(late.status, 409);
    for part in ["refused: no-offer", "offer lapsed", ">again</a>"] {
        assert!(late.body.contains(part), "{part}: {}", late.body);
    }
    assert_eq!(answer(&test, &second, "decline").await.redirect(), second);
    assert_eq!(of(&test, "second").await, lapsed);
    assert_eq!(answer(&test, &third, "accept").await.status, 303);
    assert_eq!(of(&test, "third").await.status, Status::Confirmed);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_declined_offer_goes_to_the_next_at_once() {
    let test = test_with(1).await;
    let (test, [_, second, third]) = offered_to_the_second(test).await;
    for _ in 0..2 {
        assert_eq!(answer(&test, &second, "decline").await.redirect(), second);
    }
    assert_eq!(statuses(&test, ["second", "third"]).await, [Status::Cancelled, Status::Offered]);
    assert_eq!(events(&of(&test, "second").await), ["register", "offer-seats", "decline-seats"]);
    assert!(!test.get(&second).await.body.contains("offer lapsed"));
    assert_eq!(answer(&test, &second, "accept").await.status, 409);
    assert_eq!(answer(&test, &third, "accept").await.status, 303);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn seats_can_be_accepted_late_while_they_are_held() {
    let test = test_with(1).await;
    let (test, [_, second, _]) = offered_to_the_second(test).await;
    let test = test.at("2027-05-03T12:05:00Z");
    assert_eq!(answer(&test, &second, "accept").await.status, 303);
    assert_eq!(test.sweep().await, Default::default());
    assert_eq!(statuses(&test, ["second", "third"]).await, [Status::Confirmed, Status::Waiting]);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn the_organiser_can_confirm_or_cancel_an_offer() {
    let test = test_with(1).await;
    let (test, [_, second, third]) = offered_to_the_second(test).await;
    let offered = of(&test, "second").await;
    test.transition(WORKSHOP, &offered.id, TransitionEvent::Cancel).await;
    let accepted = answer(&test, &second, "accept").await;
    assert_eq!(accepted.status, 409);
    assert!(accepted.body.contains("refused: no-offer") && !accepted.body.contains("offer lapsed"));
    let next = of(&test, "third").await;
    assert_eq!(next.status, Status::Offered);
    test.transition(WORKSHOP, &next.id, TransitionEvent::Approve).await;
    assert_eq!(answer(&test, &third, "accept").await.redirect(), third);
    assert_eq!(events(&of(&test, "third").await), ["register", "offer-seats", "approve"]);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_waiting_registration_has_no_seats_to_accept() {
    let test = test_with(1).await;
    let (test, [_, _, third]) = offered_to_the_second(test).await;
    let refused = answer(&test, &third, "accept").await;
    assert_eq!(refused.status, 409);
    assert!(
        refused.body.contains("refused: no-offer") && refused.body.contains("place: 1"),
        "{}",
        refused.body
    );
    assert_eq!(statuses(&test, ["second", "third"]).await, [Status::Offered, Status::Waiting]);
}

#[tokio::test]
async fn seats_are_offered_to_the_next_that_fit() {
    let test = test_with(3).await;
    let pair = register(&test, "pair", 1).await;
    register(&test, "single", 0).await;
    register(&test, "three", 2).await;
    for name in ["one", "two"] {
        register(&test, name, 0).await;
    }
    let test = test.at(NOW);
    test.cancel(&pair).await;
    let names = ["three", "one", "two"];
    assert_eq!(statuses(&test, names).await, [Status::Waiting, Status::Offered, Status::Offered]);
    let single = own_path(&of(&test, "single").await);
    test.cancel(&single).await;
    assert_eq!(statuses(&test, names).await, [Status::Waiting, Status::Offered, Status::Offered]);
    test.assert_sound(WORKSHOP).await;
    let test = test.at(DEADLINE);
    assert_eq!(test.sweep().await.lapsed, 2);
    assert_eq!(statuses(&test, names).await, [Status::Offered, Status::Cancelled, Status::Cancelled]);
    assert_eq!(test.seats_taken(WORKSHOP).await, 3);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn an_offer_with_approval_leads_to_it() {
    let test = test_with(1).await;
    let test = test.with_offer(WORKSHOP, |offer| offer.approval = model::status::Approval::Manual);
    let (test, [_, second, _]) = offered_to_the_second(test).await;
    assert_eq!(answer(&test, &second, "accept").await.status, 303);
    assert_eq!(of(&test, "second").await.status, Status::Pending);
    assert_eq!(answer(&test, &second, "accept").await.redirect(), second);
    test.assert_sound(WORKSHOP).await;
}

/// The 1st of May 2027 is a Saturday and a public holiday.
#[tokio::test]
async fn working_days_end_at_midnight_in_the_sites_time_zone() {
    let test = offering(test_with(1).await, WORKSHOP, 1, AcceptWithin::WorkingDays(2));
    let (test, _) = offered_to_the_second(test).await;
    let until = "2027-05-04T22:00:00Z";
    assert_eq!(of(&test, "second").await.accept_until, Some(until.parse().unwrap()));
    let test = test.at("2027-05-04T21:59:59Z");
    assert_eq!(test.sweep().await.lapsed, 0);
    assert_eq!(test.at(until).sweep().await.lapsed, 1);
}

#[tokio::test]
async fn a_session_that_begins_ends_offers() {
    let test = test_with(1).await;
    let begins = "2027-05-02T12:00:00Z";
    let test = test.with_offer(WORKSHOP, |offer| {
        let starts = &mut offer.seat_offers.as_mut().unwrap().starts;
        starts.values_mut().for_each(|starts| *starts = vec![begins.parse().unwrap()]);
    });
    let (test, [_, second, _]) = offered_to_the_second(test).await;
    assert_eq!(of(&test, "second").await.accept_until, Some(begins.parse().unwrap()));
    // Less than an hour is left for another offer, so the seat is free for those who ask for it now.
    let test = test.at("2027-05-02T11:30:00Z");
    answer(&test, &second, "decline").await;
    assert_eq!(statuses(&test, ["second", "third"]).await, [Status::Cancelled, Status::Waiting]);
    assert_eq!(test.sweep().await, Default::default());
    register(&test, "fourth", 0).await;
    assert_eq!(statuses(&test, ["third", "fourth"]).await, [Status::Waiting, Status::Confirmed]);
    test.assert_sound(WORKSHOP).await;
}

/// Offers that were made before `accept_within` was removed lapse like any others.
#[tokio::test]
async fn open_offers_lapse_when_seats_are_no_longer_offered() {
    let test = test_with(1).await;
    let (test, _) = offered_to_the_second(test).await;
    let test = test.with_offer(WORKSHOP, |offer| offer.seat_offers = None).at(DEADLINE);
    assert_eq!(test.sweep().await.lapsed, 1);
    assert_eq!(statuses(&test, ["second", "third"]).await, [Status::Cancelled, Status::Confirmed]);
    test.assert_sound(WORKSHOP).await;
}

/// A registrant who has just confirmed the address is there, and need not accept anything.
#[tokio::test]
async fn a_confirmed_address_gets_free_seats_without_an_offer() {
    let workshop = "confirme";
    let test = offering(HandlerTest::new().await, workshop, 4, AcceptWithin::Hours(48));
    let post = async |name: &str, others: usize| {
        let email = format!("{name}@o.example");
        let mut fields = fields_with("email", &email);
        fields.extend(colleagues(others));
        test.post(workshop, &fields).await.redirect();
        test.confirm(workshop, &email).await;
        test.status(workshop, &email).await
    };
    assert_eq!(post("two", 1).await, Status::Confirmed);
    assert_eq!(post("three", 2).await, Status::Waiting);
    assert_eq!(post("one", 0).await, Status::Confirmed);
    test.assert_sound(workshop).await;
}

/// Each registrant accepts at the deadline, while the sweep takes the seats back.
#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_either_accepted_or_lapses() {
    let test = test_with(8).await;
    let mut seated = Vec::new();
    for number in 0..8 {
        seated.push(register(&test, &format!("seated-{number}"), 0).await);
    }
    let mut offered = Vec::new();
    for number in 0..8 {
        offered.push(register(&test, &format!("offered-{number}"), 0).await);
    }
    let test = test.at(NOW);
    for page in &seated {
        test.cancel(page).await;
    }
    let test = Arc::new(test.at(DEADLINE));
    let mut accepting = JoinSet::new();
    for page in offered.clone() {
        let test = Arc::clone(&test);
        accepting.spawn(async move { (answer(&test, &page, "accept").await.status, page) });
    }
    let (sweep, answers) = tokio::join!(test.sweep(), accepting.join_all());
    let mut accepted = 0;
    for (status, page) in answers {
        let registrations = test.registrations(WORKSHOP).await;
        let stored = registrations.iter().find(|it| own_path(it) == page).unwrap();
        match status {
            303 => assert_eq!(stored.status, Status::Confirmed),
            409 => assert!(stored.has_lost_offer(), "{stored:?}"),
            other => panic!("{other}: {stored:?}"),
        }
        accepted += usize::from(status == 303);
    }
    assert_eq!(accepted + sweep.lapsed, 8);
    assert_eq!(test.seats_taken(WORKSHOP).await as usize, accepted);
    test.assert_sound(WORKSHOP).await;
}

#[tokio::test]
async fn a_stranger_cannot_answer_an_offer() {
    let test = test_with(1).await;
    let (test, [_, second, _]) = offered_to_the_second(test).await;
    let offered = of(&test, "second").await;
    let path = format!("{second}/seats/accept");
    let elsewhere = Event::post_to(&path, &[]).with_header("origin", "https://evil.example");
    assert_eq!(test.send(elsewhere).await.status, 403);
    let wrong = path.replace(offered.capability.as_str(), &"0".repeat(32));
    assert_eq!(test.post_to(&wrong, &[]).await.status, 404);
    assert_eq!(of(&test, "second").await, offered);
}
