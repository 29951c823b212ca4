//! Which HTTP headers go with each kind of answer. Written once: the handler and the preview send them, and the
//! generator writes them to `dist/deployment/headers.json`, from which a deployment takes them.
//!
//! Sources: CSP Level 3, RFC 6797 (Strict-Transport-Security), RFC 8246 (`immutable`), Fetch (nosniff,
//! Cross-Origin-Resource-Policy), HTML (Cross-Origin-Opener-Policy) and the advice of OWASP's secure headers project.

use std::collections::BTreeMap;

use serde::Serialize;

/// Pages load nothing but what this site serves, and no inline scripts or styles; scripts ask this site for the
/// seats that are left; only this site may be posted to, and no other may frame them.
pub const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What holds for everything. One year of HTTPS alone, without the subdomains: they are the club's, not this site's.
const EVERYWHERE: [(&str, &str); 5] = [
    ("content-security-policy", CONTENT_POLICY),
    ("strict-transport-security", "max-age=31536000"),
    ("x-content-type-options", "nosniff"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
];

/// A kind of HTTP response, by what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseKind {
    /// A page of the static site.
    Page,
    /// A file under `/assets/`, whose name changes with its content.
    Asset,
    /// Another file of the static site: a calendar, feed, picture or attachment.
    File,
    /// What the handler renders: about a person, or a message.
    HandlerPage,
    /// How many seats are left, which the handler tells scripts.
    Availability,
}

/// Which kind of answer there is at which paths; the first that matches counts. In patterns `*` stands for any text,
/// also none and also with slashes, as in the path patterns of CloudFront's cache behaviours.
const PATHS: [(&str, ResponseKind); 7] = [
    ("/api/workshops/*/availability", ResponseKind::Availability),
    ("/api/*", ResponseKind::HandlerPage),
    ("/api", ResponseKind::HandlerPage),
    ("/assets/*", ResponseKind::Asset),
    ("*.html", ResponseKind::Page),
    ("*.*", ResponseKind::File),
    ("*", ResponseKind::Page),
];

/// Who sends the headers of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// Whatever delivers the files of the site has to add them.
    Delivery,
    /// The handler, which knows exceptions from them; what stands in front of it is to pass on what it sends.
    Handler,
}

/// The headers of answers at the paths of a pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The pattern of paths.
    pub path: &'static str,
    /// Who sends them.
    pub sent_by: Sender,
    /// Names in lower case, with values.
    pub headers: BTreeMap<&'static str, &'static str>,
}

/// Every rule, in the order in which they are to be tried; the first that matches counts. The last matches any path.
pub fn rules() -> Vec<Rule> {
    let rule = |path, kind: ResponseKind| Rule {
        path,
        sent_by: match kind {
            ResponseKind::Page | ResponseKind::Asset | ResponseKind::File => Sender::Delivery,
            ResponseKind::HandlerPage | ResponseKind::Availability => Sender::Handler,
        },
        headers: kind.headers().collect(),
    };
    PATHS.into_iter().map(|(path, kind)| rule(path, kind)).collect()
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
    /// The kind of answer that there is at a path, which begins with a slash.
    pub fn of_path(path: &str) -> ResponseKind {
        let found = PATHS.iter().find(|(pattern, _)| matches(pattern, path));
        found.map_or(ResponseKind::Page, |(_, kind)| *kind)
    }

    /// The headers of an answer of this kind: names in lower case, each once, with values.
    pub fn headers(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let own: &[(&str, &str)] = match self {
            // A form must be posted with its origin, which `no-referrer` would hide. Kept for a minute, then asked
            // for again: an organiser who mends a page sees it, and so do visitors.
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
            // Readers of feeds and other sites may show pictures and take calendars.
            ResponseKind::File => &[
                ("cache-control", "public, max-age=300, must-revalidate"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-resource-policy", "cross-origin"),
            ],
            // It is nobody else's, so nothing may be kept, listed or told onwards.
            ResponseKind::HandlerPage => &[
                ("cache-control", "no-store"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-robots-tag", "noindex"),
            ],
            // Ten seconds: short enough for a number that only informs, long enough to shield the table from a page
            // that many look at.
            ResponseKind::Availability => &[
                ("cache-control", "public, max-age=10"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-resource-policy", "same-origin"),
                ("x-robots-tag", "noindex"),
            ],
        };
        EVERYWHERE.into_iter().chain(own.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_pattern_that_matches_counts() {
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
        ];
        for (path, kind) in expected {
            assert_eq!(ResponseKind::of_path(path), kind, "{path}");
        }
    }

    #[test]
    fn each_header_is_named_once() {
        for (_, kind) in PATHS {
            assert_eq!(kind.headers().collect::<BTreeMap<_, _>>().len(), kind.headers().count(), "{kind:?}");
        }
    }
}
