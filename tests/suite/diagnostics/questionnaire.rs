//! Mistakes in `questionnaire.yaml`.

use tests::site::SiteTest;

use super::WORKSHOP;

const PATH: &str = "content/workshops/a/questionnaire.yaml";

/// A valid questionnaire to introduce mistakes into.
const QUESTIONNAIRE: &str = "\
title: Questionnaire
opens: 2027-06-01
closes: 2027-09-01
interview: true
groups:
- title: Projets
  questions:
  - { name: projets, label: Des projets, kind: choice, options: [{ value: oui, label: Oui }] }
  - { name: lesquels, label: Lesquels, kind: text, show_if: { field: projets, equals: oui } }
";

fn site() -> SiteTest {
    let site = SiteTest::new(WORKSHOP);
    site.edit(
        "content/site.yaml",
        "  contact:",
        "  questionnaires: { purpose: Préparer, legal_basis: Intérêt légitime }\n  contact:",
    );
    site.write(PATH, QUESTIONNAIRE);
    site
}

#[test]
fn the_example_has_no_problems() {
    site().build();
}

#[test]
fn all_problems_of_a_questionnaire_at_once() {
    let site = site();
    site.write(
        PATH,
        "titel: Questionnaire\nopens: 2027-09-02\ncloses: 2027-13-01\nintroduction:\ninterview: [oui]\n\
         groups:\n- title: Projets\n  questions: []\n- questions:\n  - { name: A, kind: txt }\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
      × unknown key `titel` [E006]
       ╭─[content/workshops/a/questionnaire.yaml:1:1]
     1 │ titel: Questionnaire
       · ─────
     2 │ opens: 2027-09-02
       ╰────
      help: did you mean `title`?

      × `2027-13-01` is not a valid date [E012]
       ╭─[content/workshops/a/questionnaire.yaml:3:9]
     2 │ opens: 2027-09-02
     3 │ closes: 2027-13-01
       ·         ──────────
     4 │ introduction:
       ╰────
      help: write `2027-09-14`, or with a time of day `2027-09-14 09:00`

      × a text is missing here [E009]
       ╭─[content/workshops/a/questionnaire.yaml:4:13]
     3 │ closes: 2027-13-01
     4 │ introduction:
       ·             ▲
     5 │ interview: [oui]
       ╰────
      help: write a text after the colon, or remove the line if the key is optional

      × expected a text, found a list [E005]
       ╭─[content/workshops/a/questionnaire.yaml:5:13]
     4 │ introduction:
     5 │ interview: [oui]
       ·             ───
     6 │ groups:
       ╰────
      help: write the text after the colon, with quotes around it if it starts with `[`, `{` or `-`

      × this group has no questions [E316]
       ╭─[content/workshops/a/questionnaire.yaml:8:14]
     7 │ - title: Projets
     8 │   questions: []
       ·              ─
     9 │ - questions:
       ╰────
      help: write at least one `- name: …` with `label` and `kind`, or remove the group

      × `title` is missing [E007]
        ╭─[content/workshops/a/questionnaire.yaml:9:3]
      8 │   questions: []
      9 │ - questions:
        ·   ─────────
     10 │   - { name: A, kind: txt }
        ╰────
      help: add a line `title: …`

      × `label` is missing [E007]
        ╭─[content/workshops/a/questionnaire.yaml:10:7]
      9 │ - questions:
     10 │   - { name: A, kind: txt }
        ·       ────
        ╰────
      help: add a line `label: …`

      × `A` is not an identifier: it contains `A`; only a-z, 0-9 and hyphens are allowed [E017]
        ╭─[content/workshops/a/questionnaire.yaml:10:13]
      9 │ - questions:
     10 │   - { name: A, kind: txt }
        ·             ─
        ╰────
      help: write `a`

      × `txt` is not a valid value [E010]
        ╭─[content/workshops/a/questionnaire.yaml:10:22]
      9 │ - questions:
     10 │   - { name: A, kind: txt }
        ·                      ───
        ╰────
      help: did you mean `text`?
    ");
}

#[test]
fn invalid_questions_are_each_reported() {
    let site = site();
    site.write(
        PATH,
        "title: Questionnaire\nopens: 2027-08-01\ncloses: 2027-07-01\n\
         groups:\n- title: Projets\n  questions:\n\
         - { name: email, label: Encore, kind: text }\n\
         - { name: projets, label: Des projets, kind: choice, options: [{ value: oui, label: Oui }] }\n\
         - { name: lesquels, label: Lesquels, kind: text, show_if: { field: projets, equals: non } }\n\
         - { name: quand, label: Quand, kind: text, show_if: { field: projet, equals: oui } }\n\
         - { name: quand, label: Quand, kind: text, show_if: { field: projets, equals: oui } }\n\
         - { name: double, label: Quoi, kind: choices, options: [{ value: a, label: A }, { value: a, label: B }] }\n"
            .replace("\n- { name", "\n  - { name"),
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
      × the questionnaire closes before it opens [E301]
       ╭─[content/workshops/a/questionnaire.yaml:3:9]
     2 │ opens: 2027-08-01
     3 │ closes: 2027-07-01
       ·         ──────────
     4 │ groups:
       ╰────
      help: a date alone means the day's start in `opens` and its end in `closes`; change one of them

      × two fields are named `email` [E313]
       ╭─[content/workshops/a/questionnaire.yaml:7:13]
     6 │   questions:
     7 │   - { name: email, label: Encore, kind: text }
       ·             ─────
     8 │   - { name: projets, label: Des projets, kind: choice, options: [{ value: oui, label: Oui }] }
       ╰────
      help: give the question a name that no other field of the form has

      × the field `lesquels` is never shown because `projets` cannot be answered with `non` [E314]
        ╭─[content/workshops/a/questionnaire.yaml:9:13]
      8 │   - { name: projets, label: Des projets, kind: choice, options: [{ value: oui, label: Oui }] }
      9 │   - { name: lesquels, label: Lesquels, kind: text, show_if: { field: projets, equals: non } }
        ·             ────────
     10 │   - { name: quand, label: Quand, kind: text, show_if: { field: projet, equals: oui } }
        ╰────
      help: write the `value` of one of its options in `equals`, or `yes` for a ticked box

      × the field `quand` depends on `projet`, which does not come before it [E314]
        ╭─[content/workshops/a/questionnaire.yaml:10:13]
      9 │   - { name: lesquels, label: Lesquels, kind: text, show_if: { field: projets, equals: non } }
     10 │   - { name: quand, label: Quand, kind: text, show_if: { field: projet, equals: oui } }
        ·             ─────
     11 │   - { name: quand, label: Quand, kind: text, show_if: { field: projets, equals: oui } }
        ╰────
      help: name an earlier question

      × two fields are named `quand` [E313]
        ╭─[content/workshops/a/questionnaire.yaml:11:13]
     10 │   - { name: quand, label: Quand, kind: text, show_if: { field: projet, equals: oui } }
     11 │   - { name: quand, label: Quand, kind: text, show_if: { field: projets, equals: oui } }
        ·             ─────
     12 │   - { name: double, label: Quoi, kind: choices, options: [{ value: a, label: A }, { value: a, label: B }] }
        ╰────
      help: give the question a name that no other field of the form has

      × the options of the field `double` are missing or not distinct [E315]
        ╭─[content/workshops/a/questionnaire.yaml:12:13]
     11 │   - { name: quand, label: Quand, kind: text, show_if: { field: projets, equals: oui } }
     12 │   - { name: double, label: Quoi, kind: choices, options: [{ value: a, label: A }, { value: a, label: B }] }
        ·             ──────
        ╰────
      help: give each option a different value
    ");
}

#[test]
fn a_questionnaire_that_asks_nothing_or_too_much() {
    let site = site();
    for groups in ["groups: []\n", "groups:\n"] {
        site.write(PATH, format!("title: Q\ncloses: 2027-09-01\n{groups}"));
        assert!(
            site.diagnostics().contains("this questionnaire has no groups"),
            "{groups}: {}",
            site.diagnostics()
        );
    }
    let question = |number| format!("  - {{ name: q{number}, label: Q, kind: long-text }}\n");
    let questions: String = (0..14).map(question).collect();
    site.write(PATH, format!("title: Q\ncloses: 2027-09-01\ngroups:\n- title: G\n  questions:\n{questions}"));
    insta::assert_snapshot!(site.diagnostics(), @r"
      × the answers may have up to 42000 characters in total [E310]
        ╭─[content/workshops/a/questionnaire.yaml:19:13]
     18 │   - { name: q12, label: Q, kind: long-text }
     19 │   - { name: q13, label: Q, kind: long-text }
        ·             ───
        ╰────
      help: at most 40000 fit; set a `max_length` for the questions, or ask fewer
    ");
    site.edit(PATH, "name: q0, label: Q, kind: long-text", "name: q0, label: Q, kind: text");
    site.build();
}

#[test]
fn a_questionnaire_that_outlasts_its_workshop() {
    let site = site();
    site.edit(PATH, "closes: 2027-09-01", "closes: 2027-09-14");
    insta::assert_snapshot!(site.diagnostics(), @r"
      × the questionnaire closes after the last session has ended [E302]
       ╭─[content/workshops/a/questionnaire.yaml:3:9]
     2 │ opens: 2027-06-01
     3 │ closes: 2027-09-14
       ·         ──────────
     4 │ interview: true
       ╰────
      help: it ends on 2027-09-14 at 16:30; a date alone means the end of that day, so write an
            earlier one, or add a time of day
    ");
}

#[test]
fn a_site_without_a_purpose_for_answers() {
    let site = site();
    site.edit(
        "content/site.yaml",
        "  questionnaires: { purpose: Préparer, legal_basis: Intérêt légitime }\n",
        "",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
      × `site.yaml` does not state the purpose of questionnaires [E317]
       ╭─[content/workshops/a/questionnaire.yaml:1:1]
     1 │ title: Questionnaire
       · ▲
     2 │ opens: 2027-06-01
       ╰────
      help: add `questionnaires:` with `purpose` and `legal_basis` to `privacy` in `content/site.yaml`
    ");
    site.remove(PATH);
    site.build();
}

#[test]
fn an_address_of_another_page() {
    let site = site();
    site.edit("content/site.yaml", "  speaker:", "  questionnaire: /ateliers/:slug/\n  speaker:");
    insta::assert_snapshot!(site.short_diagnostics(), @"content/site.yaml:11:18: the permalinks `questionnaire` and `workshop` are equal, so that two pages have the address `/ateliers/a/`");
}

#[test]
fn the_page_is_rendered_in_each_state() {
    let site = SiteTest::new("");
    let template = "themes/plain/templates/questionnaire.html";
    site.edit(template, "<p>answered</p>", "<p>{{ page.thanks }}</p>");
    assert!(site.short_diagnostics().contains("questionnaire.html:9:"), "{}", site.short_diagnostics());
    site.edit(template, "<p>{{ page.thanks }}</p>", "<p>answered</p>");
    site.edit(template, "answer_refusal.", "answers_refusal.");
    assert!(site.short_diagnostics().contains("answers_refusal.upcoming"), "{}", site.short_diagnostics());
}
