//! A build that waits for another one.

use std::fs::{self, File};
use std::thread;
use std::time::Duration;

use site::BuildError;
use tests::site::SiteTest;

use super::{Stages, options};

/// What a build leaves of a workshop for which people may have registered.
const LEFT: &str = r#"{ "workshops": { "venu": {
    "title": "Venu entre-temps",
    "sessions": [],
    "offer": { "keep_until": "2030-01-01T00:00:00Z" }
} } }"#;

#[test]
fn a_build_is_compared_with_the_one_for_which_it_waited() {
    let site = SiteTest::new("");
    let options = options(&site);
    site::build(&options).unwrap();
    site.edit("content/index.md", "Accueil", "Bienvenue");
    // As another build does while it writes.
    let lock = File::options().write(true).open(options.dist.join(".lock")).unwrap();
    lock.lock().unwrap();
    let stages = Stages::default();
    let built = thread::scope(|scope| {
        let waiting = scope.spawn(|| stages.of(&options));
        // By then, it has read what the last build left.
        while !stages.have("pages") && !waiting.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        fs::write(options.dist.join("deployment/published.json"), LEFT).unwrap();
        lock.unlock().unwrap();
        waiting.join().unwrap()
    });
    let Err(BuildError::Content(problems)) = built else { panic!("{built:?}") };
    let problems = problems.to_plain_text();
    assert!(problems.contains("the workshop `venu` is gone"), "{problems}");
    assert!(site.file("site/index.html").contains("Accueil"));
}
