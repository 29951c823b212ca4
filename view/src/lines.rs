//! Line breaking for pictures, because SVG does not break lines. Widths are estimated for Latin letters of common
//! proportions, without reading a font. The estimates are generous, so text that fits by them also fits in print.

/// Breaks a text into at most `most` lines of similar length, each at most `width` ems wide. Text that does not fit
/// is cut and ends with "…". Words that are wider than a line are broken with hyphens.
pub(crate) fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
    let words = text.split([' ', '\n', '\t']).filter(|word| !word.is_empty());
    // Each line contains at least one letter, so further words cannot fit.
    let words: Vec<_> = words.take(MOST_WORDS).flat_map(|word| pieces(word, width)).collect();
    // An additional line shows that the text does not fit.
    let mut lines = broken(&words, width, most + 1);
    if lines.len() > most {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            shorten(last, width);
        }
        return lines;
    }
    // The smallest width that needs no more lines makes them even.
    let even = (1..40).map(|step| broken(&words, width * f64::from(40 - step) / 40.0, most + 1));
    even.take_while(|narrower| narrower.len() == lines.len()).last().unwrap_or(lines)
}

/// The maximum number of words of a text to lay out: more than any picture shows.
const MOST_WORDS: usize = 1_000;

/// The width of a hyphen in ems.
const HYPHEN: f64 = 0.35;

/// Splits a word into the pieces that fit a line, with a hyphen at the end of all but the last.
fn pieces(word: &str, width: f64) -> Vec<String> {
    if fits(word, width) {
        return vec![word.to_owned()];
    }
    let mut pieces = vec![String::new()];
    let mut filled = 0.0;
    for letter in word.chars() {
        let room = width - HYPHEN - advance(letter);
        if filled > room && filled > 0.0 {
            if let Some(full) = pieces.last_mut().filter(|full| !full.ends_with(['-', '\u{2010}', '/'])) {
                full.push('-');
            }
            pieces.push(String::new());
            filled = 0.0;
        }
        pieces.last_mut().expect("the list starts with one piece").push(letter);
        filled += advance(letter);
    }
    pieces
}

/// Returns the first lines, at most `most`.
fn broken(words: &[String], width: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut filled = 0.0;
    for word in words {
        let wanted = breadth(word);
        let longer = filled + breadth(" ") + wanted;
        if let Some(line) = lines.last_mut().filter(|_| longer <= width) {
            line.push(' ');
            line.push_str(word);
            filled = longer;
        } else if lines.len() == most {
            break;
        } else {
            lines.push(word.clone());
            filled = wanted;
        }
    }
    lines
}

/// Ends a line with an ellipsis and drops as many letters as that needs.
fn shorten(line: &mut String, width: f64) {
    let mut filled = breadth(line) + breadth("…");
    while filled > width
        && let Some(letter) = line.pop()
    {
        filled -= advance(letter);
    }
    let kept = line.trim_end_matches(|last: char| last.is_whitespace() || ",;:–-".contains(last)).len();
    line.truncate(kept);
    line.push('…');
}

/// Returns whether a text fits the width. Stops early, as the text may be very long.
fn fits(text: &str, width: f64) -> bool {
    let mut filled = 0.0;
    text.chars().all(|letter| {
        filled += advance(letter);
        filled <= width
    })
}

/// Returns the width of a text in ems.
fn breadth(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

/// Returns the approximate width of a letter in a semibold serif font, in ems.
fn advance(letter: char) -> f64 {
    match letter {
        ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => 0.25,
        'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '!' | '|' | '(' | ')' | '-' => 0.35,
        't' | 'f' | 'r' | 's' | 'I' => 0.46,
        'm' | 'w' | 'M' | '…' | '—' | 'œ' | 'æ' | '%' | '@' | '½' | '¼' | '¾' | '™' => 1.0,
        'W' | 'Œ' | 'Æ' | '‰' => 1.15,
        letter if letter.is_uppercase() => 0.78,
        // Letters of Latin, Greek and Cyrillic; others, such as Chinese characters, are square.
        letter if letter < '\u{1100}' || ('\u{1e00}'..'\u{2e80}').contains(&letter) => 0.61,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_even_and_complete() {
        let title = "Revisiter la proximité à l’aune des enjeux d’aujourd’hui";
        let lines = lines(title, 11.6, 4);
        assert_eq!(lines, ["Revisiter la proximité", "à l’aune des enjeux", "d’aujourd’hui"]);
    }

    #[test]
    fn text_that_does_not_fit_ends_with_an_ellipsis() {
        assert_eq!(lines("un deux trois quatre", 4.2, 2), ["un deux", "trois…"]);
        assert_eq!(lines("anticonstitutionnellement", 6.0, 1), ["anticonst…"]);
        assert_eq!(lines("", 6.0, 1), Vec::<String>::new());
    }

    #[test]
    fn no_break_spaces_are_not_broken() {
        assert_eq!(lines("de 10\u{a0}h à 16\u{a0}h", 3.0, 9), ["de", "10\u{a0}h à", "16\u{a0}h"]);
    }

    #[test]
    fn words_wider_than_a_line_are_broken() {
        assert_eq!(lines("anticonstitutionnellement", 9.0, 4), ["anticonstitution-", "nellement"]);
        for text in [
            "W".repeat(200),
            "i".repeat(5_000),
            "a/b-".repeat(500),
            "un ".repeat(400_000),
            "é".repeat(2_000_000),
        ] {
            for (width, most) in [(11.6, 9), (14.8, 5), (25.0, 1)] {
                let lines = lines(&text, width, most);
                assert!(!lines.is_empty() && lines.len() <= most);
                assert!(lines.iter().all(|line| breadth(line) <= width), "{lines:?}");
            }
        }
    }
}
