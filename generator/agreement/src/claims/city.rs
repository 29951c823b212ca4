//! Cities in a sentence: `à Lyon`, `in Brussels`, `Lieu : Lille`.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use crate::token::{Kind, Token, folded};

/// A city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CityClaim {
    /// The position in the text.
    pub(crate) span: Range<usize>,
    /// Its token in the sentence.
    pub(crate) token: usize,
    /// The name, folded like the words of tokens.
    pub(crate) city: String,
}

/// The cities that are known besides those of the venues: those of France with more than 100,000 inhabitants or the
/// seat of a region, and larger ones nearby, in French and English. Other capitalised words may be people, buildings or
/// organisations.
const CITIES: &str = "\
    aix ajaccio amiens angers annecy anvers antwerp barcelone barcelona bastia berlin besancon bordeaux boulogne brest \
    brussels bruxelles caen cayenne cologne dijon dunkerque dunkirk geneva geneve genes grenoble lausanne liege lille \
    limoges london londres luxembourg lyon lyons madrid marseille marseilles metz milan montpellier montreuil mulhouse \
    nancy nanterre nantes nice nimes orleans paris pau perpignan poitiers reims rennes roubaix rouen strasbourg \
    toulon toulouse tourcoing tours valence versailles villeurbanne zurich";

static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| CITIES.split_whitespace().collect());

/// Returns the cities of a sentence. `others` are the cities of venues, folded.
pub(crate) fn cities(sentence: &[Token], others: &[String]) -> Vec<CityClaim> {
    let claim = |(at, token): (usize, &Token)| {
        let Kind::Word(word, true) = &token.kind else { return None };
        // `Saint-Denis`, `Nice-Matin`: part of a longer name.
        let joined = |other: Option<&Token>, glued: bool| other.is_some_and(|sign| sign.is_dash() && glued);
        let next = sentence.get(at + 1);
        let is_part = joined(at.checked_sub(1).and_then(|before| sentence.get(before)), token.is_glued)
            || joined(next, next.is_some_and(|next| next.is_glued));
        let is_known = is_known(word) || others.iter().any(|city| city == word);
        (is_known && !is_part).then(|| CityClaim { span: token.span.clone(), token: at, city: word.clone() })
    };
    sentence.iter().enumerate().filter_map(claim).collect()
}

/// Returns whether a word, folded, is a city of [`CITIES`].
pub(crate) fn is_known(word: &str) -> bool {
    KNOWN.contains(word)
}

/// Returns whether a text contains the name of a city. `others` are the cities of venues, folded.
pub(crate) fn is_named_in(text: &str, others: &[String]) -> bool {
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.starts_with(char::is_uppercase));
    words.map(folded).any(|word| is_known(&word) || others.contains(&word))
}

/// Returns the words of a name, folded like the words of tokens.
pub(crate) fn words(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.map(folded).collect()
}

/// Returns whether two folded names are those of the same city, perhaps in French and English.
pub(crate) fn is_same(left: &str, right: &str) -> bool {
    english(left) == english(right)
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
