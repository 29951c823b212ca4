//! An incremental build leaves the same files, and reports the same, as a cold one.
//!
//! `ATELIERS_EDITS=5000 cargo test --workspace --test suite incremental::` makes more edits, and `ATELIERS_SEED=7` others.

use std::env;
use std::fs;

use jiff::civil::date;
use site::{Against, BuildError, BuildOptions};
use tempfile::TempDir;
use tests::edits::EditedSite;
use tests::site::SiteTest;

mod edited;
#[cfg(target_os = "linux")]
mod elsewhere;
mod followed;
mod outcome;
mod stages;
mod waiting;

use self::outcome::Outcome;
use self::stages::{build_in_stages, build_while, stages};

/// The number of edits and the seed without those in the environment.
const EDITS: u64 = 120;
const SEED: u64 = 15;

/// The most edits between two builds. Mostly there is one, because others hide that it has no effect.
const MAX_AT_ONCE: usize = 3;

/// Random edits of a site, each followed by a build that is compared with a cold one.
struct Edits {
    site: EditedSite,
    seed: u64,
    /// The number of edits to make, and of those that were made.
    wanted: u64,
    made: u64,
    builds: usize,
    failures: usize,
    log: Vec<String>,
}

impl Edits {
    fn new() -> Edits {
        let number = |name: &str| env::var(name).ok().map(|value| value.parse().expect("a number"));
        let seed = number("ATELIERS_SEED").unwrap_or(SEED);
        Edits {
            site: EditedSite::new(seed),
            seed,
            wanted: number("ATELIERS_EDITS").unwrap_or(EDITS),
            made: 0,
            builds: 0,
            failures: 0,
            log: vec!["created".to_owned()],
        }
    }

    /// Compares a build with a cold one, and makes the next edits. Returns whether there is another build to make.
    fn check(&mut self, incremental: &Outcome, cold: &Outcome, edit: fn(&mut EditedSite) -> String) -> bool {
        let Edits { site, seed, builds, failures, log, .. } = self;
        *builds += 1;
        let steps = log[log.len().saturating_sub(8)..].join("\n");
        let difference = incremental.difference(cold);
        assert!(difference.is_none(), "seed {seed}, edit {}: {}\n{steps}", log.len(), difference.unwrap());
        match &incremental.report {
            Ok(_) => site.is_good(),
            Err(problems) => {
                assert!(*builds > 1, "{problems}");
                *failures += 1;
                // Sometimes a broken site is edited further.
                if site.below(4) > 0 {
                    site.repair();
                    log.push("repaired".to_owned());
                    return true;
                }
            }
        }
        if self.made >= self.wanted {
            // Otherwise edits of broken sites prove little.
            assert!(*failures * 2 < *builds, "{failures} of {builds} builds failed");
            return false;
        }
        let more = if site.below(4) == 0 { site.below(MAX_AT_ONCE) } else { 0 };
        for _ in 0..=more {
            log.push(edit(site));
            self.made += 1;
        }
        true
    }
}

#[test]
fn any_edits_have_the_effect_of_a_cold_build() {
    let mut edits = Edits::new();
    loop {
        let (incremental, cold) = build_twice(&edits.site);
        if !edits.check(&incremental, &cold, EditedSite::edit) {
            break;
        }
    }
}

/// Builds a site as it is, and anew into an empty folder that only has the record of the same earlier build.
fn build_twice(site: &EditedSite) -> (Outcome, Outcome) {
    let options = options_of(site);
    let cold = build_cold(&options);
    // Last, so that the next edit follows as soon as possible.
    let incremental = Outcome::of(site::build(&options), &options.dist);
    incremental.comparable(cold)
}

fn build_cold(options: &BuildOptions) -> Outcome {
    let cold = TempDir::new().unwrap();
    let earlier = options.dist.join("deployment/published.json");
    if earlier.exists() {
        fs::create_dir(cold.path().join("deployment")).unwrap();
        fs::copy(earlier, cold.path().join("deployment/published.json")).unwrap();
    }
    let anew = BuildOptions { dist: cold.path().to_owned(), anew: true, ..options.clone() };
    Outcome::of(site::build(&anew), &anew.dist)
}

fn options_of(site: &EditedSite) -> BuildOptions {
    BuildOptions {
        root: site.site.root().to_owned(),
        dist: site.site.root().join("dist"),
        today: site.today,
        against: Against::Previous,
        drafts: site.drafts,
        now: site.now,
        anew: false,
        deny_warnings: false,
    }
}

fn options(site: &SiteTest) -> BuildOptions {
    BuildOptions {
        root: site.root().to_owned(),
        dist: site.root().join("dist"),
        today: date(2027, 6, 1),
        against: Against::Previous,
        drafts: false,
        now: None,
        anew: false,
        deny_warnings: false,
    }
}

const LOOKING: [&str; 1] = ["looking for changes"];

#[test]
fn a_build_in_which_nothing_changed_only_looks() {
    let site = SiteTest::new("");
    let day = options(&site);
    let next_day = BuildOptions { today: date(2027, 6, 2), ..day.clone() };
    let whole = stages(&day);
    assert!(whole.len() > 5, "{whole:?}");
    assert_eq!(stages(&day), LOOKING);
    // A file with another time but the same content.
    site.edit("content/index.md", "Accueil", "Accueil");
    assert_eq!(stages(&day), LOOKING);
    assert_eq!(stages(&BuildOptions { anew: true, ..day.clone() }), whole);
    assert_eq!(stages(&day), LOOKING);
    assert_eq!(stages(&next_day), whole);
    site.edit("content/index.md", "Accueil", "Bienvenue");
    assert_eq!(stages(&next_day), whole);
    assert!(site.file("site/index.html").contains("Bienvenue"));
    assert_eq!(stages(&BuildOptions { drafts: true, ..next_day.clone() }), whole);
    assert_eq!(stages(&next_day), whole);
    // A problem is reported by every build, and once it is fixed, the site is what it was.
    site.edit("content/index.md", "title:", "titel:");
    for _ in 0..2 {
        site::build(&next_day).unwrap_err();
    }
    site.edit("content/index.md", "titel:", "title:");
    assert_eq!(stages(&next_day), LOOKING);
}

#[test]
fn a_build_is_repeated_when_a_page_is_published() {
    let site = SiteTest::new(
        "
//- content/pages/contact.md
---
title: Contact
description: Nos adresses
publish_at: 2027-06-01 12:00
---
Texte
",
    );
    let at = |now: &str| stages(&BuildOptions { now: Some(now.parse().unwrap()), ..options(&site) });
    let whole = at("2027-06-01T09:00:00Z");
    assert_eq!(at("2027-06-01T09:59:59Z"), LOOKING);
    assert!(!site.output_paths().contains(&"site/contact/index.html".to_owned()));
    assert_ne!(at("2027-06-01T10:00:00Z"), LOOKING);
    assert!(site.output_paths().contains(&"site/contact/index.html".to_owned()));
    assert_eq!(at("2027-06-01T20:00:00Z"), LOOKING);
    assert_eq!(at("2027-06-01T09:00:00Z"), whole);
}

#[test]
fn a_mistake_in_a_hidden_page_is_found_before_pages_are_rendered() {
    let page = "---\ntitle: Contact\ndescription: Nos adresses\npublish_at: 2027-07-01\n---\n";
    let site = SiteTest::new("");
    let options = options(&site);
    site.write("content/pages/contact.md", page);
    assert!(stages(&options).contains(&"rendering"));
    site.write("content/pages/contact.md", format!("{page}[Plan](/plan/)\n"));
    let (built, stages) = build_in_stages(&options);
    let Err(BuildError::Content(problems)) = built else { panic!("{built:?}") };
    assert!(problems.to_plain_text().contains("/plan/"));
    assert!(stages.contains(&"texts") && !stages.contains(&"rendering"), "{stages:?}");
}

#[test]
fn a_text_that_is_not_as_stored_is_compared_as_stored() {
    // The second one is as long as its normal form.
    for (before, after) in [("\u{feff}", ""), ("", "\nx\u{340}\n")] {
        let site = SiteTest::new("");
        let home = fs::read_to_string(site.root().join("content/index.md")).unwrap();
        let home = format!("{before}{home}{after}");
        site.write("content/index.md", &home);
        stages(&options(&site));
        site.write("content/index.md", &home);
        assert_eq!(stages(&options(&site)), LOOKING);
    }
}

#[test]
fn builds_into_two_folders_know_nothing_of_each_other() {
    let site = SiteTest::new("");
    let other = TempDir::new().unwrap();
    let (here, there) = (options(&site), BuildOptions { dist: other.path().to_owned(), ..options(&site) });
    let whole = stages(&here);
    assert_eq!(stages(&there), whole);
    assert_eq!(stages(&there), LOOKING);
    assert_eq!(stages(&here), LOOKING);
}

#[test]
fn the_record_of_another_build_is_compared_by_its_content() {
    let site = SiteTest::new("");
    let record = site.root().join("published.json");
    site.write("published.json", r#"{ "workshops": {} }"#);
    let options = BuildOptions { against: Against::File(record), ..options(&site) };
    let whole = stages(&options);
    site.write("published.json", r#"{ "workshops": {} }"#);
    assert_eq!(stages(&options), LOOKING);
    site.write("published.json", r#"{ "workshops":{} }"#);
    assert_eq!(stages(&options), whole);
    site.remove("published.json");
    site::build(&options).unwrap_err();
}
