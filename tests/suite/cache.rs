//! What builds keep in `.cache/`, for as long as one of them uses it.

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

/// The files of the cache, by their path below the site's root.
fn cached(site: &SiteCopy) -> BTreeSet<String> {
    let files = |folder: &str| -> Vec<String> {
        let names = tests::site::files(&site.path(folder)).into_keys();
        names.map(|name| format!("{folder}/{name}")).collect()
    };
    FOLDERS.into_iter().flat_map(files).collect()
}

/// Makes a file look as if it had not been used for some days.
fn age(path: &Path, days: u64) -> SystemTime {
    let then = SystemTime::now() - Duration::from_secs(days * 86_400);
    File::options().write(true).open(path).unwrap().set_modified(then).unwrap();
    then
}

fn last_change(path: &Path) -> SystemTime {
    path.metadata().unwrap().modified().unwrap()
}

#[test]
fn what_no_build_uses_for_a_month_is_forgotten() {
    let site = SiteCopy::new();
    site.add_made_up();
    build(&site);
    let used = cached(&site);
    for folder in FOLDERS {
        assert!(used.iter().any(|path| path.starts_with(folder)), "{used:?}");
    }
    assert!(used.iter().any(|path| path.ends_with(".webp")), "{used:?}");
    // What another branch has, or a build that was stopped left behind.
    let (recent, stale) =
        (".cache/images/a-480.webp", [".cache/images/b-480.webp", ".cache/open-graph/.tmpb"]);
    for path in stale.into_iter().chain([recent]) {
        site.write(path, "");
        age(&site.path(path), if path == recent { 29 } else { 31 });
    }
    // What is used stays, however old it is, and is known to be used; what was so lately is not written to again.
    for path in &used {
        age(&site.path(path), 31);
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
    // A build with a problem forgets nothing: it does not know what it would have used.
    age(&site.path(recent), 31);
    site.write("content/venues.yaml", "a");
    site.build(date(2022, 11, 15)).unwrap_err();
    assert!(cached(&site).contains(recent));
}

/// A folder of `/proc` stands for one that is read only, which root would write to.
#[cfg(target_os = "linux")]
#[test]
fn a_cache_that_can_only_be_read_does_not_stop_a_build() {
    let site = SiteTest::new("");
    std::fs::create_dir(site.root().join(".cache")).unwrap();
    std::os::unix::fs::symlink("/proc/self/fdinfo", site.root().join(".cache/images")).unwrap();
    site.build();
    assert!(site.output_paths().contains(&"site/index.html".to_owned()));
}
