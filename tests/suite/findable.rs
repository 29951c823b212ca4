//! Data for search engines and social networks: structured data with the properties that Google requires of events,
//! pictures, descriptions, canonical addresses and the sitemap. `tests/gates/structured.mjs` checks the vocabulary.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use serde_json::{Value, json};
use tests::project::SiteCopy;
use tests::site::SiteTest;

const BASE: &str = "https://ateliers.example";
const WORKSHOP: &str = "ateliers/proximite/index.html";

/// Builds the real site on a day when it took registrations.
fn site() -> SiteCopy {
    let site = SiteCopy::new();
    build(&site);
    site
}

fn build(site: &SiteCopy) {
    site.build(date(2022, 11, 15)).unwrap();
}

/// Returns the HTML of every page by its path on the site.
fn pages(site: &SiteCopy) -> BTreeMap<String, String> {
    let files = tests::site::files(&site.path("dist/site"));
    let pages = files.into_iter().filter(|(path, _)| path.ends_with(".html"));
    pages
        .map(|(path, html)| {
            (format!("/{}", path.trim_end_matches("index.html")), String::from_utf8(html).unwrap())
        })
        .collect()
}

/// Returns the text between two others.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

fn meta<'t>(html: &'t str, name: &str) -> Option<&'t str> {
    ["name", "property"]
        .iter()
        .find_map(|attribute| between(html, &format!("<meta {attribute}=\"{name}\" content=\""), "\""))
}

fn structured_data(html: &str) -> Option<Value> {
    let data = between(html, "<script type=\"application/ld+json\">", "</script>")?;
    Some(serde_json::from_str(data).unwrap())
}

#[test]
fn structured_data_describes_each_kind_of_page() {
    let site = site();
    let mut kinds = BTreeSet::new();
    for html in pages(&site).values().filter(|html| html.contains("ld+json")) {
        for thing in structured_data(html).unwrap()["@graph"].as_array().unwrap() {
            kinds.insert(thing["@type"].as_str().unwrap().to_owned());
        }
    }
    let expected = ["BreadcrumbList", "EducationEvent", "Organization", "ProfilePage", "WebSite"];
    assert_eq!(kinds, expected.map(str::to_owned).into());
}

/// The required and recommended properties of Google's documentation of structured data for events, by path; see
/// <https://developers.google.com/search/docs/appearance/structured-data/event>.
const GOOGLE_RECOMMENDS: [&str; 14] = [
    "/name",
    "/startDate",
    "/location/0/name",
    "/location/0/address",
    "/description",
    "/endDate",
    "/eventStatus",
    "/image",
    "/offers/0/availability",
    "/offers/0/price",
    "/offers/0/priceCurrency",
    "/offers/0/validFrom",
    "/organizer/name",
    "/performer/0/name",
];

#[test]
fn a_workshop_has_every_property_that_google_recommends_for_events() {
    let data = structured_data(&site().read(&format!("dist/site/{WORKSHOP}"))).unwrap();
    let event = &data["@graph"][0];
    for path in GOOGLE_RECOMMENDS {
        let value = event.pointer(path).unwrap_or(&Value::Null);
        assert!(!value.is_null() && value != "", "{path} is missing from {event}");
    }
    let crumbs = data["@graph"][1]["itemListElement"].as_array().unwrap();
    for (index, crumb) in crumbs.iter().enumerate() {
        assert_eq!(crumb["position"], index + 1);
        assert!(crumb["name"].is_string() && (crumb["item"].is_string() || index + 1 == crumbs.len()));
    }
}

#[test]
fn the_structured_data_of_a_workshop_lists_offers_people_and_sessions() {
    let data = structured_data(&site().read(&format!("dist/site/{WORKSHOP}"))).unwrap();
    let event = &data["@graph"][0];
    let page = format!("{BASE}/ateliers/proximite/");
    assert_eq!(event["url"], page);
    assert_eq!(event["organizer"]["name"], "Le club");
    assert_eq!(event["organizer"]["url"], format!("{BASE}/"));
    assert_eq!(event["performer"][0]["name"], "Vincent Cespèdes");
    let offer = &event["offers"][0];
    assert_eq!(
        (&offer["price"], &offer["priceCurrency"], &offer["category"], &offer["availability"]),
        (&json!("500.00"), &json!("EUR"), &json!("adherent"), &json!("https://schema.org/InStock"))
    );
    assert!(offer["validFrom"].is_string());
    assert_eq!(offer["url"], format!("{page}inscription/"));
    assert!(event["image"].as_str().unwrap().starts_with(&format!("{BASE}/assets/open-graph/proximite.")));
    let sessions = event["subEvent"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    for (session, date) in sessions.iter().zip(["2022-12-01", "2023-01-10"]) {
        assert_eq!(session["superEvent"]["@id"], event["@id"]);
        assert_eq!(session["startDate"], format!("{date}T10:00:00+01:00"));
        assert!(!session["description"].as_str().unwrap().is_empty());
        assert!(session["location"].is_array());
    }
}

#[test]
fn offers_are_in_stock_only_on_days_when_seats_may_be_available() {
    let fixture = "
//- content/workshops/a/index.md
---
title: Atelier A
summary: Un atelier
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online }
//- content/workshops/a/registration.yaml
opens: 2027-06-01 12:00
closes: 2027-09-10 12:00
capacity: 30
fees:
  - { category: adherent, label: Adhérent, amount: 500 EUR }
";
    let availability = |day, status: &str| {
        let site = SiteTest::new(fixture).on(day);
        let online = format!("attendance: online{status}");
        site.edit("content/workshops/a/sessions.yaml", "attendance: online", &online);
        let drawn = "<script type=\"application/ld+json\">{{ page.structured_data | safe }}</script>";
        site.edit("themes/plain/templates/workshop.html", "<h1>{{ page.title }}</h1>", drawn);
        site.build();
        let page = structured_data(&site.file("site/ateliers/a/index.html")).unwrap();
        page["@graph"][0]["offers"][0]["availability"].clone()
    };
    let in_stock = json!("https://schema.org/InStock");
    for (day, expected) in [
        // Before the opening, on its day, during the workshop, on the closing day and after it.
        (date(2027, 5, 31), Value::Null),
        (date(2027, 6, 1), Value::Null),
        (date(2027, 6, 2), in_stock),
        (date(2027, 9, 10), Value::Null),
        (date(2027, 9, 12), Value::Null),
    ] {
        assert_eq!(availability(day, ""), expected, "{day}");
    }
    for status in [", status: cancelled", ", status: postponed"] {
        assert_eq!(availability(date(2027, 6, 2), status), Value::Null, "{status}");
    }
}

#[test]
fn every_change_of_a_session_is_in_the_structured_data() {
    let fixture = "
//- content/venues.yaml
paris: { name: Maison, address: [1 rue Haute], city: Paris }
//- content/workshops/a/index.md
---
title: Atelier
summary: Un atelier
---
//- content/workshops/a/sessions.yaml
- { title: Une, date: 2027-03-14, start: '10:00', end: '16:30', attendance: online, previously: [{ date: 2027-03-12, attendance: in-person, venue: paris }] }
- { title: Deux, date: 2027-07-14, start: '10:00', end: '16:30', attendance: hybrid, venue: paris }
- { title: Trois, date: 2027-08-14, start: '10:00', end: '16:30', venue: paris, status: postponed }
- { title: Quatre, date: 2027-09-14, start: '10:00', end: '16:30', attendance: online, previously: [{ attendance: in-person, venue: paris }] }
";
    let site = SiteTest::new(fixture);
    let drawn = "<script type=\"application/ld+json\">{{ page.structured_data | safe }}</script>";
    site.edit("themes/plain/templates/workshop.html", "<h1>{{ page.title }}</h1>", drawn);
    site.build();
    let html = site.file("site/ateliers/a/index.html");
    let data = structured_data(&html).unwrap();
    let event = &data["@graph"][0];
    assert_eq!(event["eventAttendanceMode"], "https://schema.org/MixedEventAttendanceMode");
    let statuses: Vec<_> =
        event["subEvent"].as_array().unwrap().iter().map(|it| &it["eventStatus"]).collect();
    let both = json!(["https://schema.org/EventRescheduled", "https://schema.org/EventMovedOnline"]);
    let [scheduled, postponed, online] = ["Scheduled", "Postponed", "MovedOnline"]
        .map(|status| json!(format!("https://schema.org/Event{status}")));
    assert_eq!(statuses, [&both, &scheduled, &postponed, &online]);
    assert_eq!(event["subEvent"][0]["previousStartDate"], json!(["2027-03-12T10:00:00+01:00"]));
    let kinds = |session: usize| -> Vec<&str> {
        let places = event["subEvent"][session]["location"].as_array().unwrap();
        places.iter().map(|place| place["@type"].as_str().unwrap()).collect()
    };
    assert_eq!(kinds(0), ["VirtualLocation"]);
    assert_eq!(kinds(1), ["Place", "VirtualLocation"]);
}

#[test]
fn indexed_pages_are_in_the_sitemap_and_have_titles_and_descriptions() {
    let site = site();
    let pages = pages(&site);
    let sitemap = site.read("dist/site/sitemap.xml");
    let listed: BTreeSet<_> =
        sitemap.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()).collect();
    assert!(sitemap.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" "));
    assert!(site.read("dist/site/robots.txt").contains(&format!("Sitemap: {BASE}/sitemap.xml")));
    let mut descriptions = BTreeMap::new();
    let mut titles = BTreeMap::new();
    for (path, html) in &pages {
        let indexed = meta(html, "robots").is_none();
        let address = format!("{BASE}{path}");
        assert_eq!(listed.contains(address.as_str()), indexed, "{path}");
        if !indexed {
            continue;
        }
        assert_eq!(between(html, "<link rel=\"canonical\" href=\"", "\""), Some(address.as_str()));
        let description = meta(html, "description").unwrap_or_default();
        assert!(!description.is_empty(), "{path} has a description");
        assert_eq!(descriptions.insert(description.to_owned(), path), None, "the description of {path}");
        let title = between(html, "<title>", "</title>").unwrap();
        assert_eq!(titles.insert(title.to_owned(), path), None, "the title of {path}");
    }
    assert_eq!(listed.len(), descriptions.len(), "every listed page exists");
}

#[test]
fn pages_have_pictures_of_the_declared_size() {
    let site = site();
    let mut own: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let pages = pages(&site);
    for (path, html) in pages.iter().filter(|(_, html)| meta(html, "robots").is_none()) {
        let image = meta(html, "og:image").unwrap_or_else(|| panic!("{path} has no picture"));
        let file = image.strip_prefix(BASE).unwrap();
        let png = std::fs::read(site.path("dist/site").join(&file[1..])).unwrap();
        // The header of a PNG file: signature, length and name of the chunk, width and height.
        let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap()).to_string();
        assert_eq!(&png[1..4], b"PNG");
        assert_eq!(meta(html, "og:image:width"), Some(number(16).as_str()));
        assert_eq!(meta(html, "og:image:height"), Some(number(20).as_str()));
        assert!(png.len() < 100_000, "{file} has {} bytes", png.len());
        assert_eq!(meta(html, "twitter:card"), Some("summary_large_image"));
        assert!(!meta(html, "og:image:alt").unwrap().is_empty());
        own.entry(file.to_owned()).or_default().insert(meta(html, "og:locale").unwrap());
    }
    assert_eq!(own.len(), 6, "in each language, two workshops and all other pages: {own:?}");
    assert!(own.values().all(|locales| locales.len() == 1), "none is of two languages: {own:?}");
}

#[test]
fn a_picture_is_in_the_language_of_its_page() {
    let site = site();
    let html = |path: &str| site.read(&format!("dist/site/{path}index.html"));
    let (french, english) = (html("ateliers/proximite/"), html("en/workshops/proximite/"));
    assert_eq!((meta(&french, "og:locale"), meta(&english, "og:locale")), (Some("fr_FR"), Some("en_GB")));
    assert_eq!(
        meta(&english, "og:image:alt"),
        Some("Revisiting proximity in the light of today’s challenges – The club’s workshops")
    );
    let image = meta(&english, "og:image").unwrap();
    assert_ne!(Some(image), meta(&french, "og:image"), "the text in the picture differs");
    assert_eq!(structured_data(&english).unwrap()["@graph"][0]["image"], image);
    // A page in a single language also declares it: otherwise networks assume American English.
    assert_eq!(meta(&html("mentions-legales/"), "og:locale"), Some("fr_FR"));
    // No picture is drawn for a page that does not exist.
    site.remove_translation("proximite", "en");
    build(&site);
    let drawn = tests::site::files(&site.path("dist/site/assets/open-graph"));
    let of_workshop = drawn.keys().filter(|name| name.starts_with("proximite.")).count();
    assert_eq!(of_workshop, 1, "{:?}", drawn.keys());
}

#[test]
fn pictures_are_cached_until_their_content_changes() {
    let site = site();
    let cached = || -> BTreeMap<_, _> { tests::site::files(&site.path(".cache/open-graph")) };
    let first = cached();
    assert_eq!(first.len(), 6);
    // An existing picture is reused unchanged.
    let name = first.keys().next().unwrap();
    site.write(&format!(".cache/open-graph/{name}"), "kept");
    std::fs::remove_dir_all(site.path("dist")).unwrap();
    build(&site);
    assert_eq!(cached()[name], b"kept");
    site.write(&format!(".cache/open-graph/{name}"), "");
    std::fs::remove_file(site.path(".cache/open-graph").join(name)).unwrap();
    std::fs::remove_dir_all(site.path("dist")).unwrap();
    build(&site);
    assert_eq!(cached(), first, "the same site produces the same bytes");
    let index = "content/workshops/proximite/index.md";
    site.write(index, &site.read(index).replacen("Revisiter la proximité", "Revoir la proximité", 1));
    build(&site);
    let second = cached();
    assert_eq!(second.len(), 7, "only the picture with the new title is new");
}

#[test]
fn mistakes_in_a_themes_picture_are_reported() {
    let site = SiteTest::new("");
    site.write(
        "themes/plain/templates/open-graph.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect></svg>",
    );
    let problems = site.short_diagnostics();
    assert!(problems.contains("open-graph.svg:1:1: the theme has no font"), "{problems}");
    let font = std::fs::read(tests::project::root().join("themes/default/fonts/sans-regular.ttf")).unwrap();
    site.write("themes/plain/fonts/a.ttf", font);
    let problems = site.short_diagnostics();
    assert!(problems.contains("open-graph.svg:1:1: this is not an SVG image"), "{problems}");
    site.edit("themes/plain/templates/open-graph.svg", "<rect>", "{{ page.titel }}");
    let problems = site.short_diagnostics();
    assert!(problems.contains("open-graph.svg:1:"), "{problems}");
    site.edit("themes/plain/templates/open-graph.svg", "page.titel", "head.title");
    site.build();
}

#[test]
fn a_page_without_a_description_is_described_by_its_text() {
    let site = SiteTest::new(
        "
//- content/pages/about.md
---
title: À propos
---
## Qui sommes-nous ?

Un *club*. Il tient des ateliers.
",
    );
    site.build();
    assert_eq!(
        meta(&site.file("site/about/index.html"), "description"),
        Some("Un club. Il tient des ateliers.")
    );
    site.write("content/pages/about.md", "---\ntitle: À propos\n---\n");
    assert!(site.diagnostics().contains("this page has no text and no `description`"));
}
