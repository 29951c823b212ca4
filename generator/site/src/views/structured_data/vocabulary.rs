//! The objects of schema.org that pages contain. Members are written in alphabetical order, and those that say nothing
//! are omitted.

use std::borrow::Cow;

use serde::Serialize;

/// A text that is omitted if there is none; see [`said`].
pub(super) type Said<'a> = Option<&'a str>;

/// Returns a text unless it is empty.
pub(super) fn said(text: &str) -> Said<'_> {
    Some(text).filter(|text| !text.is_empty())
}

/// Returns two objects of one page, escaped for a `script` element.
pub(super) fn graph<'a>(thing: Thing<'a>, other: Thing<'a>) -> String {
    let graph = Graph { context: "https://schema.org", graph: [thing, other] };
    let json = serde_json::to_string(&graph).expect("texts and lists can always be written as JSON");
    // A `<` could end the script element; the escape has the same meaning in JSON.
    if json.contains('<') { json.replace('<', "\\u003c") } else { json }
}

#[derive(Serialize)]
struct Graph<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@graph")]
    graph: [Thing<'a>; 2],
}

/// An object of a page.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Thing<'a> {
    Event(Box<Event<'a>>),
    Breadcrumb(Breadcrumb<'a>),
    WebSite(WebSite<'a>),
    Organisation(Organisation<'a>),
    Profile(Profile<'a>),
}

/// A workshop or a session. All have the type `EducationEvent`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    #[serde(rename = "@id")]
    pub(super) id: Cow<'a, str>,
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) audience: Option<Audience<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) end_date: Option<String>,
    pub(super) event_attendance_mode: &'static str,
    pub(super) event_status: OneOrAll,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Said<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) in_language: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(super) keywords: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) location: Vec<Location<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offers: Option<Vec<Offer<'a>>>,
    pub(super) organizer: &'a Organisation<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) performer: Vec<Person<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) previous_start_date: Vec<Option<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_date: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) sub_event: Vec<Event<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) super_event: Option<Reference<'a>>,
    pub(super) url: Cow<'a, str>,
}

/// A single text as such, and several as a list.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum OneOrAll {
    One(&'static str),
    All(Vec<&'static str>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Audience<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) audience_type: &'a str,
}

/// The identifier of an object that is described elsewhere.
#[derive(Serialize)]
pub(super) struct Reference<'a> {
    #[serde(rename = "@id")]
    pub(super) id: &'a str,
}

/// Where an event takes place.
#[derive(PartialEq, Serialize)]
#[serde(untagged)]
pub(super) enum Location<'a> {
    Place(Place<'a>),
    Virtual(VirtualLocation<'a>),
}

#[derive(PartialEq, Serialize)]
pub(super) struct Place<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) address: PostalAddress<'a>,
    pub(super) name: &'a str,
}

#[derive(PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostalAddress<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) address_country: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) address_locality: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) postal_code: Said<'a>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) street_address: String,
}

#[derive(PartialEq, Serialize)]
pub(super) struct VirtualLocation<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) url: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Offer<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) availability: Option<&'static str>,
    pub(super) availability_ends: String,
    pub(super) category: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) description: Said<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
    pub(super) price: String,
    pub(super) price_currency: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    pub(super) valid_from: String,
}

/// A speaker, on the page of a workshop or, with more members, on their own.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Person<'a> {
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) job_title: Said<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) same_as: Vec<&'a str>,
    pub(super) url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) works_for: Option<Employer<'a>>,
}

#[derive(Serialize)]
pub(super) struct Employer<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) name: &'a str,
}

/// The page of a speaker.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Profile<'a> {
    #[serde(rename = "@id")]
    pub(super) id: &'a str,
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) in_language: &'a str,
    pub(super) main_entity: Person<'a>,
    pub(super) name: &'a str,
    pub(super) url: &'a str,
}

/// The club.
#[derive(Serialize)]
pub(super) struct Organisation<'a> {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) email: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logo: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) telephone: Said<'a>,
    pub(super) url: String,
}

/// The site.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WebSite<'a> {
    #[serde(rename = "@id")]
    pub(super) id: String,
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) description: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) in_language: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) potential_action: Option<SearchAction>,
    pub(super) publisher: Reference<'a>,
    pub(super) url: String,
}

#[derive(Serialize)]
pub(super) struct SearchAction {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(rename = "query-input")]
    pub(super) query_input: &'static str,
    pub(super) target: EntryPoint,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryPoint {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) url_template: String,
}

/// The path from the home page to a page.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Breadcrumb<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) item_list_element: [ListItem<'a>; 2],
}

#[derive(Serialize)]
pub(super) struct ListItem<'a> {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) item: String,
    pub(super) name: &'a str,
    pub(super) position: u32,
}
