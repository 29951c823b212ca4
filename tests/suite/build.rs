//! The output of builds: each folder of `fixtures/sites` against its `expected`, and the guarantees about `dist`.
//!
//! `UPDATE_EXPECTED=1 cargo test -p tests build` updates `expected`; review the difference.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use jiff::civil::date;
use site::BuildError;
use tests::binary;
use tests::site::{SiteTest, files};

/// A workshop that uses every feature, in September 2027.
const WORKSHOP: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
[Programme](programme.txt)
//- content/workshops/a/programme.txt
Le programme
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/registration.yaml
opens: 2027-06-01
closes: 2027-09-10
capacity: 30
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
";

#[test]
fn each_fixture_builds_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/sites");
    let mut fixtures: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    fixtures.sort();
    assert!(!fixtures.is_empty());
    let differences: Vec<_> = fixtures.iter().flat_map(|fixture| differences(fixture)).collect();
    assert!(
        differences.is_empty(),
        "run with UPDATE_EXPECTED=1 and review the difference:\n{}",
        differences.join("\n")
    );
}

/// Returns the differences from the expected files; with `UPDATE_EXPECTED`, updates the files instead.
fn differences(fixture: &Path) -> Vec<String> {
    let mut site = SiteTest::from_folder(fixture);
    if let Ok(today) = fs::read_to_string(fixture.join("today")) {
        site = site.on(today.trim().parse().unwrap());
    }
    site.build();
    // Skip the theme's own files and the headers, which are the same in every fixture.
    let theme = ["theme", "pages", "mails"].map(|name| format!("handler/{name}.json"));
    let of_theme = |path: &str| {
        let path = path.to_owned();
        path.starts_with("site/assets/") || path.starts_with("deployment/") || theme.contains(&path)
    };
    let output: BTreeMap<_, _> = site.output().into_iter().filter(|(path, _)| !of_theme(path)).collect();
    let expected_folder = fixture.join("expected");
    if env::var_os("UPDATE_EXPECTED").is_some() {
        let _ = fs::remove_dir_all(&expected_folder);
        for (path, bytes) in &output {
            let path = expected_folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let expected = files(&expected_folder);
    let paths: BTreeSet<_> = output.keys().chain(expected.keys()).collect();
    let name = fixture.file_name().unwrap().to_string_lossy();
    let describe = |path: &&String| match (output.get(*path), expected.get(*path)) {
        (Some(output), Some(expected)) if output == expected => None,
        (Some(output), Some(_)) => {
            Some(format!("{name}: {path} differs:\n{}", String::from_utf8_lossy(output)))
        }
        (Some(_), None) => Some(format!("{name}: {path} is not expected")),
        (None, _) => Some(format!("{name}: {path} is expected and was not written")),
    };
    paths.iter().filter_map(describe).collect()
}

#[test]
fn two_builds_give_the_same_bytes() {
    let (one, other) = (SiteTest::new(WORKSHOP), SiteTest::new(WORKSHOP));
    one.build();
    other.build();
    assert_eq!(one.output(), other.output());
}

#[test]
fn unchanged_files_are_not_rewritten() {
    let site = SiteTest::new(WORKSHOP);
    let first = site.build();
    assert_eq!((first.unchanged, first.removed), (0, 0));
    let page = site.root().join("dist/site/index.html");
    let written = fs::metadata(&page).unwrap().modified().unwrap();
    let second = site.build();
    assert_eq!((second.written, second.removed, second.unchanged), (0, 0, first.written));
    assert_eq!(fs::metadata(&page).unwrap().modified().unwrap(), written);
}

#[test]
fn timings_name_each_stage_and_nothing_else() {
    let site = SiteTest::new(WORKSHOP);
    let build = |option: &[&str]| {
        let mut generator = Command::new(binary::build("generator"));
        generator.args(["build", "--today", "2027-06-01", "--root"]).arg(site.root()).args(option);
        let output = generator.env("LC_ALL", "C").output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    // Without a terminal there is no bar.
    let quiet = build(&[]);
    let stages = build(&["--timings", "--no-cache"]);
    let stages: Vec<_> = stages.strip_prefix(&quiet).expect("warnings come first").lines().collect();
    let names: Vec<_> =
        stages.iter().map(|line| line.split_once(" ms  ").expect("a time, a name").1).collect();
    let expected = [
        "looking for changes",
        "reading",
        "resolving",
        "comparing texts",
        "addresses",
        "texts",
        "images",
        "pages",
        "sharing pictures",
        "rendering",
        "collecting files",
        "writing",
        "recording",
    ];
    assert_eq!(names, expected);
}

#[test]
fn only_stale_files_are_removed() {
    let site = SiteTest::new(WORKSHOP);
    site.build();
    site.write("dist/.gitignore", "*\n");
    site.write("dist/site/old/index.html", "old");
    site.write("dist/site/.new-left-behind", "half");
    site.remove("content/workshops/a");
    let report = site.build();
    assert_eq!(
        report.removed, 8,
        "two pages, two calendars, an attachment, its data and the two foreign files"
    );
    assert!(!site.root().join("dist/site/ateliers").exists());
    assert!(!site.root().join("dist/site/old").exists());
    assert!(site.root().join("dist/.gitignore").exists());
}

#[test]
fn a_changed_style_sheet_gets_a_new_name() {
    let site = SiteTest::new("");
    site.build();
    let before = site.output_paths();
    site.edit("themes/plain/static/style.css", "black", "white");
    site.build();
    let after = site.output_paths();
    let sheets =
        |paths: &[String]| paths.iter().filter(|path| path.ends_with(".css")).cloned().collect::<Vec<_>>();
    assert_eq!(sheets(&after).len(), 1);
    assert_ne!(sheets(&before), sheets(&after));
    let name = sheets(&after)[0].replace("site/", "/");
    assert!(site.file("site/index.html").contains(&name));
}

#[test]
fn nothing_is_written_if_there_is_a_problem() {
    let site = SiteTest::new(WORKSHOP);
    site.build();
    let before = site.output();
    site.edit("content/index.md", "title: Accueil", "title: Autre");
    site.edit("content/workshops/a/index.md", "summary", "sumary");
    site.problems();
    assert_eq!(site.output(), before);
    site.remove("dist");
    site.problems();
    assert!(!site.root().join("dist").exists());
}

#[test]
fn a_template_that_fails_while_rendering_writes_nothing() {
    let site = SiteTest::new(WORKSHOP);
    site.edit("themes/plain/templates/page.html", "page.title", "page.heading");
    site.edit("themes/plain/templates/workshop.html", "page.summary", "page.sumary");
    let problems = site.short_diagnostics();
    assert!(problems.starts_with("themes/plain/templates/workshop.html:4:"), "{problems}");
    assert!(site.output().is_empty());
}

#[test]
fn source_folders_are_never_written_to() {
    let site = SiteTest::new("");
    for dist in [".", "content", "themes/plain"] {
        let options = site::BuildOptions {
            root: site.root().to_owned(),
            dist: site.root().join(dist),
            today: date(2027, 1, 1),
            against: Default::default(),
            drafts: false,
            now: None,
            anew: false,
            deny_warnings: false,
        };
        assert!(matches!(site::build(&options), Err(BuildError::Other(_))), "{dist}");
    }
}

#[test]
fn the_offer_opens_and_closes_on_its_days() {
    let registration = "site/ateliers/a/inscription/index.html";
    for (today, state, form) in [
        (date(2027, 5, 31), "upcoming", true),
        (date(2027, 6, 1), "open", true),
        (date(2027, 9, 10), "open", true),
        (date(2027, 9, 11), "closed", false),
    ] {
        let site = SiteTest::new(WORKSHOP).on(today);
        site.build();
        let page = site.file(registration);
        assert!(page.contains(&format!("<p>{state}</p>")), "{today}: {page}");
        assert_eq!(page.contains("<form"), form, "{today}");
        let home = site.file("site/index.html");
        assert!(home.contains(&format!("offer {state}")), "{today}: {home}");
    }
}

#[test]
fn a_cancelled_workshop_accepts_no_registrations() {
    let site = SiteTest::new(WORKSHOP).on(date(2027, 7, 1));
    site.edit("content/workshops/a/sessions.yaml", "attendance", "status: cancelled, attendance");
    site.build();
    assert!(!site.file("site/ateliers/a/inscription/index.html").contains("<form"));
    assert!(site.file("site/index.html").contains("cancelled"));
}

#[test]
fn the_handler_gets_what_it_needs() {
    let site = SiteTest::new(WORKSHOP);
    site.build();
    let (catalogue, theme) = registry::load(&site.root().join("dist/handler")).unwrap();
    let offer = catalogue.workshops.values().next().unwrap().offer.clone().unwrap();
    assert_eq!(offer.opens.to_string(), "2027-05-31T22:00:00Z");
    assert_eq!(offer.closes.to_string(), "2027-09-10T22:00:00Z");
    assert_eq!(offer.keep_until.to_string(), "2030-09-14T14:30:00Z");
    assert!(theme.templates.contains_key("message.html") && theme.words.contains_key("format.hour"));
}

#[test]
fn the_day_is_in_the_sites_time_zone() {
    let site = SiteTest::new("");
    let late = "2027-06-01T22:30:00Z".parse().unwrap();
    assert_eq!(site::day_of_site(site.root(), late), date(2027, 6, 2));
    site.edit("content/site.yaml", "Europe/Paris", "Paris");
    assert_eq!(site::day_of_site(site.root(), late), date(2027, 6, 1));
}
