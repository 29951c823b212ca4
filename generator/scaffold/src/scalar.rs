//! Texts as YAML values.

/// Returns a text as it is written after a key: plain if YAML reads it back as the same text, otherwise in quotes. Line
/// breaks become spaces.
pub(crate) fn scalar(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if is_plain(&text) { text } else { format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")) }
}

fn is_plain(text: &str) -> bool {
    let is_keyword =
        ["true", "false", "null", "yes", "no", "on", "off"].contains(&text.to_lowercase().as_str());
    text.starts_with(char::is_alphabetic)
        && !text.ends_with(':')
        && ![": ", " #", "\u{feff}"].iter().any(|part| text.contains(part))
        && !text.contains(char::is_control)
        && !is_keyword
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn a_text_is_quoted_if_yaml_would_read_something_else() {
        for (text, written) in [
            ("Préparer le chantier, l’été", "Préparer le chantier, l’été"),
            ("Proximité : un regard", "\"Proximité : un regard\""),
            ("Atelier #2", "\"Atelier #2\""),
            ("« Bonjour »", "\"« Bonjour »\""),
            ("2027", "\"2027\""),
            ("Yes", "\"Yes\""),
            ("Un \"mot\"\net un \\", "Un \"mot\" et un \\"),
            ("\"mot\"", "\"\\\"mot\\\"\""),
            ("", "\"\""),
        ] {
            assert_eq!(scalar(text), written);
        }
    }
}
