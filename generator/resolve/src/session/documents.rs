//! The documents for the participants of a session: `documents` of `private`.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::load::Attachment;
use diagnostics::{Diagnostic, Diagnostics, Rejection, SourceFile, message, phrase, suggestion};
use markdown::Typography;
use model::private_information::{PrivateDocument, PrivateText};
use yaml::shape::TextKind;
use yaml::{Fields, Node, Reader, Spanned};

use super::Sessions;
use crate::{limits, prose};

/// A document as it is written.
#[derive(Clone)]
pub(super) struct WrittenDocument {
    pub(super) file: Spanned<String>,
    pub(super) title: String,
}

impl WrittenDocument {
    /// Returns the document in the language of the content.
    pub(super) fn document(&self) -> PrivateDocument {
        let title = PrivateText { text: self.title.clone(), language: None };
        PrivateDocument { file: self.file.value.clone(), title }
    }
}

/// Reads the documents, or the translations of their titles.
pub(super) fn read(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
) -> Vec<WrittenDocument> {
    let document = |reader: &mut Reader<'_>, node: &Node| {
        let mut fields = reader.fields(node)?;
        let path = |reader: &mut Reader<'_>, node: &Node| yaml::text_as(reader, node, TextKind::Path);
        let file = fields.required(reader, "file", yaml::spanned(path));
        let title = fields.required(reader, "title", prose(typography));
        fields.finish(reader);
        Some(WrittenDocument { file: file?, title: title? })
    };
    let documents = fields.optional(reader, "documents", yaml::list_up_to(limits::MAX_DOCUMENTS, document));
    documents.unwrap_or_default()
}

/// Reports documents that are not among the `files` of the workshop for participants, and those that are too large.
pub(crate) fn check(
    file: &Arc<SourceFile>,
    sessions: &Sessions,
    files: &BTreeMap<String, Attachment>,
    diagnostics: &mut Diagnostics,
) {
    let written = sessions.places.iter().filter_map(|places| places.private.as_ref());
    for Spanned { value: name, span } in written.flat_map(|places| &places.documents) {
        let rejected = match files.get(name) {
            None => missing(name, files),
            Some(document) if document.size > limits::MAX_DOCUMENT => too_large(name),
            Some(_) => continue,
        };
        let Rejection { message, hint } = rejected;
        diagnostics.push(Diagnostic::new(file, span.clone(), message).with_hint(hint));
    }
}

fn missing(name: &str, files: &BTreeMap<String, Attachment>) -> Rejection {
    let otherwise = phrase! {
        en: "put the file into the folder `private` beside `sessions.yaml`, and write its name here",
        fr: "placez le fichier dans le dossier `private` à côté de `sessions.yaml`, et écrivez ici son nom"
    };
    Rejection {
        message: message! {
            NoPrivateDocument,
            en: "there is no file `{name}` in `private`",
            fr: "il n’y a pas de fichier `{name}` dans `private`"
        },
        hint: suggestion::hint(name, files.keys().map(String::as_str), otherwise),
    }
}

fn too_large(name: &str) -> Rejection {
    let most = limits::MAX_DOCUMENT / 1024 / 1024;
    Rejection {
        message: message! {
            LargePrivateDocument,
            en: "`{name}` is larger than {most} MB",
            fr: "`{name}` dépasse {most} Mo"
        },
        hint: phrase! {
            en: "make the file smaller, for example with smaller pictures, or split it",
            fr: "réduisez le fichier, par exemple avec des images plus petites, ou divisez-le"
        },
    }
}
