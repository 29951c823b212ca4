//! The reason why a text is not an identifier, in the words of the tools.

use diagnostics::{Phrase, phrase};
use model::slug::{MAX_SLUG_LENGTH, SlugError};

/// Returns the reason why a text is not an identifier.
pub fn reason(error: SlugError) -> Phrase {
    match error {
        SlugError::Empty => phrase! { en: "{error}", fr: "il est vide" },
        SlugError::TooLong => {
            phrase! { en: "{error}", fr: "il a plus de {MAX_SLUG_LENGTH} caractères" }
        }
        SlugError::Character(character) => phrase! {
            en: "{error}",
            fr: "il contient `{character}` ; seuls a-z, 0-9 et les traits d’union sont admis"
        },
        SlugError::Hyphen => phrase! {
            en: "{error}",
            fr: "un trait d’union ne se met qu’entre des lettres ou des chiffres"
        },
    }
}
