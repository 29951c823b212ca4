//! The static page of a questionnaire, as of the day of the build.

use jiff::civil::date;
use model::slug::Slug;
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/questionnaire.yaml
title: Questionnaire
opens: 2027-06-01
closes: 2027-09-01
groups:
- title: Projets
  questions:
  - { name: projets, label: Des projets ?, kind: text }
";

const PAGE: &str = "site/ateliers/a/questionnaire/index.html";
const WORKSHOP: &str = "site/ateliers/a/index.html";

fn site() -> SiteTest {
    let site = SiteTest::new(SITE);
    site.edit(
        "content/site.yaml",
        "  contact:",
        "  questionnaires: { purpose: Préparer, legal_basis: Intérêt légitime }\n  contact:",
    );
    site
}

#[test]
fn it_opens_and_closes_on_its_days() {
    for (today, state, form) in [
        (date(2027, 5, 31), "upcoming", true),
        (date(2027, 6, 1), "open", true),
        (date(2027, 9, 1), "open", true),
        (date(2027, 9, 2), "closed", false),
    ] {
        let site = site().on(today);
        site.build();
        let page = site.file(PAGE);
        assert!(page.contains(&format!("<p>{state} ")), "{today}: {page}");
        assert_eq!(page.contains("<form"), form, "{today}");
        let leads_there = site.file(WORKSHOP).contains("href=\"/ateliers/a/questionnaire/\"");
        assert_eq!(leads_there, state == "open", "{today}");
    }
}

#[test]
fn a_cancelled_workshop_has_no_form() {
    let site = site().on(date(2027, 7, 1));
    site.edit("content/workshops/a/sessions.yaml", "attendance", "status: cancelled, attendance");
    site.build();
    assert!(!site.file(PAGE).contains("<form"));
    assert!(!site.file(WORKSHOP).contains("/questionnaire/"));
}

#[test]
fn search_engines_do_not_list_it() {
    let site = site();
    site.build();
    assert!(!site.file("site/sitemap.xml").contains("questionnaire"));
    assert!(site.file("site/sitemap.xml").contains("/ateliers/a/"));
}

#[test]
fn the_handler_gets_it_with_the_retention_of_answers() {
    let site = site();
    let kept_until = || {
        site.build();
        let (catalogue, _) = registry::load(&site.root().join("dist/handler")).unwrap();
        let name: Slug = "questionnaire".parse().unwrap();
        let questionnaire = &catalogue.workshops.values().next().unwrap().forms[&name];
        assert_eq!(questionnaire.path, "/ateliers/a/questionnaire/");
        assert_eq!(questionnaire.closes.to_string(), "2027-09-01T22:00:00Z");
        questionnaire.keep_until.to_string()
    };
    assert_eq!(kept_until(), "2028-09-14T14:30:00Z");
    site.edit("content/site.yaml", "questionnaires: 12", "questionnaires: 24");
    assert_eq!(kept_until(), "2029-09-14T14:30:00Z");
}

#[test]
fn no_interview_is_offered_by_default() {
    let site = site().on(date(2027, 7, 1));
    let path = "content/workshops/a/questionnaire.yaml";
    let is_offered = || {
        site.build();
        site.file(PAGE).contains("interview:")
    };
    assert!(!is_offered());
    site.edit(path, "groups:", "interview: false\ngroups:");
    assert!(!is_offered());
    site.edit(path, "interview: false", "interview: Une heure au téléphone ?");
    assert!(is_offered() && site.file(PAGE).contains("Une heure au téléphone\u{202f}?"));
}
