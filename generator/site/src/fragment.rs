//! Links to a part of a page (`/ateliers/x/#session-2`): checks that the page has that part.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use diagnostics::suggestion::nearest;
use diagnostics::{Diagnostic, Diagnostics};

/// A link to a part of a page of this site.
#[derive(Clone, Debug)]
pub(crate) struct FragmentLink {
    /// The path of the page.
    path: String,
    /// The `id` of the part.
    id: String,
    /// The problem to report if the part does not exist.
    problem: Diagnostic,
}

/// Returns the link if `href` leads to a part of a page of this site; `from` is the path of the page that contains it.
/// `problem` creates the diagnostic at the link.
pub(crate) fn link(
    href: &str,
    from: &str,
    problem: impl FnOnce(String) -> Diagnostic,
) -> Option<FragmentLink> {
    let (path, id) = href.split_once('#')?;
    let is_here = path.is_empty() || path.starts_with('/');
    let id = percent_decode_str(id).decode_utf8_lossy();
    if !is_here || id.is_empty() {
        return None;
    }
    let path = path.split('?').next().unwrap_or_default();
    Some(FragmentLink {
        path: if path.is_empty() { from } else { path }.to_owned(),
        problem: problem(format!("the page has no part `#{id}`")),
        id: id.into_owned(),
    })
}

/// Reports links to parts that do not exist. `html` contains all pages by output file.
pub(crate) fn check<'l>(
    links: impl Iterator<Item = &'l FragmentLink>,
    html: &[(String, String)],
    diagnostics: &mut Diagnostics,
) {
    let pages: BTreeMap<_, _> = html
        .iter()
        .map(|(output, html)| (format!("/{}", output.trim_end_matches("index.html")), html))
        .collect();
    for link in links {
        // A link to anything but a page, such as a file, has been resolved.
        let Some(html) = pages.get(&link.path) else {
            continue;
        };
        let ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        if !ids.contains(&link.id.as_str()) {
            let hint = match nearest(&link.id, ids) {
                Some(id) => format!("did you mean `#{id}`?"),
                None => "the parts of a page are its headings, in lower-case letters with hyphens".to_owned(),
            };
            diagnostics.push(link.problem.clone().with_hint(hint));
        }
    }
}
