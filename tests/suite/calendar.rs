//! Calendar files of workshops and registrations, and updates of entries that people have imported. Files are read with
//! the crate `icalendar`, and in CI with `tests/readers`, for which `ATELIERS_CALENDARS=<folder>` keeps them.

use icalendar::{Calendar, Component, Event as Entry, EventStatus};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use model::offer::Attends;
use model::status::Event as Transition;
use serde_json::{Value, json};
use tests::handler::{Event, HandlerTest, fields, fields_with};
use tests::site::SiteTest;

/// A workshop with a session in summer and a hybrid one in winter, open at the time of `HandlerTest`.
const WORKSHOP: &str = "
//- content/venues.yaml
paris: { name: 'Maison « du club »', address: [1 rue de l’Été; 2e étage], city: Paris }
lyon: { name: Salle Basse, address: [2 rue Basse], city: Lyon }
//- content/workshops/a/index.md
---
title: 'Atelier A : « élan », puis ; suite 🏠'
summary: Un atelier
---
Le texte
//- content/workshops/a/sessions.yaml
- title: Une
  date: 2027-09-14
  start: '10:00'
  end: '16:30'
  venue: paris
- title: Deux
  date: 2027-12-07
  start: '09:30'
  end: '12:00'
  venue: paris
  attendance: hybrid
//- content/workshops/a/registration.yaml
opens: 2027-04-01
closes: 2027-09-10
capacity: 30
approval: manual
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
";

const SESSIONS: &str = "content/workshops/a/sessions.yaml";
const PAGE: &str = "site/ateliers/a/index.html";
const FILE: &str = "site/ateliers/a/a.ics";

/// The first session's date, hours and venue in its file, which the tests replace.
const FIRST_DATE: &str = "date: 2027-09-14\n  start: '10:00'\n  end: '16:30'\n  venue: paris";

fn entries(text: &str) -> Vec<Entry> {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
    let calendar: Calendar = text.parse().unwrap();
    calendar.events().cloned().collect()
}

/// The properties `UID`, `SEQUENCE`, `STATUS` and `DTSTART`.
type Brief = (String, u32, EventStatus, String);

fn brief(entry: &Entry) -> Brief {
    let value = |name| entry.property_value(name).unwrap_or_default().to_owned();
    (value("UID"), entry.get_sequence().unwrap(), entry.get_status().unwrap(), value("DTSTART"))
}

fn briefs(text: &str) -> Vec<Brief> {
    entries(text).iter().map(brief).collect()
}

/// Registers for the winter session by video and returns the path of the registration's page.
async fn register(test: &HandlerTest) -> String {
    let mut fields = fields();
    fields.push(("session-2-attendance", "online"));
    fields.push(("attendance-session-2", "online"));
    test.post("a", &fields).await.redirect()
}

#[test]
fn a_workshop_has_a_calendar_file() {
    let site = SiteTest::new(WORKSHOP);
    site.build();
    assert!(site.file(PAGE).contains("href=\"/ateliers/a/a.ics\""));
    let text = site.file(FILE);
    let confirmed = EventStatus::Confirmed;
    assert_eq!(
        briefs(&text),
        [
            ("session-1.a@club.example".to_owned(), 0, confirmed, "20270914T100000".to_owned()),
            ("session-2.a@club.example".to_owned(), 0, confirmed, "20271207T093000".to_owned()),
        ]
    );
    let first = &entries(&text)[0];
    let zone = first.properties()["DTSTART"].params()["TZID"].value();
    assert_eq!(zone, "Europe/Paris");
    let location = first.property_value("LOCATION").unwrap();
    assert_eq!(location, "Maison «\u{202f}du club\u{202f}», 1 rue de l’Été\u{202f}; 2e étage, Paris");
    let summary = first.property_value("SUMMARY").unwrap();
    assert!(summary.contains("suite 🏠 – Une"), "{summary}");
    assert_eq!(first.property_value("URL"), Some("https://club.example/ateliers/a/"));
    // The clock has no influence: a build as of another day produces the same bytes.
    let later = SiteTest::new(WORKSHOP).on(jiff::civil::date(2029, 1, 1));
    later.build();
    assert_eq!(later.file(FILE), text);
}

#[test]
fn a_change_is_a_newer_version_of_the_same_entry() {
    let site = SiteTest::new(WORKSHOP);
    site.build();
    let mut versions = vec![briefs(&site.file(FILE))];
    let original = "date: 2027-09-14\n  start: '10:00'\n  end: '16:30'\n  venue: paris";
    let moved = "date: 2028-01-18\n  start: '10:00'\n  end: '16:30'\n  venue: paris";
    let was = "previously:\n    - date: 2027-09-14";
    let steps = [
        format!("{original}\n  status: postponed"),
        format!("{moved}\n  {was}"),
        format!("{moved}\n  status: postponed\n  {was}"),
        format!(
            "date: 2028-01-19\n  start: '10:00'\n  end: '16:30'\n  attendance: online\n  {was}\n    - {{ date: 2028-01-18, attendance: in-person, venue: paris }}"
        ),
        format!(
            "date: 2028-01-19\n  start: '10:00'\n  end: '16:30'\n  attendance: online\n  status: cancelled\n  {was}\n    - {{ date: 2028-01-18, attendance: in-person, venue: paris }}"
        ),
    ];
    let mut before = FIRST_DATE.to_owned();
    for step in steps {
        site.edit(SESSIONS, &before, &step);
        site.build();
        versions.push(briefs(&site.file(FILE)));
        before = step;
    }
    // A session moved after the other one is still the first, as announced.
    let first = |version: &Vec<Brief>| {
        version.iter().find(|(uid, ..)| uid == "session-1.a@club.example").unwrap().clone()
    };
    let first: Vec<_> = versions.iter().map(first).collect();
    let statuses: Vec<_> = first.iter().map(|(_, _, status, _)| *status).collect();
    let (confirmed, tentative) = (EventStatus::Confirmed, EventStatus::Tentative);
    assert_eq!(statuses, [confirmed, tentative, confirmed, tentative, confirmed, EventStatus::Cancelled]);
    assert!(first.is_sorted_by(|left, right| left.1 < right.1), "{first:?}");
    assert_eq!(first[2].3, "20280118T100000");
    for version in &versions {
        let other = version.iter().find(|(uid, ..)| uid == "session-2.a@club.example");
        assert_eq!(other.unwrap().1, 0, "the other session is unchanged");
    }
}

#[test]
fn the_page_shows_what_changed() {
    let site = SiteTest::new(WORKSHOP);
    let entry = "date: 2027-09-21\n  start: '10:00'\n  end: '16:00'\n  attendance: online\n  previously:\n    - { date: 2027-09-07, venue: lyon, attendance: in-person }\n    - { date: 2027-09-14, venue: paris, attendance: in-person, end: '16:30' }";
    site.edit(SESSIONS, FIRST_DATE, entry);
    site.build();
    let page = site.file(PAGE);
    for change in ["new date", "new hours", "now online"] {
        assert!(page.contains(&format!("<p>{change}</p>")), "{change} in {page}");
    }
    assert!(!page.contains("new venue"), "{page}");
    let first = page.find("before: mardi 7 septembre 2027");
    let second = page.find("before: mardi 14 septembre 2027");
    assert!(first.is_some() && first < second, "{page}");
    assert!(page.contains("Salle Basse (Lyon)") && page.contains("(Paris)"), "{page}");
}

/// Returns the problems of the first session after these announcements.
fn diagnostics_of(entries: &[&str]) -> String {
    let site = SiteTest::new(WORKSHOP);
    let entries: String = entries.iter().map(|entry| format!("\n    - {entry}")).collect();
    site.edit(SESSIONS, FIRST_DATE, &format!("{FIRST_DATE}\n  previously:{entries}"));
    site.diagnostics()
}

#[test]
fn mistakes_in_earlier_announcements_are_reported() {
    let unreadable =
        ["{ day: 2027-09-07 }", "{}", "venue: rome", "2027-09-07", "{ date: 7/9/2027, attendance: video }"];
    insta::assert_snapshot!(diagnostics_of(&unreadable), @r"
     × unknown key `day` [E006]
      ╭─[content/workshops/a/sessions.yaml:7:9]
    6 │   previously:
    7 │     - { day: 2027-09-07 }
      ·         ───
    8 │     - {}
      ╰────
     help: remove it; known keys are `date`, `start`, `end`, `venue`, `attendance`, `status`

     × this entry is empty [E210]
      ╭─[content/workshops/a/sessions.yaml:8:7]
    7 │     - { day: 2027-09-07 }
    8 │     - {}
      ·       ─
    9 │     - venue: rome
      ╰────
     help: write what was announced before the change, such as `date: 2027-09-14`

     × there is no venue `rome` [E201]
       ╭─[content/workshops/a/sessions.yaml:9:14]
     8 │     - {}
     9 │     - venue: rome
       ·              ────
    10 │     - 2027-09-07
       ╰────
     help: add it to `content/venues.yaml`; available: `lyon`, `paris`

     × expected keys with values, found a text [E005]
       ╭─[content/workshops/a/sessions.yaml:10:7]
     9 │     - venue: rome
    10 │     - 2027-09-07
       ·       ──────────
    11 │     - { date: 7/9/2027, attendance: video }
       ╰────
     help: write lines of the form `key: value`

     × `7/9/2027` is not a valid date [E012]
       ╭─[content/workshops/a/sessions.yaml:11:15]
    10 │     - 2027-09-07
    11 │     - { date: 7/9/2027, attendance: video }
       ·               ────────
    12 │ - title: Deux
       ╰────
     help: write `2027-09-07`

     × `video` is not a valid value [E010]
       ╭─[content/workshops/a/sessions.yaml:11:37]
    10 │     - 2027-09-07
    11 │     - { date: 7/9/2027, attendance: video }
       ·                                     ─────
    12 │ - title: Deux
       ╰────
     help: write one of `in-person`, `online`, `hybrid`
    ");
    let contradictory =
        ["date: 2027-09-07", "{ date: 2027-09-07, start: '10:00' }", "end: '09:00'", "venue: paris"];
    insta::assert_snapshot!(diagnostics_of(&contradictory), @r"
     × this entry does not differ from the next entry [E210]
      ╭─[content/workshops/a/sessions.yaml:7:7]
    6 │   previously:
    7 │     - date: 2027-09-07
      ·       ────
    8 │     - { date: 2027-09-07, start: '10:00' }
      ╰────
     help: write the former announcement here, and the new date, place or attendance above

     × the session would have ended at 09:00, but started at 10:00 [E206]
       ╭─[content/workshops/a/sessions.yaml:9:7]
     8 │     - { date: 2027-09-07, start: '10:00' }
     9 │     - end: '09:00'
       ·       ───
    10 │     - venue: paris
       ╰────
     help: write both `start` and `end` as they were announced

     × this entry does not differ from the session [E210]
       ╭─[content/workshops/a/sessions.yaml:10:7]
     9 │     - end: '09:00'
    10 │     - venue: paris
       ·       ─────
    11 │ - title: Deux
       ╰────
     help: write the former announcement here, and the new date, place or attendance above
    ");
}

#[test]
fn a_session_may_return_to_its_first_date() {
    let site = SiteTest::new(WORKSHOP);
    let back = format!("{FIRST_DATE}\n  previously:\n    - date: 2027-09-14\n    - date: 2027-09-21");
    site.edit(SESSIONS, FIRST_DATE, &back);
    site.build();
    let reinstated = format!("{FIRST_DATE}\n  previously:\n    - status: cancelled");
    site.edit(SESSIONS, &back, &reinstated);
    site.build();
    let (_, sequence, status, _) = &briefs(&site.file(FILE))[0];
    assert_eq!((*status, *sequence > 2000), (EventStatus::Confirmed, true));
}

#[test]
fn a_file_that_collides_with_the_calendar_is_reported() {
    let site = SiteTest::new(WORKSHOP);
    site.write("content/workshops/a/a.ics", "BEGIN:VCALENDAR");
    insta::assert_snapshot!(site.short_diagnostics(), @"content/workshops/a/a.ics:1:1: the address `/ateliers/a/a.ics` is already used by `content/workshops/a/sessions.yaml`");
}

#[tokio::test]
async fn a_registration_has_a_calendar_file_in_every_state() {
    let site = SiteTest::new(WORKSHOP);
    site.build();
    let test = HandlerTest::with_site(&site).await;
    let own_page = register(&test).await;
    let path = format!("{own_page}/calendar.ics");

    let pending = test.get(&path).await;
    assert_eq!(pending.status, 200);
    assert_eq!(pending.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(pending.header("content-disposition"), "attachment; filename=\"a.ics\"");
    assert_eq!(pending.header("cache-control"), "no-store");
    assert_eq!(pending.header("x-robots-tag"), "noindex");
    let id = &own_page[own_page.rfind('/').unwrap() + 1..];
    for personal in ["Claire", "Gall", "claire.legall", "Office", id, &id[..8], &id[16..24], "/api/"] {
        assert!(!pending.body.contains(personal), "{personal} in {}", pending.body);
    }
    assert_eq!(entries(&pending.body)[1].property_value("LOCATION"), Some("online"));

    let registration = test.registrations("a").await[0].clone();
    test.transition("a", &registration.id, Transition::Approve).await;
    let confirmed = test.get(&path).await;
    // Build again with the first session moved.
    let moved = "date: 2027-09-21\n  start: '10:00'\n  end: '16:30'\n  venue: paris\n  previously: [{ date: 2027-09-14 }]";
    site.edit(SESSIONS, FIRST_DATE, moved);
    site.build();
    let test = test.rebuilt(&site);
    let rescheduled = test.get(&path).await;
    let cancelled = test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await;
    assert_eq!(cancelled.status, 303);
    let cancelled = test.get(&path).await;
    site.edit(SESSIONS, moved, &format!("{moved}\n  status: cancelled"));
    site.build();
    let test = test.rebuilt(&site);
    let called_off = test.get(&path).await;

    let versions =
        [pending, confirmed, rescheduled, cancelled, called_off].map(|answer| briefs(&answer.body));
    let first = versions.map(|version| version[0].clone());
    assert!(first.iter().all(|(uid, ..)| uid == "session-1.a@club.example"), "{first:?}");
    let statuses = [
        EventStatus::Tentative,
        EventStatus::Confirmed,
        EventStatus::Confirmed,
        EventStatus::Cancelled,
        EventStatus::Cancelled,
    ];
    assert_eq!(first.clone().map(|(_, _, status, _)| status), statuses);
    assert!(first.is_sorted_by(|left, right| left.1 < right.1), "{first:?}");
    assert_eq!((first[1].3.as_str(), first[2].3.as_str()), ("20270914T100000", "20270921T100000"));
}

#[tokio::test]
async fn the_file_has_only_chosen_sessions_and_is_not_for_strangers() {
    let test = HandlerTest::new().await;
    let own_page = test.post("choix", &fields_with("sessions", "b")).await.redirect();
    let path = format!("{own_page}/calendar.ics");
    let page = test.get(&own_page).await.body;
    assert!(page.contains(&format!("href=\"{path}\"")));
    assert_eq!(page.matches("<p>session: ").count(), 1, "{page}");
    let uids: Vec<_> = briefs(&test.get(&path).await.body).into_iter().map(|(uid, ..)| uid).collect();
    assert_eq!(uids, ["b.choix@club.example"]);

    test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await;
    assert!(test.get(&own_page).await.body.contains(&path), "the calendar file can cancel the entry");
    let (_, _, status, _) = &briefs(&test.get(&path).await.body)[0];
    assert_eq!(*status, EventStatus::Cancelled);

    let unknown = "/api/registrations/choix/0123456789abcdef0123456789abcdef-fedcba0123456789fedcba0123456789/calendar.ics";
    for path in [unknown, "/api/registrations/choix/x/calendar.ics", &path.replace("choix", "petit")] {
        let answer = test.get(path).await;
        assert_eq!((answer.status, answer.header("content-type")), (404, "text/html; charset=utf-8"));
        assert!(answer.body.contains("unknown-registration"), "{}", answer.body);
    }
    let post = Event::post_to(&path, &[]);
    assert_eq!(test.send(post).await.status, 405);
}

/// The chosen and paid sessions count, even if the offer of the workshop changes or ends.
#[tokio::test]
async fn page_and_calendar_agree_on_the_sessions_after_the_offer_changes() {
    let mut test = HandlerTest::new().await;
    let own_page = test.post("choix", &fields_with("sessions", "b")).await.redirect();
    for state in ["chosen", "all", "gone"] {
        test = test.with_workshop("choix", |workshop| match state {
            "all" => workshop.offer.as_deref_mut().unwrap().attends = Attends::All,
            "gone" => workshop.offer = None,
            _ => {}
        });
        assert_eq!(test.get(&own_page).await.body.matches("<p>session: ").count(), 1, "{state}");
        let file = test.get(&format!("{own_page}/calendar.ics")).await.body;
        let uids: Vec<_> = briefs(&file).into_iter().map(|(uid, ..)| uid).collect();
        assert_eq!(uids, ["b.choix@club.example"], "{state}");
    }
}

#[tokio::test]
async fn the_real_pages_link_to_calendar_files() {
    let mut test = HandlerTest::with_the_real_site().await;
    let offers: Vec<_> =
        test.offers().map(|(workshop, offer)| (workshop.slug.to_string(), offer.clone())).collect();
    assert!(!offers.is_empty());
    for (slug, offer) in offers {
        test = test.at(&offer.opens.to_string());
        let mut fields = fields_with("fee", offer.fees[0].category.as_str());
        // Fields of some of the real forms; the other forms ignore them.
        fields.extend([("attendance-session-2", "online"), ("dejeuner", "non")]);
        let own_page = test.send(Event::post(&slug, &fields).without_header("origin")).await.redirect();
        let add = format!("<a href=\"{own_page}/calendar.ics\">Ajouter à mon agenda</a>");
        assert!(test.get(&own_page).await.body.contains(&add));
        let text = test.get(&format!("{own_page}/calendar.ics")).await.body;
        assert!(text.contains("DTSTART;TZID=Europe/Paris:") && !text.contains('{'), "{text}");
        let cancel = Event::post_to(&format!("{own_page}/cancel"), &[]).without_header("origin");
        assert_eq!(test.send(cancel).await.status, 303);
        let page = test.get(&own_page).await.body;
        assert!(page.contains(&add.replace("Ajouter à", "Retirer de")), "{page}");
    }
}

/// Time zones, and a session date in each half of the year; some coincide with a clock change.
const ZONES: [(&str, [&str; 2]); 8] = [
    ("Europe/Paris", ["2027-07-14", "2027-12-07"]),
    ("Europe/Dublin", ["2027-03-28", "2027-10-31"]),
    ("America/New_York", ["2027-03-14", "2028-11-05"]),
    ("America/Martinique", ["2027-07-14", "2027-12-07"]),
    ("Indian/Reunion", ["2027-07-14", "2029-12-07"]),
    ("Asia/Kolkata", ["2027-07-14", "2027-12-07"]),
    ("Africa/Casablanca", ["2021-04-20", "2022-05-02"]),
    ("Australia/Lord_Howe", ["2027-01-20", "2027-06-20"]),
];

/// Returns the expected content of a file for readers.
fn expected(zone: &str, days: [&str; 2], sequences: [u32; 2], statuses: [&str; 2]) -> Value {
    let zone = TimeZone::get(zone).unwrap();
    let instant = |day: &str, time: Time| {
        let day: Date = day.parse().unwrap();
        zone.to_timestamp(day.to_datetime(time)).unwrap().as_second()
    };
    let hours = [["10:00", "16:30"], ["09:30", "12:00"]];
    let event = |index: usize| {
        let [start, end] = hours[index].map(|time| instant(days[index], time.parse().unwrap()));
        json!({
            "uid": format!("session-{}.a@club.example", index + 1),
            "sequence": sequences[index],
            "status": statuses[index],
            "start": start,
            "end": end,
        })
    };
    json!([event(0), event(1)])
}

#[tokio::test]
async fn files_for_independent_readers() {
    let mut files: Vec<(String, String, Value)> = Vec::new();
    for (zone, days) in ZONES {
        let site = SiteTest::new(WORKSHOP);
        site.edit("content/site.yaml", "Europe/Paris", zone);
        site.edit(SESSIONS, "2027-09-14", days[0]);
        site.edit(SESSIONS, "2027-12-07", days[1]);
        site.remove("content/workshops/a/registration.yaml");
        site.build();
        let name = zone.replace('/', "-");
        let expected_events = expected(zone, days, [0, 0], ["CONFIRMED", "CONFIRMED"]);
        files.push((name, site.file(FILE), expected_events));
    }
    let (zone, days) = ("Europe/Paris", ["2027-09-21", "2027-12-07"]);
    let site = SiteTest::new(WORKSHOP);
    site.build();
    let test = HandlerTest::with_site(&site).await;
    let path = format!("{}/calendar.ics", register(&test).await);
    let moved = "date: 2027-09-21\n  start: '10:00'\n  end: '16:30'\n  venue: paris\n  previously: [{ date: 2027-09-14 }]";
    site.edit(SESSIONS, FIRST_DATE, moved);
    site.edit(SESSIONS, "attendance: hybrid", "attendance: hybrid\n  status: cancelled");
    site.build();
    let statuses = ["CONFIRMED", "CANCELLED"];
    let events = expected(zone, days, [3000, 2000], statuses);
    files.push(("moved".to_owned(), site.file(FILE), events.clone()));
    files.push(("programme".to_owned(), site.file("site/programme.ics"), events));
    let own = test.rebuilt(&site).get(&path).await.body;
    let statuses = ["TENTATIVE", "CANCELLED"];
    files.push(("registration".to_owned(), own, expected(zone, days, [3001, 2001], statuses)));

    for (name, text, expected) in &files {
        let found: Vec<Value> = entries(text).iter().map(found).collect();
        assert_eq!(&json!(found), expected, "{name}");
    }
    // CI keeps the files for readers in other languages.
    if let Some(folder) = std::env::var_os("ATELIERS_CALENDARS") {
        let folder = std::path::Path::new(&folder);
        std::fs::create_dir_all(folder).unwrap();
        for (name, text, expected) in &files {
            std::fs::write(folder.join(name).with_extension("ics"), text).unwrap();
            std::fs::write(folder.join(name).with_extension("json"), expected.to_string()).unwrap();
        }
    }
}

/// Returns the entries as the crate reads them, with the time zone rules of `jiff`.
fn found(entry: &Entry) -> Value {
    let instant = |name| {
        let property = &entry.properties()[name];
        let zone = TimeZone::get(property.params()["TZID"].value()).unwrap();
        let moment = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%S", property.value()).unwrap();
        zone.to_timestamp(moment).unwrap().as_second()
    };
    json!({
        "uid": entry.get_uid(),
        "sequence": entry.get_sequence(),
        "status": entry.property_value("STATUS"),
        "start": instant("DTSTART"),
        "end": instant("DTEND"),
    })
}
