//! Without a usable git history, the build warns and publishes no wrong date.

use std::path::Path;
use std::process::Command;

use site::{BuildReport, Diagnostics};
use tests::binary;
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
audience: Les membres
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-07-14, start: '10:00', end: '16:30', attendance: online }
";

/// Runs git in a folder, with a fixed author, committer and date.
fn git(folder: &Path, arguments: &[&str]) {
    let at = "2026-11-20T10:00:00+01:00";
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]);
    git.args(["-c", "protocol.file.allow=always"]).args(arguments);
    let output = git.env("GIT_COMMITTER_DATE", at).env("GIT_AUTHOR_DATE", at).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Turns a folder into a repository with a single commit.
fn commit_all(folder: &Path) {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "."]);
    git(folder, &["commit", "--quiet", "--message", "a"]);
}

/// Returns warnings as they are printed, without line breaks.
fn in_one_line(warnings: &Diagnostics) -> String {
    unwrapped(&warnings.to_plain_text())
}

/// Returns a printed text without its line breaks and the signs at their beginnings.
fn unwrapped(text: &str) -> String {
    text.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ")
}

/// Asserts that the site's only warning contains these words, and that it has neither a feed nor a date.
fn assert_without_dates(site: &SiteTest, words: &[&str]) {
    let BuildReport { warnings, .. } = site.build();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let text = in_one_line(&warnings);
    assert!(words.iter().all(|word| text.contains(word)), "{text}");
    assert!(!site.output_paths().contains(&"site/atom.xml".to_owned()));
    assert!(!site.file("site/sitemap.xml").contains("<lastmod>"));
    assert!(!site.file("site/index.html").contains("atom.xml"), "no page links to a missing feed");
}

/// Asserts that the site has every date and no warning.
fn assert_with_dates(site: &SiteTest) {
    let BuildReport { warnings, .. } = site.build();
    assert!(warnings.is_empty(), "{warnings:?}");
    let feed = site.file("site/atom.xml");
    assert!(
        feed.contains("<entry>") && feed.contains("<updated>2026-11-20T09:00:00+00:00</updated>"),
        "{feed}"
    );
    assert!(site.file("site/sitemap.xml").contains("/ateliers/a/</loc><lastmod>2026-11-20T09:00:00Z"));
}

#[test]
fn a_full_clone_has_every_date() {
    let site = SiteTest::new(SITE);
    commit_all(site.root());
    assert_with_dates(&site);
}

#[test]
fn content_outside_a_repository_is_a_warning() {
    let site = SiteTest::new(SITE);
    let words = ["`content` is not in a git repository", "no feed", "`.git`"];
    assert_without_dates(&site, &words);
}

#[test]
fn uncommitted_content_is_a_warning() {
    let site = SiteTest::new(SITE);
    git(site.root(), &["init", "--quiet"]);
    assert_without_dates(&site, &["no file of `content` is committed", "commit it"]);
    git(site.root(), &["add", "themes"]);
    git(site.root(), &["commit", "--quiet", "--message", "a"]);
    assert_without_dates(&site, &["no file of `content` is committed", "commit it"]);
}

#[test]
fn a_shallow_clone_is_a_warning() {
    let site = SiteTest::new(SITE);
    commit_all(site.root());
    let origin = format!("file://{}", site.root().display());
    let clone = SiteTest::new("");
    std::fs::remove_dir_all(clone.root().join("content")).unwrap();
    std::fs::remove_dir_all(clone.root().join("themes")).unwrap();
    git(clone.root(), &["clone", "--quiet", "--depth", "1", &origin, "."]);
    assert_without_dates(&clone, &["shallow clone", "`git fetch --unshallow`", "`fetch-depth: 0`"]);
    git(clone.root(), &["commit", "--quiet", "--allow-empty", "--message", "b"]);
    assert_without_dates(&clone, &["shallow clone"]);
}

#[test]
fn content_in_another_repository_has_its_dates() {
    // A symbolic link into the clone of another repository.
    let [site, other] = [SiteTest::new(SITE), SiteTest::new("")];
    std::fs::rename(site.root().join("content"), other.root().join("ours")).unwrap();
    commit_all(other.root());
    std::os::unix::fs::symlink(other.root().join("ours"), site.root().join("content")).unwrap();
    commit_all(site.root());
    assert_with_dates(&site);
    // Only the folder of one workshop, as in a submodule.
    for nested in ["content", "content/workshops", "content/workshops/a"] {
        let site = SiteTest::new(SITE);
        commit_all(&site.root().join(nested));
        commit_all(site.root());
        assert_with_dates(&site);
    }
}

#[test]
fn a_folder_in_a_shallow_repository_is_a_separate_warning() {
    let site = SiteTest::new(SITE);
    let other = SiteTest::new("");
    std::fs::rename(site.root().join("content/workshops/a"), other.root().join("a")).unwrap();
    commit_all(&other.root().join("a"));
    git(&other.root().join("a"), &["commit", "--quiet", "--allow-empty", "--message", "b"]);
    let origin = format!("file://{}", other.root().join("a").display());
    git(site.root(), &["clone", "--quiet", "--depth", "1", &origin, "content/workshops/a"]);
    commit_all(site.root());
    let BuildReport { warnings, .. } = site.build();
    let text = in_one_line(&warnings);
    assert!(text.contains("`content/workshops/a` is a shallow clone"), "{text}");
    assert!(
        !site.output_paths().contains(&"site/atom.xml".to_owned()),
        "a feed without entries is not written"
    );
}

#[test]
fn uncommitted_workshops_are_named() {
    let site = SiteTest::new(SITE);
    commit_all(site.root());
    for name in ["b", "c", "d", "e", "f", "g"] {
        let index = std::fs::read(site.root().join("content/workshops/a/index.md")).unwrap();
        let sessions = std::fs::read(site.root().join("content/workshops/a/sessions.yaml")).unwrap();
        site.write(&format!("content/workshops/{name}/index.md"), index);
        site.write(&format!("content/workshops/{name}/sessions.yaml"), sessions);
    }
    let BuildReport { warnings, .. } = site.build();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let text = in_one_line(&warnings);
    assert!(text.contains("not committed: `content/workshops/b`") && text.contains("and 1 more"), "{text}");
    assert!(site.file("site/atom.xml").contains("<entry>"));
}

#[test]
fn a_feed_without_entries_has_a_true_date() {
    let site = SiteTest::new("");
    commit_all(site.root());
    site.build();
    let feed = site.file("site/atom.xml");
    assert!(
        !feed.contains("<entry>") && feed.contains("<updated>2026-11-20T09:00:00+00:00</updated>"),
        "{feed}"
    );
}

#[test]
fn build_and_check_warn_about_a_repository_of_another_user() {
    let site = SiteTest::new(SITE);
    commit_all(site.root());
    let generator = binary::build("generator");
    for command in ["build", "check"] {
        let mut program = Command::new(&generator);
        program.args([command, "--today", "2027-01-15", "--root"]).arg(site.root());
        // Git's own tests use it to pretend that another user owns everything.
        let output = program.env("LC_ALL", "C").env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1").output().unwrap();
        let text = unwrapped(&String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(0), "{text}");
        assert!(text.contains("⚠ git refuses to read the repository of `content`"), "{command}: {text}");
        let root = site.root().canonicalize().unwrap();
        let fix = format!("git config --global --add safe.directory \"{}\"", root.display());
        assert!(text.contains(&fix), "{command}: {text}");
    }
    assert!(!site.output_paths().contains(&"site/atom.xml".to_owned()));
}
