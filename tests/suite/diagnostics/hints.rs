//! Following a hint solves the problem.

use tests::site::SiteTest;

use super::{WORKSHOP, with_text};

#[test]
fn links_without_a_scheme_are_reported_with_a_fix() {
    for (target, hint) in [
        ("claire@club.example", "write `mailto:claire@club.example`"),
        ("www.club.example", "write `https://www.club.example`"),
        ("club.fr/page", "write `https://club.fr/page`"),
        ("//club.fr", "write `https://club.fr`"),
        ("https:/club.fr", "write `https://club.fr`"),
        ("0123456789", "write `tel:0123456789`"),
        ("/ateliers/a", "write `/ateliers/a/`, with a slash"),
        ("/ateliers/a#session-1", "write `/ateliers/a/#session-1`, with a slash"),
    ] {
        let problems = with_text(&format!("[texte]({target})")).diagnostics();
        assert!(problems.contains(&format!("help: {hint}")), "{target}: {problems}");
        let followed = hint.split('`').nth(1).unwrap();
        with_text(&format!("[texte]({followed})")).build();
    }
}

#[test]
fn a_heic_photograph_is_reported_with_how_to_convert_it() {
    let site = SiteTest::new(WORKSHOP);
    site.write("content/speakers/zoe-durand.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    site.edit(
        "content/speakers/zoe-durand.md",
        "name: Zoé Durand",
        "name: Zoé Durand\nportrait: zoe-durand.heic",
    );
    let problems = site.diagnostics();
    assert!(problems.contains("most browsers do not support images in the format HEIC"), "{problems}");
    assert!(
        problems.contains("content/speakers/zoe-durand.md:3") && problems.contains("save it as JPEG"),
        "{problems}"
    );
    assert!(
        !problems.contains("there is no page or file") && !problems.contains("unexpected file"),
        "{problems}"
    );
    let site = with_text("![La salle](salle.heic) ![La cour](cour.jpg)");
    site.write("content/workshops/a/salle.heic", "stub");
    site.write("content/workshops/a/cour.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic");
    let problems = site.diagnostics();
    assert_eq!(problems.matches("save it as JPEG").count(), 2, "{problems}");
    assert!(problems.contains("despite its name"), "{problems}");
}

#[test]
fn line_breaks_in_a_cell_follow_the_hint() {
    let site = with_text("| Jour | Horaires |\n|---|---|\n| Lundi | 9 h<br>14 h |");
    site.build();
    assert!(site.file("site/ateliers/a/index.html").contains("<br"));
}

#[test]
fn the_hint_for_a_short_year_is_in_this_century() {
    for written in ["14/09/27", "14.09.27", "27-09-14", "0027-09-14"] {
        let site = SiteTest::new(WORKSHOP);
        site.edit("content/workshops/a/sessions.yaml", "2027-09-14", written);
        let problems = site.diagnostics();
        assert!(problems.contains("help: write `2027-09-14`"), "{written}: {problems}");
    }
}
