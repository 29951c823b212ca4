//! Warnings about content that is valid but probably not as intended, each with its place and its fix.

use jiff::civil::{Date, date};
use tests::site::SiteTest;

use super::WORKSHOP;

/// A day before the sessions and the registration of the example.
const EARLY: Date = date(2027, 5, 1);

/// Returns the example with an audience, as of a day: without warnings.
fn sound(today: Date) -> SiteTest {
    let site = SiteTest::new(WORKSHOP).on(today);
    site.edit("content/workshops/a/index.md", "summary: Un atelier", "summary: Un atelier\naudience: Tous");
    site
}

/// Returns the warnings about places, one per line.
fn warnings(site: &SiteTest) -> String {
    let report = site.build();
    let placed = report.warnings.iter().filter(|warning| !warning.path().is_empty());
    placed.map(|warning| format!("{}\n", warning.to_short_text())).collect()
}

/// Returns the warnings about the example with another text.
fn of_text(text: &str) -> String {
    let site = sound(EARLY);
    site.edit("content/workshops/a/index.md", "Le texte", text);
    warnings(&site)
}

#[test]
fn a_sound_workshop_has_no_warnings() {
    assert_eq!(warnings(&sound(EARLY)), "");
}

#[test]
fn a_workshop_without_an_audience() {
    let site = SiteTest::new(WORKSHOP).on(EARLY);
    insta::assert_snapshot!(site.build().warnings.to_plain_text());
    // Not once it is over.
    assert_eq!(warnings(&SiteTest::new(WORKSHOP).on(date(2027, 9, 15))), "");
}

#[test]
fn a_file_that_was_changed_after_the_build_shows_no_lines() {
    let index = "content/workshops/a/index.md";
    let site = SiteTest::new(WORKSHOP).on(EARLY);
    let warnings = site.build().warnings;
    let line = "title: Atelier A";
    site.edit(index, "Le texte", "Un autre texte");
    let shown = warnings.to_plain_text();
    assert!(shown.contains(index) && !shown.contains(line), "{shown}");
    // It is read once.
    site.edit(index, "Un autre texte", "Le texte");
    assert_eq!(warnings.to_plain_text(), shown);
    let site = SiteTest::new(WORKSHOP).on(EARLY);
    let warnings = site.build().warnings;
    // It is known by its content.
    site.edit(index, "Le texte", "Un autre texte");
    site.edit(index, "Un autre texte", "Le texte");
    assert!(warnings.to_plain_text().contains(line));
    site.edit(index, "Le texte", "Un autre texte");
    assert!(warnings.to_plain_text().contains(line));
}

#[test]
fn a_registration_of_another_year() {
    let registration = "content/workshops/a/registration.yaml";
    let site = sound(EARLY);
    site.edit(registration, "opens: 2027-06-01\ncloses: 2027-09-10", "opens: 2026-06-01\ncloses: 2026-09-10");
    insta::assert_snapshot!(site.build().warnings.to_plain_text());
    // A few days or weeks before the session are usual.
    for today in [date(2027, 9, 11), date(2027, 9, 14), date(2028, 1, 1)] {
        assert_eq!(warnings(&sound(today)), "", "{today}");
    }
    let before_summer = sound(date(2027, 8, 1));
    before_summer.edit(registration, "closes: 2027-09-10", "closes: 2027-07-01");
    assert_eq!(warnings(&before_summer), "");
}

#[test]
fn chosen_sessions_that_are_only_numbered() {
    let site = sound(EARLY);
    site.edit("content/workshops/a/registration.yaml", "capacity: 30", "attends: choose");
    let sessions = "content/workshops/a/sessions.yaml";
    site.edit(sessions, "- title: Une\n", "- title: Une\n  capacity: 30\n");
    insta::assert_snapshot!(site.build().warnings.to_plain_text());
    site.edit(sessions, "- title: Une\n", "- title: Une\n  id: une\n");
    assert_eq!(warnings(&site), "");
}

#[test]
fn a_chosen_session_without_a_capacity_is_reported_where_it_is_missing() {
    let site = sound(EARLY);
    site.edit("content/workshops/a/registration.yaml", "capacity: 30", "attends: choose");
    insta::assert_snapshot!(site.diagnostics());
    let site = sound(EARLY);
    site.edit("content/workshops/a/sessions.yaml", "- title: Une\n", "- title: Une\n  capacity: 30\n");
    insta::assert_snapshot!(site.diagnostics());
}

#[test]
fn every_pair_of_sessions_at_the_same_time_is_reported_once() {
    let site = sound(EARLY);
    let session = |title: &str, start: &str, end: &str| {
        format!("- {{ title: {title}, date: 2027-09-14, start: '{start}', end: '{end}', venue: paris }}\n")
    };
    let sessions = [
        session("Matin", "09:00", "12:00"),
        session("Midi", "11:00", "14:00"),
        session("Journée", "10:00", "18:00"),
        session("Soir", "18:00", "20:00"),
    ];
    site.write("content/workshops/a/sessions.yaml", sessions.concat());
    let found = site.diagnostics();
    assert_eq!(found.matches("takes place at the same time as").count(), 3, "{found}");
    assert_eq!(found.matches("the other session, from").count(), 3, "{found}");
}

#[test]
fn an_image_that_is_described_by_the_name_of_its_file() {
    let site = sound(EARLY);
    let folder = "content/workshops/a";
    for name in ["IMG_0042.svg", "plan-acces.svg", "zoe-durand.svg"] {
        site.write(&format!("{folder}/{name}"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    }
    let text = "![IMG_0042](IMG_0042.svg) ![img 0042](IMG_0042.svg) ![plan-acces.svg](plan-acces.svg)\n\n\
                ![Zoé Durand](zoe-durand.svg) ![Le plan d’accès](plan-acces.svg)";
    site.edit("content/workshops/a/index.md", "Le texte", text);
    insta::assert_snapshot!(warnings(&site));
}

#[test]
fn addresses_that_readers_cannot_follow() {
    let text = "Écrivez à contact@club.example ou voyez https://club.example/plan. Ou [ici](https://club.example).\n\n\
                | a | b |\n|---|---|\n| www.club.example | `www.club.example` |";
    insta::assert_snapshot!(of_text(text));
}

#[test]
fn files_that_nothing_links_to() {
    let site = sound(EARLY);
    for name in ["lié.pdf", "image.svg", "oublié.pdf", "brouillon.pdf", "bilan.pdf"] {
        site.write(&format!("content/workshops/a/{name}"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
    }
    site.write("content/pages/perdu.pdf", "");
    site.edit("content/workshops/a/index.md", "Le texte", "[Un fichier](lié.pdf) et ![Un dessin](image.svg)");
    site.write("content/pages/b.md", "---\ntitle: B\ndraft: true\n---\n[a](../workshops/a/brouillon.pdf)\n");
    // Outcomes are not shown yet.
    site.write("content/workshops/a/outcomes.md", "[Le bilan](bilan.pdf)\n");
    insta::assert_snapshot!(site.build().warnings.to_plain_text());
}

#[test]
fn the_files_of_scheduled_pages_are_used() {
    let site = sound(EARLY);
    site.write("content/pages/plan.pdf", "");
    site.write(
        "content/pages/b.md",
        "---\ntitle: B\npublish_at: 2027-06-01\n---\n[a](plan.pdf) b@club.example\n",
    );
    insta::assert_snapshot!(warnings(&site));
}

#[test]
fn a_heading_without_a_text() {
    let site = sound(EARLY);
    site.edit("content/workshops/a/index.md", "Le texte", "## Une\n\nA\n\n##\n\nB\n\n## `code`\n");
    insta::assert_snapshot!(site.short_diagnostics(), @"content/workshops/a/index.md:10:1: this heading has no text");
}

#[test]
fn markdown_in_texts_that_are_published_as_they_are() {
    let site = sound(EARLY);
    let index = "content/workshops/a/index.md";
    site.edit(index, "title: Atelier A", "title: Un **nouvel** atelier");
    site.edit(index, "summary: Un atelier", "summary: >-\n  Un atelier sur\n  [le plan](plan.pdf)");
    site.edit("content/workshops/a/registration.yaml", "label: Adhérent", "label: '*Adhérent*'");
    insta::assert_snapshot!(site.diagnostics());
    // Stars and brackets that are no markup.
    let site = sound(EARLY);
    site.edit(index, "title: Atelier A", "title: Atelier A* [complet], 3 * 4 * 5");
    assert_eq!(warnings(&site), "");
}

#[test]
fn equal_permalinks_are_reported_once_with_the_pages() {
    let site = sound(EARLY);
    let config = "content/site.yaml";
    site.edit(config, "page: /:slug/", "page: /ateliers/:slug/");
    site.write("content/pages/a.md", "---\ntitle: A\ndescription: A\n---\n");
    insta::assert_snapshot!(site.diagnostics());
}

#[test]
fn a_missing_portrait_is_not_a_link() {
    let site = sound(EARLY);
    site.edit("content/speakers/zoe-durand.md", "name: Zoé Durand", "name: Zoé Durand\nportrait: zoe.jpg");
    let problem = "content/speakers/zoe-durand.md:3:11: there is no page or file `zoe.jpg`";
    assert_eq!(site.short_diagnostics(), problem);
}
