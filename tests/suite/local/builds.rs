//! Concurrent and killed builds into one folder: the result is complete and the same as that of a single build.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tests::program::{PreviewProcess, binary, until};
use tests::project::SiteCopy;
use tests::site::files;

use super::text;

type Output = BTreeMap<String, Vec<u8>>;

const DAYS: [&str; 2] = ["2022-11-15", "2027-01-15"];

fn build(root: &Path, today: &str) -> Child {
    let mut command = Command::new(binary("generator"));
    command.args(["build", "--root", text(root), "--today", today]).env("LC_ALL", "C");
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

fn finish(child: Child) {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Returns the output of a build without its internal files.
fn output(site: &SiteCopy) -> Output {
    let is_site = |path: &String| ["site/", "handler/", "deployment/"].iter().any(|it| path.starts_with(it));
    files(&site.path("dist")).into_iter().filter(|(path, _)| is_site(path)).collect()
}

/// Returns the output of a build by itself, as of each day.
fn each_alone(site: &SiteCopy) -> [Output; 2] {
    DAYS.map(|today| {
        finish(build(site.root(), today));
        output(site)
    })
}

fn difference(one: &Output, other: &Output) -> Vec<String> {
    let paths = one.keys().chain(other.keys()).collect::<std::collections::BTreeSet<_>>();
    paths.into_iter().filter(|path| one.get(*path) != other.get(*path)).cloned().collect()
}

#[test]
fn concurrent_builds_neither_fail_nor_mix() {
    let site = SiteCopy::new();
    let alone = each_alone(&site);
    assert!(difference(&alone[0], &alone[1]).len() > 10, "the two builds differ");
    for round in 0..4 {
        if round % 2 == 1 {
            fs::remove_dir_all(site.path("dist")).unwrap();
        }
        let builds: Vec<_> = (0..4).map(|number| build(site.root(), DAYS[number % 2])).collect();
        builds.into_iter().for_each(finish);
        let together = output(&site);
        let differences = alone.each_ref().map(|alone| difference(alone, &together));
        assert!(differences.iter().any(Vec::is_empty), "round {round}: {differences:#?}");
    }
}

#[test]
fn builds_share_a_cache_from_the_start() {
    let site = SiteCopy::new();
    // Each build draws every picture, as the cache is empty.
    let builds: Vec<_> = (0..3).map(|_| build(site.root(), DAYS[0])).collect();
    builds.into_iter().for_each(finish);
    let together = output(&site);
    fs::remove_dir_all(site.path("dist")).unwrap();
    finish(build(site.root(), DAYS[0]));
    assert_eq!(difference(&together, &output(&site)), [""; 0]);
}

#[test]
fn a_build_beside_a_preview_neither_fails_nor_mixes() {
    let site = SiteCopy::new();
    let alone = each_alone(&site);
    let preview = PreviewProcess::start(site.root(), &[]);
    for round in 0..3 {
        let page = "content/pages/a-propos.md";
        let mark = format!("MARQUE{round}");
        let builds: Vec<_> = (0..2).map(|_| build(site.root(), DAYS[0])).collect();
        site.write(page, &format!("{}\n{mark}\n", site.read(page)));
        builds.into_iter().for_each(finish);
        preview.poll("/a-propos/", "the preview shows the edit", |page| page.contains(&mark));
    }
    drop(preview);
    finish(build(site.root(), DAYS[0]));
    assert_eq!(output(&site).len(), alone[0].len());
}

#[test]
fn a_killed_build_leaves_the_old_or_the_new_site() {
    let site = SiteCopy::new();
    let alone = each_alone(&site);
    let started = Instant::now();
    finish(build(site.root(), DAYS[0]));
    let duration = started.elapsed();
    for tenth in 0..=10 {
        finish(build(site.root(), DAYS[0]));
        let mut child = build(site.root(), DAYS[1]);
        std::thread::sleep(duration * tenth / 10);
        // The build may have finished.
        let _ = child.kill();
        child.wait().unwrap();
        // A build killed while it moves files into place reports so.
        if !site.path("dist/.incomplete").exists() {
            let left = output(&site);
            let differences = alone.each_ref().map(|alone| difference(alone, &left));
            assert!(differences.iter().any(Vec::is_empty), "after {tenth} tenths: {differences:#?}");
        }
    }
    finish(build(site.root(), DAYS[1]));
    assert_eq!(difference(&alone[1], &output(&site)), [""; 0]);
    assert!(!site.path("dist/.incomplete").exists() && !site.path("dist/.new").exists());
}

/// Simulates an error while writing, such as a full disk.
#[test]
fn a_build_that_fails_while_writing_leaves_the_last_one() {
    let site = SiteCopy::new();
    finish(build(site.root(), DAYS[0]));
    let before = output(&site);
    // A file blocks the temporary output folder.
    fs::write(site.path("dist/.new"), "x").unwrap();
    let failed = build(site.root(), DAYS[1]).wait_with_output().unwrap();
    assert_eq!(failed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&failed.stderr).contains(".new"));
    assert_eq!(difference(&before, &output(&site)), [""; 0]);
}

/// Waits until a process has opened a file.
#[cfg(target_os = "linux")]
fn wait_until_open(process: &Child, file: &Path) {
    let file = fs::canonicalize(file).unwrap();
    let folder = format!("/proc/{}/fd", process.id());
    until("the file is open", || {
        let open = fs::read_dir(&folder).into_iter().flatten().flatten();
        open.filter_map(|entry| fs::read_link(entry.path()).ok()).any(|path| path == file)
    });
}

/// Waits for longer than a build takes to open a file, because the open files of other processes are unknown here.
#[cfg(not(target_os = "linux"))]
fn wait_until_open(_: &Child, _: &Path) {
    std::thread::sleep(Duration::from_secs(3));
}

/// A suspended build, as with Ctrl-Z, keeps its lock on the folder.
#[test]
fn a_build_waits_for_the_lock_on_the_folder() {
    let site = SiteCopy::new();
    finish(build(site.root(), DAYS[0]));
    let before = output(&site);
    let lock = fs::File::options().read(true).write(true).open(site.path("dist/.lock")).unwrap();
    lock.lock().unwrap();
    let mut child = build(site.root(), DAYS[1]);
    wait_until_open(&child, &site.path("dist/.lock"));
    // A build prepares its files in this folder as soon as it has the lock.
    std::thread::sleep(Duration::from_millis(500));
    assert!(child.try_wait().unwrap().is_none() && !site.path("dist/.new").exists(), "it waits");
    assert_eq!(difference(&before, &output(&site)), [""; 0]);
    lock.unlock().unwrap();
    finish(child);
    assert!(!difference(&before, &output(&site)).is_empty());
}
