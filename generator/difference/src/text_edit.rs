//! `TextEdit`: how a text was changed, word by word.

use std::collections::BTreeMap;

use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// How a text was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TextEdit {
    /// The number of words that were added.
    pub added: u64,
    /// The number of words that were removed.
    pub removed: u64,
    /// The only passage that was changed, if it is short.
    pub passage: Option<Passage>,
}

/// A changed passage with a few words around it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// The earlier words.
    pub before: String,
    /// The later words.
    pub after: String,
}

/// The longest passage that is quoted, in words: about a line.
const MOST_QUOTED: usize = 12;

/// The number of words before and after a quoted passage.
const AROUND: usize = 2;

/// The longest text, in words, whose words are aligned. That takes a time that grows with their number and with the number
/// of changes; longer texts are compared by how often they have each word.
const MOST_ALIGNED: usize = 20_000;

/// Returns how a text was changed; `None` if it was not. A change of line breaks and spaces alone adds and removes no
/// words.
pub(crate) fn edit(before: &str, after: &str) -> Option<TextEdit> {
    if before == after {
        return None;
    }
    let words = |text| str::split_whitespace(text).collect::<Vec<_>>();
    let (before, after) = (words(before), words(after));
    if before.len().max(after.len()) > MOST_ALIGNED {
        return Some(unaligned(&before, &after));
    }
    let changed: Vec<_> = capture_diff_slices(Algorithm::Myers, &before, &after)
        .into_iter()
        .filter(|operation| !matches!(operation, DiffOp::Equal { .. }))
        .collect();
    let count = |length: fn(&DiffOp) -> usize| changed.iter().map(length).sum::<usize>() as u64;
    let passage = match changed.as_slice() {
        [only] if only.old_range().len().max(only.new_range().len()) <= MOST_QUOTED => {
            let quoted = |words: &[&str], start: usize, end: usize| {
                words[start.saturating_sub(AROUND)..words.len().min(end + AROUND)].join(" ")
            };
            let (old, new) = (only.old_range(), only.new_range());
            Some(Passage {
                before: quoted(&before, old.start, old.end),
                after: quoted(&after, new.start, new.end),
            })
        }
        _ => None,
    };
    Some(TextEdit {
        added: count(|operation| operation.new_range().len()),
        removed: count(|operation| operation.old_range().len()),
        passage,
    })
}

fn unaligned(before: &[&str], after: &[&str]) -> TextEdit {
    let mut surplus: BTreeMap<&str, i64> = BTreeMap::new();
    after.iter().for_each(|word| *surplus.entry(word).or_default() += 1);
    before.iter().for_each(|word| *surplus.entry(word).or_default() -= 1);
    let sum = |counts: &mut dyn Iterator<Item = i64>| counts.sum::<i64>().unsigned_abs();
    TextEdit {
        added: sum(&mut surplus.values().copied().filter(|count| *count > 0)),
        removed: sum(&mut surplus.values().copied().filter(|count| *count < 0)),
        passage: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_change_is_quoted_with_its_surroundings() {
        let edit =
            edit("On se retrouve à 10 h dans la salle.", "On se retrouve à 11 h dans la salle.").unwrap();
        let passage =
            Passage { before: "retrouve à 10 h dans".into(), after: "retrouve à 11 h dans".into() };
        assert_eq!(edit, TextEdit { added: 1, removed: 1, passage: Some(passage) });
    }

    #[test]
    fn several_changes_are_counted() {
        let edit = edit("un deux trois quatre cinq", "zéro un trois quatre six sept").unwrap();
        assert_eq!(edit, TextEdit { added: 3, removed: 2, passage: None });
    }

    #[test]
    fn spaces_alone_change_no_words() {
        assert_eq!(edit("a b", "a b"), None);
        assert_eq!(edit("a b", "a\n\nb"), Some(TextEdit { added: 0, removed: 0, passage: None }));
    }

    #[test]
    fn huge_texts_are_counted_without_being_aligned() {
        let before = "a b ".repeat(MOST_ALIGNED);
        let after = format!("{} c c", "b a ".repeat(MOST_ALIGNED));
        assert_eq!(edit(&before, &after), Some(TextEdit { added: 2, removed: 0, passage: None }));
    }
}
