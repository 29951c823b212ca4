//! Builds that read content from another file system than that of the cache, whose times cannot be compared.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, symlink};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tests::site::SiteTest;

use super::{LOOKING, build_while, options, stages};

/// Returns the number of the file system of a folder.
fn device(folder: &Path) -> u64 {
    fs::metadata(folder).unwrap().dev()
}

/// Moves the content of a site to another file system, and returns its folder there. Each Linux has one in memory.
fn moved(site: &SiteTest) -> TempDir {
    let own = device(site.root());
    let folders = ["/dev/shm", env!("CARGO_TARGET_TMPDIR")];
    let mut others = folders.iter().map(Path::new).filter(|folder| folder.is_dir() && device(folder) != own);
    let other = others.next().expect("there is another file system");
    let folder = TempDir::new_in(other).unwrap();
    let content = site.root().join("content");
    for entry in fs::read_dir(&content).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    fs::remove_dir_all(&content).unwrap();
    symlink(folder.path(), &content).unwrap();
    folder
}

/// Returns the file with the record of the build.
fn record(site: &SiteTest) -> PathBuf {
    let builds: Vec<_> = fs::read_dir(site.root().join(".cache/builds")).unwrap().collect();
    assert_eq!(builds.len(), 1);
    builds.into_iter().next().unwrap().unwrap().path().join("build")
}

/// Writes the home page with a title.
fn write_home(content: &TempDir, title: &str) {
    let text = format!("---\ntitle: {title}\ndescription: Le site du club\n---\n");
    fs::write(content.path().join("index.md"), text).unwrap();
}

#[test]
fn an_unchanged_build_does_not_write_its_record_again() {
    let site = SiteTest::new("");
    let options = options(&site);
    stages(&options);
    let written = fs::metadata(record(&site)).unwrap();
    for _ in 0..2 {
        assert_eq!(stages(&options), LOOKING);
        let now = fs::metadata(record(&site)).unwrap();
        assert_eq!((now.ino(), now.modified().unwrap()), (written.ino(), written.modified().unwrap()));
    }
}

#[test]
fn content_in_another_file_system_is_compared() {
    let site = SiteTest::new("");
    let content = moved(&site);
    let options = options(&site);
    let whole = stages(&options);
    assert!(whole.len() > 5, "{whole:?}");
    let written = fs::metadata(record(&site)).unwrap();
    assert_eq!(stages(&options), LOOKING);
    let now = fs::metadata(record(&site)).unwrap();
    assert_eq!((now.ino(), now.modified().unwrap()), (written.ino(), written.modified().unwrap()));
    // Each at once after the last build, and with as many letters.
    for title in ["Bonjour", "Rebonds", "Accueil", "Bonsoir"] {
        write_home(&content, title);
        assert_eq!(stages(&options), whole, "{title}");
        assert!(site.file("site/index.html").contains(title));
        assert_eq!(stages(&options), LOOKING, "{title}");
    }
}

#[test]
fn a_change_that_a_build_did_not_read_is_not_recorded_as_read() {
    let site = SiteTest::new("");
    let content = moved(&site);
    let options = options(&site);
    let whole = stages(&options);
    write_home(&content, "Bonjour");
    build_while(&options, || write_home(&content, "Rebonds")).unwrap();
    assert!(site.file("site/index.html").contains("Bonjour"));
    assert_eq!(stages(&options), whole);
    assert!(site.file("site/index.html").contains("Rebonds"));
    assert_eq!(stages(&options), LOOKING);
}
