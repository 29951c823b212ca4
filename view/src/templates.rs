//! The templates that a function renders, with those that they need in turn: a function keeps no others.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::theme::Theme;

/// The templates of the handler's pages that every theme has.
pub const PAGES: [&str; 11] = [
    "registration.html",
    "own-registration.html",
    "cancel-registration.html",
    "change-participants.html",
    "add-participants.html",
    "change-details.html",
    "change-address.html",
    "confirm-email.html",
    "participation.html",
    "questionnaire.html",
    "message.html",
];

/// The templates of mails that every theme has.
pub const MAILS: [&str; 10] = [
    "mail/registration.html",
    "mail/registration.txt",
    "mail/participation.html",
    "mail/participation.txt",
    "mail/address.html",
    "mail/address.txt",
    "mail/notice.html",
    "mail/notice.txt",
    "mail/scheduled.html",
    "mail/scheduled.txt",
];

/// The templates of one function. Each set has a file of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateSet {
    /// Those of the handler's pages.
    Pages,
    /// Those of mails.
    Mails,
}

impl TemplateSet {
    /// All sets.
    pub const ALL: [TemplateSet; 2] = [TemplateSet::Pages, TemplateSet::Mails];

    /// Returns the name of its file.
    pub fn file(self) -> &'static str {
        match self {
            TemplateSet::Pages => "pages.json",
            TemplateSet::Mails => "mails.json",
        }
    }

    /// Returns the names of the templates that the function renders, with those that a theme may lack.
    fn rendered(self) -> Vec<&'static str> {
        match self {
            TemplateSet::Pages => PAGES.into_iter().chain(["find.html"]).collect(),
            TemplateSet::Mails => MAILS.into_iter().chain(["mail/find.html", "mail/find.txt"]).collect(),
        }
    }

    /// Returns the templates of a theme that are in this set: those that the function renders, and those that they
    /// extend, include or take components from.
    pub fn of(self, theme: &Theme) -> BTreeMap<String, String> {
        let components = components(theme);
        let mut needed = BTreeMap::new();
        let mut left: Vec<_> = self.rendered().into_iter().filter_map(|name| resolved(theme, name)).collect();
        while let Some(name) = left.pop() {
            let Some(text) = theme.templates.get(name) else { continue };
            if needed.insert(name.to_owned(), text.clone()).is_none() {
                left.extend(named(theme, text));
                left.extend(
                    components.iter().filter(|(component, _)| calls(text, component)).map(|(_, it)| *it),
                );
            }
        }
        needed
    }
}

/// Returns the name of the template that a name stands for: the theme's own, or that of the nearest theme that it
/// extends.
fn resolved<'t>(theme: &'t Theme, name: &str) -> Option<&'t str> {
    let find = |name: &str| theme.templates.get_key_value(name).map(|(name, _)| name.as_str());
    find(name).or_else(|| theme.extends.iter().find_map(|extended| find(&format!("{extended}/{name}"))))
}

/// Returns the templates whose names a text quotes. Quoted names that are not meant as such only add to the set.
fn named<'t>(theme: &'t Theme, text: &str) -> impl Iterator<Item = &'t str> {
    let quoted = |name: &str| {
        let found = text.match_indices(name).find(|(at, _)| {
            let before = text[..*at].chars().next_back();
            before.is_some_and(|quote| "\"'`".contains(quote) && text[at + name.len()..].starts_with(quote))
        });
        found.is_some()
    };
    let names = theme.templates.keys().flat_map(|name| {
        let short = |extended: &String| name.strip_prefix(extended.as_str())?.strip_prefix('/');
        std::iter::once(name.as_str()).chain(theme.extends.iter().find_map(short))
    });
    names.filter(move |name| quoted(name)).filter_map(|name| resolved(theme, name))
}

/// Returns the names of all components, each with the template that defines it: of several, that of the nearest theme.
fn components(theme: &Theme) -> BTreeMap<&str, &str> {
    let distance = |name: &str| {
        let is_of =
            |extended: &String| name.strip_prefix(extended.as_str()).is_some_and(|it| it.starts_with('/'));
        theme.extends.iter().position(is_of).map_or(0, |position| position + 1)
    };
    let mut names: Vec<_> = theme.templates.keys().map(String::as_str).collect();
    names.sort_by_key(|name| std::cmp::Reverse(distance(name)));
    let defined = names.into_iter().flat_map(|name| {
        defined(&theme.templates[name], "component").into_iter().map(move |(component, _)| (component, name))
    });
    defined.collect()
}

/// Returns whether a text has the tag of a component.
fn calls(text: &str, component: &str) -> bool {
    text.match_indices(component).any(|(at, _)| {
        let follows = text[at + component.len()..].chars().next();
        text[..at].trim_end().ends_with('<') && !follows.is_some_and(|it| it.is_alphanumeric() || it == '_')
    })
}

/// Returns the names that a template defines with a tag, `component` or `block`, with their positions.
pub fn defined<'t>(text: &'t str, tag: &str) -> Vec<(&'t str, Range<usize>)> {
    let mut names = Vec::new();
    for (at, opening) in text.match_indices("{%") {
        let rest = text[at + opening.len()..].trim_start_matches('-').trim_start();
        let Some(rest) = rest.strip_prefix(tag).filter(|rest| rest.starts_with(char::is_whitespace)) else {
            continue;
        };
        let rest = rest.trim_start();
        let start = text.len() - rest.len();
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        names.push((&rest[..length], start..start + length));
    }
    names
}
