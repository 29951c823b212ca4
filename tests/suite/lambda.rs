//! The real `handler` binary under a stub of the Lambda Runtime API, as it is deployed.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::time::Duration;

use model::catalogue::WorkshopTexts;
use tests::catalogue::catalogue_always_open;
use tests::dynamodb::Table;
use tests::handler::{Event, assert_sound, fields, fields_with};
use tests::notifier::mail_theme;
use tests::runtime_api::{
    Function, log_lines, run_with, run_with_value, run_without, run_without_runtime_api,
};
use tokio::time::timeout;
use view::registration::own_path;
use view::theme::Theme;

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_accepts_a_registration_and_logs_no_personal_data() {
    let table = Table::new().await;
    let mut function = Function::start(&table).await;

    let posted = function.invoke(&Event::recorded("post-registration")).await;
    assert_eq!(posted["statusCode"], 303, "{posted}");
    let own_page = posted["headers"]["location"].as_str().unwrap().to_owned();
    let registrations = table.store().list(&"proximite".parse().unwrap()).await.unwrap();
    assert_eq!(registrations.len(), 1);
    assert_eq!(own_page, own_path(&registrations[0]));

    let page = function.invoke(&Event::recorded("get-registration").with_path(&own_page)).await;
    assert_eq!(page["statusCode"], 200);
    assert_eq!(page["isBase64Encoded"], false);
    assert!(page["body"].as_str().unwrap().contains("Claire Le Gall"));

    let invalid = Event::post("proximite", &fields_with("email", "claire.legall@"));
    assert_eq!(function.invoke(&invalid).await["statusCode"], 422);
    let changed = Event::post("proximite", &fields_with("function", "Présidente"));
    assert_eq!(function.invoke(&changed).await["statusCode"], 303);
    let traversal = Event::post("..%2FClaire", &fields());
    assert_eq!(function.invoke(&traversal).await["statusCode"], 404);

    let log = function.stop().await;
    assert_log(&log, registrations[0].id.as_str());
}

/// Asserts that the log has one JSON line per request and no personal data.
fn assert_log(log: &str, id: &str) {
    for secret in [
        "Claire",
        "Le Gall",
        "legall",
        "office.example",
        "01 23 45",
        "Régime",
        "Présidente",
        "registrations/proximite",
        id,
    ] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    let requests: Vec<_> = log_lines(log)
        .filter(|line| line["fields"]["message"] == "request")
        .map(|mut line| line["fields"].take())
        .collect();
    let logged: Vec<_> = requests
        .iter()
        .map(|fields| {
            let text = |name: &str| fields[name].as_str().unwrap_or("-").to_owned();
            format!(
                "{} {} {} {} {}",
                text("method"),
                text("route"),
                fields["status"],
                text("result"),
                text("workshop")
            )
        })
        .collect();
    let posting = "POST /api/workshops/{slug}/registrations";
    assert_eq!(
        logged,
        [
            format!("{posting} 303 confirmed proximite"),
            "GET /api/registrations/{slug}/{id} 200 found proximite".to_owned(),
            format!("{posting} 422 invalid proximite"),
            format!("{posting} 303 confirmed proximite"),
            format!("{posting} 404 unknown-workshop -"),
        ]
    );
    assert!(requests.iter().all(|fields| fields["duration_ms"].is_u64()));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_exits_and_names_a_missing_variable() {
    for variable in ["ATELIERS_TABLE", "ATELIERS_IDENTIFIER_KEY", "AWS_REGION"] {
        let (success, log) = run_without(variable).await;
        assert!(!success, "{variable}");
        assert!(log.contains(&format!("missing in the environment: {variable}\"")), "{log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn both_binaries_exit_and_log_that_they_ended() {
    let table = Table::new().await;
    for (name, message) in [("handler", "the handler ended"), ("notify", "the notifier ended")] {
        let (code, log) = run_without_runtime_api(name, &table).await;
        let errors: Vec<_> = log_lines(&log).filter(|line| line["level"] == "ERROR").collect();
        let [ended] = errors.as_slice() else { panic!("{log}") };
        assert_eq!((code, ended["fields"]["message"].as_str()), (Some(1), Some(message)), "{log}");
        assert!(ended["fields"]["error"].is_string(), "{log}");
    }
}

/// The runtime panics with a message that quotes the variable.
#[tokio::test(flavor = "multi_thread")]
async fn a_panic_of_the_runtime_is_logged_without_its_message() {
    let value = OsStr::from_bytes(b"Claire\xff");
    let (success, log) = run_with_value(&Table::new().await, "AWS_LAMBDA_FUNCTION_VERSION", value).await;
    let errors: Vec<_> = log_lines(&log).filter(|line| line["level"] == "ERROR").collect();
    let [panic] = errors.as_slice() else { panic!("{log}") };
    assert!(!success && panic["fields"]["message"] == "panic", "{log}");
    assert!(panic["fields"]["place"].as_str().unwrap().contains("lambda_runtime"), "{log}");
    assert!(!log.contains("Claire") && !log.contains("AWS_LAMBDA_FUNCTION_VERSION"), "{log}");
}

/// Inconsistent files are detected when the function starts, before the first registration.
#[tokio::test(flavor = "multi_thread")]
async fn both_binaries_exit_and_name_what_a_theme_lacks() {
    let (catalogue, whole) = (catalogue_always_open(), mail_theme());
    let without = |change: fn(&mut Theme)| {
        let mut theme = whole.clone();
        change(&mut theme);
        theme
    };
    let mut translated = catalogue.clone();
    let workshop = translated.workshops.get_mut(&"groupe".parse().unwrap()).unwrap();
    workshop.translations.insert("en".to_owned(), WorkshopTexts::of(&workshop.clone()));
    let no_templates = without(|theme| theme.templates.clear());
    let no_page = without(|theme| drop(theme.templates.remove("confirm-email.html")));
    let no_mail = without(|theme| drop(theme.templates.remove("mail/registration.txt")));
    let no_word = without(|theme| drop(theme.words.remove("title.registration")));
    let no_message = without(|theme| drop(theme.words.remove("message.unavailable.title")));
    let no_subject = without(|theme| drop(theme.words.remove("mail.approved.subject")));
    let no_called = without(|theme| {
        theme.templates.insert("message.html".to_owned(), r#"{{ t(key="message.home") }}"#.to_owned());
    });
    for (name, catalogue, theme, missing) in [
        ("handler", &catalogue, &no_templates, "`registration.html`, `own-registration.html`"),
        ("handler", &catalogue, &no_page, "lacks the templates `confirm-email.html`"),
        ("handler", &catalogue, &no_word, "lacks the words `title.registration` in `fr`"),
        ("handler", &catalogue, &no_message, "lacks the words `message.unavailable.title` in `fr`"),
        ("handler", &catalogue, &no_called, "lacks the words `message.home` in `fr`"),
        ("handler", &translated, &whole, "lacks the language `en`"),
        ("notify", &catalogue, &no_mail, "lacks the templates `mail/registration.txt`"),
        ("notify", &catalogue, &no_subject, "lacks the words `mail.approved.subject` in `fr`"),
        ("notify", &translated, &whole, "lacks the language `en`"),
    ] {
        let (success, log) = run_with(name, catalogue, theme).await;
        assert!(
            !success && log.contains(missing) && log.contains("from the same commit"),
            "{missing}: {log}"
        );
    }
}

/// The file of a workshop is read for the first request that needs it, so a damaged package fails for that workshop only.
#[tokio::test(flavor = "multi_thread")]
async fn a_missing_workshop_fails_only_requests_about_it() {
    let table = Table::new().await;
    let mut function = Function::start_without(&table, &["petit", "groupe"]).await;
    for workshop in ["petit", "groupe", "petit"] {
        let answer = function.invoke(&Event::post(workshop, &fields())).await;
        assert_eq!(answer["statusCode"], 500, "{answer}");
        assert!(
            !answer["body"].as_str().unwrap().contains("json"),
            "the reason is for the operator: {answer}"
        );
    }
    assert_eq!(function.invoke(&Event::post("proximite", &fields())).await["statusCode"], 303);
    assert_eq!(function.invoke(&Event::post("unknown", &fields())).await["statusCode"], 404);
    let log = function.stop().await;
    for part in ["cannot read", "workshops/petit.json", "deploy all files in `dist/handler`"] {
        assert!(log.contains(part), "{part}: {log}");
    }
}

/// Kills concurrent functions in the middle of events.
#[tokio::test(flavor = "multi_thread")]
async fn a_killed_function_leaves_a_sound_table() {
    let table = Table::new().await;
    let functions: Vec<_> = (0..4_u32).map(|lane| tokio::spawn(killed_thrice(table.clone(), lane))).collect();
    let mut confirmed = Vec::new();
    for function in functions {
        confirmed.extend(function.await.unwrap());
    }
    let workshop = "groupe".parse().unwrap();
    let registrations = table.store().list(&workshop).await.unwrap();
    for email in &confirmed {
        let found = registrations.iter().filter(|it| it.request.contact.email.as_str() == email);
        assert_eq!(found.count(), 1, "{email}");
    }
    let catalogue = catalogue_always_open();
    let offer = catalogue.workshops[&workshop].offer.as_deref().unwrap();
    assert_sound(&table.store(), &workshop, offer).await;
}

/// Sends events until one times out, then kills the function; returns the confirmed registrants.
async fn killed_thrice(table: Table, lane: u32) -> Vec<String> {
    let mut confirmed = Vec::new();
    for round in 0..3 {
        let mut function = Function::start(&table).await;
        for number in 0.. {
            let email = format!("person-{lane}-{round}-{number}@office.example");
            let event = Event::post("groupe", &fields_with("email", &email));
            // From the third event on, the time limit is shorter than a response may take.
            let time = Duration::from_millis(if number < 2 { 30_000 } else { u64::from(lane + round) });
            match timeout(time, function.invoke(&event)).await {
                Ok(answer) => {
                    assert_eq!(answer["statusCode"], 303, "{answer}");
                    confirmed.push(email);
                }
                Err(_) => break,
            }
        }
        // SIGKILL, in the middle of an event.
        function.stop().await;
    }
    confirmed
}
