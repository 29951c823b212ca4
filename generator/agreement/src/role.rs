//! What words can mean for the comparison: months, words for sessions, fees and seats, and words that show that a
//! sentence is about something else.

mod english;
mod french;

use std::sync::LazyLock;

use crate::language::Language;

/// The possible meanings of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roles(u32);

/// A word, or at least two letters at the beginning of words if it ends with `*`; what it can mean; and a number that
/// belongs to the meaning.
type Entry = (&'static str, Roles, u32);

impl Roles {
    pub(crate) const NONE: Roles = Roles(0);
    /// A month; its number is 1 to 12.
    pub(crate) const MONTH: Roles = Roles(1);
    /// A day of the week; Monday is 1.
    pub(crate) const WEEKDAY: Roles = Roles(1 << 1);
    /// A word that may be between a session and its date, such as an article.
    pub(crate) const LINK: Roles = Roles(1 << 2);
    /// A session or a workshop. The number is 1 if sessions are counted with this word.
    pub(crate) const SESSION: Roles = Roles(1 << 3);
    /// A verb for "takes place".
    pub(crate) const EVENT: Roles = Roles(1 << 4);
    /// An ordinal number; [`LAST`] for the last.
    pub(crate) const ORDINAL: Roles = Roles(1 << 5);
    /// Dates in this sentence are about something else, or about sessions other than these.
    pub(crate) const OTHER_EVENT: Roles = Roles(1 << 6);
    /// A date in this sentence may be about something else, unless it directly follows a session.
    pub(crate) const OTHER_TOPIC: Roles = Roles(1 << 28);
    /// What follows is a point of reference, as after "before".
    pub(crate) const REFERENCE: Roles = Roles(1 << 7);
    /// "of", which attaches a date to the noun before it.
    pub(crate) const OF: Roles = Roles(1 << 8);
    /// A heading above dates.
    pub(crate) const SCHEDULE: Roles = Roles(1 << 9);
    /// The beginning of a session.
    pub(crate) const START: Roles = Roles(1 << 10);
    /// The end of a session.
    pub(crate) const END: Roles = Roles(1 << 11);
    /// Hours in this sentence are probably those of something else.
    pub(crate) const OTHER_HOURS: Roles = Roles(1 << 12);
    /// A label of hours.
    pub(crate) const HOURS: Roles = Roles(1 << 13);
    /// A price of participation.
    pub(crate) const FEE: Roles = Roles(1 << 14);
    /// People for whom a fee is paid.
    pub(crate) const PERSON: Roles = Roles(1 << 15);
    /// An amount in this sentence is probably the price of something else.
    pub(crate) const OTHER_AMOUNT: Roles = Roles(1 << 16);
    /// A currency.
    pub(crate) const CURRENCY: Roles = Roles(1 << 17);
    /// Seats.
    pub(crate) const SEAT: Roles = Roles(1 << 18);
    /// A limit on a number of people.
    pub(crate) const LIMIT: Roles = Roles(1 << 19);
    /// Offers seats.
    pub(crate) const OFFERED: Roles = Roles(1 << 29);
    /// People who take part, and no others.
    pub(crate) const PARTICIPANT: Roles = Roles(1 << 30);
    /// A number of people or seats in this sentence is probably about something else.
    pub(crate) const OTHER_SEATS: Roles = Roles(1 << 20);
    /// A label of a place.
    pub(crate) const PLACE: Roles = Roles(1 << 21);
    /// "in" or "at" before a city.
    pub(crate) const IN: Roles = Roles(1 << 22);
    /// Makes a following word part of the offer: "included", or "without" before it.
    pub(crate) const INCLUDED: Roles = Roles(1 << 23);
    /// "per".
    pub(crate) const PER: Roles = Roles(1 << 24);
    /// "hour", after a number.
    pub(crate) const HOUR: Roles = Roles(1 << 25);
    /// Something that happened.
    pub(crate) const PAST: Roles = Roles(1 << 26);
    /// Without or with taxes.
    pub(crate) const TAX: Roles = Roles(1 << 27);

    pub(crate) const fn and(self, other: Roles) -> Roles {
        Roles(self.0 | other.0)
    }

    /// Returns the roles of any of these.
    pub(crate) fn any(of: impl IntoIterator<Item = Roles>) -> Roles {
        of.into_iter().fold(Roles::NONE, Roles::and)
    }

    pub(crate) fn intersect(self, other: Roles) -> bool {
        self.0 & other.0 != 0
    }
}

/// The number of the ordinal "last".
pub(crate) const LAST: u32 = 255;

/// Entries by the first two letters of their words, because every word of every text is looked up.
type Index = Vec<Vec<Entry>>;

static FRENCH: LazyLock<Index> = LazyLock::new(|| index(french::WORDS));
static ENGLISH: LazyLock<Index> = LazyLock::new(|| index(english::WORDS));

/// The number of letters.
const LETTERS: usize = 26;

/// The number of places for words with the same first letter: by the second one, the last for all without one.
const PLACES: usize = LETTERS + 1;

fn index(entries: &[(Roles, &'static str)]) -> Index {
    let mut index = vec![Vec::new(); LETTERS * PLACES];
    for (roles, words) in entries {
        for (word, number) in words.split_whitespace().map(numbered) {
            let Some(place) = place(word) else { continue };
            index[place].push((word, *roles, number));
        }
    }
    index
}

/// Returns the place of a word in the index; `None` if it does not start with a letter of ours.
fn place(word: &str) -> Option<usize> {
    let letter = |byte: u8| byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'));
    let mut bytes = word.bytes();
    let first = bytes.next().and_then(letter)?;
    Some(first * PLACES + bytes.next().and_then(letter).unwrap_or(LETTERS))
}

/// Splits `word=7` into the word and its number.
fn numbered(entry: &'static str) -> (&'static str, u32) {
    let (word, number) = entry.split_once('=').unwrap_or((entry, "0"));
    (word, number.parse().unwrap_or(0))
}

/// Returns the roles of a word in lower case without accents, and the number that belongs to them.
pub(crate) fn of(word: &str, language: Language) -> (Roles, u32) {
    let index = match language {
        Language::French => &*FRENCH,
        Language::English => &*ENGLISH,
    };
    let (mut roles, mut number) = (Roles::NONE, 0);
    let Some(place) = place(word) else { return (roles, number) };
    for (pattern, of_entry, of_number) in &index[place] {
        let fits = match pattern.strip_suffix('*') {
            Some(beginning) => word.starts_with(beginning),
            None => word == *pattern,
        };
        if fits {
            roles = roles.and(*of_entry);
            number = number.max(*of_number);
        }
    }
    (roles, number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_beginnings_of_words_have_roles() {
        let (roles, number) = of("septembre", Language::French);
        assert!(roles.intersect(Roles::MONTH) && number == 9);
        assert!(of("deroulera", Language::French).0.intersect(Roles::EVENT));
        assert_eq!(of("xyz", Language::French), (Roles::NONE, 0));
        assert_eq!(of("œuvre", Language::English), (Roles::NONE, 0));
    }

    #[test]
    fn every_entry_is_found() {
        for (language, entries) in [(Language::French, french::WORDS), (Language::English, english::WORDS)] {
            for (roles, words) in entries {
                for (word, number) in words.split_whitespace().map(numbered) {
                    let (found, of_word) = of(&word.replace('*', "qz"), language);
                    assert_eq!(found.and(*roles), found, "{word}");
                    assert!(of_word >= number, "{word}");
                }
            }
        }
    }
}
