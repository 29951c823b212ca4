//! A build that waits for another one.

use std::fs;

use site::BuildError;
use tests::site::SiteTest;

use super::{build_while, options};

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
    let published = options.dist.join("deployment/published.json");
    let built = build_while(&options, || fs::write(published, LEFT).unwrap());
    let Err(BuildError::Content(problems)) = built else { panic!("{built:?}") };
    let problems = problems.to_plain_text();
    assert!(problems.contains("the workshop `venu` is gone"), "{problems}");
    assert!(site.file("site/index.html").contains("Accueil"));
}

#[test]
fn a_build_that_waited_sees_the_content_that_is_there_by_then() {
    let site = SiteTest::new("");
    let options = options(&site);
    site::build(&options).unwrap();
    site.edit("content/index.md", "Accueil", "Bienvenue");
    let published = options.dist.join("deployment/published.json");
    let built = build_while(&options, || {
        // Its data was deleted, so that only the comparison is repeated.
        fs::write(published, LEFT.replace("2030", "2020")).unwrap();
        site.write(
            "content/pages/contact.md",
            "---\ntitle: Contact\ndescription: Nos adresses\n---\nTexte\n",
        );
    });
    built.unwrap();
    assert!(site.output_paths().contains(&"site/contact/index.html".to_owned()));
}
