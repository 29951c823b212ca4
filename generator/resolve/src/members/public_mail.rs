//! The domains of public mail providers, which never prove that a person belongs to an organisation.

/// One domain a line, with comments.
const DOMAINS: &str = include_str!("public_mail.txt");

/// Returns whether anyone can open a mailbox at a domain, which is in lower case.
pub(super) fn is_public_mail(domain: &str) -> bool {
    DOMAINS.lines().any(|known| known == domain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_known_and_organisations_are_not() {
        for domain in
            ["gmail.com", "orange.fr", "free.fr", "laposte.net", "bbox.fr", "mailo.com", "skynet.be"]
        {
            assert!(is_public_mail(domain), "{domain}");
        }
        for domain in ["habitat.example", "mail.habitat.example", "laposte.fr", "#", ""] {
            assert!(!is_public_mail(domain), "{domain}");
        }
    }

    #[test]
    fn every_line_is_a_domain_in_ascii() {
        for line in DOMAINS.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(model::contact::domain::to_ascii(line).as_deref(), Some(line), "{line}");
        }
    }
}
