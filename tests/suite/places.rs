//! Venues: their formats, and their presentation on the page, in calendars and to search engines.

use std::fs;

use icalendar::{Calendar, Component};
use jiff::civil::date;
use serde_json::{Value, json};
use site::BuildError;
use tests::project::SiteCopy;
use tests::site::SiteTest;

const VENUES: &str = "content/venues.yaml";

fn build(site: &SiteCopy) {
    site.build(date(2022, 11, 15)).unwrap();
}

fn event(html: &str) -> Value {
    let (_, rest) = html.split_once("<script type=\"application/ld+json\">").unwrap();
    let graph: Value = serde_json::from_str(rest.split("</script>").next().unwrap()).unwrap();
    graph["@graph"][0].clone()
}

/// Builds the real site with another `venues.yaml`; returns the page of its real workshop and the place in its
/// calendar.
fn published(venues: &str) -> (String, String) {
    let site = SiteCopy::new();
    site.write(VENUES, venues);
    build(&site);
    let calendar: Calendar = site.read("dist/site/ateliers/proximite/proximite.ics").parse().unwrap();
    let place = calendar.events().next().unwrap().property_value("LOCATION").unwrap().to_owned();
    (site.read("dist/site/ateliers/proximite/index.html"), place)
}

#[test]
fn a_place_is_formatted_for_its_country_everywhere() {
    let (html, place) = published(
        "paris:\n  name: Maison du club\n  address: [Bâtiment B, 1 rue de l’Exemple]\n  postal_code: 01000\n  city: \
         Bourg-en-Bresse\n",
    );
    let lines = "<strong>Maison du club</strong>\n<span>Bâtiment B</span>\n<span>1 rue de l’Exemple</span>\n\
                 <span>01000 Bourg-en-Bresse</span>\n</address>";
    assert!(html.contains(lines), "{html}");
    let address = json!({
        "@type": "PostalAddress",
        "streetAddress": "Bâtiment B, 1 rue de l’Exemple",
        "postalCode": "01000",
        "addressLocality": "Bourg-en-Bresse",
        "addressCountry": "FR",
    });
    assert_eq!(event(&html)["subEvent"][0]["location"][0]["address"], address);
    assert_eq!(place, "Maison du club, Bâtiment B, 1 rue de l’Exemple, 01000 Bourg-en-Bresse");
    let (html, place) = published(
        "paris: { name: Maison, address: [1 rue Haute], postal_code: 1000, city: Bruxelles, country: BE }\n",
    );
    assert!(
        html.contains("<span>1 rue Haute</span>\n<span>1000 Bruxelles (BE)</span>\n</address>"),
        "{html}"
    );
    assert_eq!(event(&html)["location"][0]["address"]["addressCountry"], "BE");
    assert_eq!(place, "Maison, 1 rue Haute, 1000 Bruxelles (BE)");
}

#[test]
fn an_unknown_address_is_not_invented() {
    let site = SiteCopy::new();
    build(&site);
    let html = site.read("dist/site/ateliers/proximite/index.html");
    assert!(html.contains("<strong>Paris</strong>\n</address>"), "{html}");
    let address = json!({ "@type": "PostalAddress", "addressLocality": "Paris", "addressCountry": "FR" });
    assert_eq!(event(&html)["location"][0]["address"], address);
}

#[test]
fn invalid_parts_of_an_address_are_reported() {
    let site = SiteTest::new("");
    site.write(
        VENUES,
        "a: { name: A, city: A, postal_code: 7501, country: France }
b: { name: A, city: A, postal_code: 750131 }
c: { name: A, city: A, postal_code: 'B-1000 Bruxelles', country: be }
d: { name: A, city: A, postal_code: '1000, A', country: BE }
e: { name: A, city: Paris, postal_code: 75013, address: [1 rue Haute, 75013 Paris] }
",
    );
    insta::assert_snapshot!(site.short_diagnostics(), @"
    content/venues.yaml:1:52: `France` is not the code of a country
    content/venues.yaml:2:37: `750131` is not a postal code in FR
    content/venues.yaml:3:66: `be` is not the code of a country
    content/venues.yaml:4:37: `1000, A` is not a postal code in BE
    content/venues.yaml:5:71: this line repeats the postal code `75013`
    ");
    let report = site.diagnostics();
    for hint in [
        "write the two letters of ISO 3166-1, such as `FR`",
        "write five digits, such as `75013`; the city belongs in `city`",
        "write `BE`",
        "write the code alone, without country and city",
        "remove the postal code and city from `address`",
    ] {
        assert!(report.contains(hint), "{hint}\n{report}");
    }
}

#[test]
fn people_have_portraits_in_structured_data() {
    let site = SiteCopy::new();
    site.add_made_up();
    let index = "content/workshops/controle-redaction/index.md";
    site.write(index, &site.read(index).replace("example: true\n", ""));
    build(&site);
    let workshop = event(&site.read("dist/site/ateliers/controle-redaction/index.html"));
    let people = workshop["performer"].as_array().unwrap();
    let jeanne = people.iter().find(|person| person["name"].as_str().unwrap().starts_with("Jeanne")).unwrap();
    let image = jeanne["image"].as_str().unwrap();
    let file = image.strip_prefix("https://ateliers.example/").unwrap();
    assert!(site.path("dist/site").join(file).is_file(), "{image}");
    let profile = event(&site.read("dist/site/intervenants/jeanne-portrait/index.html"));
    assert_eq!(profile["mainEntity"]["image"], image);
    // Speakers without a portrait are shown without one.
    let workshop = event(&site.read("dist/site/ateliers/proximite/index.html"));
    assert_eq!(workshop["performer"][0].get("image"), None);
}

const ENGLISH: &str = "content/venues.en.yaml";

#[test]
fn a_venue_is_named_in_each_language() {
    let site = SiteCopy::new();
    let venue = "paris: { name: Maison, address: [1 rue Haute], city: Anvers, access: Métro Haute }\n";
    site.write(VENUES, venue);
    site.write(ENGLISH, "paris: { name: House, city: Antwerp, access: \"Underground: Haute\" }\n");
    build(&site);
    let page = |path: &str| site.read(&format!("dist/site/{path}/proximite/index.html"));
    let english = page("en/workshops");
    let address = "<address>\n<strong>House</strong>\n<span>1 rue Haute</span>\n<span>Antwerp</span>\n</address>\n\
                   <p>Getting there: Underground: Haute</p>";
    assert!(english.contains(address), "{english}");
    let calendar = site.read("dist/site/en/workshops/proximite/proximite.ics").replace("\r\n ", "");
    assert!(calendar.contains(r"LOCATION:House\, 1 rue Haute\, Antwerp"), "{calendar}");
    let french = page("ateliers");
    assert!(french.contains("<strong>Maison</strong>") && french.contains("Métro Haute"), "{french}");

    // Otherwise it stays untranslated, with its language marked.
    fs::remove_file(site.path(ENGLISH)).unwrap();
    build(&site);
    let english = page("en/workshops");
    assert!(english.contains("<address lang=\"fr\">\n<strong>Maison</strong>"), "{english}");
    assert!(english.contains("<p>Getting there: <span lang=\"fr\">Métro Haute</span></p>"), "{english}");
}

#[test]
fn a_missing_translation_of_a_venue_is_the_only_problem() {
    let report = |venues: &str, english: &str| {
        let site = SiteCopy::new();
        site.write(VENUES, venues);
        site.write(ENGLISH, english);
        let Err(BuildError::Content(problems)) = site.build(date(2022, 11, 15)) else {
            panic!("the build reports no problem")
        };
        problems.iter().map(site::Diagnostic::to_short_text).collect::<Vec<_>>()
    };
    let venues = "paris: { name: Maison, city: Paris, access: Métro Haute }\n";
    for (english, message) in [
        ("pariss: { name: House }\n", "content/venues.en.yaml:1:1: there is no venue `pariss`"),
        ("paris: { name: House }\n", "content/venues.en.yaml:1:10: `access` is missing"),
        ("paris: { access: Underground }\n", "content/venues.en.yaml:1:10: `name` is missing"),
    ] {
        let report = report(venues, english);
        assert!(report.len() == 1 && report[0].contains(message), "{report:#?}");
    }
    // An unreadable venue causes no further problems.
    let report = report("paris: { name: Maison }\n", "paris: { name: House, access: Underground }\n");
    assert!(report.len() == 1 && report[0].contains("`city` is missing"), "{report:#?}");
}
