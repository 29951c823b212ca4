//! Renamed workshops, pages and speakers: former addresses redirect, stored data is kept, and a build that would lose
//! data explains the fix.

mod aliases;
mod vanished;

use jiff::civil::date;
use serde_json::Value;
use tests::handler::{Event, HandlerTest, fields_with};
use tests::questionnaire::answers;
use tests::site::SiteTest;

const WORKSHOP: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
topics: [Énergie]
---
[le plan](plan.pdf)
//- content/workshops/a/plan.pdf
%PDF
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
- { title: Deux, date: 2027-10-12, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/registration.yaml
opens: 2027-01-01
closes: 2027-09-10
capacity: 2
fees:
  - { category: adherent, label: Adhérent, amount: 500 EUR }
//- content/workshops/a/questionnaire.yaml
title: Questions
closes: 2027-09-10
groups:
  - title: Une
    questions:
      - { name: une, label: Une, kind: text }
";

/// Creates a site with the workshop `a`, on a day when it takes registrations.
fn site() -> SiteTest {
    let site = SiteTest::new(WORKSHOP).on(date(2027, 5, 1));
    let questionnaires = "retention: { registrations: 36, questionnaires: 12 }\n  questionnaires: { purpose: a, legal_basis: b }";
    site.edit("content/site.yaml", "retention: { registrations: 36, questionnaires: 12 }", questionnaires);
    site
}

/// Renames a folder or file below `content/`.
fn rename(site: &SiteTest, from: &str, to: &str) {
    let path = |name: &str| site.root().join("content").join(name);
    std::fs::rename(path(from), path(to)).unwrap();
}

/// Renames the workshop and sets these aliases.
fn rename_workshop(site: &SiteTest, from: &str, to: &str, aliases: &str) {
    rename(site, &format!("workshops/{from}"), &format!("workshops/{to}"));
    alias(site, to, aliases);
}

/// Replaces the aliases of a workshop.
fn alias(site: &SiteTest, workshop: &str, aliases: &str) {
    let path = format!("content/workshops/{workshop}/index.md");
    let text = std::fs::read_to_string(site.root().join(&path)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with("aliases:"));
    let text: String = lines.map(|line| format!("{line}\n")).collect();
    let aliases = if aliases.is_empty() { String::new() } else { format!("aliases: {aliases}\n") };
    site.write(&path, text.replacen("summary:", &format!("{aliases}summary:"), 1));
}

/// Returns the redirects in `redirects.json`.
fn redirects(site: &SiteTest) -> Vec<(String, String)> {
    let rules: Vec<Value> = serde_json::from_str(&site.file("deployment/redirects.json")).unwrap();
    let text = |rule: &Value, key: &str| rule[key].as_str().unwrap().to_owned();
    assert!(rules.iter().all(|rule| rule["status"] == 301), "{rules:?}");
    rules.iter().map(|rule| (text(rule, "from"), text(rule, "to"))).collect()
}

/// Registers with an address of this name; returns the path of the registration's page.
async fn register(test: &HandlerTest, workshop: &str, name: &str) -> String {
    let email = format!("{name}@office.example");
    let fields = fields_with("email", &email);
    test.send(Event::post(workshop, &fields).without_header("origin")).await.redirect()
}

#[tokio::test]
async fn registrations_follow_a_workshop_that_is_renamed_twice() {
    let site = site();
    site.build();
    let test = HandlerTest::with_site(&site).await;
    let own = register(&test, "a", "une").await;
    let calendar = test.get(&format!("{own}/calendar.ics")).await.body;
    assert!(calendar.contains("UID:session-1.a@club.example"), "{calendar}");

    rename_workshop(&site, "a", "b", "[a]");
    site.build();
    let test = test.rebuilt(&site);
    assert_eq!(test.get(&own).await.status, 200);
    let own_b = register(&test, "b", "deux").await;
    // There is one counter: both seats are taken under either name.
    let fields = fields_with("email", "trois@office.example");
    for name in ["a", "b"] {
        let answer = test.send(Event::post(name, &fields).without_header("origin")).await;
        assert_eq!(answer.status, 303, "{name} waits: {}", answer.body);
        let availability = test.get(&format!("/api/workshops/{name}/availability")).await;
        assert!(availability.status == 200 && availability.body.contains(":0"), "{}", availability.body);
    }

    rename_workshop(&site, "b", "c", "[a, b]");
    site.build();
    let test = test.rebuilt(&site);
    for own in [&own, &own_b] {
        assert_eq!(test.get(own).await.status, 200);
        // Both names work in the address.
        for name in ["a", "b", "c"] {
            let (_, rest) = own.trim_start_matches("/api/registrations/").split_once('/').unwrap();
            assert_eq!(test.get(&format!("/api/registrations/{name}/{rest}")).await.status, 200, "{name}");
        }
    }
    assert_eq!(test.registrations("a").await.len(), 3);
    assert_eq!((test.registrations("b").await.len(), test.registrations("c").await.len()), (0, 0));
    assert_eq!(test.seats_taken("a").await, 2);
    test.assert_sound("a").await;
    // Entries in calendars and the feed keep their identity.
    assert_eq!(uids(&test.get(&format!("{own}/calendar.ics")).await.body), uids(&calendar));
    assert_eq!(uids(&site.file("site/ateliers/c/c.ics")), uids(&calendar));
}

#[tokio::test]
async fn questionnaires_are_answered_at_former_addresses() {
    let site = site();
    site.build();
    let test = HandlerTest::with_site(&site).await;
    rename_workshop(&site, "a", "b", "[a]");
    site.build();
    let test = test.rebuilt(&site);
    for (name, email) in [("a", "une@office.example"), ("b", "deux@office.example")] {
        let path = format!("/api/workshops/{name}/forms/questionnaire");
        let mut fields = answers();
        fields.retain(|(field, _)| *field != "email");
        fields.extend([("email", email), ("une", "Oui")]);
        let answer = test.send(Event::post_to(&path, &fields).without_header("origin")).await;
        assert_eq!(answer.status, 303, "{name}: {}", answer.body);
    }
    assert_eq!((test.form_answers("a").await.len(), test.form_answers("b").await.len()), (2, 0));
    assert_eq!(test.get("/api/workshops/a/forms/questionnaire/thanks").await.status, 200);
    assert_eq!(test.get("/api/workshops/nulle-part/forms/questionnaire/thanks").await.status, 404);
}

fn uids(calendar: &str) -> Vec<&str> {
    calendar.lines().filter(|line| line.starts_with("UID:")).collect()
}
