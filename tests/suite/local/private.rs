//! Only their owner can open the preview's files, including those created by an earlier version.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tests::program::PreviewProcess;
use tests::project::SiteCopy;

use super::{EMAIL, register, registrations};

/// Returns the access of other users to a folder and its content.
fn open_to_others(path: &Path) -> Vec<String> {
    let mode = fs::symlink_metadata(path).unwrap().permissions().mode();
    let mut found = Vec::new();
    if mode & 0o077 != 0 {
        found.push(format!("{} has {mode:o}", path.display()));
    }
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            found.extend(open_to_others(&entry.unwrap().path()));
        }
    }
    found
}

/// Gives everyone access, as with a permissive umask.
fn open_up(path: &Path) {
    let mode = if path.is_dir() { 0o755 } else { 0o644 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            open_up(&entry.unwrap().path());
        }
    }
}

#[test]
fn files_of_the_preview_are_private_and_their_permissions_restored() {
    let site = SiteCopy::new();
    let folder = site.path(".preview");
    let preview = PreviewProcess::start(site.root(), &[]);
    register(&preview);
    let names: Vec<_> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    for name in [
        "registrations.sqlite",
        "registrations.sqlite-wal",
        "registrations.endpoint",
        "registrations.lock",
        "identifier-key",
        "outbox",
    ] {
        assert!(names.iter().any(|other| other == name), "{name} in {names:?}");
    }
    assert_eq!(open_to_others(&folder), [""; 0], "while it runs");

    // Killed, so that it cannot clean up.
    preview.kill();
    fs::write(folder.join("copy.sqlite"), "x").unwrap();
    open_up(&folder);
    let (status, output) = registrations(&site, &["extract", "--email", EMAIL]);
    assert!(status == 0 && output.contains("1 registration made by this address"), "{output}");
    assert_eq!(open_to_others(&folder), [""; 0], "after a command");
    open_up(&folder);
    let _preview = PreviewProcess::start(site.root(), &[]);
    assert_eq!(open_to_others(&folder), [""; 0], "after another start");
}

#[test]
fn a_database_is_private_and_files_beside_it_are_unchanged() {
    let site = SiteCopy::new();
    let folder = site.path("elsewhere");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.txt"), "x").unwrap();
    fs::write(folder.join("registrations.sqlite"), "").unwrap();
    open_up(&folder);
    let database = folder.join("registrations.sqlite");
    let preview = PreviewProcess::start(site.root(), &["--database", database.to_str().unwrap()]);
    register(&preview);
    let mut open = open_to_others(&folder);
    open.sort();
    let expected = ["elsewhere has 40755", "mine.txt has 100644"];
    assert_eq!(open.len(), 2, "{open:?}");
    assert!(open.iter().zip(expected).all(|(one, end)| one.ends_with(end)), "{open:?}");
}
