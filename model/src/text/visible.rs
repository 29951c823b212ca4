//! Invisible characters in pasted text: some are dropped, some converted, and some are part of the text.

use std::iter::Peekable;

use icu_properties::props::{
    CanonicalCombiningClass, DefaultIgnorableCodePoint, EmojiModifier, ExtendedPictographic, Ideographic,
    JoiningType, NoncharacterCodePoint, Script,
};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_normalization::UnicodeNormalization;

const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
const BLACK_FLAG: char = '\u{1f3f4}';
const CANCEL_TAG: char = '\u{e007f}';

/// The longest sequence of tags in the flag of a region, without its terminator: three letters for the country and
/// up to three for the subdivision (UTS #51, annex C).
const MAX_TAGS: usize = 6;

/// Returns the visible text: in NFC, with spaces of every width as U+0020 and every line break as `\n`.
///
/// People paste invisible characters without knowing. The function drops default-ignorable characters (UAX #44)
/// such as bidirectional controls, soft hyphens, byte order marks and zero-width spaces, as well as noncharacters
/// and C1 controls. Three kinds of default-ignorable characters stay where they make a difference: joiners in
/// scripts that need them, variation selectors in ideographs, Mongolian letters and emoji, and tags in emoji. C0
/// controls stay too: one may stand for a lost letter, which must not go unnoticed.
pub fn visible(text: &str) -> String {
    if text.chars().all(is_plain) {
        return text.to_owned();
    }
    let mut shown = pass(text);
    // A dropped character may have separated combining marks. When these change places, a joiner may no longer be
    // needed. Each further pass only drops characters, so the loop ends.
    loop {
        let again = pass(&shown);
        if again == shown {
            return shown;
        }
        shown = again;
    }
}

/// Returns whether a character stays as it is beside any other plain character: letters of French and its neighbours
/// and common punctuation, all visible and composed. Most texts consist of them and need no look at Unicode's tables.
fn is_plain(character: char) -> bool {
    matches!(character, '\n' | '\t' | ' '..='~' | 'À'..='ſ' | '«' | '»' | '–' | '—' | '‘' | '’' | '“' | '”' | '…' | '€')
}

fn pass(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let nfc: Vec<char> = text.nfc().filter_map(converted).collect();
    let right = right_contexts(&nfc);
    let mut kept = Kept { text: String::with_capacity(text.len()), ..Kept::default() };
    let mut rest = nfc.iter().copied().zip(right).enumerate().peekable();
    while let Some((index, (character, right))) = rest.next() {
        if character == BLACK_FLAG {
            kept.push(character);
            let tags = region_tags(&nfc[index + 1..]);
            kept.text.extend(&nfc[index + 1..index + 1 + tags]);
            skip(&mut rest, tags);
        } else if !is_ignorable(character) || kept.needs(character, right) {
            kept.push(character);
        }
    }
    kept.text.nfc().collect()
}

/// Drops characters that are always invisible, and converts spaces, line breaks and remains of Windows-1252.
fn converted(character: char) -> Option<char> {
    match character {
        '\n' | '\t' => Some(character),
        '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        // In wrongly decoded text, these are Windows-1252 characters. Dropping them would change words:
        // `L\u{92}Ouest`, `c\u{9c}ur`.
        '\u{8c}' => Some('Œ'),
        '\u{91}' => Some('‘'),
        '\u{92}' => Some('’'),
        '\u{93}' => Some('“'),
        '\u{94}' => Some('”'),
        '\u{96}' => Some('–'),
        '\u{97}' => Some('—'),
        '\u{9c}' => Some('œ'),
        '\u{80}'..='\u{9f}' => None,
        // Remains of annotations and embedded objects.
        '\u{fff9}'..='\u{fffc}' => None,
        other if CodePointSetData::new::<NoncharacterCodePoint>().contains(other) => None,
        space if space.is_whitespace() => Some(' '),
        other => Some(other),
    }
}

fn is_ignorable(character: char) -> bool {
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

fn is_joiner(character: char) -> bool {
    matches!(character, ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER)
}

fn is_pictograph(character: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(character)
}

fn is_virama(character: char) -> bool {
    CodePointMapData::<CanonicalCombiningClass>::new().get(character) == CanonicalCombiningClass::Virama
}

fn joining_type(character: char) -> JoiningType {
    CodePointMapData::<JoiningType>::new().get(character)
}

/// The context to the right of a character, ignoring joiners and other ignorable characters.
#[derive(Clone, Copy, Debug)]
struct RightContext {
    /// The next character.
    character: Option<char>,
    /// The joining type of the next character that is not transparent to joining.
    joining: JoiningType,
}

fn right_contexts(text: &[char]) -> Vec<RightContext> {
    let mut right = RightContext { character: None, joining: JoiningType::NonJoining };
    let mut all = vec![right; text.len()];
    for (place, character) in all.iter_mut().zip(text).rev() {
        *place = right;
        if is_ignorable(*character) {
            continue;
        }
        right.character = Some(*character);
        if joining_type(*character) != JoiningType::Transparent {
            right.joining = joining_type(*character);
        }
    }
    all
}

/// The text kept so far, with the state that decides about the next character.
#[derive(Debug)]
struct Kept {
    text: String,
    last: Option<char>,
    /// The joining type of the last character that is not transparent to joining.
    joining: JoiningType,
    /// Whether the text ends with a pictograph and its modifiers.
    pictograph: bool,
}

impl Default for Kept {
    fn default() -> Kept {
        Kept { text: String::new(), last: None, joining: JoiningType::NonJoining, pictograph: false }
    }
}

impl Kept {
    fn push(&mut self, character: char) {
        self.text.push(character);
        if joining_type(character) != JoiningType::Transparent {
            self.joining = joining_type(character);
        }
        let modifies = matches!(character, '\u{fe0e}' | '\u{fe0f}')
            || CodePointSetData::new::<EmojiModifier>().contains(character);
        self.pictograph = is_pictograph(character) || (modifies && self.pictograph);
        self.last = Some(character);
    }

    /// Returns whether dropping this ignorable character would change the text.
    fn needs(&self, character: char, right: RightContext) -> bool {
        let Some(last) = self.last.filter(|last| !is_joiner(*last)) else { return false };
        match character {
            ZERO_WIDTH_JOINER => {
                let in_emoji = self.pictograph && right.character.is_some_and(is_pictograph);
                // RFC 5892, appendix A.2. In Bengali, the joiner can also come before the virama.
                in_emoji
                    || is_virama(last)
                    || (last.is_alphabetic() && right.character.is_some_and(is_virama))
            }
            // RFC 5892, appendix A.1.
            ZERO_WIDTH_NON_JOINER => is_virama(last) || joins(self.joining, right.joining),
            '\u{180b}'..='\u{180f}' => is_mongolian(last),
            '\u{fe0e}' | '\u{fe0f}' => {
                let in_keycap = right.character == Some('\u{20e3}');
                is_pictograph(last) || (in_keycap && matches!(last, '0'..='9' | '#' | '*'))
            }
            '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => {
                CodePointSetData::new::<Ideographic>().contains(last)
            }
            _ => false,
        }
    }
}

fn is_mongolian(character: char) -> bool {
    CodePointMapData::<Script>::new().get(character) == Script::Mongolian
}

fn joins(left: JoiningType, right: JoiningType) -> bool {
    matches!(left, JoiningType::LeftJoining | JoiningType::DualJoining)
        && matches!(right, JoiningType::RightJoining | JoiningType::DualJoining)
}

/// Returns how many characters after a black flag make it a regional flag, such as Scotland's; 0 if they do not.
fn region_tags(after: &[char]) -> usize {
    let is_tag = |c: &&char| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}');
    let tags = after.iter().take(MAX_TAGS).take_while(is_tag).count();
    if tags > 0 && after.get(tags) == Some(&CANCEL_TAG) { tags + 1 } else { 0 }
}

fn skip(rest: &mut Peekable<impl Iterator>, count: usize) {
    for _ in 0..count {
        rest.next();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_characters_stay_as_they_are_beside_each_other() {
        let plain: Vec<char> = ('\0'..='\u{ffff}').filter(|character| is_plain(*character)).collect();
        let pairs = plain.iter().flat_map(|first| plain.iter().flat_map(|second| [*first, *second]));
        let text: String = pairs.collect();
        assert_eq!(pass(&text), text);
    }
}
