//! The lifetime of cached pictures in `.cache/`.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, SystemTime};

use jiff::civil::date;
use tests::project::SiteCopy;
use tests::site::SiteTest;

const FOLDERS: [&str; 2] = [".cache/images", ".cache/open-graph"];

fn build(site: &SiteCopy) {
    site.build(date(2022, 11, 15)).unwrap();
}

/// Returns the files of the cache by their path below the site's root.
fn cached(site: &SiteCopy) -> BTreeSet<String> {
    let files = |folder: &str| -> Vec<String> {
        let names = tests::site::files(&site.path(folder)).into_keys();
        names.map(|name| format!("{folder}/{name}")).collect()
    };
    FOLDERS.into_iter().flat_map(files).collect()
}

/// Sets the last use of a file to some days ago.
fn age(path: &Path, days: u64) -> SystemTime {
    let then = SystemTime::now() - Duration::from_secs(days * 86_400);
    File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    then
}

fn last_change(path: &Path) -> SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

#[test]
fn cached_pictures_unused_for_a_month_are_deleted() {
    let site = SiteCopy::new();
    site.add_made_up();
    build(&site);
    let used = cached(&site);
    for folder in FOLDERS {
        assert!(used.iter().any(|path| path.starts_with(folder)), "{used:?}");
    }
    assert!(used.iter().any(|path| path.ends_with(".webp")), "{used:?}");
    // Files of another branch, or left behind by an interrupted build.
    let (recent, stale) =
        (".cache/images/a-480.webp", [".cache/images/b-480.webp", ".cache/open-graph/.tmpb"]);
    for path in stale.into_iter().chain([recent]) {
        site.write(path, "");
        age(&site.path(path), if path == recent { 29 } else { 31 });
    }
    // Used files stay however old they are, and their last use is updated, except if it was recent.
    for path in &used {
        age(&site.path(path), 31);
    }
    // A build in which nothing changed uses them, too.
    for path in tests::site::files(&site.path(".cache/builds")).into_keys() {
        age(&site.path(".cache/builds").join(path), 2);
    }
    let first = used.first().unwrap();
    let lately = age(&site.path(first), 0);
    build(&site);
    let mut expected = used.clone();
    expected.insert(recent.to_owned());
    assert_eq!(cached(&site), expected);
    for path in used.iter().filter(|path| *path != first) {
        assert!(last_change(&site.path(path)) >= lately, "{path}");
    }
    assert_eq!(last_change(&site.path(first)), lately);
    // A failed build deletes nothing: it does not know what it would have used.
    age(&site.path(recent), 31);
    site.write("content/venues.yaml", "a");
    site.build(date(2022, 11, 15)).unwrap_err();
    assert!(cached(&site).contains(recent));
}

#[test]
fn what_a_killed_build_was_writing_is_deleted() {
    let site = SiteTest::new("");
    site.build();
    let record = tests::site::files(&site.root().join(".cache/builds")).into_keys().next().unwrap();
    let unfinished = format!(".cache/builds/{}/.tmpabc", record.split('/').next().unwrap());
    site.write(&unfinished, "{");
    site.edit("content/index.md", "Accueil", "Bienvenue");
    site.build();
    assert!(!site.root().join(unfinished).exists());
}

/// A folder of `/proc` replaces a read-only one, which root could write to.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_cache_does_not_stop_a_build() {
    let site = SiteTest::new("");
    std::fs::create_dir(site.root().join(".cache")).unwrap();
    std::os::unix::fs::symlink("/proc/self/fdinfo", site.root().join(".cache/images")).unwrap();
    site.build();
    assert!(site.output_paths().contains(&"site/index.html".to_owned()));
}
