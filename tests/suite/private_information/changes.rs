//! Private information that changes after it was mailed: who is mailed the new one, and how often.

mod timing;

use jiff::{SignedDuration, Timestamp};
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::Catalogue;
use model::offer::ParticipantEmail;
use model::private_information::{PrivateDocument, PrivateInformation, PrivateText};
use model::registration::Author;
use model::status::Event;
use registry::Deadline;
use tests::handler::{colleagues, fields_with};
use tests::log::Log;
use tests::notifier::{NotifierTest, ReadMail, mail_theme};

use super::{attending, informed, seen, slug};

const NEW_ROOM: &str = "Salle 305";
const NEW_LINK: &str = "https://visio.example/j/777";

fn text(text: &str) -> PrivateText {
    PrivateText { text: text.to_owned(), language: None }
}

/// Returns the catalogue in which the private information about the first session of each workshop is edited.
fn edited(edit: impl Fn(&mut PrivateInformation)) -> Catalogue {
    let mut catalogue = informed();
    for private in catalogue.private.values_mut() {
        private.sessions.values_mut().for_each(&edit);
    }
    catalogue
}

fn in_room(room: &str) -> Catalogue {
    edited(|known| known.room = Some(text(room)))
}

/// Returns a notifier with these registrations, `(workshop, address, mode)`, that were mailed what is due.
async fn with_registrations(registrations: &[(&str, &str, &'static str)]) -> NotifierTest {
    let test = NotifierTest::with(informed(), mail_theme()).await;
    for (workshop, email, mode) in registrations {
        let fields = [fields_with("email", email), vec![("attendance-a", *mode)]].concat();
        test.handler.post(workshop, &fields).await.redirect();
        assert!(test.stream(workshop).await.is_empty());
    }
    test.sweep().await.unwrap();
    test
}

fn pass_to(test: &NotifierTest, time: &str) {
    test.pass(time.parse::<Timestamp>().unwrap().duration_since(test.now()));
}

/// Sweeps twice, and returns the mails that were sent.
async fn swept(test: &NotifierTest) -> Vec<ReadMail> {
    let before = test.mails().len();
    for _ in 0..2 {
        test.sweep().await.unwrap();
    }
    test.mails().split_off(before)
}

/// Returns the recipients of mails about a change, sorted; none of the mails may be another one.
fn changes(mails: &[ReadMail]) -> Vec<&str> {
    assert!(mails.iter().all(|mail| mail.subject.starts_with("private: ")), "{mails:#?}");
    let mut recipients: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    recipients.sort_unstable();
    recipients
}

#[tokio::test]
async fn those_who_were_mailed_the_former_are_mailed_the_new_one_once() {
    let test = with_registrations(&[
        ("foule", "anne@office.example", "in-person"),
        ("foule", "marc@office.example", "online"),
        ("approuve", "late@office.example", "in-person"),
        ("foule", "gone@office.example", "in-person"),
        ("petit", "other@office.example", "in-person"),
    ])
    .await;
    let log = Log::default();
    let logging = log.start();
    let gone = test.handler.stored("foule", "gone@office.example").await;
    test.handler.transition("foule", &gone.id, Event::Cancel).await;
    assert!(test.stream("foule").await.is_empty());
    let mut catalogue = edited(|known| {
        (known.room, known.join_link) = (Some(text(NEW_ROOM)), Some(NEW_LINK.to_owned()));
    });
    catalogue.private.remove(&slug("petit"));
    catalogue.workshops.get_mut(&slug("petit")).unwrap().has_private = false;
    let test = test.moved_to(catalogue);

    let mails = swept(&test).await;
    assert_eq!(changes(&mails), ["anne@office.example", "marc@office.example"]);
    for mail in &mails {
        let is_anne = mail.to.starts_with("anne");
        // The former room and link are not repeated; what has not changed is.
        assert_eq!(seen(&mail.text), [false, is_anne, false, !is_anne, true], "{}", mail.text);
        let has = [NEW_ROOM, NEW_LINK].map(|new| mail.text.contains(new) && mail.html.contains(new));
        assert_eq!(has, [is_anne, !is_anne], "{}", mail.text);
        assert!(mail.text.contains("Séance a, mardi 14 septembre 2027") && !mail.text.contains("Séance b"));
    }
    assert!(swept(&test).await.is_empty());

    // Those who are informed later learn the new one by the usual mail.
    let waiting = test.handler.stored("approuve", "late@office.example").await;
    test.handler.transition_of(&waiting, Event::Approve).await;
    let [approved] = swept(&test).await.try_into().unwrap();
    assert!(approved.subject.starts_with("approved: "), "{approved:?}");
    drop(logging);
    assert!(log.text().contains("private#1"), "{}", log.text());
    assert_eq!(seen(&log.text()), [false; 5]);
    assert!(!log.text().contains(NEW_ROOM) && !log.text().contains(NEW_LINK));
}

#[tokio::test]
async fn the_store_has_only_keyed_hashes_of_it() {
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let items = test.table.items().await;
    assert_eq!(seen(&format!("{items:?}")), [false; 5]);
    let id = test.handler.stored("foule", "anne@office.example").await.id;
    let known = informed().private[&slug("foule")].sessions["a"].for_mode(AttendanceMode::InPerson);
    let hash =
        |key: [u8; 32]| registry::identifier::IdentifierKey::from(key).private_information(&id, "a", &known);
    let marks = test.marks("foule").await;
    let shown: Vec<_> = marks.iter().filter_map(|mark| mark.shown.of("a")).collect();
    assert_eq!(shown, [hash([7; 32])]);
    assert_ne!(shown, [hash([8; 32])], "without the key, no code can be tried");
    let sizes = items.iter().map(|item| format!("{:?}", item.get("shown")).len());
    assert!(sizes.max().unwrap() < 80, "a session takes some twenty bytes");
}

#[tokio::test]
async fn edits_that_change_nothing_for_readers_are_not_mailed() {
    let documents = |order: [&str; 2]| {
        let documents = order.map(|file| PrivateDocument { file: file.to_owned(), title: text(file) });
        edited(move |known| known.documents = documents.to_vec())
    };
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let test = test.moved_to(in_room("  Salle   204\n"));
    assert!(swept(&test).await.is_empty());
    // What only those who attend online may know.
    let test = test.moved_to(edited(|known| known.join_link = Some(NEW_LINK.to_owned())));
    assert!(swept(&test).await.is_empty());
    let test = test.moved_to(documents(["a.pdf", "b.pdf"]));
    assert_eq!(changes(&swept(&test).await).len(), 1, "documents are new");
    test.pass(SignedDuration::from_hours(2));
    let test = test.moved_to(documents(["b.pdf", "a.pdf"]));
    assert!(swept(&test).await.is_empty());
    // Nothing is left to say: what comes in its place will be mailed.
    let mut without = informed();
    without.private.get_mut(&slug("foule")).unwrap().sessions.clear();
    let test = test.moved_to(without);
    assert!(swept(&test).await.is_empty());
    let test = test.moved_to(in_room(NEW_ROOM));
    assert_eq!(changes(&swept(&test).await).len(), 1);
}

/// Marc attends online. Claire, who registered him, comes with Zoé, who has no address.
#[tokio::test]
async fn each_participant_is_mailed_what_concerns_them() {
    let addressed = |mut catalogue: Catalogue| {
        let group = catalogue.workshops.get_mut(&slug("groupe")).unwrap();
        group.offer.as_deref_mut().unwrap().participant_email = ParticipantEmail::Optional;
        catalogue
    };
    let test = NotifierTest::with(addressed(informed()), mail_theme()).await;
    let marc = vec![
        ("participant-2-email", "marc@office.example"),
        ("participant-2-attendance-a", "online"),
        ("participant-3-attendance-a", "in-person"),
    ];
    let fields = [attending("in-person"), colleagues(2), marc].concat();
    let path = test.handler.post("groupe", &fields).await.redirect();
    test.stream("groupe").await;
    test.sweep().await.unwrap();
    let test = test.moved_to(addressed(edited(|known| known.join_code = Some("555".to_owned()))));
    let mails = swept(&test).await;
    assert_eq!(changes(&mails), ["marc@office.example"], "those who come need no code");
    assert!(mails.iter().all(|mail| mail.text.contains("555")), "{mails:#?}");
    test.pass(SignedDuration::from_hours(2));
    let test = test.moved_to(addressed(in_room(NEW_ROOM)));
    let mails = swept(&test).await;
    assert_eq!(
        changes(&mails),
        ["claire.legall@office.example", "marc@office.example"],
        "the old code is back"
    );
    let page = &test.handler.get(&path).await.participations()[0];
    test.handler.post_to(&format!("{page}/cancel"), &[]).await.redirect();
    test.pass(SignedDuration::from_hours(2));
    swept(&test).await;
    let test = test.moved_to(addressed(in_room("Salle 1")));
    assert_eq!(changes(&swept(&test).await), ["claire.legall@office.example"], "Marc has left");
}

/// The calendar file of each mail has it, also where the text does not.
#[tokio::test]
async fn those_who_know_it_from_a_calendar_file_are_mailed_the_new_one() {
    let mut before = informed();
    before.private.get_mut(&slug("foule")).unwrap().sessions.clear();
    let test = NotifierTest::with(before, mail_theme()).await;
    let fields = [fields_with("email", "anne@office.example"), vec![("attendance-a", "in-person")]].concat();
    test.handler.post("foule", &fields).await.redirect();
    assert!(test.stream("foule").await.is_empty());
    let test = test.moved_to(informed());
    assert!(swept(&test).await.is_empty(), "they were mailed none");
    let notice = async |test: &NotifierTest| {
        test.publish("foule", "Avis", "Le café est offert.").await;
        let [mail] = swept(test).await.try_into().unwrap();
        assert_eq!((mail.subject.as_str(), seen(&mail.text)), ("Avis", [false; 5]));
    };
    notice(&test).await;
    let test = test.moved_to(in_room(NEW_ROOM));
    assert_eq!(changes(&swept(&test).await), ["anne@office.example"]);
    // A notice meanwhile does not keep back the mail that waits.
    let test = test.moved_to(in_room("Salle 1"));
    notice(&test).await;
    test.pass(SignedDuration::from_hours(1));
    assert_eq!(changes(&swept(&test).await), ["anne@office.example"]);
}

#[tokio::test]
async fn a_session_that_moves_online_is_a_change_and_a_cancelled_one_is_none() {
    let with = |attendance, status| {
        let mut catalogue = informed();
        let session = &mut catalogue.workshops.get_mut(&slug("foule")).unwrap().sessions[0];
        (session.attendance, session.status) = (attendance, status);
        catalogue
    };
    let test = with_registrations(&[("foule", "anne@office.example", "in-person")]).await;
    let test = test.moved_to(with(AttendanceMode::Hybrid, SessionStatus::Postponed));
    assert!(swept(&test).await.is_empty());
    let test = test.moved_to(with(AttendanceMode::Online, SessionStatus::Scheduled));
    let [mail] = swept(&test).await.try_into().unwrap();
    assert_eq!(seen(&mail.text), super::ONLINE, "{}", mail.text);
    let test = test.moved_to(with(AttendanceMode::Online, SessionStatus::Cancelled));
    assert!(swept(&test).await.is_empty());
}

#[tokio::test]
async fn those_who_are_recorded_as_absent_are_not_mailed() {
    let test = with_registrations(&[
        ("foule", "anne@office.example", "in-person"),
        ("foule", "marc@office.example", "in-person"),
    ])
    .await;
    pass_to(&test, "2027-09-14T09:00:00Z");
    test.sweep().await.unwrap();
    let read = test.handler.stored("foule", "marc@office.example").await;
    let number = read.request.participants[0].number;
    let offer = test.handler.offers().find(|(workshop, _)| workshop.slug == slug("foule")).unwrap().1;
    let transition = registry::Transition { read: &read, offer, now: test.now(), by: Author::Organiser };
    let store = test.handler.store();
    store.record_absences(transition, "a", &[number].into(), true, Deadline::default()).await.unwrap();
    let test = test.moved_to(in_room(NEW_ROOM));
    assert_eq!(changes(&swept(&test).await), ["anne@office.example"]);
}
