//! Lists of workshops by topic and year, the calendar of the programme, outcomes of workshops, and changes in the feed
//! and in calendars.

use std::fmt::Write as _;
use std::process::Command;

use icalendar::{Calendar, Component, EventStatus};
use jiff::civil::date;
use tests::site::SiteTest;

/// Two workshops with a common topic, one of which is over on the day of the build.
const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
topics: [Proximité, Énergie]
---
Le texte
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
- { title: Deux, date: 2027-12-07, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/past/index.md
---
title: Atelier passé
summary: Un autre
topics: [Proximité]
---
//- content/workshops/past/sessions.yaml
- { title: Seule, date: 2026-05-12, start: '10:00', end: '16:30', attendance: online }
";

const SESSIONS: &str = "content/workshops/a/sessions.yaml";

fn assert_contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn lists_show_cancelled_and_postponed_days() {
    let site = SiteTest::new(SITE);
    let sessions = "- { title: Une, date: 2027-09-14, start: '10:00', end: '12:00', attendance: online, status: cancelled }
- { title: Autre, date: 2027-09-14, start: '14:00', end: '16:00', attendance: online }
- { title: Deux, date: 2027-12-07, start: '10:00', end: '16:30', attendance: online, status: postponed }
";
    site.write(SESSIONS, sessions);
    site.build();
    // Another session still takes place on the first day.
    let days = ": mardi 14 septembre 2027, mardi 7 décembre 2027 postponed, ";
    assert_contains(&site.file("site/index.html"), &[days]);
}

#[test]
fn each_topic_has_a_page() {
    let site = SiteTest::new(SITE);
    site.build();
    let index = site.file("site/topics/index.html");
    assert_contains(
        &index,
        &["<a href=\"/topics/energie/\">Énergie</a> 1", "<a href=\"/topics/proximite/\">Proximité</a> 2"],
    );
    let topic = site.file("site/topics/proximite/index.html");
    let (upcoming, past) = topic.split_once("id=\"past\"").unwrap();
    assert_contains(upcoming, &["<h1>topic Proximité</h1>", "/ateliers/a/", "<a href=\"/topics/\">"]);
    assert!(past.contains("/ateliers/past/") && !past.contains("/ateliers/a/"), "{past}");
    let other = site.file("site/topics/energie/index.html");
    assert!(!other.contains("/ateliers/past/"), "{other}");
    let link = "<a href=\"/topics/energie/\">Énergie</a>";
    for page in ["site/ateliers/a/index.html", "site/index.html"] {
        assert_contains(&site.file(page), &[link]);
    }
    assert_contains(&site.file("site/index.html"), &["<a href=\"/topics/\">2 topics</a>"]);
    let sitemap = site.file("site/sitemap.xml");
    assert_contains(
        &sitemap,
        &["club.example/topics/<", "/topics/energie/<", "/archive/<", "/archive/2026/<"],
    );
    assert_contains(
        &site.file("site/404.html"),
        &["<a href=\"/archive/\">", "<a href=\"/topics/\">Énergie, Proximité, </a>", "/ateliers/a/"],
    );
}

#[test]
fn addresses_of_lists_are_configured() {
    let site = SiteTest::new(SITE);
    let pages = "  page: /:slug/\n  topic: /themes/:slug/\n  archive: /archives/:slug/\n";
    site.edit("content/site.yaml", "  page: /:slug/\n", pages);
    let navigation = "navigation: [{ label: Thèmes, to: /themes/ }, { label: Passé, to: /archives/ }]";
    site.edit("content/site.yaml", "navigation: []", navigation);
    site.edit("content/workshops/a/index.md", "Le texte", "[De l’énergie](/themes/energie/)");
    site.build();
    assert_contains(
        &site.file("site/archives/2026/index.html"),
        &["<a href=\"/themes/\">Thèmes</a>", "<a href=\"/archives/\">Passé</a>"],
    );
    assert_contains(&site.file("site/ateliers/a/index.html"), &["<a href=\"/themes/energie/\">De"]);
    // An empty list has no page, and no link leads to it.
    site.remove("content/workshops/past");
    insta::assert_snapshot!(site.short_diagnostics(), @"content/site.yaml:15:67: no page has the address `/archives/`, because there is no past workshop yet");
}

#[test]
fn a_site_without_workshops_has_no_lists() {
    let site = SiteTest::new("");
    site.build();
    let paths = site.output_paths();
    let lists = ["topics", "archive", "programme.ics"];
    assert!(!paths.iter().any(|path| lists.iter().any(|list| path.contains(list))), "{paths:?}");
    let home = site.file("site/index.html");
    assert!(!lists.iter().any(|list| home.contains(list)) && !home.contains("webcal:"), "{home}");
}

#[test]
fn mistakes_in_topics_are_reported() {
    let site = SiteTest::new(SITE);
    site.edit("content/workshops/past/index.md", "[Proximité]", "[proximite, '…', Énergie, Énergie]");
    insta::assert_snapshot!(site.diagnostics(), @r"
     × the topic `proximite` is written `Proximité` in `content/workshops/a/index.md`, and both have
     │ the address `proximite` [E219]
      ╭─[content/workshops/past/index.md:4:10]
    3 │ summary: Un autre
    4 │ topics: [proximite, '…', Énergie, Énergie]
      ·          ─────────
    5 │ ---
      ╰────
     help: write `Proximité` here, or use the same spelling in both places

     × the topic `…` cannot be part of an address [E217]
      ╭─[content/workshops/past/index.md:4:21]
    3 │ summary: Un autre
    4 │ topics: [proximite, '…', Énergie, Énergie]
      ·                     ───
    5 │ ---
      ╰────
     help: write it with letters or digits of the Latin script

     × the topic `Énergie` is named twice [E218]
      ╭─[content/workshops/past/index.md:4:35]
    3 │ summary: Un autre
    4 │ topics: [proximite, '…', Énergie, Énergie]
      ·                                   ───────
    5 │ ---
      ╰────
     help: remove one of them
    ");
    let site = SiteTest::new(SITE);
    for name in ["topics", "archive"] {
        site.write(&format!("content/pages/{name}.md"), "---\ntitle: A\ndescription: A\n---\n");
    }
    insta::assert_snapshot!(site.short_diagnostics(), @r"
    content/site.yaml:9:3: the address `/archive/` is already used by `content/pages/archive.md`
    content/site.yaml:9:3: the address `/topics/` is already used by `content/pages/topics.md`
    ");
}

/// Returns a site with past workshops: four of 2024, and four of 2025 that end in the following year.
fn years() -> SiteTest {
    let mut fixture = String::new();
    for year in [2024, 2025] {
        for month in 1..=4 {
            let _ = write!(
                fixture,
                "
//- content/workshops/a{year}-{month}/index.md
---
title: Atelier {year}-{month}
summary: Un atelier
---
//- content/workshops/a{year}-{month}/sessions.yaml
- {{ title: Une, date: {year}-{month:02}-14, start: '10:00', end: '16:30', attendance: online }}
- {{ title: Deux, date: 2026-{month:02}-{day}, start: '10:00', end: '16:30', attendance: online }}
",
                day = year - 2010,
            );
        }
    }
    SiteTest::new(&fixture)
}

#[test]
fn past_workshops_are_archived_by_their_first_year() {
    let site = years();
    site.build();
    let home = site.file("site/index.html");
    let listed: Vec<_> = home.matches("/ateliers/a").collect();
    assert_eq!(listed.len(), 6, "{home}");
    assert_contains(&home, &["/ateliers/a2025-4/", "/ateliers/a2024-2/", "<a href=\"/archive/\">"]);
    assert!(!home.contains("/ateliers/a2025-1/"), "{home}");
    let index = site.file("site/archive/index.html");
    let latest = index.find("<a href=\"/archive/2025/\">2025</a> 4");
    assert!(latest.is_some() && latest < index.find("<a href=\"/archive/2024/\">2024</a> 4"), "{index}");
    let year = site.file("site/archive/2025/index.html");
    assert_contains(
        &year,
        &["<h1>year 2025</h1>", "/ateliers/a2025-1/", "<a href=\"/archive/2024/\">earlier</a>"],
    );
    assert!(!year.contains("/ateliers/a2024") && !year.contains("later"), "{year}");
    assert_contains(&site.file("site/archive/2024/index.html"), &["<a href=\"/archive/2025/\">later</a>"]);
    // On a day when no workshop is over yet, there is no archive.
    let before = years().on(date(2025, 12, 31));
    before.build();
    assert!(!before.output_paths().iter().any(|path| path.contains("archive")));
    assert!(!before.file("site/index.html").contains("archive"));
}

#[test]
fn outcomes_are_shown_once_the_workshop_is_over() {
    let file = "content/workshops/a/outcomes.md";
    let page = "site/ateliers/a/index.html";
    let text = "## Synthèse\n\nUn [plan](plan.txt) et la [suite](#synthese).\n";
    for (front_matter, day, shown) in [
        ("", date(2027, 12, 7), false),
        ("", date(2027, 12, 8), true),
        ("---\npublished: 2027-10-01\n---\n", date(2027, 9, 30), false),
        ("---\npublished: 2027-10-01\n---\n", date(2027, 10, 1), true),
        ("---\npublished: 2028-01-10\n---\n", date(2027, 12, 8), false),
    ] {
        let site = SiteTest::new(SITE).on(day);
        site.write(file, format!("{front_matter}{text}"));
        site.write("content/workshops/a/plan.txt", "plan");
        site.build();
        let html = site.file(page);
        assert_eq!(html.contains("<h2 id=\"outcomes\">outcomes</h2>"), shown, "{day}: {html}");
        assert_eq!(html.contains("<h3 id=\"synthese\">Synthèse</h3>"), shown, "{day}: {html}");
        let link = "<a href=\"/ateliers/a/#outcomes\">outcomes</a>";
        assert_eq!(site.file("site/index.html").contains(link), shown, "{day}");
        let attached = site.output_paths().contains(&"site/ateliers/a/plan.txt".to_owned());
        assert_eq!(attached, shown, "files linked only from the outcomes are published with them");
    }
}

#[test]
fn mistakes_in_outcomes_are_reported() {
    let file = "content/workshops/a/outcomes.md";
    let site = SiteTest::new(SITE);
    // Even while they are not shown.
    site.write(
        file,
        "---\npublished: 2027-09-13\nauthor: moi\n---\n## Un\n\nTexte\n[Ailleurs](nulle-part.md)\n",
    );
    insta::assert_snapshot!(site.diagnostics(), @r"
     × this is before the first session, on 2027-09-14 [E216]
      ╭─[content/workshops/a/outcomes.md:2:12]
    1 │ ---
    2 │ published: 2027-09-13
      ·            ──────────
    3 │ author: moi
      ╰────
     help: write a publication date after the first session, or remove `published` to show the
           synthesis once the workshop is over

     × unknown key `author` [E006]
      ╭─[content/workshops/a/outcomes.md:3:1]
    2 │ published: 2027-09-13
    3 │ author: moi
      · ──────
    4 │ ---
      ╰────
     help: remove it; known keys are `published`

     × there is no page or file `nulle-part.md` [E804]
      ╭─[content/workshops/a/outcomes.md:8:12]
    7 │ Texte
    8 │ [Ailleurs](nulle-part.md)
      ·            ─────────────
      ╰────
     help: paths are relative to the folder of the file with the link; name pages by their source,
           such as `../../speakers/name.md`
    ");
    site.write(file, "\n");
    insta::assert_snapshot!(site.short_diagnostics(), @"content/workshops/a/outcomes.md:1:1: this synthesis has no text");
    site.remove(file);
    site.write("content/workshops/a/outcome.md", "Un");
    insta::assert_snapshot!(site.short_diagnostics(), @"content/workshops/a/outcome.md:1:1: unexpected file");
}

#[test]
fn the_programme_is_published_as_a_calendar() {
    let site = SiteTest::new(SITE);
    site.write("content/workshops/b/index.md", "---\ntitle: B\nsummary: B\nexample: true\n---\n");
    let session = "- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }\n";
    site.write("content/workshops/b/sessions.yaml", session);
    let postponed = "attendance: online, status: postponed }\n- { title: Deux";
    site.edit(SESSIONS, "attendance: online }\n- { title: Deux", postponed);
    let moved = "2028-01-18, start: '10:00', end: '16:30', attendance: online, previously: [{ date: 2027-12-07, \
                 attendance: in-person }] }";
    site.edit(SESSIONS, "2027-12-07, start: '10:00', end: '16:30', attendance: online }", moved);
    site.build();
    let text = site.file("site/programme.ics");
    let calendar: Calendar = text.parse().unwrap();
    let value = |name: &str| calendar.property_value(name);
    assert_eq!((value("NAME"), value("X-WR-CALNAME")), (Some("Club"), Some("Club")));
    assert_eq!((value("REFRESH-INTERVAL"), value("X-PUBLISHED-TTL")), (Some("P1D"), Some("P1D")));
    assert!(text.contains("REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n"), "{text}");
    let uids: Vec<_> = calendar.events().filter_map(|event| event.get_uid()).collect();
    assert_eq!(
        uids,
        ["session-1.a@club.example", "session-2.a@club.example", "session-1.past@club.example"],
        "the example is omitted"
    );
    // Each entry is identical to that of the workshop's own file, so that calendars merge them.
    let entries = |text: &str| text.split("BEGIN:VEVENT").skip(1).map(entry).collect::<Vec<_>>();
    let mut expected = entries(&site.file("site/ateliers/a/a.ics"));
    expected.extend(entries(&site.file("site/ateliers/past/past.ics")));
    assert_eq!(entries(&text), expected);
    let events: Vec<_> = calendar.events().collect();
    assert_eq!(events[0].get_status(), Some(EventStatus::Tentative));
    let description = events[1].property_value("DESCRIPTION").unwrap();
    assert!(description.contains("new date") && description.contains("now online"), "{description}");
    assert_contains(
        &site.file("site/index.html"),
        &["<a href=\"webcal://club.example/programme.ics\">", "<a href=\"/programme.ics\">"],
    );
}

fn entry(rest: &str) -> String {
    rest.split("END:VEVENT").next().unwrap_or_default().to_owned()
}

/// Builds a site whose content is committed at this time; returns its feed.
fn feed(site: &SiteTest, at: &str) -> String {
    for arguments in [&["init", "--quiet"][..], &["add", "content"], &["commit", "--quiet", "--message", "a"]]
    {
        let mut git = Command::new("git");
        git.arg("-C").arg(site.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]);
        git.args(arguments).env("GIT_COMMITTER_DATE", at).env("GIT_AUTHOR_DATE", at);
        assert!(git.output().unwrap().status.success(), "{arguments:?}");
    }
    site.build();
    site.file("site/atom.xml")
}

#[test]
fn the_feed_reports_changes_of_a_workshop() {
    let site = SiteTest::new(SITE);
    let first = feed(&site, "2026-11-20T10:00:00Z");
    assert_contains(&first, &["<title>Atelier A</title>", "<summary>Un atelier</summary>"]);
    let original = "date: 2027-09-14, start: '10:00', end: '16:30', attendance: online";
    let moved = "date: 2027-09-21, start: '10:00', end: '16:30', attendance: online, previously: \
                 [{ date: 2027-09-14, attendance: in-person }]";
    site.edit(SESSIONS, original, moved);
    let second = feed(&site, "2026-11-21T10:00:00Z");
    let summary = "Un atelier Une: new date mardi 21 septembre 2027, now online.";
    assert_contains(
        &second,
        &[
            "<title>changed – Atelier A</title>",
            &format!("<summary>{summary}</summary>"),
            "<updated>2026-11-21T10:00:00+00:00</updated>",
            "<published>2026-11-20T10:00:00+00:00</published>",
        ],
    );
    // The date of a list is that of the newest workshop in it.
    let sitemap = site.file("site/sitemap.xml");
    for (page, day) in [("topics/energie", 21), ("topics/proximite", 21), ("archive/2026", 20)] {
        let entry = format!("club.example/{page}/</loc><lastmod>2026-11-{day}T10:00:00Z</lastmod>");
        assert_contains(&sitemap, &[&entry]);
    }
    site.edit(SESSIONS, "- { title: Deux,", "- { title: Deux, status: postponed,");
    assert_contains(&feed(&site, "2026-11-22T10:00:00Z"), &["now online. Deux: postponed.</summary>"]);
    site.edit(SESSIONS, "- { title: Deux, status: postponed,", "- { title: Deux, status: cancelled,");
    site.edit(SESSIONS, "- { title: Une,", "- { title: Une, status: cancelled,");
    let cancelled = feed(&site, "2026-11-23T10:00:00Z");
    assert_contains(
        &cancelled,
        &["<title>cancelled – Atelier A</title>", "Une: cancelled. Deux: cancelled."],
    );
    site.write("content/workshops/past/outcomes.md", "Un texte");
    let outcomes = feed(&site, "2026-11-24T10:00:00Z");
    assert_contains(
        &outcomes,
        &["<title>outcomes – Atelier passé</title>", "<updated>2026-11-24T10:00:00+00:00</updated>"],
    );
    // A text committed before its publication date gets that date, which starts at midnight in Paris.
    site.write("content/workshops/past/outcomes.md", "---\npublished: 2026-12-24\n---\nUn texte");
    let outcomes = feed(&site, "2026-11-25T10:00:00Z");
    assert_contains(&outcomes, &["<updated>2026-12-23T23:00:00+00:00</updated>"]);
    let first = outcomes.split("<entry>").nth(1).unwrap();
    assert_contains(first, &["<title>outcomes – Atelier passé</title>"]);
    let sitemap = site.file("site/sitemap.xml");
    assert_contains(&sitemap, &["/ateliers/past/</loc><lastmod>2026-12-23T23:00:00Z</lastmod>"]);
}

#[test]
fn a_mistake_in_a_list_template_is_reported_before_the_list_exists() {
    for (template, wrong) in [
        ("topics.html", "{{ page.topic }}"),
        ("topic.html", "{{ page.title }}"),
        ("archive.html", "{{ page.year }}"),
        ("archive-year.html", "{% if page.later %}{{ page.later.title }}{% endif %}"),
        ("404.html", "{% for topic in page.topics %}{{ topic.slug }}{% endfor %}"),
    ] {
        let site = SiteTest::new("");
        site.edit(&format!("themes/plain/templates/{template}"), "</h1>", &format!("</h1>{wrong}"));
        let report = site.short_diagnostics();
        assert!(report.starts_with(&format!("themes/plain/templates/{template}:")), "{report}");
    }
}
