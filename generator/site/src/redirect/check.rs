//! Validates aliases.

use std::collections::BTreeMap;

use diagnostics::{Diagnostic, Diagnostics};
use model::slug::Slug;
use resolve::{Alias, Content, TextKey};

use super::{At, Redirect};
use crate::address::SiteAddresses;

/// Reports aliases that are current names, or belong to two pages. This also prevents cycles and the reuse of names.
pub(super) fn names(content: &Content, diagnostics: &mut Diagnostics) {
    let mut known: BTreeMap<(&str, &Slug), String> = BTreeMap::new();
    for (key, aliases) in &content.aliases {
        let Some((folder, own)) = folder_and_name(key) else { continue };
        for alias in &aliases.list {
            let Alias::Name(name) = &alias.value else { continue };
            let mut refuse = |message: String, hint: String| {
                let problem = Diagnostic::new(&aliases.file, alias.span.clone(), message);
                diagnostics.push(problem.with_hint(hint));
            };
            if name == own {
                let hint = "remove it: aliases are former names".to_owned();
                refuse(format!("`{name}` is the current name"), hint);
            } else if content.has(folder, name) {
                let message =
                    format!("`{name}` is the name of `content/{folder}/{}`", file_name(folder, name));
                let hint = format!(
                    "one address cannot lead to two pages: give `{folder}/{name}` another name, or remove the alias"
                );
                refuse(message, hint);
            } else if let Some(other) = known.get(&(folder, name)) {
                let hint =
                    "keep the alias of the page that visitors of the former address look for".to_owned();
                refuse(format!("`{name}` is already an alias of `{other}`"), hint);
            } else {
                known.insert((folder, name), aliases.file.path.clone());
            }
        }
    }
}

/// Returns whether a former address is free, and reports one that is not. `taken` contains the earlier ones.
pub(super) fn address(
    redirect: &Redirect,
    (aliases, alias): At<'_>,
    addresses: &SiteAddresses,
    taken: &mut BTreeMap<String, String>,
    diagnostics: &mut Diagnostics,
) -> bool {
    let output = redirect.output();
    let owner = addresses.owner(&output);
    let is_first = taken.get(&output).is_none();
    if let (None, true) = (owner, is_first) {
        taken.insert(output, aliases.file.path.clone());
        return true;
    }
    // A duplicate name was reported as such.
    let is_reported = matches!(&alias.value, Alias::Name(_)) && !is_first;
    let other = owner.or(taken.get(&output).map(String::as_str)).unwrap_or_default();
    if !is_reported && !has_problem_at(diagnostics, aliases, alias.span.start) {
        let (message, hint) = if owner == Some(aliases.file.path.as_str()) {
            let message = format!("`{}` is the current address of this page", redirect.from);
            (message, "remove it: aliases are former addresses")
        } else {
            let message = format!("the address `{}` is already used by `{other}`", redirect.from);
            (message, "one address cannot lead to two pages: remove the alias, or change the other address")
        };
        let problem = Diagnostic::new(&aliases.file, alias.span.clone(), message);
        diagnostics.push(problem.with_hint(hint));
    }
    false
}

/// Returns whether a problem with this alias was reported: repeating it for each address would be noise.
fn has_problem_at(diagnostics: &Diagnostics, aliases: &resolve::Aliases, start: usize) -> bool {
    diagnostics.iter().any(|problem| problem.is_at(&aliases.file.path, start))
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
