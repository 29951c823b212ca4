//! Privacy on an organiser's machine: protects the preview's database, files and pages from pages in the browser, other
//! users and concurrent programs. Each program is a separate process.

mod builds;
mod door;
mod erasure;
mod following;
#[cfg(target_os = "linux")]
mod memory;
#[cfg(unix)]
mod private;
mod two;

use std::fs;
use std::path::Path;

use tests::handler::fields;
use tests::program::PreviewProcess;
use tests::project::SiteCopy;

const POST: &str = "/api/workshops/proximite/registrations";
const EMAIL: &str = "claire.legall@office.example";

/// Registers the person of [`fields`], and waits for the mail about it.
fn register(preview: &PreviewProcess) {
    let answer = preview.post(POST, &fields());
    assert_eq!(answer.status, 303, "{answer:?}");
    preview.poll(preview::OUTBOX_PATH, "the mail is written", |list| list.contains("Inscription confirm"));
}

/// Returns the address and token of a database, as commands read them.
fn endpoint(site: &SiteCopy) -> (String, String) {
    let text = site.read(".preview/registrations.endpoint");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let part = |name: &str| json[name].as_str().unwrap().to_owned();
    (part("address").trim_start_matches("http://").to_owned(), part("token"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Runs the `registrations` command for a site; returns its output and exit status.
fn registrations(site: &SiteCopy, arguments: &[&str]) -> (i32, String) {
    let output = tests::program::run("registrations", &[&["--root", text(site.root())], arguments].concat());
    let printed = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(printed).unwrap())
}

/// Returns every file in a folder that contains one of these words in any case.
fn files_with(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, words));
            continue;
        }
        let bytes = String::from_utf8_lossy(&fs::read(&path).unwrap()).to_lowercase();
        let held = words.iter().filter(|word| bytes.contains(&word.to_lowercase()));
        found.extend(held.map(|word| format!("{word} in {}", path.display())));
    }
    found
}
