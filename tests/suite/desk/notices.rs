//! An organiser's notice, written at the desk and mailed by the notifier.

use jiff::{SignedDuration, Timestamp};
use model::registration::Registration;
use model::status::Status;
use registry::Deadline;
use serde_json::Value;
use tests::desk::{DeskTest, registration};
use tests::notifier::{NotifierTest, failures, mail_theme, records};
use tests::ses::Ses;

/// Stores registrations of an hour ago: a notice is not sent to registrations made after it.
async fn an_hour_ago(test: &DeskTest, people: &[(usize, usize)]) -> Vec<Registration> {
    let mut all = Vec::new();
    for (number, count) in people {
        let mut registration = registration("groupe", *number, *count, test.offer("groupe"));
        registration.created = Timestamp::now() - SignedDuration::from_hours(1);
        test.register(&registration).await;
        all.push(registration);
    }
    all
}

/// Writes the text to a file.
fn text(test: &DeskTest, text: &str) -> String {
    let path = test.path("salle.txt");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

async fn notices(test: &DeskTest) -> Vec<model::notice::Notice> {
    let notices = test.store().notices(&"groupe".parse().unwrap(), Deadline::default()).await;
    notices.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_shown_first_and_the_notifier_mails_it() {
    let test = DeskTest::new().await;
    // Of 10 seats, 4 and 4 are taken and 4 people wait; one registration is cancelled, one quarantined.
    let all = an_hour_ago(&test, &[(1, 4), (2, 4), (3, 4), (4, 1), (5, 1)]).await;
    test.ok(&["cancel", all[3].id.reference(), "-y"]).await;
    let stored = test.stored(&all[4]).await.unwrap();
    let spam = Registration { status: Status::Quarantined, ..stored };
    assert!(test.store().redact(&spam, Deadline::default()).await.unwrap());

    let file = text(&test, "\u{feff}Bonjour,\r\n\r\nRendez-vous salle 2.\r\nAu fond du couloir.\r\n");
    let typed = ["notice", "-w", "groupe", "--subject", "La salle change", "--text", &file];
    let asked = test.run(&typed).await;
    assert_eq!(asked.status, 2);
    assert!(asked.notes.contains("pass `--yes`"), "{asked:?}");
    let expected = "To the contacts of 3 registrations for `groupe` (12 people; 2 confirmed, 1 waiting):\n\n  \
        La salle change\n\n  Bonjour,\n\n  Rendez-vous salle 2.\n  Au fond du couloir.\n\n";
    assert_eq!(asked.out, expected);
    assert_eq!(notices(&test).await, [], "it is published only after the confirmation");

    let output = test.ok(&[&typed[..], &["--yes"]].concat()).await;
    assert!(output.starts_with(expected) && output.contains("Published."), "{output}");
    let published = notices(&test).await;
    assert_eq!(published[0].expires, test.offer("groupe").keep_until);

    let notifier =
        NotifierTest::on(test.table(), test.table(), Ses::new().await, test.catalogue.clone(), mail_theme());
    notifier.pass(Timestamp::now().duration_since(notifier.now()));
    let key = format!("notice#{}", published[0].id.as_str());
    assert!(failures(&notifier.send(records("groupe", &[key])).await.unwrap()).is_empty());
    let mails = notifier.mails();
    let mut addresses: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    addresses.sort_unstable();
    assert_eq!(addresses, ["person-1@office.example", "person-2@office.example", "person-3@office.example"]);
    assert!(mails.iter().all(|mail| mail.subject == "La salle change"));
    assert!(mails[0].text.contains("Rendez-vous salle 2."), "{}", mails[0].text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_notice_is_sent_once() {
    let test = DeskTest::new().await;
    an_hour_ago(&test, &[(1, 1)]).await;
    let file = text(&test, "Bonjour");
    let typed = ["notice", "-w", "groupe", "-s", "Salle", "-t", &file, "--yes", "--json"];
    let output: Value = serde_json::from_str(&test.ok(&typed).await).unwrap();
    assert_eq!((&output["registrations"], &output["published"]), (&1.into(), &true.into()));
    assert_eq!(output["statuses"], serde_json::json!({ "confirmed": 1 }));
    let again = test.error(&typed).await;
    assert!(again.contains("is not sent twice"), "{again}");
    assert_eq!(notices(&test).await.len(), 1);
    text(&test, "Bonjour à nouveau");
    test.ok(&typed).await;
    assert_eq!(notices(&test).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn invalid_notices_are_rejected() {
    let test = DeskTest::new().await;
    let file = text(&test, "Bonjour");
    let no_recipients = test.ok(&["notice", "-w", "groupe", "-s", "Salle", "-t", &file, "-y"]).await;
    assert_eq!(no_recipients, "No registration for `groupe` would receive it.\n");
    an_hour_ago(&test, &[(1, 1)]).await;
    let latin = test.path("latin.txt");
    std::fs::write(&latin, b"r\xe9union").unwrap();
    let empty = test.path("empty.txt");
    std::fs::write(&empty, " \n").unwrap();
    let path = |path: std::path::PathBuf| path.to_str().unwrap().to_owned();
    for (subject, file, hint) in [
        ("", file.clone(), "a subject is one line of 1 to 200 characters"),
        ("Salle\nBcc: x@evil.example", file.clone(), "a subject is one line"),
        ("Salle", path(test.path("missing.txt")), "missing.txt`: No such file"),
        ("Salle", path(latin), "latin.txt` is not UTF-8 text"),
        ("Salle", path(empty), "empty.txt`: a notice has 1 to 10000 characters"),
        // Standard input is empty in tests.
        ("Salle", "-".to_owned(), "the text: a notice has 1 to 10000 characters"),
    ] {
        let error = test.error(&["notice", "-w", "groupe", "-s", subject, "-t", &file, "-y"]).await;
        assert!(error.contains(hint), "{subject:?} {file}: {error}");
    }
    let unknown = test.error(&["notice", "-w", "sans-offre", "-s", "Salle", "-t", &file, "-y"]).await;
    assert!(unknown.contains("takes no registrations"), "{unknown}");
    assert_eq!(notices(&test).await, []);
}
