//! Mails before and after sessions: whom they reach, when, and how often.

mod content;
mod text;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use model::announcement::AttendanceMode;
use model::catalogue::Catalogue;
use model::mail::MailCause;
use model::rich_text::{Block, Run};
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions};
use model::status::{Event, Status};
use tests::catalogue::catalogue;
use tests::handler::fields_with;
use tests::notifier::{NotifierTest, mail_theme};
use tests::ses::Reply;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn occasion(session: &str, about: &str, due: &str, until: &str) -> Occasion {
    Occasion {
        session: session.to_owned(),
        about: at(about),
        ends: at(about),
        due: at(due),
        until: at(until),
    }
}

fn mail(id: &str, about: Sessions, occasions: Vec<Occasion>) -> ScheduledMail {
    let run = Run { text: "{session}, {date}, {hours}, {place}".to_owned(), ..Run::default() };
    ScheduledMail {
        id: id.parse().unwrap(),
        recipients: Recipients::Confirmed,
        mode: None,
        late: true,
        about,
        occasions,
        text: MailText {
            subject: format!("{id} {{workshop}}"),
            body: vec![Block::Paragraph { runs: vec![run] }],
            language: None,
        }
        .into(),
    }
}

/// Returns the small catalogue with mails a week and a day before sessions and a day after the last one, for sessions on
/// 14 (or another day) and 28 September.
fn with_mails(day: i8) -> Catalogue {
    let mut catalogue = catalogue();
    for workshop in catalogue.workshops.values_mut() {
        workshop.sessions[0].date = jiff::civil::date(2027, 9, day);
        let first = format!("2027-09-{day:02}T10:00:00Z");
        let before = |days: i8| format!("2027-09-{:02}T10:00:00Z", day - days);
        let second = "2027-09-28T10:00:00Z";
        workshop.has_mails = true;
        workshop.mails = vec![
            mail(
                "infos",
                Sessions::First,
                vec![
                    occasion("a", &first, &before(7), &first),
                    occasion("b", second, "2027-09-21T10:00:00Z", second),
                ],
            ),
            mail(
                "rappel",
                Sessions::Each,
                vec![
                    occasion("a", &first, &before(1), &first),
                    occasion("b", second, "2027-09-27T10:00:00Z", second),
                ],
            ),
            mail(
                "merci",
                Sessions::Last,
                vec![
                    occasion(
                        "a",
                        "1970-01-01T00:00:00Z",
                        &format!("2027-09-{:02}T12:00:00Z", day + 1),
                        "2027-10-13T12:00:00Z",
                    ),
                    occasion("b", "1970-01-01T00:00:00Z", "2027-09-29T12:00:00Z", "2027-10-13T12:00:00Z"),
                ],
            ),
        ]
        .into();
    }
    catalogue
}

async fn test() -> NotifierTest {
    NotifierTest::with(with_mails(14), mail_theme()).await
}

async fn register(test: &NotifierTest, workshop: &str, email: &str) {
    test.handler.post(workshop, &fields_with("email", email)).await.redirect();
    assert!(test.stream(workshop).await.is_empty());
}

/// Advances the clock to each of these times, sweeps, and returns the times at which mails were sent, with their subjects.
async fn sweep_at(test: &NotifierTest, times: &[&str]) -> Vec<String> {
    let mut sent = Vec::new();
    for time in times {
        test.pass(at(time).duration_since(test.now()));
        let before = test.mails().len();
        test.sweep().await.unwrap();
        sent.extend(test.subjects()[before..].iter().map(|subject| format!("{} {subject}", &time[5..10])));
    }
    sent
}

#[tokio::test]
async fn a_cycle_of_mails_is_sent_at_its_times_and_once() {
    let test = test().await;
    register(&test, "proximite", "a@office.example").await;
    let times = [
        "2027-09-07T09:59:59Z",
        "2027-09-07T10:00:00Z",
        "2027-09-07T10:15:00Z",
        "2027-09-13T10:00:00Z",
        "2027-09-14T10:00:00Z",
        "2027-09-27T09:00:00Z",
        "2027-09-27T10:00:00Z",
        "2027-09-29T12:00:00Z",
        "2027-09-29T12:15:00Z",
        "2027-10-20T12:00:00Z",
    ];
    assert_eq!(
        sweep_at(&test, &times).await,
        [
            "09-07 infos Atelier proximite",
            "09-13 rappel Atelier proximite",
            "09-27 rappel Atelier proximite",
            "09-29 merci Atelier proximite",
        ]
    );
    let texts: Vec<_> =
        test.mails().iter().map(|mail| mail.text.lines().next().unwrap().to_owned()).collect();
    assert_eq!(texts[1], "Séance a, mardi 14 septembre 2027, de 10 h à 12 h, à distance");
    assert!(texts[3].starts_with("Séance b, mardi 28 septembre 2027"), "{texts:?}");
}

#[tokio::test]
async fn the_reminder_of_a_moved_session_moves() {
    let test = test().await;
    register(&test, "proximite", "a@office.example").await;
    assert_eq!(sweep_at(&test, &["2027-09-07T10:00:00Z"]).await, ["09-07 infos Atelier proximite"]);

    let moved = test.moved_to(with_mails(17));
    let times =
        ["2027-09-10T09:00:00Z", "2027-09-10T10:00:00Z", "2027-09-13T10:00:00Z", "2027-09-16T10:00:00Z"];
    assert_eq!(
        sweep_at(&moved, &times).await,
        ["09-10 infos Atelier proximite", "09-16 rappel Atelier proximite"],
        "the practical information is sent for the new date, and no reminder for the old one"
    );
    // A session that took place is not thanked for twice when its date is corrected.
    assert_eq!(sweep_at(&moved, &["2027-09-29T12:00:00Z"]).await.len(), 1);
    let corrected = moved.moved_to(with_mails(16));
    assert!(sweep_at(&corrected, &["2027-09-29T13:00:00Z"]).await.is_empty());
}

#[tokio::test]
async fn a_late_registrant_is_informed_at_once_and_a_cancelled_one_never() {
    let test = NotifierTest::with(
        {
            let mut catalogue = with_mails(14);
            for workshop in catalogue.workshops.values_mut() {
                let offer = workshop.offer.iter_mut();
                offer.for_each(|offer| offer.closes = at("2027-09-14T00:00:00Z"));
                workshop.mails[1].late = false;
            }
            catalogue
        },
        mail_theme(),
    )
    .await;
    register(&test, "proximite", "early@office.example").await;
    let early = test.handler.registration_of("proximite", "early@office.example").await.unwrap();
    test.handler.transition("proximite", &early.id, Event::Cancel).await;
    assert!(test.stream("proximite").await.is_empty());
    test.pass(at("2027-09-13T12:00:00Z").duration_since(test.now()));
    register(&test, "proximite", "late@office.example").await;
    let late: Vec<_> = test.mails().into_iter().filter(|mail| mail.to.starts_with("late")).collect();
    let subjects: Vec<_> = late.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, ["confirmed: Atelier proximite", "infos Atelier proximite"]);
    let sent = sweep_at(&test, &["2027-09-13T13:00:00Z", "2027-09-29T12:00:00Z"]).await;
    assert_eq!(sent, ["09-29 merci Atelier proximite"]);
    assert!(test.mails().iter().all(|mail| !mail.to.starts_with("early") || !mail.subject.contains("merci")));
}

#[tokio::test]
async fn mails_are_for_those_who_attend_the_session_in_that_state_and_mode() {
    let mut catalogue = with_mails(14);
    let choice = catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap();
    choice.mails[1].mode = Some(AttendanceMode::Online);
    choice.mails[2].recipients = Recipients::Waiting;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let mut fields = fields_with("email", "b@office.example");
    fields.push(("sessions", "b"));
    test.handler.post("choix", &fields).await.redirect();
    assert!(test.stream("choix").await.is_empty());
    let registration = test.handler.registration_of("choix", "b@office.example").await.unwrap();
    assert_eq!(registration.status, Status::Confirmed);
    let times =
        ["2027-09-07T10:00:00Z", "2027-09-21T10:00:00Z", "2027-09-27T10:00:00Z", "2027-09-29T12:00:00Z"];
    assert_eq!(
        sweep_at(&test, &times).await,
        ["09-21 infos Atelier choix", "09-27 rappel Atelier choix"],
        "who had no choice of mode gets the mail for both, and who is not waiting none for those who are"
    );
}

#[tokio::test]
async fn a_mail_that_failed_is_sent_by_the_next_sweep() {
    let test = test().await;
    register(&test, "proximite", "a@office.example").await;
    test.pass(at("2027-09-07T10:00:00Z").duration_since(test.now()));
    test.ses.answer([Reply::Error(500, "InternalFailure", "")]);
    assert!(test.sweep().await.is_err());
    assert_eq!(test.mails().len(), 1);
    assert_eq!(sweep_at(&test, &["2027-09-07T10:05:00Z"]).await, ["09-07 infos Atelier proximite"]);
    // A refused address is not tried again.
    test.pass(at("2027-09-13T10:00:00Z").duration_since(test.now()));
    test.ses.answer([Reply::Error(400, "MessageRejected", "Address blacklisted.")]);
    test.sweep().await.unwrap();
    assert!(sweep_at(&test, &["2027-09-13T11:00:00Z"]).await.is_empty());
}

/// One assistant registers more people one by one than notices reach a mailbox in a day.
#[tokio::test]
async fn reminders_of_many_registrations_arrive_on_the_same_day() {
    let mut catalogue = with_mails(14);
    catalogue.limits.notices = 1;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    for workshop in ["proximite", "groupe", "foule"] {
        register(&test, workshop, "a@office.example").await;
    }
    let sent = sweep_at(&test, &["2027-09-07T10:00:00Z"]).await;
    assert_eq!(sent.len(), 3, "{sent:?}");
}

#[tokio::test]
async fn a_reminder_does_not_wait_for_news_of_participants() {
    let mut catalogue = with_mails(14);
    let workshop = catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.offer.iter_mut().for_each(|offer| offer.changes_until = at("2027-09-14T00:00:00Z"));
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    register(&test, "groupe", "a@office.example").await;
    test.pass(at("2027-09-07T09:30:00Z").duration_since(test.now()));
    let registration = test.handler.stored("groupe", "a@office.example").await;
    let own_page = view::registration::own_path(&registration);
    for name in ["Anne", "Zoé"] {
        let fields = [
            ("participant-1-given-name", name),
            ("participant-1-family-name", "Le Gall"),
            ("participant-1-function", "Directrice"),
        ];
        assert_eq!(test.handler.post_to(&format!("{own_page}/participants"), &fields).await.status, 303);
        assert!(test.stream("groupe").await.is_empty());
        test.pass(jiff::SignedDuration::from_secs(60));
    }
    assert_eq!(test.subjects()[1..], ["changed: Atelier groupe"], "the second change waits for an hour");
    let sent = sweep_at(&test, &["2027-09-07T10:00:00Z", "2027-09-07T10:30:00Z"]).await;
    assert_eq!(sent, ["09-07 infos Atelier groupe", "09-07 changed: Atelier groupe"]);
}

/// After a return to an earlier version, the table has marks of mails that only the later one sends.
#[tokio::test]
async fn a_mark_of_an_unknown_kind_is_read_and_stops_nothing() {
    let test = test().await;
    register(&test, "proximite", "a@office.example").await;
    let id = test.handler.stored("proximite", "a@office.example").await.id;
    let mut items = test.table.items().await;
    items.retain(|item| item["SK"].as_s().is_ok_and(|key| key.starts_with("mail#")));
    let mut mark = items.pop().expect("the confirmation has a mark");
    mark.insert("SK".to_owned(), AttributeValue::S(format!("mail#{}#invitation#s1", id.as_str())));
    test.table.put(mark).await;
    let marks = test.marks("proximite").await;
    assert!(
        marks.iter().any(|mark| mark.mailing.cause == MailCause::Other("invitation#s1".to_owned())),
        "{marks:?}"
    );
    assert_eq!(sweep_at(&test, &["2027-09-07T10:00:00Z"]).await, ["09-07 infos Atelier proximite"]);
}
