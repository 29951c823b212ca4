//! Posts from an older version of a form: valid ones are accepted; others are returned filled in, with the changed
//! questions marked.

use model::form::{Autocomplete, Field, FieldErrors, FieldKind};
use tests::handler::{Answer, Event, HandlerTest, fields, fields_with};
use tests::questionnaire::answers_with;

const QUESTIONNAIRE: &str = "/api/workshops/proximite/forms/questionnaire";

/// Returns a question of the workshop's own, which is required and takes this many characters.
fn question(name: &str, label: &str, max_length: u32) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: None,
        kind: FieldKind::Text { max_length },
        required: true,
        initial: None,
        autocomplete: Autocomplete::Off,
        errors: FieldErrors { missing: String::new(), invalid: String::new() },
        show_if: None,
        language: None,
    }
}

/// Returns a handler whose form for `proximite` has two questions of the workshop's own, the second one optional.
async fn with_questions() -> HandlerTest {
    HandlerTest::new().await.with_offer("proximite", |offer| {
        let optional = Field { required: false, ..question("branch", "Agence", 20) };
        offer.questions = vec![question("post", "Poste", 20), optional];
    })
}

/// Returns the fields of a valid registration with this answer to the first question.
fn fields_in<'a>(post: &'a str, fields: Vec<(&'a str, &'a str)>) -> Vec<(&'a str, &'a str)> {
    [fields, vec![("post", post)]].concat()
}

/// Returns the hidden field that describes a page's form.
fn description(page: &Answer) -> String {
    let (_, after) = page.body.split_once("name=\"form\" value=\"").unwrap();
    after.split_once('"').unwrap().0.to_owned()
}

/// Returns the marked fields of a page of the small theme, in order.
fn marked(page: &Answer) -> Vec<&str> {
    let marks = page.body.split("<p>mark: ").skip(1);
    marks.map(|rest| rest.split_once("</p>").unwrap().0).collect()
}

/// Returns the changes listed on a page of the small theme, in order.
fn listed(page: &Answer) -> Vec<&str> {
    let lines = page.body.split("<p>changed: ").skip(1);
    lines.map(|rest| rest.split_once("</p>").unwrap().0).collect()
}

/// Returns these fields as posted from a page with this description of its form.
fn from<'a>(description: &'a str, fields: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    [fields, &[("form", description)]].concat()
}

/// One question is reworded, one has a shorter limit, and a third is added.
fn shorter(test: HandlerTest) -> HandlerTest {
    let test = test.with_theme(|theme| {
        theme.words.insert("form.telephone.label".to_owned(), "Portable".to_owned());
    });
    test.with_offer("proximite", |offer| {
        offer.questions[0].kind = FieldKind::Text { max_length: 5 };
        offer.questions.push(question("diet", "Régime", 20));
    })
}

#[tokio::test]
async fn still_valid_answers_are_accepted() {
    let test = with_questions().await;
    let older = description(&test.post("proximite", &[]).await);
    assert!(older.len() > 100 && older.starts_with(&test.form_hash("proximite")), "{older}");
    let test = test.with_offer("proximite", |offer| {
        offer.questions[0].kind = FieldKind::Text { max_length: 15 };
        offer.questions[1].name = "office".to_owned();
    });
    assert_ne!(test.form_hash("proximite"), older[..16]);
    let fields = [fields_in("Directrice", fields()), vec![("branch", "")]].concat();
    assert_eq!(test.post("proximite", &from(&older, &fields)).await.status, 303);
    assert_eq!(test.registrations("proximite").await[0].request.form_hash, test.form_hash("proximite"));
}

#[tokio::test]
async fn invalid_answers_are_returned_with_the_changed_questions_marked() {
    let test = with_questions().await;
    let older = description(&test.post("proximite", &[]).await);
    let test = shorter(test);
    // One answer is invalid although its question is unchanged.
    let mut posted = fields_in("Responsable", fields_with("email", "nobody"));
    posted.retain(|(name, _)| *name != "takes-part");
    let page = test.post("proximite", &from(&older, &posted)).await;
    assert_eq!(page.status, 422);
    assert_eq!(marked(&page), ["telephone", "post", "diet"]);
    assert_eq!(listed(&page), ["Portable (#telephone)", "Poste (#post)", "Régime (#diet)"]);
    assert_eq!(page.body.matches("<p>error: ").count(), 3, "{}", page.body);
    for kept in ["value=\"Responsable\"", "value=\"01 23 45 67 89\"", "value=\"nobody\""] {
        assert!(page.body.contains(kept), "{kept} in {}", page.body);
    }
    assert!(test.registrations("proximite").await.is_empty());

    // The returned page is the current version, with no changes since.
    let today = description(&page);
    assert!(today.starts_with(&test.form_hash("proximite")));
    let again = test.post("proximite", &from(&today, &posted)).await;
    assert_eq!((again.status, marked(&again), listed(&again)), (422, vec![], vec![]));
    let mut right = fields_in("Chef", fields());
    right.retain(|(name, _)| *name != "takes-part");
    right.push(("diet", "Aucun"));
    assert_eq!(test.post("proximite", &from(&today, &right)).await.status, 303);
}

#[tokio::test]
async fn without_digests_nothing_is_marked() {
    let test = with_questions().await;
    let older = test.form_hash("proximite");
    let test = shorter(test);
    for hash in [older.as_str(), "", "-", "0123456789abcdef"] {
        let page = test.post("proximite", &from(hash, &fields())).await;
        assert_eq!((page.status, marked(&page)), (422, vec![]), "{hash}");
    }
}

#[tokio::test]
async fn a_question_that_is_not_asked_is_not_marked() {
    let test = HandlerTest::new().await;
    let older = description(&test.send(Event::post_to(QUESTIONNAIRE, &[])).await);
    let test = test.with_workshop("proximite", |workshop| {
        for questionnaire in workshop.forms.values_mut() {
            for question in questionnaire.groups.iter_mut().flat_map(|group| &mut group.questions) {
                question.hint = Some("Depuis 2020".to_owned());
            }
        }
    });
    for (answer, expected) in [("no", &["projects"][..]), ("yes", &["projects", "which"])] {
        let wrong = [answers_with("projects", answer), vec![("email", "twice@o.example")]].concat();
        let page = test.send(Event::post_to(QUESTIONNAIRE, &from(&older, &wrong))).await;
        assert_eq!(page.status, 422, "{page:?}");
        assert_eq!(marked(&page), expected);
    }
    let right = answers_with("projects", "no");
    assert_eq!(test.send(Event::post_to(QUESTIONNAIRE, &from(&older, &right))).await.status, 303);
}

#[tokio::test]
async fn changed_rows_of_participants_are_marked_and_named() {
    let test = HandlerTest::new().await;
    let colleague = [
        ("participant-2-given-name", "Anne"),
        ("participant-2-family-name", "Petit"),
        ("participant-2-function", "Cheffe"),
        ("participant-2-fee", "adherent"),
    ];
    let registered = test.post("groupe", &[&fields(), &colleague[..]].concat()).await;
    let path = format!("{}/participants", registered.header("location"));
    let older = description(&test.get(&path).await);
    let test = test.with_theme(|theme| {
        theme.words.insert("form.function.label".to_owned(), "Poste".to_owned());
    });
    let post = |given_name: &'static str| {
        let fields = [
            ("participant-1-given-name", given_name),
            ("participant-1-family-name", "Le Gall"),
            ("participant-1-function", "Directrice"),
        ];
        Event::post_to(&path, &from(&older, &fields))
    };
    let page = test.send(post("")).await;
    assert_eq!(page.status, 422);
    assert_eq!(marked(&page), ["participant-1-function"], "the other row stays empty");
    assert_eq!(listed(&page), ["Participant 1, Poste (#participant-1-function)"]);
    assert_eq!(test.send(post("Claire")).await.status, 303);
}

#[tokio::test]
async fn the_real_page_names_and_marks_changed_questions() {
    let test = HandlerTest::with_the_real_site().await.at("2026-11-24T12:00:00Z");
    let post = |description: &str| {
        let fields = [("given-name", "Claire"), ("participant-2-given-name", "Anne")];
        Event::post("exemple-renovation-energetique", &from(description, &fields)).without_header("origin")
    };
    let older = description(&test.send(post("")).await);
    let unchanged = test.send(post(&older)).await;
    assert_eq!(unchanged.status, 422);
    assert!(!unchanged.body.contains("Le formulaire a changé"), "{}", unchanged.body);

    let test = test.with_theme(|theme| {
        theme.words.insert("form.given_name.label".to_owned(), "Prénoms".to_owned());
    });
    let page = test.send(post(&older)).await;
    assert_eq!(page.status, 422);
    let marks: Vec<_> = page.body.split("Question modifiée ou nouvelle</span>").skip(1).collect();
    assert_eq!(marks.len(), 2, "{}", page.body);
    assert!(marks[0].trim_start().starts_with("</p>") && marks[0].contains("name=\"given-name\""));
    let (notice, _) = page.body.split_once("<h1>").unwrap();
    let (_, notice) = notice.split_once("Le formulaire a changé").unwrap();
    assert_eq!(notice.matches("<li>").count(), 2, "{notice}");
    assert!(notice.contains("<a href=\"#given-name\">Prénoms</a>"), "{notice}");
    assert!(notice.contains("<a href=\"#participant-2-given-name\">"), "{notice}");
}
