//! `generator diff` as a program: what it is compared with, its formats and its exit status.

use std::fs;
use std::process::{Command, Output};

use tests::program::run;
use tests::project::SiteCopy;

/// Runs `generator diff` for a site, in French.
fn diff(site: &SiteCopy, more: &[&str]) -> Output {
    let root = site.root().to_str().unwrap();
    run("generator", &[&["diff", "--root", root, "--today", "2026-12-01"], more].concat())
}

fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap().replace(['\u{a0}', '\u{202f}'], " ")
}

fn git(site: &SiteCopy, arguments: &[&str]) {
    let output = Command::new("git").arg("-C").arg(site.root()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Returns a copy whose content is committed on the branch `main`.
fn committed() -> SiteCopy {
    let site = SiteCopy::new();
    site.commit("2026-11-01T10:00:00Z");
    git(&site, &["branch", "--force", "-M", "main"]);
    site
}

fn raise_fee(site: &SiteCopy) {
    let file = "content/workshops/proximite/registration.yaml";
    site.write(file, &site.read(file).replace("500 EUR", "550 EUR"));
}

#[test]
fn by_default_a_branch_is_compared_with_the_main_one() {
    let site = committed();
    let unchanged = diff(&site, &[]);
    assert!(unchanged.status.success(), "{unchanged:?}");
    assert_eq!(printed(&unchanged), "Rien ne change pour les visiteurs.\n");

    git(&site, &["checkout", "--quiet", "-b", "tarifs"]);
    raise_fee(&site);
    let fee = "Tarif « Adhérent » : 500 € devient 550 €";
    assert!(printed(&diff(&site, &[])).contains(fee), "what is not committed counts");
    git(
        &site,
        &["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "--quiet", "--all", "-m", "b"],
    );
    let changed = diff(&site, &[]);
    assert_eq!(changed.status.code(), Some(0), "a difference is no failure");
    assert!(printed(&changed).contains(fee), "{}", printed(&changed));
    assert!(printed(&diff(&site, &["HEAD"])).contains("Rien ne change"));
    assert!(printed(&diff(&site, &["main", "--lang", "en"])).contains("Fee “Adhérent”: €500 becomes €550"));

    // Neither the files nor the index were touched.
    let status =
        Command::new("git").arg("-C").arg(site.root()).args(["status", "--porcelain", "content"]).output();
    assert_eq!(String::from_utf8_lossy(&status.unwrap().stdout), "");
}

#[test]
fn a_folder_can_be_the_earlier_state() {
    let (earlier, site) = (SiteCopy::new(), SiteCopy::new());
    raise_fee(&site);
    let base = earlier.root().to_str().unwrap();
    let json = diff(&site, &[base, "--format", "json"]);
    let document: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(document["language"], "fr");
    assert_eq!(document["differences"][0]["before"]["minor"], 50_000);
    assert!(
        printed(&diff(&site, &[base, "--format", "markdown"]))
            .starts_with("### Ce qui change pour les visiteurs\n")
    );
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let site = committed();
    let unknown = diff(&site, &["no-such-branch"]);
    assert_eq!(unknown.status.code(), Some(2));
    let message = String::from_utf8_lossy(&unknown.stderr).into_owned();
    assert!(message.contains("`no-such-branch` is neither a revision of git nor a folder"), "{message}");

    // The earlier state may have problems; that of the change may not.
    fs::write(site.path("content/pages/a-propos.md"), "no front matter").unwrap();
    let wrong = diff(&site, &["HEAD"]);
    assert_eq!(wrong.status.code(), Some(1), "{wrong:?}");
    let earlier = SiteCopy::new();
    fs::write(earlier.path("content/pages/a-propos.md"), "no front matter").unwrap();
    let repaired = diff(&SiteCopy::new(), &[earlier.root().to_str().unwrap()]);
    assert!(repaired.status.success(), "{repaired:?}");
    assert!(String::from_utf8_lossy(&repaired.stderr).contains("note: the earlier state"));
}
