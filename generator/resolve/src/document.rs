//! Files with front matter, and the Markdown texts below it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use content::front_matter;
use diagnostics::{Diagnostics, FileText, Rest, SourceFile, message, phrase};
use markdown::Typography;
use yaml::shape::Shape;
use yaml::{Fields, Origin, Reader};

use super::TextKey;

/// A file with front matter: its parsed keys and the text below.
pub(super) struct Document<T> {
    /// `None` if the keys have a problem, which was reported.
    pub(super) head: Option<T>,
    pub(super) text: SourceText,
}

/// A Markdown text and where it is written. One that is a part of its file is not copied.
#[derive(Clone, Debug)]
pub struct SourceText {
    origin: Origin,
    /// The text of a YAML value, empty once it was freed; `None` for the rest of the file.
    own: Option<Arc<Mutex<Rest>>>,
    /// Whether a page can show it. Otherwise something beside it is unreadable, which was reported, and it is still checked,
    /// so that its problems are reported in the same run.
    pub(super) can_be_shown: bool,
}

/// Markdown texts by what they are.
pub(super) type Texts = BTreeMap<TextKey, SourceText>;

impl SourceText {
    /// Returns the text that extends from `offset` to the end of its file.
    pub(super) fn rest_of_file(file: &Arc<SourceFile>, offset: usize) -> SourceText {
        SourceText { origin: Origin::rest_of_file(file, offset), own: None, can_be_shown: true }
    }

    /// Returns a text that was written as the YAML scalar at `span`.
    pub(super) fn of_scalar(file: &Arc<SourceFile>, span: &Range<usize>, text: &str) -> SourceText {
        let origin = Origin::of_scalar(file, span, text);
        let own = Rest::new(Arc::new(FileText::from(text)), 0);
        SourceText { origin, own: Some(Arc::new(Mutex::new(own))), can_be_shown: true }
    }

    /// Returns the same text if nothing can be shown of it.
    pub(super) fn unshown(self) -> SourceText {
        SourceText { can_be_shown: false, ..self }
    }

    /// Returns the Markdown. It must not be needed after it was freed, because it may be empty then.
    pub fn markdown(&self) -> Rest {
        match &self.own {
            Some(own) => own.lock().unwrap_or_else(PoisonError::into_inner).clone(),
            None => self.origin.rest(),
        }
    }

    /// Frees the text, also in clones. That of a file is freed with its file.
    pub fn free(&self) {
        if let Some(own) = &self.own {
            *own.lock().unwrap_or_else(PoisonError::into_inner) = Rest::default();
        }
    }

    /// Returns where it is written.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

/// Records the text of a document and returns its parsed keys.
pub(super) fn keep<T>(texts: &mut Texts, key: TextKey, Document { head, text }: Document<T>) -> Option<T> {
    let text = if head.is_some() { text } else { text.unshown() };
    texts.insert(key, text);
    head
}

/// Reads the keys of a file's front matter with `read`. The text below is returned even if the keys have a problem.
pub(super) fn read_document<T>(
    file: &Arc<SourceFile>,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&mut Reader<'_>, &mut Fields<'_>) -> Option<T>,
) -> Option<Document<T>> {
    let Some(parts) = front_matter::split(file, diagnostics) else {
        // If a line `---` is missing, the start of the text is unknown; if both are missing, everything is text.
        let is_all_text = !file.text().lines().any(|line| line.trim_end() == "---");
        return is_all_text.then(|| Document { head: None, text: SourceText::rest_of_file(file, 0) });
    };
    let head = yaml::parse(file, parts.front_matter, diagnostics).and_then(|node| {
        let mut reader = Reader::new(file, diagnostics);
        let mut fields = reader.fields(&node)?;
        let head = read(&mut reader, &mut fields);
        fields.finish(&mut reader);
        head
    });
    Some(Document { head, text: SourceText::rest_of_file(file, parts.body) })
}

/// Describes the front matter of a file.
pub(super) fn describe_document<T>(
    read: impl FnOnce(&mut Reader<'_>, &mut Fields<'_>) -> Option<T>,
) -> Shape {
    yaml::describe(|reader, node| {
        let mut fields = reader.fields(node)?;
        read(reader, &mut fields);
        fields.finish(reader);
        None::<T>
    })
}

/// Reads a text and applies the typography of the site's language. Reports Markdown in it, which would be published
/// literally.
pub(super) fn prose(
    typography: Typography,
) -> impl Fn(&mut Reader<'_>, &yaml::Node) -> Option<String> + Copy {
    move |reader, node| {
        let text = yaml::text(reader, node)?;
        if let Some(range) = markdown::markup(&text) {
            let markup = &text[range.clone()];
            let message = message! {
                LiteralMarkup,
                en: "`{markup}` is published as text, because Markdown does not work here",
                fr: "`{markup}` est publié tel quel : le Markdown ne fonctionne pas ici"
            };
            let hint = phrase! { en: "write the words without it", fr: "écrivez les mots sans balisage" };
            let place = Origin::of_scalar(reader.file, &node.span, &text).diagnostic(&range, message);
            reader.diagnostics.push(place.with_hint(hint));
        }
        Some(typography.text(&text))
    }
}
