//! The names of the months in French and English: words in lower case without accents, each with the number of its month.

/// The French names and their abbreviations.
pub const FRENCH: &str = "janvier=1 janv=1 fevrier=2 fevr=2 fev=2 mars=3 avril=4 avr=4 mai=5 juin=6 juillet=7 juil=7 aout=8 \
                          septembre=9 sept=9 octobre=10 oct=10 novembre=11 nov=11 decembre=12 dec=12";

/// The English names and their abbreviations.
pub const ENGLISH: &str = "january=1 jan=1 february=2 feb=2 march=3 mar=3 april=4 apr=4 may=5 june=6 jun=6 july=7 jul=7 \
                           august=8 aug=8 september=9 sept=9 sep=9 october=10 oct=10 november=11 nov=11 december=12 dec=12";

/// Returns the number of the month, from 1, that a word names in either language.
pub(crate) fn number(word: &str) -> Option<i8> {
    let names = [FRENCH, ENGLISH].into_iter().flat_map(str::split_whitespace);
    let mut numbered = names.filter_map(|name| name.split_once('='));
    numbered.find(|(name, _)| *name == word)?.1.parse().ok()
}
