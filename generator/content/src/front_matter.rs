//! Splits a content file into its front matter (YAML between two lines `---`) and the Markdown below.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};

/// The positions of the two parts of a file, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML, without the lines `---`.
    pub front_matter: Range<usize>,
    /// The start of the Markdown, which extends to the end of the file.
    pub body: usize,
}

/// Splits a file. Returns `None`, and reports the problem, if the front matter is missing or has no end.
pub fn split(file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) -> Option<Split> {
    let mut start = 0;
    let mut lines = file.text.split_inclusive('\n').map(|line| {
        let range = start..start + line.len();
        start = range.end;
        (line.trim_end(), range)
    });
    let first_end = match lines.next() {
        Some(("---", range)) => range.end,
        other => {
            let span = other.map_or(0..0, |(_, range)| range);
            let message = message! {
                MissingFrontMatter,
                en: "front matter is missing",
                fr: "il manque l’en-tête"
            };
            let hint = phrase! {
                en: "start the file with a line `---`, the keys with their values, and another line `---`",
                fr: "commencez le fichier par une ligne `---`, les clés avec leurs valeurs, et une autre ligne `---`"
            };
            diagnostics.push(Diagnostic::new(file, span, message).with_hint(hint));
            return None;
        }
    };
    match lines.find(|(line, _)| *line == "---") {
        Some((_, range)) => Some(Split { front_matter: first_end..range.start, body: range.end }),
        None => {
            let message = message! {
                MissingFrontMatter,
                en: "the front matter that starts here has no end",
                fr: "l’en-tête qui commence ici n’a pas de fin"
            };
            let hint = phrase! {
                en: "add a line `---` between the last key and the text",
                fr: "ajoutez une ligne `---` entre la dernière clé et le texte"
            };
            diagnostics.push(Diagnostic::new(file, 0..3, message).with_hint(hint));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (Option<Split>, String) {
        let file = SourceFile::new("content/index.md", text);
        let mut diagnostics = Diagnostics::default();
        let parts = split(&file, &mut diagnostics);
        (parts, diagnostics.to_string())
    }

    #[test]
    fn front_matter_is_between_two_lines() {
        for text in ["---\na: b\n---\nText", "---\r\na: b\r\n---\r\nText"] {
            let parts = parts(text).0.unwrap();
            assert_eq!(text[parts.front_matter].trim_end(), "a: b");
            assert_eq!(&text[parts.body..], "Text");
        }
        assert_eq!(parts("---\n---").0, Some(Split { front_matter: 4..4, body: 7 }));
    }

    #[test]
    fn a_missing_beginning_or_end_is_reported() {
        for text in ["", "Text\n---\n", " ---\na: b\n---\n"] {
            assert_eq!(parts(text).1, "content/index.md:1:1: front matter is missing", "{text:?}");
        }
        let (_, problems) = parts("---\ntitle: a\n\nText --- and\n----\n");
        assert_eq!(problems, "content/index.md:1:1: the front matter that starts here has no end");
    }
}
