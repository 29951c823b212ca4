//! Data for search engines about the site itself, its speakers, and the position of a page.

use model::programme::Speaker;
use model::slug::Slug;

use super::vocabulary::{
    Breadcrumb, Employer, EntryPoint, ListItem, Organisation, Person, Profile, Reference, SearchAction,
    Thing, WebSite, graph, said,
};
use crate::views::Site;

/// Returns the JSON-LD of the home page: the site, its search, and its publisher.
pub(in crate::views) fn home(site: Site<'_>) -> String {
    let base = &site.facts.base_url;
    let search = site.facts.search_path.as_ref().map(|path| SearchAction {
        kind: "SearchAction",
        // The placeholder for the visitor's words, in the notation of Google and schema.org.
        query_input: "required name=search_term_string",
        target: EntryPoint {
            kind: "EntryPoint",
            url_template: format!("{base}{path}?q={{search_term_string}}"),
        },
    });
    let publisher = Organisation { logo: Some(format!("{base}{}", site.facts.icon)), ..organiser(site) };
    let organiser = publisher.id.clone();
    let site_itself = WebSite {
        id: format!("{base}/#website"),
        kind: "WebSite",
        description: &site.facts.tagline,
        in_language: &site.facts.language,
        name: &site.facts.title,
        potential_action: search,
        publisher: Reference { id: &organiser },
        url: format!("{base}/"),
    };
    graph(Thing::WebSite(site_itself), Thing::Organisation(publisher))
}

/// Returns the JSON-LD of a speaker's page.
pub(in crate::views) fn speaker(site: Site<'_>, speaker: &Speaker) -> String {
    let url = address(site, speaker);
    let employer = |name| Employer { kind: "Organization", name };
    let links = speaker.links.iter().map(|link| link.url.as_str());
    let main_entity = Person {
        id: Some(format!("{url}#person")),
        same_as: links.filter(|href| href.starts_with("http")).collect(),
        works_for: speaker.organisation.as_deref().map(employer),
        ..person(site, speaker)
    };
    let page = Profile {
        id: &url,
        kind: "ProfilePage",
        in_language: &site.facts.language,
        main_entity,
        name: &speaker.name,
        url: &url,
    };
    graph(Thing::Profile(page), Thing::Breadcrumb(breadcrumb(site, &speaker.name, &url)))
}

/// Returns a speaker in brief.
pub(super) fn person<'a>(site: Site<'a>, speaker: &'a Speaker) -> Person<'a> {
    Person {
        id: None,
        kind: "Person",
        image: portrait(site, &speaker.slug),
        job_title: speaker.role.as_deref().and_then(said),
        name: &speaker.name,
        same_as: Vec::new(),
        url: address(site, speaker),
        works_for: None,
    }
}

fn address(site: Site<'_>, speaker: &Speaker) -> String {
    format!("{}{}", site.facts.base_url, site.addresses.pages.speaker(&speaker.slug))
}

/// Returns the address of a speaker's portrait.
fn portrait(site: Site<'_>, speaker: &Slug) -> Option<String> {
    let image = site.documents.portraits.get(speaker)?;
    Some(format!("{}{}", site.facts.base_url, image.src))
}

/// Returns the club.
pub(super) fn organiser(site: Site<'_>) -> Organisation<'_> {
    let organiser = &site.facts.organiser;
    Organisation {
        id: format!("{}/#organiser", site.facts.base_url),
        kind: "Organization",
        email: &organiser.email,
        logo: None,
        name: &organiser.name,
        telephone: organiser.telephone.as_deref().and_then(said),
        url: format!("{}/", site.facts.base_url),
    }
}

/// Returns the path from the home page to a page.
pub(super) fn breadcrumb<'a>(site: Site<'a>, name: &'a str, url: &str) -> Breadcrumb<'a> {
    let step = |position, name, item| ListItem { kind: "ListItem", item, name, position };
    let home = format!("{}{}", site.facts.base_url, site.facts.home_path);
    Breadcrumb {
        kind: "BreadcrumbList",
        item_list_element: [step(1, site.facts.title.as_str(), home), step(2, name, url.to_owned())],
    }
}
