//! `messages.yaml`, as editors write it, and what functions receive of it.

use serde_json::{Value, json};
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-03-30, start: '10:00', end: '16:30', attendance: online }
- { title: Deux, date: 2027-11-02, start: '10:00', end: '16:30', attendance: online }
- { title: Trois, date: 2027-12-01, start: '10:00', end: '16:30', attendance: online, status: cancelled }
//- content/workshops/a/registration.yaml
opens: 2027-01-01
closes: 2027-03-01
capacity: 10
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
//- content/messages.yaml
- id: infos
  before: 7d
  subject: \"Venir : {workshop}\"
  text: |
    Rendez-vous le {date}, {place}.

    - [Le plan](https://club.example/plan)
- id: rappel
  before: 36h
  session: each
  subject: Demain
  text: À demain !
- id: merci
  after: 1d
  at: \"9:00\"
  to: all
  attendance: in-person
  late: false
  subject: Merci
  text: Merci.
";

fn mails(site: &SiteTest) -> Vec<Value> {
    site.build();
    let file = "handler/scheduled-mails/a.json";
    if !site.output_paths().iter().any(|path| path == file) {
        return Vec::new();
    }
    let stored: Value = serde_json::from_str(&site.file(file)).unwrap();
    stored["mails"].as_array().unwrap().clone()
}

fn dues(mail: &Value) -> Vec<String> {
    let occasions = mail["occasions"].as_array().unwrap().iter();
    let due =
        occasions.map(|it| format!("{} {}", it["session"].as_str().unwrap(), it["due"].as_str().unwrap()));
    due.collect()
}

#[test]
fn days_keep_the_time_of_day_and_hours_do_not() {
    let mails = mails(&SiteTest::new(SITE));
    // The clocks in Paris change on 28 March and 31 October.
    assert_eq!(dues(&mails[0]), ["session-1 2027-03-23T09:00:00Z", "session-2 2027-10-26T08:00:00Z"]);
    assert_eq!(dues(&mails[1]), ["session-1 2027-03-28T20:00:00Z", "session-2 2027-10-31T21:00:00Z"]);
    assert_eq!(dues(&mails[2]), ["session-1 2027-03-31T07:00:00Z", "session-2 2027-11-03T08:00:00Z"]);
    assert_eq!(mails[0]["about"], "first");
    assert_eq!(mails[2]["about"], "last");
    assert_eq!((&mails[2]["recipients"], &mails[2]["mode"]), (&json!("all"), &json!("in-person")));
    assert_eq!(mails[0]["text"]["subject"], "Venir\u{a0}: {workshop}");
    let list = json!({ "kind": "list", "ordered": false, "items": [[{ "text": "Le plan", "href": "https://club.example/plan" }]] });
    assert_eq!(mails[0]["text"]["body"][1], list);
}

/// Own pages and confirmations announce a mail without reading the mails.
#[test]
fn the_workshop_says_until_when_a_mail_before_a_session_is_to_come() {
    let site = SiteTest::new(SITE);
    let last = || {
        site.build();
        let workshop: Value = serde_json::from_str(&site.file("handler/workshops/a.json")).unwrap();
        let sessions = workshop["sessions"].as_array().unwrap().iter();
        sessions.map(|it| it["last_mail_before"].as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let expected = [Some("2027-03-28T20:00:00Z"), Some("2027-10-31T21:00:00Z"), None];
    assert_eq!(last(), expected.map(|it| it.map(str::to_owned)));
    let thanks = "- { id: merci, after: 1d, subject: Merci, text: Merci. }\n";
    let waiting = "- { id: attente, before: 7d, to: waiting, subject: Attente, text: Patience. }\n";
    site.write("content/messages.yaml", format!("{thanks}{waiting}"));
    assert_eq!(last(), [None, None, None]);
}

#[test]
fn a_workshop_replaces_the_mails_of_the_site() {
    let site = SiteTest::new(SITE);
    site.write(
        "content/workshops/a/messages.yaml",
        "- { id: propre, after: 0d, session: session-2, subject: A, text: B }\n",
    );
    let own = mails(&site);
    assert_eq!(own.len(), 1);
    assert_eq!(dues(&own[0]), ["session-2 2027-11-02T15:30:00Z"]);
    site.write("content/workshops/a/messages.yaml", "[]\n");
    assert_eq!(mails(&site), Vec::<Value>::new());
    site.remove("content/workshops/a/messages.yaml");
    site.remove("content/workshops/a/registration.yaml");
    assert_eq!(mails(&site), Vec::<Value>::new());
}

#[test]
fn a_postponed_session_stays_the_last_one_and_a_cancelled_one_does_not() {
    let site = SiteTest::new(SITE);
    let sessions = "content/workshops/a/sessions.yaml";
    site.edit(sessions, "status: cancelled", "status: postponed");
    let postponed = mails(&site);
    let last = dues(&postponed[2]).pop().unwrap();
    assert!(last.starts_with("session-3 9999-"), "thanks wait for its date: {last}");
    site.edit(sessions, "status: postponed", "status: scheduled");
    assert_eq!(dues(&mails(&site)[2]).pop().unwrap(), "session-3 2027-12-02T08:00:00Z");
}

#[test]
fn a_mail_is_not_sent_during_its_session() {
    let site = SiteTest::new(SITE);
    let file = "content/workshops/a/messages.yaml";
    let write = |moment| site.write(file, format!("- {{ id: a, {moment}, subject: A, text: B }}\n"));
    for moment in
        ["before: 0d", "before: 0h, session: last", "before: 0d, at: '7:00'", "after: 0d, at: '18:00'"]
    {
        write(moment);
        assert!(site.short_diagnostics().contains("this may be during the session"), "{moment}");
    }
    for moment in ["before: 1h", "after: 0d", "after: 0h", "after: 1d, at: '9:00'"] {
        write(moment);
        site.build();
    }
}

#[test]
fn who_was_absent_is_known_after_the_session_only() {
    let site = SiteTest::new(SITE);
    let file = "content/messages.yaml";
    for to in ["present", "absent"] {
        let write = |moment| {
            site.write(file, format!("- {{ id: a, {moment}: 1d, to: {to}, subject: A, text: B }}\n"))
        };
        write("before");
        let expected = format!("{file}:1:28: before a session, it is not known who is `{to}`");
        assert_eq!(site.short_diagnostics(), expected);
        write("after");
        assert_eq!(mails(&site)[0]["recipients"], to);
    }
}

#[test]
fn problems_are_reported_together_and_once() {
    let site = SiteTest::new(SITE);
    site.write(
        "content/messages.yaml",
        "- { id: a, subject: '{jour}', text: '## Titre' }\n- { id: a, before: 2x, subject: B, text: C }\n\
         - { id: b, before: 1h, at: '9:00', session: session-1, subject: B, text: '{Date}' }\n",
    );
    insta::assert_snapshot!(site.short_diagnostics(), @"
    content/messages.yaml:1:5: a mail is sent `before` or `after` a session
    content/messages.yaml:1:22: mails have no placeholder `{jour}`
    content/messages.yaml:1:38: a mail cannot contain headings
    content/messages.yaml:2:20: `2x` is not a duration
    content/messages.yaml:3:28: `at` does not go with hours
    content/messages.yaml:3:45: there is no session `session-1`
    content/messages.yaml:3:75: mails have no placeholder `{Date}`
    ");
}

#[test]
fn thanks_wait_for_the_day_of_a_cancelled_session_that_would_have_followed_soon() {
    let site = SiteTest::new(SITE);
    let last = |site: &SiteTest| dues(&mails(site)[2]).pop().unwrap();
    assert_eq!(last(&site), "session-2 2027-11-03T08:00:00Z", "four weeks are too long");
    site.edit("content/workshops/a/sessions.yaml", "date: 2027-12-01", "date: 2027-11-09");
    assert_eq!(last(&site), "session-2 2027-11-10T08:00:00Z");
    assert_eq!(mails(&site)[2]["occasions"][1]["until"], "2027-11-24T08:00:00Z");
    // Other mails are about sessions that take place, at their time.
    assert_eq!(dues(&mails(&site)[1]).pop().unwrap(), "session-2 2027-10-31T21:00:00Z");
}
