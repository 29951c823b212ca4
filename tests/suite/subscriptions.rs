//! Subscriptions in each language of the site: the feed and the calendar of the programme.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use icalendar::{Calendar, Component};
use jiff::civil::date;
use site::BuildError;
use tests::project::SiteCopy;

const EXAMPLE: &str = "content/workshops/exemple-renovation-energetique";

/// Builds the real site with its example treated as a real workshop, which is not translated.
fn site() -> SiteCopy {
    let site = SiteCopy::new();
    let index = format!("{EXAMPLE}/index.md");
    site.write(&index, &site.read(&index).replace("example: true\n", ""));
    site.remove_translation("exemple-renovation-energetique", "en");
    site.commit("2026-11-20T10:00:00Z");
    site
}

fn try_build(site: &SiteCopy) -> Result<(), BuildError> {
    site.build(date(2026, 12, 1)).map(|_| ())
}

fn file(site: &SiteCopy, path: &str) -> String {
    site.read(&format!("dist/site/{path}"))
}

/// Returns the values of an element of a feed.
fn elements<'f>(feed: &'f str, name: &str) -> Vec<&'f str> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    feed.split(&start).skip(1).filter_map(|rest| rest.split(&end).next()).collect()
}

#[test]
fn each_language_has_a_feed_linked_from_its_pages() {
    let site = site();
    try_build(&site).unwrap();
    let (french, english) = (file(&site, "atom.xml"), file(&site, "en/atom.xml"));
    for (feed, language, home, own) in
        [(&french, "fr", "/", "/atom.xml"), (&english, "en", "/en/", "/en/atom.xml")]
    {
        let base = "https://ateliers.example";
        assert!(feed.contains(&format!("xml:lang=\"{language}\"")), "{feed}");
        assert!(feed.contains(&format!("<id>{base}{home}</id>")), "{feed}");
        assert!(feed.contains(&format!("<link href=\"{base}{home}\" rel=\"alternate\"/>")), "{feed}");
        assert!(feed.contains(&format!("<link href=\"{base}{own}\" rel=\"self\"/>")), "{feed}");
    }
    // Translated entries are in this language; the others are those of the other feed, with their language marked.
    assert!(
        english.contains("<title>Revisiting proximity in the light of today’s challenges</title>"),
        "{english}"
    );
    assert!(english.contains("href=\"https://ateliers.example/en/workshops/proximite/\""), "{english}");
    assert!(english.contains("<title xml:lang=\"fr\">Rénover sans reloger"), "{english}");
    assert!(english.contains("<summary xml:lang=\"fr\">"), "{english}");
    assert_eq!(elements(&french, "entry").len(), 2);
    let ids = |feed: &str| -> BTreeSet<String> {
        elements(feed, "entry").iter().flat_map(|entry| elements(entry, "id")).map(str::to_owned).collect()
    };
    let common: Vec<_> = ids(&french).intersection(&ids(&english)).cloned().collect();
    assert_eq!(common, ["https://ateliers.example/ateliers/exemple-renovation-energetique/"]);
    for (path, bytes) in tests::site::files(&site.path("dist/site")) {
        let Some(html) = path.ends_with(".html").then(|| String::from_utf8(bytes).unwrap()) else { continue };
        let feeds: Vec<_> =
            html.split("<link rel=\"alternate\" type=\"application/atom+xml\"").skip(1).collect();
        let expected =
            if path.starts_with("en/") { " href=\"/en/atom.xml\">" } else { " href=\"/atom.xml\">" };
        assert!(feeds.len() == 1 && feeds[0].contains(expected), "{path}");
    }
}

#[test]
fn each_language_has_a_calendar_of_the_same_programme() {
    let site = site();
    try_build(&site).unwrap();
    let entries = |path: &str| -> BTreeMap<String, (String, String)> {
        let calendar: Calendar = file(&site, path).parse().unwrap();
        let entry = |event: &icalendar::Event| {
            let value = |name| event.property_value(name).unwrap_or_default().to_owned();
            (value("UID"), (value("SUMMARY"), value("URL")))
        };
        calendar.events().map(entry).collect()
    };
    let (french, english) = (entries("programme.ics"), entries("en/programme.ics"));
    // The same identifiers in both, so that a calendar with both files has no duplicates.
    assert!(french.len() == 4 && french.keys().eq(english.keys()), "{french:?} {english:?}");
    let (summary, url) = &english["session-1.proximite@ateliers.example"];
    assert!(summary.ends_with("Proximity today"), "{summary}");
    assert_eq!(url, "https://ateliers.example/en/workshops/proximite/");
    let untranslated = "session-1.exemple-renovation-energetique@ateliers.example";
    assert_eq!(english[untranslated], french[untranslated]);
    assert!(file(&site, "en/programme.ics").contains("\r\nNAME:The club’s workshops\r\n"));
    // A translated workshop's own file has the same entries.
    let own = entries("en/workshops/proximite/proximite.ics");
    assert!(own.len() == 2 && own.iter().all(|(uid, entry)| english[uid] == *entry), "{own:?}");
    for (page, path) in [("index.html", "/programme.ics"), ("en/index.html", "/en/programme.ics")] {
        let html = file(&site, page);
        let subscribed = format!("<a href=\"webcal://ateliers.example{path}\">");
        assert!(html.contains(&subscribed) && html.contains(&format!("<a href=\"{path}\">")), "{html}");
        let link = html.split("<link rel=\"alternate\" type=\"text/calendar\"").nth(1).unwrap();
        assert!(link.split('>').next().unwrap().ends_with(&format!("href=\"{path}\"")), "{link}");
    }
}

#[test]
fn the_address_of_a_feed_is_reserved() {
    let site = site();
    // A workshop whose folder has the name of the language.
    let facts = site.read("content/site.yaml").replacen("workshop: /ateliers/:slug/", "workshop: /:slug/", 1);
    site.write("content/site.yaml", &facts);
    fs::rename(site.path(EXAMPLE), site.path("content/workshops/en")).unwrap();
    site.write("content/workshops/en/atom.xml", "");
    let Err(BuildError::Content(problems)) = try_build(&site) else { panic!("two files in one place") };
    let problems = problems.to_plain_text();
    assert!(
        problems.contains("the address `/en/atom.xml` is already used by `content/workshops/en/atom.xml`"),
        "{problems}"
    );
}

#[test]
fn an_alias_must_not_have_the_address_of_the_programme() {
    let site = site();
    let index = "content/workshops/proximite/index.md";
    site.write(index, &site.read(index).replacen("title:", "aliases: [/programme.ics]\ntitle:", 1));
    let Err(BuildError::Content(problems)) = try_build(&site) else { panic!("two files in one place") };
    let problems = problems.to_plain_text();
    assert!(
        problems.contains("the address `/programme.ics` is already used by `content/site.yaml`"),
        "{problems}"
    );
}
