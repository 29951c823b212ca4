//! "Find my registration": the response is the same for every address; the links are mailed once a day.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use model::limits::Limits;
use model::offer::ParticipantEmail;
use model::status::Event as TransitionEvent;
use preview::OUTBOX_PATH;
use registry::local_client;
use serde_json::{Value, json};
use tests::browser::{Browser, Key, Scripts, Visit};
use tests::catalogue::write_for_functions;
use tests::dynamodb::Table;
use tests::handler::{Answer, Event, HandlerTest, fields, id_in, real_site};
use tests::meter::Meter;
use tests::notifier::NotifierTest;
use tests::project::SiteCopy;
use view::templates::TemplateSet;

const FIND: &str = "/api/find";
const WORKSHOP: &str = "exemple-renovation-energetique";
const EMAIL: &str = "claire.legall@office.example";
const TRAP: (&str, &str) = (model::form::TRAP_FIELD, "x");

fn fields_for(email: &str, remarks: &str) -> Vec<(String, String)> {
    let mut fields: Vec<_> =
        fields().into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    fields.retain(|(name, _)| !["email", "remarks"].contains(&name.as_str()));
    let own = [
        ("email", email),
        ("remarks", remarks),
        ("attendance-session-2", "online"),
        ("dejeuner", "oui"),
        ("nombre-de-repas", "2"),
        ("sujets", "chantier"),
    ];
    fields.extend(own.map(|(name, value)| (name.to_owned(), value.to_owned())));
    fields
}

async fn register(test: &HandlerTest, email: &str, remarks: &str, language: &str) -> String {
    let path = format!("/api/workshops/{WORKSHOP}/registrations{language}");
    let fields = fields_for(email, remarks);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    test.send(Event::post_to(&path, &fields).without_header("origin")).await.redirect()
}

async fn find(test: &HandlerTest, fields: &[(&str, &str)]) -> Answer {
    test.send(Event::post_to(FIND, fields).without_header("origin")).await
}

async fn notifier() -> NotifierTest {
    let (catalogue, theme) = real_site();
    NotifierTest::with(catalogue, theme).await
}

/// Returns the mails sent after these.
fn since(test: &NotifierTest, before: usize) -> Vec<tests::notifier::ReadMail> {
    test.mails().split_off(before)
}

#[tokio::test]
async fn every_address_gets_the_same_answer_for_the_same_work() {
    let (catalogue, theme) = real_site();
    let mut seen = Vec::new();
    for state in ["unknown", "registered", "quarantined", "refused", "cancelled", "asked"] {
        let (table, meter) = Meter::of(&Table::new().await).await;
        let test = NotifierTest::on(
            table.clone(),
            table,
            tests::ses::Ses::new().await,
            catalogue.clone(),
            theme.clone(),
        );
        if ["registered", "refused", "cancelled"].contains(&state) {
            let own = register(&test.handler, EMAIL, "x", "").await;
            let event = if state == "cancelled" { TransitionEvent::Cancel } else { TransitionEvent::Refuse };
            if state != "registered" {
                test.handler.transition(WORKSHOP, &id_in(&own), event).await;
            }
        }
        if state == "asked" {
            find(&test.handler, &[("email", EMAIL)]).await;
        }
        meter.read_operations();
        meter.read_single();
        let answer = find(&test.handler, &[("email", EMAIL)]).await;
        // A failed condition costs as much as a successful write but is not in the response, so the call alone proves
        // nothing.
        let units = if state == "asked" { vec![1.0, 1.0] } else { meter.read_single() };
        let operations = (meter.read_operations(), units);
        let page = test.handler.get(answer.header("location")).await;
        let headers = format!("{:?} {:?}", answer.headers, page.headers);
        seen.push((state, (answer.status, headers, answer.body, page.status, page.body, operations)));
    }
    let (_, unknown) = seen[0].clone();
    assert_eq!((unknown.0, unknown.3), (303, 200));
    assert_eq!(unknown.5, (vec!["UpdateItem".to_owned(), "PutItem".to_owned()], vec![1.0, 1.0]));
    assert!(unknown.4.contains("Votre demande est prise en compte"), "{}", unknown.4);
    for (state, learned) in &seen {
        assert_eq!(*learned, unknown, "{state}");
    }
}

#[tokio::test]
async fn a_participant_finds_their_own_page_and_no_other() {
    let (mut catalogue, theme) = real_site();
    let workshop = catalogue.workshops.get_mut(&WORKSHOP.parse().unwrap()).unwrap();
    workshop.offer.as_deref_mut().unwrap().participant_email = ParticipantEmail::Optional;
    let test = NotifierTest::with(catalogue, theme).await;
    let mut fields = fields_for(EMAIL, "Équipe");
    for (number, given_name) in [(2, "Marc"), (3, "Anne")] {
        let email = format!("{}@office.example", given_name.to_lowercase());
        let row = [
            ("given-name", given_name),
            ("family-name", "Petit"),
            ("function", "Directeur"),
            ("fee", "adherent"),
            ("email", &email),
        ];
        fields.extend(row.map(|(name, value)| (format!("participant-{number}-{name}"), value.to_owned())));
    }
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let path = format!("/api/workshops/{WORKSHOP}/registrations");
    let own_page =
        test.handler.send(Event::post_to(&path, &fields).without_header("origin")).await.redirect();
    // They learn of the registration, and can then find it.
    let asked = async |address: &str| {
        find(&test.handler, &[("email", address)]).await;
        test.sweep().await.unwrap();
        test.mails()
            .into_iter()
            .rfind(|mail| mail.to == address && mail.subject == "Vos inscriptions aux ateliers")
    };
    test.sweep().await.unwrap();
    let first = test.mails().into_iter().find(|mail| mail.to == "marc@office.example").unwrap();
    let link = |text: &str| {
        let at = text.find("/api/participations/").unwrap();
        text[at..].split_whitespace().next().unwrap().to_owned()
    };
    let found = asked("Marc@office.example").await.unwrap();
    assert_eq!(link(&found.text), link(&first.text));
    assert_eq!(found.text.matches("/api/").count(), 1, "{}", found.text);
    assert!(!found.text.contains(&own_page), "{}", found.text);
    assert_eq!(test.handler.get(&link(&found.text)).await.status, 200);
    // Those who left find nothing.
    let anne = test.mails().into_iter().find(|mail| mail.to == "anne@office.example").unwrap();
    let leave = Event::post_to(&format!("{}/cancel", link(&anne.text)), &[]).without_header("origin");
    assert_eq!(test.handler.send(leave).await.status, 303);
    assert!(asked("anne@office.example").await.is_none());
    // The contact finds the page of the registration.
    let contact = asked(EMAIL).await.unwrap();
    assert!(
        contact.text.contains(&own_page) && !contact.text.contains("/api/participations/"),
        "{}",
        contact.text
    );
}

#[tokio::test]
async fn the_links_of_live_registrations_are_mailed_once_a_day() {
    let test = notifier().await;
    let first = register(&test.handler, EMAIL, "Première", "").await;
    let cancelled = register(&test.handler, EMAIL, "Annulée", "").await;
    test.handler.transition(WORKSHOP, &id_in(&cancelled), TransitionEvent::Cancel).await;
    let shouted = register(&test.handler, "Claire.LeGall@Office.example", "Deuxième", "").await;
    let other = register(&test.handler, "marc@office.example", "Autre", "").await;
    test.sweep().await.unwrap();
    let before = test.mails().len();

    assert_eq!(find(&test.handler, &[("email", " CLAIRE.legall@office.example ")]).await.status, 303);
    for _ in 0..2 {
        test.sweep().await.unwrap();
        // The same day again.
        find(&test.handler, &[("email", EMAIL)]).await;
    }
    let mails = since(&test, before);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("CLAIRE.legall@office.example", "Vos inscriptions aux ateliers")
    );
    for body in [&mail.text, &mail.html] {
        assert!(body.contains(&first) && body.contains(&shouted), "{body}");
        assert!(!body.contains(&cancelled) && !body.contains(&other), "{body}");
        assert!(body.contains("Voici les 2 inscriptions"), "{body}");
        for typed in ["Le Gall", "Première", "Office de", "Directrice"] {
            assert!(!body.contains(typed), "{typed} in {body}");
        }
    }

    test.pass(SignedDuration::from_hours(24));
    test.sweep().await.unwrap();
    find(&test.handler, &[("email", EMAIL)]).await;
    test.sweep().await.unwrap();
    assert_eq!(since(&test, before).len(), 2);
}

#[tokio::test]
async fn the_mail_is_in_the_language_of_the_registrant() {
    let test = notifier().await;
    let own = register(&test.handler, EMAIL, "English", "?language=en").await;
    test.sweep().await.unwrap();
    let before = test.mails().len();
    // The result does not depend on the page that was used.
    find(&test.handler, &[("email", EMAIL)]).await;
    test.sweep().await.unwrap();
    let mails = since(&test, before);
    assert_eq!(mails[0].subject, "Your workshop registrations");
    assert!(mails[0].text.contains(&own) && mails[0].text.contains("This is the registration"));
    assert!(
        mails[0].text.contains("Renovating") || mails[0].text.contains("renovation"),
        "{}",
        mails[0].text
    );
}

#[tokio::test]
async fn an_address_without_registrations_is_neither_mailed_nor_kept() {
    let test = notifier().await;
    find(&test.handler, &[("email", "nobody@office.example")]).await;
    let items = items(&test.table).await;
    assert_eq!(items.len(), 1, "{items:?}");
    assert_eq!(items[0]["email"], AttributeValue::S("nobody@office.example".to_owned()));
    let expires: i64 = items[0]["expires_at"].as_n().unwrap().parse().unwrap();
    assert_eq!(expires - test.now().as_second(), 86_400);

    let answer = test.send(record(&items[0])).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    assert_eq!(test.mails(), []);
    let items = self::items(&test.table).await;
    assert!(!format!("{items:?}").contains("nobody@"), "{items:?}");
    test.pass(SignedDuration::from_hours(24));
    test.sweep().await.unwrap();
    assert_eq!(self::items(&test.table).await.len(), 0);
}

/// Returns the requests for links in a table.
async fn items(table: &Table) -> Vec<std::collections::HashMap<String, AttributeValue>> {
    let found = local_client(&table.endpoint).scan().table_name(&table.name).send().await.unwrap();
    let is_request = |item: &std::collections::HashMap<String, AttributeValue>| {
        item["PK"] == AttributeValue::S("links".to_owned())
    };
    found.items.unwrap_or_default().into_iter().filter(is_request).collect()
}

/// Returns the record of a request in the table's stream.
fn record(item: &std::collections::HashMap<String, AttributeValue>) -> Value {
    let mut event = tests::notifier::records("any", &[item["SK"].as_s().unwrap()]);
    event["Records"][0]["dynamodb"]["Keys"]["PK"]["S"] = json!("links");
    event
}

#[tokio::test]
async fn a_request_waits_for_a_workshop_that_cannot_be_read() {
    let test = notifier().await;
    let own = register(&test.handler, EMAIL, "x", "").await;
    test.sweep().await.unwrap();
    let before = test.mails().len();
    find(&test.handler, &[("email", EMAIL)]).await;
    let (catalogue, theme) = real_site();
    let directory = tempfile::tempdir().unwrap();
    write_for_functions(directory.path(), &catalogue, &theme);
    std::fs::remove_file(directory.path().join(format!("workshops/{WORKSHOP}.json"))).unwrap();
    let damaged = test.with_workshops(registry::open(directory.path(), &TemplateSet::ALL).unwrap().0);
    let time = std::time::Duration::from_secs(30);
    let swept = notifier::sweep::sweep(&damaged, notifier::TimeLimit::before_stop_in(time)).await;
    assert_eq!((swept.sent, swept.held), (0, 1));
    test.sweep().await.unwrap();
    let mails = since(&test, before);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains(&own));
}

#[tokio::test]
async fn a_request_is_mailed_when_the_mail_service_recovers() {
    let test = notifier().await;
    let own = register(&test.handler, EMAIL, "x", "").await;
    test.sweep().await.unwrap();
    let before = test.mails().len();
    find(&test.handler, &[("email", EMAIL)]).await;
    let failing = test.sending_by(tests::notifier::ses_transport("http://127.0.0.1:9"));
    let time = std::time::Duration::from_secs(30);
    let swept = notifier::sweep::sweep(&failing, notifier::TimeLimit::before_stop_in(time)).await;
    assert_eq!(swept.sent, 0);
    // A claim whose holder does not know whether the mail was sent expires with its lease.
    test.pass(SignedDuration::from_mins(2));
    test.sweep().await.unwrap();
    let mails = since(&test, before);
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains(&own));
}

#[tokio::test]
async fn an_invalid_address_is_returned_with_the_error() {
    let test = HandlerTest::with_the_real_site().await;
    for (email, error) in [("", "Indiquez votre adresse"), ("claire@", "adresse électronique complète")] {
        let answer = find(&test, &[("email", email)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.body.contains("<title>Erreur\u{a0}: "), "{}", answer.body);
        assert!(answer.body.contains(error) && answer.body.contains(&format!("value=\"{email}\"")));
        assert!(answer.body.contains(r#"action="/api/find""#));
        assert_eq!(answer.header("referrer-policy"), "strict-origin");
    }
    let english = test.send(Event::post_to("/api/find?language=en", &[]).without_header("origin")).await;
    assert_eq!(english.status, 422);
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("/api/find?language=en"));
    assert!(english.body.contains("href=\"/retrouver/\" hreflang=\"fr\""), "{}", english.body);
    let cross_site = Event::post_to(FIND, &[("email", EMAIL)]).with_header("origin", "https://evil.example");
    assert_eq!(test.send(cross_site).await.status, 403);
    assert_eq!(test.get(FIND).await.status, 405);
}

#[tokio::test]
async fn bots_and_floods_cause_no_mails() {
    let test = notifier().await;
    register(&test.handler, EMAIL, "x", "").await;
    let trapped = find(&test.handler, &[("email", EMAIL), TRAP]).await;
    assert_eq!((trapped.status, trapped.header("location")), (303, "/api/find/sent"));
    assert_eq!(items(&test.table).await.len(), 0);
    let searches = Limits::default().searches;
    for number in 0..=searches {
        let email = format!("person-{number}@office.example");
        let event = Event::post_to(FIND, &[("email", &email)]).without_header("origin");
        let answer = test.handler.send(event.from_address("192.0.2.44")).await;
        let expected = if number < searches { 303 } else { 429 };
        assert_eq!(answer.status, expected, "{number}");
        if expected == 429 {
            assert_eq!(answer.header("retry-after"), "3600");
            assert!(answer.body.contains(&email), "{}", answer.body);
        }
    }
}

/// Subaddresses belong to one mailbox.
#[tokio::test]
async fn mails_with_links_are_limited_per_mailbox_and_day() {
    let test = notifier().await;
    let spellings: Vec<_> = (0..4).map(|number| format!("claire.legall+{number}@office.example")).collect();
    for email in &spellings {
        register(&test.handler, email, "x", "").await;
    }
    test.sweep().await.unwrap();
    let before = test.mails().len();
    for email in &spellings {
        assert_eq!(find(&test.handler, &[("email", email)]).await.status, 303);
    }
    test.sweep().await.unwrap();
    test.sweep().await.unwrap();
    assert_eq!(since(&test, before).len(), Limits::default().link_mails as usize);
    test.pass(SignedDuration::from_hours(24));
    assert_eq!(find(&test.handler, &[("email", &spellings[3])]).await.status, 303);
    test.sweep().await.unwrap();
    assert_eq!(since(&test, before).last().unwrap().to, spellings[3]);
}

#[tokio::test]
async fn a_site_without_the_page_has_no_route() {
    let test = HandlerTest::new().await;
    let answer = test.send(Event::post_to(FIND, &[("email", EMAIL)])).await;
    assert_eq!(answer.status, 404);
    assert_eq!(test.get("/api/find/sent").await.status, 404);
}

#[tokio::test]
async fn the_mail_after_a_registration_links_to_others_of_its_address() {
    let test = notifier().await;
    let first = register(&test.handler, EMAIL, "Première", "").await;
    test.sweep().await.unwrap();
    assert!(!test.mails()[0].text.contains("Déjà inscrit"), "{}", test.mails()[0].text);
    test.pass(SignedDuration::from_mins(1));
    let cancelled = register(&test.handler, EMAIL, "Annulée", "").await;
    test.handler.transition(WORKSHOP, &id_in(&cancelled), TransitionEvent::Cancel).await;
    register(&test.handler, "marc@office.example", "Autre", "").await;
    test.sweep().await.unwrap();
    let before = test.mails().len();
    let second = register(&test.handler, EMAIL, "Deuxième", "").await;
    test.sweep().await.unwrap();
    let mails = since(&test, before);
    let [mail] = mails.as_slice() else { panic!("{mails:?}") };
    for body in [&mail.text, &mail.html] {
        assert!(body.contains(&first) && body.contains(&second) && !body.contains(&cancelled), "{body}");
        assert!(body.contains("Une autre inscription à cet atelier existe"), "{body}");
    }
}

/// By keyboard only, from the page of an unknown registration to the link in the mail.
#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn a_registrant_finds_the_registration_again() {
    for (theme, scripts) in [("default", Scripts::Off), ("default", Scripts::On), ("sober", Scripts::Off)] {
        let site = if theme == "default" { SiteCopy::new() } else { SiteCopy::new().with_theme(theme) };
        let mut visit = Visit::start(site, scripts).await;
        let browser = &visit.browser;
        let own_page = register_in(browser).await;
        browser.open("/api/registrations/proximite/unknown").await;
        assert_eq!(browser.status().await, 404);
        browser.follow("Retrouver mon inscription").await;
        assert_eq!(browser.path().await, "/retrouver/");
        browser.fill("email", "claire.legall@").await;
        browser.follow("Recevoir mes liens").await;
        assert_eq!(browser.status().await, 422);
        assert!(browser.title().await.starts_with("Erreur"), "{}", browser.title().await);
        browser
            .tab_to("Saisissez une adresse électronique complète, par exemple c.martin@organisme.fr")
            .await;
        browser.press(Key::Enter).await;
        browser.wait_for_focus("email").await;
        browser.press(Key::End).await;
        browser.write("office.example").await;
        browser.follow("Recevoir mes liens").await;
        assert_eq!((browser.status().await, browser.path().await.as_str()), (200, "/api/find/sent"));
        assert!(browser.text().await.contains("Votre demande est prise en compte"));
        // The outbox loads only the preview's own resources.
        let link = mailed_link(browser).await;
        assert_eq!(link, own_page);
        browser.open(&link).await;
        assert!(browser.text().await.contains("Claire Le Gall"));
        // A mail names no icon, so the browser looks for the site's at this address.
        let complaints = visit.browser.complaints().await;
        assert!(complaints.iter().all(|it| it.contains("/favicon.ico")), "{complaints:?}");
        visit.stop().await;
    }
}

async fn register_in(browser: &Browser) -> String {
    browser.open("/ateliers/proximite/inscription/").await;
    for (name, value) in [
        ("given-name", "Claire"),
        ("family-name", "Le Gall"),
        ("function", "Directrice"),
        ("organisation", "Office de l’Ouest"),
        ("email", EMAIL),
    ] {
        browser.fill(name, value).await;
    }
    browser.choose("fee", "adherent").await;
    for (name, value) in
        [("billing-address", "1 rue de la Paix"), ("billing-postal-code", "75002"), ("billing-city", "Paris")]
    {
        browser.fill(name, value).await;
    }
    browser.tick("privacy").await;
    browser.follow("Envoyer l’inscription").await;
    browser.path().await
}

/// Returns the link to the registrations in the mail, once it is in the outbox.
async fn mailed_link(browser: &Browser) -> String {
    for _ in 0..200 {
        browser.open(OUTBOX_PATH).await;
        let find =
            "[...document.querySelectorAll('a')].find((a) => a.textContent.includes('Vos inscriptions'))";
        let path: Option<String> = browser.read(&format!("({find})?.pathname ?? null")).await;
        if let Some(path) = path {
            browser.open(&format!("{path}/source")).await;
            let source: String = browser.read("document.body.innerText").await;
            let source = source.replace("=\n", "").replace("=3D", "=");
            let start = source.find("/api/registrations/").expect("the page has a link");
            let link = source[start..].split_whitespace().next().unwrap_or_default();
            return link.to_owned();
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("no mail arrived");
}
