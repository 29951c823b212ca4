//! E-mail addresses and telephone numbers.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An e-mail address that a browser's `<input type="email">` accepts too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A text is no e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct InvalidEmail;

/// A telephone number as it was typed, with at least 6 and at most 15 digits (ITU-T E.164).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Telephone(String);

/// A text is no telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct InvalidTelephone;

impl Email {
    /// Reads an address by the HTML Standard's rule for a valid e-mail address, with two additions: the domain
    /// needs a dot, as nobody registers from an intranet host, and the local part may be quoted by no one.
    ///
    /// # Errors
    ///
    /// [`InvalidEmail`] when the text does not follow that rule or is longer than RFC 5321 allows.
    pub fn parse(text: &str) -> Result<Email, InvalidEmail> {
        let (local, domain) = text.rsplit_once('@').ok_or(InvalidEmail)?;
        let in_local = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte);
        let local_fits = (1..=64).contains(&local.len())
            && local.bytes().all(in_local)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits && text.len() <= crate::form::MAX_EMAIL_LENGTH as usize {
            Ok(Email(text.to_owned()))
        } else {
            Err(InvalidEmail)
        }
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address in lower case: what tells whether two addresses are the same person's. RFC 5321 lets a host
    /// distinguish cases in the local part; no mail provider that people use does.
    pub fn identity(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl Telephone {
    /// Reads a number: digits, of which a leading `+` may come first, with spaces, dots, hyphens, slashes or
    /// parentheses between them.
    ///
    /// # Errors
    ///
    /// [`InvalidTelephone`] when there is another character or a number of digits outside 6 to 15.
    pub fn parse(text: &str) -> Result<Telephone, InvalidTelephone> {
        let rest = text.strip_prefix('+').unwrap_or(text);
        let digits = rest.chars().filter(char::is_ascii_digit).count();
        let separator = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '/' | '(' | ')');
        if rest.chars().all(|c| c.is_ascii_digit() || separator(c)) && (6..=15).contains(&digits) {
            Ok(Telephone(text.to_owned()))
        } else {
            Err(InvalidTelephone)
        }
    }

    /// The number as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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

impl TryFrom<String> for Telephone {
    type Error = InvalidTelephone;

    fn try_from(text: String) -> Result<Telephone, InvalidTelephone> {
        Telephone::parse(&text)
    }
}

impl From<Telephone> for String {
    fn from(telephone: Telephone) -> String {
        telephone.0
    }
}

impl fmt::Display for Telephone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have() {
        for text in ["a@b.fr", "Claire.Le-Gall+club@office-hlm.example", "o'neil@x.y.z", "1@2.3"] {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
        assert_eq!(Email::parse("A.B@C.fr").unwrap().identity(), "a.b@c.fr");
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
            ".a@b.fr",
            "a..b@c.fr",
            "a@b.fr\nBcc: x@y.z",
            "é@b.fr",
            "a@b@c.fr",
            "<a@b.fr>",
            &too_long,
        ];
        for text in texts {
            assert_eq!(Email::parse(text), Err(InvalidEmail), "{text}");
        }
    }

    #[test]
    fn telephone_numbers() {
        for text in ["01 23 45 67 89", "+33 (0)1.23.45.67.89", "+33123456789", "05-90-00-00-00"] {
            assert!(Telephone::parse(text).is_ok(), "{text}");
        }
        for text in ["", "12345", "0123456789012345", "01 23 45 67 8x", "1+23456789", "appelez-moi"] {
            assert_eq!(Telephone::parse(text), Err(InvalidTelephone), "{text}");
        }
    }
}
