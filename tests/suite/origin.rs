//! The site's origin, `base_url`: browsers normalise it in posts, and configurations may spell it differently.

use http::header::HeaderValue;
use jiff::civil::date;
use tests::handler::{Event, HandlerTest, fields};
use tests::site::SiteTest;
use url::Url;

const WORKSHOP: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/registration.yaml
opens: 2027-01-01
closes: 2027-09-10
capacity: 30
fees:
  - { category: adherent, label: Adhérent, amount: 500 EUR }
";

/// Returns the status of a post through API Gateway, which has another host, from a page on `base_url`.
async fn status_of_post(base_url: &str, origin: &str) -> u16 {
    let site = SiteTest::new(WORKSHOP).on(date(2027, 2, 1));
    site.edit("content/site.yaml", "base_url: https://club.example", &format!("base_url: {base_url}"));
    site.build();
    let test = HandlerTest::with_site(&site).await;
    let post = Event::post("a", &fields())
        .with_header("origin", origin)
        .with_header("host", "abc123.execute-api.eu-west-3.amazonaws.com");
    test.send(post).await.status
}

#[tokio::test]
async fn a_browsers_spelling_of_the_origin_is_always_accepted() {
    for base_url in [
        "https://club.example",
        "https://Club.Example",
        "https://club.example:443",
        "HTTPS://CLUB.example:443",
        "http://club.example:80",
        "https://club.example:8443",
        "https://été.example",
        "https://ÉTÉ.example:443",
    ] {
        let origin = Url::parse(base_url).unwrap().origin().ascii_serialization();
        assert!(HeaderValue::from_str(&origin).is_ok(), "{origin}");
        assert_eq!(status_of_post(base_url, &origin).await, 303, "{base_url}");
        assert_eq!(status_of_post(base_url, "https://evil.example").await, 403, "{base_url}");
    }
}

#[test]
fn a_spelling_of_another_host_is_rejected_with_a_fix() {
    for (base_url, fix) in [
        ("https://club.example.", "write `https://club.example`"),
        ("https://Club.Example.:443", "write `https://club.example`"),
        ("https://club.example/ateliers", "write `https://club.example`"),
        ("https://someone@club.example", "write `https://club.example`"),
    ] {
        let site = SiteTest::new("");
        site.edit("content/site.yaml", "base_url: https://club.example", &format!("base_url: {base_url}"));
        let report = site.diagnostics();
        assert!(report.contains("content/site.yaml:3:11") && report.contains(fix), "{report}");
    }
}
