//! The rules for names of persons, functions and organisations: they contain a letter or digit and nothing that a
//! mail program displays as a link. See `docs/decisions/032-names-without-addresses.md`.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The kind of thing that a name denotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameOf {
    /// A person.
    Person,
    /// A person's function in an organisation.
    Function,
    /// An organisation or its city.
    Organisation,
}

/// Returns a person's full name for display: given name, then family name.
pub fn full(given_name: &str, family_name: &str) -> String {
    format!("{given_name} {family_name}")
}

/// Schemes that mail programs turn into links without `//`.
const SCHEMES: [&str; 6] = ["http:", "https:", "ftp:", "mailto:", "tel:", "javascript:"];

/// Top-level domains that turn a word into a link and are open to registrants: those of Europe, the large generic
/// ones, and those that are free or used by URL shorteners. The list omits the endings of gender-inclusive French
/// words (`technicien.ne`, `adhérent.es`, `ouvrier.re`) and of abbreviations (`Dir.SI`, `Resp.IT`).
const TOP_LEVEL_DOMAINS: &[&str] = &[
    "ai", "app", "at", "be", "beauty", "bid", "biz", "bond", "br", "buzz", "bzh", "ca", "cc", "cf", "cfd",
    "ch", "click", "cloud", "club", "cn", "co", "com", "cyou", "cz", "de", "dev", "dk", "email", "eu",
    "finance", "fr", "fun", "ga", "gd", "gg", "gift", "gl", "gle", "goog", "gq", "gr", "help", "host", "hu",
    "icu", "ie", "info", "io", "life", "link", "live", "loan", "lol", "lu", "ly", "me", "ml", "mobi",
    "monster", "mov", "net", "network", "news", "nl", "no", "one", "online", "org", "page", "paris", "pl",
    "press", "pt", "pw", "quest", "rest", "ro", "ru", "sbs", "shop", "site", "sk", "space", "store", "su",
    "tk", "to", "today", "top", "tv", "ua", "uk", "us", "vip", "website", "win", "work", "world", "ws",
    "xyz", "zip",
];

/// The maximum number of words in the name of an organisation that contains a domain. A sentence that advertises a
/// domain is longer.
const MAX_WORDS_WITH_DOMAIN: usize = 4;

impl NameOf {
    /// Returns whether a text contains a web or e-mail address, or something that a mail program would turn into
    /// one.
    ///
    /// The name of an organisation may be a domain, such as `Logis.fr`.
    pub fn has_address(self, text: &str) -> bool {
        // Browsers and mail programs treat full-width letters and dots like ASCII.
        let text: String = text.nfkc().flat_map(char::to_lowercase).collect();
        let is_linked = |scheme: &&str| {
            let scheme = *scheme;
            let mut places = text.match_indices(scheme);
            places.any(|(start, _)| begins_word(&text, start) && is_continued(&text[start + scheme.len()..]))
        };
        if text.contains("://") || text.contains("www.") || SCHEMES.iter().any(is_linked) {
            return true;
        }
        let hosts = || hosts(&text).filter(Host::is_host_name);
        if hosts().any(|host| host.is_mailbox() || host.has_path_or_port() || host.is_number()) {
            return true;
        }
        let domains: Vec<_> = hosts().filter(Host::is_domain).collect();
        let is_name = self == NameOf::Organisation
            && domains.len() == 1
            && domains.iter().all(|domain| domain.labels().count() == 2 && !domain.is_encoded())
            && text.split_whitespace().count() <= MAX_WORDS_WITH_DOMAIN;
        !domains.is_empty() && !is_name
    }
}

/// Returns whether a text contains a letter or digit. Without one, such as `-`, it is not a name.
pub fn has_letter_or_digit(text: &str) -> bool {
    text.chars().any(|character| character.is_alphanumeric() && !is_combining_mark(character))
}

fn begins_word(text: &str, start: usize) -> bool {
    !text[..start].ends_with(char::is_alphanumeric)
}

fn is_continued(after: &str) -> bool {
    after.starts_with(|character: char| !character.is_whitespace())
}

/// A part of a text that consists of the characters of a host name, with the text around it.
struct Host<'a> {
    before: &'a str,
    text: &'a str,
    after: &'a str,
}

/// Returns the parts of a text that consist of the characters of a host name.
fn hosts(text: &str) -> impl Iterator<Item = Host<'_>> {
    let is_edge = |character: char| !character.is_alphanumeric() && !matches!(character, '.' | '-' | '_');
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    text.split(is_edge).map(move |part| {
        let part = part.trim_matches(['.', '-', '_']);
        let start = start(part);
        Host { before: &text[..start], text: part, after: &text[start + part.len()..] }
    })
}

impl Host<'_> {
    fn labels(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.text.split('.')
    }

    /// Returns whether it has the form of a host name: non-empty labels separated by dots.
    fn is_host_name(&self) -> bool {
        self.labels().count() > 1 && self.labels().all(|label| !label.is_empty())
    }

    fn top_level(&self) -> &str {
        self.labels().last().unwrap_or_default()
    }

    fn has_known_top_level(&self) -> bool {
        TOP_LEVEL_DOMAINS.contains(&self.top_level()) || self.is_encoded()
    }

    /// Returns whether its top-level domain is internationalised, which does not occur in names.
    fn is_encoded(&self) -> bool {
        self.top_level().starts_with("xn--")
    }

    /// Returns whether it is the host of an e-mail address. An `@` inside a word does not suffice: `Habitat@venir`.
    fn is_mailbox(&self) -> bool {
        let local = self.before.strip_suffix('@');
        local.is_some_and(|local| local.ends_with(|character: char| !character.is_whitespace()))
            && self.top_level().chars().filter(|character| character.is_alphabetic()).count() > 1
    }

    /// Returns whether a path, a port or a query follows.
    fn has_path_or_port(&self) -> bool {
        let port =
            self.after.strip_prefix(':').is_some_and(|port| port.starts_with(|c: char| c.is_ascii_digit()));
        let path = self.after.strip_prefix(['/', '?', '#', '\\']).is_some_and(is_continued);
        (port || path) && (self.has_known_top_level() || self.is_number())
    }

    /// Returns whether it is an IPv4 address.
    fn is_number(&self) -> bool {
        let is_byte = |label: &str| label.parse::<u8>().is_ok();
        self.labels().count() == 4 && self.labels().all(is_byte)
    }

    /// Returns whether it ends in a known top-level domain. A single letter before the dot is an initial (`J.Ch.
    /// Martin`), and `M.de` or `Mme.de` introduces a name with a particle.
    fn is_domain(&self) -> bool {
        let least = if self.top_level() == "de" { 4 } else { 2 };
        let last = self.labels().rev().nth(1).unwrap_or_default();
        self.has_known_top_level() && last.chars().count() >= least
    }
}

#[cfg(test)]
mod tests;
