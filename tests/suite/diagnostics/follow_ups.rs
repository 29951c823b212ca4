//! One mistake is one problem: what only follows from it is not told, in no file and no language of the real site.

use generator::{BuildError, BuildOptions};
use jiff::civil::date;
use tests::project::SiteCopy;

const EXAMPLE: &str = "content/workshops/exemple-renovation-energetique";

/// What is told of the real site with one text replaced in a file, a problem a line.
fn told(path: &str, from: &str, to: &str) -> Vec<String> {
    let site = SiteCopy::new();
    let text = site.read(path);
    assert!(text.contains(from), "`{from}` does not stand in {path}");
    site.write(path, &text.replacen(from, to, 1));
    let (root, dist, today) = (site.root().to_owned(), site.path("dist"), date(2026, 12, 1));
    match generator::build(&BuildOptions { root, dist, today }) {
        Err(BuildError::Content(diagnostics)) => {
            diagnostics.iter().map(generator::Diagnostic::to_short_text).collect()
        }
        Err(BuildError::Other(error)) => panic!("{error:#}"),
        Ok(_) => panic!("there is nothing wrong"),
    }
}

/// Asserts that one problem is told, and that it says `message`.
#[track_caller]
fn assert_one(told: &[String], message: &str) {
    assert!(told.len() == 1 && told[0].contains(message), "{told:#?}");
}

#[test]
fn a_workshop_that_cannot_be_read_leaves_topics_without_a_workshop() {
    let sessions = format!("{EXAMPLE}/sessions.yaml");
    assert_one(&told(&sessions, "venue: paris", "venue: pari"), "pari");
    let index = format!("{EXAMPLE}/index.md");
    assert_one(&told(&index, "summary:", "sumary:"), "unknown key `sumary`");
}
