//! Sessions and attendance modes of each participant: asked, checked, counted, paid, shown, mailed and exported.

mod mails;

use std::sync::Arc;

use futures_util::future::join_all;
use model::announcement::AttendanceMode;
use model::catalogue::Catalogue;
use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use model::offer::ParticipantEmail;
use model::registration::Registration;
use model::seats::Capacity;
use model::status::Status;
use serde_json::Value;
use tests::catalogue::catalogue;
use tests::desk::DeskTest;
use tests::handler::{Event, HandlerTest, colleagues, fields, fields_with};
use tests::notifier::{NotifierTest, ReadMail, mail_theme};
use tests::ses::Ses;

const MARC: &str = "marc@office.example";
const ANNE: &str = "anne@office.example";

/// Changes the workshop `choix` of the small catalogue: session `b` may be attended by video, up to four people may
/// register together, each with an address and a meal.
fn prepare(catalogue: &mut Catalogue) {
    let workshop = catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap();
    workshop.sessions[1].attendance = AttendanceMode::Hybrid;
    let offer = workshop.offer.as_deref_mut().unwrap();
    offer.capacity = Capacity::by_session([("a".to_owned(), 30), ("b".to_owned(), 20)]);
    (offer.max_participants, offer.participant_email) = (4, ParticipantEmail::Optional);
    offer.participant_questions = vec![Field {
        name: "meal".to_owned(),
        label: "Repas".to_owned(),
        hint: None,
        kind: FieldKind::Text { max_length: 200 },
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: "Repas ?".to_owned(), invalid: String::new() },
        show_if: None,
        language: None,
    }];
}

fn prepared() -> Catalogue {
    let mut catalogue = catalogue();
    prepare(&mut catalogue);
    catalogue
}

async fn handler() -> HandlerTest {
    let table = tests::dynamodb::Table::new().await;
    HandlerTest::of(prepared(), tests::catalogue::theme(), table)
}

/// Claire attends both sessions in person, Marc the second by video, Anne the first one only.
const OWN: [(&str, &str); 11] = [
    ("sessions", "a"),
    ("sessions", "b"),
    ("attendance-b", "in-person"),
    ("participant-1-meal", "Plat du jour"),
    ("participant-2-email", MARC),
    ("participant-2-sessions", "b"),
    ("participant-2-attendance-b", "online"),
    ("participant-2-meal", "Aucun"),
    ("participant-3-email", ANNE),
    ("participant-3-sessions", "a"),
    ("participant-3-meal", "Végétarien"),
];

/// Returns the fields of that party, without the ones of these names.
fn party(without: &[&str]) -> Vec<(&'static str, &'static str)> {
    let mut fields = [fields(), colleagues(2), OWN.to_vec()].concat();
    fields.retain(|(name, _)| !without.contains(name));
    fields
}

fn mail_to(test: &NotifierTest, address: &str) -> ReadMail {
    test.mails().into_iter().rfind(|mail| mail.to == address).unwrap()
}

fn link(mail: &ReadMail) -> String {
    let at = mail.text.find("/api/").unwrap();
    mail.text[at..].split_whitespace().next().unwrap().to_owned()
}

/// Returns the number of events in the attached calendar of the newest mail to an address, and whether one is by video.
fn calendar(test: &NotifierTest, address: &str) -> (usize, bool) {
    let messages = test.ses.messages();
    let to = format!("To: {address}");
    let message = messages.iter().rev().map(|it| String::from_utf8_lossy(it)).find(|it| it.contains(&to));
    let message = message.unwrap();
    let calendar = mail_parser::MessageParser::default().parse(message.as_bytes()).unwrap();
    let calendar = calendar.attachment(0).unwrap().text_contents().unwrap().to_owned();
    (calendar.matches("BEGIN:VEVENT").count(), calendar.contains("LOCATION:À distance"))
}

async fn seats(test: &HandlerTest) -> [u32; 2] {
    let counter = test.counter("choix").await;
    ["a", "b"].map(|pool| counter.taken.of(pool))
}

#[tokio::test(flavor = "multi_thread")]
async fn three_people_three_modes_three_meals() {
    let mut desk = DeskTest::new().await;
    prepare(&mut desk.catalogue);
    desk.write_catalogue();
    let (table, catalogue) = (desk.table(), desk.catalogue.clone());
    let test = NotifierTest::on(table.clone(), table, Ses::new().await, catalogue, mail_theme());
    let own_page = test.handler.post("choix", &party(&[])).await.redirect();
    assert!(test.stream("choix").await.is_empty());

    // Three mails with what concerns each.
    assert_eq!(test.mails().len(), 3);
    assert_eq!(calendar(&test, "claire.legall@office.example"), (2, false));
    assert_eq!(calendar(&test, MARC), (1, true));
    assert_eq!(calendar(&test, ANNE), (1, false));
    // Three own pages.
    let [marc, anne] = [MARC, ANNE].map(|address| link(&mail_to(&test, address)));
    let page = test.handler.get(&marc).await.body;
    assert!(page.contains("session: Séance b") && !page.contains("session: Séance a"), "{page}");
    assert!(page.contains("Repas: Aucun") && !page.contains("Végétarien"), "{page}");
    let page = test.handler.get(&anne).await.body;
    assert!(page.contains("session: Séance a") && !page.contains("session: Séance b"), "{page}");
    let file = test.handler.get(&format!("{anne}/calendar.ics")).await.body;
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 1, "{file}");
    let page = test.handler.get(&own_page).await.body;
    assert!(page.contains("session: Séance a") && page.contains("session: Séance b"), "{page}");

    // Each pays for their own sessions, and takes their own seats.
    let registration = &test.handler.registrations("choix").await[0];
    let amounts = registration.request.participants.iter().map(|it| it.fee.amount.minor);
    assert_eq!(amounts.collect::<Vec<_>>(), [100_000, 150_000, 150_000]);
    assert_eq!(seats(&test.handler).await, [2, 2]);
    test.handler.assert_sound("choix").await;

    // Three rows.
    let json = desk.ok(&["export", "-f", "json", "--what", "participants", "-w", "choix"]).await;
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    let row = |row: &Value| {
        let sessions = row["sessions"].as_array().unwrap().iter();
        let sessions = sessions.map(|it| format!("{}={}", it["session"], it["mode"])).collect::<Vec<_>>();
        format!("{} {} {}", row["email"], row["answers"]["meal"], sessions.join(" ")).replace('"', "")
    };
    let expected = [
        "claire.legall@office.example Plat du jour a=null b=in-person",
        "marc@office.example Aucun b=online",
        "anne@office.example Végétarien a=null",
    ];
    assert_eq!(rows.iter().map(row).collect::<Vec<_>>(), expected);
    let csv = desk.ok(&["export", "-f", "csv", "--what", "participants", "-w", "choix"]).await;
    let times = |text: &str| csv.matches(text).count();
    assert_eq!(["Séance a", "Séance b", " – en visio"].map(times), [2, 2, 1], "{csv}");
    let csv = desk.ok(&["export", "-f", "csv", "--what", "registrations", "-w", "choix"]).await;
    let lines = |name: &str| csv.matches(&format!("{name} – Séance")).count();
    assert_eq!(["Claire Le Gall", "Marc Petit"].map(lines), [2, 2], "{csv}");

    // What the organiser and the participant are shown.
    let reference = registration.id.reference();
    let shown = desk.ok(&["show", reference]).await;
    let shown: Vec<_> = shown.lines().map(str::trim).filter(|line| line.contains("Séance ")).collect();
    let [both, first, online, last] = shown.as_slice() else { panic!("{shown:?}") };
    assert!(
        both.contains("Séance a") && first.contains("Séance b") && last.contains("Séance a"),
        "{shown:?}"
    );
    assert!(online.contains("Séance b") && online.ends_with(": online"), "{shown:?}");
    let known: Value = serde_json::from_str(&desk.ok(&["extract", "--email", MARC, "--json"]).await).unwrap();
    let own = &known["participant"][0]["participants"][0]["own_sessions"];
    assert_eq!(own.to_string(), r#"[{"mode":"online","session":"b"}]"#, "{known:#}");

    // One cancels alone: their seat alone is freed.
    assert_eq!(test.handler.post_to(&format!("{marc}/cancel"), &[]).await.status, 303);
    assert_eq!(seats(&test.handler).await, [2, 1]);
    test.handler.assert_sound("choix").await;
    assert!(test.stream("choix").await.is_empty());
    assert_eq!(mail_to(&test, MARC).subject, "participant left: Atelier choix");
    assert_eq!(calendar(&test, MARC), (1, true), "only his session is removed");
    assert_eq!(test.handler.get(&anne).await.status, 200);

    // The numbers in exports stay those by which organisers name participants, such as `98aa6bea:3`.
    let json = desk.ok(&["export", "-f", "json", "--what", "participants", "-w", "choix"]).await;
    let rows: Vec<Value> = serde_json::from_str(&json).unwrap();
    let numbers: Vec<_> = rows.iter().map(|row| row["number"].as_u64()).collect();
    assert_eq!(numbers, [Some(1), Some(3)], "{rows:#?}");
    let csv = desk.ok(&["export", "-f", "csv", "--what", "participants", "-w", "choix"]).await;
    assert!(csv.contains("Confirmée;3;"), "{csv}");
}

#[tokio::test]
async fn who_says_nothing_attends_what_the_registration_says() {
    let test = handler().await;
    let names = [
        "participant-2-sessions",
        "participant-2-attendance-b",
        "participant-3-sessions",
        "participant-3-attendance-b",
    ];
    test.post("choix", &party(&names)).await.redirect();
    let registration = &test.registrations("choix").await[0];
    assert!(registration.request.participants.iter().all(|it| it.sessions.is_empty()));
    assert_eq!(seats(&test).await, [3, 3]);
    // Only the mode differs.
    let mut fields = party(&names);
    fields.push(("participant-2-attendance-b", "online"));
    fields.retain(|(name, _)| *name != "email");
    fields.push(("email", "zoe@office.example"));
    test.post("choix", &fields).await.redirect();
    let other = test.registration_of("choix", "zoe@office.example").await.unwrap();
    let [claire, marc, _] = other.request.participants.as_slice() else { panic!("three people") };
    let modes = |it| other.of_participant(it).mode("b");
    assert_eq!((modes(claire), modes(marc)), (Some(AttendanceMode::InPerson), Some(AttendanceMode::Online)));
    assert_eq!(other.mode("b"), None, "they attend it in two ways");
    assert_eq!(seats(&test).await, [6, 6]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_session_that_a_participant_attends_alone_needs_a_mode() {
    let test = handler().await;
    let mut fields = party(&["sessions", "attendance-b", "participant-2-attendance-b"]);
    fields.push(("sessions", "a"));
    let answer = test.post("choix", &fields).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.body.matches("form.participant_attendance.missing").count(), 1, "{}", answer.body);
    fields.push(("participant-2-attendance-b", "hologram"));
    assert_eq!(test.post("choix", &fields).await.status, 422);
    // He says how he attends a session, but not that he does.
    fields.pop();
    let without: Vec<_> =
        fields.iter().filter(|(name, _)| *name != "participant-2-sessions").copied().collect();
    let without = [without, vec![("participant-2-attendance-b", "online")]].concat();
    let answer = test.post("choix", &without).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.body.matches("form.participant_sessions.missing").count(), 1, "{}", answer.body);
    fields.push(("participant-2-attendance-b", "online"));
    test.post("choix", &fields).await.redirect();
    assert_eq!(seats(&test).await, [2, 1]);
    test.assert_sound("choix").await;
}

#[tokio::test]
async fn a_replacement_attends_what_the_former_participant_did() {
    let test = handler().await;
    let own_page = test.post("choix", &party(&[])).await.redirect();
    let row = |number: usize, given_name: &str, email: &str| {
        [
            ("given-name", given_name),
            ("family-name", "Petit"),
            ("function", "Chef"),
            ("email", email),
            ("meal", "x"),
        ]
        .map(|(name, value)| (format!("participant-{number}-{name}"), value.to_owned()))
    };
    let rows = [
        row(1, "Claire", "claire.legall@office.example"),
        row(2, "Zoé", "zoe@office.example"),
        row(3, "Anne", ANNE),
    ];
    let rows = rows.concat();
    let rows: Vec<_> = rows.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(test.post_to(&format!("{own_page}/participants"), &rows).await.status, 303);
    let registration = &test.registrations("choix").await[0];
    let zoe = &registration.request.participants[1];
    assert_eq!(
        (zoe.given_name.as_str(), registration.of_participant(zoe).mode("b")),
        ("Zoé", Some(AttendanceMode::Online))
    );
    assert_eq!(seats(&test).await, [2, 2]);
    // Without Anne, one seat of the first session is free.
    assert_eq!(test.post_to(&format!("{own_page}/participants"), &rows[..10]).await.status, 303);
    assert_eq!(seats(&test).await, [1, 2]);
    test.assert_sound("choix").await;
}

/// Registers a party, again whenever the handler asks for patience; a third of the parties loses a participant at once.
async fn arrive(test: Arc<HandlerTest>, number: usize) -> Registration {
    let email = format!("person-{number}@office.example");
    let mut fields = party(&["email"]);
    fields.extend(fields_with("email", &email).into_iter().filter(|(name, _)| *name == "email"));
    let event = Event::post("choix", &fields);
    let own_page = loop {
        let answer = test.send(event.clone()).await;
        match answer.status {
            303 => break answer.header("location").to_owned(),
            503 => {}
            _ => panic!("{answer:?}"),
        }
    };
    if number.is_multiple_of(3) {
        let page = loop {
            let answer = test.get(&own_page).await;
            match answer.status {
                503 => {}
                _ => break answer.participations()[number % 2].clone(),
            }
        };
        while test.post_to(&format!("{page}/cancel"), &[]).await.status == 503 {}
    }
    test.registration_of("choix", &email).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn parties_with_sessions_of_their_own_never_oversell() {
    let test = Arc::new(handler().await);
    let all = join_all((0..60).map(|number| tokio::spawn(arrive(Arc::clone(&test), number)))).await;
    let all: Vec<_> = all.into_iter().map(Result::unwrap).collect();
    test.assert_sound("choix").await;
    let [a, b] = seats(&test).await;
    assert!(a <= 30 && (19..=20).contains(&b), "{a} of 30 and {b} of 20 seats are taken");
    let people = all.iter().map(|it| it.request.participants.len()).sum::<usize>();
    assert_eq!(people, 60 * 3 - 20, "each cancellation removed one person");
    let seated = test.registrations("choix").await;
    let confirmed = seated.iter().filter(|it| it.status == Status::Confirmed);
    let taken = confirmed.fold([0, 0], |[a, b], it| [a + it.seats.of("a"), b + it.seats.of("b")]);
    assert_eq!(taken, [a, b]);
}
