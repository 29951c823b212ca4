//! E-mail addresses, also with internationalised domains.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::domain;

/// An e-mail address that a browser's `<input type="email">` accepts too. Its domain is in lower case and in ASCII: an
/// internationalised one as A-labels (RFC 5890), as mail servers write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Longest e-mail address, in characters: RFC 5321, 4.5.3.1.3 allows a path of 256 octets including `<` and `>`.
pub const MAX_EMAIL_LENGTH: u32 = 254;

/// Why a text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEmail {
    /// It does not have the form of one.
    #[error("not an e-mail address")]
    Form,
    /// What stands before the `@` has letters outside ASCII. Such addresses exist (RFC 6531), but a mail reaches them
    /// only where every server on its way takes part, which SES does not.
    #[error("an e-mail address with letters outside ASCII before its `@` cannot be written to")]
    LocalPart,
}

impl Email {
    /// Reads an address by the HTML Standard's rule for a valid e-mail address, with these differences: the domain
    /// needs a dot, as nobody registers from an intranet host, the local part must not be quoted, and the domain may be
    /// internationalised (UTS #46).
    ///
    /// # Errors
    ///
    /// [`InvalidEmail`] when the text does not follow that rule or is longer than RFC 5321 allows.
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

    /// The address as mail servers write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The parts before and after the `@`.
    pub fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').expect("an address is only made of two parts with an `@` between them")
    }

    /// The address as people read it: internationalised parts of the [domain](domain::readable) in their own
    /// letters.
    pub fn readable(&self) -> String {
        let (local, domain) = self.parts();
        let domain = domain::readable(domain);
        format!("{local}@{domain}")
    }

    /// The address in lower case: what decides whether two addresses are the same person's. RFC 5321 lets a host
    /// distinguish cases in the local part; no mail provider that people use does.
    pub fn identity(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The mailbox that the address most likely leads to: in lower case and without a subaddress (RFC 5233), as
    /// `a+1@club.example` and `a+2@club.example` reach the same person.
    pub fn mailbox(&self) -> String {
        let lowercase = self.lowercase();
        let (local, domain) = lowercase.parts();
        let user = local.split_once('+').map_or(local, |(user, _)| user);
        // A local part that begins with the sign has no user before it.
        format!("{}@{domain}", if user.is_empty() { local } else { user })
    }

    /// The same address in the spelling of [`Email::identity`].
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

impl TryFrom<String> for Email {
    type Error = InvalidEmail;

    fn try_from(text: String) -> Result<Email, InvalidEmail> {
        Email::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_that_people_have() {
        for text in ["a@b.fr", "Claire.Le-Gall+club@office-hlm.example", "o'neil@x.y.z", "1@2.3"] {
            assert_eq!(Email::parse(text).unwrap().as_str(), text);
            assert_eq!(Email::parse(text).unwrap().readable(), text);
        }
        assert_eq!(Email::parse("A.B@C.fr").unwrap().identity(), "a.b@c.fr");
        assert_eq!(Email::parse("A.B@C.fr").unwrap().as_str(), "A.B@c.fr");
    }

    #[test]
    fn subaddresses_lead_to_one_mailbox() {
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
    fn addresses_that_cannot_be_right() {
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
    fn a_domain_may_have_any_letters() {
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
    fn letters_outside_ascii_before_the_sign_have_a_reason_of_their_own() {
        for text in ["é@b.fr", "hélène.dupont@organisme.example", "пошта@пример.рф"] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::LocalPart), "{text}");
        }
        for text in ["é é@b.fr", ".é@b.fr", "é@b", "“a”@b.fr"] {
            assert_eq!(Email::parse(text), Err(InvalidEmail::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_reads_as_itself(local in "[a-zA-Z0-9._+-]{1,9}", domain in "[a-zA-Zà-ÿ0-9αβγ-]{1,9}\\.[a-zé]{2,5}") {
            if let Ok(email) = Email::parse(&format!("{local}@{domain}")) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert_eq!(Email::parse(&email.readable()), Ok(email));
            }
        }
    }
}
