//! Compares a build with the previous one: workshops with possible registrations must not disappear by accident.

use jiff::civil::date;
use tests::binary;
use tests::handler::HandlerTest;
use tests::site::SiteTest;

use super::{alias, register, rename, rename_workshop, site};

/// Returns the problems with their hints, without line breaks.
fn reported(site: &SiteTest) -> String {
    let report = site.diagnostics();
    report.split_whitespace().collect::<Vec<_>>().join(" ").replace("a/ session-2", "a/session-2")
}

/// Builds a site and compares further builds with that one.
fn built() -> SiteTest {
    let site = site().comparing();
    site.build();
    site
}

#[test]
fn a_missing_workshop_is_reported_with_its_alias() {
    let site = built();
    rename(&site, "workshops/a", "workshops/b");
    let report = reported(&site);
    assert!(report.contains("the workshop `a` is gone, but people may have registered for it"), "{report}");
    assert!(report.contains("content/workshops/b/index.md:1:1"), "{report}");
    assert!(report.contains("write `aliases: [a]` here") && report.contains("`removed: [a]`"), "{report}");
    assert_eq!(site.problems().len(), 1);
    // A build with problems is not published, so the problem is reported until it is fixed.
    assert_eq!(site.problems().len(), 1);
    alias(&site, "b", "[a]");
    site.build();
    // Rename it again; both names must be listed.
    rename(&site, "workshops/b", "workshops/c");
    let report = reported(&site);
    alias(&site, "c", "[b, a]");
    let wrong = reported(&site);
    alias(&site, "c", "[a, b]");
    site.build();
    assert!(report.contains("`aliases: [a, b]`"), "{report}");
    assert!(wrong.contains("stored under `a`") && wrong.contains("`aliases: [a, b]`"), "{wrong}");
}

#[test]
fn a_deliberate_removal_is_declared() {
    let site = built();
    site.remove("content/workshops/a");
    let report = reported(&site);
    assert!(report.contains("restore its folder") && report.contains("`removed: [a]`"), "{report}");
    site.edit("content/site.yaml", "navigation: []", "navigation: []\nremoved: [a]");
    site.build();
}

#[test]
fn a_removed_workshop_does_not_exist() {
    let site = built();
    site.edit("content/site.yaml", "navigation: []", "navigation: []\nremoved: [a]");
    let report = reported(&site);
    assert!(report.contains("`a` is not removed: there is `content/workshops/a`"), "{report}");
}

#[test]
fn registrations_stay_where_they_are_stored() {
    let site = built();
    // A mistyped address is not a former name.
    alias(&site, "a", "[aa]");
    let report = reported(&site);
    assert!(
        report.contains("stored under `a`") && report.contains("write the former address in full"),
        "{report}"
    );
    alias(&site, "a", "[/ateliers/aa/]");
    site.build();
    rename_workshop(&site, "a", "b", "[a]");
    site.build();
    // An alias is removed.
    alias(&site, "b", "");
    let report = reported(&site);
    assert!(report.contains("write `aliases: [a]`"), "{report}");
}

#[test]
fn two_workshops_with_registrations_do_not_become_one() {
    let site = site().comparing();
    for file in ["index.md", "sessions.yaml", "registration.yaml", "plan.pdf"] {
        let text = std::fs::read(site.root().join("content/workshops/a").join(file)).unwrap();
        site.write(&format!("content/workshops/b/{file}"), text);
    }
    site.build();
    site.remove("content/workshops/b");
    alias(&site, "a", "[b]");
    let report = reported(&site);
    assert!(report.contains("the workshops `b` and `a` cannot be merged"), "{report}");
}

#[test]
fn a_missing_session_is_reported() {
    let site = built();
    let two = "- { title: Deux, date: 2027-10-12, start: '10:00', end: '16:30', attendance: online }\n";
    site.edit("content/workshops/a/sessions.yaml", two, "");
    let report = reported(&site);
    assert!(report.contains("the session `session-2` of 2027-10-12 is gone"), "{report}");
    assert!(report.contains("status: cancelled") && report.contains("removed: [a/session-2]"), "{report}");
    site.edit("content/site.yaml", "navigation: []", "navigation: []\nremoved: [a/session-2]");
    site.build();
}

#[test]
fn a_new_session_does_not_take_the_identifier_of_another() {
    let site = built();
    let new = "- { title: Zéro, date: 2027-09-01, start: '10:00', end: '16:30', attendance: online }\n";
    let sessions = std::fs::read_to_string(site.root().join("content/workshops/a/sessions.yaml")).unwrap();
    site.write("content/workshops/a/sessions.yaml", format!("{new}{sessions}"));
    let report = reported(&site);
    assert!(
        report.contains("the session of 2027-09-14 was `session-1` and would become `session-2`"),
        "{report}"
    );
    assert!(report.contains("write `id: session-1` in it"), "{report}");
    // Sessions that swap their announced dates keep their identity.
    let swapped = sessions
        .replace("2027-09-14, start: '10:00', end: '16:30'", "X")
        .replace(
            "2027-10-12, start: '10:00', end: '16:30'",
            "2027-09-14, start: '10:00', end: '16:30', previously: [{ date: 2027-10-12 }]",
        )
        .replace('X', "2027-10-12, start: '10:00', end: '16:30', previously: [{ date: 2027-09-14 }]");
    site.write("content/workshops/a/sessions.yaml", swapped);
    site.build();
}

#[test]
fn workshops_without_stored_registrations_may_disappear() {
    let without_form = site().comparing();
    for file in ["registration.yaml", "questionnaire.yaml"] {
        without_form.remove(&format!("content/workshops/a/{file}"));
    }
    without_form.build();
    rename(&without_form, "workshops/a", "workshops/b");
    without_form.build();
    // 36 months after the last session.
    let old = built().on(date(2030, 10, 13));
    old.remove("content/workshops/a");
    old.build();
}

#[test]
fn an_unreadable_workshop_does_not_count_as_missing() {
    let site = built();
    rename_workshop(&site, "a", "b", "[a]");
    site.edit("content/workshops/b/index.md", "title:", "titel:");
    let report = site.short_diagnostics();
    assert_eq!(report.lines().count(), 1, "{report}");
}

#[tokio::test]
async fn the_binary_reports_a_missing_workshop_and_the_alias_fixes_it() {
    let site = site();
    let generator = binary::build("generator");
    let run = |arguments: &[&str]| {
        let output = std::process::Command::new(&generator)
            .args(arguments)
            .env("LC_ALL", "C")
            .args(["--root", &site.root().to_string_lossy(), "--today", "2027-05-01"])
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    assert_eq!(run(&["build"]).0, Some(0));
    let test = HandlerTest::with_site(&site).await;
    let own = register(&test, "a", "une").await;
    let published = site.root().join("published.json");
    std::fs::copy(site.root().join("dist/deployment/published.json"), &published).unwrap();
    let against = published.to_string_lossy().into_owned();
    assert_eq!(run(&["check", "--against", &against]).0, Some(0));

    rename(&site, "workshops/a", "workshops/b");
    assert_eq!(run(&["check"]).0, Some(0), "there is no earlier build to compare with");
    for arguments in [&["check", "--against", &against][..], &["build"], &["build", "--against", &against]] {
        let (status, report) = run(arguments);
        assert_eq!(status, Some(1), "{arguments:?}: {report}");
        assert!(report.contains("aliases: [a]"), "{report}");
    }
    let (status, report) = run(&["check", "--against", "nowhere.json"]);
    assert!(status == Some(2) && report.contains("cannot read `nowhere.json`"), "{report}");

    alias(&site, "b", "[a]");
    assert_eq!(run(&["check", "--against", &against]).0, Some(0));
    assert_eq!(run(&["build"]).0, Some(0));
    let test = test.rebuilt(&site);
    assert_eq!(test.get(&own).await.status, 200);
    // A removal can also be allowed without mentioning it in the content.
    site.remove("content/workshops/b");
    assert_eq!(run(&["build", "--no-against"]).0, Some(0));
    assert_eq!(run(&["build"]).0, Some(0));
}
