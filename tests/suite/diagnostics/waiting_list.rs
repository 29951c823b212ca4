//! `waiting_list`, with the time to accept seats that become free.

use serde_json::{Value, json};
use tests::site::SiteTest;

use super::WORKSHOP;

const REGISTRATION: &str = "content/workshops/a/registration.yaml";

/// Returns a site whose registration has this waiting list.
fn site(waiting_list: &str) -> SiteTest {
    let site = SiteTest::new(WORKSHOP);
    site.edit(REGISTRATION, "capacity: 30", &format!("capacity: 30\nwaiting_list: {waiting_list}"));
    site
}

#[test]
fn the_time_to_accept_seats_is_in_hours_or_working_days() {
    let accepted = [
        ("1h", json!({ "hours": 1 })),
        ("336 H", json!({ "hours": 336 })),
        ("1 working day", json!({ "working-days": 1 })),
        ("10 Working  Days", json!({ "working-days": 10 })),
    ];
    for (text, expected) in accepted {
        let site = site(&format!("{{ accept_within: {text} }}"));
        site.build();
        let workshop: Value = serde_json::from_str(&site.file("handler/workshops/a.json")).unwrap();
        let offer = &workshop["offer"];
        assert_eq!(offer["waiting_list"], "open", "{text}");
        assert_eq!(offer["seat_offers"]["accept_within"], expected, "{text}");
        assert_eq!(offer["seat_offers"]["time_zone"], "Europe/Paris");
        assert!(!offer["seat_offers"]["starts"]["all"].as_array().unwrap().is_empty());
    }
    for text in ["0h", "337h", "48", "48 hours", "2 days", "0 working days", "11 working days", "1.5h", "-2h"]
    {
        let problems = site(&format!("{{ accept_within: {text} }}")).diagnostics();
        assert_eq!(problems.matches("[E345]").count(), 1, "{text}: {problems}");
        assert!(problems.contains("such as `48h`"), "{problems}");
    }
}

/// People still wait for a session whose new date is not known yet, but not for one that is cancelled.
#[test]
fn a_postponed_session_sets_no_deadline_for_offers() {
    let (first, unknown) = ("2027-09-14T08:00:00Z", "9999-12-30T22:00:00.999999999Z");
    for (status, expected) in [("postponed", json!([first, unknown])), ("cancelled", json!([first]))] {
        let site = site("{ accept_within: 48h }");
        let second = "- { title: Deux, date: 2027-09-21, start: '10:00', end: '16:30', venue: paris";
        let sessions = format!("  speakers: [zoe-durand]\n{second}, status: {status} }}");
        site.edit("content/workshops/a/sessions.yaml", "  speakers: [zoe-durand]", &sessions);
        site.build();
        let workshop: Value = serde_json::from_str(&site.file("handler/workshops/a.json")).unwrap();
        assert_eq!(workshop["offer"]["seat_offers"]["starts"], json!({ "all": expected }), "{status}");
    }
}

#[test]
fn seats_are_offered_only_with_a_time_to_accept_them() {
    for (text, code) in [("{}", "accept_within"), ("{ within: 48h }", "within"), ("48h", "48h")] {
        let problems = site(text).diagnostics();
        assert!(problems.contains(code), "{text}: {problems}");
    }
    for text in ["true", "false"] {
        let site = site(text);
        site.build();
        assert!(!site.file("handler/workshops/a.json").contains("seat_offers"));
    }
}
