//! An address in other people's data: the search, the erasure and the organiser's decisions.

use desk::{Arguments, Console, Exit};
use embedded::Database;
use model::contact::Email;
use model::notice::{Notice, NoticeId, NoticeText};
use model::registration::Registration;
use model::status::Status;
use model::subject::Subject;
use model::submission::Answer;
use registry::{Deadline, local_client};
use serde_json::Value;
use tempfile::TempDir;
use tests::catalogue::{NOW, catalogue};
use tests::desk::{DeskTest, registration, write_site};

use super::{EMAIL, reference, text};

/// The address as a person might type it.
const TYPED: &str = "Person-1@OFFICE.example";

/// Stores other people's registrations with the address of person 1, who has none.
async fn in_texts_of_others(test: &DeskTest) -> Vec<Registration> {
    let mut all: Vec<_> =
        (2..=6).map(|number| registration("groupe", number, 2, test.offer("groupe"))).collect();
    let answers = &mut all[0].request.answers;
    answers.insert("relais".to_owned(), Answer::Text(TYPED.to_owned()));
    answers.insert("avis".to_owned(), Answer::Text(format!("Voir avec {TYPED}, svp")));
    answers.insert("choix".to_owned(), Answer::Choices(vec!["oui".to_owned(), EMAIL.to_owned()]));
    all[1].request.remarks = Some(format!("Écrire à <{EMAIL}>."));
    all[2].request.participants[1].function = format!("Directeur ({EMAIL})");
    all[3].request.billing.address = format!("{TYPED}\n1 rue de la Paix");
    all[4].request.remarks = Some("person-1+club@office.example".to_owned());
    for registration in &all {
        test.register(registration).await;
    }
    // One registration in every state.
    for (registration, status) in [(&all[1], Status::Cancelled), (&all[2], Status::Quarantined)] {
        let stored = test.stored(registration).await.unwrap();
        let changed = Registration { status, ..stored };
        assert!(test.store().redact(&changed, Deadline::default()).await.unwrap());
    }
    test.ok(&["verify", "--repair"]).await;
    let notice = Notice {
        id: NoticeId::from_bytes([1; 8]),
        workshop: "groupe".parse().unwrap(),
        subject: Subject::parse(&format!("De la part de {EMAIL}")).unwrap(),
        text: NoticeText::parse(&format!("Répondez à {TYPED}.")).unwrap(),
        created: NOW.parse().unwrap(),
        expires: "2028-05-01T12:00:00Z".parse().unwrap(),
    };
    test.store().publish_notice(&notice, Deadline::default()).await.unwrap();
    let mark = format!("mail#{}#0", all[0].id.as_str());
    test.put("workshop#groupe", &mark, &[("state", text("sent")), ("to", text(TYPED))]).await;
    test.put("search#0123", "request#1", &[("address", text(EMAIL))]).await;
    let answer = [("answers", super::map([("qui", text(&format!("moi et {EMAIL}")))]))];
    test.put("workshop#groupe", "form#attentes#0123456789abcdef", &answer).await;
    all
}

/// Returns whether the table contains the address.
async fn is_anywhere(test: &DeskTest) -> bool {
    let table = test.table();
    let scan = local_client(&table.endpoint).scan().table_name(&table.name).send().await.unwrap();
    format!("{:?}", scan.items()).to_lowercase().contains(EMAIL)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_found_in_other_peoples_texts_in_every_state() {
    let test = DeskTest::new().await;
    let all = in_texts_of_others(&test).await;
    let output = test.run(&["extract", "--email", EMAIL, "--json"]).await;
    assert_eq!(output.status, 1, "the answer without a respondent cannot be read: {output:?}");
    let json: Value = serde_json::from_str(&output.out).unwrap();
    let mut found: Vec<_> = json["texts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|text| {
            let part = |name: &str| text[name].as_str().unwrap_or_default().to_owned();
            (part("match"), part("in"), part("reference"), part("path"))
        })
        .filter(|(.., path)| !path.starts_with("subject"))
        .collect();
    found.sort();
    let at = |index: usize| reference(&all[index]).to_owned();
    let row = |how: &str, what: &str, reference: String, path: &str| {
        (how.to_owned(), what.to_owned(), reference, path.to_owned())
    };
    let notice = found.iter().find(|(_, what, ..)| what == "notice").unwrap().2.clone();
    let mut expected = vec![
        row("exact", "registration", at(0), "answers.choix.1"),
        row("exact", "registration", at(0), "answers.relais"),
        row("exact", "mail", at(0), "to"),
        row("partial", "registration", at(0), "answers.avis"),
        row("partial", "registration", at(1), "remarks"),
        row("partial", "registration", at(2), "participants.1.function"),
        row("partial", "registration", at(3), "billing.address"),
        row("partial", "answer", "01234567".to_owned(), "answers.qui"),
        row("partial", "notice", notice, "text"),
        row("similar", "registration", at(4), "remarks"),
    ];
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(json["others"][0]["address"], EMAIL, "another item with the address");
    assert_eq!(json["unreadable"][0], "answer 01234567 of `groupe`, which contains the address");

    let output = test.run(&["extract", "--email", EMAIL]).await;
    for text in
        ["3 texts by others are this address", "7 texts by others contain this address", "add `--email`"]
    {
        assert!(output.out.contains(text), "{text} in {output:?}");
    }
    assert!(!output.out.contains("Nothing"), "{output:?}");
    assert!(output.notes.contains("1 item cannot be read"), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_with_an_address_among_other_words_is_never_changed_silently() {
    let test = DeskTest::new().await;
    let all = in_texts_of_others(&test).await;
    let before: Vec<_> = [test.stored(&all[1]).await, test.stored(&all[3]).await].into();
    let output = test.run(&["erase", "--email", EMAIL, "--yes"]).await;
    assert_eq!(output.status, 1, "{output:?}");
    assert!(output.out.contains("decide with `--texts remove` or `--texts keep`"), "{output:?}");
    let answers = test.stored(&all[0]).await.unwrap().request.answers;
    assert_eq!(answers["relais"], Answer::Text("–".to_owned()), "the answer that is the address is removed");
    assert_eq!(answers["choix"], Answer::Choices(vec!["oui".to_owned(), "–".to_owned()]));
    assert_eq!(answers["avis"], Answer::Text(format!("Voir avec {TYPED}, svp")));
    assert_eq!(before, [test.stored(&all[1]).await, test.stored(&all[3]).await]);
    let keys = test.keys().await.join("\n");
    assert!(
        !keys.contains("request#1") && keys.contains("mail#"),
        "the record of the mail prevents a second one: {keys}"
    );

    let kept = test.run(&["erase", "--email", EMAIL, "--yes", "--texts", "keep"]).await;
    assert!(kept.out.contains("7 texts that contain the address, as you decided"), "{kept:?}");
    assert!(is_anywhere(&test).await);

    let output = test.run(&["erase", "--email", EMAIL, "--yes", "--texts", "remove"]).await;
    assert!(!is_anywhere(&test).await, "{output:?}");
    let stored = test.stored(&all[1]).await.unwrap();
    assert_eq!(stored.request.remarks.as_deref(), Some("Écrire à <–>."));
    let stored = test.stored(&all[3]).await.unwrap();
    assert_eq!(stored.request.billing.address, "–\n1 rue de la Paix");
    let stored = test.stored(&all[4]).await.unwrap();
    assert_eq!(stored.request.remarks.as_deref(), Some("person-1+club@office.example"), "another address");
    super::sound(&test, "groupe").await;
    let both = ["erase", "-e", EMAIL, "-e", "PERSON-1+club@office.example", "-y"];
    test.run(&both).await;
    let stored = test.stored(&all[4]).await.unwrap();
    assert_eq!(
        stored.request.remarks.as_deref(),
        Some("–"),
        "the address given on the command line is removed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_items_are_named_and_nothing_is_denied() {
    let test = DeskTest::new().await;
    let broken = |email: &str| [("contact", super::map([("email", text(email))]))];
    let key = |digit: &str| format!("registration#{}", digit.repeat(32));
    test.put("workshop#groupe", &key("a"), &broken("person-9@office.example")).await;
    for arguments in [vec!["extract", "-e", EMAIL], vec!["erase", "-e", EMAIL, "-y"]] {
        let output = test.run(&arguments).await;
        assert_eq!(output.status, 1, "{output:?}");
        assert!(output.notes.contains("registration aaaaaaaa of `groupe`\n"), "{output:?}");
        assert!(!output.out.contains("Nothing is stored"), "{output:?}");
    }
    test.put("workshop#groupe", &key("b"), &broken(TYPED)).await;
    let output = test.run(&["erase", "-e", EMAIL, "-y"]).await;
    assert_eq!(output.status, 1, "{output:?}");
    assert!(
        output.notes.contains("registration bbbbbbbb of `groupe`, which contains the address"),
        "{output:?}"
    );
}

/// Calls the library, which allows answering the prompt about each text.
#[tokio::test(flavor = "multi_thread")]
async fn an_organiser_is_asked_about_each_text() {
    let folder = TempDir::new().unwrap();
    write_site(folder.path(), &catalogue());
    let file = folder.path().join(".preview/registrations.sqlite");
    let (database, _changes) = Database::open_for_commands(&file, "http://127.0.0.1:1/").await.unwrap();
    let offer = catalogue().workshops[&"groupe".parse().unwrap()].offer.clone().unwrap();
    let mut all = Vec::new();
    for number in 2..=3 {
        let mut other = registration("groupe", number, 1, &offer);
        other.request.remarks = Some(format!("Avec {EMAIL}, svp"));
        other.request.billing.email = Email::parse(EMAIL).ok().filter(|_| number == 2);
        database.store.register(&other, &offer, Deadline::default()).await.unwrap();
        all.push(other);
    }
    let mut remarks = Vec::new();
    for answers in ["n\n", "oui\no\nn\n", "y\n"] {
        let (mut out, mut notes, mut input) = (Vec::new(), Vec::new(), answers.as_bytes());
        let mut console = Console {
            out: &mut out,
            notes: &mut notes,
            input: &mut input,
            interactive: true,
            progress: false,
        };
        let root = folder.path().to_str().unwrap();
        let typed = ["registrations", "--root", root, "erase", "--email", EMAIL];
        let arguments = <Arguments as clap::Parser>::try_parse_from(typed).unwrap();
        let exit = desk::run(arguments, all[0].created, &mut console).await.unwrap();
        let output = String::from_utf8([out, notes].concat()).unwrap();
        assert_eq!(exit, Exit::Done, "{output}");
        let mut now = Vec::new();
        for other in &all {
            let stored = database.store.get(&other.request.workshop, &other.id, Deadline::default()).await;
            now.push(stored.unwrap().unwrap().request.remarks.unwrap());
        }
        now.sort();
        remarks.push(now);
    }
    let (with, without) = (format!("Avec {EMAIL}, svp"), "Avec –, svp".to_owned());
    let expected =
        [vec![with.clone(), with.clone()], vec![with, without.clone()], vec![without.clone(), without]];
    assert_eq!(remarks, expected);
    database.close().await;
}
