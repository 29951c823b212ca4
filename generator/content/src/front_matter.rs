//! Splits a content file into its front matter (YAML between two lines `---`) and the Markdown below.

use std::ops::Range;
use std::sync::Arc;

use diagnostics::{Diagnostic, Diagnostics, Phrase, Place, SourceFile, message, phrase};

/// The positions of the two parts of a file, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML, without the lines `---`.
    pub front_matter: Range<usize>,
    /// The start of the Markdown, which extends to the end of the file.
    pub body: usize,
}

/// The lines around front matter.
const MARK: &str = "---";

/// Splits a file. Returns `None`, and reports the problem, if the front matter is missing or has no end.
pub fn split(file: &Arc<SourceFile>, diagnostics: &mut Diagnostics) -> Option<Split> {
    let text = file.text();
    let mut lines = lines(&text);
    let Some((_, first)) = lines.next().filter(|(line, _)| *line == MARK) else {
        diagnostics.push(without_start(file));
        return None;
    };
    match lines.find(|(line, _)| *line == MARK) {
        Some((_, range)) => Some(Split { front_matter: first.end..range.start, body: range.end }),
        None => {
            diagnostics.push(without_end(file));
            None
        }
    }
}

/// Iterates over the lines of a text, without the white space at their ends, each with its position.
fn lines(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut start = 0;
    text.split_inclusive('\n').map(move |line| {
        let range = start..start + line.len();
        start = range.end;
        (line.trim_end(), range)
    })
}

fn without_start(file: &Arc<SourceFile>) -> Diagnostic {
    let message = message! { MissingFrontMatter, en: "front matter is missing", fr: "il manque l’en-tête" };
    let text = file.text();
    let first = lines(&text).next().unwrap_or_default();
    let after_space = lines(&text).find(|(line, _)| !line.is_empty()).filter(|(line, _)| line.trim() == MARK);
    let (span, hint) = match (first, after_space) {
        ((line, range), _) if is_almost_mark(line) => (range, exactly()),
        (_, Some((_, range))) => {
            let hint = phrase! {
                en: "remove what is above and before `---`, so that the file starts with it",
                fr: "supprimez les lignes et les espaces qui précèdent `---` : le fichier commence par ces trois signes"
            };
            (range, hint)
        }
        ((_, range), None) => {
            let hint = phrase! {
                en: "start the file with a line `---`, the keys with their values, and another line `---`",
                fr: "commencez le fichier par une ligne `---`, les clés avec leurs valeurs, et une autre ligne `---`"
            };
            (range, hint)
        }
    };
    Diagnostic::new(file, span, message).with_hint(hint)
}

fn without_end(file: &Arc<SourceFile>) -> Diagnostic {
    let message = message! {
        MissingFrontMatter,
        en: "the front matter that starts here has no end",
        fr: "l’en-tête qui commence ici n’a pas de fin"
    };
    let add = phrase! {
        en: "add a line `---` between the last key and the text",
        fr: "ajoutez une ligne `---` entre la dernière clé et le texte"
    };
    let problem = Diagnostic::new(file, 0..MARK.len(), message);
    match lines(&file.text()).find(|(line, _)| is_almost_mark(line)) {
        Some((_, range)) => {
            let here = phrase! { en: "this line does not end it", fr: "cette ligne n’y met pas fin" };
            problem.with_related(Place::new(file, range), here).with_hint(exactly())
        }
        None => problem.with_hint(add),
    }
}

/// Returns whether a line was probably meant as [`MARK`]: two or more dashes of any kind, which programs make of hyphens.
fn is_almost_mark(line: &str) -> bool {
    let is_dash = |c: char| c == '-' || ('\u{2010}'..='\u{2015}').contains(&c) || c == '\u{2212}';
    line != MARK && line.len() >= 2 && line.chars().all(is_dash)
}

/// Returns the hint to write the mark.
fn exactly() -> Phrase {
    phrase! { en: "write exactly three hyphens, `---`", fr: "écrivez exactement trois traits d’union, `---`" }
}

#[cfg(test)]
mod tests {
    use diagnostics::ToolLanguage;

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
        let (_, problems) = parts("---\ntitle: a\n\nText --- and\n");
        assert_eq!(problems, "content/index.md:1:1: the front matter that starts here has no end");
    }

    #[test]
    fn a_line_that_is_almost_right_is_named() {
        let note = |text: &str| {
            let file = SourceFile::new("content/index.md", text);
            let mut diagnostics = Diagnostics::default();
            assert_eq!(split(&file, &mut diagnostics), None, "{text:?}");
            diagnostics.notes(ToolLanguage::English).remove(0)
        };
        for first in ["—", "–", "--", "-----", "—-"] {
            let note = note(&format!("{first}\ntitle: a\n---\nText"));
            assert!(note.hint.unwrap().contains("exactly three hyphens"), "{first}");
        }
        for before in ["\n", " ", "\n \n\t"] {
            let note = note(&format!("{before}---\ntitle: a\n---\nText"));
            assert!(note.hint.unwrap().starts_with("remove what is above"), "{before:?}");
            assert_eq!(note.position.unwrap().line, 1 + before.matches('\n').count(), "{before:?}");
        }
        let note = note("---\ntitle: a\n——\nText\n");
        assert_eq!(note.related[0].position.as_ref().unwrap().line, 3);
    }
}
