//! Exported files. `tests/readers/export.py` tests that other programs can read them.

use model::announcement::AttendanceMode;
use model::contact::Email;
use model::form::{Field, FieldKind};
use model::offer::{Attends, ParticipantEmail};
use model::questionnaire::FormAnswer;
use model::registration::{AttendedSession, Registration, Suspicion};
use model::status::Status;
use model::submission::Answer;
use registry::{Deadline, Kept};
use serde_json::Value;
use tests::desk::{DeskTest, registration};
use tests::questionnaire::{form_answer, with_questionnaires};

use super::registered;

/// Stores two registrations; one contains text that a spreadsheet would evaluate as a formula.
async fn hostile(test: &DeskTest) -> Vec<Registration> {
    let mut one = registration("groupe", 1, 2, test.offer("groupe"));
    one.request.contact.organisation = "=HYPERLINK(\"https://evil.example\";\"Office\")".to_owned();
    one.request.participants[1].function = "@SUM(1+1)*cmd|' /C calc'!A0".to_owned();
    one.request.billing.purchase_order = Some("-2+3".to_owned());
    one.request.remarks = Some("+1;\"deux\"\nlignes".to_owned());
    one.request.answers.insert("repas".to_owned(), Answer::Text("oui".to_owned()));
    one.request.answers.insert("annees".to_owned(), Answer::Number(12));
    let two = registration("groupe", 2, 1, test.offer("groupe"));
    for registration in [&one, &two] {
        test.register(registration).await;
    }
    vec![one, two]
}

#[tokio::test(flavor = "multi_thread")]
async fn csv_opens_in_a_french_excel() {
    let test = DeskTest::new().await;
    hostile(&test).await;
    let csv = test.ok(&["export", "--format", "csv", "--workshop", "groupe"]).await;
    assert!(csv.starts_with("\u{feff}Référence;Atelier;"), "{csv}");
    assert!(
        csv.lines().next().unwrap().ends_with("Remarques;Déjeunerez-vous avec nous ?;Années d’expérience")
    );
    for cell in [
        ";\"'=HYPERLINK(\"\"https://evil.example\"\";\"\"Office\"\")\";",
        ";'-2+3;",
        ";\"'+1;\"\"deux\"\"\nlignes\";Oui, volontiers;12\r\n",
        ";01 23 45 67 89;",
        ";1000,00;EUR;",
        ";01000 Bourg-en-Bresse;'73282932000074;",
        ";2027-05-01 14:01;",
        "\r\n#",
    ] {
        assert!(csv.contains(cell), "{cell:?} in {csv:?}");
    }
    insta::assert_snapshot!(csv.replace('\u{feff}', "<BOM>").replace("\r\n", "<CRLF>\n"));

    let people = test.ok(&["export", "-f", "csv", "--what", "participants", "-w", "groupe"]).await;
    assert!(people.contains(";'@SUM(1+1)*cmd|' /C calc'!A0;"), "{people}");
    assert_eq!(people.matches("\r\n").count(), 4, "a header and three people");
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_limit_the_export() {
    let test = DeskTest::new().await;
    registered(&test, "groupe", &[(1, 4), (2, 4), (3, 4)]).await;
    registered(&test, "proximite", &[(1, 1)]).await;
    let rows = |csv: &str| csv.matches("\r\n").count() - 1;
    assert_eq!(rows(&test.ok(&["export", "-f", "csv"]).await), 4);
    assert_eq!(rows(&test.ok(&["export", "-f", "csv", "-s", "confirmed"]).await), 3);
    assert_eq!(rows(&test.ok(&["export", "-f", "csv", "-w", "groupe", "-s", "waiting"]).await), 1);
    assert_eq!(rows(&test.ok(&["export", "-f", "csv", "-w", "petit"]).await), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn json_has_a_documented_shape() {
    let test = DeskTest::new().await;
    let all = hostile(&test).await;
    let json = test.ok(&["export", "--format", "json"]).await;
    let value: Value = serde_json::from_str(&json).unwrap();
    let first = value.as_array().unwrap().iter().find(|it| it["reference"] == all[0].id.reference());
    insta::assert_snapshot!(format!("{:#}", first.unwrap()));
    assert!(!json.contains(all[0].id.as_str()), "the identifier allows cancelling");
    let people = test.ok(&["export", "-f", "json", "--what", "participants"]).await;
    let people: Value = serde_json::from_str(&people).unwrap();
    let second = people.as_array().unwrap().iter().find(|it| it["number"] == 2).unwrap();
    insta::assert_snapshot!(format!("{second:#}"));
}

/// Stores answers to the questionnaires of two workshops. The questionnaire of `proximite` has its own wording and no
/// longer asks every question that was answered.
async fn answered(test: &mut DeskTest) -> Vec<FormAnswer> {
    test.catalogue = with_questionnaires(test.catalogue.clone());
    let workshop = test.catalogue.workshops.get_mut(&"proximite".parse().unwrap()).unwrap();
    let questionnaire = workshop.forms.values_mut().next().unwrap();
    questionnaire.title = "Vos attentes".to_owned();
    for field in questionnaire.groups.iter_mut().flat_map(|group| &mut group.questions) {
        match (field.name.as_str(), &mut field.kind) {
            ("projects", FieldKind::Choice { options }) => {
                field.label = "Avez-vous des projets ?".to_owned();
                options[0].label = "Oui, nous en avons".to_owned();
            }
            ("which", _) => field.label = "Lesquels ?".to_owned(),
            _ => {}
        }
    }
    test.write_catalogue();

    let text = |text: &str| Answer::Text(text.to_owned());
    let themes = Answer::Choices(vec!["accueil".to_owned(), "écoute".to_owned()]);
    let both = [("projects", text("yes")), ("which", text("Un guichet\nitinérant"))];
    let removed = [("projects", text("maybe")), ("agents", Answer::Number(12)), ("themes", themes)];
    let mut spam = form_answer("proximite", 2, "=1+1", &[("projects", text("no"))]);
    spam.suspicion = Some(Suspicion::Rate);
    let mut expired = form_answer("proximite", 9, "Office", &both);
    expired.expires = "2020-01-01T00:00:00Z".parse().unwrap();
    let all = vec![
        form_answer("proximite", 1, "Office de l’Ouest", &both),
        spam,
        form_answer("proximite", 3, "Mairie", &both),
        form_answer("proximite", 4, "OFFICE  de l'ouest", &removed),
        form_answer("a-venir", 5, "Office de l’Ouest", &both),
        form_answer("groupe", 6, "Office", &both[..1]),
        expired,
    ];
    for answer in &all {
        assert_eq!(test.store().keep(answer, Deadline::default()).await.unwrap(), Kept::Stored);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_have_the_columns_of_their_forms_sorted_by_organisation() {
    let mut test = DeskTest::new().await;
    let all = answered(&mut test).await;
    let csv = test.ok(&["export", "--what", "answers", "--format", "csv"]).await;
    insta::assert_snapshot!(csv.replace('\u{feff}', "<BOM>").replace("\r\n", "<CRLF>\n"));
    let one = test.ok(&["export", "--what", "answers", "-f", "csv", "-w", "proximite"]).await;
    let header = one.lines().next().unwrap();
    assert!(
        header.ends_with("Suspicion;Avez-vous des projets ?;Lesquels ?;Réponses à des questions retirées"),
        "only the questions of the one workshop: {header}"
    );
    let json = test.ok(&["export", "--what", "answers", "--format", "json", "-w", "proximite"]).await;
    for answer in &all {
        assert!(!json.contains(answer.id.as_str()), "the identifier is not exported");
    }
    let json: Value = serde_json::from_str(&json).unwrap();
    let organisations: Vec<_> =
        json.as_array().unwrap().iter().map(|it| it["organisation_key"].as_str().unwrap()).collect();
    assert_eq!(organisations, ["=1+1", "mairie", "office de l'ouest", "office de l'ouest"]);
    insta::assert_snapshot!(format!("{:#}", json[3]));

    let path = test.path("reponses.xlsx");
    let output = test.run(&["export", "--what", "answers", "-o", path.to_str().unwrap()]).await;
    assert!(output.notes.starts_with("6 rows in"), "{output:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_extract_shows_answers_with_their_questions() {
    let mut test = DeskTest::new().await;
    let all = answered(&mut test).await;
    let path = test.path("extract.html");
    let page = async |email: &str| {
        test.ok(&["extract", "--email", email, "--output", path.to_str().unwrap()]).await;
        test.read("extract.html")
    };
    let one = page("person-1@office.example").await;
    for text in ["<dt>Lesquels ?</dt><dd>Un guichet", "<dd>Oui, nous en avons</dd>", "Conservation jusqu"] {
        assert!(one.contains(text), "{text} in {one}");
    }
    // Answers to a questionnaire that a workshop no longer has are included.
    assert!(page("person-6@office.example").await.contains("<dd>projects: yes</dd>"));
    let output = test.ok(&["extract", "--email", "person-1@office.example"]).await;
    assert_eq!(output, "1 answer to other forms\n");
    let json = test.ok(&["extract", "--email", "person-1@office.example", "--json"]).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["answers"][0]["reference"], all[0].id.reference());
    assert_eq!(json["answers"][0]["answers"]["projects"], "yes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_replaced_atomically_and_private() {
    let test = DeskTest::new().await;
    registered(&test, "groupe", &[(1, 1)]).await;
    let path = test.path("inscriptions.xlsx");
    std::fs::write(&path, "old").unwrap();
    let output = test.run(&["export", "--output", path.to_str().unwrap()]).await;
    assert!(output.notes.contains("1 row in"), "{output:?}");
    assert!(std::fs::read(&path).unwrap().starts_with(b"PK"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let beside = std::fs::read_dir(path.parent().unwrap()).unwrap().count();
    assert_eq!(beside, 2, "`dist` and the file: nothing is left over");
    let missing = test.path("nowhere/x.csv");
    assert!(test.error(&["export", "-o", missing.to_str().unwrap()]).await.contains("cannot write"));
}

#[tokio::test(flavor = "multi_thread")]
async fn attendance_sheets_list_the_people_who_come() {
    let mut test = DeskTest::new().await;
    test.offer_mut("choix").capacity =
        model::seats::Capacity::by_session([("a".to_owned(), 9), ("b".to_owned(), 9)]);
    let session = |session: &str, mode| AttendedSession { session: session.to_owned(), mode };
    for (number, name, sessions) in [
        (1, "Zola", vec![session("a", None), session("b", None)]),
        (2, "Évrard", vec![session("a", Some(AttendanceMode::Online))]),
        (3, "Petit", vec![session("b", Some(AttendanceMode::InPerson))]),
        (4, "Annulé", vec![session("a", None)]),
    ] {
        let mut registration = registration("choix", number, 1, test.offer("choix"));
        registration.request.participants[0].family_name = name.to_owned();
        registration.request.participants[0].function = "<Directrice>".to_owned();
        registration.request.sessions = sessions;
        registration.seats = registration.request.seats(test.offer("choix"));
        test.register(&registration).await;
        if number == 4 {
            test.ok(&["cancel", registration.id.reference(), "-y"]).await;
        }
    }
    let workshop = test.catalogue.workshops.get_mut(&"choix".parse().unwrap()).unwrap();
    workshop.sessions[0].speakers = vec!["Béatrice Paul".to_owned(), "Anne-Marie d’<Orme>".to_owned()];
    test.write_catalogue();
    let path = test.path("sheet.html");
    let all = ["attendance-sheet", "-w", "choix", "-o", path.to_str().unwrap()];
    test.ok(&all).await;
    let page = test.read("sheet.html");
    let sheets: Vec<_> = page.split("<section").skip(1).collect();
    assert_eq!(sheets.len(), 2);
    let place = |sheet: &str, name: &str| sheet.find(&format!("<strong>{name}</strong>"));
    assert!(place(sheets[0], "Évrard").unwrap() < place(sheets[0], "Zola").unwrap(), "E comes before Z");
    assert_eq!((place(sheets[0], "Petit"), place(sheets[1], "Évrard")), (None, None));
    assert!(!page.contains("Annulé"));
    assert_eq!(sheets[0].matches("à distance").count(), 1, "online participants have no field to sign");
    assert!(page.contains("&lt;Directrice&gt;") && !page.contains("<Directrice>"));
    assert!(sheets[0].contains("mardi 14 septembre 2027, de 10\u{a0}h à 12\u{a0}h"), "{}", sheets[0]);
    assert!(sheets[0].contains("2 participants"));
    assert!(sheets[0].contains("<dt>Intervention</dt><dd>Béatrice Paul, Anne-Marie d’&lt;Orme&gt;</dd>"));
    assert!(
        sheets[0].contains("<div>Signature : Béatrice Paul</div><div>Signature : Anne-Marie"),
        "{}",
        sheets[0]
    );
    assert!(
        !sheets[1].contains("Intervention") && sheets[1].contains("Signature de l’intervenant"),
        "{}",
        sheets[1]
    );

    test.ok(&[&all[..], &["--session", "b", "--blank-lines", "0"]].concat()).await;
    assert_eq!(test.read("sheet.html").matches("<section").count(), 1);

    // The chosen sessions count, even if sessions can no longer be chosen.
    test.offer_mut("choix").attends = Attends::All;
    test.write_catalogue();
    test.ok(&all).await;
    let page = test.read("sheet.html");
    let sheets: Vec<_> = page.split("<section").skip(1).collect();
    assert_eq!((place(sheets[0], "Petit"), place(sheets[1], "Évrard")), (None, None));
    let json: Value = serde_json::from_str(&test.ok(&["list", "--json"]).await).unwrap();
    let petit = json.as_array().unwrap().iter().find(|it| it["participants"][0]["family_name"] == "Petit");
    let shown = test.ok(&["show", petit.unwrap()["reference"].as_str().unwrap()]).await;
    assert!(shown.contains("Séance b") && !shown.contains("Séance a"), "{shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_counted_by_organisation() {
    let mut test = DeskTest::new().await;
    answered(&mut test).await;
    let json: Value = serde_json::from_str(&test.ok(&["stats", "--json", "-w", "proximite"]).await).unwrap();
    let figures = serde_json::json!({ "answers": 3, "organisations": 2, "suspected": 1 });
    assert_eq!(json[0]["figures"]["questionnaires"], serde_json::json!({ "questionnaire": figures }));
    let path = test.path("report.html");
    test.ok(&["stats", "--output", path.to_str().unwrap()]).await;
    let page = test.read("report.html");
    for text in ["Vos attentes", "3 réponses de 2 organismes", "1 à vérifier", "1 réponse de 1 organisme"]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(!page.to_lowercase().contains("mairie"), "it contains no personal data");
}

#[tokio::test(flavor = "multi_thread")]
async fn statistics_add_up() {
    let test = DeskTest::new().await;
    let all = registered(&test, "groupe", &[(1, 4), (2, 4), (3, 4), (4, 2)]).await;
    test.ok(&["cancel", all[3].id.reference(), "-y"]).await;
    assert_eq!(test.stored(&all[2]).await.unwrap().status, Status::Waiting);
    insta::assert_snapshot!(test.ok(&["stats", "--json"]).await);

    let path = test.path("report.html");
    test.ok(&["stats", "--output", path.to_str().unwrap()]).await;
    let page = test.read("report.html");
    for text in [
        "8 sur 10, 4 en attente",
        "Confirmée",
        "4\u{202f}000 €",
        "<svg",
        "role=\"img\"",
        "<details>",
        "14 personnes",
    ] {
        assert!(page.contains(text), "{text} in {page}");
    }
    for outside in ["http:", "https:", "<script", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "the file needs nothing else: {outside}");
    }
    assert!(!page.contains("Person-") && !page.contains("office.example"), "it contains no personal data");
}

#[tokio::test(flavor = "multi_thread")]
async fn participants_have_their_own_addresses_and_answers() {
    let mut test = DeskTest::new().await;
    let offer = test.offer_mut("groupe");
    offer.participant_email = ParticipantEmail::Required;
    offer.participant_questions = vec![Field { name: "menu".to_owned(), ..offer.questions[0].clone() }];
    test.write_catalogue();
    let mut two = registration("groupe", 1, 2, test.offer("groupe"));
    let value = test.offer("groupe").participant_questions[0].kind.options()[0].value.clone();
    for (participant, email) in
        two.request.participants.iter_mut().zip(["a@office.example", "b@office.example"])
    {
        participant.email = Email::parse(email).ok();
    }
    two.request.participants[1].answers = [("menu".to_owned(), Answer::Text(value))].into();
    test.register(&two).await;
    let people = test.ok(&["export", "-f", "csv", "--what", "participants", "-w", "groupe"]).await;
    let rows: Vec<_> = people.split("\r\n").collect();
    assert!(rows[0].contains(";Fonction;Courriel;Organisme;"), "{people}");
    assert!(rows[1].contains(";a@office.example;") && rows[1].ends_with(';'), "{people}");
    assert!(rows[2].contains(";b@office.example;") && rows[2].ends_with(";Oui, volontiers"), "{people}");
    let registrations = test.ok(&["export", "-f", "csv", "-w", "groupe"]).await;
    assert!(registrations.contains(";Marc Colleague-1 – Oui, volontiers\r\n"), "{registrations}");
    let json = test.ok(&["export", "-f", "json", "--what", "participants"]).await;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json[1]["email"], "b@office.example");
    assert!(json[1]["answers"]["menu"].is_string() && json[0]["answers"].get("menu").is_none(), "{json:#}");
    let shown = test.ok(&["show", two.id.reference()]).await;
    assert!(shown.contains("b@office.example") && shown.contains("menu: "), "{shown}");
}
