//! « Did you mean … »: the nearest of several names.

/// The name that a mistyped one most likely stands for; `None` where none is near enough.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // Names shorter than the allowed distance would match anything.
    let length = typed.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    names
        .into_iter()
        // The distance is at least the difference in length, and takes time and memory of the product of the lengths.
        .filter(|name| name.chars().count().abs_diff(length) <= allowed)
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// « `x` does not exist, but … » as a hint: the nearest name, or all there are.
pub fn hint<'n>(typed: &str, names: impl Iterator<Item = &'n str> + Clone, create: &str) -> String {
    match nearest(typed, names.clone()) {
        Some(name) => format!("did you mean `{name}`? If not, {create}"),
        None => {
            let known: Vec<_> = names.take(MOST_LISTED).map(|name| format!("`{name}`")).collect();
            match known.is_empty() {
                true => create.to_owned(),
                false => format!("{create}; there are {}", known.join(", ")),
            }
        }
    }
}

/// As [`hint`], but without the list of all names, where these are too many to help.
pub fn short_hint<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>, create: &str) -> String {
    match nearest(typed, names) {
        Some(name) => format!("did you mean `{name}`? If not, {create}"),
        None => create.to_owned(),
    }
}

/// « did you mean `x`? » where a name is near, otherwise what else to do.
pub fn near_or<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>, otherwise: &str) -> String {
    match nearest(typed, names) {
        Some(name) => format!("did you mean `{name}`?"),
        None => otherwise.to_owned(),
    }
}

/// How many names a hint lists at most: what fits on two lines.
const MOST_LISTED: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_word_is_not() {
        let names = ["title", "subtitle", "summary"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("sumary", names), Some("summary"));
        assert_eq!(nearest("price", names), None);
        assert_eq!(nearest("", names), None);
    }
}
