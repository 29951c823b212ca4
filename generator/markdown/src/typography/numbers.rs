//! Times of day and long numbers in French typography.

use super::{NARROW, NO_BREAK, Writer, leading_space};

impl Writer<'_> {
    /// Writes a number with its context: « 16h30 », « 2ème », « 1er décembre », « 1 500 ». Returns the consumed
    /// length of `rest`.
    pub(super) fn number(&mut self, rest: &str) -> usize {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if let Some((length, time)) = time_of_day(rest, digits) {
            self.out.push_str(&time);
            return length;
        }
        let mut length = self.copy(&rest[..digits]);
        length += self.ordinal(&rest[digits..]);
        if (1..=3).contains(&digits) {
            while let Some((space, group)) = group_of_three(&rest[length..]) {
                self.out.push(NARROW);
                length += space + self.copy(group);
            }
        }
        length
    }

    fn ordinal(&mut self, rest: &str) -> usize {
        let after = rest.trim_start_matches(char::is_alphabetic);
        let letters = &rest[..rest.len() - after.len()];
        match letters {
            "ème" | "eme" | "ième" | "ieme" => self.out.push('e'),
            "er" if after.strip_prefix(' ').is_some_and(|after| after.starts_with(char::is_alphabetic)) => {
                self.out.push_str("er");
                self.out.push(NO_BREAK);
                return letters.len() + 1;
            }
            _ => return 0,
        }
        letters.len()
    }
}

/// Returns a time at the beginning of `rest`, which starts with `digits` digits, as « 16 h 30 », and its original
/// length.
fn time_of_day(rest: &str, digits: usize) -> Option<(usize, String)> {
    let skip_space = |at: usize| at + leading_space(&rest[at..]);
    let hour = rest[..digits].parse::<u8>().ok().filter(|hour| digits <= 2 && *hour <= 24)?;
    let h = skip_space(digits);
    if !rest[h..].starts_with('h') {
        return None;
    }
    let ends = |at: usize| !rest[at..].starts_with(char::is_alphanumeric);
    let minutes = skip_space(h + 1);
    let minute = rest.get(minutes..minutes + 2).filter(|minute| minute.bytes().all(|it| it.is_ascii_digit()));
    if let Some(minute) = minute
        && ends(minutes + 2)
        && minute.parse::<u8>().ok()? < 60
    {
        return Some((minutes + 2, format!("{hour}{NO_BREAK}h{NO_BREAK}{minute}")));
    }
    ends(h + 1).then(|| (h + 1, format!("{hour}{NO_BREAK}h")))
}

/// Returns the three digits after a space at the beginning of `rest`, if no fourth one follows, and the length of the space.
fn group_of_three(rest: &str) -> Option<(usize, &str)> {
    let space = leading_space(rest);
    let group = rest.get(space..space + 3)?;
    let fits = space > 0
        && group.bytes().all(|byte| byte.is_ascii_digit())
        && !rest[space + 3..].starts_with(char::is_alphanumeric);
    fits.then_some((space, group))
}
