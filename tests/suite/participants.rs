//! Each participant's own e-mail address and answers: asked, checked, stored, shown and changed.

use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use model::offer::ParticipantEmail;
use model::registration::{Author, ShownParticipants};
use model::seats::Capacity;
use model::submission::Answer as Given;
use registry::{Deadline, Transition, Transitioned};
use tests::catalogue::catalogue;
use tests::dynamodb::{Fault, Table};
use tests::handler::{Answer, Event, HandlerTest, colleagues, fields, fields_with};

/// Returns a required question with a text as its answer.
fn question(name: &str, label: &str) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: None,
        kind: FieldKind::Text { max_length: 200 },
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: format!("{label} ?"), invalid: String::new() },
        show_if: None,
        language: None,
    }
}

/// Returns a handler that asks each participant of `groupe` for an address, and for a meal.
async fn personal(email: ParticipantEmail) -> HandlerTest {
    HandlerTest::new().await.with_offer("groupe", |offer| {
        offer.participant_email = email;
        offer.participant_questions = vec![question("meal", "Repas")];
    })
}

/// Returns the fields for Claire and a colleague with this address and meal.
fn two<'a>(email: &'a str, meal: &'a str) -> Vec<(&'a str, &'a str)> {
    let personal = [
        ("participant-1-meal", "Plat du jour"),
        ("participant-2-email", email),
        ("participant-2-meal", meal),
    ];
    [fields(), colleagues(1), personal.into()].concat()
}

#[tokio::test]
async fn each_participant_is_stored_and_shown_with_an_address_and_answers() {
    let test = personal(ParticipantEmail::Required).await;
    let own_page = test.post("groupe", &two("Marc@office.example", "Végétarien")).await.redirect();
    let registration = &test.registrations("groupe").await[0];
    let [claire, marc] = registration.request.participants.as_slice() else { panic!("two participants") };
    assert_eq!(claire.email.as_ref(), Some(&registration.request.contact.email));
    assert_eq!(claire.answers["meal"], Given::Text("Plat du jour".to_owned()));
    assert_eq!(marc.email.as_ref().unwrap().as_str(), "Marc@office.example");
    assert_eq!(marc.answers["meal"], Given::Text("Végétarien".to_owned()));
    assert!(registration.request.answers.is_empty());
    let page = test.get(&own_page).await.body;
    for line in [
        "<p>their address: Marc@office.example</p>",
        "<p>Repas: Végétarien</p>",
        "<p>Repas: Plat du jour</p>",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
}

#[tokio::test]
async fn errors_are_at_the_participants_own_fields() {
    let test = personal(ParticipantEmail::Required).await;
    for (email, meal, error) in [
        ("", "Végétarien", "form.participant_email.missing"),
        ("marc@office", "Végétarien", "form.participant_email.invalid"),
        ("claire.legall@OFFICE.example", "Végétarien", "form.participant_email.label already given"),
        ("marc@office.example", "", "Repas ?"),
    ] {
        let answer = test.post("groupe", &two(email, meal)).await;
        assert_eq!(answer.status, 422, "{error}");
        assert!(answer.body.contains(&format!("<p>error: {error}</p>")), "{error}: {}", answer.body);
        assert!(answer.body.contains("name=\"participant-2-given-name\" value=\"Marc\""), "{}", answer.body);
    }
    assert!(test.registrations("groupe").await.is_empty());
    let test = personal(ParticipantEmail::Optional).await;
    assert_eq!(test.post("groupe", &two("", "Végétarien")).await.status, 303);
    assert_eq!(test.registrations("groupe").await[0].request.participants[1].email, None);
}

#[tokio::test]
async fn an_identical_post_with_another_spelling_of_an_address_is_the_same_registration() {
    let test = personal(ParticipantEmail::Required).await;
    let first = test.post("groupe", &two("marc@office.example", "Végétarien")).await.redirect();
    assert_eq!(test.post("groupe", &two("MARC@office.example", "Végétarien")).await.redirect(), first);
    assert_ne!(test.post("groupe", &two("marc@office.example", "Poisson")).await.redirect(), first);
}

#[tokio::test]
async fn the_contact_changes_addresses_and_answers() {
    let test = personal(ParticipantEmail::Optional).await;
    let own_page = test.post("groupe", &two("marc@office.example", "Végétarien")).await.redirect();
    let path = format!("{own_page}/participants");
    let form = test.get(&path).await.body;
    for value in ["marc@office.example", "claire.legall@office.example", "Végétarien", "Plat du jour"] {
        assert!(form.contains(&format!("value=\"{value}\"")), "{value}: {form}");
    }
    let row = |number: u32, values: [&str; 5]| {
        let names = ["given-name", "family-name", "function", "email", "meal"];
        let named = names.into_iter().zip(values);
        named
            .map(|(name, value)| (format!("participant-{number}-{name}"), value.to_owned()))
            .collect::<Vec<_>>()
    };
    let claire = row(1, ["Claire", "Le Gall", "Directrice", "claire.legall@office.example", "Plat du jour"]);
    let change = async |second: [&str; 5]| {
        let all = [claire.clone(), row(2, second)].concat();
        let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        test.send(Event::post_to(&path, &all)).await
    };
    let shared = change(["Anne", "Roy", "Cheffe", "claire.legall@office.example", "Poisson"]).await;
    assert_eq!(shared.status, 422);
    assert!(shared.body.contains("form.participant_email.label already given"), "{}", shared.body);
    assert_eq!(change(["Anne", "Roy", "Cheffe", "anne@office.example", "Poisson"]).await.status, 303);
    let registration = &test.registrations("groupe").await[0];
    let anne = &registration.request.participants[1];
    assert_eq!(anne.email.as_ref().unwrap().as_str(), "anne@office.example");
    assert_eq!(anne.answers["meal"], Given::Text("Poisson".to_owned()));
    assert_eq!(registration.history.len(), 2);
    // The same again changes nothing.
    assert_eq!(change(["Anne", "Roy", "Cheffe", "anne@office.example", "Poisson"]).await.status, 303);
    assert_eq!(test.registrations("groupe").await[0].history.len(), 2);
    test.assert_sound("groupe").await;
}

/// Returns the fields of a row of the form for changing participants of `groupe`.
fn named(row: u32, name: [&str; 2]) -> Vec<(String, String)> {
    let values = [("given-name", name[0]), ("family-name", name[1]), ("function", "Cheffe")];
    values.map(|(name, value)| (format!("participant-{row}-{name}"), value.to_owned())).into()
}

async fn change(test: &HandlerTest, own_page: &str, basis: &str, rows: &[Vec<(String, String)>]) -> Answer {
    let fields = rows.iter().flatten().map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = fields.chain([("form_basis", basis)]).collect();
    test.send(Event::post_to(&format!("{own_page}/participants"), &fields)).await
}

async fn names(test: &HandlerTest) -> Vec<String> {
    let registration = test.registrations("groupe").await.remove(0);
    registration.request.participants.iter().map(|it| it.given_name.clone()).collect()
}

#[tokio::test]
async fn a_change_keeps_those_who_were_added_since_the_page_was_loaded() {
    let table = Table::new().await;
    let store = table.store();
    let test = HandlerTest::on(table);
    let own_page = test.post("groupe", &[fields(), colleagues(1)].concat()).await.redirect();
    let form = test.get(&format!("{own_page}/participants")).await.body;
    assert!(form.contains("name=\"form_basis\" value=\"1-2\""), "{form}");
    let read = test.registrations("groupe").await.remove(0);
    let mut added = named(2, ["Bob", "Petit"]);
    added.push(("participant-2-fee".to_owned(), "non-adherent".to_owned()));
    added.push(("form_basis".to_owned(), "2".to_owned()));
    let added: Vec<_> = added.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = test.send(Event::post_to(&format!("{own_page}/participants/add"), &added)).await;
    assert_eq!(answer.status, 303);
    let rows = [named(1, ["Anne", "Petit"]), named(2, ["Marc", "Petit"])];
    assert_eq!(change(&test, &own_page, "1-2", &rows).await.status, 303);
    assert_eq!(names(&test).await, ["Anne", "Marc", "Bob"]);
    assert_eq!(test.seats_taken("groupe").await, 3);
    assert!(test.registrations("groupe").await[0].departures.is_empty());
    // The store meets people who were added after it read the registration.
    let mut changed = [read.request.participants[1].clone()];
    changed[0].function = "Directrice".to_owned();
    let catalogue = catalogue();
    let offer = catalogue.workshops[&"groupe".parse().unwrap()].offer.as_deref().unwrap();
    let transition = Transition { read: &read, offer, now: read.created, by: Author::Registrant };
    let shown = ShownParticipants::of(&read.request);
    let changing = store.change_participants(transition, &changed, &shown, Deadline::default());
    assert_eq!(changing.await.unwrap(), Transitioned::Done);
    assert_eq!(names(&test).await, ["Anne", "Marc", "Bob"]);
    assert_eq!(test.registrations("groupe").await[0].request.participants[1].function, "Directrice");
    test.assert_sound("groupe").await;
}

/// The rows of a page stay those of the people whom it showed.
#[tokio::test]
async fn a_page_from_before_another_change_neither_removes_nor_replaces_anyone_else() {
    let test = HandlerTest::new().await;
    let own_page = test.post("groupe", &[fields(), colleagues(2)].concat()).await.redirect();
    let all = test.registrations("groupe").await.remove(0).request.participants;
    let kept = [named(1, ["Claire", "Le Gall"]), named(3, [&all[2].given_name, &all[2].family_name])];
    for _ in 0..2 {
        // The second one is a double click.
        assert_eq!(change(&test, &own_page, "1-2-3", &kept).await.status, 303);
        assert_eq!(names(&test).await.len(), 2);
    }
    let before = test.registrations("groupe").await.remove(0);
    let rows = [named(1, ["Claire", "Le Gall"]), named(2, ["Anne", "Petit"])];
    let outdated = change(&test, &own_page, "1-2-3", &rows).await;
    assert_eq!(outdated.status, 409);
    for part in ["refused: outdated-participants", "name=\"form_basis\" value=\"1-3\""] {
        assert!(outdated.body.contains(part), "{part}: {}", outdated.body);
    }
    assert_eq!(test.registrations("groupe").await.remove(0), before);
}

/// A person who replaces another has another number, which a repeated attempt of the store would not find.
#[tokio::test]
async fn a_replacement_whose_answer_is_lost_is_made_once() {
    for fault in [Fault::AnswerLost, Fault::AnswerReset] {
        let table = Table::new().await;
        let faulty = HandlerTest::on(table.failing([fault]).await);
        let test = HandlerTest::on(table);
        let own_page = test.post("groupe", &[fields(), colleagues(1)].concat()).await.redirect();
        let rows = [named(1, ["Claire", "Le Gall"]), named(2, ["Anne", "Petit"])];
        assert_eq!(change(&faulty, &own_page, "1-2", &rows).await.status, 303);
        let registration = test.registrations("groupe").await.remove(0);
        assert_eq!(names(&test).await, ["Claire", "Anne"]);
        assert_eq!((registration.history.len(), registration.change_count.total), (2, 1));
        test.assert_sound("groupe").await;
    }
}

/// The largest registration of a club: 20 people with sessions of their own and 10 questions each, every answer at its limit.
#[tokio::test]
async fn twenty_people_with_ten_answers_each_fit() {
    let questions: Vec<_> =
        (0..10).map(|number| question(&format!("question-{number}"), "Question")).collect();
    let test = HandlerTest::new().await.with_offer("choix", |offer| {
        offer.max_participants = 20;
        offer.capacity = Capacity::by_session(["a", "b"].map(|pool| (pool.to_owned(), 40)));
        offer.participant_email = ParticipantEmail::Required;
        offer.participant_questions.clone_from(&questions);
    });
    let answer = "a".repeat(200);
    let mut all: Vec<(String, String)> = Vec::new();
    for number in 1..=20 {
        let named = |name: &str| format!("participant-{number}-{name}");
        if number > 1 {
            let email = format!("personne-{number}@office.example");
            for (name, value) in [
                ("given-name", "Marc"),
                ("family-name", "Petit"),
                ("function", "Directeur"),
                ("fee", "adherent"),
            ] {
                all.push((named(name), value.to_owned()));
            }
            all.push((named("email"), email));
            all.push((named("sessions"), "b".to_owned()));
        }
        all.extend(questions.iter().map(|question| (named(&question.name), answer.clone())));
    }
    let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let all = [fields_with("remarks", ""), vec![("sessions", "a"), ("sessions", "b")], all].concat();
    let own_page = test.post("choix", &all).await.redirect();
    let registration = &test.registrations("choix").await[0];
    assert_eq!(registration.request.participants.len(), 20);
    assert!(registration.request.participants.iter().all(|it| it.answers.len() == 10));
    let taken = test.counter("choix").await.taken;
    assert_eq!([taken.of("a"), taken.of("b")], [1, 20]);
    assert_eq!(test.get(&own_page).await.status, 200);
    let form = test.get(&format!("{own_page}/participants")).await;
    assert_eq!(form.body.matches(&format!("value=\"{answer}\"")).count(), 200);
    assert_eq!(test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await.status, 303);
    assert_eq!(test.seats_taken("choix").await, 0);
    test.assert_sound("choix").await;
}
