//! `private` in `sessions.yaml`, as editors write it, what becomes of it, and what is reported.

use jiff::civil::date;
use serde_json::{Value, json};
use site::BuildError;
use tests::project::SiteCopy;
use tests::site::SiteTest;

use super::{NONE, SECRETS, seen};

const SITE: &str = r#"
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
Une présentation.
//- content/workshops/a/sessions.yaml
- title: Une
  date: 2027-03-30
  start: '10:00'
  end: '16:30'
  attendance: online
  private:
    # Le lien du club
    join_link: https://visio.example/j/912
    join_code: 912 443
    note: "Apportez vos plans : il y aura de la place."
- { title: Deux, date: 2027-11-02, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/registration.yaml
opens: 2027-01-01
closes: 2027-03-01
capacity: 10
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
//- content/messages.yaml
- id: infos
  before: 7d
  subject: Infos
  text: |
    Bonjour,

    {private}

    À bientôt
//- content/pages/acces.md
---
title: Accès
---
Venez.
"#;

const SESSIONS: &str = "content/workshops/a/sessions.yaml";

fn private(site: &SiteTest) -> Value {
    serde_json::from_str(&site.file("handler/private/a.json")).unwrap()
}

#[test]
fn it_is_in_one_file_for_the_functions_only() {
    let site = SiteTest::new(SITE);
    site.build();
    let output = site.output();
    let with_secrets: Vec<_> = output
        .iter()
        .filter(|(_, bytes)| seen(&String::from_utf8_lossy(bytes)) != NONE)
        .map(|(path, _)| path.as_str())
        .collect();
    assert_eq!(with_secrets, ["handler/private/a.json"]);
    assert!(output["handler/private/a.json"].len() < 4096);
    assert_eq!(private(&site)["sessions"]["session-1"]["join_link"], SECRETS[2]);
    assert_eq!(
        private(&site)["sessions"]["session-1"]["note"]["text"],
        "Apportez vos plans\u{a0}: il y aura de la place."
    );
    let workshop: Value = serde_json::from_str(&site.file("handler/workshops/a.json")).unwrap();
    assert_eq!(workshop["has_private"], true);
}

#[test]
fn a_change_of_it_is_built_and_nothing_else() {
    let site = SiteTest::new(SITE);
    site.build();
    let before = site.output();
    site.edit(SESSIONS, "912 443", "777");
    site.build();
    let after = site.output();
    let changed: Vec<_> = after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).collect();
    assert_eq!(changed.iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["handler/private/a.json"]);
    site.edit(SESSIONS, "  private:\n    # Le lien du club\n    join_link: https://visio.example/j/912\n    join_code: 777\n    note: \"Apportez vos plans : il y aura de la place.\"\n", "");
    site.build();
    assert!(!site.output_paths().iter().any(|path| path.contains("private")));
}

#[test]
fn texts_are_translated_and_facts_are_not() {
    let example = "exemple-renovation-energetique";
    let sessions = format!("content/workshops/{example}/sessions.yaml");
    let english = format!("content/workshops/{example}/sessions.en.yaml");
    let site = SiteCopy::new();
    let private =
        "attendance: hybrid\n  private: { room: Salle 2, join_link: 'https://visio.example/j/912' }";
    site.write(&sessions, &site.read(&sessions).replace("attendance: hybrid", private));
    let built = || {
        site.build(date(2026, 12, 1)).unwrap();
        let file: Value =
            serde_json::from_str(&site.read(&format!("dist/handler/private/{example}.json"))).unwrap();
        file["translations"]["en"]["session-2"].clone()
    };
    assert_eq!(built()["room"], json!({ "text": "Salle 2", "language": "fr" }));
    let title = "- title: Carrying out the works and measuring the results\n";
    let translation = format!("{title}  private: {{ room: Room 2 }}\n");
    site.write(&english, &site.read(&english).replace(title, &translation));
    let translated = built();
    assert_eq!(translated["room"], json!({ "text": "Room 2" }));
    assert_eq!(translated["join_link"], SECRETS[2]);
    site.write(&english, &site.read(&english).replace("room: Room 2", "note: Room 2"));
    let Err(BuildError::Content(problems)) = site.build(date(2026, 12, 1)) else {
        panic!("a note is missing")
    };
    assert!(
        problems.to_string().ends_with("the private information of this session has no `note`"),
        "{problems}"
    );
}

#[test]
fn mistakes_are_reported_together() {
    let site = SiteTest::new(SITE);
    site.edit(SESSIONS, "https://visio", "http://visio");
    site.edit(SESSIONS, "join_code: 912 443", "room: Salle 204");
    site.edit(SESSIONS, "attendance: online }", "attendance: online, private: {} }");
    site.edit("content/messages.yaml", "subject: Infos", "subject: 'Infos {private}'");
    site.edit("content/messages.yaml", "Bonjour,\n\n", "Bonjour,\n");
    insta::assert_snapshot!(site.short_diagnostics(), @"
    content/messages.yaml:3:19: `{private}` is not a paragraph of its own here
    content/messages.yaml:6:5: `{private}` is not a paragraph of its own here
    content/workshops/a/sessions.yaml:8:16: this link does not begin with `https://`, or is not complete
    content/workshops/a/sessions.yaml:9:11: no one needs `room` for a session that is `online`
    content/workshops/a/sessions.yaml:11:95: there is no private information here
    ");
}

#[test]
fn mails_to_those_who_may_not_know_it_do_not_name_it() {
    let site = SiteTest::new(SITE);
    site.edit("content/messages.yaml", "before: 7d", "before: 7d\n  to: waiting");
    assert_eq!(
        site.short_diagnostics(),
        "content/messages.yaml:3:7: none of these recipients may see `{private}`"
    );
    site.edit("content/messages.yaml", "to: waiting", "to: all");
    site.build();
}

#[test]
fn a_workshop_without_registration_has_none() {
    let site = SiteTest::new(SITE);
    site.remove("content/workshops/a/registration.yaml");
    let reported = site.short_diagnostics();
    assert!(
        reported.contains("this workshop has no registration, so no one sees this information"),
        "{reported}"
    );
}

#[test]
fn a_link_that_a_text_publishes_is_reported() {
    let site = SiteTest::new(SITE);
    site.build();
    let message = "this text publishes a link that is private information of a session";
    // The first edit is like those for which only the page is built again; the second is not.
    site.edit("content/pages/acces.md", "Venez.", "Venez tous.");
    site.build();
    site.edit("content/pages/acces.md", "Venez tous.", "Venez sur <https://visio.example/j/912>.");
    assert_eq!(site.short_diagnostics(), format!("content/pages/acces.md:4:20: {message}"));
    site.edit("content/pages/acces.md", " sur <https://visio.example/j/912>", "");
    site.build();
    site.edit(SESSIONS, "- { title: Deux,", "- { title: Deux, attendance_note: visio.example/j/912,");
    assert_eq!(site.short_diagnostics(), format!("{SESSIONS}:11:35: {message}"));
}

#[test]
fn a_link_in_a_comment_is_not_published() {
    let site = SiteTest::new(SITE);
    let link = "https://visio.example/j/912";
    let page = "content/pages/acces.md";
    site.edit(SESSIONS, "date: 2027-03-30", &format!("date: 2027-03-30  # {link}"));
    site.edit(page, "title: Accès", &format!("# {link}\ntitle: Accès  # {link}"));
    site.edit(page, "Venez.", &format!("Venez. <!-- {link} -->\n\n<!--\n{link}\n-->\n"));
    site.build();
    site.edit(page, "Venez.", &format!("Venez : `<!-- {link} -->`."));
    assert!(site.short_diagnostics().starts_with("content/pages/acces.md:5:23: this text publishes a link"));
}

#[test]
fn a_link_in_a_mail_is_for_confirmed_participants_only() {
    let site = SiteTest::new(SITE);
    let mails = "content/messages.yaml";
    site.edit(mails, "À bientôt", "https://visio.example/j/912");
    site.build();
    site.edit(mails, "before: 7d", "before: 7d\n  to: confirmed");
    site.build();
    let message = "this mail has a link that is private information of a session, and is not for confirmed participants only";
    // After the session, those who were absent may know it, too.
    site.edit(mails, "before: 7d\n  to: confirmed", "after: 1d\n  to: absent");
    site.build();
    site.edit(mails, "to: absent", "to: all");
    assert_eq!(site.short_diagnostics(), format!("{mails}:10:13: {message}"));
    site.edit(mails, "https://visio.example/j/912", "À bientôt");
    site.build();
    let own =
        "- { id: plus, before: 1d, to: pending, subject: Plus, text: 'Bientôt : visio.example/j/912' }\n";
    site.write("content/workshops/a/messages.yaml", own);
    let reported = site.short_diagnostics();
    assert!(
        reported.starts_with("content/workshops/a/messages.yaml:1:") && reported.ends_with(message),
        "{reported}"
    );
}

#[test]
fn the_place_of_private_information_may_have_spaces_around_it() {
    let site = SiteTest::new(SITE);
    site.edit("content/messages.yaml", "    {private}\n\n", "    {private}  \n     \n");
    site.build();
    assert!(site.file("handler/scheduled-mails/a.json").contains("\"{private}\""));
}
