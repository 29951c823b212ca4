//! Times of day and long numbers in French typography.

use super::{NARROW, NO_BREAK, Writer, is_space};

impl Writer<'_> {
    /// Writes a number with its context: « 16h30 », « 2ème », « 1er décembre », « 1 500 ». Returns the consumed
    /// length of `rest`.
    pub(super) fn number(&mut self, rest: &[char]) -> usize {
        let digits = rest.iter().take_while(|character| character.is_ascii_digit()).count();
        if let Some((length, time)) = time_of_day(rest, digits) {
            self.out.push_str(&time);
            return length;
        }
        self.out.extend(&rest[..digits]);
        let mut length = digits + self.ordinal(&rest[digits..]);
        if (1..=3).contains(&digits) {
            while let Some(group) = group_of_three(&rest[length..]) {
                self.out.push(NARROW);
                self.out.extend(group);
                length += 1 + group.len();
            }
        }
        length
    }

    fn ordinal(&mut self, rest: &[char]) -> usize {
        let letters: String = rest.iter().take_while(|character| character.is_alphabetic()).collect();
        let length = letters.chars().count();
        match letters.as_str() {
            "ème" | "eme" | "ième" | "ieme" => self.out.push('e'),
            "er" if rest.get(length) == Some(&' ')
                && rest.get(length + 1).is_some_and(|c| c.is_alphabetic()) =>
            {
                self.out.push_str("er");
                self.out.push(NO_BREAK);
                return length + 1;
            }
            _ => return 0,
        }
        length
    }
}

/// Returns a time at the beginning of `rest`, which starts with `digits` digits, as « 16 h 30 », and its original
/// length.
fn time_of_day(rest: &[char], digits: usize) -> Option<(usize, String)> {
    let number = |characters: &[char]| characters.iter().collect::<String>().parse::<u8>().ok();
    let skip_space = |at: usize| at + usize::from(rest.get(at).is_some_and(|character| is_space(*character)));
    let hour = number(&rest[..digits]).filter(|hour| digits <= 2 && *hour <= 24)?;
    let h = skip_space(digits);
    if rest.get(h) != Some(&'h') {
        return None;
    }
    let ends = |at: usize| rest.get(at).is_none_or(|character| !character.is_alphanumeric());
    let minutes = skip_space(h + 1);
    let minute = rest.get(minutes..minutes + 2).filter(|minute| minute.iter().all(char::is_ascii_digit));
    if let Some(minute) = minute
        && ends(minutes + 2)
        && number(minute)? < 60
    {
        let minute: String = minute.iter().collect();
        return Some((minutes + 2, format!("{hour}{NO_BREAK}h{NO_BREAK}{minute}")));
    }
    ends(h + 1).then(|| (h + 1, format!("{hour}{NO_BREAK}h")))
}

/// Returns the three digits after a space at the beginning of `rest`, if no fourth one follows.
fn group_of_three(rest: &[char]) -> Option<&[char]> {
    let group = rest.get(1..4)?;
    let fits = is_space(rest[0])
        && group.iter().all(char::is_ascii_digit)
        && !rest.get(4).is_some_and(|character| character.is_alphanumeric());
    fits.then_some(group)
}
