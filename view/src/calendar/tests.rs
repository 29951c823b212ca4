//! The content of calendar files. Independent readers in `tests/readers` check that other programs agree.

#![allow(clippy::too_many_lines, reason = "a list of cases may be long")]

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::{date, time};
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::CatalogueSession;
use model::contact::Email;
use model::registration::{
    Absences, AttendedSession, Billing, Capability, ChangeCount, Contact, DetailPart, FeeSnapshot,
    Participant, RegistrationId, RegistrationRequest,
};
use model::seats::{Seats, WHOLE_WORKSHOP};
use model::shared::Shared;
use model::status::Status;

use super::*;
use crate::site::{OrganiserView, PrivacyView, QuestionnairePrivacyView, RetentionView};
use crate::theme::Theme;

const HISTORY: [&str; 3] = ["2027-05-01T08:00:00.5Z", "2027-05-02T08:00:00Z", "2027-05-03T08:00:00Z"];

fn site() -> SiteView {
    SiteView {
        title: "Le club".to_owned(),
        tagline: String::new(),
        base_url: "https://club.example".to_owned(),
        language: "fr".to_owned(),
        locale: "fr_FR".to_owned(),
        home_path: "/".to_owned(),
        home_language: None,
        feed_path: Some("/atom.xml".to_owned()),
        organiser: OrganiserView {
            name: "Club \"Ouest\", ateliers".to_owned(),
            email: "ateliers@club.example".to_owned(),
            telephone: None,
        },
        navigation: Vec::new(),
        footer: Vec::new(),
        stylesheet: String::new(),
        icon: String::new(),
        scripts: BTreeMap::new(),
        assets: BTreeMap::new(),
        search_path: None,
        find_path: None,
        privacy: PrivacyView {
            language: None,
            controller: String::new(),
            purpose: String::new(),
            legal_basis: String::new(),
            recipients: String::new(),
            retention: RetentionView { registrations: 1, questionnaires: 1 },
            questionnaires: QuestionnairePrivacyView::default(),
            contact: String::new(),
            page: String::new(),
            page_language: None,
        },
    }
}

/// Built once, because it is slow.
static RENDERER: LazyLock<Renderer> = LazyLock::new(|| {
    let words = [
        ("attendance.in_person", "En présentiel"),
        ("attendance.online", "À distance, par visioconférence"),
        ("attendance.hybrid", "En salle ou à distance"),
        ("calendar.summary", "{workshop} – {session}"),
        ("calendar.marked", "{mark} : {summary}"),
        ("calendar.link", "Programme : {address}"),
        ("calendar.session.postponed", "Reportée"),
        ("calendar.session.cancelled", "Annulée"),
        ("calendar.session.not_attended", "Séance non suivie"),
    ];
    let words = words.map(|(key, text)| (key.to_owned(), text.to_owned()));
    let statuses = Status::ALL.iter().copied().flat_map(|status| {
        ["status", "calendar.registration"]
            .map(|group| (format!("{group}.{}", status.key()), status.key().to_owned()))
    });
    let theme = Theme {
        translations: Vec::new(),
        time_zone: "Europe/Paris".to_owned(),
        words: words.into_iter().chain(statuses).collect(),
        templates: BTreeMap::new(),
        extends: Vec::new(),
        site: site(),
    };
    Renderer::new(&theme).unwrap()
});

fn session(id: &str, day: jiff::civil::Date) -> CatalogueSession {
    CatalogueSession {
        id: id.to_owned(),
        title: format!("Séance {id}"),
        date: day,
        start: time(10, 0, 0, 0),
        end: time(16, 30, 0, 0),
        attendance: AttendanceMode::Hybrid,
        status: SessionStatus::Scheduled,
        speakers: Vec::new(),
        place: Some("Maison du club, 1 rue de l’Exemple, 75000 Paris".to_owned()),
        title_language: None,
        place_language: None,
        sequence: 0,
        changes: Vec::new(),
        last_mail_before: None,
    }
}

/// A session in summer and one in winter.
fn workshop() -> CatalogueWorkshop {
    CatalogueWorkshop {
        slug: "proximite".parse().unwrap(),
        title: "La proximité".to_owned(),
        path: "/ateliers/proximite/".to_owned(),
        registration_path: None,
        sessions: vec![session("a", date(2027, 9, 14)), session("b", date(2027, 12, 7))],
        cancelled: false,
        offer: None,
        has_questionnaires: false,
        forms: BTreeMap::new(),
        has_mails: false,
        mails: Shared::default(),
        has_private: false,
        translations: BTreeMap::new(),
        language: None,
    }
}

/// A registration for attending session `b` online, with this history of statuses.
fn registration(statuses: &[Status]) -> Registration {
    let email = Email::parse("claire@office.example").unwrap();
    let text = || "Claire".to_owned();
    let request = RegistrationRequest {
        workshop: "proximite".parse().unwrap(),
        participants: vec![Participant {
            number: 1,
            given_name: text(),
            family_name: text(),
            function: text(),
            email: None,
            answers: BTreeMap::new(),
            sessions: Vec::new(),
            fee: FeeSnapshot {
                category: "adherent".parse().unwrap(),
                label: text(),
                amount: "500 EUR".parse().unwrap(),
                basis: None,
            },
        }],
        sessions: vec![AttendedSession { session: "b".to_owned(), mode: Some(AttendanceMode::Online) }],
        contact: Contact {
            given_name: text(),
            family_name: text(),
            function: text(),
            organisation: text(),
            email,
            telephone: None,
        },
        billing: Billing {
            organisation: None,
            address: text(),
            postal_code: text(),
            city: text(),
            siret: None,
            purchase_order: None,
            email: None,
        },
        answers: BTreeMap::new(),
        remarks: None,
        listed: false,
        form_hash: String::new(),
        language: None,
        membership: None,
    };
    let entries = (1..).zip(statuses.iter().zip(HISTORY));
    let history =
        entries.map(|(number, (status, at))| HistoryEntry::new(number, at.parse().unwrap(), "any", *status));
    Registration {
        id: RegistrationId::from_bytes([7; 16]),
        capability: Capability::from_bytes([8; 16]),
        request,
        named: 0,
        departures: Vec::new(),
        proposed_address: None,
        former_addresses: Vec::new(),
        seats: Seats::in_pools(["b"], 1),
        counted_for: None,
        status: *statuses.last().unwrap(),
        proven: None,
        confirm_until: None,
        accept_until: None,
        suspicion: None,
        created: HISTORY[0].parse().unwrap(),
        expires: Timestamp::MAX,
        invoiced: None,
        change_count: ChangeCount::default(),
        corrections: BTreeMap::new(),
        absences: Absences::default(),
        joined: BTreeMap::new(),
        revision: statuses.len() as u64,
        history: history.collect(),
    }
}

fn public(workshop: &CatalogueWorkshop) -> String {
    let site = site();
    let publisher = Publisher::new(&site, &RENDERER);
    Entries::of_workshop(workshop, publisher).unwrap().file(publisher)
}

fn own(workshop: &CatalogueWorkshop, registration: &Registration) -> Option<String> {
    of_registration(workshop, registration, None, Publisher::new(&site(), &RENDERER)).unwrap()
}

/// Returns the lines, unfolded.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

/// Returns the values of a property in all events, in order.
fn values(text: &str, name: &str) -> Vec<String> {
    let lines = lines(text);
    let events = lines.iter().skip_while(|line| *line != "BEGIN:VEVENT");
    let is_it = |line: &&String| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';']));
    events.filter(is_it).map(|line| line[name.len() + 1..].to_owned()).collect()
}

fn zone_of(time_zone: &str, days: [jiff::civil::Date; 2]) -> Vec<String> {
    let zone = TimeZone::get(time_zone).unwrap();
    let [first, last] = days.map(|day| zone.to_timestamp(day.at(12, 0, 0, 0)).unwrap());
    let mut text = Lines::default();
    time_zone::vtimezone(&mut text, &zone, first, last);
    let mut lines = lines(&text.into_text());
    lines.retain(|line| !line.starts_with("END:"));
    lines
}

#[test]
fn a_workshop_file_contains_its_sessions() {
    assert_eq!(
        lines(&public(&workshop())),
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Ateliers//Ateliers//EN",
            "CALSCALE:GREGORIAN",
            "METHOD:PUBLISH",
            "BEGIN:VTIMEZONE",
            "TZID:Europe/Paris",
            "BEGIN:STANDARD",
            "DTSTART:20261025T030000",
            "TZOFFSETFROM:+0200",
            "TZOFFSETTO:+0100",
            "TZNAME:CET",
            "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
            "END:STANDARD",
            "BEGIN:DAYLIGHT",
            "DTSTART:20270328T020000",
            "TZOFFSETFROM:+0100",
            "TZOFFSETTO:+0200",
            "TZNAME:CEST",
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            "END:DAYLIGHT",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
            "UID:a.proximite@club.example",
            "DTSTAMP:20200101T000000Z",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "DTSTART;TZID=Europe/Paris:20270914T100000",
            "DTEND;TZID=Europe/Paris:20270914T163000",
            "SUMMARY:La proximité – Séance a",
            "LOCATION:Maison du club\\, 1 rue de l’Exemple\\, 75000 Paris",
            "DESCRIPTION:La proximité\\nEn salle ou à distance\\nProgramme : https://club.example/ateliers/proximite/",
            "URL:https://club.example/ateliers/proximite/",
            "ORGANIZER;CN=\"Club 'Ouest', ateliers\":mailto:ateliers@club.example",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "BEGIN:VEVENT",
            "UID:b.proximite@club.example",
            "DTSTAMP:20200101T000000Z",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "DTSTART;TZID=Europe/Paris:20271207T100000",
            "DTEND;TZID=Europe/Paris:20271207T163000",
            "SUMMARY:La proximité – Séance b",
            "LOCATION:Maison du club\\, 1 rue de l’Exemple\\, 75000 Paris",
            "DESCRIPTION:La proximité\\nEn salle ou à distance\\nProgramme : https://club.example/ateliers/proximite/",
            "URL:https://club.example/ateliers/proximite/",
            "ORGANIZER;CN=\"Club 'Ouest', ateliers\":mailto:ateliers@club.example",
            "TRANSP:OPAQUE",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    );
}

#[test]
fn lines_have_at_most_75_octets_and_texts_can_be_unescaped() {
    let mut workshop = workshop();
    // All lengths around the limit, characters of one to four octets, and everything that needs escaping.
    for length in 40..160 {
        for character in ["x", "é", "’", "🏠", "🏠é x", ",", ";", "\\", "a\nb", "\t", "\u{a0}"] {
            workshop.sessions[0].title = character.repeat(length);
            workshop.sessions[0].place = Some(format!("{}\r\n\u{7}\u{b}Paris", character.repeat(length)));
            let text = public(&workshop);
            assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
            assert!(!text.replace("\r\n", "").contains(|c: char| c.is_control() && c != '\t'), "{text}");
            let unescape = |text: &str| {
                let text = text.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";");
                text.replace("\\\\", "\\")
            };
            let title = workshop.sessions[0].title.as_str();
            assert_eq!(unescape(&values(&text, "SUMMARY")[0]), format!("La proximité – {title}"));
            let place = format!("{}\nParis", character.repeat(length));
            assert_eq!(unescape(&values(&text, "LOCATION")[0]), place);
        }
    }
}

#[test]
fn a_changed_session_has_the_same_uid_and_is_newer() {
    let mut workshop = workshop();
    let mut seen = vec![(values(&public(&workshop), "SEQUENCE"), values(&public(&workshop), "DTSTAMP"))];
    let uids = values(&public(&workshop), "UID");
    for (sequence, status, expected) in [
        (1, SessionStatus::Postponed, "TENTATIVE"),
        (2, SessionStatus::Cancelled, "CANCELLED"),
        (3, SessionStatus::Scheduled, "CONFIRMED"),
    ] {
        let session = &mut workshop.sessions[1];
        (session.sequence, session.status) = (sequence, status);
        let text = public(&workshop);
        assert_eq!(values(&text, "UID"), uids);
        assert_eq!(values(&text, "STATUS"), ["CONFIRMED", expected]);
        assert_eq!(values(&text, "TRANSP")[1] == "TRANSPARENT", status == SessionStatus::Cancelled);
        seen.push((values(&text, "SEQUENCE"), values(&text, "DTSTAMP")));
    }
    let sequences: Vec<u32> = seen.iter().map(|(sequences, _)| sequences[1].parse().unwrap()).collect();
    assert!(sequences.is_sorted_by(|left, right| left < right), "{sequences:?}");
    assert!(seen.is_sorted_by(|(_, left), (_, right)| left[1] < right[1]), "{seen:?}");
    assert!(seen.iter().all(|(sequences, _)| sequences[0] == "0"));
    workshop.sessions[1].status = SessionStatus::Cancelled;
    assert_eq!(values(&public(&workshop), "SUMMARY")[1], "Annulée : La proximité – Séance b");
}

#[test]
fn a_registration_file_contains_its_sessions_and_attendance_mode() {
    let text = own(&workshop(), &registration(&[Status::Confirmed])).unwrap();
    assert_eq!(values(&text, "UID"), ["b.proximite@club.example"]);
    assert_eq!(values(&text, "LOCATION"), ["À distance\\, par visioconférence"]);
    assert!(values(&text, "DESCRIPTION")[0].contains("\\nconfirmed\\n"), "{text}");
    assert_eq!(values(&text, "DTSTAMP"), ["20270501T080000Z"]);
    for personal in ["Claire", "claire", "office.example", "07070707", "/api/"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
    let whole =
        Registration { seats: Seats::in_pools([WHOLE_WORKSHOP], 1), ..registration(&[Status::Confirmed]) };
    let text = own(&workshop(), &whole).unwrap();
    assert_eq!(values(&text, "UID").len(), 2);
    assert!(values(&text, "LOCATION")[0].starts_with("Maison du club"));
    let gone = Registration { seats: Seats::in_pools(["gone"], 1), ..registration(&[Status::Confirmed]) };
    assert_eq!(own(&workshop(), &gone), None);
    assert!(!is_offered(&workshop(), &gone));
}

/// Someone who exchanged a session for another has both in their calendar.
#[test]
fn after_a_change_of_sessions_the_others_are_cancelled() {
    let mut changed = registration(&[Status::Confirmed, Status::Confirmed]);
    changed.history[1].changed = vec![DetailPart::Contact];
    assert_eq!(values(&own(&workshop(), &changed).unwrap(), "UID"), ["b.proximite@club.example"]);
    changed.history[1].changed = vec![DetailPart::Sessions];
    let text = own(&workshop(), &changed).unwrap();
    assert_eq!(values(&text, "UID"), ["a.proximite@club.example", "b.proximite@club.example"]);
    assert_eq!(values(&text, "STATUS"), ["CANCELLED", "CONFIRMED"]);
    assert_eq!(values(&text, "SEQUENCE"), ["2", "2"], "newer than the entry of the same session");
    assert_eq!(values(&text, "SUMMARY")[0], "Séance non suivie : La proximité – Séance a");
    let descriptions = values(&text, "DESCRIPTION");
    assert!(!descriptions[0].contains("confirmed") && descriptions[1].contains("confirmed"), "{text}");
    let whole = Registration { seats: Seats::in_pools([WHOLE_WORKSHOP], 1), ..changed };
    assert_eq!(values(&own(&workshop(), &whole).unwrap(), "STATUS"), ["CONFIRMED", "CONFIRMED"]);
}

#[test]
fn a_registration_file_shows_the_status() {
    let expected = |status| match status {
        Status::Confirmed => ("CONFIRMED", true, "La proximité – Séance b"),
        Status::Pending => ("TENTATIVE", true, "pending : La proximité – Séance b"),
        Status::Waiting => ("TENTATIVE", true, "waiting : La proximité – Séance b"),
        Status::Offered => ("TENTATIVE", true, "offered : La proximité – Séance b"),
        Status::Unconfirmed => ("CANCELLED", false, "unconfirmed : La proximité – Séance b"),
        Status::Requested => ("CANCELLED", false, "requested : La proximité – Séance b"),
        Status::Cancelled => ("CANCELLED", true, "cancelled : La proximité – Séance b"),
        Status::Refused => ("CANCELLED", true, "refused : La proximité – Séance b"),
        Status::Quarantined => ("CANCELLED", false, "quarantined : La proximité – Séance b"),
    };
    for &status in Status::ALL {
        let registration = registration(&[status]);
        let text = own(&workshop(), &registration).unwrap();
        let (value, offered, summary) = expected(status);
        assert_eq!(values(&text, "STATUS"), [value], "{status:?}");
        assert_eq!(is_offered(&workshop(), &registration), offered, "{status:?}");
        assert_eq!(values(&text, "SUMMARY"), [summary]);
        // A cancelled session is cancelled for all registrants.
        let mut workshop = workshop();
        workshop.sessions[1].status = SessionStatus::Cancelled;
        let text = own(&workshop, &registration).unwrap();
        assert_eq!(values(&text, "STATUS"), ["CANCELLED"], "{status:?}");
        assert_eq!(values(&text, "SUMMARY"), ["Annulée : La proximité – Séance b"]);
    }
}

#[test]
fn the_last_change_has_the_greatest_sequence() {
    let sequence = |workshop: &CatalogueWorkshop, statuses: &[Status]| {
        let text = own(workshop, &registration(statuses)).unwrap();
        let sequence: u32 = values(&text, "SEQUENCE")[0].parse().unwrap();
        (sequence, values(&text, "DTSTAMP")[0].clone())
    };
    let mut workshop = workshop();
    let waiting = sequence(&workshop, &[Status::Waiting]);
    let promoted = sequence(&workshop, &[Status::Waiting, Status::Confirmed]);
    workshop.sessions[1].sequence = 1;
    let moved = sequence(&workshop, &[Status::Waiting, Status::Confirmed]);
    let cancelled = sequence(&workshop, &[Status::Waiting, Status::Confirmed, Status::Cancelled]);
    assert!(waiting < promoted && promoted < moved && moved < cancelled);
    assert!(waiting.1 < promoted.1 && promoted.1 < moved.1 && moved.1 < cancelled.1);
    // The public file of a moved session is newer than the earlier file of a registration.
    let public: u32 = values(&public(&workshop), "SEQUENCE")[1].parse().unwrap();
    assert!(public > promoted.0 && public < moved.0);
}

#[test]
fn zones_with_a_yearly_rule_have_an_rrule() {
    let days = [date(2027, 9, 14), date(2028, 2, 1)];
    let new_york = zone_of("America/New_York", days);
    assert_eq!(
        new_york,
        [
            "BEGIN:VTIMEZONE",
            "TZID:America/New_York",
            "BEGIN:STANDARD",
            "DTSTART:20261101T020000",
            "TZOFFSETFROM:-0400",
            "TZOFFSETTO:-0500",
            "TZNAME:EST",
            "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU",
            "BEGIN:DAYLIGHT",
            "DTSTART:20270314T020000",
            "TZOFFSETFROM:-0500",
            "TZOFFSETTO:-0400",
            "TZNAME:EDT",
            "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
        ]
    );
    // The seasons are reversed there, and the change is half an hour.
    let lord_howe = zone_of("Australia/Lord_Howe", days);
    assert!(lord_howe.contains(&"TZOFFSETTO:+1030".to_owned()), "{lord_howe:?}");
    // Its winter time is defined as the exception, but calendars need it as the standard time.
    let dublin = zone_of("Europe/Dublin", days);
    let winter = dublin.iter().position(|line| line == "TZOFFSETTO:+0000").unwrap();
    assert_eq!(dublin[winter - 3], "BEGIN:STANDARD", "{dublin:?}");
}

#[test]
fn a_zone_without_changes_has_one_observance() {
    for (zone, offset, name) in [
        ("Asia/Tokyo", "+0900", "JST"),
        ("Asia/Kolkata", "+0530", "IST"),
        ("America/Martinique", "-0400", "AST"),
        ("Etc/UTC", "+0000", "UTC"),
    ] {
        let lines = zone_of(zone, [date(2027, 9, 14), date(2029, 2, 1)]);
        let expected = [
            "BEGIN:VTIMEZONE".to_owned(),
            format!("TZID:{zone}"),
            "BEGIN:STANDARD".to_owned(),
            "DTSTART:19700101T000000".to_owned(),
            format!("TZOFFSETFROM:{offset}"),
            format!("TZOFFSETTO:{offset}"),
            format!("TZNAME:{name}"),
        ];
        assert_eq!(lines, expected);
    }
}

#[test]
fn a_zone_without_a_rule_lists_each_change() {
    // The clock changes of Morocco follow the moon.
    let lines = zone_of("Africa/Casablanca", [date(2021, 1, 15), date(2022, 12, 31)]);
    assert!(!lines.iter().any(|line| line.starts_with("RRULE")), "{lines:?}");
    let onsets = lines.iter().filter(|line| line.starts_with("DTSTART"));
    assert_eq!(onsets.count(), 6, "{lines:?}");
}
