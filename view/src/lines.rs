//! Text in lines for pictures, as SVG breaks none by itself. No font is read here: widths are estimates for Latin
//! letters of the usual proportions, on the broad side, so that what fits by them fits in print.

/// Breaks a text into lines that are at most `width` ems wide, as even as they can be, and at most `most` of them; what
/// does not fit then ends with « … ». A word that is wider than a line stays whole unless it is the last that fits.
pub(crate) fn lines(text: &str, width: f64, most: usize) -> Vec<String> {
    let words: Vec<&str> = text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
    let mut lines = broken(&words, width);
    if lines.len() > most {
        lines.truncate(most.max(1));
        if let Some(last) = lines.last_mut() {
            shorten(last, width);
        }
        return lines;
    }
    // The narrowest width that needs no more lines makes them even.
    let even = (1..40).map(|step| broken(&words, width * f64::from(40 - step) / 40.0));
    even.take_while(|narrower| narrower.len() == lines.len()).last().unwrap_or(lines)
}

fn broken(words: &[&str], width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if breadth(line) + breadth(" ") + breadth(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push((*word).to_owned()),
        }
    }
    lines
}

/// Ends a line with an ellipsis, in the place of as many letters as that takes.
fn shorten(line: &mut String, width: f64) {
    while breadth(line) + breadth("…") > width && line.pop().is_some() {}
    let kept = line.trim_end_matches(|last: char| last.is_whitespace() || ",;:–-".contains(last)).len();
    line.truncate(kept);
    line.push('…');
}

/// The width of a text in ems.
fn breadth(text: &str) -> f64 {
    text.chars().map(advance).sum()
}

/// About the width of a letter of a semibold serif face in ems.
fn advance(letter: char) -> f64 {
    match letter {
        ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’' => 0.25,
        'i' | 'l' | 'j' | '.' | ',' | ':' | ';' | '!' | '|' | '(' | ')' | '-' => 0.35,
        't' | 'f' | 'r' | 's' | 'I' => 0.46,
        'm' | 'w' | 'M' | 'W' | '…' | '—' | 'œ' | 'æ' | '%' => 1.0,
        letter if letter.is_uppercase() => 0.78,
        // Letters of Latin, Greek and Cyrillic; others, such as Chinese ones, are square.
        letter if letter < '\u{1100}' || ('\u{1e00}'..'\u{2e80}').contains(&letter) => 0.61,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_even_and_lose_nothing() {
        let title = "Revisiter la proximité à l’aune des enjeux d’aujourd’hui";
        let lines = lines(title, 11.6, 4);
        assert_eq!(lines, ["Revisiter la proximité", "à l’aune des enjeux", "d’aujourd’hui"]);
    }

    #[test]
    fn what_does_not_fit_ends_with_an_ellipsis() {
        assert_eq!(lines("un deux trois quatre", 4.2, 2), ["un deux", "trois…"]);
        assert_eq!(lines("anticonstitutionnellement", 6.0, 1), ["anticonstitutionnellement"]);
        assert_eq!(lines("", 6.0, 1), Vec::<String>::new());
    }

    #[test]
    fn no_break_spaces_hold() {
        assert_eq!(lines("de 10\u{a0}h à 16\u{a0}h", 3.0, 9), ["de", "10\u{a0}h à", "16\u{a0}h"]);
    }
}
