//! Hostile or absurd content: each build ends quickly, reports every problem, and shows only a readable part of the
//! input.

use std::fmt::Write as _;
use std::fs;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use site::{BuildError, Diagnostics};
use tests::site::SiteTest;

/// A valid workshop.
const WORKSHOP: &str = "
//- content/venues.yaml
paris: { name: Salle Haute, address: [1 rue Haute], city: Paris }
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
Le texte
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', venue: paris }
//- content/workshops/a/registration.yaml
opens: 2027-06-01
closes: 2027-09-10
capacity: 30
fees:
  - { category: adherent, label: Adhérent, amount: 500 EUR }
";

/// Returns the problems of a site, if any; fails if the build takes far too long.
fn problems_in_time(site: SiteTest) -> Diagnostics {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let problems = match site.try_build() {
            Ok(_) => Diagnostics::default(),
            Err(BuildError::Content(problems)) => problems,
            Err(BuildError::Other(error)) => panic!("{error:#}"),
        };
        sender.send(problems)
    });
    receiver.recv_timeout(Duration::from_secs(120)).expect("the build ends in time")
}

/// Returns the workshop with one line of a file replaced.
fn with(path: &str, from: &str, to: &str) -> SiteTest {
    let site = SiteTest::new(WORKSHOP);
    site.edit(&format!("content/workshops/a/{path}"), from, to);
    site
}

#[test]
fn numbers_above_their_limit_are_rejected_and_never_used() {
    let registration = |from: &str, to: &str| with("registration.yaml", from, to);
    let question = |question: &str| registration("fees:", &format!("questions:\n- {question}\nfees:"));
    let year = "the year of `9999-09-10` is out of range";
    for (site, problem) in [
        (
            registration("fees:", "max_participants: 1000000\nfees:"),
            "one registration cannot have that many participants",
        ),
        (
            registration("fees:", "max_participants: 4294967295\nfees:"),
            "one registration cannot have that many participants",
        ),
        (registration("fees:", "max_participants: 99999999999\nfees:"), "`99999999999` is too large"),
        (registration("capacity: 30", "capacity: 4294967294"), "`4294967294` is too large"),
        (registration("500 EUR", "184467440737095516 EUR"), "`184467440737095516 EUR` is too large"),
        (registration("2027-09-10", "9999-09-10"), year),
        (with("sessions.yaml", "2027-09-14", "9999-09-14"), "the year of `9999-09-14` is out of range"),
        (
            question("{ name: a, label: A, kind: text, max_length: 4000000000 }"),
            "an answer cannot be that long",
        ),
        (
            question("{ name: a, label: A, kind: number, min: 0, max: 9223372036854775807 }"),
            "`9223372036854775807` is too large or too small",
        ),
    ] {
        let problems = problems_in_time(site);
        assert_eq!(problems.len(), 1, "{problems}");
        assert!(problems.to_string().ends_with(problem), "{problems}");
    }
}

#[test]
fn lists_above_their_limit_are_read_up_to_it() {
    let options: String = (0..50_000).map(|number| format!("{{ value: o{number}, label: O }},")).collect();
    let questions: String =
        (0..20_000).map(|n| format!("- {{ name: q{n}, label: Q, kind: text }}\n")).collect();
    let sessions: String = (0..20_000)
        .map(|_| "- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', venue: paris }\n")
        .collect();
    let fees: String =
        (0..20_000).map(|n| format!("- {{ category: c{n}, label: C, amount: 1 EUR }}\n")).collect();
    let choice = format!("questions:\n- {{ name: q, label: Q, kind: choice, options: [{options}] }}\nfees:");
    let fee = "  - { category: adherent, label: Adhérent, amount: 500 EUR }\n";
    for (site, problem) in [
        (
            with("registration.yaml", "fees:", &choice),
            "this list has 50000 items, but at most 300 are allowed",
        ),
        (
            with("registration.yaml", "fees:", &format!("questions:\n{questions}fees:")),
            "this list has 20000 items, but at most 60 are allowed",
        ),
        (with("registration.yaml", fee, &fees), "this list has 20000 items, but at most 50 are allowed"),
        (
            with("sessions.yaml", "- {", &format!("{sessions}- {{")),
            "this list has 20001 items, but at most 200 are allowed",
        ),
    ] {
        let problems = problems_in_time(site).to_string();
        assert_eq!(problems.matches(problem).count(), 1, "{problems}");
    }
}

/// Each row of a participant asks for the way of attending each session.
#[test]
fn a_form_with_more_fields_than_a_post_can_have_is_rejected() {
    let sessions: String = (0..45)
        .map(|number| {
            format!(
                "- {{ title: Une {number}, date: 2027-09-14, start: '10:00', end: '16:30', venue: paris, \
                 attendance: hybrid }}\n"
            )
        })
        .collect();
    let reported = |participants: &str| {
        let site = with("registration.yaml", "fees:", &format!("max_participants: {participants}\nfees:"));
        site.write("content/workshops/a/sessions.yaml", &sessions);
        problems_in_time(site).to_string()
    };
    let problems = reported("20");
    assert!(problems.contains("the form for 20 participants has "), "{problems}");
    assert!(problems.contains(" fields, more than 800"), "{problems}");
    let problems = reported("10");
    assert!(!problems.contains("the form for "), "{problems}");
}

#[test]
fn thousands_of_problems_in_one_long_line_are_truncated() {
    let site = SiteTest::new(WORKSHOP);
    site.write(
        "content/workshops/a/index.md",
        format!("---\ntitle: A\nsummary: B\n---\n{}{}", "x ".repeat(50_000), "<b>é</b> ".repeat(2_000)),
    );
    let problems = problems_in_time(site);
    assert_eq!(problems.len(), 2_000);
    let text = problems.to_plain_text();
    assert!(text.contains("[content/workshops/a/index.md:5:100001]"), "{}", &text[..2_000]);
    assert!(text.contains("2000 problems; the first 500 are shown"));
    assert!(text.len() < 1_000_000, "{}", text.len());
    assert!(text.lines().all(|line| line.chars().count() < 300));
}

#[test]
fn binary_content_is_shown_harmlessly() {
    let page = |text: &[u8]| {
        let site = SiteTest::new(WORKSHOP);
        site.write("content/pages/a.md", text);
        problems_in_time(site).to_plain_text()
    };
    let invalid =
        [&b"---\ntitle: A\n---\n"[..], &b"x".repeat(90_000), b"\xff\xfe", &b"y".repeat(90_000)].concat();
    let text = page(&invalid);
    assert!(text.contains("this file is not UTF-8 text") && text.contains("a.md:4:90001]"), "{text}");
    let text = page(b"---\r\ntitle: \"A\x1b[2J\0\"\r\ntitel: \t\x07B\r\ndescription: D\r\n---\r\nTexte\r\n");
    assert!(!text.contains(['\0', '\u{1b}', '\u{7}', '\r']), "{text:?}");
    let text = page(format!("---\n{}: x\ntitle: A\ndescription: B\n---\n", "k".repeat(900)).as_bytes());
    assert!(text.contains("unknown key") && text.len() < 5_000, "{}", text.len());
    let text = page(&vec![b'a'; 5_000_000]);
    assert!(text.contains("content/pages/a.md: this file is too large"), "{text}");
}

#[test]
fn a_front_matter_of_a_megabyte_is_read_in_time() {
    let index = "content/workshops/a/index.md";
    let site = |key: &str, value: &str| {
        let site = SiteTest::new(WORKSHOP);
        site.write(
            index,
            format!("---\ntitle: Atelier A\nsummary: Un atelier\n{key}: {value}\n---\nLe texte\n"),
        );
        site
    };
    let long = "mot ".repeat(250_000);
    assert!(problems_in_time(site("audience", &long)).is_empty());
    let problems = problems_in_time(site("xyz", &long)).to_string();
    assert!(problems.contains("unknown key `xyz`") && problems.len() < 10_000, "{}", problems.len());
    // Markup in a value is searched with the same parser as texts.
    let marked = "**a ".repeat(250_000);
    assert!(problems_in_time(site("audience", &format!("'{marked}'"))).is_empty());
    let keys: String = (0..50_000).map(|number| format!("key-{number}: value\n")).collect();
    assert_eq!(problems_in_time(site("audience", &format!("Tous\n{keys}"))).len(), 50_000);
}

#[test]
fn a_date_of_the_year_22_is_rejected() {
    for (path, from) in [("sessions.yaml", "2027-09-14"), ("registration.yaml", "2027-06-01")] {
        let problems = problems_in_time(with(path, from, "0022-09-14")).to_string();
        assert!(problems.contains("the year of `0022-09-14` is out of range"), "{problems}");
        let problems = problems_in_time(with(path, from, "22-09-14")).to_string();
        assert!(problems.contains("`22-09-14` is not a valid date"), "{problems}");
    }
}

#[test]
fn many_addresses_and_overlapping_sessions_are_processed_in_time() {
    let addresses = "Voir https://club.example/a ou contact@club.example, www.club.example. ".repeat(30_000);
    assert!(problems_in_time(with("index.md", "Le texte", &addresses)).is_empty());
    let sites = "@".repeat(100_000) + &"www.".repeat(100_000);
    assert!(problems_in_time(with("index.md", "Le texte", &sites)).is_empty());
    let session = |number| {
        format!("- {{ title: S{number}, date: 2027-09-14, start: '10:00', end: '16:30', venue: paris }}\n")
    };
    let site = SiteTest::new(WORKSHOP);
    site.write("content/workshops/a/sessions.yaml", (0..200).map(session).collect::<String>());
    assert_eq!(problems_in_time(site).len(), 200 * 199 / 2);
}

#[test]
fn malicious_yaml_is_rejected_in_time() {
    let venues = |text: &str| {
        let site = SiteTest::new(WORKSHOP);
        site.write("content/venues.yaml", text);
        problems_in_time(site)
    };
    for deep in ["[".repeat(200_000), "a: {".repeat(100_000), "- ".repeat(100_000), "? ".repeat(100_000)] {
        let problems = venues(&deep);
        assert!(!problems.is_empty() && problems.len() < 10, "{problems}");
    }
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (inner, outer) in ('a'..'y').zip('b'..='y') {
        let _ =
            writeln!(bomb, "{outer}: &{outer} [*{inner}, *{inner}, *{inner}, *{inner}, *{inner}, *{inner}]");
    }
    let merged = "a: &a { name: A }\nb: { <<: *a, <<: *a }\n".to_owned();
    for text in [bomb, merged] {
        assert!(venues(&text).to_string().contains("a reference to another value"));
    }
}

#[test]
fn many_venues_take_no_quadratic_time() {
    let site = SiteTest::new(WORKSHOP);
    let mut venues = "paris: { name: P, address: [1 rue P], city: Paris }\n".to_owned();
    for number in 0..40_000 {
        let _ = writeln!(venues, "v{number}: {{ name: V, address: [1 rue V], city: Paris }}");
    }
    site.write("content/venues.yaml", &venues);
    assert!(problems_in_time(site).is_empty());
    let site = SiteTest::new(WORKSHOP);
    site.write("content/venues.yaml", "paris: { name: P, address: [1 rue P], city: Paris }\n".repeat(40_000));
    assert_eq!(problems_in_time(site).len(), 39_999, "each duplicate key");
}

#[test]
fn many_abbreviations_do_not_slow_down_each_text() {
    let site = SiteTest::new(WORKSHOP);
    let mut abbreviations = "abbreviations:\n".to_owned();
    for number in 0..20_000 {
        let _ = writeln!(abbreviations, "  A{number}: Abréviation {number}");
    }
    let path = site.root().join("content/site.yaml");
    let text = fs::read_to_string(path).unwrap();
    site.write("content/site.yaml", format!("{text}\n{abbreviations}"));
    for number in 0..100 {
        let page = format!("---\ntitle: P\ndescription: D\n---\nLe A{number} et le A19999.\n");
        site.write(&format!("content/pages/p{number}.md"), page);
    }
    assert_eq!(problems_in_time(site).to_string(), "");
}

#[test]
fn many_speakers_and_mistakes_are_processed_in_time() {
    let site = SiteTest::new(WORKSHOP);
    for number in 0..1_000 {
        site.write(
            &format!("content/speakers/s{number}.md"),
            format!("---\nname: Nom {number}\n---\nTexte\n"),
        );
    }
    let links: String = (0..10_000).map(|number| format!("[a](../speakers/t{number}.md)\n")).collect();
    site.write("content/pages/p.md", format!("---\ntitle: P\ndescription: D\n---\n{links}"));
    assert_eq!(problems_in_time(site).len(), 10_000);
}

/// As many as fit into a path of Linux.
#[test]
#[cfg(target_os = "linux")]
fn a_file_in_thousands_of_folders_is_one_problem() {
    const DEPTH: usize = 1_900;
    let site = SiteTest::new(WORKSHOP);
    site.write("content/pages/a.md", "---\ntitle: A\ndescription: B\n---\nTexte\n");
    let mut location = site.root().join("content/pages");
    for _ in 0..DEPTH {
        location.push("a");
        fs::create_dir(&location).unwrap();
    }
    let file = location.join("b.md");
    fs::write(&file, "---\ntitle: B\ndescription: C\n---\nTexte\n").unwrap();
    let problems = site.problems();
    // Folder by folder, because the system has a limit of open ones.
    fs::remove_file(file).unwrap();
    for folder in location.ancestors().take(DEPTH) {
        fs::remove_dir(folder).unwrap();
    }
    assert_eq!(problems.len(), 1, "{problems}");
    let path = format!("content/pages/{}/b.md", ["a"; DEPTH].join("/"));
    assert!(problems.to_string().contains(&path), "{problems}");
}
