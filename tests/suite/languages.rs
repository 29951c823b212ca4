//! A site in two languages: translations, fallbacks, and links between the languages.

mod forms;

use std::collections::BTreeMap;
use std::fs;

use jiff::civil::{Date, date};
use site::BuildError;
use tests::project::SiteCopy;
use tests::site::files;

/// A day when the example takes registrations.
const TODAY: Date = date(2026, 12, 1);

const WORKSHOP: &str = "en/workshops/exemple-renovation-energetique/index.html";
const EXAMPLE: &str = "content/workshops/exemple-renovation-energetique";

/// Builds the real content with some files written or, if the text is `None`, removed; returns the text files by path.
fn build(changes: &[(&str, Option<&str>)]) -> BTreeMap<String, String> {
    built(&site(changes))
}

/// Builds a site and returns its text files by path.
fn built(site: &SiteCopy) -> BTreeMap<String, String> {
    match try_build(site) {
        Ok(_) => {}
        Err(BuildError::Content(diagnostics)) => panic!("{}", diagnostics.to_plain_text()),
        Err(BuildError::Other(error)) => panic!("{error:#}"),
    }
    let files = files(&site.path("dist/site"));
    files.into_iter().filter_map(|(path, bytes)| Some((path, String::from_utf8(bytes).ok()?))).collect()
}

/// Returns the problems of such a build, one per line.
fn problems(changes: &[(&str, Option<&str>)]) -> String {
    match try_build(&site(changes)) {
        Err(BuildError::Content(diagnostics)) => diagnostics.to_plain_text(),
        Err(BuildError::Other(error)) => panic!("{error:#}"),
        Ok(()) => panic!("the build reports no problem"),
    }
}

fn site(changes: &[(&str, Option<&str>)]) -> SiteCopy {
    let site = SiteCopy::new();
    for (path, text) in changes {
        match text {
            Some(text) => site.write(path, text),
            None => fs::remove_file(site.path(path)).unwrap(),
        }
    }
    site
}

fn try_build(site: &SiteCopy) -> Result<(), BuildError> {
    site.build(TODAY).map(|_| ())
}

/// Returns the HTML of the pages by their address.
fn pages(files: &BTreeMap<String, String>) -> BTreeMap<String, &String> {
    let pages = files.iter().filter_map(|(path, html)| {
        let path = path.strip_suffix("index.html")?;
        Some((format!("/{path}"), html))
    });
    pages.collect()
}

fn language(html: &str) -> &str {
    html.split("<html lang=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap()
}

/// Returns the alternates in the head of a page, by language.
fn alternates(html: &str) -> BTreeMap<String, String> {
    let links = html.split("<link rel=\"alternate\" hreflang=\"").skip(1);
    let link = |link: &str| {
        let (language, rest) = link.split_once('"').unwrap();
        let address = rest.split('"').nth(1).unwrap();
        (language.to_owned(), address.strip_prefix("https://ateliers.example").unwrap().to_owned())
    };
    links.map(link).collect()
}

#[test]
fn pages_in_two_languages_link_to_each_other() {
    let files = build(&[("content/pages/mentions-legales.en.md", None)]);
    let pages = pages(&files);
    let mut several = 0;
    for (path, html) in &pages {
        let alternates = alternates(html);
        if alternates.is_empty() {
            continue;
        }
        several += 1;
        let own = language(html);
        assert_eq!(alternates[own], *path, "a page lists itself as an alternate");
        assert_eq!(alternates["x-default"], alternates["fr"]);
        for (language_of_other, other) in &alternates {
            let html = pages.get(other).unwrap_or_else(|| panic!("{path} names {other}, which is no page"));
            if language_of_other != "x-default" {
                assert_eq!(language(html), language_of_other);
            }
            assert_eq!(self::alternates(html), alternates, "{other} and {path}");
        }
        let (other, name) = if own == "fr" { ("en", "English") } else { ("fr", "Français") };
        let switch =
            format!(r#"<a href="{}" hreflang="{other}" lang="{other}">{name}</a>"#, alternates[other]);
        assert!(html.contains(&switch), "{path} lacks {switch}");
        let locales =
            [r#"<meta property="og:locale" content="#, r#"<meta property="og:locale:alternate" content="#];
        assert!(locales.iter().all(|locale| html.contains(locale)), "{path}");
    }
    assert!(
        several >= 30,
        "home, about and two more pages, two workshops, two speakers, six topics and the archive, in both"
    );
    assert_eq!(alternates(pages["/themes/concertation/"])["en"], "/en/topics/consultation/");
    // A page in a single language has no language switch.
    assert!(alternates(pages["/mentions-legales/"]).is_empty());
    assert!(!pages["/mentions-legales/"].contains(r#"class="languages""#));
}

#[test]
fn the_sitemap_has_the_same_alternates() {
    let files = build(&[]);
    let sitemap = &files["sitemap.xml"];
    for (path, html) in pages(&files) {
        let entry =
            sitemap.lines().find(|line| line.contains(&format!("<loc>https://ateliers.example{path}</loc>")));
        for (language, other) in alternates(html) {
            let link = format!(
                r#"<xhtml:link rel="alternate" hreflang="{language}" href="https://ateliers.example{other}"/>"#
            );
            // The search page links to the others too but is not indexed.
            let indexed = !html.contains(r#"<meta name="robots" content="noindex">"#);
            assert_eq!(entry.is_some_and(|entry| entry.contains(&link)), indexed, "{path}: {link}");
        }
    }
    assert!(sitemap.contains(r#"xmlns:xhtml="http://www.w3.org/1999/xhtml""#));
}

#[test]
fn each_page_is_in_its_language() {
    let files = build(&[]);
    let mut english = 0;
    for (path, html) in pages(&files) {
        let is_english = path.starts_with("/en/");
        english += usize::from(is_english);
        assert_eq!(language(html), if is_english { "en" } else { "fr" }, "{path}");
        assert_eq!(html.contains(">Skip to content<"), is_english, "{path}");
        assert_eq!(html.contains(">Aller au contenu<"), !is_english, "{path}");
    }
    assert!(english >= 10);
    let workshop = &files["en/workshops/proximite/index.html"];
    for text in [
        "Thursday 1 December 2022",
        "10:00",
        "16:30",
        "Member: €500",
        "€1,500",
        "for the whole workshop, per person (2 days)",
        r#""inLanguage":"en""#,
        "Proximity today",
        r#"href="/en/speakers/yvette-molina/""#,
    ] {
        assert!(workshop.contains(text), "{text}");
    }
    let upcoming = &files[WORKSHOP];
    let path = "/en/workshops/exemple-renovation-energetique/exemple-renovation-energetique.ics";
    assert!(upcoming.contains(&format!(r#"href="{path}""#)));
    let calendar = &files["en/workshops/proximite/proximite.ics"].replace("\r\n ", "");
    assert!(calendar.contains("Proximity today"), "{calendar}");
    let french = &files["ateliers/proximite/proximite.ics"];
    let uids = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect()
    };
    assert_eq!(uids(calendar), uids(french), "both files have the same entries");
    let french = &files["ateliers/proximite/index.html"];
    assert!(french.contains("jeudi 1er\u{a0}décembre 2022") && french.contains("1\u{202f}500\u{a0}€"));
}

#[test]
fn links_to_another_language_are_marked() {
    let files = build(&[]);
    assert_links_are_marked(&files, 30);
    let workshop = &files[WORKSHOP];
    let registration = r#"href="/en/workshops/exemple-renovation-energetique/registration/""#;
    assert!(workshop.contains(registration), "{workshop}");
}

#[test]
fn links_to_untranslated_pages_are_marked_in_every_theme() {
    let untranslated = [
        "content/index.en.md",
        "content/pages/confidentialite.en.md",
        "content/speakers/yvette-molina.en.md",
        "content/workshops/proximite/questionnaire.en.yaml",
    ];
    let example = ["sessions.en.yaml", "index.en.md", "registration.en.yaml", "questionnaire.en.yaml"];
    let example = example.map(|name| format!("{EXAMPLE}/{name}"));
    let about = SiteCopy::new().read("content/pages/a-propos.en.md")
        + "\n[A workshop](../workshops/exemple-renovation-energetique/index.md \"A & B\"), [the same](/ateliers/exemple-renovation-energetique/#session-1), [another](/en/workshops/proximite/)\n";
    for theme in ["default", "sober"] {
        let site = SiteCopy::new().with_theme(theme);
        site.write("content/pages/a-propos.en.md", &about);
        for path in untranslated.into_iter().chain(example.iter().map(String::as_str)) {
            fs::remove_file(site.path(path)).unwrap();
        }
        let files = built(&site);
        assert_links_are_marked(&files, 60);
        let page = &files["en/a-propos/index.html"];
        for link in [
            "<a href=\"/ateliers/exemple-renovation-energetique/\" title=\"A &amp; B\" hreflang=\"fr\">A workshop</a>",
            "<a href=\"/ateliers/exemple-renovation-energetique/#session-1\" hreflang=\"fr\">the same</a>",
            "<a href=\"/en/workshops/proximite/\">another</a>",
            "href=\"/\" hreflang=\"fr\"",
        ] {
            assert!(page.contains(link), "{theme}: {link}\n{page}");
        }
    }
}

/// Checks that exactly the links to pages in another language have `hreflang`, and that there are more than `count`.
#[track_caller]
fn assert_links_are_marked(files: &BTreeMap<String, String>, count: usize) {
    let pages = pages(files);
    let mut marked = 0;
    for (path, html) in &pages {
        for link in html.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let href = link.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
            let Some(target) = pages.get(href.split(['#', '?']).next().unwrap()) else { continue };
            let declared = link.split("hreflang=\"").nth(1).and_then(|rest| rest.split('"').next());
            let expected = Some(language(target)).filter(|target| *target != language(html));
            assert_eq!(declared, expected, "{path}: <a {link}>");
            marked += usize::from(declared.is_some());
        }
    }
    assert!(marked > count, "{marked}");
}

#[test]
fn an_untranslated_workshop_is_listed_in_its_language() {
    let names = ["sessions.en.yaml", "index.en.md", "registration.en.yaml", "questionnaire.en.yaml"];
    let names = names.map(|name| format!("{EXAMPLE}/{name}"));
    let files = build(&names.each_ref().map(|name| (name.as_str(), None)));
    assert!(!files.contains_key(WORKSHOP));
    let home = &files["en/index.html"];
    let card = r#"<h3 lang="fr"><a href="/ateliers/exemple-renovation-energetique/" hreflang="fr">Rénover"#;
    assert!(home.contains(card), "{home}");
    assert!(home.contains("14 September 2027"), "facts are in the page's language");
    let french = &files["ateliers/exemple-renovation-energetique/index.html"];
    assert!(alternates(french).is_empty());
}

#[test]
fn an_untranslated_session_falls_back() {
    let sessions = format!("{EXAMPLE}/sessions.en.yaml");
    let files = build(&[(&sessions, Some("- { id: session-2, title: Carrying out the works }\n"))]);
    let page = &files[WORKSHOP];
    for text in [
        r#"<span lang="fr">Préparer le chantier avec les locataires</span>"#,
        "Carrying out the works",
        r#"<div class="prose" lang="fr"><p>La matinée est consacrée au diagnostic partagé"#,
        r#"<p class="session-where" lang="fr">Cette seconde journée"#,
    ] {
        assert!(page.contains(text), "{text}\n{page}");
    }
    // French text keeps French typography on an English page.
    assert!(page.contains("locataires\u{202f}?") || page.contains("locataires\u{a0}?"), "{page}");
}

#[test]
fn each_language_has_its_own_abbreviations() {
    let facts = SiteCopy::new().read("content/site.yaml");
    let french = facts.replace("  HLM: habitation", "  ABC: alphabet\n  HLM: habitation");
    let english = "  en:\n    abbreviations: { HLM: French social housing, XYZ: the end }\n";
    let facts = french.replace("translations:\n  en:\n", &format!("translations:\n{english}"));
    let text = |words: &str| format!("---\ntitle: A\ndescription: A\n---\n{words}\n\nHLM, ABC, XYZ.\n");
    let (about, about_english) = (text("Nous"), text("We"));
    let files = build(&[
        ("content/site.yaml", Some(&facts)),
        ("content/pages/a-propos.md", Some(&about)),
        ("content/pages/a-propos.en.md", Some(&about_english)),
        ("content/workshops/proximite/sessions.en.yaml", None),
    ]);
    let html = &files["a-propos/index.html"];
    let explained =
        "<abbr title=\"habitation à loyer modéré\">HLM</abbr>, <abbr title=\"alphabet\">ABC</abbr>, XYZ.";
    assert!(html.contains(explained), "{html}");
    let html = &files["en/a-propos/index.html"];
    let explained =
        "<abbr title=\"French social housing\">HLM</abbr>, ABC, <abbr title=\"the end\">XYZ</abbr>.";
    assert!(html.contains(explained), "{html}");
    // Abbreviations in French text on an English page are explained in French.
    let html = &files["en/workshops/proximite/index.html"];
    let (_, french) = html.split_once("<div class=\"prose\" lang=\"fr\">").unwrap();
    assert!(french.contains("<abbr title=\"habitation à loyer modéré\">HLM</abbr>"), "{html}");
    assert!(!html.contains("French social housing"), "{html}");
}

#[test]
fn empty_abbreviations_are_reported() {
    let facts = SiteCopy::new().read("content/site.yaml");
    let nested =
        facts.replace("  HLM: habitation à loyer modéré\n", "  en: { HLM: French social housing }\n");
    let wrong = nested.replace(
        "translations:\n  en:\n",
        "translations:\n  en:\n    abbreviations: { HLM: , \"\": a, MOA: a, MOA: b }\n",
    );
    let report = problems(&[("content/site.yaml", Some(&wrong))]);
    for text in [
        "content/site.yaml:38:3",
        "`en` has no text as its long form",
        "write `en: long form`; abbreviations of a further language go under `translations`",
        "content/site.yaml:43:29",
        "the abbreviation is empty",
        "`MOA` is written twice",
    ] {
        assert!(report.contains(text), "{text}\n{report}");
    }
    let own = facts.replace("translations:\n  en:\n", "translations:\n  en:\n    abbreviations: [HLM]\n");
    let report = problems(&[("content/site.yaml", Some(&own))]);
    assert!(report.contains("expected keys with values, found a list"), "{report}");
}

#[test]
fn a_site_in_english_is_english() {
    let site = site(&[]);
    let facts = site.read("content/site.yaml");
    let (before, rest) = facts.split_once("# The site's texts in its further languages.").unwrap();
    let (_, after) = rest.split_once("# Shown under each registration form").unwrap();
    let facts = format!("{before}#{after}").replace("language: fr", "language: en");
    site.write("content/site.yaml", &facts);
    for (path, _) in files(&site.path("content")) {
        if path.contains(".en.") {
            fs::remove_file(site.path("content").join(path)).unwrap();
        }
    }
    try_build(&site).unwrap();
    let french = site.read("themes/default/i18n/fr.yaml");
    let english = site.read("themes/default/i18n/en.yaml");
    let texts = french.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    let texts: Vec<_> = texts.map(|(_, text)| text.trim_matches('"')).collect();
    let words = texts.into_iter().filter(|text| text.len() > 12 && !text.contains(['{', '\\', ':', '’']));
    let words: Vec<_> = words.filter(|text| !english.contains(text)).collect();
    assert!(words.len() > 100, "{}", words.len());
    let files = files(&site.path("dist/site"));
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = std::str::from_utf8(bytes).unwrap();
        assert_eq!(language(html), "en", "{path}");
        let words = words.iter().find(|word| html.contains(&format!(">{word}<")));
        assert_eq!(words, None, "{path} speaks French");
    }
    let registration = &files["ateliers/exemple-renovation-energetique/inscription/index.html"];
    let registration = std::str::from_utf8(registration).unwrap();
    for text in ["Tuesday 14 September 2027", "€500", "First name"] {
        assert!(registration.contains(text), "{text}\n{registration}");
    }
    // A variant of English is possible, with the same words.
    site.write("content/site.yaml", &facts.replace("language: en", "language: en-US"));
    try_build(&site).unwrap();
    let home = site.read("dist/site/index.html");
    assert!(home.contains("September 14, 2027") && language(&home) == "en-US", "{home}");
}

#[test]
fn translations_without_an_original_or_a_language_are_reported() {
    let page = Some("---\ntitle: A\ndescription: A\n---\nA\n");
    let problems = problems(&[
        ("content/pages/nowhere.en.md", page),
        ("content/pages/a-propos.de.md", page),
        ("content/pages/a-propos.fr.md", page),
        ("content/workshops/exemple-renovation-energetique/outcomes.en.md", Some("Came out")),
    ]);
    for text in [
        "this translates `content/pages/nowhere.md`, which does not exist",
        "the site has no language `de`",
        "add `de` to `translations` in `content/site.yaml`",
        "`fr` is the site's own language",
        "this translates `content/workshops/exemple-renovation-energetique/outcomes.md`",
    ] {
        assert!(problems.contains(text), "{text}\n{problems}");
    }
}

#[test]
fn unmatched_texts_are_reported() {
    let sessions = format!("{EXAMPLE}/sessions.en.yaml");
    let index = format!("{EXAMPLE}/index.en.md");
    let texts = "- title: A\n- title: B\n- title: C\n- { id: sesion-1, title: D }\n- { id: session-2, title: E }\n\
                 - { title: F, date: 2027-01-01 }\n";
    let problems = problems(&[
        (&sessions, Some(texts)),
        (&index, Some("---\ntitle: A\nsummary: A\nfees: { member: { label: A } }\nexample: true\n---\n")),
        ("content/workshops/proximite/index.en.md", None),
        ("content/speakers/yvette-molina.en.md", Some("---\nname: Yvette Molina\n---\nA\n")),
    ]);
    for text in [
        "`sessions.yaml` has no such session: it has 2",
        "there is no session `sesion-1`",
        "did you mean `session-1`?",
        "this is the second entry for the same session",
        "unknown key `date`",
        "there is no fee with the category `member`",
        "unknown key `example`",
        "the workshop's `index.md` is not translated",
        "unknown key `name`",
    ] {
        assert!(problems.contains(text), "{text}\n{problems}");
    }
}

#[test]
fn topics_are_named_once_for_each_language() {
    let index = format!("{EXAMPLE}/index.en.md");
    let site = SiteCopy::new();
    let facts = site.read("content/site.yaml");
    let topics = facts
        .replace("concertation: consultation", "concertations: organisation")
        .replace("proximité: proximity", "proximité: …");
    let text = site.read(&index).replacen("---\n", "---\ntopics: [energy renovation]\n", 1);
    let problems = problems(&[("content/site.yaml", Some(&topics)), (&index, Some(&text))]);
    for text in [
        "no workshop has the topic `concertations`",
        "did you mean `concertation`?",
        "`concertations` and `organisation` have the same address, `organisation`",
        "the topic `…` cannot be part of an address",
        "topics are translated in `site.yaml`, not in a workshop",
    ] {
        assert!(problems.contains(text), "{text}\n{problems}");
    }
    // A topic without a translated name is omitted in that language.
    let files =
        build(&[("content/site.yaml", Some(&facts.replace("      concertation: consultation\n", "")))]);
    assert!(
        !files[WORKSHOP].contains("concertation")
            && files[WORKSHOP].contains("/en/topics/occupied-buildings/")
    );
    assert!(!files.contains_key("en/topics/consultation/index.html"));
}

#[test]
fn invalid_languages_are_reported() {
    let facts = SiteCopy::new().read("content/site.yaml");
    let own = facts.replace("translations:\n  en:", "translations:\n  fr:");
    assert!(problems(&[("content/site.yaml", Some(&own))]).contains("`fr` is the site's own language"));
    let unknown = facts.replace("translations:\n  en:", "translations:\n  eo:");
    let problems = problems(&[("content/site.yaml", Some(&unknown))]);
    assert!(problems.contains("the theme has no `eo` translation"), "{problems}");
    assert!(problems.contains("the site has no language `en`"), "{problems}");
}

#[test]
fn two_languages_cannot_share_an_address() {
    let site = SiteCopy::new();
    let facts = site.read("content/site.yaml");
    let (_, english) = facts.split_once("\n  en:\n").unwrap();
    let (english, _) = english.split_once("\n\n").unwrap();
    let american: String = english
        .lines()
        .filter(|line| {
            !["workshop:", "registration:", "questionnaire:", "speaker:", "page:"]
                .iter()
                .any(|key| line.trim().starts_with(key))
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    let facts = facts.replace("\n  en:\n", &format!("\n  en-US:\n{american}  en:\n"));
    let text = site.read(&format!("{EXAMPLE}/index.en.md"));
    let report =
        problems(&[("content/site.yaml", Some(&facts)), (&format!("{EXAMPLE}/index.en-US.md"), Some(&text))]);
    for path in ["/en/topics/", "/en/topics/consultation/", "/en/find/"] {
        assert!(report.contains(&format!("the address `{path}` is already used by")), "{path}\n{report}");
    }
    let moved =
        |facts: String, name: &str| facts.replacen(&format!("/en/{name}/"), &format!("/en-us/{name}/"), 1);
    let own = ["topics", "archive", "find"].into_iter().fold(facts.clone(), moved);
    let files =
        build(&[("content/site.yaml", Some(&own)), (&format!("{EXAMPLE}/index.en-US.md"), Some(&text))]);
    assert!(files.contains_key("en-us/topics/consultation/index.html"));
}
