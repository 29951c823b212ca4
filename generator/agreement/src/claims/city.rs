//! Cities in a sentence: `à Lyon`, `in Brussels`, `Lieu : Saint-Étienne`.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::token::{Kind, Token, folded};

/// A city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CityClaim {
    /// The position in the text.
    pub(crate) span: Range<usize>,
    /// Its tokens in the sentence.
    pub(crate) tokens: Range<usize>,
    /// The words of the name, folded like those of tokens, with spaces between them.
    pub(crate) city: String,
}

/// The cities that are known besides those of the venues: those of France with more than 100,000 inhabitants, the seat
/// of a region or a department, and larger ones nearby, in French and English. Other capitalised words may be people,
/// buildings or organisations; names that are also words, such as Gap and Moulins, are left out, as are those that begin with
/// an article.
const CITIES: &str = "\
    agen aix ajaccio albi alencon amiens angers angouleme annecy antwerp anvers arras auch aurillac auxerre avignon \
    barcelona barcelone bastia bayonne beauvais belfort berlin besancon blois bobigny bordeaux boulogne bourges brest \
    brussels bruxelles caen cahors calais carcassonne cayenne chambery chartres chateauroux chaumont cherbourg colmar \
    cologne compiegne creteil dijon dunkerque dunkirk epinal evreux evry foix geneva geneve genes grenoble gueret laon \
    lausanne laval liege lille limoges london londres lorient luxembourg lyon lyons macon madrid marseille marseilles \
    melun mende metz milan montauban montpellier montreuil mulhouse nancy nanterre nantes nevers nice nimes niort \
    orleans paris pau perigueux perpignan poitiers quimper reims rennes rodez roubaix rouen strasbourg tarbes toulon \
    toulouse tourcoing tours troyes tulle valence valenciennes vannes versailles vesoul villeurbanne zurich \
    aix-en-provence boulogne-billancourt boulogne-sur-mer bourg-en-bresse brive-la-gaillarde chalon-sur-saone \
    chalons-en-champagne charleville-mezieres clermont-ferrand fort-de-france lons-le-saunier mont-de-marsan \
    saint-brieuc saint-denis saint-etienne saint-lo saint-malo saint-nazaire saint-quentin";

static KNOWN: LazyLock<HashSet<String>> =
    LazyLock::new(|| CITIES.split_whitespace().map(|city| city.replace('-', " ")).collect());

/// The first words of these names.
static BEGINNINGS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| KNOWN.iter().map(|city| first_word(city)).collect());

/// Returns the cities among these that are not known, folded, each once: every word with a capital letter is compared with them.
pub(crate) fn unknown<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let cities: BTreeSet<_> = names.map(|name| words(name).join(" ")).collect();
    cities.into_iter().filter(|city| !KNOWN.contains(city)).collect()
}

/// Returns the cities of a sentence. `others` are the unknown cities of venues, folded.
pub(crate) fn cities(sentence: &[Token], others: &[String]) -> Vec<CityClaim> {
    (0..sentence.len()).filter_map(|at| city_at(sentence, at, others)).collect()
}

/// Returns the city whose name begins with a token of a sentence. `others` are the unknown cities of venues, folded.
pub(crate) fn city_at(sentence: &[Token], at: usize, others: &[String]) -> Option<CityClaim> {
    let token = &sentence[at];
    let Kind::Word(word, true) = &token.kind else { return None };
    // `Aix-Marseille`: part of a longer name.
    let before = at.checked_sub(1).and_then(|before| sentence.get(before));
    if !begins(word, others) || token.is_glued && before.is_some_and(Token::is_dash) {
        return None;
    }
    let (city, count) = joined(&sentence[at..]);
    let is_known = KNOWN.contains(&city) || others.contains(&city);
    let span = token.span.start..sentence[at + count - 1].span.end;
    is_known.then_some(CityClaim { span, tokens: at..at + count, city })
}

/// Returns the words that hyphens join at the beginning of a sentence, with spaces between them, and the number of their tokens.
fn joined(sentence: &[Token]) -> (String, usize) {
    let (mut name, mut count) = (sentence[0].word().to_owned(), 1);
    for pair in sentence[1..].chunks_exact(2) {
        let [dash, word] = pair else { break };
        if !dash.is_glued || !dash.is_dash() || !word.is_glued || word.word().is_empty() {
            break;
        }
        name = format!("{name} {}", word.word());
        count += 2;
    }
    (name, count)
}

/// Returns whether a word, folded, can begin the name of a city.
fn begins(word: &str, others: &[String]) -> bool {
    BEGINNINGS.contains(word) || others.iter().any(|city| first_word(city) == word)
}

fn first_word(city: &str) -> &str {
    city.split(' ').next().unwrap_or(city)
}

/// Returns whether a text contains the name of a city. `others` are the unknown cities of venues, folded.
pub(crate) fn is_named_in(text: &str, others: &[String]) -> bool {
    capitalised(text).any(|word| begins(&folded(word), others))
}

/// Iterates over the words that start with a capital letter.
fn capitalised(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let may_start = move |at: &usize| match bytes[*at] {
        // Nearly all bytes are small letters of ASCII.
        b'A'..=b'Z' => true,
        // Capital letters of French are among the first 32 of this block, small ones after them.
        0xc3 => bytes.get(at + 1).is_some_and(|second| *second < 0xa0),
        // Dashes and quotation marks.
        0xe2 => bytes.get(at + 1) != Some(&0x80),
        // No other capital letter outside of ASCII starts with a byte below these.
        byte => byte > 0xc3,
    };
    (0..text.len()).filter(may_start).filter_map(|at| {
        let (before, word) = text.split_at(at);
        let is_start = word.starts_with(char::is_uppercase) && !before.ends_with(char::is_alphabetic);
        is_start.then(|| word.split(|c: char| !c.is_alphabetic()).next()).flatten()
    })
}

/// Returns the words of a name, folded like the words of tokens.
pub(crate) fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(folded).collect()
}

/// Returns whether the words of a name, folded, begin with others, perhaps in another language: `Aix-en-Provence` with `Aix`.
pub(crate) fn starts_with(name: &[String], beginning: &[String]) -> bool {
    let is_same = |(left, right): (&String, &String)| english(left) == english(right);
    !beginning.is_empty() && beginning.len() <= name.len() && name.iter().zip(beginning).all(is_same)
}

fn english(city: &str) -> &str {
    match city {
        "anvers" => "antwerp",
        "barcelone" => "barcelona",
        "bruxelles" => "brussels",
        "dunkerque" => "dunkirk",
        "geneve" => "geneva",
        "londres" => "london",
        "lyons" => "lyon",
        "marseilles" => "marseille",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_start_with_capital_letters_of_any_script() {
        let text =
            "Un été à Évry, d’Œuvre en œuvre – “Şile” : Łódź, ÀÇ ßa ÿb McCall ⰀⰡ Ὀλ Äb\u{301}C, Žilina…";
        let is_start = |(at, letter): &(usize, char)| {
            letter.is_uppercase() && !text[..*at].ends_with(char::is_alphabetic)
        };
        let starts = text.char_indices().filter(is_start);
        let expected: Vec<_> =
            starts.map(|(at, _)| text[at..].split(|c: char| !c.is_alphabetic()).next().unwrap()).collect();
        assert!(expected.contains(&"Évry") && expected.contains(&"ⰀⰡ"), "{expected:?}");
        assert_eq!(capitalised(text).collect::<Vec<_>>(), expected);
    }
}
