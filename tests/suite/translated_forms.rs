//! Registering in English: responses and mails are in English; stored, counted and exported data is the same as from a
//! French form.

use jiff::SignedDuration;
use model::registration::Registration;
use model::status::Status;
use model::submission::Answer;
use tests::handler::{Answer as Page, Event, HandlerTest, fields, real_site};
use tests::notifier::NotifierTest;

/// Open until 31 August 2027.
const WORKSHOP: &str = "exemple-renovation-energetique";
const ENGLISH: &str = "/api/workshops/exemple-renovation-energetique/registrations?language=en";
const ENGLISH_FORM: &str = "/en/workshops/exemple-renovation-energetique/registration/";
const FRENCH_FORM: &str = "/ateliers/exemple-renovation-energetique/inscription/";
const QUESTIONNAIRE: &str = "/api/workshops/exemple-renovation-energetique/forms/questionnaire";

/// Returns the fields of the example's form, for this address.
fn fields_for(email: &str) -> Vec<(&str, &str)> {
    let mut fields = fields();
    fields.retain(|(name, _)| *name != "email");
    fields.extend([
        ("email", email),
        ("attendance-session-2", "online"),
        ("dejeuner", "oui"),
        ("nombre-de-repas", "2"),
        ("sujets", "chantier"),
    ]);
    fields
}

/// Returns the fields with another value for this one.
fn fields_but<'a>(email: &'a str, name: &str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    fields_for(email).into_iter().map(|(own, was)| (own, if own == name { value } else { was })).collect()
}

async fn post(test: &HandlerTest, path: &str, fields: &[(&str, &str)]) -> Page {
    // The recorded post does not come from the real site.
    test.send(Event::post_to(path, fields).without_header("origin")).await
}

async fn of(test: &HandlerTest, email: &str) -> Registration {
    test.registration_of(WORKSHOP, email).await.unwrap()
}

#[track_caller]
fn assert_has(page: &Page, texts: &[&str]) {
    for text in texts {
        assert!(page.body.contains(text), "{text}\n{}", page.body);
    }
}

#[track_caller]
fn assert_language(page: &Page, language: &str) {
    let head = format!("<html lang=\"{language}\">");
    assert!(page.body.contains(&head), "{}", page.body);
}

#[tokio::test]
async fn an_english_registrant_reads_english_from_the_form_to_the_cancellation() {
    let test = HandlerTest::with_the_real_site().await;
    let wrong = post(&test, ENGLISH, &fields_but("a@o.example", "nombre-de-repas", "deux")).await;
    assert_eq!(wrong.status, 422);
    assert_language(&wrong, "en");
    assert_has(
        &wrong,
        &[
            "<title>Error: ",
            "Enter the number of meals in digits, for example 2",
            "Tuesday 28 September 2027",
            "€500",
            "value=\"deux\"",
            &format!("action=\"{ENGLISH}\""),
            &format!("<a href=\"{FRENCH_FORM}\" hreflang=\"fr\" lang=\"fr\">Français</a>"),
        ],
    );
    assert!(test.registrations(WORKSHOP).await.is_empty());

    let registered = post(&test, ENGLISH, &fields_for("a@o.example")).await;
    assert_eq!(registered.status, 303, "{}", registered.body);
    let own = registered.header("location").to_owned();
    let page = test.get(&own).await;
    assert_language(&page, "en");
    let texts = [
        "Registration confirmed",
        "Renovating without rehousing",
        "Will you have lunch on site?",
        "Life during the works",
        "Member",
        "€500",
        "href=\"/en/workshops/exemple-renovation-energetique/\"",
    ];
    assert_has(&page, &texts);
    assert!(!page.body.contains("Adhérent"), "{}", page.body);

    let question = test.get(&format!("{own}/cancel")).await;
    assert_language(&question, "en");
    let change = test.get(&format!("{own}/participants")).await;
    assert_language(&change, "en");
    assert_has(&change, &["First name"]);
    let empty = post(&test, &format!("{own}/participants"), &[]).await;
    assert_eq!(empty.status, 422);
    assert_language(&empty, "en");
    let calendar = test.get(&format!("{own}/calendar.ics")).await;
    assert_has(&calendar, &["Preparing the works with the tenants"]);
    assert_eq!(post(&test, &format!("{own}/cancel"), &[]).await.status, 303);
    let cancelled = test.get(&own).await;
    assert_language(&cancelled, "en");
    // A cancelled registrant is offered the form in the same language.
    assert_has(&cancelled, &["Registration cancelled", &format!("href=\"{ENGLISH_FORM}\"")]);
}

#[tokio::test]
async fn both_languages_share_seats_and_are_stored_alike() {
    let test = HandlerTest::with_the_real_site().await;
    let french = format!("/api/workshops/{WORKSHOP}/registrations");
    assert_eq!(post(&test, ENGLISH, &fields_for("en@o.example")).await.status, 303);
    assert_eq!(post(&test, &french, &fields_for("fr@o.example")).await.status, 303);
    assert_eq!(test.seats_taken(WORKSHOP).await, 2);
    test.assert_sound(WORKSHOP).await;

    let (english, french) = (of(&test, "en@o.example").await, of(&test, "fr@o.example").await);
    assert_eq!(english.request.language.as_deref(), Some("en"));
    assert_eq!(french.request.language, None);
    let mut as_french = english.request.clone();
    as_french.contact.email = french.request.contact.email.clone();
    assert!(as_french.is_same_as(&french.request), "{as_french:?}\n{:?}", french.request);
    assert_eq!(english.request.answers["sujets"], Answer::Choices(vec!["chantier".to_owned()]));
    assert_ne!(english.request.form_hash, french.request.form_hash);
    assert_eq!(english.request.participants[0].fee.label, "Adhérent");

    // Both languages compete for the last seat.
    let test = test.with_offer(WORKSHOP, |offer| {
        offer.capacity = model::seats::Capacity::whole(2);
        offer.waiting_list = model::seats::WaitingList::None;
    });
    let full = post(&test, ENGLISH, &fields_for("late@o.example")).await;
    assert_eq!(full.status, 409);
    assert_language(&full, "en");
}

#[tokio::test]
async fn the_same_post_from_the_other_language_is_the_same_registration() {
    let test = HandlerTest::with_the_real_site().await;
    let french = format!("/api/workshops/{WORKSHOP}/registrations");
    let first = post(&test, &french, &fields_for("a@o.example")).await;
    let again = post(&test, ENGLISH, &fields_for("a@o.example")).await;
    assert_eq!((first.status, again.status), (303, 303));
    assert_eq!(first.header("location"), again.header("location"));
    assert_eq!(of(&test, "a@o.example").await.request.language, None, "the language is unchanged");
    assert_language(&test.get(first.header("location")).await, "fr");
    let other = post(&test, ENGLISH, &fields_but("a@o.example", "remarks", "Other")).await;
    assert_eq!(other.status, 303);
    assert_language(&test.get(other.header("location")).await, "en");
}

#[tokio::test]
async fn an_unknown_language_falls_back_to_the_sites() {
    let test = HandlerTest::with_the_real_site().await;
    let base = format!("/api/workshops/{WORKSHOP}/registrations");
    for query in ["", "?language=", "?language=de", "?language=fr", "?language=%00", "?x=y"] {
        let page = post(&test, &format!("{base}{query}"), &[]).await;
        assert_eq!(page.status, 422, "{query}");
        assert_language(&page, "fr");
        assert_has(&page, &[&format!("action=\"{base}\"")]);
    }
    // The browser's language preference does not affect the response to a French form.
    let wish = Event::post(WORKSHOP, &[]).without_header("origin").with_header("accept-language", "en");
    assert_language(&test.send(wish).await, "fr");
    // An untranslated workshop has no English form, even at a guessed address.
    let test = test.with_workshop("proximite", |workshop| workshop.translations.clear());
    let page = post(&test, "/api/workshops/proximite/registrations?language=en", &[]).await;
    assert_eq!(page.status, 409);
    assert_language(&page, "fr");
}

#[tokio::test]
async fn an_invalid_form_is_answered_in_its_language() {
    let test = HandlerTest::with_the_real_site().await;
    let large = Event::post_to(ENGLISH, &[("remarks", &"x".repeat(70_000))]).without_header("origin");
    let foreign = Event::post_to(ENGLISH, &[]).with_header("origin", "https://elsewhere.example");
    for (event, status) in [(large, 413), (foreign, 403)] {
        let page = test.send(event).await;
        assert_eq!(page.status, status);
        assert_language(&page, "en");
    }
    let nowhere = post(&test, "/api/workshops/nowhere/registrations?language=en", &[]).await;
    assert_eq!(nowhere.status, 404);
    assert_language(&nowhere, "en");
    assert_language(&test.get("/api/nowhere").await, "fr");
}

#[tokio::test]
async fn a_removed_language_falls_back_to_the_sites() {
    let test = HandlerTest::with_the_real_site().await;
    let own = post(&test, ENGLISH, &fields_for("a@o.example")).await.header("location").to_owned();
    let test = test.with_theme(|theme| theme.translations.clear());
    let page = test.get(&own).await;
    assert_language(&page, "fr");
    assert_has(&page, &["Adhérent", "Inscription confirmée"]);
}

#[tokio::test]
async fn mails_are_in_the_language_of_the_registration() {
    let (catalogue, theme) = real_site();
    let test = NotifierTest::with(catalogue, theme).await;
    let french = format!("/api/workshops/{WORKSHOP}/registrations");
    assert_eq!(post(&test.handler, ENGLISH, &fields_for("en@o.example")).await.status, 303);
    assert_eq!(post(&test.handler, &french, &fields_for("fr@o.example")).await.status, 303);
    assert!(test.stream(WORKSHOP).await.is_empty());
    let mail =
        |to: &str, place: usize| test.mails().into_iter().filter(|mail| mail.to == to).nth(place).unwrap();
    let english = mail("en@o.example", 0);
    assert_eq!(
        english.subject,
        "Registration confirmed – Renovating without rehousing, running an energy project in occupied buildings"
    );
    for text in [
        "Tuesday 14 September 2027, from 10:00 to 16:30",
        "Preparing the works with the tenants",
        "Amount: €500 for one person",
        "https://ateliers.example/en/workshops/exemple-renovation-energetique/",
        "The club’s workshops",
    ] {
        assert!(english.text.contains(text), "{text}\n{}", english.text);
    }
    assert!(english.html.contains("<html lang=\"en\">"));
    assert!(!english.html.contains("lang=\"fr\""), "the whole mail is translated: {}", english.html);
    let french = mail("fr@o.example", 0);
    assert!(french.subject.starts_with("Inscription confirmée"), "{}", french.subject);
    assert!(french.text.contains("mardi 14 septembre 2027"), "{}", french.text);

    // The organiser's text is in the site's own language, and the rest of the mail is not.
    test.pass(SignedDuration::from_mins(1));
    test.publish(WORKSHOP, "Changement de salle", "La salle change.").await;
    test.sweep().await.unwrap();
    let notice = mail("en@o.example", 1);
    assert_eq!(notice.subject, "Changement de salle");
    assert!(notice.html.contains("<span lang=\"fr\">La salle change.</span>"), "{}", notice.html);
    assert!(notice.html.contains("<html lang=\"en\">") && notice.text.contains("Renovating without"));
    assert!(mail("fr@o.example", 1).html.contains(">La salle change.<"));
}

#[tokio::test]
async fn a_questionnaire_is_answered_in_english() {
    let test = HandlerTest::with_the_real_site().await;
    let path = format!("{QUESTIONNAIRE}?language=en");
    let empty = post(&test, &path, &[]).await;
    assert_eq!(empty.status, 422);
    assert_language(&empty, "en");
    let texts = [
        "Questionnaire about your renovation projects",
        "Enter a number of homes, or 0",
        &format!("action=\"{path}\""),
        "hreflang=\"fr\" lang=\"fr\">Français</a>",
    ];
    assert_has(&empty, &texts);
    let answers = [
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Director"),
        ("organisation", "Office de l’Ouest"),
        ("email", "a@o.example"),
        ("nombre-de-logements", "250"),
        ("consultation", "reunion"),
        ("difficulte", "Dust"),
        ("privacy", "yes"),
    ];
    let answered = post(&test, &path, &answers).await;
    assert_eq!(
        (answered.status, answered.header("location")),
        (303, &*format!("{QUESTIONNAIRE}/thanks?language=en"))
    );
    let thanks = test.get(answered.header("location")).await;
    assert_language(&thanks, "en");
    let stored = &test.form_answers(WORKSHOP).await[0].request;
    assert_eq!(stored.answers["consultation"], Answer::Choices(vec!["reunion".to_owned()]));
    // The French page behaves the same.
    assert_eq!(post(&test, QUESTIONNAIRE, &answers).await.status, 303);
}

#[tokio::test]
async fn an_english_error_page_states_the_language_of_a_french_workshop() {
    let test = HandlerTest::with_the_real_site().await;
    let unknown = format!("/api/workshops/{WORKSHOP}/forms/unknown?language=en");
    let page = post(&test, &unknown, &[]).await;
    assert_eq!(page.status, 404);
    assert_language(&page, "en");
    let home = "<a href=\"/en/\">";
    assert_has(&page, &["href=\"/en/workshops/exemple-renovation-energetique/\">", home]);

    let test = test.with_workshop(WORKSHOP, |workshop| workshop.translations.clear());
    let page = post(&test, &unknown, &[]).await;
    assert_language(&page, "en");
    assert_has(&page, &["href=\"/ateliers/exemple-renovation-energetique/\" hreflang=\"fr\">", home]);
}

#[tokio::test]
async fn items_without_a_language_use_the_sites() {
    let test = HandlerTest::with_the_real_site().await;
    let french = format!("/api/workshops/{WORKSHOP}/registrations");
    let own = post(&test, &french, &fields_for("a@o.example")).await.header("location").to_owned();
    let registration = of(&test, "a@o.example").await;
    assert_eq!((registration.request.language, registration.status), (None, Status::Confirmed));
    assert_language(&test.get(&own).await, "fr");
}
