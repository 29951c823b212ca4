//! Reads the commit that is built, for the library's `VERSION`. `docs/decisions/061-version-with-commit.md` explains
//! why this is not a dependency, and why builds without optimisation have no commit.

use std::env;
use std::path::Path;
use std::process::Command;

/// The tracked files that programs are built from. Content, themes, tests and documentation are read by programs or
/// people, but not compiled.
const SOURCES: [&str; 8] = [
    ":(top)",
    ":(top,exclude).*",
    ":(top,exclude)content",
    ":(top,exclude)docs",
    ":(top,exclude)infra",
    ":(top,exclude)tests",
    ":(top,exclude)themes",
    ":(top,exclude)*.md",
];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let commit = match env::var("PROFILE").as_deref() {
        Ok("debug") => "debug build".to_owned(),
        _ => commit().unwrap_or_else(|| "unknown commit".to_owned()),
    };
    println!("cargo::rustc-env=ATELIERS_COMMIT={commit}");
}

/// Returns the commit with its date, and has cargo run this script again when either may have changed.
///
/// Returns `None` if git does not track this file: outside a repository, and in a source archive that was unpacked
/// inside another project's repository.
fn commit() -> Option<String> {
    git(&["ls-files", "--error-unmatch", "build.rs"])?;
    // In a linked worktree these are in two folders, so git is asked for their paths.
    for name in ["HEAD", "packed-refs", "refs/heads"] {
        let path = git(&["rev-parse", "--git-path", name])?;
        rerun_if_changed(path.trim_end());
    }
    let sources = git(&[&["ls-files", "-z", "--"], &SOURCES[..]].concat())?;
    sources.split_terminator('\0').for_each(rerun_if_changed);

    let changed = git(&[&["status", "--porcelain", "--untracked-files=no", "--"], &SOURCES[..]].concat())?;
    let dirty = if changed.is_empty() { "" } else { "-dirty" };
    // A fixed length, as git's own choice grows with the number of objects that a clone has.
    let described = git(&["show", "--no-patch", "--abbrev=10", "--format=%h %cs", "HEAD"])?;
    let (hash, date) = described.trim_end().split_once(' ')?;
    Some(format!("{hash}{dirty} {date}"))
}

/// Cargo would run the script every time for a file that does not exist, such as `packed-refs` in a new repository.
fn rerun_if_changed(path: &str) {
    if Path::new(path).exists() {
        println!("cargo::rerun-if-changed={path}");
    }
}

/// Returns what git prints in this folder, or nothing if it fails or is not installed.
fn git(arguments: &[&str]) -> Option<String> {
    // `git status` would otherwise take a lock to refresh the index, beside whatever else uses the repository.
    let output = Command::new("git").args(arguments).env("GIT_OPTIONAL_LOCKS", "0").output().ok()?;
    output.status.success().then(|| String::from_utf8(output.stdout).ok())?
}
