//! Links to a part of a page (`/ateliers/x/#session-2`): checks that the page has that part.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use diagnostics::suggestion::{did_you_mean, nearest};
use diagnostics::{Diagnostic, Diagnostics, Place, message, phrase};

/// A link to a part of a page of this site.
#[derive(Clone, Debug)]
pub(crate) struct FragmentLink {
    /// The path of the page.
    path: String,
    /// The `id` of the part.
    id: String,
    /// The place of the link.
    place: Place,
}

/// Returns the link if `href` leads to a part of a page of this site; `from` is the path of the page that contains it.
/// `place` returns the place of the link.
pub(crate) fn link(href: &str, from: &str, place: impl FnOnce() -> Place) -> Option<FragmentLink> {
    let (path, id) = href.split_once('#')?;
    let is_here = path.is_empty() || path.starts_with('/');
    let id = percent_decode_str(id).decode_utf8_lossy();
    if !is_here || id.is_empty() {
        return None;
    }
    let path = path.split('?').next().unwrap_or_default();
    Some(FragmentLink {
        path: if path.is_empty() { from } else { path }.to_owned(),
        place: place(),
        id: id.into_owned(),
    })
}

impl FragmentLink {
    /// Returns the path of the page.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// Returns the path of the page and the `id` of the part.
    pub(crate) fn target(&self) -> (&str, &str) {
        (&self.path, &self.id)
    }
}

/// Returns the `id`s of the parts of a page.
pub(crate) fn ids(html: &str) -> Vec<String> {
    html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

/// Reports links to parts that do not exist. `pages` has the `id`s of each page that they lead to, by path.
pub(crate) fn check<'l>(
    links: impl Iterator<Item = &'l FragmentLink>,
    pages: &BTreeMap<String, &[String]>,
    diagnostics: &mut Diagnostics,
) {
    for link in links {
        // A link to anything but a page, such as a file, has been resolved.
        let Some(ids) = pages.get(&link.path) else {
            continue;
        };
        if !ids.contains(&link.id) {
            let hint = match nearest(&link.id, ids.iter().map(String::as_str)) {
                Some(id) => did_you_mean(&format!("#{id}")),
                None => phrase! {
                    en: "the parts of a page are its headings, in lower-case letters with hyphens",
                    fr: "les parties d’une page sont ses intertitres, en minuscules avec des traits d’union"
                },
            };
            let id = &link.id;
            let message = message! {
                BrokenFragment,
                en: "the page has no part `#{id}`",
                fr: "la page n’a pas de partie `#{id}`"
            };
            diagnostics.push(Diagnostic::at(link.place.clone(), message).with_hint(hint));
        }
    }
}
