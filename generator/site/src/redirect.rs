//! Redirects from former addresses: `aliases` of workshops, pages and speakers, in every language of the site.
//!
//! At each former address of a page there is a page that redirects to the new one, on any static host; at that of a
//! calendar or another file there is a copy, because programs do not follow such pages.
//! `dist/deployment/redirects.json` lists all of them for hosts that can answer with 301.

mod check;
mod page;

use std::collections::BTreeSet;

use addresses::encoded;
use diagnostics::Diagnostics;
use model::slug::Slug;
use resolve::{Alias, TextKey};
use serde::Serialize;

use crate::address::{WorkshopFile, calendar};
use crate::visible_site::{VisibleLanguage, VisibleSite};

use self::check::FreeAddresses;
pub(crate) use self::page::{FormerPage, pages, refreshing};

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

/// A page with aliases.
#[derive(Clone, Copy)]
struct AliasedPage<'a> {
    key: &'a TextKey,
    /// The path of its file below `content/`.
    path: &'a str,
}

/// Returns the redirects of each language, the site's own first. Reports invalid aliases.
pub(crate) fn find(site: VisibleSite<'_>, diagnostics: &mut Diagnostics) -> Vec<Redirects> {
    let languages: Vec<_> = site.languages().collect();
    let Some(main) = languages.first().map(|main| &main.content.content) else { return Vec::new() };
    check::names(main, diagnostics);
    let mut found: Vec<Redirects> = languages.iter().map(|_| Redirects::default()).collect();
    let mut free = FreeAddresses::new(site.addresses);
    for (key, aliases) in &main.aliases {
        let path = aliases.file.path.trim_start_matches("content/");
        let aliased = AliasedPage { key, path };
        for alias in &aliases.list {
            for (redirects, of_alias) in found.iter_mut().zip(of_alias(aliased, &alias.value, &languages)) {
                let is_free = |it: &Redirect| free.take(it, &aliases.file, alias, diagnostics);
                redirects.0.extend(of_alias.into_iter().filter(is_free));
            }
        }
    }
    found
}

/// Returns the redirects of an alias in each language.
fn of_alias(
    aliased: AliasedPage<'_>,
    alias: &Alias,
    languages: &[VisibleLanguage<'_>],
) -> Vec<Vec<Redirect>> {
    let has_page = |language: &VisibleLanguage<'_>| language.addresses.pages.has(aliased.path);
    match alias {
        Alias::Name(name) => {
            let of_name =
                |language| if has_page(language) { of_name(aliased, name, *language) } else { Vec::new() };
            languages.iter().map(of_name).collect()
        }
        Alias::Address(address) => {
            // A former address is in the folder of its language; that of the site's own contains all others.
            let folders = languages.iter().filter(|it| has_page(it)).map(|it| it.addresses.pages.folder());
            let folder = folders.filter(|folder| address.starts_with(folder)).max_by_key(String::len);
            let of_address = |language: &VisibleLanguage<'_>| {
                let is_here = folder.as_ref() == Some(&language.addresses.pages.folder());
                let current = current_address(aliased, address, *language).filter(|_| is_here);
                current.map(|(to, kind)| Redirect { from: address.clone(), to, kind }).into_iter().collect()
            };
            languages.iter().map(of_address).collect()
        }
    }
}

/// Returns the current address that replaces a page's former one.
fn current_address(
    aliased: AliasedPage<'_>,
    address: &str,
    VisibleLanguage { content, addresses, .. }: VisibleLanguage<'_>,
) -> Option<(String, RedirectKind)> {
    match aliased.key {
        TextKey::Workshop(slug) if address.ends_with(".ics") => {
            Some((addresses.files.calendar(slug), RedirectKind::Calendar))
        }
        key => {
            let permalink = addresses.targets.page(aliased.path)?;
            let title = content.content.title(key).to_owned();
            Some((permalink.to_string(), RedirectKind::Page { title }))
        }
    }
}

/// Returns the redirects from the addresses that a page had under another name.
fn of_name(aliased: AliasedPage<'_>, name: &Slug, language: VisibleLanguage<'_>) -> Vec<Redirect> {
    let VisibleLanguage { language, content, addresses } = language;
    let permalinks = &language.config.permalinks;
    let page = |from: String, to: String| {
        let title = content.content.title(aliased.key).to_owned();
        Redirect { from, to, kind: RedirectKind::Page { title } }
    };
    let Some(own) = addresses.targets.page(aliased.path).map(ToString::to_string) else { return Vec::new() };
    let pattern = match aliased.key {
        TextKey::Speaker(_) => &permalinks.speaker,
        TextKey::Workshop(_) => &permalinks.workshop,
        _ => &permalinks.page,
    };
    let from = pattern.permalink(name);
    let mut redirects = vec![page(from.to_string(), own)];
    if let TextKey::Workshop(slug) = aliased.key {
        let registration = addresses.pages.registration(slug).map(|to| (&permalinks.registration, to));
        let questionnaire = addresses.pages.questionnaire(slug).map(|to| (&permalinks.questionnaire, to));
        for (pattern, to) in registration.into_iter().chain(questionnaire) {
            redirects.push(page(pattern.permalink(name).to_string(), to.to_string()));
        }
        redirects.push(Redirect {
            from: calendar(&from, name),
            to: addresses.files.calendar(slug),
            kind: RedirectKind::Calendar,
        });
        redirects.extend(addresses.files.of_workshop(slug).map(|WorkshopFile { source, name, path }| {
            Redirect {
                from: format!("{from}{name}"),
                to: path.to_owned(),
                kind: RedirectKind::Attachment(source.to_owned()),
            }
        }));
    }
    redirects
}

impl Redirects {
    /// Returns each redirect.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Redirect> {
        self.0.iter()
    }

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

    /// Iterates over the redirects from former addresses of calendar files.
    pub(crate) fn calendars(&self) -> impl Iterator<Item = &Redirect> {
        self.0.iter().filter(|redirect| matches!(redirect.kind, RedirectKind::Calendar))
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
