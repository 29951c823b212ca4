//! The preview replaces itself when it starts, because its allocator reads its options only then.

use std::env;
use std::fs::{self, File};
use std::os::fd::AsRawFd as _;
use std::process::{self, Command, Stdio};

use tests::program::{PreviewProcess, binary, ended};
use tests::project::SiteCopy;

use super::text;

#[test]
fn a_preview_returns_memory_and_keeps_its_arguments() {
    let site = SiteCopy::new();
    let preview = PreviewProcess::start(site.root(), &["--no-follow"]);
    let process = format!("/proc/{}", preview.id());
    let read = |name: &str| fs::read_to_string(format!("{process}/{name}")).unwrap();
    let environment = read("environ");
    assert!(environment.split('\0').any(|variable| variable == "MIMALLOC_PURGE_DELAY=0"), "{environment}");
    let program = binary("preview");
    let arguments = ["--root", text(site.root()), "--port", "0", "--no-follow", "--today", "2022-11-15"];
    let expected = [&[text(&program)], &arguments[..]].concat();
    assert_eq!(read("cmdline").split_terminator('\0').collect::<Vec<_>>(), expected);
    assert_eq!(fs::read_link(format!("{process}/cwd")).unwrap(), env::current_dir().unwrap());
}

#[test]
fn a_preview_that_cannot_start_again_ends() {
    // The system runs the file that is open here, but finds none at its path.
    let program = binary("preview");
    let removed = program.with_file_name(format!("preview-removed-{}", process::id()));
    fs::hard_link(&program, &removed).unwrap();
    let file = File::open(&removed).unwrap();
    fs::remove_file(&removed).unwrap();
    let site = SiteCopy::new();
    let mut preview = Command::new(format!("/proc/{}/fd/{}", process::id(), file.as_raw_fd()));
    preview.arg("--root").arg(site.root()).args(["--port", "0"]).env("LC_ALL", "C").stderr(Stdio::piped());
    let output = ended(preview.spawn().unwrap());
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let reason = String::from_utf8(output.stderr).unwrap();
    assert!(reason.contains("set the environment variable MIMALLOC_PURGE_DELAY=0"), "{reason}");
    assert!(!site.path(".preview").exists(), "it has not opened its database");
}
