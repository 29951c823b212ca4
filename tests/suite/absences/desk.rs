//! `registrations absent`, and where the organiser sees what it recorded.

use jiff::Timestamp;
use jiff::civil::date;
use model::contact::Email;
use model::registration::{AttendedSession, Registration};
use model::scheduled_mail::Recipients;
use serde_json::{Value, json};
use tests::desk::{DeskTest, registration};

/// Returns a desk with workshops whose first session is over and whose second one has not begun.
async fn desk() -> DeskTest {
    let mut desk = DeskTest::new().await;
    for workshop in desk.catalogue.workshops.values_mut() {
        workshop.sessions[0].date = date(2026, 1, 14);
        workshop.sessions[1].date = date(2999, 1, 14);
    }
    desk.write_catalogue();
    desk
}

/// Registers this many people with a workshop as person `number`.
async fn registered(desk: &DeskTest, workshop: &str, number: usize, people: usize) -> Registration {
    let registration = registration(workshop, number, people, desk.offer(workshop));
    desk.register(&registration).await;
    registration
}

fn second(registration: &Registration) -> String {
    format!("{}:2", registration.id.reference())
}

#[tokio::test(flavor = "multi_thread")]
async fn absences_are_recorded_shown_and_taken_back() {
    let desk = desk().await;
    let (pair, single) = (registered(&desk, "groupe", 1, 2).await, registered(&desk, "groupe", 2, 1).await);
    let (code, reference) = (second(&pair), single.id.reference());
    let command = ["absent", "groupe", "a", &code, reference];
    let asked = desk.error(&command).await;
    assert!(asked.contains("pass `--yes`"), "{asked}");
    assert!(desk.stored(&pair).await.unwrap().absences.is_empty());

    let output = desk.ok(&[&command[..], &["--yes"]].concat()).await;
    assert!(output.contains(&format!("  {code}: Marc Colleague-1, Office de l’Ouest\n")), "{output}");
    assert!(output.contains(&format!("  {reference}: Zoé Person-2, Office")), "{output}");
    assert!(output.ends_with("It is recorded.\n"), "{output}");
    assert!(!output.contains("mails"), "the workshop has none that depend on it: {output}");
    let stored = desk.stored(&pair).await.unwrap();
    assert!(stored.absences.include("a", 2) && stored.absences.of(1).count() == 0);
    let again = desk.ok(&command).await;
    assert!(again.contains("(recorded already)") && again.contains("All of them are recorded"), "{again}");
    assert_eq!(desk.stored(&pair).await.unwrap(), stored, "nothing was written");

    let shown = desk.ok(&["show", pair.id.reference()]).await;
    assert!(shown.contains("1. Zoé Person-1") && shown.contains("2. Marc Colleague-1"), "{shown}");
    assert!(shown.contains("a: absent") && shown.contains("record-absences by organiser"), "{shown}");
    assert!(!desk.ok(&["show", reference]).await.contains("1. "), "a single person has no number");
    let listed: Value = serde_json::from_str(&desk.ok(&["list", "--json"]).await).unwrap();
    let of = |reference: &str| {
        let all = listed.as_array().unwrap();
        let found = all.iter().find(|it| it["reference"] == reference).unwrap();
        let people = found["participants"].as_array().unwrap().iter();
        people.map(|it| it["absent_from"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(of(pair.id.reference()), [Value::Null, json!(["a"])]);

    // The whole registration, of whom one was recorded before.
    let all = desk.ok(&["absent", "groupe", "a", pair.id.reference(), "-y"]).await;
    assert_eq!(all.matches("(recorded already)").count(), 1, "{all}");
    let undone = desk.ok(&["absent", "--undo", "groupe", "a", &code, reference, "-y"]).await;
    assert!(undone.ends_with("It is taken back.\n"), "{undone}");
    let stored = desk.stored(&pair).await.unwrap();
    assert!(stored.absences.include("a", 1) && !stored.absences.include("a", 2));
    let none = desk.ok(&["absent", "--undo", "groupe", "a", &code]).await;
    assert!(none.contains("None of them is recorded"), "{none}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_explained_and_record_nothing() {
    let mut desk = desk().await;
    let pair = registered(&desk, "groupe", 1, 2).await;
    let cancelled = registered(&desk, "groupe", 2, 1).await;
    let other = registered(&desk, "proximite", 3, 1).await;
    desk.ok(&["cancel", cancelled.id.reference(), "-y"]).await;
    let [one, gone, elsewhere] = [&pair, &cancelled, &other].map(|it| it.id.reference().to_owned());
    let code = |place: &str| format!("{one}:{place}");
    for (workshop, session, participant, hint) in [
        ("group", "a", one.clone(), "did you mean `groupe`?"),
        ("sans-offre", "a", one.clone(), "takes no registrations"),
        ("groupe", "c", one.clone(), "`groupe` has no session `c`"),
        ("groupe", "b", one.clone(), "begins on 2999-01-14 10:00; record who was absent after that"),
        ("groupe", "a", "00000000".to_owned(), "no registration has the reference `00000000`"),
        ("groupe", "a", code("3"), "has no participant 3, but 1, 2"),
        ("groupe", "a", code("-1"), "`-1` is not the number of a participant"),
        ("groupe", "a", code("Marc"), "`Marc` is not the number of a participant"),
        ("groupe", "a", elsewhere, "is for `proximite`, not for `groupe`"),
        ("groupe", "a", gone, "is cancelled: only participants of a confirmed registration can be absent"),
    ] {
        // A correct one before it is not recorded either.
        let error = desk.error(&["absent", workshop, session, &code("1"), &participant, "-y"]).await;
        assert!(error.contains(hint), "{participant}: {error}");
    }
    let workshop = desk.catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.sessions[0].status = model::announcement::SessionStatus::Postponed;
    desk.write_catalogue();
    let error = desk.error(&["absent", "groupe", "a", &one, "-y"]).await;
    assert!(error.contains("is postponed, so no one is absent from it yet"), "{error}");
    assert!(desk.stored(&pair).await.unwrap().absences.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_attend_a_session_are_absent_from_it() {
    let desk = desk().await;
    let mut pair = registration("choix", 1, 2, desk.offer("choix"));
    let attended = |session: &str| AttendedSession { session: session.to_owned(), mode: None };
    pair.request.sessions = vec![attended("a"), attended("b")];
    pair.request.participants[1].sessions = vec![attended("b")];
    pair.seats = pair.request.seats(desk.offer("choix"));
    desk.register(&pair).await;
    let error = desk.error(&["absent", "choix", "a", &second(&pair), "-y"]).await;
    assert!(error.contains("(Marc Colleague-1) does not attend the session `a`"), "{error}");
    let output = desk.ok(&["absent", "choix", "a", pair.id.reference(), "-y"]).await;
    assert!(output.contains("Zoé Person-1") && !output.contains("Marc"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_depend_on_absences_are_announced() {
    let mut desk = desk().await;
    let mails = [super::thanks(), super::mail("rappel", Recipients::Confirmed)];
    super::prepare(&mut desk.catalogue, &mails);
    desk.write_catalogue();
    let single = registered(&desk, "groupe", 1, 1).await;
    let command = ["absent", "groupe", "a", single.id.reference(), "-y"];
    let output = desk.ok(&command).await;
    assert!(output.contains("They get mails to those who were absent, and no more"), "{output}");
    let undone = desk.ok(&[&command[..], &["--undo"]].concat()).await;
    assert!(undone.contains("They get mails to those who were present, and no more"), "{undone}");
    super::prepare(&mut desk.catalogue, &mails[1..]);
    desk.write_catalogue();
    let output = desk.ok(&command).await;
    assert!(!output.contains("mails"), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_and_sheets_have_the_absences() {
    let mut desk = desk().await;
    let (pair, single) = (registered(&desk, "groupe", 1, 2).await, registered(&desk, "groupe", 2, 1).await);
    desk.ok(&["absent", "groupe", "a", &second(&pair), "-y"]).await;
    let export = |what| ["export", "-f", "csv", "-w", "groupe", "--what", what];
    let csv = desk.ok(&export("participants")).await;
    assert!(csv.contains(";Absences;"), "{csv}");
    assert_eq!(
        csv.matches("Séance a (14 janvier 2026)").count(),
        3 + 1,
        "three attend it, one was absent: {csv}"
    );
    let csv = desk.ok(&export("registrations")).await;
    assert_eq!(csv.matches("Marc Colleague-1 – Séance a (14 janvier 2026)").count(), 1, "{csv}");

    let path = desk.path("sheet.html");
    desk.ok(&["attendance-sheet", "-w", "groupe", "-o", path.to_str().unwrap()]).await;
    let page = desk.read("sheet.html");
    let sheets: Vec<_> = page.split("<section").skip(1).collect();
    let row = |sheet: &str, name: &str| {
        let rows = sheet.split("<tr>").find(|row| row.contains(name)).unwrap().to_owned();
        rows.split("</tr>").next().unwrap().to_owned()
    };
    let absent = row(sheets[0], "Colleague-1");
    assert!(absent.contains(&second(&pair)) && absent.contains(">absence<"), "{absent}");
    for name in ["Person-1<", "Person-2<"] {
        assert!(!row(sheets[0], name).contains("absence"), "{page}");
    }
    assert!(row(sheets[0], "Person-2<").contains(&format!(">{}<", single.id.reference())), "{page}");
    assert!(!sheets[1].contains("absence"));

    // Those who missed the session sign when it is held again.
    let workshop = desk.catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.sessions[0].date = date(2998, 1, 14);
    desk.write_catalogue();
    desk.ok(&["attendance-sheet", "-w", "groupe", "-o", path.to_str().unwrap()]).await;
    assert!(!desk.read("sheet.html").contains(">absence<"));
    let workshop = desk.catalogue.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.sessions[0].date = date(2026, 1, 14);
    desk.write_catalogue();

    // A person gets to know what is stored about them.
    let person = ["--name", "Marc Colleague-1", "--email", "marc@office.example"];
    let page = desk.path("extract.html");
    let arguments = [&["extract", "--output", page.to_str().unwrap()], &person[..]].concat();
    desk.ok(&arguments).await;
    assert!(desk.read("extract.html").contains("Séance a (14 janvier 2026)"));
    let json: Value =
        serde_json::from_str(&desk.ok(&[&["extract", "--json"], &person[..]].concat()).await).unwrap();
    assert_eq!(json["participant"][0]["participants"][0]["absent_from"], json!(["a"]), "{json}");
}

/// What the organiser recorded about a colleague is not the data of the person who registered them.
#[tokio::test(flavor = "multi_thread")]
async fn contacts_get_their_own_absences_only() {
    let desk = desk().await;
    let pair = registered(&desk, "groupe", 1, 2).await;
    let extract = ["extract", "--email", "person-1@office.example"];
    let page = desk.path("extract.html");
    for (participant, of_zoe, lines) in [("2", Value::Null, 0), ("1", json!(["a"]), 1)] {
        let code = format!("{}:{participant}", pair.id.reference());
        desk.ok(&["absent", "groupe", "a", &code, "-y"]).await;
        desk.ok(&[&extract[..], &["--output", page.to_str().unwrap()]].concat()).await;
        let html = desk.read("extract.html");
        assert!(html.contains("Marc Colleague-1") && !html.contains("Marc Colleague-1 –"), "{html}");
        assert_eq!(html.matches("Zoé Person-1 – Séance a").count(), lines, "{html}");
        let json = desk.ok(&[&extract[..], &["--json"]].concat()).await;
        let json: Value = serde_json::from_str(&json).unwrap();
        let people = json["registrations"][0]["participants"].as_array().unwrap().iter();
        let absent: Vec<_> = people.map(|it| it["absent_from"].clone()).collect();
        assert_eq!(absent, [of_zoe, Value::Null], "{json}");
    }
}

/// Erasing a person makes no one receive the other mail about a session that is over.
#[tokio::test(flavor = "multi_thread")]
async fn erasing_a_person_turns_no_absence_into_presence() {
    let desk = desk().await;
    let mut pair = registration("groupe", 1, 3, desk.offer("groupe"));
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    pair.created = at("2026-01-01T00:00:00Z");
    pair.request.participants[2].given_name = "Anne".to_owned();
    pair.request.participants[2].email = Email::parse("anne@office.example").ok();
    desk.register(&pair).await;
    desk.ok(&["absent", "groupe", "a", pair.id.reference(), "-y"]).await;
    // The contact informs the one without an address, whose seat keeps the absence.
    desk.ok(&["erase", "-y", "--name", "Marc Colleague-1", "--email", "marc@office.example"]).await;
    desk.ok(&["erase", "-y", "--email", "anne@office.example"]).await;
    let stored = desk.stored(&pair).await.unwrap();
    let named = stored.request.participants.iter().map(|it| (it.number, it.given_name.as_str()));
    assert_eq!(named.collect::<Vec<_>>(), [(1, "Zoé"), (4, "–"), (5, "–")]);
    let people = &stored.request.participants;
    let session_ended = at("2026-01-14T12:00:00Z");
    let was_absent =
        [0, 1, 2].map(|place| stored.of_participant(&people[place]).was_absent("a", session_ended));
    assert_eq!(was_absent, [Some(true), Some(true), None]);
    assert_eq!(stored.of_contact().was_absent("a", session_ended), Some(true));
}
