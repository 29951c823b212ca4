//! Reports spaces that YAML treats as letters where the structure of a file needs an ordinary space: in the
//! indentation, after `- `, and after the colon of a key. YAML reports the consequences far away, or with a message
//! that makes no sense to an author who sees correct text.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::character::{is_odd_space, is_space, named};
use diagnostics::{Diagnostic, SourceFile, message, phrase};

/// Returns the last such space in a part of a file, as a problem.
pub(super) fn odd_space(file: &Arc<SourceFile>, range: &Range<usize>) -> Option<Diagnostic> {
    let text = file.text();
    let mut start = range.start;
    let mut found = None;
    for line in text[range.clone()].split_inclusive('\n') {
        found = in_line(line).map(|(offset, before)| (start + offset, before)).or(found);
        start += line.len();
    }
    let (offset, before) = found?;
    let character = text[offset..].chars().next()?;
    let name = named(character);
    let message = match before.is_empty() {
        true => message! { OddSpace, en: "{name} in the indentation", fr: "{name} en début de ligne"; name },
        false => message! { OddSpace, en: "{name} after `{before}`", fr: "{name} après `{before}`"; name },
    };
    let hint = match is_space(character) {
        true => phrase! {
            en: "type an ordinary space instead; YAML treats this one as a letter",
            fr: "tapez un espace ordinaire à la place ; pour YAML, celui-ci est une lettre"
        },
        false => phrase! {
            en: "delete it; it is invisible, but YAML treats it as a letter",
            fr: "effacez-le ; il est invisible, mais pour YAML c’est une lettre"
        },
    };
    let span = offset..offset + character.len_utf8();
    Some(Diagnostic::new(file, span, message).with_hint(hint))
}

/// Finds such a space in a line, and returns its offset and the text before it.
fn in_line(line: &str) -> Option<(usize, String)> {
    let indentation = line.len() - line.trim_start_matches(|c: char| c == ' ' || is_odd_space(c)).len();
    if let Some(offset) = line[..indentation].find(is_odd_space) {
        return (!line[indentation..].trim().is_empty()).then(|| (offset, String::new()));
    }
    let mut start = indentation;
    while let Some(rest) = line[start..].strip_prefix('-') {
        let blank = rest.len() - rest.trim_start_matches(|c: char| c == ' ' || is_odd_space(c)).len();
        if let Some(offset) = rest[..blank].find(is_odd_space) {
            return Some((start + 1 + offset, "-".to_owned()));
        }
        if blank == 0 {
            break;
        }
        start += 1 + blank;
    }
    let key =
        line[start..].bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(byte)).count();
    let rest = line[start + key..].strip_prefix(':').filter(|_| key > 0)?;
    rest.starts_with(is_odd_space).then(|| (start + key + 1, line[start..=start + key].to_owned()))
}
