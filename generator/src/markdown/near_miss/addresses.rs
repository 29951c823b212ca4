//! What looks like an address to link to.

use crate::load::is_attachment;

/// Endings of names of hosts that are written without `https://`.
pub(super) const TOP_LEVELS: [&str; 14] =
    ["fr", "com", "org", "net", "eu", "info", "io", "be", "ch", "ca", "paris", "bzh", "social", "example"];

/// Whether a text is an address that somebody would link to, such as `https://club.example`, `../pages/contact.md`,
/// `plan.pdf` or `www.club.example`. Words, numbers and `p. 2` are none.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    if text.contains(char::is_whitespace) || text.is_empty() {
        return has_scheme(text);
    }
    let lower = text.to_ascii_lowercase();
    has_scheme(text)
        || lower.starts_with("www.")
        || ["/", "./", "../"].iter().any(|start| lower.strip_prefix(start).is_some_and(starts_with_letter))
        || lower.strip_prefix('#').is_some_and(starts_with_letter)
        || lower.contains('@') && lower.rsplit('@').next().is_some_and(is_host)
        || lower.ends_with(".md")
        || is_attachment(&lower)
        || is_host(lower.split('/').next().unwrap_or_default())
}

/// Whether a text starts with one of the schemes of links.
pub(super) fn has_scheme(text: &str) -> bool {
    let lower = text.trim_start().get(..8).unwrap_or(text).to_ascii_lowercase();
    ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme))
}

/// An address with the scheme that it lacks: `https://` before a host, `mailto:` before an e-mail address.
pub(super) fn with_scheme(address: &str) -> String {
    let lower = address.to_ascii_lowercase();
    let host = lower.split(['/', '?', '#']).next().unwrap_or_default();
    match () {
        () if has_scheme(address) => address.to_owned(),
        () if host.contains('@') => format!("mailto:{address}"),
        () if host.starts_with("www.") || is_host(host) => format!("https://{address}"),
        () => address.to_owned(),
    }
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '.')
}

fn is_host(text: &str) -> bool {
    let Some((name, top_level)) = text.rsplit_once('.') else { return false };
    let is_name = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    TOP_LEVELS.contains(&top_level) && name.split('.').all(is_name)
}
