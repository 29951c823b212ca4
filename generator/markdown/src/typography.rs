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

use std::borrow::Cow;

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
        self.flow(text, &mut Flow::default()).into_owned()
    }

    /// Applies the typography to the next piece of a paragraph.
    pub(crate) fn flow<'t>(self, text: &'t str, flow: &mut Flow) -> Cow<'t, str> {
        match self {
            Typography::Plain => Cow::Borrowed(text),
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

fn french<'t>(text: &'t str, flow: &mut Flow) -> Cow<'t, str> {
    let mut writer = Writer { out: String::new(), flow };
    // If no rule concerns it, it stays as it is, whether or not it has addresses.
    if writer.plain(text, false) == text.len() {
        flow.before = text.chars().next_back().or(flow.before);
        return Cow::Borrowed(text);
    }
    writer.out.reserve(text.len() + text.len() / 16);
    let may_have_addresses = has_address(text);
    let mut rest = text;
    // No address starts before this many bytes are left, unless it starts with `www.`. A word may have many possible starts:
    // `((((`.
    let mut may_be_address = text.len();
    while let Some(first) = rest.chars().next() {
        let plain = writer.plain(rest, may_have_addresses);
        if plain > 0 {
            writer.out.push_str(&rest[..plain]);
            rest = &rest[plain..];
            continue;
        }
        let is_word_start = may_have_addresses && !is_space(first) && writer.at_word_start();
        let is_unread = is_word_start && rest.len() <= may_be_address;
        let starts_address = is_word_start && rest.starts_with("www.") || is_unread && is_address(word(rest));
        if is_unread && !starts_address {
            may_be_address = rest.len() - word(rest).len();
        }
        let length = match first {
            _ if starts_address => writer.copy(word(rest)),
            space if is_space(space) => writer.space(rest),
            '0'..='9' if !writer.after(char::is_alphanumeric) => writer.number(rest),
            _ => writer.character(rest),
        };
        rest = &rest[length..];
    }
    let Writer { out, flow } = writer;
    flow.before = out.chars().next_back().or(flow.before);
    Cow::Owned(out)
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

    /// Returns the length of the text at the start of `rest` that no rule concerns, of which most texts consist: up to the
    /// next sign or digit or, if the text may have addresses, up to the end of a word.
    fn plain(&self, rest: &str, may_have_addresses: bool) -> usize {
        let changes_space = |last: char| matches!(last, '«' | NARROW | '0'..='9');
        if rest.starts_with(is_space) && self.after(changes_space)
            || may_have_addresses && self.at_word_start()
        {
            return 0;
        }
        let ends_word = |byte: u8| may_have_addresses && matches!(byte, b' ' | b'\n' | b'\t' | b'(' | b'[');
        let bytes = rest.as_bytes();
        let mut ends = (0..bytes.len()).filter(|at| is_of_concern(bytes, *at) || ends_word(bytes[*at]));
        let Some(end) = ends.next() else { return rest.len() };
        // Spaces before a sign, and the letter of « n° », belong to it.
        let words = rest[..end].trim_end_matches(is_space);
        match rest[words.len()..].starts_with('°') {
            true => words.strip_suffix(['n', 'N']).unwrap_or(words).len(),
            false => words.len(),
        }
    }

    fn copy(&mut self, text: &str) -> usize {
        self.out.push_str(text);
        text.len()
    }

    /// Writes white space as required by the characters around it. Returns the consumed length of `rest`.
    fn space(&mut self, rest: &str) -> usize {
        let after = rest.trim_start_matches(is_space);
        let length = rest.len() - after.len();
        let ends = || after.chars().nth(1).is_none_or(|next| !next.is_alphanumeric());
        match after.chars().next() {
            _ if self.after(|last| last == '«' || last == NARROW) => self.ensure(NARROW),
            Some(';' | '!' | '?' | '»') => self.ensure(NARROW),
            Some(':') if ends() => self.ensure(NO_BREAK),
            Some('€' | '%') if self.after(|last| last.is_ascii_digit()) => self.ensure(NO_BREAK),
            _ => self.out.push_str(&rest[..length]),
        }
        length
    }

    /// Writes any other character. Returns the consumed length of `rest`.
    fn character(&mut self, rest: &str) -> usize {
        let mut characters = rest.chars();
        let Some(first) = characters.next() else { return 0 };
        let next = characters.next();
        let ends_word = || next.is_none_or(|next| is_space(next) || "»)].,;!?:…\"".contains(next));
        let closes = |last: char| last.is_alphanumeric() || ")]»…’%€".contains(last);
        match first {
            sign @ (';' | '!' | '?') if ends_word() && self.after(closes) => self.push_after(NARROW, sign),
            ':' if ends_word() && next != Some(':') && self.after(closes) => self.push_after(NO_BREAK, ':'),
            '\'' => self.single_quote(rest),
            '.' if rest.starts_with("...") && !rest[3..].starts_with('.') && !self.after(|c| c == '.') => {
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
        first.len_utf8()
    }

    /// Writes « n° » and the space after it. Returns the consumed length of `rest`.
    fn copy_number_sign(&mut self, rest: &str) -> usize {
        let sign = self.copy(&rest[.."n°".len()]);
        let space = leading_space(&rest[sign..]);
        let has_digit = rest[sign + space..].starts_with(|next: char| next.is_ascii_digit());
        if !has_digit {
            return sign;
        }
        self.out.push(NO_BREAK);
        sign + space
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
    fn single_quote(&mut self, rest: &str) {
        let after = &rest[1..];
        let in_word = self.after(char::is_alphabetic) && after.starts_with(continues_word);
        let opens = self.at_word_start() && after.starts_with(|next| !is_space(next));
        let (sign, quote) = match (in_word, self.flow.single_quote) {
            (true, state) => ('’', state),
            (false, SingleQuote::Closed) if opens && closes_later(after) => ('‘', SingleQuote::Curled),
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

/// Returns the length of the space at the start of a text; 0 if there is none.
fn leading_space(text: &str) -> usize {
    text.chars().next().filter(|first| is_space(*first)).map_or(0, char::len_utf8)
}

/// Returns whether a rule may concern the character whose first byte in UTF-8 is at a position of a text.
fn is_of_concern(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'0'..=b'9' | b';' | b'!' | b'?' | b':' | b'\'' | b'"' => true,
        b'.' => text.get(at + 1) == Some(&b'.'),
        // « », ° and the no-break space are among the characters from U+0080 to U+00BF.
        0xc2 => true,
        0xe2 => text[at..].starts_with("\u{202f}".as_bytes()),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
