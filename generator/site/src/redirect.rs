//! Redirects from former addresses: `aliases` of workshops, pages and speakers, in every language of the site.
//!
//! At each former address of a page there is a page that redirects to the new one, on any static host; at that of a
//! calendar or another file there is a copy, because programs do not follow such pages.
//! `dist/deployment/redirects.json` lists all of them for hosts that can answer with 301.

mod check;
mod page;

use std::collections::BTreeSet;

use addresses::encoded;
use content::config::Permalinks;
use diagnostics::Diagnostics;
use model::slug::Slug;
use resolve::{Alias, Content, TextKey};
use serde::Serialize;
use yaml::Spanned;

use crate::address::{Addresses, SiteAddresses};

use self::check::FreeAddresses;
pub(crate) use self::page::pages;

/// A former address and its target.
#[derive(Clone, Debug)]
pub(crate) struct Redirect {
    /// The former path.
    pub(crate) from: String,
    /// The current path.
    pub(crate) to: String,
    kind: RedirectKind,
}

#[derive(Clone, Debug)]
enum RedirectKind {
    /// A page, with the title of the current one.
    Page { title: String },
    /// A calendar file, which is copied.
    Calendar,
    /// An attachment, by its path below `content/`; it is copied if it is linked.
    Attachment(String),
}

/// The redirects of one language of the site.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redirects(Vec<Redirect>);

/// A line of `redirects.json`, with addresses as in requests.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Rule {
    from: String,
    to: String,
    status: u16,
}

/// The pages that one edition has now, which redirects lead to.
#[derive(Clone, Copy)]
pub(crate) struct CurrentPages<'a> {
    pub(crate) content: &'a Content,
    pub(crate) addresses: Addresses<'a>,
    pub(crate) permalinks: &'a Permalinks,
}

/// A page with aliases.
#[derive(Clone, Copy)]
struct Target<'a> {
    key: &'a TextKey,
    /// The path of its file below `content/`.
    path: &'a str,
}

/// Returns the redirects of each language, the site's own first. Reports invalid aliases.
pub(crate) fn find(
    languages: &[CurrentPages<'_>],
    addresses: &SiteAddresses,
    diagnostics: &mut Diagnostics,
) -> Vec<Redirects> {
    let Some(main) = languages.first() else { return Vec::new() };
    check::names(main.content, diagnostics);
    let mut found: Vec<Redirects> = languages.iter().map(|_| Redirects::default()).collect();
    let mut free = FreeAddresses::new(addresses);
    for (key, aliases) in &main.content.aliases {
        let path = aliases.file.path.trim_start_matches("content/");
        let target = Target { key, path };
        for alias in &aliases.list {
            for (number, redirects) in of_alias(target, alias, languages) {
                for redirect in redirects {
                    if free.take(&redirect, &aliases.file, alias, diagnostics) {
                        found[number].0.push(redirect);
                    }
                }
            }
        }
    }
    found
}

/// Returns the redirects of an alias with the number of their language.
fn of_alias(
    target: Target<'_>,
    alias: &Spanned<Alias>,
    languages: &[CurrentPages<'_>],
) -> Vec<(usize, Vec<Redirect>)> {
    let own = languages.iter().enumerate().filter(|(_, language)| language.addresses.is_own(target.path));
    match &alias.value {
        Alias::Name(name) => {
            own.map(|(number, language)| (number, of_name(target, name, *language))).collect()
        }
        Alias::Address(address) => {
            // The former address of a page in a further language is in the folder of that language.
            let is_in_folder = |(number, language): &(usize, &CurrentPages<'_>)| {
                *number > 0 && address.starts_with(&language.addresses.folder())
            };
            let (number, language) = own.clone().find(is_in_folder).unwrap_or((0, &languages[0]));
            let Some((to, kind)) = current_address(target, address, *language) else { return Vec::new() };
            vec![(number, vec![Redirect { from: address.clone(), to, kind }])]
        }
    }
}

/// Returns the current address that replaces a page's former one.
fn current_address(
    target: Target<'_>,
    address: &str,
    language: CurrentPages<'_>,
) -> Option<(String, RedirectKind)> {
    match target.key {
        TextKey::Workshop(slug) if address.ends_with(".ics") => {
            Some((language.addresses.calendar(slug), RedirectKind::Calendar))
        }
        key => {
            let permalink = language.addresses.page(target.path)?;
            Some((
                permalink.to_string(),
                RedirectKind::Page { title: language.content.title(key).to_owned() },
            ))
        }
    }
}

/// Returns the redirects from the addresses that a page had under another name.
fn of_name(target: Target<'_>, name: &Slug, language: CurrentPages<'_>) -> Vec<Redirect> {
    let CurrentPages { content, addresses, permalinks } = language;
    let page = |from: String, to: String| {
        let title = content.title(target.key).to_owned();
        Redirect { from, to, kind: RedirectKind::Page { title } }
    };
    let Some(own) = addresses.page(target.path).map(ToString::to_string) else { return Vec::new() };
    let pattern = match target.key {
        TextKey::Speaker(_) => &permalinks.speaker,
        TextKey::Workshop(_) => &permalinks.workshop,
        _ => &permalinks.page,
    };
    let from = pattern.permalink(name).to_string();
    let mut redirects = vec![page(from.clone(), own)];
    if let TextKey::Workshop(slug) = target.key {
        let registration = addresses.registration(slug).map(|to| (&permalinks.registration, to));
        let questionnaire = addresses.questionnaire(slug).map(|to| (&permalinks.questionnaire, to));
        for (pattern, to) in registration.into_iter().chain(questionnaire) {
            redirects.push(page(pattern.permalink(name).to_string(), to.to_string()));
        }
        let calendar = format!("{from}{name}.ics");
        redirects.push(Redirect {
            from: calendar,
            to: addresses.calendar(slug),
            kind: RedirectKind::Calendar,
        });
        redirects.extend(addresses.attachments_of(slug).map(|(path, file, to)| Redirect {
            from: format!("{from}{file}"),
            to: to.to_owned(),
            kind: RedirectKind::Attachment(path.to_owned()),
        }));
    }
    redirects
}

impl Redirects {
    /// Returns the lines of `redirects.json`; `published` are the linked attachments.
    pub(crate) fn rules(&self, published: &BTreeSet<String>) -> impl Iterator<Item = Rule> {
        let is_there = |redirect: &&Redirect| match &redirect.kind {
            RedirectKind::Attachment(path) => published.contains(path),
            RedirectKind::Page { .. } | RedirectKind::Calendar => true,
        };
        let rule =
            |Redirect { from, to, .. }: &Redirect| Rule { from: encoded(from), to: encoded(to), status: 301 };
        self.0.iter().filter(is_there).map(rule)
    }

    /// Returns the copies of calendar files, given by their path below `dist/site`, with the path of each.
    pub(crate) fn calendars(&self, calendars: &[(String, String)]) -> Vec<(String, String)> {
        let copy = |redirect: &Redirect| {
            let (_, text) = calendars.iter().find(|(path, _)| *path == redirect.to[1..])?;
            Some((redirect.from[1..].to_owned(), text.clone()))
        };
        self.0
            .iter()
            .filter(|redirect| matches!(redirect.kind, RedirectKind::Calendar))
            .filter_map(copy)
            .collect()
    }

    /// Returns the former addresses of attachments, each with the path of the attachment below `content/`.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|redirect| match &redirect.kind {
            RedirectKind::Attachment(path) => Some((redirect.from.as_str(), path.as_str())),
            _ => None,
        })
    }
}

impl Redirect {
    /// Returns the file below `dist/site` that a web server sends for the former address.
    fn output(&self) -> String {
        let path = &self.from[1..];
        if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
    }
}
