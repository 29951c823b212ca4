//! A posted questionnaire → the response and the stored answers.

use model::form::TRAP_FIELD;
use model::submission::Answer as Value;
use tests::dynamodb::{Fault, unused_address};
use tests::handler::{Answer, Event, HandlerTest};
use tests::questionnaire::{answers, answers_with};

const PATH: &str = "/api/workshops/proximite/forms/questionnaire";
const THANKS: &str = "/api/workshops/proximite/forms/questionnaire/thanks";

fn assert_page(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-robots-tag"), "noindex");
}

async fn post(test: &HandlerTest, fields: &[(&str, &str)]) -> Answer {
    test.send(Event::post_to(PATH, fields)).await
}

/// Asserts that the page contains the user's input.
fn assert_kept(answer: &Answer) {
    for typed in ["value=\"Le Gall\"", "value=\"Un guichet", "<option value=\"yes\" selected>"] {
        assert!(answer.body.contains(typed), "{typed} in {}", answer.body);
    }
}

#[tokio::test]
async fn answers_are_stored_and_the_sender_is_thanked() {
    let test = HandlerTest::new().await;
    let answer = test.send(Event::recorded("post-answer")).await;
    assert_page(&answer, 303);
    assert_eq!(answer.header("location"), THANKS);

    let stored = test.form_answers("proximite").await;
    let [kept] = stored.as_slice() else { panic!("{stored:?}") };
    let request = &kept.request;
    assert_eq!(request.respondent.organisation, "Office de l’Ouest");
    assert_eq!(
        request.respondent.telephone.as_ref().map(ToString::to_string).as_deref(),
        Some("01 23 45 67 89")
    );
    assert!(request.interview, "the consent is stored");
    assert_eq!(request.answers["which"], Value::Text("Un guichet\nitinérant".to_owned()));
    assert_eq!(kept.created, "2027-05-01T12:00:00Z".parse().unwrap());
    assert_eq!(kept.expires, "2028-10-01T00:00:00Z".parse().unwrap());
    assert_eq!(test.registrations("proximite").await, [], "answers are stored separately");
    assert_eq!(test.seats_taken("proximite").await, 0);

    let thanks = test.get(THANKS).await;
    assert_page(&thanks, 200);
    assert!(thanks.body.contains("<p>answered</p>") && !thanks.body.contains("<form"));
    for personal in ["Claire", "Le Gall", "office.example", kept.id.as_str()] {
        assert!(!thanks.body.contains(personal) && !answer.header("location").contains(personal));
    }
}

#[tokio::test]
async fn the_thanks_page_changes_nothing() {
    let test = HandlerTest::new().await;
    assert_page(&test.get(THANKS).await, 200);
    assert_eq!(test.form_answers("proximite").await, []);
}

#[tokio::test]
async fn without_consent_no_interview_is_requested() {
    let test = HandlerTest::new().await;
    let fields = [answers(), vec![("telephone", "01 23 45 67 89")]].concat();
    assert_page(&post(&test, &fields).await, 303);
    let stored = test.form_answers("proximite").await;
    assert!(!stored[0].request.interview);
    assert_eq!(stored[0].request.respondent.telephone, None, "the number is kept for the interview only");
}

#[tokio::test]
async fn every_error_is_shown_and_the_input_is_kept() {
    let test = HandlerTest::new().await;
    let answer =
        post(&test, &[("which", "Un guichet"), ("projects", "yes"), ("family-name", "Le Gall")]).await;
    assert_page(&answer, 422);
    assert_kept(&answer);
    assert!(answer.body.contains("<title>Erreur : Questionnaire : Atelier proximite</title>"));
    for key in ["given_name", "function", "organisation", "email", "privacy"] {
        assert!(answer.body.contains(&format!("error: form.{key}.missing")), "{key}: {}", answer.body);
    }
    assert_eq!(answer.body.matches("error:").count(), 5, "{}", answer.body);
    assert!(answer.body.contains(&format!("action=\"{PATH}\"")));
    assert_eq!(test.form_answers("proximite").await, []);
}

#[tokio::test]
async fn a_question_is_asked_only_after_a_certain_answer() {
    let test = HandlerTest::new().await;
    let missing = post(&test, &answers_with("which", " ")).await;
    assert_page(&missing, 422);
    assert!(missing.body.contains("error: which missing"));

    // Answers to questions hidden by a script are discarded.
    assert_page(&post(&test, &answers_with("projects", "no")).await, 303);
    let stored = test.form_answers("proximite").await;
    assert_eq!(stored[0].request.answers.keys().collect::<Vec<_>>(), ["projects"]);
}

#[tokio::test]
async fn unknown_fields_are_ignored() {
    let test = HandlerTest::new().await;
    let hash = test.questionnaire_hash("proximite");
    let fields = [answers(), vec![("form", &hash), ("is-admin", "1")]].concat();
    assert_page(&post(&test, &fields).await, 303);
    assert!(!test.form_answers("proximite").await[0].request.answers.contains_key("is-admin"));
}

#[tokio::test]
async fn the_same_answers_are_stored_once() {
    let test = HandlerTest::new().await;
    let fields = answers();
    let (first, second) = tokio::join!(post(&test, &fields), post(&test, &fields));
    let shouted = post(&test, &answers_with("organisation", "  Office de  l’Ouest ")).await;
    for answer in [&first, &second, &shouted] {
        assert_page(answer, 303);
        assert_eq!(answer.header("location"), THANKS);
    }
    assert_eq!(test.form_answers("proximite").await.len(), 1);
}

#[tokio::test]
async fn other_answers_from_the_same_address_are_stored_too_and_reveal_nothing() {
    let test = HandlerTest::new().await;
    post(&test, &answers()).await;
    let first = test.form_answers("proximite").await[0].clone();
    let stranger = [
        ("given-name", "Marc"),
        ("family-name", "Dupont"),
        ("function", "Curieux"),
        ("organisation", "Ailleurs"),
        ("email", "Claire.LeGall@office.example"),
        ("projects", "no"),
        ("privacy", "yes"),
    ];
    let answer = post(&test, &stranger).await;
    assert_page(&answer, 303);
    assert_eq!(answer.header("location"), THANKS);
    // Suspected spam does not count as a previous answer either.
    let trapped = [&answers_with("which", "Deux")[..], &[(TRAP_FIELD, "x")]].concat();
    post(&test, &trapped).await;
    post(&test, &answers_with("which", "Deux")).await;
    let stored = test.form_answers("proximite").await;
    assert_eq!(stored.len(), 4);
    assert!(stored.contains(&first));
    assert_eq!(stored.iter().filter(|it| it.suspicion.is_some()).count(), 1);
    let references: std::collections::BTreeSet<_> = stored.iter().map(|it| it.id.reference()).collect();
    assert_eq!(references.len(), 4);
}

#[tokio::test]
async fn several_people_of_one_organisation_may_answer() {
    let test = HandlerTest::new().await;
    post(&test, &answers()).await;
    let mut colleague = answers_with("email", "marc@office.example");
    colleague.retain(|(name, _)| *name != "organisation");
    colleague.push(("organisation", "office de l'ouest"));
    assert_page(&post(&test, &colleague).await, 303);
    let stored = test.form_answers("proximite").await;
    assert_eq!(stored.len(), 2);
    assert_eq!(stored[0].organisation_key(), stored[1].organisation_key());
}

#[tokio::test]
async fn a_registrant_may_answer_too() {
    let test = HandlerTest::new().await;
    assert_page(&test.post("proximite", &tests::handler::fields()).await, 303);
    assert_page(&post(&test, &answers()).await, 303);
    assert_eq!(test.registrations("proximite").await.len(), 1);
    assert_eq!(test.form_answers("proximite").await.len(), 1);
    assert_ne!(
        test.registrations("proximite").await[0].id.as_str(),
        test.form_answers("proximite").await[0].id.as_str()
    );
}

#[tokio::test]
async fn answers_outside_the_period_are_rejected() {
    let test = HandlerTest::new().await;
    for (workshop, refusal, kept) in
        [("a-venir", "upcoming", true), ("passe", "closed", true), ("annule", "cancelled", false)]
    {
        let path = format!("/api/workshops/{workshop}/forms/questionnaire");
        let answer = test.send(Event::post_to(&path, &answers())).await;
        assert_page(&answer, 409);
        assert!(answer.body.contains(&format!("refused: {refusal}")), "{}", answer.body);
        assert_eq!(answer.body.contains("value=\"Un guichet"), kept, "{refusal}: {}", answer.body);
        assert_eq!(test.form_answers(workshop).await, []);
    }
    // The second before closing, and the closing second.
    let test = test.at("2027-05-31T23:59:59Z");
    assert_page(&post(&test, &answers()).await, 303);
    let test = test.at("2027-06-01T00:00:00Z");
    assert_page(&post(&test, &answers_with("email", "late@office.example")).await, 409);
}

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let test = HandlerTest::new().await;
    for (path, key) in [
        ("/api/workshops/proximite/forms/bilan", "unknown-form"),
        ("/api/workshops/proximite/forms/%FF", "unknown-workshop"),
        ("/api/workshops/proximite/forms/Questionnaire", "unknown-form"),
        ("/api/workshops/petit/forms/questionnaire", "unknown-form"),
        ("/api/workshops/inconnu/forms/questionnaire", "unknown-workshop"),
        ("/api/workshops/proximite/forms", "not-found"),
    ] {
        let answer = test.send(Event::post_to(path, &answers())).await;
        assert_page(&answer, 404);
        assert!(answer.body.contains(&format!("<h1>{key}</h1>")), "{path}: {}", answer.body);
    }
    assert_page(&test.get("/api/workshops/petit/forms/questionnaire/thanks").await, 404);
    assert_page(&test.get("/api/workshops/inconnu/forms/questionnaire/thanks").await, 404);
    assert_page(&test.get(PATH).await, 405);
    assert_page(&test.send(Event::post_to(THANKS, &[])).await, 405);
}

#[tokio::test]
async fn other_content_types_are_rejected_unread() {
    let test = HandlerTest::new().await;
    let event = || Event::post_to(PATH, &answers());
    for (event, status) in [
        (event().with_header("origin", "https://evil.example"), 403),
        (event().with_header("content-type", "application/json"), 415),
        (event().with_body("given-name=%ZZ"), 400),
        (event().with_body(&"a".repeat(512 * 1024 + 1)), 413),
    ] {
        assert_page(&test.send(event).await, status);
    }
    assert_eq!(test.form_answers("proximite").await, []);
}

#[tokio::test]
async fn answers_may_be_longer_than_a_registration() {
    let test = HandlerTest::new().await;
    let long = "é".repeat(20_000);
    let answer = post(&test, &answers_with("which", &long)).await;
    assert_page(&answer, 422);
    assert!(answer.body.contains("error: which too long: 20000, not 3000") && answer.body.contains(&long));
}

#[tokio::test]
async fn the_input_is_kept_if_the_store_is_down() {
    let test = HandlerTest::with_store_at(&unused_address().await);
    let test = test.patient_for(std::time::Duration::from_millis(200));
    let answer = post(&test, &answers()).await;
    assert_page(&answer, 503);
    assert_eq!(answer.header("retry-after"), "30");
    assert!(answer.body.contains("refused: unavailable"));
    assert_kept(&answer);
}

#[tokio::test]
async fn requests_to_a_busy_store_are_retried() {
    let faults = [Fault::Refused(400, "ThrottlingException"), Fault::Refused(500, "InternalServerError")];
    let test = HandlerTest::with_faults(faults).await;
    assert_page(&post(&test, &answers()).await, 303);
    assert_eq!(test.form_answers("proximite").await.len(), 1);
}

#[tokio::test]
async fn a_write_with_a_lost_response_counts_once() {
    let test = HandlerTest::with_faults([Fault::AnswerLost]).await;
    assert_page(&post(&test, &answers()).await, 303);
    let before = test.form_answers("proximite").await;
    assert_eq!(before.len(), 1);
    // Every response is lost: the stored answer is found by its key.
    let test = HandlerTest::with_faults([Fault::AnswerLost; 100]).await;
    // A quarter of the time is for reading what was stored: one second, also on a busy machine.
    let test = test.patient_for(std::time::Duration::from_secs(4));
    assert_page(&post(&test, &answers()).await, 303);
    assert_eq!(test.form_answers("proximite").await.len(), 1);
}

#[tokio::test]
async fn a_rejected_write_is_an_operational_error() {
    let test = HandlerTest::with_faults([Fault::Refused(400, "AccessDeniedException")]).await;
    assert_page(&post(&test, &answers()).await, 503);
    assert_eq!(test.form_answers("proximite").await, []);
}

#[tokio::test]
async fn answers_are_accepted_without_a_template() {
    let test = HandlerTest::new().await.with_theme(|theme| theme.templates.clear());
    assert_page(&post(&test, &[]).await, 500);
    assert_page(&post(&test, &answers()).await, 303);
}

/// Posts to the real questionnaires before, during and after the time when they are open.
#[tokio::test]
async fn the_real_theme_has_every_page_of_a_questionnaire() {
    let mut test = HandlerTest::with_the_real_site().await;
    let questionnaires = test.questionnaires();
    assert_eq!(questionnaires.len(), 2, "one in the real workshop, one in the example");
    for (slug, questionnaire) in questionnaires {
        let path = format!("/api/workshops/{slug}/forms/questionnaire");
        let post = |fields: &[(&str, &str)]| Event::post_to(&path, fields).without_header("origin");
        let fields = [
            answers(),
            // Fields of either questionnaire; the other ignores them, because the post lacks its form hash.
            vec![
                ("difficultes", "a"),
                ("besoins", "b"),
                ("role-du-client", "actif"),
                ("projets-innovants", "non"),
            ],
            vec![("nombre-de-logements", "250"), ("difficulte", "c"), ("interview", "yes")],
        ]
        .concat();
        if let Some(opens) = questionnaire.opens {
            test = test.at(&(opens - jiff::SignedDuration::from_secs(1)).to_string());
            assert_real_page(&test.send(post(&fields)).await, 409, "pas encore ouvert");
        }
        test = test.at(&questionnaire.closes.to_string());
        let late = test.send(post(&fields)).await;
        assert_real_page(&late, 409, "Le questionnaire est clos");
        assert!(late.body.contains("value=\"Le Gall\"") && !late.body.contains("type=\"submit\""));

        test = test.at(&(questionnaire.closes - jiff::SignedDuration::from_secs(1)).to_string());
        assert_real_page(&test.send(post(&[])).await, 422, "<title>Erreur\u{a0}: Questionnaire ");
        let hostile = answers_with("given-name", "<script>\0</script>");
        assert_real_page(&test.send(post(&hostile)).await, 422, "U+0000");
        let answer = test.send(post(&fields)).await;
        assert_page(&answer, 303);
        assert_real_page(
            &test.get(answer.header("location")).await,
            200,
            "Merci, vos réponses sont enregistrées",
        );
        let changed = [&fields[..], &[("remarque", "x")]].concat();
        assert_page(&test.send(post(&changed)).await, 303);
        let mut changed = fields.clone();
        changed.retain(|(name, _)| *name != "interview");
        assert_page(&test.send(post(&changed)).await, 303);
    }
    assert_real_page(
        &test.get("/api/workshops/proximite/forms/bilan/thanks").await,
        404,
        "Questionnaire introuvable",
    );
}

/// Asserts that the response is a page of the real theme with this text, and that nothing in it is executed.
fn assert_real_page(answer: &Answer, status: u16, text: &str) {
    assert_page(answer, status);
    assert!(answer.body.contains(text) && answer.body.contains("</html>"), "{text}: {answer:?}");
    let mut scripts = answer.body.split("<script").skip(1);
    assert!(scripts.all(|script| script.starts_with(" src=\"/assets/")), "{answer:?}");
}
