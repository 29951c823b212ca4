//! Finds e-mail addresses in free text.

use std::ops::Range;

use model::contact::Email;

/// The addresses of the person searched for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Addresses {
    identities: Vec<String>,
    /// The same addresses without tags that file mail: `claire+club@…` is delivered to `claire@…`.
    mailboxes: Vec<String>,
}

/// The kind of match between a text and a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Match {
    /// The text is one of the addresses and nothing more.
    Whole,
    /// The text contains one of the addresses among other words.
    Part,
    /// The text is, or contains, another address that may belong to the same mailbox.
    Similar,
}

impl Addresses {
    pub(crate) fn new(emails: &[Email]) -> Addresses {
        Addresses {
            identities: emails.iter().map(Email::identity).collect(),
            mailboxes: emails.iter().map(Email::mailbox).collect(),
        }
    }

    /// Returns whether an address is one of the person's.
    pub(crate) fn include(&self, email: &Email) -> bool {
        self.identities.contains(&email.identity())
    }

    /// Returns the kind of match, if the text matches.
    pub(crate) fn in_text(&self, text: &str) -> Option<Match> {
        if Email::parse(text.trim()).is_ok_and(|email| self.include(&email)) {
            return Some(Match::Whole);
        }
        let found = found(text);
        if found.iter().any(|(_, email)| self.include(email)) {
            Some(Match::Part)
        } else {
            let is_similar = found.iter().any(|(_, email)| self.mailboxes.contains(&email.mailbox()));
            is_similar.then_some(Match::Similar)
        }
    }

    /// Replaces each of the addresses in the text.
    pub(crate) fn replaced(&self, text: &str, with: &str) -> String {
        let mut ranges: Vec<_> = found(text)
            .into_iter()
            .filter(|(_, email)| self.include(email))
            .map(|(range, _)| range)
            .collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        let (mut replaced, mut end) = (String::new(), 0);
        for range in ranges {
            if range.start >= end {
                replaced.push_str(&text[end..range.start]);
                replaced.push_str(with);
            }
            end = end.max(range.end);
        }
        replaced + &text[end..]
    }
}

/// Returns every address in a text. If its start or end is ambiguous (`mail=claire@office.example`), each candidate is
/// returned, so that no match is missed.
fn found(text: &str) -> Vec<(Range<usize>, Email)> {
    let mut found = Vec::new();
    for (at, sign) in signs(text) {
        let end = at + sign;
        let before = text[..at].char_indices().rev().take_while(|(_, c)| is_local(*c));
        let starts: Vec<usize> =
            before.map(|(index, _)| index).filter(|start| is_start(text, *start)).collect();
        for start in starts {
            for stop in ends(text, end) {
                let address = format!("{}@{}", &text[start..at], &text[end..stop]);
                if let Ok(email) = Email::parse(&address) {
                    found.push((start..stop, email));
                }
            }
        }
    }
    found
}

/// Returns the position and length of each `@`, including percent-encoded ones in links.
fn signs(text: &str) -> impl Iterator<Item = (usize, usize)> {
    let encoded = text.match_indices("%40").map(|(at, sign)| (at, sign.len()));
    text.match_indices('@').map(|(at, sign)| (at, sign.len())).chain(encoded)
}

/// Returns whether an address may start here: at a letter or digit that does not continue a word or a name.
fn is_start(text: &str, start: usize) -> bool {
    let before = text[..start].chars().next_back();
    before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '_' | '+' | '-'))
}

/// Returns whether an address may end here: after its domain, or before a sentence that follows without a space.
fn ends(text: &str, domain: usize) -> Vec<usize> {
    let rest = &text[domain..];
    let length = rest.find(|c: char| !c.is_alphanumeric() && c != '-' && c != '.').unwrap_or(rest.len());
    let name = rest[..length].trim_end_matches(['.', '-']);
    let dots = name.match_indices('.').map(|(dot, _)| dot);
    let mut ends: Vec<_> = dots.filter(|dot| name[dot + 1..].starts_with(char::is_uppercase)).collect();
    ends.push(name.len());
    ends.into_iter().map(|end| domain + end).collect()
}

/// Returns whether a character may occur in the local part.
fn is_local(c: char) -> bool {
    c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses() -> Addresses {
        Addresses::new(&[Email::parse("Claire.LeGall@office.example").unwrap()])
    }

    #[test]
    fn an_address_is_found_anywhere_in_a_text() {
        let it = addresses();
        for text in ["claire.legall@office.example", " CLAIRE.LEGALL@Office.Example\n"] {
            assert_eq!(it.in_text(text), Some(Match::Whole), "{text}");
        }
        for text in [
            "Écrire à claire.legall@office.example.",
            "<claire.legall@office.example>, svp",
            "mailto:Claire.LeGall@office.example?subject=x",
            "mail=claire.legall@office.example;tel=1",
            "claire.legall%40office.example",
            "à l'adresse 'claire.legall@office.example'",
            "claire.legall@office.example.Merci",
            "a@b.example/claire.legall@office.example",
        ] {
            assert_eq!(it.in_text(text), Some(Match::Part), "{text}");
        }
        for text in [
            "",
            "claire.legall",
            "@",
            "marie-claire.legall@office.example",
            "claire.legall@office.example.org",
            "xclaire.legall@office.example",
            "claire.legall@office.examples",
        ] {
            assert_eq!(it.in_text(text), None, "{text}");
        }
    }

    #[test]
    fn another_address_of_the_same_mailbox_is_similar() {
        let it = addresses();
        assert_eq!(it.in_text("claire.legall+club@office.example"), Some(Match::Similar));
        assert_eq!(it.in_text("ou claire.legall+a+b@office.example !"), Some(Match::Similar));
        let tagged = Addresses::new(&[Email::parse("a+club@b.example").unwrap()]);
        assert_eq!(tagged.in_text("a@b.example"), Some(Match::Similar));
        assert_eq!(tagged.in_text("a+CLUB@b.example"), Some(Match::Whole));
    }

    #[test]
    fn only_the_address_is_replaced() {
        let it = addresses();
        let text = "À claire.legall@office.example, ou a@b.example. Mailto:Claire.Legall@office.example";
        assert_eq!(it.replaced(text, "–"), "À –, ou a@b.example. Mailto:–");
        assert_eq!(it.replaced("rien", "–"), "rien");
    }
}
