//! After an edit of a text, a build makes its page again from what the last build left, and reports what a cold one does.

use tests::edits::EditedSite;
use tests::site::SiteTest;

use super::{Edits, LOOKING, Outcome, build_cold, build_in_stages, options, options_of, stages};

/// Most edits change nothing but texts, so that not everything is built each time.
pub(super) fn edit(site: &mut EditedSite) -> String {
    if site.below(8) > 0 { site.edit_text() } else { site.edit() }
}

const EDITED: [&str; 2] = ["looking for changes", "edited texts"];

#[test]
fn any_edits_of_texts_have_the_effect_of_a_cold_build() {
    let mut edits = Edits::new();
    let mut only_pages = 0;
    loop {
        let options = options_of(&edits.site);
        let cold = build_cold(&options);
        let (built, stages) = build_in_stages(&options);
        only_pages += usize::from(stages == EDITED);
        let (incremental, cold) = Outcome::of(built, &options.dist).comparable(cold);
        if !edits.check(&incremental, &cold, edit) {
            break;
        }
    }
    // Otherwise it is not proven for these.
    assert!(only_pages * 10 > edits.builds, "{only_pages} of {}", edits.builds);
}

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
Le texte. Voir [la page](../../pages/contact.md#adresses).
//- content/workshops/a/sessions.yaml
- title: Une
  date: 2027-09-14
  start: '10:00'
  end: '16:30'
  attendance: online
  description: |
    #### Adresses
//- content/pages/contact.md
---
title: Contact
---
## Adresses

Voir www.club.example.
";

const WORKSHOP: &str = "content/workshops/a/index.md";
const CONTACT: &str = "content/pages/contact.md";

/// Builds a site as it is, and compares this with a cold build. Returns the stages, and the warnings or problems.
fn build(site: &SiteTest) -> (Vec<&'static str>, String) {
    let options = options(site);
    let cold = build_cold(&options);
    let (built, stages) = build_in_stages(&options);
    let (built, cold) = Outcome::of(built, &options.dist).comparable(cold);
    assert_eq!(built.difference(&cold), None);
    (stages, built.report.map_or_else(|problems| problems, |report| report.warnings))
}

#[test]
fn an_edit_of_a_text_takes_only_its_page() {
    let site = SiteTest::new(SITE);
    let whole = build(&site).0;
    for (path, before, after) in [
        (WORKSHOP, "Le texte", "Un autre"),
        // The anchor of the session is another one then.
        (WORKSHOP, "Un autre", "## Adresses\n\nUn autre"),
        (CONTACT, "## Adresses", "## Lieux\n\n## Adresses"),
    ] {
        site.edit(path, before, after);
        assert_eq!(build(&site).0, EDITED, "{after}");
        assert_eq!(stages(&options(&site)), LOOKING);
    }
    for (before, after) in [
        ("summary: Un", "summary: Ce bel"),
        // Where a new link leads is not known.
        ("Un autre", "Un [autre](https://club.example/)"),
        ("[autre](https://club.example/)", "[autre](../../index.md)"),
    ] {
        site.edit(WORKSHOP, before, after);
        let stages = build(&site).0;
        assert!(stages.ends_with(&whole[1..]), "{after}: {stages:?}");
    }
}

#[test]
fn a_list_of_the_data_of_forms_takes_a_whole_build() {
    let site = SiteTest::new(SITE);
    let whole = build(&site).0;
    for (before, after) in [
        ("Voir www", "<!-- data: registrations -->\n\nVoir www"),
        ("Voir www", "Écrire à www"),
        ("<!-- data: registrations -->", "Rien"),
    ] {
        site.edit(CONTACT, before, after);
        let stages = build(&site).0;
        assert!(stages.ends_with(&whole[1..]), "{after}: {stages:?}");
    }
    site.edit(CONTACT, "Rien", "Tout");
    assert_eq!(build(&site).0, EDITED);
}

#[test]
fn a_part_that_others_link_to_cannot_disappear() {
    let site = SiteTest::new(SITE);
    build(&site);
    site.edit(CONTACT, "## Adresses", "## Lieux");
    let (stages, problems) = build(&site);
    assert!(stages.len() > EDITED.len() && problems.contains("#adresses"), "{problems}");
    site.edit(CONTACT, "## Lieux", "## Adresses");
    assert_eq!(build(&site).0, LOOKING);
}

#[test]
fn a_private_link_in_a_text_takes_a_whole_build() {
    let site = SiteTest::new(SITE);
    site.write(
        "content/workshops/a/registration.yaml",
        "opens: 2027-01-01\ncloses: 2027-08-01\ncapacity: 10\n\
         fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]\n",
    );
    let private = "attendance: online\n  private: { join_link: 'https://visio.example/j/912' }";
    site.edit("content/workshops/a/sessions.yaml", "attendance: online", private);
    build(&site);
    site.edit(CONTACT, "Voir", "Voir aussi");
    assert_eq!(build(&site).0, EDITED);
    site.edit(CONTACT, "Voir aussi", "Ouvrez visio.example/j/912 ou");
    let (stages, problems) = build(&site);
    assert!(stages.len() > EDITED.len() && problems.contains("publishes a link"), "{problems}");
}

#[test]
fn warnings_come_and_go_with_their_texts() {
    let site = SiteTest::new(SITE);
    let of_contact = build(&site).1;
    assert!(of_contact.contains("www.club.example"), "{of_contact}");
    site.edit(
        WORKSHOP,
        "Le texte",
        "Rendez-vous le mercredi 14 septembre 2027 pour la première séance. Le texte",
    );
    let (stages, both) = build(&site);
    assert_eq!(stages, EDITED);
    assert!(both.contains("mercredi 14") && both.contains("www.club.example"), "{both}");
    site.edit(CONTACT, "www.club.example", "plus tard");
    let (stages, of_workshop) = build(&site);
    assert_eq!(stages, EDITED);
    assert!(of_workshop.contains("mercredi 14") && !of_workshop.contains("www"), "{of_workshop}");
    site.edit(WORKSHOP, "mercredi 14", "mardi 14");
    let (stages, none) = build(&site);
    assert_eq!(stages, EDITED);
    assert!(!none.contains("14 septembre") && !none.contains("www"), "{none}");
}

#[test]
fn a_hand_in_the_output_is_noticed() {
    let site = SiteTest::new(SITE);
    build(&site);
    site.write("dist/site/contact/index.html", "else");
    site.edit(WORKSHOP, "Le texte", "Un autre");
    assert_ne!(build(&site).0, EDITED);
}
