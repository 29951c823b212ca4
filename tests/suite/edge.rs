//! Proxies and headers: forged headers change neither the address that requests are counted for nor the response.

use handler::edge::{Edge, ORIGIN_SECRET_HEADER};
use model::seats::Capacity;
use model::status::Status;
use serde_json::{Value, json};
use tests::dynamodb::Table;
use tests::handler::{
    ADDRESS_HEADER, Answer, Event, HandlerTest, ORIGIN_SECRET, ORIGIN_SECRET_HASH, fields_with,
};
use tests::runtime_api::Function;

const POSTS: usize = 150;

async fn roomy() -> HandlerTest {
    let test = HandlerTest::new().await;
    test.with_offer("proximite", |offer| offer.capacity = Capacity::whole(1_000))
}

fn post(number: usize) -> Event {
    let email = format!("person-{number}@office.example");
    Event::post("proximite", &fields_with("email", &email)).without_header(ORIGIN_SECRET_HEADER.as_str())
}

/// Counts the accepted and the rejected posts, and the confirmed and the quarantined registrations.
async fn counts(test: &HandlerTest, answers: &[Answer]) -> (usize, usize, usize, usize) {
    let registrations = test.registrations("proximite").await;
    let answered = |status| answers.iter().filter(|answer| answer.status == status).count();
    let stored = |status| registrations.iter().filter(|it| it.status == status).count();
    (answered(303), answered(429), stored(Status::Confirmed), stored(Status::Quarantined))
}

#[tokio::test]
async fn without_a_cdn_no_header_disables_the_limits() {
    let spoofed = [ADDRESS_HEADER, "x-forwarded-for", "forwarded", "x-real-ip"];
    for headers in [&["x-amz-cf-id"][..], &spoofed] {
        let test = roomy().await;
        let mut answers = Vec::new();
        for number in 0..POSTS {
            let event = post(number).without_header(ADDRESS_HEADER).without_header("x-amz-cf-id");
            let event = headers
                .iter()
                .fold(event, |event, header| event.with_header(header, &format!("203.0.113.{number}:46532")));
            answers.push(test.send_by(Edge::Direct, event).await);
        }
        assert_eq!(counts(&test, &answers).await, (120, 30, 30, 90), "{headers:?}");
    }
}

#[tokio::test]
async fn an_unknown_source_counts_as_one_sender() {
    let test = roomy().await;
    let mut answers = Vec::new();
    for number in 0..POSTS {
        let source = if number % 2 == 0 { json!(null) } else { json!(format!("unknown-{number}")) };
        let event = post(number).with_value("/requestContext/http/sourceIp", source);
        answers.push(test.send_by(Edge::Direct, event).await);
    }
    assert_eq!(counts(&test, &answers).await, (120, 30, 30, 90));
}

#[tokio::test]
async fn ipv6_networks_of_one_site_share_a_limit() {
    let test = roomy().await;
    let mut answers = Vec::new();
    for number in 0..300 {
        // Each post comes from a new /64 network.
        let source = json!(format!("2001:db8:7:{number:x}::1"));
        let event = post(number).with_value("/requestContext/http/sourceIp", source);
        answers.push(test.send_by(Edge::Direct, event).await);
    }
    assert_eq!(counts(&test, &answers).await, (300, 0, 240, 60));
}

#[tokio::test]
async fn requests_that_bypass_the_cdn_are_rejected() {
    let test = roomy().await;
    let cdn = || Edge::new(Some(ADDRESS_HEADER), Some(ORIGIN_SECRET_HASH)).unwrap();
    let secret = ORIGIN_SECRET_HEADER;
    for number in 0..POSTS {
        let spoofed = post(number).from_address(&format!("203.0.113.{number}"));
        let event = match number % 5 {
            0 => spoofed,
            1 => spoofed.without_header(ADDRESS_HEADER),
            2 => spoofed.with_header(secret.as_str(), "guessed-guessed-guessed-guessed-guessed"),
            3 => spoofed.with_header(secret.as_str(), ORIGIN_SECRET).without_header(ADDRESS_HEADER),
            _ => spoofed.with_header(secret.as_str(), ORIGIN_SECRET).with_header(ADDRESS_HEADER, "unknown"),
        };
        let answer = test.send_by(cdn(), event).await;
        assert_eq!(answer.status, 403, "{number}");
        assert!(answer.body.contains("around_cdn"), "{}", answer.body);
        assert!(!answer.body.contains(ORIGIN_SECRET));
    }
    assert_eq!(test.registrations("proximite").await, []);
    // Errors reveal nothing there either, and the honest client still gets through.
    let page = Event::recorded("get-registration").without_header(secret.as_str());
    assert_eq!(test.send_by(cdn(), page).await.status, 403);
    assert_eq!(
        test.send(Event::post("proximite", &fields_with("email", "a@office.example"))).await.status,
        303
    );
}

/// The path of a registration opens it, so it must not appear in access logs; and a post from there must name its
/// origin, or it is rejected.
#[tokio::test]
async fn no_page_sends_its_path_and_each_form_sends_its_origin() {
    let test = HandlerTest::new().await;
    let fields = fields_with("email", "a@office.example");
    let own_page = test.post("confirme", &fields).await.header("location").to_owned();
    let confirm = test.confirm_path(&test.registrations("confirme").await[0]);
    let typo = Event::post_to(&format!("{own_page}/participants"), &[]);
    let mut pages = vec![test.post("confirme", &[]).await, test.send(typo).await];
    for path in
        [&own_page, &format!("{own_page}/cancel"), &format!("{own_page}/participants"), &confirm, "/api"]
    {
        pages.push(test.get(path).await);
    }
    for page in pages {
        let has_form = page.body.contains("<form");
        let expected = if has_form { "strict-origin" } else { "no-referrer" };
        assert_eq!(page.header("referrer-policy"), expected, "{}", page.body);
    }
}

/// Each event passes through the runtime's loop to the real binary, which answers it and the next one.
#[tokio::test(flavor = "multi_thread")]
async fn every_request_gets_a_response() {
    let table = Table::new().await;
    let mut function = Function::start(&table).await;
    let event = || Event::recorded("get-registration");
    let path = |path: &str| event().with_value("/rawPath", json!(path));
    let query = |query: &str| event().with_value("/rawQueryString", json!(query));
    let mut strange = vec![
        event().with_header("host", ""),
        event().with_header("host", "a b"),
        event().with_header("host", "[::1"),
        event().with_header("host", "exa\u{0}mple"),
        event().with_header("host", "é:notaport"),
        event().with_header("x-forwarded-proto", "no scheme"),
        event().with_header("x-forwarded-proto", "://"),
        event().with_header("x-forwarded-proto", "é"),
        event().with_header("x-strange", "a\r\nb"),
        event().with_header("not a name", "é"),
        path(""),
        path("*"),
        path("//"),
        path("//evil.example/api"),
        path("/api/é \"<>#?{}|\\^`\u{1}\u{7f}"),
        path("/api/%zz%"),
        path(&format!("/api/{}", "a".repeat(70_000))),
        query("%&%zz=é \"<>#{}|\\^`\u{1}"),
        query(&"a".repeat(70_000)),
        event().with_value("/requestContext/http/method", json!("no method")),
        Event::recorded("post-registration").with_value("/body", json!("no base64")),
    ];
    for host in ["host", "x-forwarded-proto", "referer", "user-agent", "cookie"] {
        strange.extend(
            ["\u{1}", "\u{fffd}", "\\", "%", "http://"].map(|value| event().with_header(host, value)),
        );
    }
    for event in strange {
        assert_page(&function.invoke(&event).await, &event.json());
    }
    for (event, status) in unusual(&event().json()) {
        let answer = function.invoke_with(event.clone()).await;
        assert_page(&answer, &event);
        assert_eq!(answer["statusCode"], status, "{event}");
    }
    let log = function.stop().await;
    assert!(!log.contains("panic") && !log.contains("evil.example"), "{log}");
}

/// Returns events that API Gateway does not send, made from one for an unknown page, with the statuses of their answers.
fn unusual(event: &str) -> [(String, u16); 8] {
    let with = |field: &str| event.replacen('{', &format!("{{{field},"), 1);
    [
        ("{}".to_owned(), 400),
        ("[]".to_owned(), 400),
        ("null".to_owned(), 400),
        (r#"{"version":"1.0","httpMethod":"GET","path":"/"}"#.to_owned(), 400),
        (with(r#""unknown":1"#), 404),
        // Half of a character, in a field that is not read and in one that is.
        (with(r#""unknown":"\ud800""#), 404),
        (with(r#""body":"\ud800""#), 400),
        (with(r#""rawPath":"/api/find/sent""#), 400),
    ]
}

/// Asserts that an event was answered with a page that explains the error.
fn assert_page(answer: &Value, event: &str) {
    let event: String = event.chars().take(400).collect();
    let status = answer["statusCode"].as_u64().unwrap_or_default();
    assert!((400..500).contains(&status), "{answer} to {event}");
    assert!(answer["body"].as_str().is_some_and(|page| page.contains("<h1")), "{answer} to {event}");
}
