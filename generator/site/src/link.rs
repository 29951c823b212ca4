//! Resolves an editor's link to a page or file of the site, or to an external address.

use addresses::{
    Link, correction, decoded, encoded, has_scheme, is_web_address, not_a_web_address, on_computer, readings,
    write_or, written,
};
use diagnostics::suggestion::{did_you_mean, write};
use diagnostics::{Phrase, Rejection, composed, message, phrase, suggestion};

use crate::address::{Absent, Addresses, Target};

/// The supported schemes of external links. All others are rejected, above all `javascript:`.
const SCHEMES: [&str; 4] = ["https:", "http:", "mailto:", "tel:"];

/// Resolves a link in the file `from`; both paths are below `content/`.
///
/// # Errors
///
/// Returns a [`Rejection`] if the link has no target.
pub(crate) fn resolve(from: &str, target: &str, addresses: Addresses<'_>) -> Result<Link, Rejection> {
    resolve_with(from, target, addresses, Suggestion::Nearest)
}

/// The candidates that a broken link is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suggestion {
    /// The nearest page or file.
    Nearest,
    /// None.
    None,
}

/// Resolves a link like [`resolve`], with or without a suggestion.
pub(crate) fn resolve_with(
    from: &str,
    target: &str,
    addresses: Addresses<'_>,
    suggestion: Suggestion,
) -> Result<Link, Rejection> {
    if target.is_empty() {
        let message = message! { EmptyLink, en: "a link has no address", fr: "un lien n’a pas d’adresse" };
        let hint = phrase! {
            en: "write an address between the parentheses",
            fr: "écrivez une adresse entre les parenthèses"
        };
        return Err(Rejection { message, hint });
    }
    if !target.starts_with('/')
        && let Some(link) = file(from, target, addresses)
    {
        return Ok(link);
    }
    if target.starts_with('#') {
        return Ok(outside(target));
    }
    if let Some(rejection) = on_computer(target) {
        return Err(rejection);
    }
    if has_scheme(target) {
        return external(target);
    }
    if target.starts_with('/') {
        return absolute(target, addresses);
    }
    let absent = |path: &str| addresses.targets.absent(Target::File(&joined(from, path)?));
    if let Some((absent, path)) = readings(target).find_map(|(path, _)| Some((absent(&path)?, path))) {
        return absent_page(absent, &path);
    }
    let path = meant_name(target);
    let message = message! {
        BrokenLink,
        en: "there is no page or file `{path}`",
        fr: "il n’y a ni page ni fichier `{path}`"
    };
    // Windows separates folders with backslashes.
    let with_slashes = || path.contains('\\').then(|| path.replace('\\', "/"));
    if let Some(address) = correction::address(target).or_else(with_slashes) {
        return Err(Rejection { message, hint: write(address) });
    }
    let below_content = joined(from, &composed(decoded(path).into_owned()));
    let meant = below_content.as_deref().filter(|_| suggestion == Suggestion::Nearest);
    Err(Rejection { message, hint: unknown_file(from, meant, addresses) })
}

/// Returns the page or file that a target names, trying every reading of the target.
fn file(from: &str, target: &str, addresses: Addresses<'_>) -> Option<Link> {
    readings(target).find_map(|(path, suffix)| {
        let below_content = joined(from, &path)?;
        if let Some(permalink) = addresses.targets.page(&below_content) {
            return Some(to_page(permalink.as_str(), suffix, addresses));
        }
        let href = format!("{}{suffix}", encoded(addresses.files.attachment(&below_content)?));
        Some(Link { href, attachment: Some(below_content), ..Link::default() })
    })
}

/// Returns the name in a broken target: the part before the first `#` or `?`, unless only the whole looks like the name
/// of a file.
fn meant_name(target: &str) -> &str {
    let path = target.split(['#', '?']).next().unwrap_or_default();
    let has_extension = |path: &str| file_name(path).contains('.');
    if !has_extension(path) && has_extension(target) { target } else { path }
}

/// Resolves a link to an unpublished page: if it is published later or was taken down, only the link's text is shown; a
/// link to a draft is an error.
fn absent_page(absent: Absent, path: &str) -> Result<Link, Rejection> {
    match absent {
        Absent::ForNow => Ok(Link { is_absent: true, ..Link::default() }),
        Absent::Draft => {
            let message = message! { DraftLink, en: "`{path}` is a draft", fr: "`{path}` est un brouillon" };
            let hint = phrase! {
                en: "remove the link, or publish the draft; with `publish_at` instead of `draft`, the link appears when the \
                     page does",
                fr: "supprimez le lien, ou publiez le brouillon ; avec `publish_at` au lieu de `draft`, le lien apparaît en \
                     même temps que la page"
            };
            Err(Rejection { message, hint })
        }
    }
}

fn external(target: &str) -> Result<Link, Rejection> {
    let lower = target.to_ascii_lowercase();
    if !SCHEMES.iter().any(|scheme| lower.starts_with(scheme)) {
        let message = message! {
            UnknownScheme,
            en: "unsupported link scheme in `{target}`",
            fr: "`{target}` commence par un protocole qui n’est pas admis"
        };
        let otherwise = phrase! {
            en: "links start with `https:`, `http:`, `mailto:` or `tel:`, or name a file",
            fr: "un lien commence par `https:`, `http:`, `mailto:` ou `tel:`, ou nomme un fichier"
        };
        return Err(Rejection { message, hint: write_or(target, otherwise) });
    }
    if lower.starts_with("http") && !is_web_address(&format!("http{}", &lower[4..])) {
        return Err(not_a_web_address(target));
    }
    Ok(outside(target))
}

/// Resolves a link written as an address of the site.
fn absolute(target: &str, addresses: Addresses<'_>) -> Result<Link, Rejection> {
    for (path, suffix) in readings(target) {
        if addresses.targets.has_page_at(&path) {
            return Ok(to_page(&path, suffix, addresses));
        }
        if let Some(attachment) = addresses.targets.attachment_at(&path) {
            let href = format!("{}{suffix}", encoded(&path));
            return Ok(Link { href, attachment: Some(attachment.to_owned()), ..Link::default() });
        }
    }
    let path = target.split(['#', '?']).next().unwrap_or_default();
    if let Some(absent) = addresses.targets.absent(Target::Path(&decoded(path))) {
        return absent_page(absent, path);
    }
    let message = message! {
        BrokenPath,
        en: "no page has the address `{path}`",
        fr: "aucune page n’a l’adresse `{path}`"
    };
    let with_slash = format!("{path}/");
    if !path.ends_with('/') && addresses.targets.has_page_at(&with_slash) {
        let suffix = &target[path.len()..];
        let hint = phrase! {
            en: "write `{with_slash}{suffix}`, with a slash at its end",
            fr: "écrivez `{with_slash}{suffix}`, avec une barre oblique à la fin"
        };
        return Err(Rejection { message, hint });
    }
    let without_file: Vec<_> =
        addresses.pages.without_file().map(|permalink| format!("`{permalink}`")).collect();
    let without_file = without_file.join(", ");
    let hint = match without_file.is_empty() {
        true => phrase! {
            en: "name the content file instead, such as `../pages/contact.md`",
            fr: "nommez plutôt le fichier, comme `../pages/contact.md`"
        },
        false => phrase! {
            en: "name a content file, such as `../pages/contact.md`, or write {without_file}",
            fr: "nommez un fichier, comme `../pages/contact.md`, ou écrivez {without_file}"
        },
    };
    Err(Rejection { message, hint })
}

/// Returns the suggestion for a path that no page or file has.
fn unknown_file(from: &str, below_content: Option<&str>, addresses: Addresses<'_>) -> Phrase {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    match below_content.and_then(|path| nearest_target(from, path, addresses)) {
        Some(target) => did_you_mean(&written(&relative(folder, target))),
        None => phrase! {
            en: "paths are relative to the folder of the file with the link; name pages by their source, such as \
                 `../../speakers/name.md`",
            fr: "les chemins partent du dossier du fichier où est le lien ; nommez une page par son fichier, comme \
                 `../../speakers/nom.md`"
        },
    }
}

/// Returns the nearest target, or else the only one with the same file name.
fn nearest_target<'a>(from: &str, path: &str, addresses: Addresses<'a>) -> Option<&'a str> {
    let others = || addresses.targets.content_files().filter(|target| *target != from);
    let same = |target: &&str| file_name(target) == file_name(path) && !target.ends_with("index.md");
    let mut same_name = others().filter(same);
    match (same_name.next(), same_name.next()) {
        (Some(target), None) => Some(target),
        _ => suggestion::nearest(path, others()),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Returns the path from a folder to a file, both below `content/`.
fn relative(folder: &str, target: &str) -> String {
    let from: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<_> = target.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(left, right)| left == right).count();
    let up = "../".repeat(from.len() - shared);
    format!("{up}{}", to[shared..].join("/"))
}

/// Returns the path below `content/` of `path`, relative to the file `from`; `None` if it is outside `content/`.
fn joined(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<_> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Returns the link to a page of the site, by its path; `suffix` is the query and fragment.
fn to_page(path: &str, suffix: &str, addresses: Addresses<'_>) -> Link {
    let hreflang = addresses.targets.other_language_at(path).map(str::to_owned);
    Link { href: format!("{path}{suffix}"), hreflang, ..Link::default() }
}

/// Returns the link to another site, or to a part of the page with the link.
fn outside(href: &str) -> Link {
    Link { href: href.to_owned(), ..Link::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::{LanguageListings, SiteAddresses, Visible};
    use content::load::Sources;
    use content::publication::Publications;
    use diagnostics::Diagnostics;
    use resolve::Listings;

    #[test]
    fn paths_go_up_and_down_but_not_out() {
        assert_eq!(joined("workshops/a/index.md", "../../speakers/b.md").as_deref(), Some("speakers/b.md"));
        assert_eq!(joined("workshops/a/index.md", "./b.pdf").as_deref(), Some("workshops/a/b.pdf"));
        assert_eq!(joined("index.md", "../secret"), None);
        assert_eq!(relative("workshops/a", "workshops/b/index.md"), "../b/index.md");
        assert_eq!(relative("", "pages/a.md"), "pages/a.md");
    }

    #[test]
    fn only_harmless_schemes_lead_out() {
        let (sources, problems) = (Sources::default(), &mut Diagnostics::default());
        let (config, listings) = (content::config::read(&sources, problems), Listings::default());
        let listings = LanguageListings { config: &config, all: &listings, published: &listings };
        let site = SiteAddresses::of(&sources, &Publications::default(), &[listings], problems);
        let addresses = site.in_each_language(Visible::Published).next().unwrap();
        for target in ["https://a.example/b", "mailto:a@b.fr", "tel:+33123456789", "#note"] {
            assert_eq!(resolve("index.md", target, addresses).unwrap().href, target);
        }
        for target in
            ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "//evil.example", "", "x.md"]
        {
            assert!(resolve("index.md", target, addresses).is_err(), "{target}");
        }
    }
}
