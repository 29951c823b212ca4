//! "Did you mean …?": the name that is nearest to a mistyped one.

use std::fmt::Display;

use crate::{Phrase, phrase};

/// Returns the name that was most likely meant by a mistyped one; `None` if no name is similar enough.
pub fn nearest<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    // Names shorter than the allowed distance would match anything.
    let length = typed.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    names
        .into_iter()
        // The distance is at least the difference in length; computing it takes time and memory proportional to the
        // product.
        .filter(|name| name.chars().count().abs_diff(length) <= allowed)
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Returns a hint for an unknown name: the nearest name, or `create` with a list of the known names.
pub fn hint<'n>(typed: &str, names: impl Iterator<Item = &'n str> + Clone, create: Phrase) -> Phrase {
    if nearest(typed, names.clone()).is_some() {
        return short_hint(typed, names, create);
    }
    let known: Vec<_> = names.take(MOST_LISTED).map(|name| format!("`{name}`")).collect();
    if known.is_empty() {
        return create;
    }
    let known = known.join(", ");
    phrase! { en: "{create}; available: {known}", fr: "{create} ; choix possibles : {known}"; create }
}

/// Returns the same hint as [`hint`] without the list of known names, for when there are too many to be useful.
pub fn short_hint<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>, create: Phrase) -> Phrase {
    match nearest(typed, names) {
        Some(name) => phrase! {
            en: "did you mean `{name}`? If not, {create}",
            fr: "vouliez-vous écrire `{name}` ? Sinon, {create}";
            create
        },
        None => create,
    }
}

/// Returns "did you mean `x`?" if a name is similar, otherwise `otherwise`.
pub fn near_or<'n>(typed: &str, names: impl IntoIterator<Item = &'n str>, otherwise: Phrase) -> Phrase {
    match nearest(typed, names) {
        Some(name) => did_you_mean(name),
        None => otherwise,
    }
}

/// Returns the hint to write a value.
pub fn write(value: impl Display) -> Phrase {
    phrase! { en: "write `{value}`", fr: "écrivez `{value}`" }
}

/// Returns "did you mean `x`?".
pub fn did_you_mean(name: &str) -> Phrase {
    phrase! { en: "did you mean `{name}`?", fr: "vouliez-vous écrire `{name}` ?" }
}

/// Maximum number of names that a hint lists: as many as fit on two lines.
const MOST_LISTED: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_is_near_and_another_word_is_not() {
        let names = ["title", "subtitle", "summary"];
        assert_eq!(nearest("titel", names), Some("title"));
        assert_eq!(nearest("sumary", names), Some("summary"));
        assert_eq!(nearest("price", names), None);
        assert_eq!(nearest("", names), None);
    }
}
