//! Who was absent from a session: recorded by the organiser, and which mails after the session follow.

mod desk;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use model::catalogue::Catalogue;
use model::contact::Email;
use model::offer::{Offer, ParticipantEmail};
use model::registration::{Author, Registration, ShownParticipants};
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions};
use model::seats::Capacity;
use model::status::{Event, Status};
use registry::{Deadline, Transition, Transitioned};
use tests::catalogue::catalogue;
use tests::handler::{colleagues, fields};
use tests::notifier::{NotifierTest, ReadMail, mail_theme};

const CLAIRE: &str = "claire.legall@office.example";
const MARC: &str = "marc@office.example";
const ANNE: &str = "anne@office.example";

/// The participants in the order of the form.
const NUMBERS: [u32; 3] = [1, 2, 3];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Returns a mail on the day after each of the sessions on 14 and 28 September.
fn mail(id: &str, recipients: Recipients) -> ScheduledMail {
    let occasion = |session: &str, ends: &str, due: &str, until: &str| Occasion {
        session: session.to_owned(),
        about: Timestamp::UNIX_EPOCH,
        ends: at(ends),
        due: at(due),
        until: at(until),
    };
    ScheduledMail {
        id: id.parse().unwrap(),
        recipients,
        mode: None,
        late: true,
        about: Sessions::Each,
        occasions: vec![
            occasion("a", "2027-09-14T12:00:00Z", "2027-09-15T12:00:00Z", "2027-09-29T12:00:00Z"),
            occasion("b", "2027-09-28T12:00:00Z", "2027-09-29T12:00:00Z", "2027-10-13T12:00:00Z"),
        ],
        text: MailText { subject: format!("{id} {{session}}"), ..MailText::default() }.into(),
    }
}

fn thanks() -> ScheduledMail {
    mail("merci", Recipients::Present)
}

/// Changes the workshops for parties with addresses, and gives them these mails.
fn prepare(catalogue: &mut Catalogue, mails: &[ScheduledMail]) {
    for workshop in catalogue.workshops.values_mut() {
        workshop.has_mails = true;
        workshop.mails = mails.to_vec().into();
        if let Some(offer) = &mut workshop.offer {
            (offer.max_participants, offer.participant_email) = (4, ParticipantEmail::Optional);
        }
    }
    let choice = catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap();
    let capacity = Capacity::by_session([("a".to_owned(), 9), ("b".to_owned(), 9)]);
    choice.offer.iter_mut().for_each(|offer| offer.capacity = capacity.clone());
}

async fn test(mails: &[ScheduledMail]) -> NotifierTest {
    let mut catalogue = catalogue();
    prepare(&mut catalogue, mails);
    NotifierTest::with(catalogue, mail_theme()).await
}

/// Returns a notifier with thanks to those who came, and another mail to those who did not.
async fn both() -> NotifierTest {
    test(&[thanks(), mail("manque", Recipients::Absent)]).await
}

/// Registers Claire with Marc and Anne, mails what is due, and returns the path of her page.
async fn party(test: &NotifierTest, workshop: &str, others: &[(&'static str, &'static str)]) -> String {
    let addresses = vec![("participant-2-email", MARC), ("participant-3-email", ANNE)];
    let mut fields = [fields(), colleagues(2), addresses].concat();
    fields.retain(|(name, _)| others.iter().all(|(other, _)| other != name));
    fields.extend(others);
    let own_page = test.handler.post(workshop, &fields).await.redirect();
    assert!(test.stream(workshop).await.is_empty());
    own_page
}

async fn stored(test: &NotifierTest, workshop: &str) -> Registration {
    test.handler.registration_of(workshop, CLAIRE).await.unwrap()
}

/// Returns the offer of the workshop of a registration.
fn offer<'a>(test: &'a NotifierTest, registration: &Registration) -> &'a Offer {
    let mut offers = test.handler.offers();
    offers.find(|(workshop, _)| workshop.slug == registration.request.workshop).unwrap().1
}

/// Records, as the command does, who was absent from a session, or with `false` that they were not. `read` may be outdated.
async fn record(
    test: &NotifierTest,
    read: &Registration,
    session: &str,
    numbers: &[u32],
    are_absent: bool,
) -> Transitioned {
    let offer = offer(test, read);
    let transition = Transition { read, offer, now: test.now(), by: Author::Organiser };
    let numbers: BTreeSet<_> = numbers.iter().copied().collect();
    let (store, deadline) = (test.handler.store(), Deadline::default());
    store.record_absences(transition, session, &numbers, are_absent, deadline).await.unwrap()
}

/// Records that participants of the party were absent from a session; nothing is mailed about that alone.
async fn absent(test: &NotifierTest, workshop: &str, session: &str, numbers: &[u32]) {
    let read = stored(test, workshop).await;
    assert_eq!(record(test, &read, session, numbers, true).await, Transitioned::Done);
}

/// Advances the clock to each of these times, sweeps, and returns the mails that were sent, as `day name subject`.
async fn sweep_at(test: &NotifierTest, times: &[&str]) -> Vec<String> {
    let mut sent = Vec::new();
    for time in times {
        test.pass(at(time).duration_since(test.now()));
        let before = test.mails().len();
        test.sweep().await.unwrap();
        sent.extend(since(test, before).into_iter().map(|mail| format!("{} {mail}", &time[5..10])));
    }
    sent
}

/// Returns the mails since the first ones, as `name subject`, sorted.
fn since(test: &NotifierTest, first: usize) -> Vec<String> {
    let line = |mail: &ReadMail| {
        let name = mail.to.split(['.', '@']).next().unwrap().to_owned();
        format!("{name} {}", mail.subject.split(':').next().unwrap())
    };
    let mut sent: Vec<_> = test.mails()[first..].iter().map(line).collect();
    sent.sort();
    sent
}

const DAY_OF_A: &str = "2027-09-14T18:00:00Z";
const DUE_A: &str = "2027-09-15T12:00:00Z";
const DUE_B: &str = "2027-09-29T12:00:00Z";

#[tokio::test]
async fn one_of_three_was_absent_from_one_session() {
    let test = both().await;
    let own_page = party(&test, "groupe", &[]).await;
    assert!(sweep_at(&test, &[DAY_OF_A]).await.is_empty());
    let mails = test.mails().len();
    absent(&test, "groupe", "a", &[2]).await;
    assert!(test.stream("groupe").await.is_empty());
    assert_eq!(test.mails().len(), mails, "an absence is not news");
    let page = test.handler.get(&own_page).await.body;
    assert!(page.contains("history: record-absences by organiser, 1"), "{page}");

    let times = [
        "2027-09-15T11:59:59Z",
        DUE_A,
        "2027-09-15T12:15:00Z",
        DUE_B,
        "2027-09-29T12:15:00Z",
        "2027-10-20T12:00:00Z",
    ];
    let expected = [
        "09-15 anne merci Séance a",
        "09-15 claire merci Séance a",
        "09-15 marc manque Séance a",
        "09-29 anne merci Séance b",
        "09-29 claire merci Séance b",
        "09-29 marc merci Séance b",
    ];
    assert_eq!(sweep_at(&test, &times).await, expected);
    test.handler.assert_sound("groupe").await;
}

/// The contact gets no such mail, so the next one is due for others only.
#[tokio::test]
async fn participants_are_thanked_although_their_contact_was_absent() {
    let test = test(&[thanks()]).await;
    party(&test, "groupe", &[]).await;
    absent(&test, "groupe", "a", &[1]).await;
    absent(&test, "groupe", "b", &[1, 3]).await;
    assert!(sweep_at(&test, &[DAY_OF_A, "2027-09-15T11:00:00Z"]).await.is_empty());
    let expected = ["09-15 anne merci Séance a", "09-15 marc merci Séance a", "09-29 marc merci Séance b"];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

#[tokio::test]
async fn an_absence_that_is_taken_back_in_time_has_no_effect() {
    let test = both().await;
    party(&test, "groupe", &[]).await;
    absent(&test, "groupe", "a", &NUMBERS).await;
    sweep_at(&test, &[DAY_OF_A]).await;
    let read = stored(&test, "groupe").await;
    assert_eq!(record(&test, &read, "a", &NUMBERS, false).await, Transitioned::Done);
    assert!(stored(&test, "groupe").await.absences.is_empty());
    let expected = ["09-15 anne merci Séance a", "09-15 claire merci Séance a", "09-15 marc merci Séance a"];
    assert_eq!(sweep_at(&test, &[DUE_A]).await, expected);
}

/// A person who was thanked by mistake gets the other mail at once, and each mail once only.
#[tokio::test]
async fn an_absence_that_is_recorded_late_is_mailed_at_once() {
    let test = both().await;
    party(&test, "groupe", &[]).await;
    assert_eq!(sweep_at(&test, &[DUE_A]).await.len(), 3);
    for (are_absent, expected) in
        [(true, vec!["marc manque Séance a"]), (false, vec![]), (true, vec![]), (false, vec![])]
    {
        test.pass(SignedDuration::from_hours(1));
        let (before, read) = (test.mails().len(), stored(&test, "groupe").await);
        assert_eq!(record(&test, &read, "a", &[2], are_absent).await, Transitioned::Done);
        assert!(test.stream("groupe").await.is_empty());
        assert_eq!(since(&test, before), expected);
    }
    // After two weeks, the mail is no longer sent.
    test.pass(at("2027-09-29T12:00:00Z").duration_since(test.now()));
    absent(&test, "groupe", "a", &[3]).await;
    let before = test.mails().len();
    assert!(test.stream("groupe").await.is_empty());
    assert!(since(&test, before).iter().all(|mail| !mail.contains("Séance a")));
}

#[tokio::test]
async fn recording_an_absence_again_changes_nothing() {
    let test = both().await;
    party(&test, "groupe", &[]).await;
    absent(&test, "groupe", "a", &[1, 2]).await;
    let before = stored(&test, "groupe").await;
    absent(&test, "groupe", "a", &[2]).await;
    assert_eq!(record(&test, &before, "b", &[1], false).await, Transitioned::Done);
    assert_eq!(stored(&test, "groupe").await, before);
    // What several commands record becomes one line.
    absent(&test, "groupe", "b", &[3]).await;
    let stored = stored(&test, "groupe").await;
    let last = stored.history.last().unwrap();
    assert_eq!((last.event.as_str(), last.times()), ("record-absences", 2));
}

#[tokio::test]
async fn who_cancels_gets_nothing_and_leaves_no_absence() {
    let test = both().await;
    party(&test, "groupe", &[]).await;
    absent(&test, "groupe", "a", &[2]).await;
    let registration = stored(&test, "groupe").await;
    test.handler.transition("groupe", &registration.id, Event::Cancel).await;
    assert!(test.stream("groupe").await.is_empty());
    let cancelled = stored(&test, "groupe").await;
    assert!(cancelled.status == Status::Cancelled && cancelled.absences.is_empty());
    let refused = record(&test, &cancelled, "a", &[2], true).await;
    assert!(matches!(refused, Transitioned::Impossible(_)), "{refused:?}");
    assert!(sweep_at(&test, &[DUE_A, DUE_B]).await.is_empty());
}

#[tokio::test]
async fn an_absence_stays_with_the_person() {
    let test = both().await;
    let own_page = party(&test, "groupe", &[]).await;
    absent(&test, "groupe", "a", &[2, 3]).await;
    let anne = stored(&test, "groupe").await.participant(3).unwrap().clone();
    let rows = [["Claire", "Le Gall", CLAIRE], ["Zoé", "Petit", "zoe@office.example"]];
    let anne = [anne.given_name.as_str(), anne.family_name.as_str(), ANNE];
    let mut fields = Vec::new();
    for (number, [given_name, family_name, email]) in (1..).zip(rows.into_iter().chain([anne])) {
        for (name, value) in [
            ("given-name", given_name),
            ("family-name", family_name),
            ("function", "Cheffe"),
            ("email", email),
        ] {
            fields.push((format!("participant-{number}-{name}"), value.to_owned()));
        }
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(test.handler.post_to(&format!("{own_page}/participants"), &fields).await.status, 303);
    assert!(test.stream("groupe").await.is_empty());
    let stored = stored(&test, "groupe").await;
    assert_eq!(stored.absences.of(3).collect::<Vec<_>>(), ["a"]);
    assert_eq!(stored.absences.of(2).count(), 0, "Marc was replaced");
    let refused = record(&test, &stored, "a", &[2], true).await;
    assert!(matches!(refused, Transitioned::Outdated(_)), "{refused:?}");
    let expected = ["09-15 anne manque Séance a", "09-15 claire merci Séance a", "09-15 zoe merci Séance a"];
    assert_eq!(sweep_at(&test, &[DUE_A]).await, expected);
}

/// Zoé replaces Marc after the first session. An absence of hers from it, recorded by mistake, changes nothing.
#[tokio::test]
async fn who_joins_after_a_session_gets_no_mail_about_it() {
    let test = both().await;
    party(&test, "groupe", &[]).await;
    sweep_at(&test, &[DAY_OF_A]).await;
    let read = stored(&test, "groupe").await;
    let mut people = read.request.participants.clone();
    people[1].given_name = "Zoé".to_owned();
    people[1].email = Email::parse("zoe@office.example").ok();
    let offer = offer(&test, &read);
    let transition = Transition { read: &read, offer, now: test.now(), by: Author::Registrant };
    let (store, deadline) = (test.handler.store(), Deadline::default());
    let shown = ShownParticipants::of(&read.request);
    let changed = store.change_participants(transition, &people, &shown, deadline).await.unwrap();
    assert_eq!(changed, Transitioned::Done);
    assert!(test.stream("groupe").await.is_empty());
    assert!(sweep_at(&test, &["2027-09-15T11:00:00Z"]).await.is_empty());
    absent(&test, "groupe", "a", &[3, 4]).await;
    let expected = [
        "09-15 anne manque Séance a",
        "09-15 claire merci Séance a",
        "09-29 anne merci Séance b",
        "09-29 claire merci Séance b",
        "09-29 zoe merci Séance b",
    ];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

#[tokio::test]
async fn who_is_confirmed_after_a_session_gets_no_mail_about_it() {
    let test = both().await;
    party(&test, "approuve", &[]).await;
    sweep_at(&test, &[DAY_OF_A]).await;
    let read = stored(&test, "approuve").await;
    assert_eq!(read.status, Status::Pending);
    let offer = offer(&test, &read);
    let transition = Transition { read: &read, offer, now: test.now(), by: Author::Organiser };
    let approved = test.handler.store().transition(transition, Event::Approve, Deadline::default()).await;
    assert_eq!(approved.unwrap(), Transitioned::Done);
    assert!(test.stream("approuve").await.is_empty());
    let expected = ["09-29 anne merci Séance b", "09-29 claire merci Séance b", "09-29 marc merci Séance b"];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

/// Claire attends both sessions, Marc the second one, Anne the first one.
#[tokio::test]
async fn each_is_absent_from_their_own_sessions() {
    let test = both().await;
    let sessions = [
        ("sessions", "a"),
        ("sessions", "b"),
        ("participant-2-sessions", "b"),
        ("participant-3-sessions", "a"),
    ];
    party(&test, "choix", &sessions).await;
    let read = stored(&test, "choix").await;
    let refused = record(&test, &read, "a", &[1, 2], true).await;
    assert!(matches!(refused, Transitioned::Outdated(_)), "Marc does not attend it: {refused:?}");
    absent(&test, "choix", "a", &[3]).await;
    absent(&test, "choix", "b", &[1, 2]).await;
    let expected = [
        "09-15 anne manque Séance a",
        "09-15 claire merci Séance a",
        "09-29 claire manque Séance b",
        "09-29 marc manque Séance b",
    ];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

/// An assistant registers two directors: each mail reaches them in the place of those who have no address.
#[tokio::test]
async fn a_contact_who_does_not_take_part_was_absent_if_all_were() {
    let test = both().await;
    party(&test, "groupe", &[("takes-part", "no"), ("fee", "")]).await;
    let registration = stored(&test, "groupe").await;
    let numbers: Vec<_> = registration.request.participants.iter().map(|it| it.number).collect();
    assert_eq!(numbers.len(), 2);
    absent(&test, "groupe", "a", &numbers[..1]).await;
    absent(&test, "groupe", "b", &numbers).await;
    let expected = [
        "09-15 anne merci Séance a",
        "09-15 claire merci Séance a",
        "09-15 marc manque Séance a",
        "09-29 anne manque Séance b",
        "09-29 claire manque Séance b",
        "09-29 marc manque Séance b",
    ];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

/// Anne has no address, and the contact, who takes part, passes on what concerns her.
#[tokio::test]
async fn a_contact_who_was_absent_is_thanked_for_those_whom_they_inform() {
    let test = both().await;
    party(&test, "groupe", &[("participant-3-email", "")]).await;
    absent(&test, "groupe", "a", &[1]).await;
    absent(&test, "groupe", "b", &[1, 3]).await;
    let expected = [
        "09-15 claire merci Séance a",
        "09-15 marc merci Séance a",
        "09-29 claire manque Séance b",
        "09-29 marc merci Séance b",
    ];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

/// The contact passes on what concerns the person without an address.
#[tokio::test]
async fn a_contact_who_does_not_take_part_stands_for_those_without_an_address() {
    let test = both().await;
    party(&test, "groupe", &[("takes-part", "no"), ("fee", ""), ("participant-3-email", "")]).await;
    let registration = stored(&test, "groupe").await;
    let number = |has_address: bool| {
        let mut people = registration.request.participants.iter();
        people.find(|it| it.email.is_some() == has_address).unwrap().number
    };
    absent(&test, "groupe", "a", &[number(false)]).await;
    absent(&test, "groupe", "b", &[number(true)]).await;
    let expected = [
        "09-15 claire manque Séance a",
        "09-15 marc merci Séance a",
        "09-29 claire merci Séance b",
        "09-29 marc manque Séance b",
    ];
    assert_eq!(sweep_at(&test, &[DUE_A, DUE_B]).await, expected);
}

/// Two organisers go through the sheet at the same time, while a participant leaves.
#[tokio::test(flavor = "multi_thread")]
async fn absences_that_are_recorded_at_the_same_time_are_all_kept() {
    let test = both().await;
    party(&test, "groupe", &[]).await;
    let read = stored(&test, "groupe").await;
    let offer = offer(&test, &read);
    let transition = Transition { read: &read, offer, now: test.now(), by: Author::Participant };
    let leaving = test.handler.store().remove_participant(transition, 3, Deadline::default());
    let (one, two, both, left) = futures_util::join!(
        record(&test, &read, "a", &[1], true),
        record(&test, &read, "a", &[2], true),
        record(&test, &read, "b", &[1, 2], true),
        leaving
    );
    assert_eq!([one, two, both, left.unwrap()], [const { Transitioned::Done }; 4]);
    let stored = stored(&test, "groupe").await;
    let missed = |number| stored.absences.of(number).collect::<Vec<_>>();
    assert_eq!((missed(1), missed(2), missed(3)), (vec!["a", "b"], vec!["a", "b"], vec![]));
    test.handler.assert_sound("groupe").await;
}
