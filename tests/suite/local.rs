//! What an organiser's machine keeps to itself: the preview's database, files and pages, against pages in the browser,
//! other users and other programs of the same kind at the same time. Each program is a process of its own.

mod builds;
mod door;
mod erasure;
mod following;
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

/// Where a database answers, and to whom, as commands read it.
fn endpoint(site: &SiteCopy) -> (String, String) {
    let text = site.read(".preview/registrations.endpoint");
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let part = |name: &str| json[name].as_str().unwrap().to_owned();
    (part("address").trim_start_matches("http://").to_owned(), part("token"))
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// What the `registrations` command says about a site, with its exit status.
fn registrations(site: &SiteCopy, arguments: &[&str]) -> (i32, String) {
    let output = tests::program::run("registrations", &[&["--root", text(site.root())], arguments].concat());
    let said = [output.stdout, output.stderr].concat();
    (output.status.code().unwrap(), String::from_utf8(said).unwrap())
}

/// Every file in a folder whose bytes hold one of these words, whatever their case.
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
