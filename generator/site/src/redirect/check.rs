//! Validates aliases.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, Message, Phrase, Rejection, SourceFile, message, phrase};
use model::slug::Slug;
use resolve::{Alias, Content, TextKey};
use yaml::Spanned;

use super::Redirect;
use crate::address::{SiteAddresses, used};

/// The addresses that aliases can have.
pub(super) struct FreeAddresses<'a> {
    /// The current addresses of pages and files, which aliases cannot have.
    addresses: &'a SiteAddresses<'a>,
    /// The former addresses of earlier aliases, each with the file of its alias.
    taken: BTreeMap<String, String>,
}

/// Reports aliases that are current names, or belong to two pages. This also prevents cycles and the reuse of names.
pub(super) fn names(content: &Content, diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<(&str, &Slug), String> = BTreeMap::new();
    for (key, aliases) in &content.aliases {
        let Some((folder, own)) = folder_and_name(key) else { continue };
        for alias in &aliases.list {
            let Alias::Name(name) = &alias.value else { continue };
            let mut refuse = |message: Message, hint: Phrase| {
                let problem = Diagnostic::new(&aliases.file, alias.span.clone(), message);
                diagnostics.push(problem.with_hint(hint));
            };
            if name == own {
                let message = message! {
                    UsedAlias,
                    en: "`{name}` is the current name",
                    fr: "`{name}` est le nom actuel"
                };
                let hint = phrase! {
                    en: "remove it: aliases are former names",
                    fr: "supprimez-le : les `aliases` sont d’anciens noms"
                };
                refuse(message, hint);
            } else if content.has(folder, name) {
                let file = file_name(folder, name);
                let message = message! {
                    UsedAlias,
                    en: "`{name}` is the name of `content/{folder}/{file}`",
                    fr: "`{name}` est le nom de `content/{folder}/{file}`"
                };
                let hint = phrase! {
                    en: "one address cannot lead to two pages: give `{folder}/{name}` another name, or remove the alias",
                    fr: "une adresse ne peut pas mener à deux pages : donnez un autre nom à `{folder}/{name}`, ou supprimez \
                         cet ancien nom"
                };
                refuse(message, hint);
            } else if let Some(other) = known.get(&(folder, name)) {
                let message = message! {
                    UsedAlias,
                    en: "`{name}` is already an alias of `{other}`",
                    fr: "`{name}` est déjà un ancien nom de `{other}`"
                };
                let hint = phrase! {
                    en: "keep the alias of the page that visitors of the former address look for",
                    fr: "gardez celui de la page que cherchent les visiteurs de l’ancienne adresse"
                };
                refuse(message, hint);
            } else {
                known.insert((folder, name), aliases.file.path.clone());
            }
        }
    }
}

impl<'a> FreeAddresses<'a> {
    /// All addresses that neither a page nor a file has now are free.
    pub(super) fn new(addresses: &'a SiteAddresses<'a>) -> FreeAddresses<'a> {
        FreeAddresses { addresses, taken: BTreeMap::new() }
    }

    /// Takes the former address of an alias in `file`, and returns whether it was free. One that was not is reported.
    pub(super) fn take(
        &mut self,
        redirect: &Redirect,
        file: &Arc<SourceFile>,
        alias: &Spanned<Alias>,
        diagnostics: &mut Diagnostics,
    ) -> bool {
        let output = redirect.output();
        let owner = self.addresses.owner(&output);
        let earlier = self.taken.get(&output).map(String::as_str);
        let Some(other) = owner.or(earlier) else {
            self.taken.insert(output, file.path.clone());
            return true;
        };
        // A duplicate name was reported as such, and repeating a problem for each address would be noise.
        let is_reported = matches!(&alias.value, Alias::Name(_)) && earlier.is_some()
            || diagnostics.iter().any(|problem| problem.is_at(&file.path, alias.span.start));
        if !is_reported {
            let Rejection { message, hint } =
                if owner == Some(file.path.as_str()) { current(redirect) } else { taken(redirect, other) };
            diagnostics.push(Diagnostic::new(file, alias.span.clone(), message).with_hint(hint));
        }
        false
    }
}

/// Returns the reason why an alias cannot be the current address of its page.
fn current(redirect: &Redirect) -> Rejection {
    let from = &redirect.from;
    Rejection {
        message: message! {
            UsedAlias,
            en: "`{from}` is the current address of this page",
            fr: "`{from}` est l’adresse actuelle de cette page"
        },
        hint: phrase! {
            en: "remove it: aliases are former addresses",
            fr: "supprimez-la : les `aliases` sont d’anciennes adresses"
        },
    }
}

/// Returns the reason why an alias cannot be the address of the file `other`.
fn taken(redirect: &Redirect, other: &str) -> Rejection {
    Rejection {
        message: used(&redirect.from, other),
        hint: phrase! {
            en: "one address cannot lead to two pages: remove the alias, or change the other address",
            fr: "une adresse ne peut pas mener à deux pages : supprimez cette ancienne adresse, ou changez l’autre"
        },
    }
}

fn folder_and_name(key: &TextKey) -> Option<(&'static str, &Slug)> {
    match key {
        TextKey::Workshop(slug) => Some(("workshops", slug)),
        TextKey::Page(slug) => Some(("pages", slug)),
        TextKey::Speaker(slug) => Some(("speakers", slug)),
        TextKey::Home | TextKey::Session(..) | TextKey::Outcomes(_) => None,
    }
}

fn file_name(folder: &str, name: &Slug) -> String {
    if folder == "workshops" { name.to_string() } else { format!("{name}.md") }
}
