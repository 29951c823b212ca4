//! The HTTP headers of each kind of response. They are defined once: the handler and the preview send them, and the
//! generator writes them to `dist/deployment/headers.json` for the deployment.
//!
//! Sources: CSP Level 3, RFC 6797 (Strict-Transport-Security), RFC 8246 (`immutable`), Fetch (nosniff,
//! Cross-Origin-Resource-Policy), HTML (Cross-Origin-Opener-Policy) and the advice of OWASP's secure headers
//! project.

use std::collections::BTreeMap;

use serde::Serialize;

/// The content security policy. Pages only load files from this site, without inline scripts or styles. Scripts may
/// request the number of seats left from this site. Forms may only be submitted to this site, and no other site may
/// frame its pages.
pub const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The content security policy of the web editor below `/admin/`, a program of its own: it writes its styles itself, shows
/// pictures that it has in memory, and requests the repository of the content. Its page narrows the hosts down to those
/// that the site uses (`admin::page`).
const EDITOR_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' blob: data: https:; font-src 'self'; connect-src 'self' blob: data: https:; media-src blob:; \
     form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The headers of all responses, unless a kind of response has its own. HTTPS is required for a year, but not for the
/// subdomains, which belong to the club and not to this site.
const EVERYWHERE: [(&str, &str); 5] = [
    ("content-security-policy", CONTENT_POLICY),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// A kind of HTTP response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseKind {
    /// A page of the static site.
    Page,
    /// A file under `/assets/`, whose name changes with its content.
    Asset,
    /// Any other file of the static site: a calendar, feed, picture or attachment.
    File,
    /// A file of the web editor, which only sites that ask for it have.
    Editor,
    /// A page from the handler: about a person, or a message.
    HandlerPage,
    /// The number of seats left, which scripts request from the handler.
    Availability,
}

/// The kind of response at each path; the first match counts. In patterns, `*` stands for any text, including
/// slashes and the empty text, as in the path patterns of CloudFront's cache behaviours.
const PATHS: [(&str, ResponseKind); 8] = [
    ("/api/workshops/*/availability", ResponseKind::Availability),
    ("/api/*", ResponseKind::HandlerPage),
    ("/api", ResponseKind::HandlerPage),
    ("/assets/*", ResponseKind::Asset),
    ("/admin/*", ResponseKind::Editor),
    ("*.html", ResponseKind::Page),
    ("*.*", ResponseKind::File),
    ("*", ResponseKind::Page),
];

/// The sender of a rule's headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// The service that delivers the files of the site has to add them.
    Delivery,
    /// The handler, which makes exceptions from them. Services in front of it have to pass its headers on.
    Handler,
}

/// The headers of responses at the paths of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The pattern of paths.
    pub path: &'static str,
    /// The service that sends the headers.
    pub sent_by: Sender,
    /// Lower-case header names with their values.
    pub headers: BTreeMap<&'static str, &'static str>,
}

/// Returns all rules in order of precedence: the first match counts. The last rule matches any path. The web editor has
/// one only if the site has an editor.
pub fn rules(has_editor: bool) -> Vec<Rule> {
    let rule = |path, kind: ResponseKind| Rule {
        path,
        sent_by: match kind {
            ResponseKind::Page | ResponseKind::Asset | ResponseKind::File | ResponseKind::Editor => {
                Sender::Delivery
            }
            ResponseKind::HandlerPage | ResponseKind::Availability => Sender::Handler,
        },
        headers: kind.headers().collect(),
    };
    let paths = PATHS.into_iter().filter(|(_, kind)| has_editor || *kind != ResponseKind::Editor);
    paths.map(|(path, kind)| rule(path, kind)).collect()
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, rest)) => path.strip_prefix(start).is_some_and(|path| {
            path.char_indices().any(|(at, _)| matches(rest, &path[at..])) || matches(rest, "")
        }),
    }
}

impl ResponseKind {
    /// Returns the kind of response at a path, which starts with a slash.
    pub fn of_path(path: &str) -> ResponseKind {
        let found = PATHS.iter().find(|(pattern, _)| matches(pattern, path));
        found.map_or(ResponseKind::Page, |(_, kind)| *kind)
    }

    /// Returns the headers of a response of this kind: unique lower-case names with their values.
    pub fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let own: &[(&str, &str)] = match self {
            // Forms must be submitted with their origin, which `no-referrer` would hide. Pages are cached for only
            // a minute, so that organisers and visitors soon see corrections.
            ResponseKind::Page => &[
                ("cache-control", "public, max-age=60, must-revalidate"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ],
            ResponseKind::Asset => &[
                ("cache-control", "public, max-age=31536000, immutable"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            ],
            // Feed readers and other sites may display pictures and fetch calendars.
            ResponseKind::File => &[
                ("cache-control", "public, max-age=300, must-revalidate"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-resource-policy", "cross-origin"),
            ],
            // Signing in opens the repository's host in a window, which reports to this one; another opener policy would
            // separate them. Names do not change with the content, so files are always revalidated.
            ResponseKind::Editor => &[
                ("content-security-policy", EDITOR_POLICY),
                ("cross-origin-opener-policy", "unsafe-none"),
                ("cache-control", "no-cache"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-robots-tag", "noindex"),
            ],
            // The page is private: it must not be cached or indexed, and its address must not leak.
            ResponseKind::HandlerPage => &[
                ("cache-control", "no-store"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-robots-tag", "noindex"),
            ],
            // Ten seconds are short enough for a number that only informs, and long enough to shield the table from
            // a popular page.
            ResponseKind::Availability => &[
                ("cache-control", "public, max-age=10"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-robots-tag", "noindex"),
            ],
        };
        let is_general = |(name, _): &(&str, &str)| own.iter().all(|(other, _)| other != name);
        EVERYWHERE.into_iter().filter(is_general).chain(own.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_matching_pattern_counts() {
        let expected = [
            ("/", ResponseKind::Page),
            ("/ateliers/proximite/", ResponseKind::Page),
            ("/404.html", ResponseKind::Page),
            ("/atom.xml", ResponseKind::File),
            ("/ateliers/proximite/plan.de.site.pdf", ResponseKind::File),
            ("/assets/style.0123456789abcdef.css", ResponseKind::Asset),
            ("/api", ResponseKind::HandlerPage),
            ("/api/workshops/a/registrations", ResponseKind::HandlerPage),
            ("/api/workshops/a/registrations/x/b.ics", ResponseKind::HandlerPage),
            ("/api/workshops/a/availability", ResponseKind::Availability),
            ("/apiculture/", ResponseKind::Page),
            ("/admin/", ResponseKind::Editor),
            ("/admin/index.html", ResponseKind::Editor),
            ("/administration/", ResponseKind::Page),
        ];
        for (path, kind) in expected {
            assert_eq!(ResponseKind::of_path(path), kind, "{path}");
        }
    }

    #[test]
    fn sites_without_an_editor_have_no_rule_for_it() {
        let is_editor = |rule: &Rule| rule.path == "/admin/*";
        assert!(rules(true).iter().any(is_editor));
        assert!(!rules(false).iter().any(is_editor));
        assert!(rules(false).iter().all(|rule| !rule.headers["content-security-policy"].contains("unsafe")));
    }

    #[test]
    fn each_header_is_unique() {
        for (_, kind) in PATHS {
            assert_eq!(kind.headers().collect::<BTreeMap<_, _>>().len(), kind.headers().count(), "{kind:?}");
        }
    }
}
