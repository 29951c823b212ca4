//! Mails and calendar files of those for whom other sessions were chosen.

use jiff::Timestamp;
use model::rich_text::{Block, Run};
use model::scheduled_mail::{MailText, Occasion, Recipients, ScheduledMail, Sessions};
use tests::handler::{colleagues, fields};
use tests::notifier::{NotifierTest, mail_theme};

use super::{ANNE, MARC, handler, prepared};

const CONTACT: &str = "claire.legall@office.example";

/// Claire registers Anne for the first session, and Marc for others than her; she does not take part.
fn assistant(of_marc: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let rows = vec![
        ("takes-part", "no"),
        ("sessions", "a"),
        ("participant-2-meal", "Poisson"),
        ("participant-3-meal", "Aucun"),
    ];
    let others = fields().into_iter().filter(|(name, _)| !["fee", "takes-part"].contains(name)).collect();
    [others, colleagues(2), rows, of_marc.to_vec()].concat()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A mail one day after the last session of each.
fn thanks() -> ScheduledMail {
    let occasion = |session: &str, about: &str, due: &str, until: &str| Occasion {
        session: session.to_owned(),
        about: at(about),
        ends: at(about),
        due: at(due),
        until: at(until),
    };
    ScheduledMail {
        id: "merci".parse().unwrap(),
        recipients: Recipients::All,
        mode: None,
        late: false,
        about: Sessions::Last,
        occasions: vec![
            occasion("a", "2027-05-11T08:00:00Z", "2027-05-12T08:00:00Z", "2027-05-14T08:00:00Z"),
            occasion("b", "2027-05-18T08:00:00Z", "2027-05-19T08:00:00Z", "2027-05-21T08:00:00Z"),
        ],
        text: MailText {
            subject: "merci".to_owned(),
            body: vec![Block::Paragraph { runs: vec![Run { text: "Bonjour".to_owned(), ..Run::default() }] }],
            language: None,
        }
        .into(),
    }
}

/// Nothing but the time makes the sweep due.
#[tokio::test]
async fn a_mail_after_the_last_session_follows_the_last_one_of_each() {
    let mut catalogue = prepared();
    let workshop = catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap();
    (workshop.has_mails, workshop.mails) = (true, vec![thanks()].into());
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let addresses = vec![
        ("participant-2-email", ANNE),
        ("participant-3-email", MARC),
        ("participant-3-sessions", "a"),
        ("participant-3-sessions", "b"),
        ("participant-3-attendance-b", "online"),
    ];
    test.handler.post("choix", &assistant(&addresses)).await.redirect();
    assert!(test.stream("choix").await.is_empty());
    let sent = async |time: &str| {
        test.pass(at(time).duration_since(test.now()));
        test.sweep().await.unwrap();
        let mails = test.mails().into_iter().filter(|mail| mail.subject == "merci");
        let mut recipients: Vec<_> = mails.map(|mail| mail.to).collect();
        recipients.sort_unstable();
        recipients
    };
    assert!(sent("2027-05-11T10:00:00Z").await.is_empty());
    assert_eq!(sent("2027-05-12T10:00:00Z").await, [ANNE]);
    assert_eq!(sent("2027-05-19T10:00:00Z").await, [ANNE, CONTACT, MARC]);
}

/// Neither has an address, so the contact's file has the sessions of both.
#[tokio::test]
async fn a_session_that_no_one_attends_any_more_leaves_the_calendar_of_the_contact() {
    let test = handler().await;
    let marc = [("participant-3-sessions", "b"), ("participant-3-attendance-b", "online")];
    let own_page = test.post("choix", &assistant(&marc)).await.redirect();
    let statuses = async || {
        let file = test.get(&format!("{own_page}/calendar.ics")).await.body;
        let lines = file.lines().filter_map(|line| line.strip_prefix("STATUS:"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(statuses().await, ["CONFIRMED", "CONFIRMED"]);
    let participations = test.get(&own_page).await.participations();
    assert_eq!(test.post_to(&format!("{}/cancel", participations[1]), &[]).await.status, 303);
    assert_eq!(statuses().await, ["CONFIRMED", "CANCELLED"]);
    // What others attend does not concern Anne.
    let file = test.get(&format!("{}/calendar.ics", participations[0])).await.body;
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{file}");
    test.assert_sound("choix").await;
}
