//! Failed links: a space between brackets and parentheses, the wrong order, or a space in the address.

use addresses::correction;
use diagnostics::{Phrase, character, message, phrase};

use super::super::Problem;
use super::addresses::{has_scheme, is_address};
use super::mask::{ESCAPED, MARKUP, Passage};
use super::{is_odd_space, near, near_end, short};

/// Adds failed links of a passage.
pub(super) fn check(passage: &Passage<'_>, problems: &mut Vec<Problem>) {
    let text = passage.text;
    for (at, _) in text.match_indices([']', ')']) {
        problems.extend(Pair::at(passage, at).and_then(|pair| pair.problem()));
    }
    for (at, _) in text.match_indices('<') {
        problems.extend(angled(passage, at));
    }
}

/// Two pairs of brackets side by side, like the text and the address of a link.
struct Pair<'m> {
    passage: &'m Passage<'m>,
    /// The position of the first opening bracket, if it is near.
    open: Option<usize>,
    /// The position of the first closing bracket.
    close: usize,
    /// The position of the second opening bracket.
    second: usize,
    /// The position of the second closing bracket, if it is near.
    end: Option<usize>,
}

impl<'m> Pair<'m> {
    fn at(passage: &'m Passage<'m>, close: usize) -> Option<Pair<'m>> {
        let text = passage.text;
        let after = &text[close + 1..];
        let spaces = after
            .char_indices()
            .take(8)
            .find(|(_, c)| !(c.is_whitespace() || is_odd_space(*c) || *c == MARKUP));
        let (spaces, second) = spaces?;
        let closing = match second {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            _ => return None,
        };
        let second = close + 1 + spaces;
        // A backslash before the opening bracket makes it ordinary text.
        let opening = if text[close..].starts_with(']') { '[' } else { '(' };
        let (start, before) = near_end(&text[..close]);
        let mut open = None;
        for (at, c) in before.char_indices().rev() {
            if c == ESCAPED && passage.source[start + at..].starts_with(opening) {
                return None;
            }
            if c == opening {
                open = Some(start + at);
                break;
            }
        }
        let end = near(&text[second + 1..]).find(closing).map(|end| second + 1 + end);
        Some(Pair { passage, open, close, second, end })
    }

    fn problem(&self) -> Option<Problem> {
        let text = self.passage.text;
        let brackets = (&text[self.close..=self.close], &text[self.second..=self.second]);
        let is_adjacent = self.second == self.close + 1;
        let address = self.end.map(|end| &self.passage.source[self.second + 1..end]);
        if brackets == ("]", "(") && is_adjacent {
            return Some(self.report(&self.reason(address), self.hint(address)));
        }
        let is_empty = address.is_some_and(str::is_empty);
        if brackets == ("]", "[") && is_adjacent && is_empty && self.open.is_some() {
            let reason = phrase! { en: "it has no address", fr: "il manque l’adresse" };
            return Some(self.report(&reason, self.hint(None)));
        }
        let address = address.filter(|address| self.open.is_some() && is_address(address))?;
        let reason = match brackets {
            ("]", "(") => phrase! {
                en: "there is a space between `]` and `(`",
                fr: "il y a un espace entre `]` et `(`"
            },
            (")", "[") => phrase! {
                en: "brackets and parentheses are in the wrong order",
                fr: "les crochets et les parenthèses sont intervertis"
            },
            (")", "(") | ("]", "{") if is_adjacent => phrase! {
                en: "its text belongs in brackets, its address in parentheses",
                fr: "son texte va entre crochets, son adresse entre parenthèses"
            },
            _ => return None,
        };
        Some(self.report(&reason, self.hint(Some(address))))
    }

    /// Returns why brackets and parentheses in the right order are not a link.
    fn reason(&self, address: Option<&str>) -> Phrase {
        match address {
            _ if self.open.is_none() => {
                phrase! { en: "there is no `[` before its text", fr: "il manque `[` devant son texte" }
            }
            None => {
                phrase! { en: "there is no `)` after its address", fr: "il manque `)` après son adresse" }
            }
            Some(address) => match address.chars().find(|c| c.is_whitespace()) {
                Some(' ') => {
                    phrase! { en: "there is a space in its address", fr: "il y a un espace dans son adresse" }
                }
                None => phrase! { en: "its address cannot be read", fr: "son adresse est illisible" },
                Some(space) => {
                    let named = character::named(space);
                    phrase! { en: "{named} in its address", fr: "{named} dans son adresse"; named }
                }
            },
        }
    }

    /// Returns the hint to write the link with an address; `None` if that is missing.
    fn hint(&self, address: Option<&str>) -> Phrase {
        let label = match self.open {
            Some(open) => Phrase::same(short(&self.passage.source[open + 1..self.close])),
            None => phrase! { en: "text", fr: "texte" },
        };
        let image = if self.is_image() { "!" } else { "" };
        let address = match address {
            Some(address) => Phrase::same(written(address)),
            None => phrase! { en: "address", fr: "adresse" },
        };
        phrase! {
            en: "write `{image}[{label}]({address})`, or `\\[` for the bracket itself",
            fr: "écrivez `{image}[{label}]({address})`, ou `\\[` pour le crochet lui-même";
            label, address
        }
    }

    fn is_image(&self) -> bool {
        self.open.is_some_and(|open| self.passage.text[..open].ends_with('!'))
    }

    fn report(&self, reason: &Phrase, hint: Phrase) -> Problem {
        let kind = match self.is_image() {
            true => phrase! { en: "an image", fr: "une image" },
            false => phrase! { en: "a link", fr: "un lien" },
        };
        let message = message! {
            FailedLink,
            en: "this is not {kind}: {reason}",
            fr: "ceci n’est pas {kind} : {reason}";
            kind, reason
        };
        let start = self.open.unwrap_or(self.close);
        let end = self.end.unwrap_or(self.second) + 1;
        let start = self.passage.start + start - usize::from(self.is_image());
        Problem::new(start..self.passage.start + end, message, hint)
    }
}

/// Returns an address in the form that is valid between parentheses.
fn written(address: &str) -> String {
    let address = short(address).trim();
    // A title follows the address; word processors change its quotation marks to curly ones.
    let (address, title) = match address.find([' ', '\u{a0}']).map(|space| address.split_at(space)) {
        Some((before, title)) if title.trim_start().starts_with(['"', '“', '”', '«', '\'', '‘', '’']) =>
        {
            let quotes = |c: char| c.is_whitespace() || "\"“”«»'‘’".contains(c);
            (before, format!(" \"{}\"", title.trim_matches(quotes)))
        }
        _ => (address, String::new()),
    };
    let lower = address.to_ascii_lowercase();
    let spaced = address.contains(char::is_whitespace);
    let address = match spaced {
        true if lower.starts_with("tel:") || lower.starts_with("mailto:") => {
            address.split_whitespace().collect::<String>()
        }
        true if has_scheme(address) => address.split_whitespace().collect::<Vec<_>>().join("%20"),
        true => format!("<{address}>"),
        false if address.contains(['(', ')']) => format!("<{address}>"),
        false => correction::address(address).unwrap_or_else(|| address.to_owned()),
    };
    format!("{address}{title}")
}

/// Finds `<www.club.example>` and failed comments.
fn angled(passage: &Passage<'_>, at: usize) -> Option<Problem> {
    let rest = near(&passage.text[at + 1..]);
    let start = passage.start + at;
    if rest.starts_with('!') {
        let end = rest.find('>').map_or(1, |end| end + 1);
        let message = message! {
            FailedComment,
            en: "this is not a comment",
            fr: "ceci n’est pas un commentaire"
        };
        let hint = phrase! {
            en: "write `<!-- comment -->`, with two hyphens at each end, or `\\<` for the character itself",
            fr: "écrivez `<!-- commentaire -->`, avec deux traits d’union à chaque bout, ou `\\<` pour le caractère lui-même"
        };
        return Some(Problem::new(start..start + 1 + end, message, hint));
    }
    let end = rest.find('>')?;
    let inner = &passage.source[at + 1..at + 1 + end];
    let address = inner.trim();
    if !is_address(address) || address.contains(char::is_whitespace) {
        return None;
    }
    let correction = correction::address(address).filter(|_| !address.contains('@'));
    let address = correction.unwrap_or_else(|| address.to_owned());
    let message = message! {
        FailedLink,
        en: "this is not a link: an address between `<` and `>` starts with its scheme and has no space",
        fr: "ceci n’est pas un lien : une adresse entre `<` et `>` commence par son protocole et n’a pas d’espace"
    };
    let hint = phrase! {
        en: "write `<{address}>`, or `\\<` for the character itself",
        fr: "écrivez `<{address}>`, ou `\\<` pour le caractère lui-même"
    };
    Some(Problem::new(start..start + end + 2, message, hint))
}
