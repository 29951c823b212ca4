//! What organisers see of mails that failed, and what they do about it.

use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::registration::Registration;
use serde_json::Value;
use tests::desk::{DeskTest, registration};
use tests::notifier::{NotifierTest, failures, mail_theme, records, registration_key};
use tests::reports::{bounce, delay};
use tests::ses::Ses;

/// Stores registrations of an hour ago by persons with these numbers, and mails them.
async fn mailed(test: &DeskTest, people: &[usize]) -> (Vec<Registration>, NotifierTest) {
    let mut all = Vec::new();
    for number in people {
        let mut registration = registration("groupe", *number, 1, test.offer("groupe"));
        registration.created = Timestamp::now() - SignedDuration::from_hours(1);
        test.register(&registration).await;
        all.push(registration);
    }
    let notifier =
        NotifierTest::on(test.table(), test.table(), Ses::new().await, test.catalogue.clone(), mail_theme());
    notifier.pass(Timestamp::now().duration_since(notifier.now()));
    let keys: Vec<_> = all.iter().map(registration_key).collect();
    assert!(failures(&notifier.send(records("groupe", &keys)).await.unwrap()).is_empty());
    (all, notifier)
}

fn references(list: &str) -> Vec<&str> {
    list.lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect()
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bounce_is_listed_shown_and_exported() {
    let test = DeskTest::new().await;
    let (all, notifier) = mailed(&test, &[1, 2, 3]).await;
    let requests = notifier.ses.requests();
    let [one, two, three] = [0, 1, 2].map(|place: usize| all[place].id.reference());
    let none = test.run(&["list", "--mail", "refused"]).await;
    assert_eq!((none.out.as_str(), none.notes.as_str()), ("", "There are no such registrations.\n"));

    notifier.send(bounce(&requests[0], "Permanent", "General")).await.unwrap();
    notifier.send(delay(&requests[1])).await.unwrap();
    let refused = test.ok(&["list", "--mail", "refused"]).await;
    assert_eq!(references(&refused), [one], "{refused}");
    assert!(refused.lines().next().unwrap().ends_with("MAIL"), "{refused}");
    assert!(refused.trim_end().ends_with("address-refused"), "{refused}");
    assert_eq!(references(&test.ok(&["list", "--mail", "delayed"]).await), [two]);
    let both = test.ok(&["list", "--mail", "refused", "--mail", "delayed", "-w", "groupe"]).await;
    assert_eq!(references(&both).len(), 2, "{both}");
    assert_eq!(references(&test.ok(&["list", "--mail", "refused", "-s", "waiting"]).await), [""; 0]);
    assert!(!test.ok(&["list"]).await.contains("MAIL"), "mails are read only if asked for");
    let json = parsed(&test.ok(&["list", "--mail", "refused", "--json"]).await);
    assert_eq!((json.as_array().unwrap().len(), &json[0]["reference"]), (1, &one.into()));
    assert_eq!(json[0]["mails"][0]["problem"], "address-refused");

    let shown = test.ok(&["show", one]).await;
    let mails = shown.split("\nMails\n").nth(1).unwrap();
    assert!(
        mails.contains("confirmed: refused, the recipient's server does not accept the address (2027-05-01"),
        "{mails}"
    );
    assert!(mails.contains(&format!("`registrations correct {one} --email ADDRESS`")), "{mails}");
    let shown = test.ok(&["show", three]).await;
    assert!(shown.contains("  confirmed: sent (") && !shown.contains("correct"), "{shown}");
    let json = parsed(&test.ok(&["show", one, "--json"]).await);
    let mail = &json["mails"][0];
    assert_eq!((&mail["mail"], &mail["state"]), (&"confirmed".into(), &"refused".into()));
    assert_eq!(mail["former_address"], false);

    let csv = test.ok(&["export", "-f", "csv", "--status", "confirmed"]).await;
    let line = |reference: &str| csv.lines().find(|line| line.contains(reference)).unwrap().to_owned();
    assert!(csv.lines().next().unwrap().contains("Courriel non remis"), "{csv}");
    assert!(line(one).contains("Adresse refusée") && line(two).contains("Retardé"), "{csv}");
    assert!(!line(three).contains("efusé"), "{csv}");
    let wrong = test.error(&["list", "--mail", "lost"]).await;
    assert!(wrong.contains("`delayed`, `undelivered`, `refused`"), "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_address_is_mailed_again() {
    let test = DeskTest::new().await;
    let (all, notifier) = mailed(&test, &[1, 2]).await;
    notifier.send(bounce(&notifier.ses.requests()[0], "Permanent", "General")).await.unwrap();
    let reference = all[0].id.reference();
    std::fs::write(test.path("salle.txt"), "Bonjour").unwrap();
    let file = test.path("salle.txt").to_str().unwrap().to_owned();
    let notice = ["notice", "-w", "groupe", "-s", "Salle", "-t", &file];
    let asked = test.run(&notice).await.out;
    assert!(asked.contains("1 registration gets no mail") && asked.contains("--mail refused"), "{asked}");

    let correct = ["correct", reference, "--email", "zoe@office.example"];
    let asked = test.run(&correct).await;
    assert_eq!(asked.status, 2);
    assert!(asked.out.contains("person-1@office.example becomes zoe@office.example."), "{asked:?}");
    let done = test.ok(&[&correct[..], &["--yes"]].concat()).await;
    assert!(done.contains("It is corrected"), "{done}");
    let stored = test.stored(&all[0]).await.unwrap();
    assert_eq!(stored.request.contact.email.as_str(), "zoe@office.example");
    assert_eq!(references(&test.ok(&["list", "--mail", "refused"]).await), [""; 0]);
    let shown = test.ok(&["show", reference]).await;
    assert!(
        shown.contains("correct-address by organiser: confirmed")
            && shown.contains("), to the former address"),
        "{shown}"
    );
    assert!(!shown.contains("--email"), "{shown}");
    assert!(!test.run(&notice).await.out.contains("gets no mail"));
    super::sound(&test, "groupe").await;

    notifier.pass(Timestamp::now().duration_since(notifier.now()));
    assert!(
        failures(&notifier.send(records("groupe", &[registration_key(&stored)])).await.unwrap()).is_empty()
    );
    let mails = notifier.mails();
    assert_eq!((mails.len(), mails[2].to.as_str()), (3, "zoe@office.example"));

    test.ok(&["cancel", reference, "-y"]).await;
    let over = test.error(&[&correct[..], &["--yes"]].concat()).await;
    assert!(over.contains("is cancelled: it is over already"), "{over}");
    let wrong = test.error(&["correct", reference, "--email", "zoe"]).await;
    assert!(wrong.contains("not an e-mail address"), "{wrong}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_to_participants_are_listed_with_their_names() {
    let test = DeskTest::new().await;
    let mut registration = registration("groupe", 1, 2, test.offer("groupe"));
    registration.request.participants[1].email = Email::parse("marc@office.example").ok();
    registration.created = Timestamp::now() - SignedDuration::from_hours(1);
    test.register(&registration).await;
    let notifier =
        NotifierTest::on(test.table(), test.table(), Ses::new().await, test.catalogue.clone(), mail_theme());
    notifier.pass(Timestamp::now().duration_since(notifier.now()));
    notifier.send(records("groupe", &[registration_key(&registration)])).await.unwrap();
    let reference = registration.id.reference();
    let shown = test.ok(&["show", reference]).await;
    assert!(shown.contains("), to Marc Colleague-1") && !shown.contains("correct"), "{shown}");
    notifier.send(bounce(&notifier.ses.requests()[1], "Permanent", "General")).await.unwrap();
    let shown = test.ok(&["show", reference]).await;
    assert!(shown.contains("Ask the registrant to correct the participant's address"), "{shown}");
    assert!(!shown.contains("registrations correct"), "{shown}");
    assert_eq!(references(&test.ok(&["list", "--mail", "refused"]).await), [reference]);
    let json = parsed(&test.ok(&["show", reference, "--json"]).await);
    assert_eq!(
        (&json["mails"][0]["participant"], &json["mails"][1]["participant"]),
        (&Value::Null, &2.into())
    );

    std::fs::write(test.path("salle.txt"), "Bonjour").unwrap();
    let file = test.path("salle.txt").to_str().unwrap().to_owned();
    let asked = test.run(&["notice", "-w", "groupe", "-s", "Salle", "-t", &file]).await.out;
    assert!(asked.contains(", and to 1 participant at their own address:"), "{asked}");
    assert!(asked.contains("1 participant gets no mail"), "{asked}");
}
