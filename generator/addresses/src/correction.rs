//! Corrects addresses whose scheme is missing or mistyped.

/// Top-level domains of hosts that are written without `https://`.
pub const TOP_LEVELS: [&str; 14] =
    ["fr", "com", "org", "net", "eu", "info", "io", "be", "ch", "ca", "paris", "bzh", "social", "example"];

/// Schemes, with common typing errors, that stand for `https:`.
const MISTYPED_SCHEMES: [&str; 7] = ["https", "http", "htpps", "htps", "htttps", "ttps", "htp"];

/// Returns the full address that was probably meant: `https://club.fr/page` for `club.fr/page`,
/// `mailto:contact@club.fr` for `contact@club.fr`. Returns `None` for paths and for addresses with a correct scheme.
pub fn address(target: &str) -> Option<String> {
    let target = target.trim();
    let lower = target.to_ascii_lowercase();
    if let Some((local, host)) = lower.split_once('@')
        && !local.is_empty()
        && !local.contains(['/', ':'])
        && is_host(host)
    {
        return Some(format!("mailto:{target}"));
    }
    let is_number =
        lower.len() >= 10 && lower.bytes().all(|byte| byte.is_ascii_digit() || b"+ .".contains(&byte));
    if is_number {
        let digits: String = target.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        return Some(format!("tel:{digits}"));
    }
    let start = mistyped_scheme(&lower).or_else(|| lower.starts_with("//").then_some(2)).unwrap_or(0);
    let rest = &target[start..];
    let host = lower[start..].split(['/', '?', '#', ':']).next().unwrap_or_default();
    let leads_out =
        is_host(host) || host.starts_with("www.") && host.len() > 4 && !host.contains(char::is_whitespace);
    let whole = format!("https://{rest}");
    (leads_out && whole != target && !lower.starts_with("http://")).then_some(whole)
}

/// Returns the length of a scheme that is written like `https:/`, `https//` or `htpps://`.
fn mistyped_scheme(lower: &str) -> Option<usize> {
    let scheme = MISTYPED_SCHEMES
        .iter()
        .find(|scheme| lower.strip_prefix(**scheme).is_some_and(|rest| rest.starts_with([':', ';', '/'])))?;
    let rest = &lower[scheme.len()..];
    Some(lower.len() - rest.trim_start_matches([':', ';', '/', ' ']).len())
}

/// Returns whether a text is a host name that people write without a scheme.
pub fn is_host(text: &str) -> bool {
    let Some((name, top_level)) = text.rsplit_once('.') else { return false };
    let is_name = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    TOP_LEVELS.contains(&top_level) && name.split('.').all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_scheme_is_added() {
        for (target, meant) in [
            ("www.club.example", "https://www.club.example"),
            ("WWW.Club.immo/page", "https://WWW.Club.immo/page"),
            ("club.fr/page", "https://club.fr/page"),
            ("club.asso.fr", "https://club.asso.fr"),
            ("club.fr:8080/a?b#c", "https://club.fr:8080/a?b#c"),
            ("//club.fr", "https://club.fr"),
            ("https:/club.fr", "https://club.fr"),
            ("https//club.fr/a", "https://club.fr/a"),
            ("htpps://club.fr", "https://club.fr"),
            ("http:club.fr", "https://club.fr"),
            ("claire@club.example", "mailto:claire@club.example"),
            ("01 23 45 67 89", "tel:0123456789"),
            ("+33123456789", "tel:+33123456789"),
        ] {
            assert_eq!(address(target).as_deref(), Some(meant), "{target}");
        }
    }

    #[test]
    fn paths_and_full_addresses_are_not_changed() {
        for target in [
            "plan.pdf",
            "../pages/contact.md",
            "/page/",
            "https://club.fr",
            "http://club.fr",
            "mailto:a@club.fr",
            "2027",
            "a@b",
            "page",
        ] {
            assert_eq!(address(target), None, "{target}");
        }
    }
}
