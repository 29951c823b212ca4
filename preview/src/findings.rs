//! The problems or warnings of a build, as pages show them: each with links that open its file in an editor.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use site::{BuildError, Diagnostics, Note, Position, ToolLanguage};

/// Characters that need no encoding in the path of an address.
const OUTSIDE_PATHS: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What a build found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Findings {
    /// Whether nothing was built because of them.
    is_broken: bool,
    /// The number of problems and warnings, in words.
    count: String,
    notes: Vec<NoteView>,
    /// The reason why nothing was built, if it is not the content.
    other: Option<String>,
}

/// A problem, a warning, or a place that explains one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct NoteView {
    is_warning: bool,
    code: Option<&'static str>,
    message: Vec<Part>,
    hint: Option<Vec<Part>>,
    position: Option<PositionView>,
    lines: Option<site::Lines>,
    related: Vec<NoteView>,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Part {
    /// Whether it is in backticks.
    is_code: bool,
    text: String,
}

/// A position in a file, with a link that opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct PositionView {
    href: String,
    text: String,
}

impl Findings {
    /// Returns the reasons why a site was not built.
    pub(crate) fn of_error(error: &BuildError, root: &Path, language: ToolLanguage) -> Findings {
        match error {
            BuildError::Content(problems) => {
                Findings { is_broken: true, ..Findings::of(problems, root, language) }
            }
            BuildError::Other(error) => Findings {
                is_broken: true,
                count: if language == ToolLanguage::French { "une erreur" } else { "an error" }.to_owned(),
                notes: Vec::new(),
                other: Some(error.text().text(language).to_owned()),
            },
        }
    }

    /// Returns the warnings of a build; `None` if there are none.
    pub(crate) fn of_warnings(
        warnings: &Diagnostics,
        root: &Path,
        language: ToolLanguage,
    ) -> Option<Findings> {
        (!warnings.is_empty()).then(|| Findings::of(warnings, root, language))
    }

    fn of(found: &Diagnostics, root: &Path, language: ToolLanguage) -> Findings {
        let notes = found.notes(language).into_iter().map(|note| NoteView::new(note, root)).collect();
        let count = found.count().text(language).to_owned();
        Findings { is_broken: false, count, notes, other: None }
    }
}

impl NoteView {
    fn new(note: Note, root: &Path) -> NoteView {
        let Note { is_warning, code, message, hint, position, lines, related } = note;
        NoteView {
            is_warning,
            code,
            message: parts(&message),
            hint: hint.map(|hint| parts(&hint)),
            position: position.map(|position| PositionView::new(&position, root)),
            lines,
            related: related.into_iter().map(|related| NoteView::new(related, root)).collect(),
        }
    }
}

/// Splits a message at its backticks. If one is without a partner, it is part of the text.
fn parts(message: &str) -> Vec<Part> {
    let part = |is_code: bool, text: &str| Part { is_code, text: text.to_owned() };
    if message.matches('`').count() % 2 == 1 {
        return vec![part(false, message)];
    }
    let parts = message.split('`').enumerate().map(|(index, text)| part(index % 2 == 1, text));
    parts.filter(|part| !part.text.is_empty()).collect()
}

impl PositionView {
    fn new(Position { path, line, column }: &Position, root: &Path) -> PositionView {
        let file = root.join(path).display().to_string().replace('\\', "/");
        let slash = if file.starts_with('/') { "" } else { "/" };
        let file = utf8_percent_encode(&file, OUTSIDE_PATHS);
        PositionView {
            href: format!("vscode://file{slash}{file}:{line}:{column}"),
            text: format!("{path}:{line}:{column}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_backticks_is_code() {
        let shown = |message: &str| -> Vec<_> {
            parts(message).into_iter().map(|part| (part.is_code, part.text)).collect()
        };
        let part = |is_code: bool, text: &str| (is_code, text.to_owned());
        assert_eq!(shown("write `a` here"), [part(false, "write "), part(true, "a"), part(false, " here")]);
        assert_eq!(shown("`a`"), [part(true, "a")]);
        assert_eq!(shown("a ` b"), [part(false, "a ` b")]);
    }

    #[test]
    fn links_open_the_file_at_the_place_whatever_its_name_is() {
        let position = |path: &str| Position { path: path.to_owned(), line: 3, column: 7 };
        let href = |root: &str, path: &str| PositionView::new(&position(path), Path::new(root)).href;
        assert_eq!(
            href("/home/zoé/mon site", "content/pages/à #1?.md"),
            "vscode://file/home/zo%C3%A9/mon%20site/content/pages/%C3%A0%20%231%3F.md:3:7"
        );
        assert_eq!(
            href("/a", "content/\"><script>:%41"),
            "vscode://file/a/content/%22%3E%3Cscript%3E%3A%2541:3:7"
        );
        assert_eq!(href("C:", "b.md"), "vscode://file/C%3A/b.md:3:7");
    }
}
