//! The dependencies between crates and between modules, and the mechanically checkable house rules.

mod circles;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Node, Package, PackageId};
use tests::project::root;

/// Maximum length of a module in lines, without its inline tests.
const MAX_MODULE_LINES: usize = 300;

/// The workspace crates that each crate may use. A new arrow here must also be added to `ARCHITECTURE.md`.
const ALLOWED: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("view", &["model"]),
    ("diagnostics", &[]),
    ("addresses", &["diagnostics", "model"]),
    ("yaml", &["addresses", "diagnostics", "model"]),
    ("markdown", &["addresses", "diagnostics", "model"]),
    ("content", &["addresses", "diagnostics", "markdown", "model", "view", "yaml"]),
    ("resolve", &["addresses", "content", "diagnostics", "markdown", "model", "view", "yaml"]),
    ("agreement", &["diagnostics", "markdown", "model", "resolve", "yaml"]),
    ("difference", &["content", "diagnostics", "model", "resolve", "view"]),
    ("images", &["content", "diagnostics", "markdown", "model"]),
    ("theme", &["addresses", "content", "diagnostics", "markdown", "model", "view", "yaml"]),
    ("scaffold", &["content", "diagnostics", "schema", "yaml"]),
    ("schema", &["content", "diagnostics", "resolve", "theme", "yaml"]),
    ("admin", &["content", "diagnostics", "schema", "yaml"]),
    (
        "site",
        &[
            "addresses",
            "admin",
            "agreement",
            "content",
            "diagnostics",
            "difference",
            "images",
            "markdown",
            "model",
            "resolve",
            "theme",
            "version",
            "view",
            "yaml",
        ],
    ),
    ("usage", &["diagnostics"]),
    ("version", &[]),
    ("generator", &["diagnostics", "model", "scaffold", "schema", "site", "usage", "version"]),
    ("registry", &["model", "view"]),
    ("handler", &["model", "registry", "version", "view"]),
    ("notifier", &["model", "registry", "version", "view"]),
    ("embedded", &["registry"]),
    ("desk", &["embedded", "model", "registry", "version", "view"]),
    (
        "preview",
        &["embedded", "handler", "model", "notifier", "registry", "site", "usage", "version", "view"],
    ),
    (
        "tests",
        &[
            "desk",
            "embedded",
            "generator",
            "handler",
            "model",
            "notifier",
            "preview",
            "registry",
            "schema",
            "site",
            "version",
            "view",
        ],
    ),
    ("bench", &["model", "registry", "tests", "view"]),
];

/// Crates without files, network, environment or clock.
const PURE: &[&str] = &[
    "model",
    "view",
    "diagnostics",
    "addresses",
    "yaml",
    "markdown",
    "resolve",
    "agreement",
    "difference",
    "schema",
    "scaffold",
];

/// Names that a pure crate must not use.
const IMPURE: [&str; 6] = ["std::env", "std::fs", "std::net", "std::process", "SystemTime", "::now("];

/// Packages that must not be compiled into a crate, even indirectly; `*` matches any ending.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("model", &["axum", "hyper*", "miette", "rayon", "tera", "tokio*", "walkdir"]),
    ("view", &["axum", "hyper*", "pulldown-cmark", "serde-saphyr", "tokio*", "walkdir"]),
    ("site", &["clap*", "ureq*"]),
    ("generator", &["aws-*", "axum", "hyper*", "lambda*", "tokio*"]),
    (
        "registry",
        &[
            "aws-config",
            "aws-sdk-sesv2",
            "axum",
            "clap",
            "csv",
            "dynoxide-rs",
            "lambda*",
            "lettre",
            "notify*",
            "pulldown-cmark",
            "serde-saphyr",
            "tower-http",
            "walkdir",
        ],
    ),
    (
        "handler",
        &[
            "aws-config",
            "aws-sdk-sesv2",
            "clap",
            "csv",
            "dynoxide-rs",
            "lettre",
            "notify*",
            "pulldown-cmark",
            "serde-saphyr",
            "walkdir",
        ],
    ),
    (
        "embedded",
        &["aws-config", "clap", "csv", "lambda*", "lettre", "notify*", "pulldown-cmark", "serde-saphyr"],
    ),
    (
        "notifier",
        &["axum", "clap", "csv", "notify*", "pulldown-cmark", "serde-saphyr", "tower-http", "walkdir"],
    ),
    ("desk", &["aws-sdk-sesv2", "lambda*", "lettre", "notify*", "pulldown-cmark", "serde-saphyr", "walkdir"]),
];

#[test]
fn crates_use_only_lower_crates() {
    let metadata = metadata();
    let ours: BTreeSet<&str> = metadata.workspace_packages().iter().map(|package| name(package)).collect();
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(krate, _)| *krate).collect();
    assert_eq!(ours, listed, "every member is listed in the layers");

    for package in metadata.workspace_packages() {
        let allowed = ALLOWED.iter().find(|(krate, _)| *krate == name(package)).expect("compared above").1;
        for dependency in &package.dependencies {
            let named = dependency.name.as_str();
            assert!(
                !ours.contains(named) || allowed.contains(&named),
                "`{}` must not name `{named}`; see ARCHITECTURE.md",
                package.name
            );
        }
    }
}

#[test]
fn crates_do_not_compile_in_forbidden_packages() {
    let metadata = metadata();
    for (krate, forbidden) in FORBIDDEN {
        for (dependency, path) in everything_below(&metadata, krate) {
            let hit = forbidden.iter().find(|pattern| matches(pattern, &dependency));
            assert!(
                hit.is_none(),
                "`{krate}` must not depend on `{dependency}`, which it does through {path}"
            );
        }
    }
}

/// Verifies that the check can fail: a bug in walking the dependencies would otherwise go unnoticed.
#[test]
fn dependencies_of_a_crate_are_found() {
    let metadata = metadata();
    for (krate, known) in
        [("generator", "pulldown-cmark"), ("registry", "aws-sdk-dynamodb"), ("preview", "rusqlite")]
    {
        let below = everything_below(&metadata, krate);
        assert!(below.iter().any(|(name, _)| name == known), "`{known}` is below `{krate}`");
    }
}

#[test]
fn pure_crates_do_no_io() {
    let folders = folders();
    let pure: Vec<_> = PURE.iter().map(|krate| folders[*krate].join("src")).collect();
    let is_pure = |path: &PathBuf| pure.iter().any(|folder| path.starts_with(folder));
    for path in sources().into_iter().filter(is_pure) {
        let source = fs::read_to_string(&path).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap_or_default();
        let named = IMPURE.iter().find(|name| code.contains(*name));
        assert!(named.is_none(), "{} must not name `{}`", path.display(), named.unwrap());
    }
}

#[test]
fn resolve_does_not_use_the_theme() {
    let folder = folders()["resolve"].join("src");
    for path in sources().into_iter().filter(|path| path.starts_with(&folder)) {
        let source = fs::read_to_string(&path).unwrap();
        // Words of forms are named by their keys, such as `"form.question.missing"`.
        let of_theme = ["view::renderer", "view::words", "view::theme", "\"form."];
        let named = of_theme.iter().find(|name| source.contains(*name));
        assert!(named.is_none(), "{} must not name `{}`", path.display(), named.unwrap());
    }
}

/// Only the generator's command line uses the network, to check links: builds must be reproducible anywhere.
#[test]
fn the_generators_library_does_not_use_the_network() {
    let edge = root().join("generator/cli");
    let names = |path: &PathBuf| fs::read_to_string(path).unwrap().contains("ureq");
    let knowing: Vec<_> = sources().into_iter().filter(names).collect();
    assert!(!knowing.is_empty(), "the command line's sources were read");
    assert!(knowing.iter().all(|path| path.starts_with(&edge)), "{knowing:#?}");
}

#[test]
fn modules_are_short() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|path| (lines_without_tests(&fs::read_to_string(&path).unwrap()), path))
        .filter(|(lines, _)| *lines >= MAX_MODULE_LINES)
        .collect();
    assert!(long.is_empty(), "split these at a stage: {long:#?}");
}

#[test]
fn modules_start_with_a_doc_comment() {
    let silent: Vec<_> =
        sources().into_iter().filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! ")).collect();
    assert!(silent.is_empty(), "modules without a doc comment: {silent:#?}");
}

/// Runs `cargo metadata` for this platform, offline and with the lock file. Other platforms would need packages that
/// this build has not downloaded.
fn metadata() -> Metadata {
    let options = ["--offline", "--locked", "--filter-platform", &host()];
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(options.map(str::to_owned))
        .exec()
        .expect("`cargo metadata` needs no network after a build")
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("`rustc` is installed with `cargo`");
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("host: "));
    line.expect("`rustc -vV` prints its host").to_owned()
}

fn name(package: &Package) -> &str {
    package.name.as_str()
}

/// Returns each package compiled into a crate, with one path to it.
fn everything_below(metadata: &Metadata, krate: &str) -> Vec<(String, String)> {
    let names: BTreeMap<&PackageId, &str> =
        metadata.packages.iter().map(|package| (&package.id, name(package))).collect();
    let resolve = metadata.resolve.as_ref().expect("the dependencies were requested");
    let nodes: BTreeMap<&PackageId, &Node> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();
    let start = metadata.workspace_packages().into_iter().find(|package| name(package) == krate);

    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut open = vec![(&start.expect("the crate is a member").id, krate.to_owned())];
    while let Some((id, path)) = open.pop() {
        for dependency in &nodes[id].deps {
            let normal = dependency.dep_kinds.iter().any(|kind| kind.kind == DependencyKind::Normal);
            if normal && seen.insert(&dependency.pkg) {
                let named = names[&dependency.pkg];
                let path = format!("{path} → {named}");
                found.push((named.to_owned(), path.clone()));
                open.push((&dependency.pkg, path));
            }
        }
    }
    found
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// Returns the source folder of each crate.
fn folders() -> BTreeMap<String, PathBuf> {
    let folder =
        |package: &&Package| package.manifest_path.parent().map(|folder| folder.as_std_path().to_owned());
    let metadata = metadata();
    let packages = metadata.workspace_packages();
    packages.iter().filter_map(|package| Some((name(package).to_owned(), folder(package)?))).collect()
}

/// Returns every Rust file of the workspace except test-only files.
fn sources() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open: Vec<_> = folders().into_values().collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    // A crate may be inside the folder of another one.
    files.dedup();
    files
}

/// Returns the length of a module without the tests at its end.
fn lines_without_tests(source: &str) -> usize {
    let tests = source.lines().position(|line| line == "#[cfg(test)]");
    tests.unwrap_or_else(|| source.lines().count())
}

fn is_test(path: &Path) -> bool {
    path.ends_with("tests.rs") || path.starts_with(root().join("tests"))
}
