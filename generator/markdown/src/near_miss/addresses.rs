//! Recognises texts that look like addresses of links.

use addresses::correction::is_host;
use addresses::is_attachment;

/// Returns whether a text looks like the address of a link, such as `https://club.example`, `../pages/contact.md`,
/// `plan.pdf` or `www.club.example`. Words, numbers and `p. 2` do not.
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

/// Returns whether a text starts with one of the schemes of links.
pub(super) fn has_scheme(text: &str) -> bool {
    let lower = text.trim_start().get(..8).unwrap_or(text).to_ascii_lowercase();
    ["https:", "http:", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme))
}

fn starts_with_letter(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '.')
}
