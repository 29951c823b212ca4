//! Posts marked personal data through every route, valid and invalid: the marks are shown only to their author, and
//! never appear in a log, an address, another page or a file of the site.

use axum::body::Body;
use http::Request;
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use model::form::TRAP_FIELD;
use model::limits::Limits;
use preview::Options;
use registry::Deadline;
use registry::identifier::IdentifierKey;
use serde_json::Value;
use tests::dynamodb::Table;
use tests::handler::{Event, HandlerTest, id_in, secrets_in};
use tests::log::Log;
use tests::project::SiteCopy;
use tests::runtime_api::{Function, log_lines};
use tests::site::files;

/// The prefix of every mark, except numeric ones.
const MARK: &str = "xmark";

/// Numeric marks, as typed and as stored.
const NUMBERS: [&str; 4] = ["98 76 54 32", "98765432", "73282932000074", "203.0.113.77"];

/// Returns registration fields that are all marked.
fn marked() -> Vec<(&'static str, &'static str)> {
    vec![
        ("fee", "adherent"),
        ("given-name", "Xmarkgiven"),
        ("family-name", "Xmarkfamily"),
        ("function", "Xmarkfunction"),
        ("organisation", "Xmarkorganisation"),
        ("email", "xmark.email@xmark.example"),
        ("telephone", "01 98 76 54 32"),
        ("takes-part", "yes"),
        ("participant-2-given-name", "Xmarkcolleague"),
        ("participant-2-family-name", "Xmarkcolleague"),
        ("participant-2-function", "Xmarkcolleague"),
        ("participant-2-fee", "adherent"),
        ("billing-organisation", "Xmarkbilled"),
        ("billing-address", "1 rue Xmarkstreet"),
        ("billing-postal-code", "Xmark75"),
        ("billing-city", "Xmarkcity"),
        ("siret", "73282932000074"),
        ("purchase-order", "Xmarkorder"),
        ("billing-email", "xmark.billing@xmark.example"),
        ("remarks", "Xmarkremarks"),
        ("listed", "yes"),
        ("privacy", "yes"),
    ]
}

fn marked_with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut fields = marked();
    fields.retain(|(other, _)| *other != name);
    fields.push((name, value));
    fields
}

/// Returns the first mark in a text.
fn mark_in(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    [MARK].into_iter().chain(NUMBERS).find(|mark| lower.contains(mark))
}

fn assert_unmarked(text: &str, what: &str) {
    assert_eq!(mark_in(text), None, "{what}: {text}");
}

/// The person whose data a response may contain.
#[derive(Clone, Copy, PartialEq)]
enum Shows {
    /// The registrant's own page or input.
    Own,
    /// No personal data.
    Nothing,
}

/// Calls the function and checks the whole response, except the registrant's own page.
async fn ask(function: &mut Function, event: Event, status: u16, shows: Shows) -> Value {
    let event = event.with_header("user-agent", "Xmarkagent").with_header("referer", "https://xmark.example");
    let answer = function.invoke(&event.from_address("203.0.113.77")).await;
    assert_eq!(answer["statusCode"], status, "{answer}");
    assert_unmarked(&answer["headers"].to_string(), "headers");
    let body = answer["body"].as_str().unwrap_or_default();
    match shows {
        Shows::Nothing => assert_unmarked(body, "page"),
        // Otherwise the test would pass vacuously.
        Shows::Own => assert!(mark_in(body).is_some(), "{body}"),
    }
    for attribute in ["href=\"", "action=\"", "src=\""] {
        for address in body.split(attribute).skip(1) {
            assert_unmarked(address.split('"').next().unwrap(), "address");
        }
    }
    answer
}

async fn post(function: &mut Function, path: &str, fields: &[(&str, &str)], status: u16, shows: Shows) {
    ask(function, Event::post_to(path, fields), status, shows).await;
}

async fn get(function: &mut Function, path: &str, status: u16, shows: Shows) {
    ask(function, Event::recorded("get-registration").with_path(path), status, shows).await;
}

/// Registers with these fields and returns the path of the registration's page.
async fn register(function: &mut Function, workshop: &str, fields: &[(&str, &str)]) -> String {
    let answer = ask(function, Event::post(workshop, fields), 303, Shows::Nothing).await;
    answer["headers"]["location"].as_str().unwrap().to_owned()
}

/// Accepts, shows, changes, confirms and cancels registrations. Returns further texts that must not be logged.
async fn good_requests(function: &mut Function, table: &Table) -> Vec<String> {
    let own = register(function, "groupe", &marked()).await;
    get(function, &own, 200, Shows::Own).await;
    get(function, &format!("{own}/participants"), 200, Shows::Own).await;
    // This theme shows no names here.
    get(function, &format!("{own}/cancel"), 200, Shows::Nothing).await;
    let change = format!("{own}/participants");
    let rows = [
        ("participant-1-given-name", "Xmarkother"),
        ("participant-1-family-name", "Xmarkother"),
        ("participant-1-function", "Xmarkother"),
    ];
    post(function, &change, &rows[..1], 422, Shows::Own).await;
    post(function, &change, &rows, 303, Shows::Nothing).await;
    for listed in ["", "yes"] {
        post(function, &format!("{own}/listed"), &[("listed", listed)], 303, Shows::Nothing).await;
    }
    let quarantined = register(function, "approuve", &marked_with(TRAP_FIELD, "Xmarktrap")).await;
    get(function, &quarantined, 200, Shows::Own).await;

    let unconfirmed = register(function, "confirme", &marked()).await;
    let token = token_of(table, "confirme", &unconfirmed).await;
    let confirm = format!("{unconfirmed}/confirm/{token}");
    get(function, &confirm, 200, Shows::Own).await;
    post(function, &confirm, &[], 303, Shows::Nothing).await;
    for path in [&own, &quarantined, &unconfirmed] {
        post(function, &format!("{path}/cancel"), &marked(), 303, Shows::Nothing).await;
        post(function, &format!("{path}/participants"), &marked(), 409, Shows::Own).await;
        post(function, &format!("{path}/listed"), &[("listed", "")], 303, Shows::Nothing).await;
    }
    [own, quarantined, unconfirmed].iter().flat_map(|path| secrets_in(path)).chain([token]).collect()
}

/// Returns the token mailed for a registration's page.
async fn token_of(table: &Table, workshop: &str, own_page: &str) -> String {
    let workshop = workshop.parse().unwrap();
    let stored = table.store().get(&workshop, &id_in(own_page), Deadline::default()).await;
    IdentifierKey::from([7; 32]).confirmation_token(&stored.unwrap().unwrap())
}

/// Sends rejected posts and requests for unknown addresses.
async fn bad_requests(function: &mut Function, table: &Table) -> Vec<String> {
    let path = |workshop: &str| format!("/api/workshops/{workshop}/registrations");
    let proximite = path("proximite");
    let own = register(function, "proximite", &marked()).await;
    post(function, &proximite, &marked_with("email", "xmark.example"), 422, Shows::Own).await;
    post(function, &proximite, &marked_with("given-name", "Xmark\0"), 422, Shows::Own).await;
    post(function, &proximite, &marked_with("function", "Xmarkchanged"), 303, Shows::Nothing).await;
    let full = register(function, "petit", &marked()).await;
    post(function, &path("petit"), &marked_with("email", "xmark@x.example"), 409, Shows::Own).await;
    // Invalid input is not kept.
    post(function, &path("annule"), &marked(), 409, Shows::Nothing).await;
    for nowhere in ["xmarkworkshop", "sans-offre", "%58mark", "..%2Fxmark"] {
        post(function, &path(nowhere), &marked(), 404, Shows::Nothing).await;
    }
    for nowhere in ["/api/xmark", "/api/registrations/groupe/xmark", "/api/registrations/xmark/xmark/cancel"]
    {
        get(function, nowhere, 404, Shows::Nothing).await;
    }
    for part in ["cancel", "participants", "listed", "confirm/xmark"] {
        post(function, &format!("{own}0/{part}"), &marked(), 404, Shows::Nothing).await;
    }
    let marked_event = || Event::post_to(&proximite, &marked());
    for (event, status) in [
        (marked_event().with_method("DELETE"), 405),
        (marked_event().with_header("origin", "https://xmark.example"), 403),
        (marked_event().with_header("content-type", "text/xmark"), 415),
        (marked_event().with_body("given-name=Xmark%"), 400),
        (marked_event().with_body(&"xmark".repeat(20_000)), 413),
    ] {
        ask(function, event, status, Shows::Nothing).await;
    }
    too_much(table).await;
    post(function, &proximite, &marked(), 429, Shows::Own).await;
    [own, full].iter().flat_map(|path| secrets_in(path)).collect()
}

/// Uses up the allowance of this hour and, in case it begins meanwhile, of the next.
async fn too_much(table: &Table) {
    let now = Timestamp::now();
    let expires = now + SignedDuration::from_hours(2);
    for hour in [0, 1].map(|hour| now.as_second() / 3_600 + hour) {
        let sender = IdentifierKey::from([7; 32]).counter("submission", "203.0.113.77", hour);
        let store = table.store();
        for _ in 0..Limits::default().refuse_after {
            store.count(&sender, expires, Deadline::default()).await.unwrap();
        }
    }
}

fn assert_log(log: &str, secrets: &[String]) {
    assert!(log.lines().filter(|line| line.contains("\"request\"")).count() > 1, "{log}");
    for line in log.lines() {
        assert_unmarked(line, "log");
        let secret = secrets.iter().find(|secret| line.contains(secret.as_str()));
        assert_eq!(secret, None, "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_data_never_reaches_a_log_address_or_other_page() {
    let table = Table::new().await;
    let mut function = Function::start(&table).await;
    let mut secrets = good_requests(&mut function, &table).await;
    secrets.extend(bad_requests(&mut function, &table).await);
    let log = function.stop().await;
    assert_log(&log, &secrets);
    for outcome in ["quarantined", "too-many", "email-confirmed", "listed", "invalid"] {
        assert!(log.contains(&format!("\"{outcome}\"")), "{outcome}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn marked_data_never_reaches_a_log_when_the_store_fails() {
    // DynamoDB's error message quotes the name of the table.
    let missing = Table { name: "xmark".to_owned(), ..Table::new().await };
    let mut function = Function::start(&missing).await;
    let id = "0123456789abcdef0123456789abcdef";
    let capability = "fedcba0123456789fedcba0123456789";
    let own = format!("/api/registrations/groupe/{id}-{capability}");
    let token = "00112233445566778899aabbccddeeff".to_owned();
    post(&mut function, "/api/workshops/groupe/registrations", &marked(), 503, Shows::Own).await;
    for part in ["cancel", "participants", "listed", &format!("confirm/{token}")] {
        // The form for replacing participants shows the names that were typed.
        let shows = if part == "participants" { Shows::Own } else { Shows::Nothing };
        post(&mut function, &format!("{own}/{part}"), &marked(), 503, shows).await;
    }
    get(&mut function, &own, 503, Shows::Nothing).await;
    let log = function.stop().await;
    let requests = log_lines(&log).filter(|line| line["fields"]["message"] == "request");
    let workshops: Vec<_> = requests.map(|line| line["fields"]["workshop"].clone()).collect();
    assert_eq!(workshops, ["groupe"; 6], "{log}");
    assert_log(&log, &[id.to_owned(), capability.to_owned(), token]);
}

#[tokio::test]
async fn a_panic_reveals_no_input() {
    let log = Log::default();
    // The tasks of this test stay on its thread.
    let _logging = log.start();
    let test = HandlerTest::new().await.with_clock(|| panic!("xmark"));
    let answer = test.post("groupe", &marked()).await;
    assert_eq!(answer.status, 500);
    assert_unmarked(&answer.body, "page");
    let log = log.text();
    assert!(log.contains("\"internal-error\"") && log.contains("\"panic\""), "{log}");
    assert_unmarked(&log, "log");
}

#[tokio::test]
async fn marked_data_never_reaches_a_file_of_the_site() {
    let site = SiteCopy::new();
    let options = Options { database: site.path("elsewhere/registrations.sqlite"), ..site.preview() };
    let preview = preview::start(options, |_| ()).await.unwrap();
    let client = Client::builder(TokioExecutor::new()).build_http();
    let path = "/api/workshops/proximite/registrations";
    for fields in [marked(), marked_with("email", "xmark")] {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(format!("http://{}{path}", preview.address()))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body));
        let answer = client.request(request.unwrap()).await.unwrap();
        let status = answer.status();
        let page = answer.into_body().collect().await.unwrap().to_bytes();
        assert!([303, 422].contains(&status.as_u16()), "{status}: {page:?}");
    }
    // Later builds contain none of it.
    site.write("content/index.md", &site.read("content/index.md").replace("title: ", "title: Bonjour "));
    preview.stop().await;
    site.build(date(2022, 11, 15)).unwrap();
    let files = files(&site.path("dist"));
    assert!(files.len() > 10);
    for (path, bytes) in files {
        assert_unmarked(&path, "path");
        assert_unmarked(&String::from_utf8_lossy(&bytes), &path);
    }
}
