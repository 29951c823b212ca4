//! Markdown in texts that are published as they are written, such as titles.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};

/// Returns the position of the first markup in a text that is not read as Markdown; `None` if there is none. Stars in
/// words, as in `3*4*5`, brackets without an address and comments are ordinary text.
pub fn markup(text: &str) -> Option<Range<usize>> {
    if !text.contains(['*', '_', '`', '[', '<', '#']) {
        return None;
    }
    let events = Parser::new_ext(text, Options::empty()).into_offset_iter();
    let mut found = events.filter(|(event, range)| is_markup(event, text, range));
    found.next().map(|(_, range)| range.start..range.start + text[range].trim_end().len())
}

fn is_markup(event: &Event<'_>, text: &str, range: &Range<usize>) -> bool {
    match event {
        Event::Start(Tag::Emphasis) => !is_in_word(text, range),
        Event::Start(Tag::Strong | Tag::Link { .. } | Tag::Image { .. }) | Event::Code(_) => true,
        Event::Start(Tag::Heading { .. }) => text[range.clone()].starts_with('#'),
        Event::Html(html) | Event::InlineHtml(html) => !html.starts_with("<!--"),
        _ => false,
    }
}

fn is_in_word(text: &str, range: &Range<usize>) -> bool {
    text[..range.start].ends_with(char::is_alphanumeric)
        && text[range.end..].starts_with(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_found_and_ordinary_signs_are_not() {
        let found = |text: &'static str| markup(text).map(|range| &text[range]);
        for (text, expected) in [
            ("Un **nouveau** cycle", "**nouveau**"),
            ("Un *nouveau* cycle", "*nouveau*"),
            ("Un _nouveau_ cycle", "_nouveau_"),
            ("Voir [le plan](plan.pdf)", "[le plan](plan.pdf)"),
            ("Voir <https://club.example>", "<https://club.example>"),
            ("Le fichier `plan.pdf`", "`plan.pdf`"),
            ("# Un cycle", "# Un cycle"),
            ("Un <b>cycle</b>", "<b>"),
        ] {
            assert_eq!(found(text), Some(expected), "{text}");
        }
        for text in [
            "3 * 4 * 5 et 3*4*5",
            "Un cycle [complet], n° 2 #logement",
            "1. Un cycle",
            "- Un cycle",
            "snake_case_name",
            "Prix < 500 € > 100 €",
            "Champs marqués d’un *",
            "Un cycle <!-- à revoir -->",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
