//! E-mail addresses, including those with internationalised domains.

use serde::{Deserialize, Serialize};

use super::domain;
use crate::parsed::parsed_text;

/// An e-mail address that is also valid in a browser's `<input type="email">`. The domain is lower-case ASCII, with
/// internationalised labels as A-labels (RFC 5890), as mail servers write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// The longest e-mail address, in characters: RFC 5321, 4.5.3.1.3 allows a path of 256 octets including `<` and
/// `>`.
pub const MAX_EMAIL_LENGTH: u32 = 254;

/// The reason why a text is not a usable e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// The text does not have the form of an e-mail address.
    #[error("not an e-mail address")]
    Form,
    /// The local part contains non-ASCII letters. Such addresses exist (RFC 6531), but every mail server on the way
    /// has to support them, and SES does not.
    #[error("cannot send mail to an address with non-ASCII letters before the `@`")]
    LocalPart,
}

impl Email {
    /// Parses an address by the HTML Standard's rule for valid e-mail addresses, with three differences: the domain
    /// needs a dot, because registrants do not write from intranet hosts; the local part must not be quoted; and
    /// the domain may be internationalised (UTS #46).
    ///
    /// # Errors
    ///
    /// Returns [`InvalidEmail`] if the text breaks that rule or is longer than RFC 5321 allows.
    pub fn parse(text: &str) -> Result<Email, InvalidEmail> {
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail::Form)?;
        let domain = domain::to_ascii(domain).filter(|it| it.contains('.')).ok_or(InvalidEmail::Form)?;
        let is_letter = |c: char| !c.is_ascii() && c.is_alphanumeric();
        if local.chars().any(is_letter) && local_fits(&local.replace(is_letter, "a")) {
            return Err(InvalidEmail::LocalPart);
        }
        let email = format!("{local}@{domain}");
        let fits = local_fits(local) && email.len() <= MAX_EMAIL_LENGTH as usize;
        if fits { Ok(Email(email)) } else { Err(InvalidEmail::Form) }
    }

    /// Returns the address as mail servers write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the local part and the domain.
    pub fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').expect("every `Email` contains an `@`")
    }

    /// Returns the address in readable form, with internationalised labels of the [domain](domain::readable) in
    /// their native script.
    pub fn readable(&self) -> String {
        let (local, domain) = self.parts();
        let domain = domain::readable(domain);
        format!("{local}@{domain}")
    }

    /// Returns the address in lower case. Addresses with the same identity are treated as the same person's. RFC 5321
    /// lets hosts distinguish case in the local part, but no common mail provider does.
    pub fn identity(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// Returns whether both addresses have the same [identity](Email::identity).
    pub fn has_same_identity(&self, other: &Email) -> bool {
        self.identity() == other.identity()
    }

    /// Returns the mailbox that the address most likely belongs to: in lower case and without a subaddress (RFC
    /// 5233), because `a+1@club.example` and `a+2@club.example` reach the same person.
    pub fn mailbox(&self) -> String {
        let lowercase = self.lowercase();
        let (local, domain) = lowercase.parts();
        let user = local.split_once('+').map_or(local, |(user, _)| user);
        // A local part that starts with `+` has no user name before it.
        format!("{}@{domain}", if user.is_empty() { local } else { user })
    }

    /// Returns the address in lower case, as [`Email::identity`] does.
    #[must_use]
    pub fn lowercase(&self) -> Email {
        Email(self.identity())
    }
}

fn local_fits(local: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
    (1..=64).contains(&local.len())
        && local.bytes().all(fits)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

parsed_text!(shown Email, Email::parse, InvalidEmail);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts_common_addresses() {
        for text in ["a@b.fr", "Claire.Le-Gall+club@office-hlm.example", "o'neil@x.y.z", "1@2.3"] {
            assert_eq!(Email::parse(text).unwrap().as_str(), text);
            assert_eq!(Email::parse(text).unwrap().readable(), text);
        }
        let [one, same, other] = ["A.B@C.fr", "a.b@c.FR", "a.c@c.fr"].map(|it| Email::parse(it).unwrap());
        assert_eq!(one.identity(), "a.b@c.fr");
        assert!(one.has_same_identity(&same) && !one.has_same_identity(&other));
        assert_eq!(Email::parse("A.B@C.fr").unwrap().as_str(), "A.B@c.fr");
    }

    #[test]
    fn subaddresses_share_a_mailbox() {
        for (text, mailbox) in [
            ("A.B+club@c.fr", "a.b@c.fr"),
            ("a+b+c@d.fr", "a@d.fr"),
            ("a@d.fr", "a@d.fr"),
            ("+a@d.fr", "+a@d.fr"),
        ] {
            assert_eq!(Email::parse(text).unwrap().mailbox(), mailbox, "{text}");
        }
    }

    #[test]
    fn rejects_malformed_addresses() {
        let too_long = format!("{}@{}.fr", "a".repeat(64), "b.".repeat(120));
        let texts = [
            "",
            "a",
            "@b.fr",
            "a@",
            "a@b",
            "a b@c.fr",
            "a@b..fr",
            "a@-b.fr",
            "a@b-.fr",
            ".a@b.fr",
            "a..b@c.fr",
            "a@b.fr\nBcc: x@y.z",
            "a@b@c.fr",
            "<a@b.fr>",
            "a@b.fr.",
            "a@b_c.fr",
            "a@b c.fr",
            "a@xn--\u{e9}.fr",
            "a@xn--zzzzzzz-.fr",
            "a@évil/.fr",
            &too_long,
        ];
        for text in texts {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Form), "{text}");
        }
        let long_label = format!("a@{}.fr", "é".repeat(60));
        assert_eq!(Email::parse(&long_label), Err(InvalidEmail::Form), "A-labels have 63 characters at most");
    }

    #[test]
    fn accepts_internationalised_domains() {
        for (typed, stored, readable) in [
            ("ana@société.example", "ana@xn--socit-esab.example", "ana@société.example"),
            ("ana@SOCIÉTÉ.Example", "ana@xn--socit-esab.example", "ana@société.example"),
            ("ana@socie\u{301}te\u{301}.example", "ana@xn--socit-esab.example", "ana@société.example"),
            ("ana@xn--socit-esab.example", "ana@xn--socit-esab.example", "ana@société.example"),
            ("ana@XN--SOCIT-ESAB.example", "ana@xn--socit-esab.example", "ana@société.example"),
            ("ana@straße.example", "ana@xn--strae-oqa.example", "ana@straße.example"),
            ("ana@пример。рф", "ana@xn--e1afmkfd.xn--p1ai", "ana@пример.рф"),
            ("ana@ｈabitat.example", "ana@habitat.example", "ana@habitat.example"),
            // A Cyrillic letter among Latin ones.
            ("ana@p\u{430}ypal.example", "ana@xn--pypal-4ve.example", "ana@xn--pypal-4ve.example"),
        ] {
            let email = Email::parse(typed).unwrap();
            assert_eq!(email.as_str(), stored, "{typed}");
            assert_eq!(email.readable(), readable, "{typed}");
            assert_eq!(email.identity(), stored, "{typed}");
        }
    }

    #[test]
    fn a_local_part_outside_ascii_has_its_own_error() {
        for text in ["é@b.fr", "hélène.dupont@organisme.example", "пошта@пример.рф"] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::LocalPart), "{text}");
        }
        for text in ["é é@b.fr", ".é@b.fr", "é@b", "“a”@b.fr"] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_stored_address_parses_to_itself(local in "[a-zA-Z0-9._+-]{1,9}", domain in "[a-zA-Zà-ÿ0-9αβγ-]{1,9}\\.[a-zé]{2,5}") {
            if let Ok(email) = Email::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert_eq!(Email::parse(&email.readable()), Ok(email));
            }
        }
    }
}
