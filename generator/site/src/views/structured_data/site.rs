//! Data for search engines about the site itself, its speakers, and the position of a page.

use model::programme::Speaker;
use model::slug::Slug;
use serde_json::{Value, json};

use super::{graph, object};
use crate::views::Site;

/// Returns the JSON-LD of the home page: the site, its search, and its publisher.
pub(in crate::views) fn home(site: Site<'_>) -> String {
    let base = &site.facts.base_url;
    let search = site.facts.search_path.as_ref().map(|path| {
        json!({
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": format!("{base}{path}?q={{search_term_string}}"),
            },
            // The placeholder for the visitor's words, in the notation of Google and schema.org.
            "query-input": "required name=search_term_string",
        })
    });
    let site_itself = object(json!({
        "@type": "WebSite",
        "@id": format!("{base}/#website"),
        "url": format!("{base}/"),
        "name": site.facts.title,
        "description": site.facts.tagline,
        "inLanguage": site.facts.language,
        "publisher": { "@id": format!("{base}/#organiser") },
        "potentialAction": search,
    }));
    let mut publisher = organiser(site);
    publisher["logo"] = json!(format!("{base}{}", site.facts.icon));
    graph([Value::Object(site_itself), publisher])
}

/// Returns the JSON-LD of a speaker's page.
pub(in crate::views) fn speaker(site: Site<'_>, speaker: &Speaker) -> String {
    let url = format!("{}{}", site.facts.base_url, site.addresses.pages.speaker(&speaker.slug));
    let works_for =
        speaker.organisation.as_ref().map(|name| json!({ "@type": "Organization", "name": name }));
    let same: Vec<_> =
        speaker.links.iter().map(|link| &link.url).filter(|href| href.starts_with("http")).collect();
    let person = object(json!({
        "@type": "Person",
        "@id": format!("{url}#person"),
        "name": speaker.name,
        "url": url,
        "jobTitle": speaker.role,
        "worksFor": works_for,
        "image": portrait(site, &speaker.slug),
        "sameAs": same,
    }));
    let page = json!({
        "@type": "ProfilePage",
        "@id": url,
        "url": url,
        "name": speaker.name,
        "inLanguage": site.facts.language,
        "mainEntity": person,
    });
    graph([page, breadcrumb(site, &speaker.name, &url)])
}

/// Returns the address of a speaker's portrait.
pub(super) fn portrait(site: Site<'_>, speaker: &Slug) -> Option<String> {
    let image = site.documents.portraits.get(speaker)?;
    Some(format!("{}{}", site.facts.base_url, image.src))
}

/// Returns the club.
pub(super) fn organiser(site: Site<'_>) -> Value {
    let organiser = &site.facts.organiser;
    Value::Object(object(json!({
        "@type": "Organization",
        "@id": format!("{}/#organiser", site.facts.base_url),
        "name": organiser.name,
        "url": format!("{}/", site.facts.base_url),
        "email": organiser.email,
        "telephone": organiser.telephone,
    })))
}

/// Returns the path from the home page to a page.
pub(super) fn breadcrumb(site: Site<'_>, name: &str, url: &str) -> Value {
    let step = |position: u32, name: &str, item: &str| json!({ "@type": "ListItem", "position": position, "name": name, "item": item });
    let home = format!("{}{}", site.facts.base_url, site.facts.home_path);
    json!({
        "@type": "BreadcrumbList",
        "itemListElement": [step(1, &site.facts.title, &home), step(2, name, url)],
    })
}
