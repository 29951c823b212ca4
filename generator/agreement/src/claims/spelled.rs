//! Numbers in words: `cinq cents`, `mille deux cent cinquante`, `five hundred and fifty`.

use crate::language::Language;
use crate::token::Token;

/// Most tokens of a number.
const MOST: usize = 12;

/// What a word adds to a number.
#[derive(Clone, Copy)]
enum Part {
    /// One to nineteen, or a multiple of ten.
    Small(u64),
    Hundred,
    Thousand,
    /// "et" or "and" between two parts.
    And,
}

/// Returns the number in words that starts at a token, below a million, and the token after it.
pub(crate) fn number(sentence: &[Token], at: usize, language: Language) -> Option<(u64, usize)> {
    let (mut thousands, mut rest) = (0, 0_u64);
    let mut end = at;
    for (index, token) in sentence.iter().enumerate().skip(at).take(MOST) {
        let is_inside = end == index && index > at;
        match part(token.word(), language) {
            // `quatre-vingts`
            Some(Part::Small(20)) if language == Language::French && rest % 100 == 4 => rest += 76,
            Some(Part::Small(value)) if rest % 100 == 0 || value < 20 && rest % 10 == 0 => rest += value,
            Some(Part::Hundred) if rest < 20 => rest = rest.max(1) * 100,
            Some(Part::Thousand) if thousands == 0 && rest < 1_000 => {
                (thousands, rest) = (rest.max(1) * 1_000, 0);
            }
            // Part of the number only if another word follows.
            Some(Part::And) if is_inside => continue,
            None if token.is_dash() && is_inside => continue,
            _ => break,
        }
        end = index + 1;
    }
    let number = thousands + rest;
    (number > 0).then_some((number, end))
}

fn part(word: &str, language: Language) -> Option<Part> {
    let part = match language {
        Language::French => match word {
            "et" => Part::And,
            "cent" | "cents" => Part::Hundred,
            "mille" => Part::Thousand,
            _ => Part::Small(french(word)?),
        },
        Language::English => match word {
            "and" => Part::And,
            "hundred" => Part::Hundred,
            "thousand" => Part::Thousand,
            _ => Part::Small(english(word)?),
        },
    };
    Some(part)
}

fn french(word: &str) -> Option<u64> {
    const WORDS: [&str; 16] = [
        "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze",
        "treize", "quatorze", "quinze", "seize",
    ];
    let tens = match word {
        "une" => 1,
        "vingt" | "vingts" => 20,
        "trente" => 30,
        "quarante" => 40,
        "cinquante" => 50,
        "soixante" => 60,
        "septante" => 70,
        "huitante" | "octante" => 80,
        "nonante" => 90,
        _ => 0,
    };
    (tens > 0).then_some(tens).or_else(|| position(&WORDS, word))
}

fn english(word: &str) -> Option<u64> {
    const WORDS: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    position(&WORDS, word).or_else(|| Some((position(&TENS, word)? + 1) * 10))
}

/// Returns the position of a word in a list, counted from 1.
fn position(words: &[&str], word: &str) -> Option<u64> {
    let index = words.iter().position(|known| *known == word)?;
    u64::try_from(index).ok().map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::token::sentences;

    fn read(text: &str, language: Language) -> Option<(u64, usize)> {
        number(sentences([(0, text)], language).first()?, 0, language)
    }

    #[test]
    fn numbers_are_read_up_to_their_last_word() {
        for (text, expected) in [
            ("cinq cents euros", (500, 2)),
            ("mille cinq cents euros", (1_500, 3)),
            ("deux mille trois cent quarante-cinq", (2_345, 7)),
            ("quatre-vingt-dix-sept", (97, 7)),
            ("quatre-vingts euros", (80, 3)),
            ("soixante et onze", (71, 3)),
            ("soixante-dix-neuf", (79, 5)),
            ("vingt et un", (21, 3)),
            ("cent vingt et des euros", (120, 2)),
            ("mille", (1_000, 1)),
            ("neuf cent quatre-vingt-dix-neuf mille", (999_000, 10)),
        ] {
            assert_eq!(read(text, Language::French), Some(expected), "{text}");
        }
        assert_eq!(read("five hundred and fifty euros", Language::English), Some((550, 4)));
        assert_eq!(read("one thousand two hundred", Language::English), Some((1_200, 4)));
        assert_eq!(read("le cycle", Language::French), None);
        assert_eq!(read("et deux", Language::French), None);
    }
}
