//! Bare addresses: web and e-mail addresses that are published as text, so that readers cannot follow them.

use std::ops::Range;

use addresses::correction::is_host;
use addresses::is_web_address;
use diagnostics::{message, phrase};
use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Located, Problem, contains_sign};

/// Adds a warning for each address outside of links, code and images.
pub(super) fn check(text: &str, events: &[Located<'_>], warnings: &mut Vec<Problem>) {
    let mut inside = 0_usize;
    for (event, range) in events {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_) | Tag::HtmlBlock) => {
                inside += 1;
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock | TagEnd::HtmlBlock) => {
                inside = inside.saturating_sub(1);
            }
            Event::Text(_) if inside == 0 => check_text(text, range, warnings),
            _ => {}
        }
    }
}

fn check_text(text: &str, range: &Range<usize>, warnings: &mut Vec<Problem>) {
    let part = &text[range.clone()];
    if !may_have_addresses(part) {
        return;
    }
    for word in part.split(is_border) {
        let start = range.start + (word.as_ptr() as usize - part.as_ptr() as usize);
        warnings.extend(address(word).map(|Address { at, link }| {
            let written = short(&word[at.clone()]);
            let message = message! {
                BareAddress,
                en: "the address `{written}` is published as text, not as a link",
                fr: "l’adresse `{written}` est publiée comme un texte, non comme un lien"
            };
            let hint = phrase! {
                en: "write `{link}`; to show it without a link, put it between backticks",
                fr: "écrivez `{link}` ; pour la montrer sans lien, mettez-la entre accents graves"
            };
            Problem::new(start + at.start..start + at.end, message, hint)
        }));
    }
}

/// Returns whether a text has a sign that every address has; most texts have none.
fn may_have_addresses(text: &str) -> bool {
    text.contains("://") || contains_sign(text, |byte| matches!(byte, b'@' | b'w' | b'W'))
}

/// Returns whether a character is outside of addresses.
fn is_border(character: char) -> bool {
    character.is_whitespace()
        || matches!(character, '<' | '>' | '(' | ')' | '[' | ']' | '"' | '«' | '»' | '“' | '”')
}

/// An address in a word.
struct Address {
    at: Range<usize>,
    /// The Markdown of a link to it.
    link: String,
}

/// Returns the address in a word, without the punctuation around it.
fn address(word: &str) -> Option<Address> {
    let word_end =
        word.trim_end_matches(['.', ',', ';', ':', '!', '?', '…', '\'', '’', '*', '_', '\\']).len();
    // Every address has one of these inside; most words of such a text have none.
    if !word[..word_end].contains(['@', ':', '.']) {
        return None;
    }
    let lower = word[..word_end].to_ascii_lowercase();
    let found = ["https://", "http://", "www."].iter().find_map(|beginning| {
        let start = lower.find(beginning)?;
        let is_apart =
            !word[..start].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '@'));
        is_apart.then_some(start)
    });
    if let Some(start) = found {
        let written = &word[start..word_end];
        let (is_address, link) = match written.contains("://") {
            true => (is_web_address(&lower[start..]), format!("<{}>", short(written))),
            false => {
                let host = written.split(['/', '?', '#', ':']).next().unwrap_or_default();
                (is_host(host), format!("[{0}](https://{0})", short(written)))
            }
        };
        return is_address.then_some(Address { at: start..word_end, link });
    }
    let (name, host) = word[..word_end].split_once('@')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let start =
        name.rfind(|c| !is_part(c)).map_or(0, |at| at + name[at..].chars().next().map_or(1, char::len_utf8));
    let is_address = start < name.len() && is_host(host);
    is_address.then(|| Address { at: start..word_end, link: format!("<{}>", short(&word[start..word_end])) })
}

/// Returns the beginning of an address for a message.
fn short(address: &str) -> String {
    match address.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &address[..end]),
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let mut warnings = Vec::new();
        check(text, &super::super::parse(text, &mut Vec::new()), &mut warnings);
        warnings.into_iter().map(|warning| text[warning.range].to_owned()).collect()
    }

    const ADDRESSES: &str = "Voir https://club.example/a_b?c=d#e, (HTTP://club.example), « WWW.club.example/plan » ou \
         contact@club.example. Écrivez à l’adresse:jean.dupont+atelier@club.example !";

    #[test]
    fn texts_that_are_not_searched_have_no_address() {
        let places: Vec<_> = ADDRESSES.char_indices().map(|(place, _)| place).collect();
        for (index, start) in places.iter().enumerate() {
            for end in &places[index..] {
                let part = &ADDRESSES[*start..*end];
                if !may_have_addresses(part) {
                    assert!(!part.split(is_border).any(|word| address(word).is_some()), "{part}");
                }
            }
        }
    }

    #[test]
    fn addresses_are_found_without_the_punctuation_around_them() {
        assert_eq!(
            found(ADDRESSES),
            [
                "https://club.example/a_b?c=d#e",
                "HTTP://club.example",
                "WWW.club.example/plan",
                "contact@club.example",
                "jean.dupont+atelier@club.example"
            ]
        );
    }

    #[test]
    fn links_code_and_ordinary_text_are_left_alone() {
        let text = "[https://a.example](https://a.example) <https://a.example> <a@b.example> `https://a.example` \
                    [a@b.example](mailto:a@b.example) ![https://a.example](a.png) @club 3@4 https:// www. a@b 10:30 \
                    club.example\n\n    https://a.example\n\n```\na@b.example\n```\n";
        assert!(found(text).is_empty(), "{:?}", found(text));
    }
}
