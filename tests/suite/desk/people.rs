//! A person's rights: access to their stored data, and its erasure.

use aws_sdk_dynamodb::types::AttributeValue;
use model::contact::Email;
use model::registration::{AddressChange, Author, Capability, Registration, ShownParticipants};
use model::status::Status;
use model::submission::Answer;
use registry::{Deadline, Transition};
use serde_json::Value;
use tests::catalogue;
use tests::desk::{DeskTest, registration};

mod texts;

use super::{reference, registered, sound, status};

const EMAIL: &str = "person-1@office.example";

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn map<const N: usize>(members: [(&str, AttributeValue); N]) -> AttributeValue {
    AttributeValue::M(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A table with data about person 1: a contact in three workshops, one of which is no longer in the catalogue; the
/// address of another person's invoice; a participant in another registration; a respondent to a questionnaire.
async fn everywhere(test: &DeskTest) -> Vec<Registration> {
    let mut all = registered(test, "groupe", &[(1, 4), (2, 4), (3, 4)]).await;
    all.extend(registered(test, "proximite", &[(1, 1)]).await);
    let forgotten = registration("oublie", 1, 1, test.offer("groupe"));
    let offer = catalogue::offer("2027-03-01", "2027-06-01", 3);
    test.store().register(&forgotten, &offer, Deadline::default()).await.unwrap();
    all.push(forgotten);

    let mut invoiced = registration("approuve", 4, 1, test.offer("approuve"));
    invoiced.request.billing.email = Some(Email::parse("Person-1@OFFICE.example").unwrap());
    let mut brought = registration("approuve", 5, 2, test.offer("approuve"));
    brought.request.participants[1].given_name = "Zoe".to_owned();
    brought.request.participants[1].family_name = "PERSON 1".to_owned();
    for registration in [invoiced, brought] {
        test.register(&registration).await;
        all.push(registration);
    }
    for (digits, email) in
        [("0123456789abcdef", "PERSON-1@office.example"), ("fedcba9876543210", "person-2@office.example")]
    {
        let contact = [
            ("given_name", "Zoé"),
            ("family_name", "Person"),
            ("function", "Directrice"),
            ("organisation", "Office"),
            ("email", email),
        ];
        let answer = [
            ("contact", map(contact.map(|(name, value)| (name, text(value))))),
            ("answers", map([("attentes", text("Échanger"))])),
            ("created", text("2027-05-01T12:00:00Z")),
            ("form_hash", text("0")),
            ("expires_at", AttributeValue::N("4000000000".to_owned())),
        ];
        test.put("workshop#groupe", &format!("form#attentes#{}", digits.repeat(2)), &answer).await;
    }
    let mark = format!("mail#{}#1", all[0].id.as_str());
    test.put("workshop#groupe", &mark, &[("sent", text("2027-05-01T12:00:05Z"))]).await;
    let others_mark = format!("mail#{}#1", all[1].id.as_str());
    test.put("workshop#groupe", &others_mark, &[("sent", text("2027-05-01T12:00:05Z"))]).await;
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_found_in_every_workshop_and_form() {
    let test = DeskTest::new().await;
    let all = everywhere(&test).await;
    let out = test.ok(&["extract", "--email", "PERSON-1@office.example", "--json"]).await;
    let json: Value = serde_json::from_str(&out).unwrap();
    let references = |part: &str| {
        let mut found: Vec<_> =
            json[part].as_array().unwrap().iter().map(|it| it["reference"].as_str().unwrap()).collect();
        found.sort_unstable();
        found
    };
    let mut own = [reference(&all[0]), reference(&all[3]), reference(&all[4])];
    own.sort_unstable();
    assert_eq!(references("registrations"), own);
    assert_eq!(references("invoices"), [reference(&all[5])]);
    assert_eq!(references("same_name"), [reference(&all[6])]);
    assert_eq!(references("participant"), [""; 0]);
    assert_eq!(json["answers"][0]["answers"]["attentes"], "Échanger");
    assert_eq!(json["answers"].as_array().unwrap().len(), 1);
    assert_eq!(json["others"].as_array().unwrap().len(), 1, "the record of the mail");
    // Of another person's registration, only the data about this person is shown.
    let part = json["same_name"].to_string();
    assert!(part.contains("PERSON 1") && !part.contains("Person-5"), "{part}");

    let named = test.ok(&["extract", "-e", "nobody@office.example", "-n", "zoé person-1", "--json"]).await;
    let named: Value = serde_json::from_str(&named).unwrap();
    let count = named["participant"].as_array().unwrap().len();
    assert_eq!(count, 4, "participant in own and other registrations: {named:#}");

    let unknown = test.ok(&["extract", "--email", "nobody@office.example"]).await;
    assert_eq!(unknown, "Nothing is stored about this address.\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_for_the_person_is_in_the_sites_language() {
    let test = DeskTest::new().await;
    everywhere(&test).await;
    let path = test.path("extract.html");
    test.ok(&["extract", "--email", EMAIL, "--output", path.to_str().unwrap()]).await;
    let page = test.read("extract.html");
    assert_eq!(page.matches("Votre inscription<").count(), 3);
    for text in [
        "Vos données personnelles",
        "Inscription d’un tiers, facturée à votre adresse",
        "Participation à l’inscription d’un tiers",
        "Réponse à un questionnaire",
        "Échanger",
        "01 23 45 67 89",
        "samedi 1er\u{a0}mai 2027 à 14\u{a0}h\u{a0}01",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(!page.contains("Person-5"), "other registrants' colleagues are not shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn erasing_a_person_promotes_waiting_registrations() {
    let test = DeskTest::new().await;
    let all = everywhere(&test).await;
    assert_eq!(status(&test, &all[2]).await, Status::Waiting);
    let before = test.keys().await;
    assert!(test.error(&["erase", "--email", EMAIL]).await.contains("--yes"));
    assert_eq!(test.keys().await, before);

    let output = test.ok(&["erase", "--email", EMAIL, "--yes"]).await;
    assert!(output.contains("3 registrations made by this address"), "{output}");
    assert!(output.contains(&format!("Promoted from the waiting list: {}", reference(&all[2]))), "{output}");
    assert!(output.ends_with("Deleted: nothing is stored about this address.\n"), "{output}");
    for erased in [&all[0], &all[3], &all[4]] {
        assert_eq!(test.stored(erased).await, None);
    }
    assert_eq!(status(&test, &all[2]).await, Status::Confirmed);
    for workshop in ["groupe", "proximite", "approuve"] {
        sound(&test, workshop).await;
    }
    let unannounced = "oublie".parse().unwrap();
    let counter = test.store().counter(&unannounced, Deadline::default()).await.unwrap();
    assert_eq!(counter.taken.of("all"), 0);
    let keys = test.keys().await.join("\n");
    assert!(!keys.contains("0123456789abcdef") && !keys.contains(all[0].id.as_str()), "{keys}");
    assert!(
        keys.contains("fedcba9876543210") && keys.contains("mail#"),
        "records about other people are kept: {keys}"
    );

    let invoiced = test.stored(&all[5]).await.unwrap();
    assert_eq!(invoiced.request.billing.email, None);
    assert_eq!(invoiced.request.contact, all[5].request.contact, "the other registrant's data is kept");
    let brought = test.stored(&all[6]).await.unwrap();
    assert_eq!(
        brought.request.participants, all[6].request.participants,
        "a name alone does not identify a person"
    );

    let output = test.ok(&["erase", "-e", EMAIL, "-n", "Zoé Person-1", "-y"]).await;
    assert!(output.contains("Deleted"), "{output}");
    let brought = test.stored(&all[6]).await.unwrap();
    assert_eq!(brought.request.participants[0], all[6].request.participants[0]);
    assert_eq!(brought.request.participants[1].name(), "– –");
    assert_eq!(brought.seats, all[6].seats, "the seat is kept");
    assert_eq!(test.ok(&["erase", "-e", EMAIL]).await, "Nothing is stored about this address.\n");
}

/// A participant who was replaced has an address in the registration until they are informed.
#[tokio::test(flavor = "multi_thread")]
async fn a_former_participant_is_found_and_erased() {
    let test = DeskTest::new().await;
    let mut registration = registration("groupe", 2, 2, test.offer("groupe"));
    registration.request.participants[1].email = Email::parse("marc@office.example").ok();
    test.register(&registration).await;
    let store = test.store();
    let mut others = test.stored(&registration).await.unwrap().request.participants;
    others[1].email = Email::parse("anne@office.example").ok();
    let read = test.stored(&registration).await.unwrap();
    let (offer, now) = (test.offer("groupe"), registration.created);
    let transition = Transition { read: &read, offer, now, by: Author::Participant };
    let shown = ShownParticipants::of(&read.request);
    store.change_participants(transition, &others, &shown, Deadline::default()).await.unwrap();
    assert_eq!(test.stored(&registration).await.unwrap().departures.len(), 1);

    let out = test.ok(&["extract", "--email", "marc@office.example", "--json"]).await;
    let json: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(json["participant"][0]["reference"], registration.id.reference());
    let left = serde_json::json!([{ "email": "marc@office.example", "at": now }]);
    assert_eq!(json["participant"][0]["departures"], left);
    let path = test.path("extract.html");
    test.ok(&["extract", "--email", "marc@office.example", "--output", path.to_str().unwrap()]).await;
    let page = test.read("extract.html");
    assert_eq!(page.matches("marc@office.example").count(), 2, "in the introduction and as stored: {page}");
    assert!(page.contains("Fin de la participation"), "{page}");
    let output = test.ok(&["erase", "-e", "marc@office.example", "-y"]).await;
    assert!(output.ends_with("Deleted: nothing is stored about this address.\n"), "{output}");
    let erased = test.stored(&registration).await.unwrap();
    assert_eq!(
        (erased.departures, erased.request.participants[1].name()),
        (Vec::new(), "Marc Colleague-2".into())
    );
    sound(&test, "groupe").await;
}

/// The address that is to replace the contact's may be a stranger's, and the former one is kept until a mail to it was sent.
#[tokio::test(flavor = "multi_thread")]
async fn proposed_and_former_addresses_of_a_contact_are_found_and_erased() {
    let test = DeskTest::new().await;
    let registration = registration("groupe", 2, 1, test.offer("groupe"));
    test.register(&registration).await;
    let (store, offer, now) = (test.store(), test.offer("groupe"), registration.created);
    let [second, third] =
        ["zoe@second.example", "zoe@third.example"].map(|email| Email::parse(email).unwrap());
    for email in [&second, &third] {
        let read = test.stored(&registration).await.unwrap();
        let transition = Transition { read: &read, offer, now, by: Author::Registrant };
        store.propose_address(transition, Some(email), Deadline::default()).await.unwrap();
        if *email == second {
            let read = test.stored(&registration).await.unwrap();
            let transition = Transition { read: &read, ..transition };
            let capability = Capability::from_bytes([1; 16]);
            let change = AddressChange { email: email.clone(), capability, membership: None };
            store.confirm_address(transition, &change, Deadline::default()).await.unwrap();
        }
    }
    let reference = registration.id.reference();
    let shown = test.ok(&["show", reference]).await;
    assert!(shown.contains("To be confirmed") && shown.contains("zoe@third.example, until "), "{shown}");
    let json: Value = serde_json::from_str(&test.ok(&["show", reference, "--json"]).await).unwrap();
    assert_eq!(json["proposed_address"]["email"], "zoe@third.example", "{json}");
    for (email, left) in [("person-2@office.example", (0, true)), ("zoe@third.example", (0, false))] {
        let out = test.ok(&["extract", "--email", email, "--json"]).await;
        let json: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(json["participant"][0]["addresses"], serde_json::json!([email]), "{out}");
        let output = test.ok(&["erase", "-e", email, "-y"]).await;
        assert!(output.ends_with("Deleted: nothing is stored about this address.\n"), "{output}");
        let erased = test.stored(&registration).await.unwrap();
        assert_eq!((erased.former_addresses.len(), erased.proposed_address.is_some()), left);
        assert_eq!(erased.request.contact.email, second);
    }
    sound(&test, "groupe").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_registrations_and_erasures_leave_sound_seats() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4), (3, 2), (4, 3), (5, 4), (6, 1)]).await;
    let offer = test.offer("groupe").clone();
    let mut tasks = Vec::new();
    for registration in &all[..4] {
        let (store, offer, registration) = (test.store(), offer.clone(), registration.clone());
        tasks.push(tokio::spawn(async move {
            let now = registration.created;
            let erased = store.erase(&registration, Some(&offer), now, Deadline::default()).await;
            assert!(erased.unwrap().is_some());
        }));
    }
    for number in 10..20 {
        let (store, offer) = (test.store(), offer.clone());
        tasks.push(tokio::spawn(async move {
            let arriving = registration("groupe", number, 1 + number % 3, &offer);
            store.register(&arriving, &offer, Deadline::default()).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    sound(&test, "groupe").await;
    let (store, gone) = (test.store(), &all[0]);
    let again = store.erase(gone, Some(&offer), gone.created, Deadline::default());
    assert_eq!(again.await.unwrap(), None);
}

/// A registration by person 6, whose colleague Zoe has an address of her own and an answer.
async fn with_own_address(test: &DeskTest) -> Registration {
    let mut registration = registration("groupe", 6, 2, test.offer("groupe"));
    let zoe = &mut registration.request.participants[1];
    zoe.given_name = "Zoe".to_owned();
    zoe.family_name = "Person 1".to_owned();
    zoe.email = Email::parse("Zoe@office.example").ok();
    zoe.answers = [("menu".to_owned(), Answer::Text("végétarien".to_owned()))].into();
    test.register(&registration).await;
    registration
}

#[tokio::test(flavor = "multi_thread")]
async fn a_participant_is_found_by_their_own_address() {
    let test = DeskTest::new().await;
    everywhere(&test).await;
    let registration = with_own_address(&test).await;
    let out = test.ok(&["extract", "--email", "zoe@OFFICE.example", "--json"]).await;
    let json: Value = serde_json::from_str(&out).unwrap();
    let found = json["participant"].as_array().unwrap();
    assert_eq!(found.len(), 1, "{json:#}");
    assert_eq!(found[0]["reference"], reference(&registration));
    assert_eq!(found[0]["participants"].as_array().unwrap().len(), 1);
    assert_eq!(found[0]["participants"][0]["email"], "Zoe@office.example");
    assert_eq!(found[0]["participants"][0]["answers"]["menu"], "végétarien");
    assert_eq!(json["registrations"].as_array().unwrap().len(), 0);
    assert_eq!(json["texts"].as_array().unwrap().len(), 0, "the address is no other text");
    // The name of the participant with this address leads to registrations without it.
    assert_eq!(json["same_name"].as_array().unwrap().len(), 4);
    let summary = test.ok(&["extract", "--email", "zoe@office.example"]).await;
    assert!(summary.contains("1 registration made by others, with a participant who has this address"));
    let path = test.path("extract.html");
    test.ok(&["extract", "--email", "zoe@office.example", "--output", path.to_str().unwrap()]).await;
    let page = std::fs::read_to_string(path).unwrap();
    assert!(page.contains("Zoe@office.example") && page.contains("végétarien"), "{page}");
    assert!(!page.contains("Person-6"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_participant_is_erased_by_their_own_address() {
    let test = DeskTest::new().await;
    let registration = with_own_address(&test).await;
    let out = test.ok(&["erase", "--email", "zoe@office.example", "--yes"]).await;
    assert!(out.ends_with("Deleted: nothing is stored about this address.\n"), "{out}");
    let stored = test.stored(&registration).await.unwrap();
    let [zoe, colleague] = stored.request.participants.as_slice() else { panic!("both seats remain") };
    assert_eq!(zoe, &registration.request.participants[0], "the contact is unchanged");
    assert_eq!((colleague.name().as_str(), &colleague.email), ("– –", &None));
    assert!(colleague.answers.is_empty());
    sound(&test, "groupe").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_namesake_is_listed_without_the_participant_who_has_the_address() {
    let test = DeskTest::new().await;
    let mut both = registration("groupe", 6, 3, test.offer("groupe"));
    for (participant, email) in both.request.participants[1..].iter_mut().zip(["zoe@office.example", ""]) {
        participant.given_name = "Zoe".to_owned();
        participant.family_name = "Quatremer".to_owned();
        participant.email = Email::parse(email).ok();
    }
    test.register(&both).await;
    let out = test.ok(&["extract", "--email", "zoe@office.example", "--json"]).await;
    let json: Value = serde_json::from_str(&out).unwrap();
    let emails = |part: &str| {
        let people = json[part][0]["participants"].as_array().unwrap();
        people.iter().map(|it| it["email"].as_str()).collect::<Vec<_>>()
    };
    assert_eq!(emails("participant"), [Some("zoe@office.example")]);
    assert_eq!(emails("same_name"), [None], "{json:#}");
}
