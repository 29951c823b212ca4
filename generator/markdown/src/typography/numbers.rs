//! Times of day and long numbers in French typography.

use super::{NO_BREAK, is_space};

/// Returns a time at the beginning of `rest`, which starts with `digits` digits, as « 16 h 30 », and its original
/// length.
pub(super) fn time_of_day(rest: &[char], digits: usize) -> Option<(usize, String)> {
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
pub(super) fn group_of_three(rest: &[char]) -> Option<&[char]> {
    let group = rest.get(1..4)?;
    let fits = is_space(rest[0])
        && group.iter().all(char::is_ascii_digit)
        && !rest.get(4).is_some_and(|character| character.is_alphanumeric());
    fits.then_some(group)
}
