//! Mistakes that an author cannot see in a source line: invisible or look-alike characters, and comments that cut a
//! text.

use tests::site::SiteTest;

use super::WORKSHOP;

/// Returns the workshop with one replacement in one of its files.
fn with(path: &str, from: &str, to: &str) -> SiteTest {
    let site = SiteTest::new(WORKSHOP);
    site.edit(&format!("content/{path}"), from, to);
    site
}

#[test]
fn every_message_names_a_misleading_character() {
    let registration = "workshops/a/registration.yaml";
    let sessions = "workshops/a/sessions.yaml";
    let index = "workshops/a/index.md";
    for (path, from, to, place, name) in [
        (registration, "500 EUR", "500\u{a0}EUR", ":5:", "U+00A0 NO-BREAK SPACE after `500`"),
        (registration, "capacity: 30", "capacity: 30\u{200b}", ":3:", "U+200B ZERO WIDTH SPACE after `30`"),
        (
            registration,
            "2027-09-10",
            "2027-09-10\u{a0}18:00",
            ":2:",
            "U+00A0 NO-BREAK SPACE after `2027-09-10`",
        ),
        (
            registration,
            "2027-09-10",
            "2027\u{2011}09\u{2011}10",
            ":2:",
            "U+2011 NON-BREAKING HYPHEN after `2027`",
        ),
        (registration, "capacity", "capa\u{ad}city", ":3:", "U+00AD SOFT HYPHEN after `capa`"),
        (sessions, "venue: paris", "venue: par\u{456}s", ":5:", "looks like `i` after `par`"),
        (sessions, "'16:30'", "'16:30\u{200e}'", ":4:", "U+200E LEFT-TO-RIGHT MARK after `16:30`"),
        (
            sessions,
            "zoe-durand",
            "zoe-\u{feff}durand",
            ":6:",
            "U+FEFF ZERO WIDTH NO-BREAK SPACE after `zoe-`",
        ),
        (index, "title: Atelier", "title:\u{a0}Atelier", ":2:7", "U+00A0 NO-BREAK SPACE after `title:`"),
        (index, "Le texte", "Le [texte](a\u{2060}.pdf)", ":5:", "U+2060 WORD JOINER after `a`"),
    ] {
        let site = with(path, from, to);
        let problems = site.short_diagnostics();
        let line = problems.lines().find(|line| line.contains(name));
        assert!(line.is_some_and(|line| line.contains(&format!("{path}{place}"))), "{to:?}: {problems}");
    }
}

#[test]
fn a_message_explains_how_to_fix_the_character() {
    let site = with("workshops/a/registration.yaml", "capacity: 30", "capacity: 30\u{200b}");
    let problems = site.diagnostics();
    assert!(problems.contains("help: delete U+200B ZERO WIDTH SPACE; write a whole number"), "{problems}");
    assert!(problems.contains("after `30` (column 13)"), "{problems}");
}

#[test]
fn a_text_cut_by_a_comment_is_reported_with_the_quotes_it_needs() {
    for (path, from, to, whole) in [
        ("workshops/a/index.md", "title: Atelier A", "title: Atelier #2", "Atelier #2"),
        (
            "venues.yaml",
            "{ name: Salle Haute, address: [1 rue Haute], city: Paris }",
            "\n  name: Salle #2 du club\n  address: [1 rue Haute]\n  city: Paris",
            "Salle #2 du club",
        ),
        ("workshops/a/sessions.yaml", "title: Une", "title: Une # matinée", "Une # matinée"),
        ("speakers/zoe-durand.md", "name: Zoé Durand", "name: Zoé #Durand", "Zoé #Durand"),
        ("site.yaml", "tagline: ", "tagline: Le #club ", "Le #club"),
    ] {
        let problems = with(path, from, to).diagnostics();
        assert!(problems.contains(&format!("\"{whole}")), "{problems}");
    }
    let site = with("workshops/a/registration.yaml", "capacity: 30", "capacity: 30 # places");
    site.edit("content/workshops/a/index.md", "title: Atelier A", "title: \"Atelier #2\" # provisoire");
    site.edit("content/workshops/a/sessions.yaml", "title: Une", "title: Une  # matinée");
    site.build();
}
