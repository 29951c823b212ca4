//! Diagnostics for editors and theme authors: each mistake with its location, source line and fix.

mod advice;
mod all_at_once;
mod follow_ups;
mod hints;
mod invisible;
mod members;
mod near_misses;
mod questionnaire;
mod slips;
mod texts;
mod waiting_list;

use site::BuildError;
use tests::site::SiteTest;

/// A valid workshop to introduce mistakes into.
const WORKSHOP: &str = "
//- content/venues.yaml
paris: { name: Salle Haute, address: [1 rue Haute], city: Paris }
//- content/speakers/zoe-durand.md
---
name: Zoé Durand
---
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
Le texte
//- content/workshops/a/sessions.yaml
- title: Une
  date: 2027-09-14
  start: '10:00'
  end: '16:30'
  venue: paris
  speakers: [zoe-durand]
//- content/workshops/a/registration.yaml
opens: 2027-06-01
closes: 2027-09-10
capacity: 30
fees:
  - { category: adherent, label: Adhérent, amount: 500 EUR }
";

/// Returns the workshop with another text.
fn with_text(text: &str) -> SiteTest {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/index.md", "Le texte", text);
    site
}

#[test]
fn the_example_has_no_problems() {
    SiteTest::new(WORKSHOP).build();
}

#[test]
fn all_problems_of_a_front_matter_at_once() {
    let site = SiteTest::new(WORKSHOP);
    site.write(
        "content/workshops/a/index.md",
        "---\ntitel: Atelier\nsummary:\ntopics: un\nexample: yes\nexample: no\n---\nTexte\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × unknown key `titel` [E006]
      ╭─[content/workshops/a/index.md:2:1]
    1 │ ---
    2 │ titel: Atelier
      · ─────
    3 │ summary:
      ╰────
     help: did you mean `title`?

     × a text is missing here [E009]
      ╭─[content/workshops/a/index.md:3:8]
    2 │ titel: Atelier
    3 │ summary:
      ·        ▲
    4 │ topics: un
      ╰────
     help: write a text after the colon, or remove the line if the key is optional

     × expected a list, found a text [E005]
      ╭─[content/workshops/a/index.md:4:9]
    3 │ summary:
    4 │ topics: un
      ·         ──
    5 │ example: yes
      ╰────
     help: write each item on its own line, starting with `- `

     × `yes` is not a valid value [E010]
      ╭─[content/workshops/a/index.md:5:10]
    4 │ topics: un
    5 │ example: yes
      ·          ───
    6 │ example: no
      ╰────
     help: write one of `true`, `false`

     × `example` is written twice [E008]
      ╭─[content/workshops/a/index.md:6:1]
    5 │ example: yes
    6 │ example: no
      · ───────
    7 │ ---
      ╰────
     help: keep one of them; the other is in line 5
    ");
}

#[test]
fn problems_of_several_files_are_in_order_of_location() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/sessions.yaml", "'16:30'", "16h30");
    site.edit("content/workshops/a/sessions.yaml", "2027-09-14", "14/09/2027");
    site.edit("content/speakers/zoe-durand.md", "name: Zoé Durand", "nom: Zoé Durand");
    site.edit("content/venues.yaml", "city: Paris", "ville: Paris");
    insta::assert_snapshot!(site.diagnostics(), @r#"
     × unknown key `nom` [E006]
      ╭─[content/speakers/zoe-durand.md:2:1]
    1 │ ---
    2 │ nom: Zoé Durand
      · ───
    3 │ ---
      ╰────
     help: did you mean `name`?

     × unknown key `ville` [E006]
      ╭─[content/venues.yaml:1:53]
    1 │ paris: { name: Salle Haute, address: [1 rue Haute], ville: Paris }
      ·                                                     ─────
      ╰────
     help: did you mean `city`?

     × `14/09/2027` is not a valid date [E012]
      ╭─[content/workshops/a/sessions.yaml:2:9]
    1 │ - title: Une
    2 │   date: 14/09/2027
      ·         ──────────
    3 │   start: '10:00'
      ╰────
     help: write `2027-09-14`

     × `16h30` is not a time of day [E013]
      ╭─[content/workshops/a/sessions.yaml:4:8]
    3 │   start: '10:00'
    4 │   end: 16h30
      ·        ─────
    5 │   venue: paris
      ╰────
     help: write "16:30"
    "#);
}

#[test]
fn a_file_with_an_unexpected_name() {
    let site = SiteTest::new(WORKSHOP);
    site.remove("content/workshops/a/sessions.yaml");
    site.write("content/workshops/a/sessions.yml", "");
    site.write("content/sites.yaml", "");
    site.write("content/pages/À propos.md", "---\n---\n");
    insta::assert_snapshot!(site.diagnostics(), @r"
    × content/pages/À propos.md: the name `À propos` is not valid in an address: it contains `À`;
    │ only a-z, 0-9 and hyphens are allowed [E107]
    help: rename it to `a-propos`

    × content/sites.yaml: unexpected file [E102]
    help: did you mean `site.yaml`?

    × content/workshops/a/sessions.yml: unexpected file [E102]
    help: did you mean `sessions.yaml`?
    ");
}

#[test]
fn text_that_is_not_yaml() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/index.md", "title: Atelier A", "title: Atelier A : la suite");
    site.edit("content/venues.yaml", "city: Paris }", "city: Paris");
    insta::assert_snapshot!(site.diagnostics(), @r#"
     × this is not YAML: unclosed bracket '{' [E001]
      ╭─[content/venues.yaml:1:8]
    1 │ paris: { name: Salle Haute, address: [1 rue Haute], city: Paris
      ·        ─
      ╰────
     help: indent with spaces, write a space after each colon, and put quotes around a text that
           contains `: ` or ` #` or starts with one of `[ ] { } > | * & ! % @ " '`

     × this is not YAML: mapping values are not allowed in this context [E001]
      ╭─[content/workshops/a/index.md:2:18]
    1 │ ---
    2 │ title: Atelier A : la suite
      ·                  ─
    3 │ summary: Un atelier
      ╰────
     help: put straight quotation marks around the text: `title: "Atelier A : la suite"`
    "#);
}

#[test]
fn references_to_missing_items() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/workshops/a/sessions.yaml", "zoe-durand", "zoe-durant, ada");
    site.edit("content/workshops/a/sessions.yaml", "venue: paris", "venue: pari");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × there is no venue `pari` [E201]
      ╭─[content/workshops/a/sessions.yaml:5:10]
    4 │   end: '16:30'
    5 │   venue: pari
      ·          ────
    6 │   speakers: [zoe-durant, ada]
      ╰────
     help: did you mean `paris`? If not, add it to `content/venues.yaml`

     × there is no speaker `zoe-durant` [E202]
      ╭─[content/workshops/a/sessions.yaml:6:14]
    5 │   venue: pari
    6 │   speakers: [zoe-durant, ada]
      ·              ──────────
      ╰────
     help: did you mean `zoe-durand`? If not, write `content/speakers/zoe-durant.md`

     × there is no speaker `ada` [E202]
      ╭─[content/workshops/a/sessions.yaml:6:26]
    5 │   venue: pari
    6 │   speakers: [zoe-durant, ada]
      ·                          ───
      ╰────
     help: write `content/speakers/ada.md`; available: `zoe-durand`
    ");
}

#[test]
fn contradictory_sessions() {
    let site = SiteTest::new(WORKSHOP);
    site.write(
        "content/workshops/a/sessions.yaml",
        "- { title: Soir, date: 2027-09-14, start: '18:00', end: '17:00', attendance: online }\n\
         - { title: Tard, date: 2027-09-15, start: '18:00', end: '20:00' }\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × the session ends at 17:00 but starts at 18:00 [E206]
      ╭─[content/workshops/a/sessions.yaml:1:57]
    1 │ - { title: Soir, date: 2027-09-14, start: '18:00', end: '17:00', attendance: online }
      ·                                                         ───────
    2 │ - { title: Tard, date: 2027-09-15, start: '18:00', end: '20:00' }
      ╰────
     help: a session ends on the day it starts; change one of the times

     × a session that is `in-person` needs a venue [E204]
      ╭─[content/workshops/a/sessions.yaml:2:5]
    1 │ - { title: Soir, date: 2027-09-14, start: '18:00', end: '17:00', attendance: online }
    2 │ - { title: Tard, date: 2027-09-15, start: '18:00', end: '20:00' }
      ·     ─────
      ╰────
     help: add a line `venue: …` with a key of `content/venues.yaml`, or `attendance: online`
    ");
    site.write(
        "content/workshops/a/sessions.yaml",
        "- { title: Suite, date: 2027-09-14, start: '11:00', end: '12:00', attendance: online }\n\
         - { title: Début, date: 2027-09-14, start: '10:00', end: '11:30', attendance: online }\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r#"
      × this session takes place at the same time as "Début" [E207]
       ╭─[content/workshops/a/sessions.yaml:1:25]
     1 │ - { title: Suite, date: 2027-09-14, start: '11:00', end: '12:00', attendance: online }
       ·                         ──────────
     2 │ - { title: Début, date: 2027-09-14, start: '10:00', end: '11:30', attendance: online }
       ╰────
      help: correct a date or a time, or cancel one of them

    Advice: 
      ☞ the other session, from 10:00 to 11:30
       ╭─[content/workshops/a/sessions.yaml:2:25]
     1 │ - { title: Suite, date: 2027-09-14, start: '11:00', end: '12:00', attendance: online }
     2 │ - { title: Début, date: 2027-09-14, start: '10:00', end: '11:30', attendance: online }
       ·                         ──────────
       ╰────
    "#);
}

#[test]
fn a_workshop_without_sessions() {
    let site = SiteTest::new(WORKSHOP);
    site.write("content/workshops/a/sessions.yaml", "# Rien encore\n");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × a workshop has at least one session [E209]
      ╭─[content/workshops/a/sessions.yaml:1:1]
    1 │ # Rien encore
      · ─────────────
      ╰────
     help: write `- title: …` with `date`, `start` and `end` below it
    ");
    site.remove("content/workshops/a/sessions.yaml");
    insta::assert_snapshot!(site.diagnostics(), @r"
    × content/workshops/a/sessions.yaml: this file is missing [E101]
    help: a workshop has `index.md` and `sessions.yaml`; write it, or remove the folder
    ");
}

#[test]
fn changes_that_end_before_registration_opens() {
    let site = SiteTest::new(WORKSHOP);
    let terms = "opens: 2027-08-01\ncloses: 2027-09-10\nchanges_until: 2027-07-31\ncapacity: 5\n";
    let fees = "fees:\n  - { category: a, label: A, amount: 1 EUR }\n";
    site.write("content/workshops/a/registration.yaml", format!("{terms}{fees}"));
    insta::assert_snapshot!(site.diagnostics(), @r"
     × changes end before registration opens [E303]
      ╭─[content/workshops/a/registration.yaml:3:16]
    2 │ closes: 2027-09-10
    3 │ changes_until: 2027-07-31
      ·                ──────────
    4 │ capacity: 5
      ╰────
     help: write a day after `opens`, or remove the line to allow changes until `closes`
    ");
    // Without the line, changes of the invoice end with the invoice.
    let terms = terms.replace("changes_until: 2027-07-31", "details_until: { billing: 2027-07-31 }");
    site.write("content/workshops/a/registration.yaml", format!("{terms}{fees}"));
    let found = site.diagnostics();
    assert!(found.trim_end().ends_with("help: write a day after `opens`, or remove the line"), "{found}");
}

#[test]
fn an_offer_that_cannot_be_accepted() {
    let site = SiteTest::new(WORKSHOP);
    site.write(
        "content/workshops/a/registration.yaml",
        "opens: 2027-09-11\ncloses: 2027-09-10\ncapacity: 0\nfees: []\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × registration closes before it opens [E301]
      ╭─[content/workshops/a/registration.yaml:2:9]
    1 │ opens: 2027-09-11
    2 │ closes: 2027-09-10
      ·         ──────────
    3 │ capacity: 0
      ╰────
     help: a date alone means the day's start in `opens` and its end in `closes`; change one of them

     × `0` is not a valid number [E015]
      ╭─[content/workshops/a/registration.yaml:3:11]
    2 │ closes: 2027-09-10
    3 │ capacity: 0
      ·           ─
    4 │ fees: []
      ╰────
     help: write a whole number from 1 to 100000, such as `30`

     × there are no fees [E304]
      ╭─[content/workshops/a/registration.yaml:4:7]
    3 │ capacity: 0
    4 │ fees: []
      ·       ─
      ╰────
     help: write at least one `- category: …` with `label` and `amount`, which may be `0 EUR`
    ");
    site.write(
        "content/workshops/a/registration.yaml",
        "opens: 2027-06-01\ncloses: 2027-09-14\ncapacity: 30\nfees:\n\
         - { category: Adhérent, label: A, amount: 1 500 EUR }\n\
         - { category: autre, label: B, amount: 20 EUR }\n\
         - { category: autre, label: C, amount: 20 CHF }\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × registration closes after the last session has ended [E302]
      ╭─[content/workshops/a/registration.yaml:2:9]
    1 │ opens: 2027-06-01
    2 │ closes: 2027-09-14
      ·         ──────────
    3 │ capacity: 30
      ╰────
     help: it ends on 2027-09-14 at 16:30; a date alone means the end of that day, so write an
           earlier one, or add a time of day

     × `Adhérent` is not an identifier: it contains `A`; only a-z, 0-9 and hyphens are allowed [E017]
      ╭─[content/workshops/a/registration.yaml:5:15]
    4 │ fees:
    5 │ - { category: Adhérent, label: A, amount: 1 500 EUR }
      ·               ────────
    6 │ - { category: autre, label: B, amount: 20 EUR }
      ╰────
     help: write `adherent`

     × `1 500 EUR` is not an amount [E016]
      ╭─[content/workshops/a/registration.yaml:5:43]
    4 │ fees:
    5 │ - { category: Adhérent, label: A, amount: 1 500 EUR }
      ·                                           ─────────
    6 │ - { category: autre, label: B, amount: 20 EUR }
      ╰────
     help: write `1500 EUR`

     × the category `autre` is written twice [E305]
      ╭─[content/workshops/a/registration.yaml:7:15]
    6 │ - { category: autre, label: B, amount: 20 EUR }
    7 │ - { category: autre, label: C, amount: 20 CHF }
      ·               ─────
      ╰────
     help: give each fee a different category

     × this fee is not in the same currency as the first [E306]
      ╭─[content/workshops/a/registration.yaml:7:15]
    6 │ - { category: autre, label: B, amount: 20 EUR }
    7 │ - { category: autre, label: C, amount: 20 CHF }
      ·               ─────
      ╰────
     help: write all amounts in `EUR`, so that they can be added up
    ");
    site.edit("content/workshops/a/registration.yaml", "Adhérent", "adherent");
    site.edit("content/workshops/a/registration.yaml", "1 500 EUR", "1500 EUR");
    site.edit(
        "content/workshops/a/registration.yaml",
        "autre, label: C, amount: 20 CHF",
        "tiers, label: C, amount: 0 EUR",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × registration closes after the last session has ended [E302]
      ╭─[content/workshops/a/registration.yaml:2:9]
    1 │ opens: 2027-06-01
    2 │ closes: 2027-09-14
      ·         ──────────
    3 │ capacity: 30
      ╰────
     help: it ends on 2027-09-14 at 16:30; a date alone means the end of that day, so write an
           earlier one, or add a time of day
    ");
}

#[test]
fn a_text_with_unsupported_markup() {
    let site = with_text(
        "Du <b>gras</b> et [un lien](../b/index.md).\n\n## Un\n\n#### Trois\n\n![](plan.png)\n\n\
         [x](javascript:alert) [^1]\n\n<script>\nalert(1)\n</script>",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × HTML is not allowed in a text [E514]
      ╭─[content/workshops/a/index.md:5:4]
    4 │ ---
    5 │ Du <b>gras</b> et [un lien](../b/index.md).
      ·    ───
    6 │ 
      ╰────
     help: write `**bold**`

     × there is no page or file `../b/index.md` [E804]
      ╭─[content/workshops/a/index.md:5:29]
    4 │ ---
    5 │ Du <b>gras</b> et [un lien](../b/index.md).
      ·                             ─────────────
    6 │ 
      ╰────
     help: paths are relative to the folder of the file with the link; name pages by their source,
           such as `../../speakers/name.md`

     × this heading skips a level: 4 after 2 [E517]
       ╭─[content/workshops/a/index.md:9:1]
     8 │ 
     9 │ #### Trois
       · ──────────
    10 │ 
       ╰────
     help: start it with `###`, because screen readers rely on the levels

     × this image has no alternative text [E607]
       ╭─[content/workshops/a/index.md:11:1]
    10 │ 
    11 │ ![](plan.png)
       · ─────────────
    12 │ 
       ╰────
     help: describe it between the square brackets, `![description](file.jpg)`; omit an image that
           only decorates, because decoration belongs to the theme

     × there is no page or file `plan.png` [E804]
       ╭─[content/workshops/a/index.md:11:5]
    10 │ 
    11 │ ![](plan.png)
       ·     ────────
    12 │ 
       ╰────
     help: paths are relative to the folder of the file with the link; name pages by their source,
           such as `../../speakers/name.md`

     × unsupported link scheme in `javascript:alert` [E808]
       ╭─[content/workshops/a/index.md:13:5]
    12 │ 
    13 │ [x](javascript:alert) [^1]
       ·     ────────────────
    14 │ 
       ╰────
     help: links start with `https:`, `http:`, `mailto:` or `tel:`, or name a file

     × there is no footnote `[^1]` [E515]
       ╭─[content/workshops/a/index.md:13:23]
    12 │ 
    13 │ [x](javascript:alert) [^1]
       ·                       ────
    14 │ 
       ╰────
     help: write a line `[^1]: …` with its text, or `\[^1]` for the characters themselves

     × HTML is not allowed in a text [E514]
       ╭─[content/workshops/a/index.md:15:1]
    14 │ 
    15 │ <script>
       · ────────
    16 │ alert(1)
       ╰────
     help: write Markdown; for a literal `<`, write `\<`
    ");
}

#[test]
fn a_text_inside_yaml_is_pointed_at_line_by_line() {
    let site = SiteTest::new(WORKSHOP);
    site.edit(
        "content/workshops/a/sessions.yaml",
        "  venue: paris",
        "  venue: paris\n  description: |\n    Première ligne\n\n    Voir [le plan](plan.pdf) et [Zoé](../../speaker/zoe-durand.md)",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × there is no page or file `plan.pdf` [E804]
       ╭─[content/workshops/a/sessions.yaml:9:20]
     8 │ 
     9 │     Voir [le plan](plan.pdf) et [Zoé](../../speaker/zoe-durand.md)
       ·                    ────────
    10 │   speakers: [zoe-durand]
       ╰────
     help: paths are relative to the folder of the file with the link; name pages by their source,
           such as `../../speakers/name.md`

     × there is no page or file `../../speaker/zoe-durand.md` [E804]
       ╭─[content/workshops/a/sessions.yaml:9:39]
     8 │ 
     9 │     Voir [le plan](plan.pdf) et [Zoé](../../speaker/zoe-durand.md)
       ·                                       ───────────────────────────
    10 │   speakers: [zoe-durand]
       ╰────
     help: did you mean `../../speakers/zoe-durand.md`?
    ");
}

#[test]
fn links_to_missing_parts_of_pages() {
    let site = with_text(
        "## Déroulé\n\nVoir [plus bas](#deroulee), [la séance](#session-2) et [Zoé](../../speakers/zoe-durand.md#x)",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × the page has no part `#deroulee` [E806]
      ╭─[content/workshops/a/index.md:7:17]
    6 │ 
    7 │ Voir [plus bas](#deroulee), [la séance](#session-2) et [Zoé](../../speakers/zoe-durand.md#x)
      ·                 ─────────
      ╰────
     help: did you mean `#deroule`?

     × the page has no part `#session-2` [E806]
      ╭─[content/workshops/a/index.md:7:41]
    6 │ 
    7 │ Voir [plus bas](#deroulee), [la séance](#session-2) et [Zoé](../../speakers/zoe-durand.md#x)
      ·                                         ──────────
      ╰────
     help: did you mean `#session-1`?

     × the page has no part `#x` [E806]
      ╭─[content/workshops/a/index.md:7:62]
    6 │ 
    7 │ Voir [plus bas](#deroulee), [la séance](#session-2) et [Zoé](../../speakers/zoe-durand.md#x)
      ·                                                              ──────────────────────────────
      ╰────
     help: the parts of a page are its headings, in lower-case letters with hyphens
    ");
}

/// The texts of files were freed before pages are rendered, and are read again.
#[test]
fn problems_of_rendered_pages_show_their_lines() {
    for has_hidden_page in [false, true] {
        let site = with_text("Voir [plus bas](#deroulee)");
        let speakers = "speakers: [zoe-durand]";
        let description = format!("{speakers}\n  description: |\n    Voir [là](#la)");
        site.edit("content/workshops/a/sessions.yaml", speakers, &description);
        let mut lines = vec!["5 │ Voir [plus bas](#deroulee)", "8 │     Voir [là](#la)"];
        if has_hidden_page {
            let page = "---\ntitle: P\npublish_at: 2027-02-02\n---\nVoir [ici](#ici)\n";
            site.write("content/pages/p.md", page);
            lines.push("5 │ Voir [ici](#ici)");
        }
        let problems = site.problems();
        assert_eq!(problems.len(), lines.len(), "{problems}");
        let text = problems.to_plain_text();
        for line in lines {
            assert!(text.contains(line), "{line}: {text}");
        }
    }
}

#[test]
fn missing_or_unterminated_front_matter() {
    let site = SiteTest::new(WORKSHOP);
    site.write("content/index.md", "# Accueil\n");
    site.write("content/pages/a-propos.md", "---\ntitle: À propos\n\nLe club\n");
    site.write("content/pages/vide.md", "");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × front matter is missing [E108]
      ╭─[content/index.md:1:1]
    1 │ # Accueil
      · ─────────
      ╰────
     help: start the file with a line `---`, the keys with their values, and another line `---`

     × the front matter that starts here has no end [E108]
      ╭─[content/pages/a-propos.md:1:1]
    1 │ ---
      · ───
    2 │ title: À propos
      ╰────
     help: add a line `---` between the last key and the text

     × content/pages/vide.md: front matter is missing [E108]
     help: start the file with a line `---`, the keys with their values, and another line `---`
    ");
}

#[test]
fn a_file_that_is_not_utf_8() {
    let site = SiteTest::new(WORKSHOP);
    site.write("content/workshops/a/sessions.yaml", b"- title: S\xe9ance\n");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × this file is not UTF-8 text [E105]
      ╭─[content/workshops/a/sessions.yaml:1:11]
    1 │ - title: S�ance
      ·           ─
      ╰────
     help: save it again with the encoding UTF-8
    ");
}

#[test]
fn a_configuration_full_of_mistakes() {
    let site = SiteTest::new("");
    let path = "content/site.yaml";
    site.edit(path, "https://club.example", "https://club.example/");
    site.edit(path, "Europe/Paris", "Paris");
    site.edit(path, "theme: plain", "theme: plian");
    site.edit(path, "email: club@club.example", "email: club(at)club.example");
    site.edit(path, "page: /:slug/", "page: /pages/");
    site.edit(path, "navigation: []", "navigation: [{ label: Accueil, to: home.md }]");
    site.edit(path, "registrations: 36", "registrations: toujours");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × `https://club.example/` is more than a scheme and a host [E110]
      ╭─[content/site.yaml:3:11]
    2 │ tagline: Des ateliers
    3 │ base_url: https://club.example/
      ·           ─────────────────────
    4 │ language: fr
      ╰────
     help: write `https://club.example`

     × `Paris` is not a time zone [E111]
      ╭─[content/site.yaml:5:12]
    4 │ language: fr
    5 │ time_zone: Paris
      ·            ─────
    6 │ theme: plian
      ╰────
     help: write region and city, such as `Europe/Paris`

     × there is no theme `plian` [E701]
      ╭─[content/site.yaml:6:8]
    5 │ time_zone: Paris
    6 │ theme: plian
      ·        ─────
    7 │ organiser: { name: Le club, email: club(at)club.example }
      ╰────
     help: did you mean `plain`? If not, create a folder of that name in `themes`

     × `club(at)club.example` is not an e-mail address [E018]
      ╭─[content/site.yaml:7:36]
    6 │ theme: plian
    7 │ organiser: { name: Le club, email: club(at)club.example }
      ·                                    ────────────────────
    8 │ permalinks:
      ╰────
     help: write it like `contact@club.example`

     × `/pages/` is not a permalink: a permalink contains `:slug` once, between two `/` [E112]
       ╭─[content/site.yaml:12:9]
    11 │   speaker: /intervenants/:slug/
    12 │   page: /pages/
       ·         ───────
    13 │ navigation: [{ label: Accueil, to: home.md }]
       ╰────
     help: write it like `/ateliers/:slug/`

     × there is no page or file `home.md` [E804]
       ╭─[content/site.yaml:13:36]
    12 │   page: /pages/
    13 │ navigation: [{ label: Accueil, to: home.md }]
       ·                                    ───────
    14 │ footer: []
       ╰────
     help: paths are relative to the folder of the file with the link; name pages by their source,
           such as `../../speakers/name.md`

     × `toujours` is not a valid number [E015]
       ╭─[content/site.yaml:20:31]
    19 │   recipients: Le club
    20 │   retention: { registrations: toujours, questionnaires: 12 }
       ·                               ────────
    21 │   contact: club@club.example
       ╰────
     help: write a number of months from 1 to 1200, such as `36`
    ");
}

#[test]
fn retention_is_reported_for_each_form() {
    let site = SiteTest::new("");
    let path = "content/site.yaml";
    site.edit(path, "retention: { registrations: 36, questionnaires: 12 }", "retention_months: 36");
    let problems = site.diagnostics();
    assert!(problems.contains("unknown key `retention_months`"), "{problems}");
    assert!(problems.contains("`retention` is missing"), "{problems}");
    site.edit(path, "retention_months: 36", "retention: { registrations: 0 }");
    let problems = site.diagnostics();
    assert!(problems.contains("`questionnaires` is missing"), "{problems}");
    assert!(problems.contains("`0` is not a valid number"), "{problems}");
}

#[test]
fn a_site_without_its_files() {
    let site = SiteTest::new("");
    site.remove("content/site.yaml");
    site.remove("content/index.md");
    insta::assert_snapshot!(site.diagnostics(), @r"
    × content/index.md: this file is missing [E101]
    help: create it with `title`, `description` and the home page's introduction

    × content/site.yaml: this file is missing [E101]
    help: create it with the site's title, address, language and time zone
    ");
}

#[test]
fn two_pages_with_the_same_address() {
    let page = "---\ntitle: A\ndescription: A\n---\n";
    let site = SiteTest::new(WORKSHOP);
    site.edit("content/site.yaml", "page: /:slug/", "page: /ateliers/:slug/");
    site.write("content/pages/a.md", page);
    site.edit("content/site.yaml", "speaker: /intervenants/:slug/", "speaker: /api/:slug/");
    insta::assert_snapshot!(site.short_diagnostics(), @r"
    content/site.yaml:12:9: the permalinks `page` and `workshop` are equal, so that two pages have the address `/ateliers/a/`
    content/speakers/zoe-durand.md:1:1: the address `/api/zoe-durand/` is below `/api/`, which is reserved
    ");
}

#[test]
fn inconsistent_templates_and_texts() {
    let site = SiteTest::new("");
    let templates = "themes/plain/templates";
    site.edit(&format!("{templates}/page.html"), "{% block main -%}", "{% blok main -%}");
    site.edit(&format!("{templates}/workshop.html"), "key=\"seats\"", "key=\"seat\"");
    site.edit(&format!("{templates}/index.html"), "{{ head.title }}", "{{ t(key=\"home.titel\") }}");
    site.remove(&format!("{templates}/404.html"));
    site.edit("themes/plain/i18n/fr.yaml", "{hour} h {minute}", "{hours} h {minute}");
    site.edit("themes/plain/i18n/fr.yaml", "  not_found: Page introuvable\n", "");
    site.write("themes/plain/static/style.css", "a { background: url(photo.jpg) }\nb { color: }}\n");
    insta::assert_snapshot!(site.diagnostics(), @r#"
     × `title.not_found` has no text [E714]
      ╭─[themes/plain/i18n/fr.yaml:1:1]
    1 │ format:
      · ▲
    2 │   hour: "{hour} h"
      ╰────
     help: add it; the generator or the handler needs it

     × unknown placeholder `{hours}` in `format.hour_minute` [E716]
      ╭─[themes/plain/i18n/fr.yaml:3:3]
    2 │   hour: "{hour} h"
    3 │   hour_minute: "{hours} h {minute}"
      ·   ───────────
    4 │   hours: "de {start} à {end}"
      ╰────
     help: this text may contain `{hour}`, `{padded_hour}`, `{minute}`

     × this style sheet cannot be read: Unexpected end of input [E718]
      ╭─[themes/plain/static/style.css:3:1]
    2 │ b { color: }}
    3 │ 
      · ▲
      ╰────

     × themes/plain/templates/404.html: the theme lacks this template [E703]
     help: write it, or let the theme build on another one: `extends: default` in `theme.yaml`

     × `home.titel` has no text in `themes/plain/i18n/fr.yaml` [E714]
      ╭─[themes/plain/templates/index.html:3:15]
    2 │ {% block main -%}
    3 │ <h1>{{ t(key="home.titel") }}</h1>
      ·               ──────────
    4 │ {{ page.body | safe -}}
      ╰────
     help: add it there

     × Unknown tag [E708]
      ╭─[themes/plain/templates/page.html:2:4]
    1 │ {% extends "base.html" %}
    2 │ {% blok main -%}
      ·    ────
    3 │ <h1>{{ page.title }}</h1>
      ╰────

     × `seat.other` has no text in `themes/plain/i18n/fr.yaml` [E714]
       ╭─[themes/plain/templates/workshop.html:24:154]
    23 │ {%- if page.offer %}
    24 │ <p><a href="{{ page.registration_path }}">{{ page.offer.state }}</a> {{ page.offer.opens | date_time }} – {{ page.offer.closes | date_time }}, {{ t(key="seat", count=page.offer.capacity) }}</p>
       ·                                                                                                                                                          ────
    25 │ {%- for fee in page.offer.fees %}
       ╰────
     help: did you mean `seats.other`? If not, add it there
    "#);
}

#[test]
fn a_language_that_lacks_a_text() {
    let site =
        SiteTest::new("//- themes/plain/i18n/en.yaml\nseats: { other: \"{count} seats\" }\nnews: News\n");
    let problems = site.short_diagnostics();
    let about =
        |word: &str| problems.lines().filter(|line| line.contains(word)).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!(about("news"), @r"themes/plain/i18n/en.yaml:2:1: `news` has no text in `themes/plain/i18n/fr.yaml`");
    insta::assert_snapshot!(about("`format.hour`"), @r"themes/plain/i18n/fr.yaml:2:3: `format.hour` has no text in `themes/plain/i18n/en.yaml`");
    assert_eq!(about("`seats`"), "");
}

#[test]
fn a_language_that_the_theme_lacks() {
    let site = SiteTest::new("");
    site.edit("content/site.yaml", "language: fr", "language: de");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × the theme has no `de` translation [E717]
      ╭─[content/site.yaml:4:11]
    3 │ base_url: https://club.example
    4 │ language: de
      ·           ──
    5 │ time_zone: Europe/Paris
      ╰────
     help: write `themes/plain/i18n/de.yaml`; available: `fr`
    ");
}

#[test]
fn the_pages_of_the_handler_are_rendered_too() {
    let site = SiteTest::new("");
    let templates = "themes/plain/templates";
    site.edit(&format!("{templates}/own-registration.html"), "page.reference", "page.number");
    site.edit(&format!("{templates}/message.html"), ".title\"", ".titel\"");
    insta::assert_snapshot!(site.diagnostics(), @r#"
     × the theme has no text `message.not_found.titel` [E708]
      ╭─[themes/plain/templates/message.html:3:8]
    2 │ {% block main -%}
    3 │ <h1>{{ t(key="message." ~ page.key | replace(from="-", to="_") ~ ".titel") }}</h1>
      ·        ───────────────────────────────────────────────────────────────────
    4 │ {%- endblock main %}
      ╰────

     × Field `number` is not defined. Available fields: add_path, address_path, amount, answers,
     │ billing, calendar_path, cancel_path, change_path, changes_until, confirm_by, contact, created,
     │ details_path, h…view, offer_lapsed, organisation_limit, participants, participants_list, path,
     │ private, proposed_address, reference, refusal, register_again_path, remarks, seat_offer,
     │ status, waiting_place, workshop [E708]
      ╭─[themes/plain/templates/own-registration.html:3:13]
    2 │ {% block main -%}
    3 │ <h1>{{ page.number }}</h1>
      ·             ──────
    4 │ <p>{{ t(key="status." ~ page.status) }}, {{ page.created | date_time }}</p>
      ╰────
    "#);
}

#[test]
fn a_truncated_file_never_causes_a_panic() {
    let files = WORKSHOP.split("//- ").skip(1).filter_map(|block| block.split_once('\n'));
    for (path, text) in files {
        let site = SiteTest::new(WORKSHOP);
        for (end, _) in text.char_indices().step_by(3) {
            site.write(path, &text[..end]);
            let result = site.try_build();
            assert!(!matches!(result, Err(BuildError::Other(_))), "{path} cut at {end}");
        }
    }
}

#[test]
fn invalid_seats_and_questions() {
    let site = SiteTest::new(WORKSHOP);
    site.write(
        "content/workshops/a/registration.yaml",
        "opens: 2027-06-01\ncloses: 2027-09-10\ncapacity: 30\nattends: choose\nmax_participants: 50\n\
         fees:\n- { category: a, label: A, amount: 20 EUR, basis: session }\n\
         questions:\n\
         - { name: email, label: Encore, kind: text }\n\
         - { name: nombre, label: Combien, kind: number, min: 3, max: 1 }\n\
         - { name: texte, label: Long, kind: text, max_length: 9999 }\n\
         - { name: sorte, label: Quoi, kind: txt }\n",
    );
    let problems = site.diagnostics();
    for problem in [
        "with `attends: choose`, the workshop itself has no `capacity`",
        "one registration cannot have that many participants",
        "`max` is less than `min`",
        "an answer cannot be that long",
        "`txt` is not a valid value",
    ] {
        assert!(problems.contains(problem), "{problem}: {problems}");
    }
    site.write(
        "content/workshops/a/registration.yaml",
        "opens: 2027-06-01\ncloses: 2027-09-10\nattends: choose\n\
         fees:\n- { category: a, label: A, amount: 20 EUR }\n",
    );
    assert!(site.diagnostics().contains("has no `capacity`"));
    site.write(
        "content/workshops/a/registration.yaml",
        "opens: 2027-06-01\ncloses: 2027-09-10\ncapacity: 3\n\
         fees:\n- { category: a, label: A, amount: 20 EUR, basis: session }\n\
         questions:\n- { name: email, label: Encore, kind: text }\n",
    );
    let problems = site.diagnostics();
    for problem in ["registrants do not choose sessions here", "two fields are named `email`"] {
        assert!(problems.contains(problem), "{problem}: {problems}");
    }
}

#[test]
fn invalid_questions_about_participants() {
    let site = SiteTest::new(WORKSHOP);
    let terms = "opens: 2027-06-01\ncloses: 2027-09-10\ncapacity: 30\nmax_participants: 3\n\
                 fees:\n- { category: a, label: A, amount: 20 EUR }\n";
    site.write(
        "content/workshops/a/registration.yaml",
        format!(
            "{terms}participants: {{ email: always }}\nquestions:\n\
             - {{ name: une, label: Une, kind: text, per: personne }}\n"
        ),
    );
    let problems = site.diagnostics();
    for problem in ["`always` is not a valid value", "`personne` is not a valid value"] {
        assert!(problems.contains(problem), "{problem}: {problems}");
    }
    site.write(
        "content/workshops/a/registration.yaml",
        format!(
            "{terms}participants: {{ email: optional }}\nquestions:\n\
             - {{ name: repas, label: Repas, kind: consent }}\n\
             - {{ name: menu, label: Menu, kind: text, per: participant, show_if: {{ field: repas, equals: yes }} }}\n\
             - {{ name: email, label: Autre adresse, kind: email, per: participant }}\n\
             - {{ name: repas, label: Encore, kind: consent, per: participant }}\n"
        ),
    );
    let problems = site.diagnostics();
    for problem in [
        "the field `menu` depends on `repas`, which does not come before it",
        "two fields are named `email`",
        "two fields are named `repas`",
    ] {
        assert!(problems.contains(problem), "{problem}: {problems}");
    }
}
