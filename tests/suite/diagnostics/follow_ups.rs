//! One mistake is reported once: consequences of it are not reported, in any file or language of the real site.

use jiff::civil::date;
use site::BuildError;
use tests::project::SiteCopy;

const EXAMPLE: &str = "content/workshops/exemple-renovation-energetique";

/// Builds the real site with one text replaced in a file; returns the problems, one per line.
fn problems(path: &str, from: &str, to: &str) -> Vec<String> {
    problems_after_all(path, &[(from, to)])
}

/// Builds the real site with several texts replaced.
fn problems_after_all(path: &str, changes: &[(&str, &str)]) -> Vec<String> {
    let site = SiteCopy::new();
    for (from, to) in changes {
        let text = site.read(path);
        assert!(text.contains(from), "`{from}` is not in {path}");
        site.write(path, &text.replacen(from, to, 1));
    }
    match site.build(date(2026, 12, 1)) {
        Err(BuildError::Content(diagnostics)) => {
            diagnostics.iter().map(site::Diagnostic::to_short_text).collect()
        }
        Err(BuildError::Other(error)) => panic!("{error:#}"),
        Ok(_) => panic!("the build reports no problem"),
    }
}

/// Asserts that exactly one problem is reported, with this message.
#[track_caller]
fn assert_one(problems: &[String], message: &str) {
    assert!(problems.len() == 1 && problems[0].contains(message), "{problems:#?}");
}

#[test]
fn an_unreadable_workshop_causes_no_problems_with_topics() {
    let sessions = format!("{EXAMPLE}/sessions.yaml");
    assert_one(&problems(&sessions, "venue: paris", "venue: pari"), "pari");
    let index = format!("{EXAMPLE}/index.md");
    assert_one(&problems(&index, "summary:", "sumary:"), "unknown key `sumary`");
}

#[test]
fn an_unreadable_offer_causes_no_problems_with_fees() {
    let registration = format!("{EXAMPLE}/registration.yaml");
    assert_one(&problems(&registration, "capacity: 30", "capacity: many"), "many");
    assert_one(&problems(&registration, "500 EUR", "500 EURO"), "500 EURO");
    assert_one(&problems(&registration, "max_participants: 5", "max_participant: 5"), "max_participant");
}

#[test]
fn a_mistake_in_a_theme_causes_no_problems_with_offers() {
    let template = "themes/default/templates/workshop.html";
    assert_one(&problems(template, "{% block content -%}", "{% block contents -%}"), "contents");
    assert_one(&problems(template, "{% block content -%}", "{% blok content -%}"), "Unknown tag");
}

#[test]
fn every_fee_without_a_text_is_reported() {
    let index = format!("{EXAMPLE}/index.en.md");
    let note = r#", note: "for the whole workshop, per person (2 days)" }"#;
    // One lacks its label, the other its amount.
    let problems = problems_after_all(&index, &[(note, " }"), ("{ label: Non-member,", "{")]);
    assert!(problems.len() == 2 && problems[0].contains("`note` is missing"), "{problems:#?}");
    assert!(problems[1].contains("`label` is missing"), "{problems:#?}");
    let problems = problems_after_all(&index, &[("{ label: Member,", "{"), ("{ label: Non-member,", "{")]);
    assert_eq!(problems.len(), 2, "{problems:#?}");
}

#[test]
fn an_unreadable_language_causes_no_problems_with_its_files() {
    let facts = "content/site.yaml";
    assert_one(&problems(facts, "    tagline: Working", "    tag_line: Working"), "unknown key `tag_line`");
    assert_one(
        &problems(facts, "translations:\n  en:", "translations:\n  - en:"),
        "expected keys with values",
    );
    // An unnamed one is still reported as missing.
    let problems = problems(facts, "  en:\n", "  de:\n");
    assert!(
        problems.iter().any(|problem| problem.contains("the site has no language `en`")),
        "{problems:#?}"
    );
}

#[test]
fn a_mistake_in_the_yaml_of_the_site_is_reported_alone() {
    let site = "content/site.yaml";
    assert_one(
        &problems(site, "title: Les ateliers du club", "title: \"Les ateliers du club"),
        "is not YAML",
    );
    assert_one(&problems(site, "  email:", " email:"), "is not YAML");
}

#[test]
fn the_known_keys_of_a_translation_are_listed_once() {
    let index = format!("{EXAMPLE}/index.en.md");
    let site = SiteCopy::new();
    site.write(&index, &site.read(&index).replacen("fees:", "xyz: 1\nfees:", 1));
    let Err(BuildError::Content(problems)) = site.build(date(2026, 12, 1)) else { panic!("no problem") };
    let text = problems.to_plain_text();
    assert_eq!(text.matches("`fees`").count(), 1, "{text}");
}
