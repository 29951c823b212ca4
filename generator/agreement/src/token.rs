//! Words, numbers and signs of a passage, and its sentences.

use std::ops::Range;

use markdown::prose::INVISIBLE;

use crate::language::Language;
use crate::role::{self, Roles};

/// A word, a number or a sign.
#[derive(Clone, Debug)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// The position in the text.
    pub(crate) span: Range<usize>,
    /// Whether nothing is between it and the token before it.
    pub(crate) is_glued: bool,
    /// Whether it is the first of a line.
    pub(crate) starts_line: bool,
    /// What a word can mean here; empty for other tokens.
    pub(crate) roles: Roles,
    /// The value of a number, or the number that belongs to a word, such as that of a month.
    pub(crate) value: u32,
}

/// The kind of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word in lower case without accents, and whether it starts with a capital letter.
    Word(String, bool),
    /// Digits.
    Number,
    /// Any other visible character.
    Sign(char),
    /// Code, an image, or the border between two cells or lines.
    Border,
}

impl Token {
    /// Returns whether it is this sign.
    pub(crate) fn is(&self, sign: char) -> bool {
        self.kind == Kind::Sign(sign)
    }

    /// Returns whether it is a hyphen or a dash.
    pub(crate) fn is_dash(&self) -> bool {
        matches!(self.kind, Kind::Sign('-' | '‐' | '‑' | '–' | '—' | '−'))
    }

    /// Returns the word; empty for anything else.
    pub(crate) fn word(&self) -> &str {
        match &self.kind {
            Kind::Word(word, _) => word,
            _ => "",
        }
    }

    /// Returns whether it is a word with one of these roles.
    pub(crate) fn has(&self, roles: Roles) -> bool {
        self.roles.intersect(roles)
    }

    /// Returns the value of a number with at most this many digits.
    pub(crate) fn number(&self, digits: usize) -> Option<u32> {
        (self.kind == Kind::Number && self.span.len() <= digits).then_some(self.value)
    }
}

/// Returns the sentences of a passage, which consists of texts with their positions.
pub(crate) fn sentences<'t>(
    parts: impl IntoIterator<Item = (usize, &'t str)>,
    language: Language,
) -> Vec<Vec<Token>> {
    let mut tokens = Vec::new();
    for (start, text) in parts {
        if !tokens.is_empty() {
            tokens.push(border(start));
        }
        Scanner { text, start, language, tokens: &mut tokens }.scan();
    }
    split(tokens)
}

fn border(at: usize) -> Token {
    let (is_glued, starts_line, roles) = (false, true, Roles::NONE);
    Token { kind: Kind::Border, span: at..at, is_glued, starts_line, roles, value: 0 }
}

struct Scanner<'t, 's> {
    text: &'t str,
    start: usize,
    language: Language,
    tokens: &'s mut Vec<Token>,
}

impl Scanner<'_, '_> {
    fn scan(&mut self) {
        let (mut at, mut is_glued, mut starts_line) = (0, false, true);
        while let Some(first) = self.text[at..].chars().next() {
            let rest = &self.text[at..];
            let space = if first == '&' { space_entity(rest) } else { None };
            if first.is_whitespace() || space.is_some() || first == '\u{4}' {
                starts_line |= first == '\n';
                is_glued = false;
                if first == '\u{4}' {
                    self.tokens.push(border(self.start + at));
                }
                at += space.map_or(first.len_utf8(), str::len);
                continue;
            }
            if first == INVISIBLE {
                at += 1;
                continue;
            }
            let length = length(rest, first);
            // A code span or an image is one thing, however long it is.
            let continues = is_glued && self.tokens.last().is_some_and(|last| last.kind == Kind::Border);
            if first.is_control() && continues {
                at += length;
                continue;
            }
            self.push(at..at + length, first, is_glued, starts_line);
            (at, is_glued, starts_line) = (at + length, true, false);
        }
    }

    fn push(&mut self, range: Range<usize>, first: char, is_glued: bool, starts_line: bool) {
        let text = &self.text[range.clone()];
        let span = self.start + range.start..self.start + range.end;
        let (mut roles, mut value) = (Roles::NONE, 0);
        let kind = match first {
            '0'..='9' => {
                value = text.parse().unwrap_or(u32::MAX);
                Kind::Number
            }
            first if first.is_alphabetic() => {
                let word = folded(text);
                (roles, value) = role::of(&word, self.language);
                Kind::Word(word, first.is_uppercase())
            }
            first if first.is_control() => Kind::Border,
            sign => Kind::Sign(sign),
        };
        self.tokens.push(Token { kind, span, is_glued, starts_line, roles, value });
    }
}

/// Returns the no-break space at the beginning of a text, as it is written in HTML.
fn space_entity(text: &str) -> Option<&'static str> {
    ["&nbsp;", "&#160;", "&#8239;"].into_iter().find(|entity| text.starts_with(entity))
}

/// Returns the length of the token at the beginning of a text.
fn length(text: &str, first: char) -> usize {
    let end = |is_part: fn(char) -> bool| text.find(|c| !is_part(c)).unwrap_or(text.len());
    match first {
        '0'..='9' => end(|c| c.is_ascii_digit()),
        first if first.is_alphabetic() => end(char::is_alphabetic),
        first => first.len_utf8(),
    }
}

/// Returns a word in lower case without accents. Long words, which are none of ours, are cut.
pub(crate) fn folded(word: &str) -> String {
    let mut folded = String::with_capacity(word.len().min(24));
    for letter in word.chars().take(24).flat_map(char::to_lowercase) {
        match letter {
            'à' | 'â' | 'ä' | 'á' => folded.push('a'),
            'é' | 'è' | 'ê' | 'ë' => folded.push('e'),
            'î' | 'ï' | 'í' => folded.push('i'),
            'ô' | 'ö' | 'ó' => folded.push('o'),
            'û' | 'ù' | 'ü' | 'ú' => folded.push('u'),
            'ç' => folded.push('c'),
            'ÿ' => folded.push('y'),
            'ñ' => folded.push('n'),
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            other => folded.push(other),
        }
    }
    folded
}

/// Splits tokens into sentences. A full stop ends one only before a capital letter, so that `art. 5` and `sept. 2027`
/// do not.
fn split(tokens: Vec<Token>) -> Vec<Vec<Token>> {
    let mut sentences = vec![Vec::new()];
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let next = tokens.peek();
        let before_capital = next.is_none_or(|next| {
            !next.is_glued && matches!(next.kind, Kind::Word(_, true) | Kind::Border | Kind::Sign('«' | '“'))
        });
        let ends = match token.kind {
            Kind::Sign('.' | '…') => before_capital,
            Kind::Sign('!' | '?') => next.is_none_or(|next| !next.is_glued),
            Kind::Sign(';') => true,
            _ => false,
        };
        match sentences.last_mut() {
            Some(sentence) if !ends => sentence.push(token),
            _ => sentences.push(Vec::new()),
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}
