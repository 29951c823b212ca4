//! Every problem is reported at once: a problem in one place hides none in another.

use tests::site::SiteTest;

use super::WORKSHOP;

/// A text with two broken links and a broken image.
const TEXT: &str = "Voir [la suite](nulle-part.md) et [le site](htp://club.example).\n\n![](plan.png)\n";

/// The messages for a text like [`TEXT`].
const OF_TEXT: [&str; 3] = [
    "there is no page or file `nulle-part.md`",
    "`htp://club.example`",
    "this image has no alternative text",
];

/// Asserts that exactly these problems are reported.
#[track_caller]
fn assert_reported(site: &SiteTest, expected: &[&str]) {
    let report = site.short_diagnostics();
    for message in expected {
        assert!(report.contains(message), "`{message}` is not in\n{report}");
    }
    assert_eq!(report.lines().count(), expected.len(), "{report}");
}

#[test]
fn the_prose_of_a_page_with_a_wrong_key_is_checked() {
    for (path, wrong, key) in [
        ("content/pages/contact.md", "titel: Contact", "unknown key `titel`"),
        ("content/pages/contact.md", "title: [a]", "expected a text"),
        ("content/index.md", "titel: Accueil", "unknown key `titel`"),
        ("content/speakers/zoe-durand.md", "nom: Zoé", "unknown key `nom`"),
        ("content/workshops/a/index.md", "titel: A\nsummary: B", "unknown key `titel`"),
    ] {
        let site = SiteTest::new(WORKSHOP);
        site.write(path, format!("---\n{wrong}\n---\n{TEXT}"));
        let report = site.short_diagnostics();
        assert!(report.contains(key), "{report}");
        for message in OF_TEXT {
            assert!(
                report.contains(&format!("{path}:")) && report.contains(message),
                "{path}: {message}\n{report}"
            );
        }
    }
}

#[test]
fn the_prose_of_a_page_without_readable_front_matter_is_checked() {
    for head in ["---\ntitle: \"Contact\nmenu: x\n---\n", ""] {
        let site = SiteTest::new(WORKSHOP);
        site.write("content/pages/contact.md", format!("{head}{TEXT}"));
        let report = site.short_diagnostics();
        for message in OF_TEXT {
            assert!(report.contains(message), "{message}\n{report}");
        }
    }
}

#[test]
fn sessions_with_a_problem_hide_no_text_of_their_workshop() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/sessions.yaml", "venue: paris", "venue: pari");
    site.edit("content/workshops/a/sessions.yaml", "speakers:", "description: Voir [b](b.md)\n  speakers:");
    site.edit("content/workshops/a/index.md", "Le texte", "Voir [c](c.md)");
    site.write("content/workshops/a/outcomes.md", "Voir [d](d.md)\n");
    let expected = ["no venue `pari`", "file `b.md`", "file `c.md`", "file `d.md`"];
    assert_reported(&site, &expected);
}

#[test]
fn sessions_with_a_problem_hide_no_contradiction_of_dates() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/sessions.yaml", "venue: paris", "venue: pari");
    site.edit("content/workshops/a/registration.yaml", "closes: 2027-09-10", "closes: 2027-09-20");
    assert_reported(&site, &["no venue `pari`", "registration closes after the last session has ended"]);
    // The same holds for a problem with a fee.
    site.edit("content/workshops/a/registration.yaml", "500 EUR", "500 EURO");
    let expected = ["no venue `pari`", "registration closes after the last session has ended", "500 EURO"];
    assert_reported(&site, &expected);
}

#[test]
fn a_page_with_a_problem_hides_none_of_its_translation() {
    let site = SiteTest::new(WORKSHOP);
    site.edit(
        "content/site.yaml",
        "navigation: []\n",
        "navigation: []\ntranslations:\n  en: { title: Club, tagline: Workshops, navigation: [], footer: [] }\n",
    );
    site.write(
        "themes/plain/i18n/en.yaml",
        std::fs::read(site.root().join("themes/plain/i18n/fr.yaml")).unwrap(),
    );
    site.write("content/pages/contact.md", "---\ntitel: Contact\n---\nTexte\n");
    site.write("content/pages/contact.en.md", "---\ntitle: Contact\n---\nSee [b](b.md)\n");
    site.edit("content/speakers/zoe-durand.md", "name:", "nom:");
    site.write("content/speakers/zoe-durand.en.md", "---\nrole: x\n---\nSee [c](c.md)\n");
    site.edit("content/workshops/a/index.md", "title:", "titel:");
    site.write("content/workshops/a/index.en.md", "---\ntitle: A\nsumary: B\n---\nSee [d](d.md)\n");
    let report = site.short_diagnostics();
    let expected =
        ["file `b.md`", "file `c.md`", "file `d.md`", "unknown key `sumary`", "unknown key `titel`"];
    for message in expected {
        assert!(report.contains(message), "`{message}` is not in\n{report}");
    }
}

#[test]
fn an_online_session_has_no_venue() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/sessions.yaml", "venue: paris", "attendance: online\n  venue: paris");
    assert_reported(
        &site,
        &["content/workshops/a/sessions.yaml:6:10: a session that is `online` has no venue"],
    );
    assert!(site.diagnostics().contains("`attendance: hybrid`"), "{}", site.diagnostics());
}

#[test]
fn a_session_that_was_online_had_no_venue() {
    for (now, earlier, is_right) in [
        ("attendance: online", "{ venue: paris }", false),
        ("attendance: online", "{ venue: paris, attendance: in-person }", true),
        ("venue: paris", "{ venue: paris, attendance: online }", false),
        ("venue: paris", "{ attendance: online }", true),
    ] {
        let site = SiteTest::new(WORKSHOP);
        let change = format!("{now}\n  previously: [{earlier}]");
        site.edit("content/workshops/a/sessions.yaml", "venue: paris", &change);
        match is_right {
            true => drop(site.build()),
            false => assert_reported(&site, &["a session that was `online` had no venue"]),
        }
    }
}
