//! Who is mailed about the change of one participant, and what calendars, private information and the desk make of it.

use jiff::SignedDuration;
use mail_parser::MessageParser;
use model::catalogue::PrivateSessions;
use model::private_information::PrivateInformation;
use serde_json::Value;
use tests::desk::DeskTest;
use tests::notifier::{NotifierTest, mail_theme};
use tests::ses::Ses;

use super::{ANNE, BOTH, MARC, ONLY_A, VIDEO, choose, prepared, registered, sessions_of, three};

const CONTACT: &str = "claire.legall@office.example";
const JOIN_LINK: &str = "https://visio.example/j/912";

/// Returns the kinds of the mails to an address.
fn kinds(test: &NotifierTest, address: &str) -> Vec<String> {
    let mails = test.mails().into_iter().filter(|mail| mail.to == address);
    mails.map(|mail| mail.subject.split(':').next().unwrap().to_owned()).collect()
}

/// Returns the states of the events in the calendar of the newest mail to an address, and whether one is by video.
fn calendar(test: &NotifierTest, address: &str) -> (Vec<String>, bool) {
    let to = format!("To: {address}");
    let messages = test.ses.messages();
    let message = messages.iter().rev().find(|it| String::from_utf8_lossy(it).contains(&to)).unwrap();
    let message = MessageParser::default().parse(message).unwrap();
    let calendar = message.attachment(0).unwrap().text_contents().unwrap().replace("\r\n ", "");
    let states = calendar.lines().filter_map(|line| line.strip_prefix("STATUS:"));
    (states.map(str::to_owned).collect(), calendar.contains("À distance"))
}

#[tokio::test]
async fn those_concerned_are_mailed_with_their_calendar() {
    let mut catalogue = prepared();
    let choix = "choix".parse().unwrap();
    let information =
        PrivateInformation { join_link: Some(JOIN_LINK.to_owned()), ..PrivateInformation::default() };
    let sessions = [("b".to_owned(), information)].into();
    catalogue.private.insert(choix, PrivateSessions { sessions, ..PrivateSessions::default() });
    catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap().has_private = true;
    let test = NotifierTest::with(catalogue, mail_theme()).await;
    let own_page = registered(&test.handler).await;
    assert!(test.stream("choix").await.is_empty());
    let [marc, anne]: [String; 2] = test.handler.get(&own_page).await.participations().try_into().unwrap();
    assert_eq!(calendar(&test, MARC), (vec!["CONFIRMED".to_owned(); 2], false));
    let knows = async |path: &str| test.handler.get(path).await.body.contains(JOIN_LINK);
    assert!(!knows(&marc).await && !knows(&anne).await);

    // The contact sends Marc to the video: he and the contact learn of it.
    assert_eq!(choose(&test.handler, &sessions_of(&own_page, 2), VIDEO).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(kinds(&test, MARC), ["participant confirmed", "participant changed"]);
    assert_eq!(kinds(&test, CONTACT), ["confirmed", "changed"]);
    assert_eq!(kinds(&test, ANNE), ["participant confirmed"]);
    assert_eq!(calendar(&test, MARC), (vec!["CONFIRMED".to_owned(); 2], true));
    assert_eq!(calendar(&test, CONTACT), (vec!["CONFIRMED".to_owned(); 2], false));
    assert!(knows(&marc).await && !knows(&anne).await, "the link is for those who join by video");
    assert!(test.mails().iter().rfind(|mail| mail.to == MARC).unwrap().text.contains(JOIN_LINK));
    assert!(!test.mails().iter().any(|mail| mail.to == ANNE && mail.text.contains(JOIN_LINK)));

    // Anne gives up a session herself: the contact pays for it and learns of it, Marc does not.
    test.pass(SignedDuration::from_hours(2));
    assert_eq!(choose(&test.handler, &format!("{anne}/sessions"), ONLY_A).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(kinds(&test, ANNE), ["participant confirmed", "participant changed"]);
    assert_eq!(calendar(&test, ANNE), (vec!["CONFIRMED".to_owned(), "CANCELLED".to_owned()], false));
    assert_eq!(kinds(&test, CONTACT), ["confirmed", "changed", "changed"]);
    assert_eq!(kinds(&test, MARC).len(), 2);

    // What the contact changes for herself is her own news.
    test.pass(SignedDuration::from_hours(2));
    assert_eq!(choose(&test.handler, &sessions_of(&own_page, 1), ONLY_A).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(calendar(&test, CONTACT), (vec!["CONFIRMED".to_owned(), "CANCELLED".to_owned()], false));
    assert_eq!((kinds(&test, MARC).len(), kinds(&test, ANNE).len()), (2, 2));

    // Nothing is left to send, also to those who follow the registration again.
    test.pass(SignedDuration::from_hours(2));
    assert_eq!(choose(&test.handler, &sessions_of(&own_page, 3), VIDEO).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(kinds(&test, ANNE).len(), 3);
    test.pass(SignedDuration::from_hours(2));
    let sent = test.mails().len();
    test.sweep().await.unwrap();
    assert_eq!(test.mails().len(), sent);
}

/// The mail to the contact says that the change is not theirs.
#[tokio::test]
async fn the_contact_is_informed_of_who_made_the_change() {
    let mut theme = mail_theme();
    let text =
        "{% if page.by_participant %}by a participant{% endif %} {{ page.registration.amount | money }}";
    theme.templates.insert("mail/registration.txt".to_owned(), text.to_owned());
    let test = NotifierTest::with(prepared(), theme).await;
    let own_page = registered(&test.handler).await;
    assert!(test.stream("choix").await.is_empty());
    let last = |test: &NotifierTest| test.mails().into_iter().rfind(|mail| mail.to == CONTACT).unwrap().text;
    assert!(
        last(&test).contains("7\u{202f}000") && !last(&test).contains("by a participant"),
        "{}",
        last(&test)
    );
    let marc = test.handler.get(&own_page).await.participations().remove(0);
    assert_eq!(choose(&test.handler, &format!("{marc}/sessions"), ONLY_A).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert!(
        last(&test).contains("by a participant") && last(&test).contains("5\u{202f}500"),
        "{}",
        last(&test)
    );
    test.pass(SignedDuration::from_hours(2));
    assert_eq!(choose(&test.handler, &sessions_of(&own_page, 2), BOTH).await.status, 303);
    assert!(test.stream("choix").await.is_empty());
    assert!(!last(&test).contains("by a participant"), "{}", last(&test));
    // One mail reports what both change within the hour.
    assert_eq!(choose(&test.handler, &format!("{marc}/sessions"), ONLY_A).await.status, 303);
    assert_eq!(choose(&test.handler, &sessions_of(&own_page, 3), VIDEO).await.status, 303);
    let sent = kinds(&test, CONTACT).len();
    test.stream("choix").await;
    assert_eq!(kinds(&test, CONTACT).len(), sent, "it is held");
    test.pass(SignedDuration::from_hours(2));
    test.sweep().await.unwrap();
    assert_eq!(kinds(&test, CONTACT).len(), sent + 1);
    assert!(last(&test).contains("by a participant"), "{}", last(&test));
}

/// Exports, the history for the organiser, and what a person may have a copy of.
#[tokio::test(flavor = "multi_thread")]
async fn the_desk_follows() {
    let mut desk = DeskTest::new().await;
    desk.catalogue = prepared();
    desk.write_catalogue();
    let (table, catalogue) = (desk.table(), desk.catalogue.clone());
    let test = NotifierTest::on(table.clone(), table, Ses::new().await, catalogue, mail_theme());
    let own_page = test.handler.post("choix", &three()).await.redirect();
    assert_eq!(choose(&test.handler, &sessions_of(&own_page, 2), VIDEO).await.status, 303);
    let marc = test.handler.get(&own_page).await.participations().remove(0);
    assert_eq!(choose(&test.handler, &format!("{marc}/sessions"), ONLY_A).await.status, 303);
    let csv = desk.ok(&["export", "-f", "csv", "--what", "participants", "-w", "choix"]).await;
    let times = |text: &str| csv.matches(text).count();
    assert_eq!(["Séance a", "Séance b", " – en visio"].map(times), [3, 2, 0], "{csv}");
    let registration = test.handler.registrations("choix").await.remove(0);
    let shown = desk.ok(&["show", registration.id.reference()]).await;
    for line in [
        "change-details of sessions (participant 2) by registrant: confirmed",
        "change-details of sessions (participant 2) by participant: confirmed",
    ] {
        assert!(shown.contains(line), "{line}: {shown}");
    }
    let known: Value = serde_json::from_str(&desk.ok(&["extract", "--email", MARC, "--json"]).await).unwrap();
    let own = &known["participant"][0]["participants"][0]["own_sessions"];
    assert_eq!(own.to_string(), r#"[{"mode":null,"session":"a"}]"#, "{known:#}");
    test.handler.assert_sound("choix").await;
}
