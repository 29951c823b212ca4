//! Mail budgets: a mailbox gets a few mails a day, about the latest state, without duplicates.

use jiff::SignedDuration;
use model::limits::Limits;
use model::mail::{MailCause, MailState, Mailing};
use model::registration::Registration;
use model::seats::Capacity;
use model::status::Event as TransitionEvent;
use registry::local_client;
use tests::handler::Event;
use tests::notifier::{NotifierTest, failures, mail_theme, records, registration_key};
use tests::ses::Reply;
use view::registration::own_path;

use super::post;

const STRANGER: &str = "stranger@office.example";

async fn limited(change: impl Fn(&mut Limits)) -> NotifierTest {
    let mut catalogue = tests::catalogue::catalogue();
    change(&mut catalogue.limits);
    let workshop = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.offer.as_deref_mut().unwrap().capacity = Capacity::whole(20);
    NotifierTest::with(catalogue, mail_theme()).await
}

/// Replaces the participant and returns the status of the response.
async fn try_to_change(test: &NotifierTest, registration: &Registration, given_name: &str) -> u16 {
    let fields = [
        ("participant-1-given-name", given_name),
        ("participant-1-family-name", "Le Gall"),
        ("participant-1-function", "Directrice"),
    ];
    let event = Event::post_to(&format!("{}/participants", own_path(registration)), &fields);
    test.handler.send(event).await.status
}

async fn change(test: &NotifierTest, registration: &Registration, given_name: &str) {
    assert_eq!(try_to_change(test, registration, given_name).await, 303);
}

/// Returns the numbers of sent and of superseded mails of a workshop.
async fn states(test: &NotifierTest, workshop: &str) -> (usize, usize) {
    let marks = test.marks(workshop).await;
    let of = |state| marks.iter().filter(|mark| mark.state == state).count();
    (of(MailState::Sent), of(MailState::Superseded))
}

#[tokio::test]
async fn one_registration_and_61_changes_send_three_mails() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "confirme", STRANGER).await;
    test.handler.transition("confirme", &registration.id, TransitionEvent::ConfirmEmail).await;
    assert!(test.stream("confirme").await.is_empty());
    let (mut accepted, mut last) = (0, "");
    for number in 0..61 {
        let name = ["Anne", "Claire", "Zoé"][number % 3];
        if try_to_change(&test, &registration, name).await == 303 {
            (accepted, last) = (accepted + 1, name);
        }
        assert!(test.stream("confirme").await.is_empty(), "a delayed record is not redelivered");
        test.pass(SignedDuration::from_secs(10));
    }
    assert!(accepted >= 20, "{accepted}");
    test.sweep().await.unwrap();
    assert_eq!(test.subjects(), ["confirmed: Atelier confirme", "changed: Atelier confirme"]);
    test.pass(SignedDuration::from_hours(1));
    test.sweep().await.unwrap();
    test.sweep().await.unwrap();
    let mails = test.mails();
    assert_eq!(mails.len(), 3, "{:?}", test.subjects());
    assert!(mails[2].html.contains(last), "the last mail shows the current state: {}", mails[2].html);
}

/// Without the budget, eight registrations with a dozen changes each would send 16 mails an hour.
#[tokio::test]
async fn many_registrations_do_not_flood_a_mailbox_or_delay_notices() {
    let test = limited(|limits| limits.notices = 8).await;
    let mut registrations = Vec::new();
    for number in 0..8 {
        let email = format!("stranger+{number}@office.example");
        registrations.push(post(&test, "groupe", &email).await);
    }
    for hour in 0..6 {
        for registration in &registrations {
            change(&test, registration, ["Anne", "Claire"][hour % 2]).await;
        }
        assert!(test.stream("groupe").await.is_empty());
        test.sweep().await.unwrap();
        test.pass(SignedDuration::from_hours(1));
    }
    assert_eq!(test.mails().len(), 10, "{:?}", test.subjects());
    test.publish("groupe", "Salle", "Bonjour.").await;
    test.sweep().await.unwrap();
    assert_eq!(test.subjects()[10..], ["Salle"; 8]);
    // Nothing is lost: the next day each registration has a mail about its latest state.
    test.pass(SignedDuration::from_hours(12));
    test.sweep().await.unwrap();
    let mails = test.mails();
    for number in 0..8 {
        let mailbox = format!("stranger+{number}@office.example");
        let own = mails.iter().filter(|mail| mail.to == mailbox && mail.subject != "Salle");
        assert!(own.count() >= 1, "{mailbox}");
    }
    let settled = mails.len();
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), settled);
}

#[tokio::test]
async fn strangers_do_not_use_up_the_mails_about_a_proven_registration() {
    let test = limited(|limits| (limits.mails, limits.urgent_mails) = (1, 1)).await;
    let own = post(&test, "confirme", STRANGER).await;
    test.handler.transition("confirme", &own.id, TransitionEvent::ConfirmEmail).await;
    assert!(test.stream("confirme").await.is_empty());
    for workshop in ["proximite", "groupe", "foule"] {
        post(&test, workshop, STRANGER).await;
        assert!(test.stream(workshop).await.is_empty());
    }
    assert_eq!(test.subjects(), ["confirmed: Atelier confirme", "confirmed: Atelier proximite"]);
    test.handler.transition("confirme", &own.id, TransitionEvent::Cancel).await;
    assert!(test.stream("confirme").await.is_empty());
    assert_eq!(test.subjects()[2..], ["cancelled: Atelier confirme"]);
}

#[tokio::test]
async fn pending_transitions_become_one_mail() {
    let test = NotifierTest::new().await;
    let registration = post(&test, "approuve", STRANGER).await;
    test.handler.transition("approuve", &registration.id, TransitionEvent::Approve).await;
    change(&test, &registration, "Zoé").await;
    assert!(test.stream("approuve").await.is_empty());
    assert_eq!(test.subjects(), ["approved: Atelier approuve"]);
    assert_eq!(states(&test, "approuve").await, (1, 2));
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), 1, "superseded mails are not sent later");
    // Another change causes another mail.
    change(&test, &registration, "Anne").await;
    test.sweep().await.unwrap();
    assert_eq!(test.subjects()[1..], ["changed: Atelier approuve"]);
}

#[tokio::test]
async fn a_mailbox_gets_its_daily_share_and_the_rest_later() {
    let test = limited(|limits| (limits.mails, limits.urgent_mails) = (2, 1)).await;
    let mut registrations = Vec::new();
    for workshop in ["proximite", "groupe", "foule", "approuve"] {
        registrations.push(post(&test, workshop, STRANGER).await);
        assert!(test.stream(workshop).await.is_empty());
    }
    assert_eq!(test.mails().len(), 2);
    // Another mailbox has its own budget.
    post(&test, "proximite", "other@office.example").await;
    assert!(test.stream("proximite").await.is_empty());
    assert_eq!(test.mails().len(), 3);
    // Urgent mails have a reserve.
    for (workshop, registration) in ["proximite", "groupe"].into_iter().zip(&registrations) {
        test.handler.transition(workshop, &registration.id, TransitionEvent::Cancel).await;
        assert!(test.stream(workshop).await.is_empty());
    }
    assert_eq!(test.subjects()[3..], ["cancelled: Atelier proximite"]);
    let answer = test.sweep().await.unwrap();
    assert_eq!((answer["sent"].as_u64(), answer["held"].as_u64()), (Some(0), Some(3)), "{answer}");

    test.pass(SignedDuration::from_hours(24));
    test.sweep().await.unwrap();
    let mut rest = test.subjects()[4..].to_vec();
    rest.sort();
    let expected = ["cancelled: Atelier groupe", "confirmed: Atelier foule", "pending: Atelier approuve"];
    assert_eq!(rest, expected);
}

#[tokio::test]
async fn delayed_mails_are_combined() {
    let test = limited(|limits| (limits.mails, limits.urgent_mails) = (1, 0)).await;
    post(&test, "proximite", STRANGER).await;
    assert!(test.stream("proximite").await.is_empty());
    let waiting = post(&test, "approuve", STRANGER).await;
    assert!(test.stream("approuve").await.is_empty());
    test.handler.transition("approuve", &waiting.id, TransitionEvent::Approve).await;
    assert!(test.stream("approuve").await.is_empty());
    assert_eq!(test.subjects(), ["confirmed: Atelier proximite"]);
    test.pass(SignedDuration::from_hours(24));
    test.sweep().await.unwrap();
    assert_eq!(test.subjects()[1..], ["approved: Atelier approuve"]);
    assert_eq!(states(&test, "approuve").await, (1, 1));
}

#[tokio::test]
async fn an_unsent_mail_does_not_count() {
    let test = limited(|limits| (limits.mails, limits.urgent_mails) = (1, 0)).await;
    let registration = post(&test, "proximite", STRANGER).await;
    for _ in 0..3 {
        test.ses.answer([Reply::Error(500, "InternalFailure", "")]);
        assert_eq!(test.stream("proximite").await, ["1"]);
    }
    assert!(test.stream("proximite").await.is_empty());
    assert_eq!(test.mails().len(), 1);
    let key = registration_key(&registration);
    assert!(failures(&test.send(records("proximite", &[&key])).await.unwrap()).is_empty());
    assert_eq!(test.mails().len(), 1);
}

#[tokio::test]
async fn notices_have_a_separate_budget() {
    let test = limited(|limits| (limits.mails, limits.notices) = (1, 1)).await;
    post(&test, "groupe", STRANGER).await;
    assert!(test.stream("groupe").await.is_empty());
    let mut notices = Vec::new();
    for subject in ["Salle", "Horaire"] {
        let id = test.publish("groupe", subject, "Bonjour.").await;
        let key = format!("notice#{}", id.as_str());
        assert!(failures(&test.send(records("groupe", &[&key])).await.unwrap()).is_empty());
        notices.push(Mailing::to_contact(MailCause::Notice(id)));
    }
    assert_eq!(test.subjects(), ["confirmed: Atelier groupe", "Salle"]);
    test.pass(SignedDuration::from_hours(24));
    test.sweep().await.unwrap();
    assert_eq!(test.subjects()[2..], ["Horaire"]);
    let marks = test.marks("groupe").await;
    assert!(notices.iter().all(|notice| marks.iter().any(|mark| mark.mailing == *notice)));
}

#[tokio::test]
async fn a_mailbox_is_counted_as_a_keyed_hash_for_two_days() {
    let test = NotifierTest::new().await;
    post(&test, "proximite", STRANGER).await;
    assert!(test.stream("proximite").await.is_empty());
    let items = local_client(&test.table.endpoint).scan().table_name(&test.table.name).send().await.unwrap();
    let counters: Vec<_> =
        items.items().iter().filter(|item| item["PK"].as_s().unwrap().starts_with("limit#")).collect();
    // One for the post, one for the mail.
    assert_eq!(counters.len(), 2);
    let expires = counters.iter().map(|item| item["expires_at"].as_n().unwrap().parse::<i64>().unwrap());
    assert_eq!(expires.max().unwrap() - test.now().as_second(), 172_800);
    assert!(!format!("{counters:?}").contains("stranger"));
}
