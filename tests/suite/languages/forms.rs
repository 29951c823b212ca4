//! Forms in another language: the location of their pages, and their untranslated parts.

use tests::project::SiteCopy;
use view::edition::Editions;

use super::{EXAMPLE, TODAY, WORKSHOP, build, problems, site, try_build};

#[test]
fn an_untranslated_question_is_kept_and_marked() {
    let texts = "questions:\n  dejeuner:\n    label: Lunch?\n    hint: Together.\n    options: { oui: \"Yes\", non: \"No\" }\n";
    let index = format!("{EXAMPLE}/index.en.md");
    let file = format!("{EXAMPLE}/registration.en.yaml");
    let files = build(&[
        (&file, Some(texts)),
        (&format!("{EXAMPLE}/questionnaire.en.yaml"), None),
        (&index, Some("---\ntitle: A\nsummary: A\n---\nA\n")),
    ]);
    let form = &files["en/workshops/exemple-renovation-energetique/registration/index.html"];
    for text in [
        "<legend>Lunch?</legend>",
        r#"<legend><span lang="fr">Quels sujets voulez-vous approfondir"#,
        r#"<p class="hint" id="nombre-de-repas-hint" lang="fr">Pour toutes"#,
        r#"<label for="sujets-chantier" lang="fr">La vie pendant le chantier</label>"#,
        r#"<label for="fee-adherent" lang="fr">Adhérent</label>"#,
        // A question has its own words; those of the form remain in the site's language.
        r#"<span class="optional">(optional)</span>"#,
        "First name",
    ] {
        assert!(form.contains(text), "{text}\n{form}");
    }
    let untranslated =
        site::check(site(&[(&file, Some(texts))]).root(), TODAY).unwrap().untranslated_questions;
    let is_untranslated = |name: &str| {
        let line = format!("not translated: `{name}` has no text in `{file}`");
        untranslated.iter().any(|it| it.english() == line)
    };
    assert!(
        untranslated.len() == 2 && is_untranslated("sujets") && is_untranslated("nombre-de-repas"),
        "{untranslated:?}"
    );
    let site = site(&[(&file, Some(texts))]);
    try_build(&site).unwrap();
    let (catalogue, theme) = registry::load(&site.path("dist/handler")).unwrap();
    let workshop = catalogue.workshops.values().find(|workshop| EXAMPLE.ends_with(workshop.slug.as_str()));
    let editions = Editions::new(catalogue.workshops.keys(), &theme).unwrap();
    let english = editions.of_language(Some("en")).registration_form(workshop.unwrap());
    let english = english.unwrap().unwrap();
    let messages = |name: &str| &english.field(name).unwrap().errors;
    // Messages are in the language of their question, even where the theme provides them.
    assert!(messages("sujets").invalid.starts_with("Vérifiez"), "{:?}", messages("sujets"));
    assert!(messages("dejeuner").invalid.starts_with("Check the answer"), "{:?}", messages("dejeuner"));
    // A questionnaire consists of its questions only.
    assert!(!files.contains_key("en/workshops/exemple-renovation-energetique/questionnaire/index.html"));
    let workshop = &files[WORKSHOP];
    let questionnaire =
        r#"<a href="/ateliers/exemple-renovation-energetique/questionnaire/" lang="fr" hreflang="fr">"#;
    assert!(
        workshop.contains(questionnaire) && workshop.contains("Language of the form: French"),
        "{workshop}"
    );
}

#[test]
fn forms_have_an_address_in_each_language() {
    let facts = SiteCopy::new().read("content/site.yaml");
    let without = facts.lines().filter(|line| !line.trim_start().starts_with("registration: /en/"));
    let without: Vec<_> =
        without.filter(|line| !line.trim_start().starts_with("questionnaire: /en/")).collect();
    let files = build(&[("content/site.yaml", Some(&without.join("\n")))]);
    assert!(files.contains_key("en/ateliers/proximite/inscription/index.html"));
    assert!(files.contains_key("en/ateliers/proximite/questionnaire/index.html"));
    let same = facts.replace(
        "registration: /en/workshops/:slug/registration/",
        "registration: /en/workshops/:slug/questionnaire/",
    );
    let problems = problems(&[("content/site.yaml", Some(&same))]);
    assert!(problems.contains("the permalinks `questionnaire` and `registration` are equal"), "{problems}");
}

#[test]
fn an_untranslated_privacy_notice_is_marked() {
    let facts = SiteCopy::new().read("content/site.yaml");
    let (before, rest) = facts.split_once("    privacy:\n      controller: \"The club").unwrap();
    let (_, after) = rest.split_once("\n\n# Shown under each").unwrap();
    let french = format!("{before}\n\n# Shown under each{after}");
    let files = build(&[("content/site.yaml", Some(&french))]);
    let form = &files["en/workshops/exemple-renovation-energetique/registration/index.html"];
    assert!(form.contains(r#"<dd lang="fr">Traiter votre inscription"#), "{form}");
    let half = facts.replace(
        "      recipients: >-\n        Those at the club",
        "      recipient: >-\n        Those at the club",
    );
    let problems = problems(&[("content/site.yaml", Some(&half))]);
    assert!(
        problems.contains("unknown key `recipient`") && problems.contains("did you mean `recipients`?"),
        "{problems}"
    );
}

#[test]
fn unmatched_texts_of_forms_are_reported() {
    let questions = "questions:\n  dejeuner:\n    label: Lunch?\n    options: { oui: \"Yes\", nein: \"No\" }\n\
                     \x20 sujet: { label: A }\n  nombre-de-repas: { label: A, hint: A, min: 2 }\nfees: []\n";
    let questionnaire =
        "title: A\ngroups:\n  - { title: A, questions: {} }\n  - { title: B, questions: {} }\n";
    let problems = problems(&[
        (&format!("{EXAMPLE}/registration.en.yaml"), Some(questions)),
        (&format!("{EXAMPLE}/questionnaire.en.yaml"), Some(questionnaire)),
        ("content/workshops/proximite/registration.en.yaml", Some("questions: {}\n")),
        ("content/workshops/proximite/index.en.md", None),
    ]);
    for text in [
        "`hint` is missing",
        "the question has no option `nein`",
        "the option `non` has no label here",
        "there is no question `sujet` here",
        "did you mean `sujets`?",
        "unknown key `min`",
        "unknown key `fees`",
        "`introduction` is missing",
        "`questionnaire.yaml` has 1 groups, but this file has 2",
        "the workshop's `index.md` is not translated",
    ] {
        assert!(problems.contains(text), "{text}\n{problems}");
    }
}
