//! French typography, so that editors need not type it. Everything else stays as it was written.
//!
//! - a narrow no-break space before `;`, `!`, `?`, inside « » and between groups of three digits
//! - a no-break space before `:`, `€` and `%`, in « 16 h 30 », « n° 5 » and « 1er décembre »
//! - ’ for `'` in « l'été », ‘ ’ for a pair of straight single quotes, … for three dots, « » for straight double
//!   quotes, « 2e » for « 2ème »
//!
//! Words that look like an address (`https://…`, `name@host`) are not changed.

mod address;
mod numbers;
mod quotes;

use self::address::{has_address, is_address, word};
use self::quotes::{closes_later, continues_word};

/// U+202F, a no-break space as wide as a thin space.
const NARROW: char = '\u{202f}';
/// U+00A0, a no-break space of ordinary width.
const NO_BREAK: char = '\u{a0}';

/// The state at the end of the previous piece of text in the same paragraph. Markdown splits a sentence into pieces.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flow {
    before: Option<char>,
    quote_open: bool,
    single_quote: SingleQuote,
}

/// The state of straight single quotes in a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum SingleQuote {
    /// None is open.
    #[default]
    Closed,
    /// The opening quote was replaced with ‘ because its partner follows.
    Curled,
    /// The opening quote was kept because its partner is not in the same piece, so the partner must be kept too.
    Straight,
}

/// The typography of a language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Typography {
    /// The French rules above.
    French,
    /// No changes.
    #[default]
    Plain,
}

impl Typography {
    /// Returns the typography for a language tag.
    pub fn of_language(tag: &str) -> Typography {
        match tag.split('-').next() {
            Some("fr") => Typography::French,
            _ => Typography::Plain,
        }
    }

    /// Applies the typography to a separate text, such as a title.
    pub fn text(self, text: &str) -> String {
        self.flow(text, &mut Flow::default())
    }

    /// Applies the typography to the next piece of a paragraph.
    pub(crate) fn flow(self, text: &str, flow: &mut Flow) -> String {
        match self {
            Typography::Plain => text.to_owned(),
            Typography::French => french(text, flow),
        }
    }
}

impl Flow {
    /// Records that something other than prose, such as code, came next.
    pub(crate) fn interrupt(&mut self, last: Option<char>) {
        self.before = last;
    }
}

fn french(text: &str, flow: &mut Flow) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut writer = Writer { out: String::with_capacity(text.len() + text.len() / 16), flow };
    let may_have_addresses = has_address(text);
    // The position in characters, and in bytes.
    let (mut at, mut byte) = (0, 0);
    // No address starts before this position. A word may have many possible starts: `((((`.
    let mut no_address = 0;
    while at < characters.len() {
        let rest = &characters[at..];
        if let Some(letters) = writer.letters(rest, may_have_addresses) {
            let end = byte + bytes(&rest[..letters]);
            writer.out.push_str(&text[byte..end]);
            (at, byte) = (at + letters, end);
            continue;
        }
        let starts_word =
            may_have_addresses && at >= no_address && !is_space(rest[0]) && writer.at_word_start();
        let starts_address = match starts_word {
            true => is_address(word(rest)),
            // The rest of the word is no address either, unless it starts like one.
            false => writer.at_word_start() && rest.starts_with(&['w', 'w', 'w', '.']),
        };
        if starts_word && !starts_address {
            no_address = at + word(rest).len();
        }
        let length = match rest[0] {
            character if is_space(character) => writer.space(rest),
            _ if starts_address => writer.copy(word(rest).len(), rest),
            '0'..='9' if !writer.after(char::is_alphanumeric) => writer.number(rest),
            _ => writer.character(rest),
        };
        (at, byte) = (at + length, byte + bytes(&rest[..length]));
    }
    let Writer { out, flow } = writer;
    flow.before = out.chars().last().or(flow.before);
    out
}

/// Returns the length of characters in bytes.
fn bytes(characters: &[char]) -> usize {
    characters.iter().map(|character| character.len_utf8()).sum()
}

struct Writer<'a> {
    out: String,
    flow: &'a mut Flow,
}

impl Writer<'_> {
    fn last(&self) -> Option<char> {
        self.out.chars().next_back().or(self.flow.before)
    }

    fn after(&self, test: impl Fn(char) -> bool) -> bool {
        self.last().is_some_and(test)
    }

    fn at_word_start(&self) -> bool {
        self.last().is_none_or(|last| is_space(last) || matches!(last, '(' | '«' | '[' | '"'))
    }

    /// Returns the number of letters at the start of `rest` that no rule concerns, of which most texts consist: those that
    /// continue a word or, if there are no addresses, start one. `None` if something else starts there.
    fn letters(&self, rest: &[char], may_have_addresses: bool) -> Option<usize> {
        let letters = || rest.iter().take_while(|character| character.is_alphabetic()).count();
        let is_plain = || !may_have_addresses && !matches!(rest, ['n' | 'N', '°', ..]);
        (rest[0].is_alphabetic() && (self.after(char::is_alphanumeric) || is_plain())).then(letters)
    }

    fn copy(&mut self, length: usize, rest: &[char]) -> usize {
        self.out.extend(&rest[..length]);
        length
    }

    /// Writes white space as required by the characters around it. Returns the consumed length of `rest`.
    fn space(&mut self, rest: &[char]) -> usize {
        let length = rest.iter().take_while(|character| is_space(**character)).count();
        let typed_no_break = rest[..length].iter().any(|space| [NARROW, NO_BREAK].contains(space));
        let next = rest.get(length).copied();
        let ends = |offset: usize| rest.get(length + offset).is_none_or(|next| !next.is_alphanumeric());
        match next {
            _ if self.after(|last| last == '«' || last == NARROW) => self.ensure(NARROW),
            Some(';' | '!' | '?' | '»') => self.ensure(NARROW),
            Some(':') if ends(1) => self.ensure(NO_BREAK),
            Some('€' | '%') if self.after(|last| last.is_ascii_digit()) => self.ensure(NO_BREAK),
            _ if typed_no_break => self.out.extend(&rest[..length]),
            _ => self.out.extend(&rest[..length]),
        }
        length
    }

    /// Writes any other character. Returns the consumed length of `rest`.
    fn character(&mut self, rest: &[char]) -> usize {
        let next = rest.get(1).copied();
        let ends_word = || next.is_none_or(|next| is_space(next) || "»)].,;!?:…\"".contains(next));
        let closes = |last: char| last.is_alphanumeric() || ")]»…’%€".contains(last);
        match rest[0] {
            sign @ (';' | '!' | '?') if ends_word() && self.after(closes) => self.push_after(NARROW, sign),
            ':' if ends_word() && next != Some(':') && self.after(closes) => self.push_after(NO_BREAK, ':'),
            '\'' => self.single_quote(rest),
            '.' if rest.starts_with(&['.', '.', '.'])
                && next_is_no_dot(rest)
                && !self.after(|c| c == '.') =>
            {
                self.out.push('…');
                return 3;
            }
            '«' => {
                self.out.push('«');
                if !next.is_some_and(is_space) {
                    self.out.push(NARROW);
                }
            }
            '»' if !self.after(is_space) => self.push_after(NARROW, '»'),
            '"' => self.quote(next),
            'n' | 'N' if next == Some('°') && self.at_word_start() => return self.copy_number_sign(rest),
            other => self.out.push(other),
        }
        1
    }

    /// Writes « n° » and the space after it. Returns the consumed length of `rest`.
    fn copy_number_sign(&mut self, rest: &[char]) -> usize {
        self.out.extend(&rest[..2]);
        let space = rest.get(2).is_some_and(|character| is_space(*character));
        let digit = rest.get(2 + usize::from(space)).is_some_and(char::is_ascii_digit);
        if digit {
            self.out.push(NO_BREAK);
        }
        2 + usize::from(space && digit)
    }

    /// Writes a straight double quote: opening at the beginning of a word, closing if one is open.
    fn quote(&mut self, next: Option<char>) {
        let opens = self.at_word_start() && next.is_none_or(|next| !is_space(next));
        match (self.flow.quote_open, opens) {
            (false, true) => {
                self.flow.quote_open = true;
                self.out.push('«');
                self.out.push(NARROW);
            }
            (true, false) => {
                self.flow.quote_open = false;
                self.push_after(NARROW, '»');
            }
            _ => self.out.push('"'),
        }
    }

    /// Writes a straight single quote: an apostrophe inside a word or after an elided one, otherwise one of a pair.
    fn single_quote(&mut self, rest: &[char]) {
        let in_word =
            self.after(char::is_alphabetic) && rest.get(1).is_some_and(|next| continues_word(*next));
        let opens = self.at_word_start() && rest.get(1).is_some_and(|next| !is_space(*next));
        let (sign, quote) = match (in_word, self.flow.single_quote) {
            (true, state) => ('’', state),
            (false, SingleQuote::Closed) if opens && closes_later(rest) => ('‘', SingleQuote::Curled),
            (false, SingleQuote::Closed) if opens => ('\'', SingleQuote::Straight),
            (false, SingleQuote::Closed) if self.after(char::is_alphabetic) => ('’', SingleQuote::Closed),
            (false, SingleQuote::Closed) => ('\'', SingleQuote::Closed),
            (false, SingleQuote::Curled) => ('’', SingleQuote::Closed),
            (false, SingleQuote::Straight) => ('\'', SingleQuote::Closed),
        };
        self.flow.single_quote = quote;
        self.out.push(sign);
    }

    fn push_after(&mut self, space: char, sign: char) {
        self.out.push(space);
        self.out.push(sign);
    }

    /// Adds a space unless the text ends with one.
    fn ensure(&mut self, space: char) {
        if !self.after(is_space) {
            self.out.push(space);
        }
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\t' | NARROW | NO_BREAK)
}

fn next_is_no_dot(rest: &[char]) -> bool {
    rest.get(3) != Some(&'.')
}

#[cfg(test)]
mod tests;
