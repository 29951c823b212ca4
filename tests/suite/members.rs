//! Fees for members, and the seats of an organisation: from the form to the stored registration, on the embedded DynamoDB.

use std::collections::BTreeMap;
use std::sync::Arc;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::membership::{CodeHash, Member, Members, MembersOnly, Membership};
use model::seats::{Capacity, WaitingList};
use model::siren::Siren;
use model::status::{Event as TransitionEvent, Status};
use registry::{Deadline, Verification};
use tests::dynamodb::Table;
use tests::handler::{Answer, Event, HandlerTest, colleagues, fields_with};
use tests::unconditional::without_seat_condition;

/// Up to four people per registration, a waiting list.
const GROUP: &str = "groupe";

/// The same, and addresses are confirmed.
const CONFIRMED: &str = "confirme";

/// The SIRETs of two establishments of one organisation, and of another organisation.
const ONE: &str = "732 829 320 00074";
const ONE_AGAIN: &str = "732 829 320 00082";
const OTHER: &str = "356 000 000 00048";

const CODE: &str = "Nord-2027-x7";

fn members() -> Members {
    let member = Member {
        siren: Siren::parse("732829320").ok(),
        domains: vec!["habitat.example".to_owned()],
        code: CodeHash::of_secret(CODE).ok(),
    };
    Members { members: vec![member] }
}

/// A handler whose fee for members has this rule in every workshop.
async fn ruled(rule: MembersOnly) -> HandlerTest {
    let mut test = HandlerTest::new().await.with_members(members());
    for workshop in [GROUP, CONFIRMED] {
        test = test.with_offer(workshop, |offer| offer.fees[0].members_only = Some(rule));
    }
    test
}

/// A handler that limits the seats of an organisation in this workshop.
async fn limited(workshop: &str, limit: u32) -> HandlerTest {
    HandlerTest::new().await.with_offer(workshop, |offer| {
        offer.max_per_organisation = Some(limit);
        offer.waiting_list = WaitingList::Open;
    })
}

fn from<'a>(email: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = fields_with("email", email);
    fields.extend(more);
    fields
}

async fn post(test: &HandlerTest, workshop: &str, email: &str, siret: &str) -> String {
    test.post(workshop, &from(email, &[("siret", siret)])).await.redirect()
}

async fn verified(test: &HandlerTest, workshop: &str) -> Verification {
    let workshop = workshop.parse().unwrap();
    let (_, offer) = test.offers().find(|(known, _)| known.slug == workshop).unwrap();
    let now = Timestamp::UNIX_EPOCH;
    test.store().verify(&workshop, Some(offer), now, |_| ()).await.unwrap()
}

/// Asserts that counter and quotas agree with the registrations, and that no registration waits that would fit.
async fn assert_sound(test: &HandlerTest, workshop: &str) {
    let verified = verified(test, workshop).await;
    assert!(verified.agrees(), "{verified:?}");
    assert_eq!(verified.would_fit, 0, "{verified:?}");
    assert_eq!(verified.exceeded_quotas(), Vec::<&Siren>::new());
}

#[track_caller]
fn assert_rejected(answer: &Answer, field: &str, problem: &str) {
    assert_eq!(answer.status, 422, "{}", answer.body);
    assert!(answer.body.contains(&format!("form.{field}.label {problem}")), "{}", answer.body);
}

#[tokio::test]
async fn a_stranger_cannot_have_the_fee_for_members() {
    let test = ruled(MembersOnly::Reject).await;
    let answer = test.post(GROUP, &from("a@conseil.example", &[("siret", OTHER)])).await;
    assert_rejected(&answer, "fee", "is for members");
    assert!(answer.body.contains("a@conseil.example"), "the answers are kept: {}", answer.body);
    assert_eq!(test.registrations(GROUP).await, []);
    assert_eq!(test.seats_taken(GROUP).await, 0);

    let other_fee = fields_with("fee", "non-adherent");
    assert_eq!(test.post(GROUP, &other_fee).await.status, 303);
    let registration = &test.registrations(GROUP).await[0];
    assert_eq!((registration.status, registration.request.membership), (Status::Confirmed, None));
}

#[tokio::test]
async fn members_are_recognised_and_a_code_is_not_stored() {
    let test = ruled(MembersOnly::Reject).await;
    post(&test, GROUP, "a@o.example", ONE_AGAIN).await;
    let answer = test.post(GROUP, &from("b@o.example", &[("member-code", "nord 2027 X7")])).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let membership = async |email| test.stored(GROUP, email).await.request.membership;
    assert_eq!(membership("a@o.example").await, Some(Membership::Siren));
    assert_eq!(membership("b@o.example").await, Some(Membership::Code));
    let stored = format!("{:?}", test.registrations(GROUP).await).to_lowercase();
    assert!(!stored.contains("2027 x7") && !stored.contains("nord"), "{stored}");
}

#[tokio::test]
async fn a_reviewed_registration_waits_for_approval_and_gives_the_reason() {
    let test = ruled(MembersOnly::Review).await;
    let own_page = post(&test, GROUP, "a@conseil.example", OTHER).await;
    assert_eq!(test.status(GROUP, "a@conseil.example").await, Status::Pending);
    let page = test.get(&own_page).await;
    assert!(page.body.contains("membership review"), "{}", page.body);
    // With the code, the same person has another registration, which is confirmed.
    let with_code = from("a@conseil.example", &[("siret", OTHER), ("member-code", CODE)]);
    assert_ne!(test.post(GROUP, &with_code).await.redirect(), own_page);

    let registration = test.registrations(GROUP).await.into_iter().find(|it| it.status == Status::Pending);
    test.transition(GROUP, &registration.unwrap().id, TransitionEvent::Approve).await;
    let page = test.get(&own_page).await;
    assert!(page.body.contains("confirmed") && !page.body.contains("membership review"), "{}", page.body);
    assert_sound(&test, GROUP).await;
}

#[tokio::test]
async fn a_reviewed_registration_is_still_reviewed_after_it_waited() {
    let test = ruled(MembersOnly::Review).await;
    let test = test.with_offer(GROUP, |offer| offer.capacity = Capacity::whole(1));
    let first = post(&test, GROUP, "a@o.example", ONE).await;
    post(&test, GROUP, "b@conseil.example", OTHER).await;
    assert_eq!(test.status(GROUP, "b@conseil.example").await, Status::Waiting);
    test.cancel(&first).await;
    assert_eq!(test.status(GROUP, "b@conseil.example").await, Status::Pending);
    assert_sound(&test, GROUP).await;
}

#[tokio::test]
async fn a_noted_registration_is_accepted() {
    let test = ruled(MembersOnly::Inform).await;
    post(&test, GROUP, "a@conseil.example", OTHER).await;
    let registration = test.stored(GROUP, "a@conseil.example").await;
    assert_eq!(registration.status, Status::Confirmed);
    assert_eq!(registration.request.membership, Some(Membership::Inform));
}

#[tokio::test]
async fn a_domain_counts_only_for_a_confirmed_address() {
    let test = ruled(MembersOnly::Reject).await;
    let email = "claire@habitat.example";
    // Nothing proves the address here, so the organiser decides.
    assert_eq!(test.post(GROUP, &from(email, &[])).await.status, 303);
    assert_eq!(test.status(GROUP, email).await, Status::Pending);

    assert_eq!(test.post(CONFIRMED, &from(email, &[])).await.status, 303);
    assert_eq!(test.status(CONFIRMED, email).await, Status::Unconfirmed);
    test.confirm(CONFIRMED, email).await;
    let registration = test.stored(CONFIRMED, email).await;
    assert_eq!(registration.status, Status::Confirmed);
    assert_eq!(registration.request.membership, Some(Membership::Domain));
    assert_rejected(&test.post(CONFIRMED, &from("c@other.example", &[])).await, "fee", "is for members");
    assert_sound(&test, CONFIRMED).await;
}

#[tokio::test]
async fn wrong_codes_count_against_the_limits() {
    let test = ruled(MembersOnly::Review).await.with_limits(|limits| {
        (limits.quarantine_after, limits.refuse_after) = (2, 3);
    });
    let wrong = from("a@conseil.example", &[("member-code", "wrong-code-1")]);
    let post = async |test: &HandlerTest, fields: &[(&str, &str)]| {
        test.send(Event::post(GROUP, fields).from_address("192.0.2.1")).await
    };
    for _ in 0..3 {
        assert_rejected(&post(&test, &wrong).await, "member_code", "is unknown");
    }
    let right = from("a@conseil.example", &[("member-code", CODE)]);
    assert_eq!(post(&test, &right).await.status, 429, "the right code is not accepted either");
    // Another mistake still does not count.
    let test = ruled(MembersOnly::Review).await.with_limits(|limits| limits.refuse_after = 3);
    for _ in 0..5 {
        assert_eq!(post(&test, &fields_with("email", "none")).await.status, 422);
    }
    assert_eq!(post(&test, &right).await.status, 303);
}

#[tokio::test]
async fn an_organisation_has_as_many_seats_as_it_may_and_then_waits() {
    let test = limited(GROUP, 2).await;
    let first = post(&test, GROUP, "a@o.example", ONE).await;
    post(&test, GROUP, "b@o.example", ONE_AGAIN).await;
    let third = post(&test, GROUP, "c@o.example", ONE).await;
    assert_eq!(test.status(GROUP, "c@o.example").await, Status::Waiting);
    let page = test.get(&third).await;
    assert!(page.body.contains("limit: 2") && page.body.contains("place: 1"), "{}", page.body);
    // It keeps no seats from others, and others do not lose theirs to it.
    for email in ["d@p.example", "e@p.example"] {
        post(&test, GROUP, email, OTHER).await;
        assert_eq!(test.status(GROUP, email).await, Status::Confirmed, "{email}");
    }
    assert_eq!(test.seats_taken(GROUP).await, 4);
    assert_sound(&test, GROUP).await;
    test.cancel(&first).await;
    assert_eq!(test.status(GROUP, "c@o.example").await, Status::Confirmed);
    assert_eq!(test.seats_taken(GROUP).await, 4);
    assert_sound(&test, GROUP).await;
}

#[tokio::test]
async fn a_siret_is_required_where_seats_of_an_organisation_are_limited() {
    let test = limited(GROUP, 2).await;
    let answer = test.post(GROUP, &from("a@o.example", &[])).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("form.siret.missing"), "{}", answer.body);
    // Three people can never have two seats. Content with such terms is rejected, but they may have changed.
    let group = [("siret", ONE)].into_iter().chain(colleagues(2)).collect::<Vec<_>>();
    assert_eq!(test.post(GROUP, &from("a@o.example", &group)).await.status, 409);
    assert_eq!(test.registrations(GROUP).await, []);
}

#[tokio::test]
async fn participants_who_leave_give_seats_back_to_their_organisation() {
    let test = limited(GROUP, 3).await;
    let group = [("siret", ONE)].into_iter().chain(colleagues(2)).collect::<Vec<_>>();
    let own_page = test.post(GROUP, &from("a@o.example", &group)).await.redirect();
    post(&test, GROUP, "b@o.example", ONE).await;
    assert_eq!(test.status(GROUP, "b@o.example").await, Status::Waiting);
    let remaining = [
        ("participant-1-given-name", "Claire"),
        ("participant-1-family-name", "Le Gall"),
        ("participant-1-function", "Directrice"),
    ];
    let answer = test.send(Event::post_to(&format!("{own_page}/participants"), &remaining)).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    assert_eq!(test.status(GROUP, "b@o.example").await, Status::Confirmed);
    assert_sound(&test, GROUP).await;
}

/// Ten posts of one organisation at once, with a quota of three: exactly three hold seats.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_posts_of_one_organisation_hold_exactly_its_quota() {
    for workshop in [GROUP, CONFIRMED] {
        let test = Arc::new(limited(workshop, 3).await.with_offer(workshop, |offer| {
            offer.capacity = Capacity::whole(60);
            offer.max_participants = 1;
        }));
        let mut posts = tokio::task::JoinSet::new();
        for number in 0..10 {
            let test = Arc::clone(&test);
            posts.spawn(async move {
                let email = format!("person-{number}@o.example");
                let siret = if number % 2 == 0 { ONE } else { ONE_AGAIN };
                test.post(workshop, &from(&email, &[("siret", siret)])).await.status
            });
        }
        assert_eq!(posts.join_all().await, [303; 10]);
        let mut by_status: BTreeMap<Status, usize> = BTreeMap::new();
        for registration in test.registrations(workshop).await {
            *by_status.entry(registration.status).or_default() += 1;
        }
        let (held, others) = match workshop {
            GROUP => (Status::Confirmed, Status::Waiting),
            _ => (Status::Unconfirmed, Status::Requested),
        };
        assert_eq!(by_status, BTreeMap::from([(held, 3), (others, 7)]), "{workshop}");
        assert_eq!(test.seats_taken(workshop).await, 3);
        assert_sound(&test, workshop).await;
    }
}

/// The same without the condition, which shows that the test above can fail.
#[tokio::test(flavor = "multi_thread")]
async fn without_its_condition_a_quota_is_exceeded() {
    let table = without_seat_condition(&Table::new().await).await;
    let test = HandlerTest::on(table).with_offer(GROUP, |offer| offer.max_per_organisation = Some(3));
    for number in 0..4 {
        post(&test, GROUP, &format!("person-{number}@o.example"), ONE).await;
    }
    assert_eq!(test.seats_taken(GROUP).await, 4);
    assert_eq!(verified(&test, GROUP).await.exceeded_quotas().len(), 1);
}

/// All cancel at once, and their seats go to others of the organisation: never more than the quota at any time, and all
/// seats in the end.
#[tokio::test(flavor = "multi_thread")]
async fn parallel_cancellations_promote_within_the_quota() {
    let test = Arc::new(limited(GROUP, 3).await);
    let mut pages = Vec::new();
    for number in 0..9 {
        pages.push(post(&test, GROUP, &format!("person-{number}@o.example"), ONE).await);
    }
    let mut cancellations = tokio::task::JoinSet::new();
    for page in pages.into_iter().take(3) {
        let test = Arc::clone(&test);
        cancellations.spawn(async move { test.cancel(&page).await });
    }
    cancellations.join_all().await;
    assert_eq!(test.seats_taken(GROUP).await, 3);
    assert_sound(&test, GROUP).await;
}

#[tokio::test]
async fn a_confirmed_address_takes_seats_within_the_quota() {
    let test = limited(CONFIRMED, 4).await.with_offer(CONFIRMED, |offer| offer.max_participants = 1);
    let emails: Vec<_> = (0..6).map(|number| format!("person-{number}@o.example")).collect();
    for email in &emails {
        post(&test, CONFIRMED, email, ONE).await;
    }
    for email in &emails {
        test.confirm(CONFIRMED, email).await;
    }
    let mut statuses = Vec::new();
    for email in &emails {
        statuses.push(test.status(CONFIRMED, email).await);
    }
    statuses.sort();
    let (confirmed, waiting) = (Status::Confirmed, Status::Waiting);
    assert_eq!(statuses, [confirmed, confirmed, confirmed, confirmed, waiting, waiting]);
    assert_sound(&test, CONFIRMED).await;
}

#[tokio::test]
async fn an_unconfirmed_registration_gives_its_seat_back_to_its_organisation() {
    let test = limited(CONFIRMED, 4).await;
    let group = [("siret", ONE)].into_iter().chain(colleagues(3)).collect::<Vec<_>>();
    assert_eq!(test.post(CONFIRMED, &from("a@o.example", &group)).await.status, 303);
    post(&test, CONFIRMED, "b@o.example", ONE).await;
    test.confirm(CONFIRMED, "b@o.example").await;
    assert_eq!(test.status(CONFIRMED, "b@o.example").await, Status::Waiting);
    let test = test.at("2027-05-02T12:00:00Z");
    assert_eq!(test.sweep().await.lapsed, 1);
    assert_eq!(test.status(CONFIRMED, "b@o.example").await, Status::Confirmed);
    assert_sound(&test, CONFIRMED).await;
}

#[tokio::test]
async fn erased_registrations_leave_no_seats_and_no_siren() {
    let test = limited(GROUP, 2).await;
    post(&test, GROUP, "a@o.example", ONE).await;
    post(&test, GROUP, "b@o.example", ONE).await;
    let (_, offer) = test.offers().find(|(known, _)| known.slug.as_str() == GROUP).unwrap();
    let quotas = async || {
        test.store().quotas(&GROUP.parse().unwrap(), Some(offer), Deadline::default()).await.unwrap().taken
    };
    let erase = async |email| {
        let read = test.stored(GROUP, email).await;
        let now = read.created;
        test.store().erase(&read, Some(offer), now, Deadline::default()).await.unwrap().unwrap()
    };
    erase("a@o.example").await;
    assert_eq!(quotas().await.values().map(|seats| seats.of("all")).collect::<Vec<_>>(), [1]);
    assert_sound(&test, GROUP).await;
    erase("b@o.example").await;
    assert!(quotas().await.is_empty());
    assert_sound(&test, GROUP).await;
}

#[tokio::test]
async fn registrations_from_before_a_limit_do_not_count_and_a_limit_can_be_removed() {
    let test = HandlerTest::new().await;
    let early = post(&test, GROUP, "early@o.example", ONE).await;
    let test = test.with_offer(GROUP, |offer| offer.max_per_organisation = Some(1));
    let counted = post(&test, GROUP, "a@o.example", ONE).await;
    post(&test, GROUP, "b@o.example", ONE).await;
    assert_eq!(test.status(GROUP, "a@o.example").await, Status::Confirmed);
    assert_eq!(test.status(GROUP, "b@o.example").await, Status::Waiting);
    test.cancel(&early).await;
    assert_eq!(test.status(GROUP, "b@o.example").await, Status::Waiting);
    assert_sound(&test, GROUP).await;
    let test = test.with_offer(GROUP, |offer| offer.max_per_organisation = None);
    test.cancel(&counted).await;
    assert_eq!(test.status(GROUP, "b@o.example").await, Status::Confirmed);
    assert_sound(&test, GROUP).await;
}

/// A quota that was changed by hand has fewer seats than its registrations hold, or none.
#[tokio::test]
async fn a_wrong_quota_prevents_no_cancellation_and_never_becomes_negative() {
    let table = Table::new().await;
    let test = HandlerTest::on(table.clone()).with_offer(GROUP, |offer| offer.max_per_organisation = Some(3));
    let first = post(&test, GROUP, "a@o.example", ONE).await;
    let second = post(&test, GROUP, "b@o.example", ONE).await;
    let quota = async || {
        let mut items = table.items().await;
        items.retain(|item| item["SK"].as_s().is_ok_and(|key| key.starts_with("quota#")));
        items.pop()
    };
    let taken = async || quota().await.map(|item| item["taken#all"].as_n().unwrap().clone());
    let mut wrong = quota().await.unwrap();
    assert_eq!(taken().await.as_deref(), Some("2"));
    wrong.insert("taken#all".to_owned(), AttributeValue::N("0".to_owned()));
    table.put(wrong).await;
    test.cancel(&first).await;
    assert_eq!(test.status(GROUP, "a@o.example").await, Status::Cancelled);
    assert_eq!(taken().await.as_deref(), Some("0"));
    table.delete("workshop#groupe", "quota#732829320").await;
    test.cancel(&second).await;
    assert_eq!(test.status(GROUP, "b@o.example").await, Status::Cancelled);
    assert_eq!(quota().await, None);
    assert_eq!(test.seats_taken(GROUP).await, 0);
    assert_sound(&test, GROUP).await;
}
