//! The preview's headers against those of a deployment, and their effect in browsers.

use std::collections::BTreeMap;

use serde::Deserialize;
use tests::browser::{Browser, Scripts};

use super::{HOME, POST, PreviewTest, REGISTRATION, SiteCopy, WORKSHOP, fields};

/// A rule of `headers.json`, parsed as for a deployment.
#[derive(Deserialize)]
struct Rule {
    path: String,
    sent_by: String,
    headers: BTreeMap<String, String>,
}

#[tokio::test]
async fn headers_match_the_deployment() {
    let test = PreviewTest::start(SiteCopy::new()).await;
    let rules: Vec<Rule> = serde_json::from_str(&test.site.read("dist/deployment/headers.json")).unwrap();
    let home = test.get(HOME).await.body;
    let stylesheet = between(&home, r#"<link rel="stylesheet" href=""#, "\"").to_owned();
    let own_page = test.post(POST, &fields()).await.header("location").to_owned();
    let calendar = format!("{WORKSHOP}proximite.ics");
    let expected = [
        (HOME, "*", "delivery"),
        (REGISTRATION, "*", "delivery"),
        ("/nulle-part/", "*", "delivery"),
        ("/404.html", "*.html", "delivery"),
        (&stylesheet, "/assets/*", "delivery"),
        (&calendar, "*.*", "delivery"),
        ("/atom.xml", "*.*", "delivery"),
        (&own_page, "/api/*", "handler"),
        ("/api/nulle-part", "/api/*", "handler"),
        ("/api/workshops/proximite/availability", "/api/workshops/*/availability", "handler"),
    ];
    for (path, pattern, sender) in expected {
        let rule = rules.iter().find(|rule| matches(&rule.path, path)).unwrap();
        assert_eq!((rule.path.as_str(), rule.sent_by.as_str()), (pattern, sender), "{path}");
        let answer = test.get(path).await;
        for (name, value) in &rule.headers {
            let answered = answer.header(name);
            match name.as_str() {
                // The preview disables caching.
                "cache-control" => assert_eq!(answered, "no-store", "{path}"),
                // The registration's page has a form, or links that must not reveal its address.
                "referrer-policy" if sender == "handler" => {
                    assert!(["no-referrer", "strict-origin"].contains(&answered), "{path}: {answered}");
                }
                _ => assert_eq!(answered, value, "{name} of {path}"),
            }
        }
    }
    test.stop().await;
}

/// Otherwise a theme could look right until it is published.
#[tokio::test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
async fn browsers_block_what_the_published_site_would_block() {
    let site = SiteCopy::new();
    let base = "themes/default/templates/base.html";
    site.write(base, &site.read(base).replace("<main ", "<main style=\"color: red\" "));
    let test = PreviewTest::start(site).await;
    let mut browser = Browser::start(&test.address(""), Scripts::On).await;
    browser.open(HOME).await;
    let complaints = browser.complaints().await.join("\n");
    assert!(complaints.contains("Content Security Policy"), "{complaints}");
    browser.stop().await;
    test.stop().await;
}

/// Returns whether a path matches the pattern of a rule, in which `*` matches any text.
fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap()) else { return false };
    let parts: Vec<_> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    text.split_once(start).unwrap().1.split_once(end).unwrap().0
}
