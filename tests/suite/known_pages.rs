//! Pages that are neither rendered nor written, because nothing that they are made from has changed. Whatever a build skips,
//! its output is that of a build without a memory.

use std::fs;
use std::path::PathBuf;

use jiff::civil::date;
use site::{BuildOptions, BuildReport};
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
Texte
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online, speakers: [ada] }
//- content/workshops/a/registration.yaml
opens: 2027-06-01
closes: 2027-09-10
capacity: 30
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
//- content/workshops/b/index.md
---
title: Atelier B
summary: Un autre
---
## Un titre
//- content/workshops/b/sessions.yaml
- { title: Deux, date: 2027-03-02, start: '10:00', end: '16:30', attendance: online }
//- content/speakers/ada.md
---
name: Ada
---
Une vie
//- content/pages/about.md
---
title: Le club
description: À propos
---
Depuis 1995
";

/// Number of pages: home, two workshops, one registration, one speaker, one plain page and the error page.
const PAGES: usize = 7;

/// Asserts that the output is that of a build without memory.
fn assert_as_without_memory(site: &SiteTest) {
    let output = site.output();
    site.remove("dist");
    site.remove(".cache");
    let report = site.build();
    assert_eq!(report.rendered, report.pages, "nothing is known");
    let fresh = site.output();
    let differs = |path: &&String| output.get(*path) != fresh.get(*path);
    let different: Vec<_> = output.keys().chain(fresh.keys()).filter(differs).collect();
    assert!(different.is_empty(), "{different:?}");
}

/// Builds a site again, even if nothing changed: without the record of what the last build was made from.
fn build_again(site: &SiteTest) -> BuildReport {
    fs::remove_file(record(site, "build")).unwrap();
    site.build()
}

/// Returns the report of a build after an edit. The output is checked.
fn after_edit(path: &str, from: &str, to: &str) -> BuildReport {
    let site = SiteTest::new(SITE);
    site.build();
    site.edit(path, from, to);
    let report = site.build();
    assert_as_without_memory(&site);
    report
}

/// Returns a record of the last build.
fn record(site: &SiteTest, name: &str) -> PathBuf {
    let builds = fs::read_dir(site.root().join(".cache/builds")).unwrap();
    let folders: Vec<_> = builds.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    folders[0].join(name)
}

#[test]
fn nothing_is_rendered_twice() {
    let site = SiteTest::new(SITE);
    let first = site.build();
    assert_eq!((first.pages, first.rendered), (PAGES, PAGES));
    let second = build_again(&site);
    assert_eq!((second.pages, second.rendered, second.written), (PAGES, 0, 0));
    assert_eq!((second.unchanged, second.removed), (first.written, 0));
    assert_as_without_memory(&site);
}

#[test]
fn an_edit_renders_the_pages_that_show_it() {
    let text = after_edit("content/workshops/a/index.md", "Texte", "Autre texte");
    assert_eq!(text.rendered, 1, "the workshop");
    let name = after_edit("content/speakers/ada.md", "name: Ada", "name: Ada Byron");
    assert_eq!(name.rendered, 2, "the speaker and the workshop");
    let title = after_edit("content/workshops/b/index.md", "Atelier B", "Atelier C");
    assert_eq!(title.rendered, 3, "the workshop and the lists on the home and error page");
    let facts = after_edit("content/site.yaml", "title: Club", "title: Cercle");
    assert_eq!(facts.rendered, PAGES);
}

#[test]
fn a_change_of_the_theme_renders_the_pages_that_it_may_concern() {
    let template = after_edit("themes/plain/templates/page.html", "<h1>", "<h1 class=\"title\">");
    assert_eq!(template.rendered, PAGES);
    let style = after_edit("themes/plain/static/style.css", "black", "white");
    assert_eq!(style.rendered, PAGES, "all have the name of the style sheet");
    let words = after_edit("themes/plain/i18n/fr.yaml", "too_long: too long", "too_long: much too long");
    assert_eq!(words.rendered, PAGES);
}

#[test]
fn pages_beside_hidden_ones_are_rendered_once() {
    let site = SiteTest::new(SITE);
    let page = "---\ntitle: Contact\ndescription: Nos adresses\npublish_at: 2027-06-01\n---\n[Titre](/ateliers/b/#un-titre)\n";
    site.write("content/pages/contact.md", page);
    let report = site.build();
    assert_eq!(
        (report.pages, report.rendered),
        (PAGES, PAGES + 2),
        "also the hidden one, and the one with the part"
    );
    site.edit("content/pages/contact.md", "un-titre", "un-autre");
    let problems = site.diagnostics();
    assert!(problems.contains("the page has no part `#un-autre`"), "{problems}");
}

#[test]
fn another_day_renders_the_pages_that_depend_on_it() {
    let site = SiteTest::new(SITE);
    site.build();
    let site = site.on(date(2027, 1, 16));
    assert_eq!(build_again(&site).rendered, 0, "nothing opened, closed or took place");
    // The registration opens, which lists show, too. The other workshop is over and in the archive.
    let site = site.on(date(2027, 6, 1));
    let report = site.build();
    assert_eq!((report.pages, report.rendered), (PAGES + 2, PAGES), "all but the speaker and the plain page");
    assert_as_without_memory(&site);
}

#[test]
fn a_changed_or_missing_file_is_written_again() {
    let site = SiteTest::new(SITE);
    site.build();
    let expected = site.output();
    let page = site.root().join("dist/site/index.html");
    let (text, modified) = (fs::read(&page).unwrap(), fs::metadata(&page).unwrap().modified().unwrap());
    // Neither the length nor the time of the file shows the change.
    let mut edited = text.clone();
    edited[20] = edited[20].wrapping_add(1);
    fs::write(&page, &edited).unwrap();
    fs::File::options().write(true).open(&page).unwrap().set_modified(modified).unwrap();
    site.remove("dist/site/about/index.html");
    site.write("dist/handler/catalogue.json", "{}");
    let report = site.build();
    assert_eq!((report.rendered, report.written), (2, 3));
    assert_eq!(site.output(), expected);

    // A copy with the right content is as good.
    fs::remove_file(&page).unwrap();
    fs::write(&page, &text).unwrap();
    let report = build_again(&site);
    assert_eq!((report.rendered, report.written), (0, 0));
    site.remove("dist");
    assert_eq!(site.build().rendered, PAGES);
    assert_eq!(site.output(), expected);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_right_content_is_replaced() {
    let site = SiteTest::new(SITE);
    site.build();
    let expected = site.output();
    let elsewhere = site.root().join("elsewhere");
    for path in ["dist/site/index.html", "dist/site/ateliers"] {
        let path = site.root().join(path);
        fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert!(site.build().written > 0);
        assert!(!path.is_symlink());
        assert_eq!(site.output(), expected);
        let _ = fs::remove_file(&elsewhere).or_else(|_| fs::remove_dir_all(&elsewhere));
    }
}

#[test]
fn a_problem_found_after_rendering_changes_nothing() {
    let site = SiteTest::new(SITE);
    site.build();
    let before = site.output();
    let problems = [
        ("content/pages/about.md", "Depuis 1995", "[Depuis](/ateliers/b/#autre) 1995"),
        ("themes/plain/templates/speaker.html", "page.speaker.name", "page.speaker.nom"),
    ];
    for (path, from, to) in problems {
        site.edit("content/workshops/a/index.md", "Texte", "Autre texte");
        site.edit(path, from, to);
        site.problems();
        assert_eq!(site.output(), before, "{path}");
        assert!(!site.root().join("dist/.new").exists());
        site.edit(path, to, from);
        site.edit("content/workshops/a/index.md", "Autre texte", "Texte");
    }
    assert_eq!(build_again(&site).rendered, 0);
}

#[test]
fn links_to_parts_of_known_pages_are_checked() {
    let site = SiteTest::new(SITE);
    site.build();
    site.edit("content/pages/about.md", "Depuis", "[Depuis](/ateliers/b/#un-titre)");
    assert_eq!(site.build().rendered, 2, "the page, and once more the one with the part");
    site.edit("content/workshops/a/index.md", "Texte", "[Texte](/ateliers/b/#un-titre)");
    assert_eq!(site.build().rendered, 1, "the parts are known now");
    site.edit("content/workshops/b/index.md", "Un titre", "Un titres");
    let problems = site.diagnostics();
    assert!(problems.contains("the page has no part `#un-titre`"), "{problems}");
    assert!(problems.contains("did you mean `#un-titres`?"), "{problems}");
}

#[test]
fn what_a_killed_build_left_is_replaced() {
    let site = SiteTest::new(SITE);
    site.build();
    let names = ["pages.json", "written.json"];
    let records = names.map(|name| fs::read(record(&site, name)).unwrap());
    let old_page = fs::read(site.root().join("dist/site/ateliers/a/index.html")).unwrap();
    site.edit("content/workshops/a/index.md", "Texte", "Autre texte");
    site.edit("content/workshops/b/index.md", "Atelier B", "Atelier C");
    site.build();
    // Killed while it placed its files: some are new, others old, and nothing was recorded.
    site.write("dist/site/ateliers/a/index.html", old_page);
    site.write("dist/.incomplete", "");
    site.write("dist/.new/3", "half a page");
    for (name, text) in names.into_iter().zip(records) {
        fs::write(record(&site, name), text).unwrap();
    }
    site.build();
    assert!(!site.root().join("dist/.new").exists() && !site.root().join("dist/.incomplete").exists());
    assert_as_without_memory(&site);
}

#[test]
fn damaged_records_are_ignored() {
    let site = SiteTest::new(SITE);
    for damaged in ["", "1\n[]", "{}", "\u{0}\n"] {
        site.build();
        for name in ["pages.json", "written.json"] {
            fs::write(record(&site, name), damaged).unwrap();
        }
        let report = build_again(&site);
        assert_eq!((report.rendered, report.written), (PAGES, 0), "{damaged}");
    }
    assert_as_without_memory(&site);
}

#[test]
fn hidden_pages_are_known_too() {
    let site = SiteTest::new(SITE);
    site.edit("content/pages/about.md", "title: Le club", "title: Le club\npublish_at: 2027-05-01");
    site.build();
    assert_eq!(build_again(&site).rendered, 0);
    let site = site.on(date(2027, 5, 2));
    site.build();
    assert_eq!(site.file("site/about/index.html").matches("Depuis 1995").count(), 1);
    site.remove("content/workshops/b");
    site.build();
    assert_as_without_memory(&site);
}

#[test]
fn each_folder_has_its_own_memory() {
    let site = SiteTest::new(SITE);
    site.build();
    let elsewhere = BuildOptions {
        root: site.root().to_owned(),
        dist: site.root().join("elsewhere"),
        today: date(2027, 6, 1),
        against: Default::default(),
        drafts: false,
        now: None,
        anew: false,
        deny_warnings: false,
    };
    let build = || site::build(&elsewhere).unwrap();
    let first = build();
    assert_eq!(first.rendered, first.pages);
    assert_eq!(site.build().rendered, 0);
    assert_eq!(build().rendered, 0);
}
