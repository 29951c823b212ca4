//! Files with front matter, and the Markdown texts below it.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::front_matter;
use diagnostics::{Diagnostics, SourceFile, message, phrase};
use markdown::Typography;
use yaml::shape::Shape;
use yaml::{Fields, Origin, Reader};

use super::TextKey;

/// A file with front matter: its parsed keys and the text below.
pub(super) struct Document<T> {
    /// `None` if the keys have a problem, which was reported.
    pub(super) head: Option<T>,
    pub(super) text: String,
    pub(super) origin: Origin,
}

/// The origins of Markdown texts, and the texts that no page will show.
#[derive(Default)]
pub(super) struct Texts {
    pub(super) origins: BTreeMap<TextKey, Origin>,
    pub(super) unshown: BTreeMap<TextKey, String>,
}

impl Texts {
    /// Records the text of a document and returns its parsed keys.
    pub(super) fn keep<T>(
        &mut self,
        key: TextKey,
        Document { head, text, origin }: Document<T>,
    ) -> Option<T> {
        self.origins.insert(key.clone(), origin);
        if head.is_none() {
            self.unshown.insert(key, text);
        }
        head
    }

    /// Records a text that no page will show.
    pub(super) fn keep_unshown(&mut self, key: TextKey, text: String, origin: Origin) {
        self.origins.insert(key.clone(), origin);
        self.unshown.insert(key, text);
    }

    pub(super) fn append(&mut self, other: Texts) {
        self.origins.extend(other.origins);
        self.unshown.extend(other.unshown);
    }
}

/// Reads the keys of a file's front matter with `read`. The text below is returned even if the keys have a problem.
pub(super) fn read_document<T>(
    file: &Arc<SourceFile>,
    diagnostics: &mut Diagnostics,
    read: impl FnOnce(&mut Reader<'_>, &mut Fields<'_>) -> Option<T>,
) -> Option<Document<T>> {
    let Some(parts) = front_matter::split(file, diagnostics) else {
        // If a line `---` is missing, the start of the text is unknown; if both are missing, everything is text.
        let is_all_text = !file.text.lines().any(|line| line.trim_end() == "---");
        let text = file.text.clone();
        return is_all_text.then(|| Document { head: None, text, origin: Origin::rest_of_file(file, 0) });
    };
    let head = yaml::parse(file, parts.front_matter, diagnostics).and_then(|node| {
        let mut reader = Reader::new(file, diagnostics);
        let mut fields = reader.fields(&node)?;
        let head = read(&mut reader, &mut fields);
        fields.finish(&mut reader);
        head
    });
    let text = file.text[parts.body..].to_owned();
    Some(Document { head, text, origin: Origin::rest_of_file(file, parts.body) })
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

impl<T> Document<T> {
    /// Converts the parsed keys of the document.
    pub(super) fn map<U>(self, map: impl FnOnce(T, &str) -> U) -> Document<U> {
        let Document { head, text, origin } = self;
        Document { head: head.map(|head| map(head, &text)), text, origin }
    }
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
