//! Names of themes, and of files in a theme: language tags, and files for human readers.

/// Returns whether a text may be the name of a theme. A path, such as `..`, may not.
pub(crate) fn is_theme(name: &str) -> bool {
    !name.contains(['/', '\\', '.'])
}

/// Returns whether a file is documentation or a licence, which is not part of the theme's output.
pub(crate) fn is_for_people(name: &str) -> bool {
    ["README", "LICENCE", "LICENSE"].iter().any(|beginning| name.to_ascii_uppercase().starts_with(beginning))
}

/// Returns whether a text has the form of a language tag such as `fr`, `en-US` or `zh-Hant` (BCP 47, without its rarer
/// forms).
pub(crate) fn is_language_tag(text: &str) -> bool {
    let (language, rest) =
        text.split_once('-').map_or((text, None), |(language, rest)| (language, Some(rest)));
    let is_part =
        |part: &str| (2..=8).contains(&part.len()) && part.chars().all(|c| c.is_ascii_alphanumeric());
    (2..=3).contains(&language.len())
        && language.chars().all(|c| c.is_ascii_lowercase())
        && rest.is_none_or(|rest| rest.split('-').all(is_part))
}
