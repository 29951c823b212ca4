//! The characters that the theme's fonts can draw. Other characters would be drawn as boxes, so texts are drawn
//! without them. Pure.

use std::collections::HashSet;

use resvg::usvg::fontdb::Database;
use skrifa::{FontRef, MetadataProvider as _};
use unicode_normalization::UnicodeNormalization as _;

/// The characters that at least one of the fonts can draw. For characters that a font lacks, resvg uses another font.
#[derive(Debug, Default)]
pub struct Coverage(HashSet<u32>);

impl Coverage {
    /// Collects the characters of all fonts.
    pub fn new(fonts: &Database) -> Coverage {
        let mut characters = HashSet::new();
        for face in fonts.faces() {
            fonts.with_face_data(face.id, |data, index| {
                if let Ok(font) = FontRef::from_index(data, index) {
                    characters.extend(font.charmap().mappings().map(|(character, _)| character));
                }
            });
        }
        Coverage(characters)
    }

    /// Returns a text that can be drawn: symbols without a glyph, such as emoji, are replaced or removed. Returns
    /// `None` if a letter has no glyph, because words without it would be wrong.
    pub fn drawable(&self, text: &str) -> Option<String> {
        let mut drawable = String::with_capacity(text.len());
        for character in text.nfc() {
            if self.draws(character) {
                drawable.push(character);
            } else if let Some(plain) = plain(character).filter(|plain| plain.chars().all(|c| self.draws(c)))
            {
                drawable.push_str(plain);
            } else if is_letter(character) {
                return None;
            }
        }
        // Removing a symbol leaves two ordinary spaces; no-break spaces stay.
        let words: Vec<_> = drawable.split(' ').filter(|word| !word.is_empty()).collect();
        Some(words.join(" "))
    }

    /// Returns an SVG image whose text can be drawn, by the same rules. Tags are not text.
    pub fn drawable_svg(&self, svg: &str) -> Option<String> {
        let mut drawable = String::with_capacity(svg.len());
        let mut is_tag = false;
        for character in svg.chars() {
            match character {
                '<' => is_tag = true,
                '>' => is_tag = false,
                _ => {}
            }
            if is_tag || self.draws(character) || character.is_whitespace() || character == '>' {
                drawable.push(character);
            } else if is_letter(character) {
                return None;
            }
        }
        Some(drawable)
    }

    fn draws(&self, character: char) -> bool {
        self.0.contains(&u32::from(character)) && !is_ignorable(character)
    }
}

/// Returns a replacement with the same meaning that most fonts can draw.
fn plain(character: char) -> Option<&'static str> {
    Some(match character {
        '\u{2010}' | '\u{2011}' | '\u{2212}' => "-",
        '→' | '⇒' | '➔' | '➜' | '➡' | '↔' | '⟶' | '―' => "–",
        '≥' => ">=",
        '≤' => "<=",
        '≈' => "~",
        '★' | '●' | '▪' | '■' => "·",
        '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => "\u{a0}",
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => " ",
        _ => return None,
    })
}

/// Returns whether a word would be wrong without this character. Letters and digits in circles and squares count as
/// symbols.
fn is_letter(character: char) -> bool {
    let is_enclosed =
        matches!(character, '\u{2460}'..='\u{24ff}' | '\u{3200}'..='\u{32ff}' | '\u{1f100}'..='\u{1f1ff}');
    character.is_alphanumeric() && !is_enclosed
}

/// Returns whether a character is invisible by itself (Unicode, `Default_Ignorable_Code_Point`), such as the joiners of
/// emoji.
fn is_ignorable(character: char) -> bool {
    matches!(
        character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fonts with the Latin letters, digits and symbols of a French text.
    fn coverage() -> Coverage {
        let latin = (' '..='~').chain('\u{a0}'..='ÿ').chain(['’', '–', '…', '·', 'œ', '\u{200d}']);
        Coverage(latin.map(u32::from).collect())
    }

    #[test]
    fn symbols_without_a_glyph_are_replaced_or_removed() {
        for (text, drawn) in [
            ("Rénover → habiter ≥ 2030 ✓ ☕", "Rénover – habiter >= 2030"),
            ("👩‍🔧 Réparer 1️⃣ 🇫🇷", "Réparer 1"),
            ("avant\u{2011}projet, e\u{301}te\u{301} ①", "avant-projet, été"),
            ("10\u{202f}h", "10\u{a0}h"),
            ("✓ ☕", ""),
        ] {
            assert_eq!(coverage().drawable(text).as_deref(), Some(drawn), "{text}");
        }
    }

    #[test]
    fn texts_with_a_letter_without_a_glyph_are_not_drawn() {
        for text in ["本", "Łódź", "Πρόγραμμα", "été Ж"] {
            assert_eq!(coverage().drawable(text), None, "{text}");
        }
        assert_eq!(
            coverage().drawable_svg("<text font=\"本\">été ✓</text>").as_deref(),
            Some("<text font=\"本\">été </text>")
        );
        assert_eq!(coverage().drawable_svg("<text>本</text>"), None);
    }
}
