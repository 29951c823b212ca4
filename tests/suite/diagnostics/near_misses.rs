//! Text that is almost Markdown is reported, in pages and in texts of YAML files.

use tests::site::SiteTest;

use super::{WORKSHOP, with_text};

#[test]
fn each_is_reported_with_its_location_and_a_fix() {
    let site = with_text("##Programme\n\n- un\n-deux\n\nVoir [le site] (https://club.fr), un **mot **gras.");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × this is not a heading: there is no space after `##` [E508]
      ╭─[content/workshops/a/index.md:5:1]
    4 │ ---
    5 │ ##Programme
      · ───────────
    6 │ 
      ╰────
     help: write `## Programme`, or `\##` for the characters themselves

     × this is not a list item: there is no space after `-` [E509]
      ╭─[content/workshops/a/index.md:8:1]
    7 │ - un
    8 │ -deux
      · ─────
    9 │ 
      ╰────
     help: write `- deux`, or `\-` for the character itself

     × this is not a link: there is a space between `]` and `(` [E505]
       ╭─[content/workshops/a/index.md:10:6]
     9 │ 
    10 │ Voir [le site] (https://club.fr), un **mot **gras.
       ·      ───────────────────────────
       ╰────
     help: write `[le site](https://club.fr)`, or `\[` for the bracket itself

     × this is not emphasis: there is a space inside it [E504]
       ╭─[content/workshops/a/index.md:10:38]
     9 │ 
    10 │ Voir [le site] (https://club.fr), un **mot **gras.
       ·                                      ────────
       ╰────
     help: write `**mot**`, with a space or a punctuation mark before and after it, or `\**` for the
           characters themselves
    ");
}

#[test]
fn a_description_in_a_yaml_file_is_checked_too() {
    let site = SiteTest::new(WORKSHOP);
    site.edit(
        "content/workshops/a/sessions.yaml",
        "  date: 2027-09-14",
        "  description: |\n    Un mot.\n\n    Le [plan](plan acces.pdf)\n  date: 2027-09-14",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × this is not a link: there is a space in its address [E505]
      ╭─[content/workshops/a/sessions.yaml:5:8]
    4 │ 
    5 │     Le [plan](plan acces.pdf)
      ·        ──────────────────────
    6 │   date: 2027-09-14
      ╰────
     help: write `[plan](<plan acces.pdf>)`, or `\[` for the bracket itself
    ");
}

#[test]
fn prose_and_escaped_characters_are_published_unchanged() {
    let site =
        with_text("#ChacunPourTous paie 100 €* [sic] (**).\n\n*source : Insee\n\n\\##Programme et \\-un");
    site.build();
    let page = site.file("site/ateliers/a/index.html");
    for text in ["#ChacunPourTous", "100\u{a0}€*", "*source", "<p>##Programme"] {
        assert!(page.contains(text), "{text}: {page}");
    }
}
