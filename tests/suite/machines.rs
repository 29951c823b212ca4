//! Data for programs: structured data, the feed, and modification dates from the git history.

use std::process::Command;

use serde_json::{Value, json};
use tests::site::SiteTest;

const SITE: &str = "
//- content/workshops/a/index.md
---
title: Atelier </script
summary: Un atelier
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-01-14, start: '10:00', end: '16:30', attendance: online, previously: [{ date: 2027-01-12 }] }
- { title: Deux, date: 2027-07-14, start: '10:00', end: '16:30', attendance: online, status: cancelled }
//- content/workshops/a/registration.yaml
opens: 2026-06-01
closes: 2027-01-10
capacity: 30
fees: [{ category: adherent, label: Adhérent, amount: 500 EUR }]
";

fn site() -> SiteTest {
    let site = SiteTest::new(SITE);
    let drawn = "<script>{{ page.structured_data | safe }}</script>";
    site.edit("themes/plain/templates/workshop.html", "<h1>{{ page.title }}</h1>", drawn);
    site
}

#[test]
fn a_moved_session_has_its_first_date() {
    let site = site().on(jiff::civil::date(2026, 12, 1));
    site.build();
    let page = site.file("site/ateliers/a/index.html");
    let data = page.split_once("<script>").unwrap().1.split_once("</script>").unwrap().0;
    let graph: Value = serde_json::from_str(data).unwrap();
    let event = &graph["@graph"][0];
    assert_eq!(event["name"], "Atelier </script");
    assert_eq!(event["eventStatus"], "https://schema.org/EventRescheduled");
    assert_eq!(event["startDate"], "2027-01-14T10:00:00+01:00");
    assert_eq!(event["endDate"], "2027-07-14T16:30:00+02:00");
    assert_eq!(event["offers"][0]["price"], "500.00");
    assert_eq!(event["subEvent"][0]["previousStartDate"], json!(["2027-01-12T10:00:00+01:00"]));
    assert_eq!(event["subEvent"][1]["eventStatus"], "https://schema.org/EventCancelled");
}

#[test]
fn feed_and_sitemap_contain_commit_dates() {
    let site = site();
    site.build();
    assert!(
        !site.file("site/sitemap.xml").contains("<lastmod>"),
        "there are no dates before the first commit"
    );
    let git = |arguments: &[&str]| {
        let date = "2026-11-20T10:00:00+01:00";
        let mut git = Command::new("git");
        git.arg("-C").arg(site.root()).args(["-c", "user.name=a", "-c", "user.email=a@b.example"]);
        git.args(arguments).env("GIT_COMMITTER_DATE", date).env("GIT_AUTHOR_DATE", date);
        assert!(git.output().unwrap().status.success(), "{arguments:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "content"]);
    git(&["commit", "--quiet", "--message", "Announce"]);
    site.build();
    assert!(
        site.file("site/sitemap.xml").contains("/ateliers/a/</loc><lastmod>2026-11-20T09:00:00Z</lastmod>")
    );
    let feed = site.file("site/atom.xml");
    assert!(feed.contains("<updated>2026-11-20T09:00:00+00:00</updated>"), "{feed}");
    assert!(feed.contains("<title>changed – Atelier &lt;/script</title>"), "{feed}");
}
