//! The version that programs print, with its commit. The build script runs in temporary repositories.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tempfile::TempDir;
use tests::{program, project};

#[test]
fn programs_print_their_version() {
    for name in ["generator", "preview", "registrations"] {
        let Output { status, stdout, .. } = program::run(name, &["--version"]);
        assert!(status.success());
        assert_eq!(String::from_utf8(stdout).unwrap(), format!("{name} {}\n", version::VERSION));
    }
}

#[test]
fn the_changelog_describes_the_version() {
    let version = env!("CARGO_PKG_VERSION");
    let changelog = fs::read_to_string(project::root().join("CHANGELOG.md")).unwrap();
    let heading = format!("## [{version}] - ");
    let headings: Vec<_> = changelog.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings[0], "## [Unreleased]");
    assert!(headings[1].starts_with(&heading), "the newest version is {version}, not `{}`", headings[1]);
}

#[test]
fn a_commit_has_its_hash_and_its_day() {
    let repository = Repository::new();
    let hash = repository.git(&["rev-parse", "--short=10", "HEAD"]);
    assert_eq!(repository.script("release"), format!("{hash} 2026-02-03"));
}

#[test]
fn a_changed_source_makes_it_dirty_but_content_does_not() {
    let repository = Repository::new();
    repository.write("content/site.yaml", "name: Another\n");
    repository.write("notes.rs", "");
    assert!(!repository.script("release").contains("dirty"));
    repository.write("desk.rs", "// Another.\n");
    assert!(repository.script("release").contains("-dirty 2026-02-03"));
}

#[test]
fn a_build_without_optimisation_does_not_ask_git() {
    let repository = Repository::new();
    assert_eq!(repository.script("debug"), "debug build");
    assert_eq!(repository.watched("debug"), ["build.rs"]);
}

/// A linked worktree has its own HEAD, apart from the branches, and a branch may be packed.
#[test]
fn a_commit_is_noticed_in_a_worktree() {
    let repository = Repository::new();
    repository.git(&["pack-refs", "--all"]);
    repository.git(&["worktree", "add", "--quiet", "-b", "other", "linked"]);
    let folder = repository.path("linked/version");
    assert!(run(&folder, "release").0.ends_with(" 2026-02-03"));
    let watched = run(&folder, "release").1;
    for end in ["/worktrees/linked/HEAD", ".git/packed-refs", ".git/refs/heads", "desk.rs"] {
        assert!(watched.iter().any(|path| path.ends_with(end)), "{end} is not among {watched:#?}");
    }
    assert!(!watched.iter().any(|path| path.contains("content")));
}

/// Cargo reruns a build script every time if a watched file does not exist.
#[test]
fn nothing_is_watched_that_does_not_exist() {
    let repository = Repository::new();
    let watched = repository.watched("release");
    assert!(watched.len() > 3, "{watched:#?}");
    for path in watched {
        assert!(repository.path("version").join(&path).exists(), "{path}");
    }
}

#[test]
fn a_source_archive_has_no_commit() {
    let archive = TempDir::new().unwrap();
    let folder = archive.path().join("version");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("build.rs"), "").unwrap();
    assert_eq!(run(&folder, "release").0, "unknown commit");

    let repository = Repository::new();
    let unpacked = repository.path("unpacked/version");
    fs::create_dir_all(&unpacked).unwrap();
    fs::write(unpacked.join("build.rs"), "").unwrap();
    assert_eq!(run(&unpacked, "release").0, "unknown commit");
}

/// A repository with a crate `version`, a source file and content, all committed.
struct Repository(TempDir);

impl Repository {
    fn new() -> Repository {
        let repository = Repository(TempDir::new().unwrap());
        for (path, text) in [("version/build.rs", ""), ("desk.rs", ""), ("content/site.yaml", "name: A\n")] {
            repository.write(path, text);
        }
        repository.git(&["init", "--quiet"]);
        repository.git(&["add", "."]);
        repository.git(&["commit", "--quiet", "--message", "a"]);
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn git(&self, arguments: &[&str]) -> String {
        let output = Command::new("git")
            .args(["-c", "user.name=a", "-c", "user.email=a@b.example"])
            .args(arguments)
            .current_dir(self.0.path())
            .env("GIT_COMMITTER_DATE", "2026-02-03T12:00:00Z")
            .output()
            .unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    fn script(&self, profile: &str) -> String {
        run(&self.path("version"), profile).0
    }

    fn watched(&self, profile: &str) -> Vec<String> {
        run(&self.path("version"), profile).1
    }
}

/// Runs the build script in a folder, like cargo, and returns the commit and the files to watch.
fn run(folder: &Path, profile: &str) -> (String, Vec<String>) {
    let output = Command::new(compiled())
        .current_dir(folder)
        .env("PROFILE", profile)
        // The temporary folder may be inside a repository.
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let values =
        |key: &str| text.lines().filter_map(|line| line.strip_prefix(key)).map(str::to_owned).collect();
    let commits: Vec<String> = values("cargo::rustc-env=ATELIERS_COMMIT=");
    assert_eq!(commits.len(), 1, "{text}");
    (commits[0].clone(), values("cargo::rerun-if-changed="))
}

/// Returns the path of the build script, which is compiled once.
fn compiled() -> PathBuf {
    static SCRIPT: LazyLock<TempDir> = LazyLock::new(|| {
        let folder = TempDir::new().unwrap();
        let status = Command::new("rustc")
            .args(["--edition", "2024", "--cap-lints", "allow", "-o"])
            .arg(folder.path().join("build"))
            .arg(project::root().join("version/build.rs"))
            .status()
            .unwrap();
        assert!(status.success());
        folder
    });
    SCRIPT.path().join("build")
}
