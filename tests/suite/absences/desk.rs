//! `registrations absent`, and where the organiser sees what it recorded.

use jiff::civil::date;
use model::registration::{AttendedSession, Registration};
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
async fn exports_and_sheets_have_the_absences() {
    let desk = desk().await;
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

    // A person gets to know what is stored about them.
    let person = ["--name", "Marc Colleague-1", "--email", "marc@office.example"];
    let page = desk.path("extract.html");
    let arguments = [&["extract", "--output", page.to_str().unwrap()], &person[..]].concat();
    desk.ok(&arguments).await;
    assert!(desk.read("extract.html").contains("Séance a (14 janvier 2026)"));
    let json: Value =
        serde_json::from_str(&desk.ok(&[&["extract", "--json"], &person[..]].concat()).await).unwrap();
    assert_eq!(json["participant"][0]["participants"][0]["absent_from"], json!(["a"]), "{json}");
    desk.ok(&[&["erase", "-y"], &person[..]].concat()).await;
    assert!(desk.stored(&pair).await.unwrap().absences.is_empty(), "the seat of no one was not absent");
}
