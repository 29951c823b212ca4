//! `sessions.<language>.yaml`: the texts of a workshop's sessions in a further language.

use std::collections::BTreeMap;
use std::sync::Arc;

use diagnostics::{Diagnostics, SourceFile, message, phrase, suggestion};
use markdown::Typography;
use model::programme::Session;
use model::slug::Slug;
use yaml::shape::Shape;
use yaml::{Node, Reader, Spanned};

use super::super::document::SourceText;
use super::super::places::{self, ShortText};
use super::super::prose;
use super::super::session::private::{self, PrivateTexts};

/// A text of a session that can be translated, besides its description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SessionText {
    /// The title.
    Title,
    /// The note about how to attend.
    AttendanceNote,
}

/// The texts of a session. The title is required, because an entry without it could not be recognised.
pub(super) struct Texts {
    id: Option<Spanned<Slug>>,
    pub(super) title: String,
    pub(super) attendance_note: Option<String>,
    pub(super) description: Option<SourceText>,
    pub(super) private: Option<PrivateTexts>,
    pub(super) written: Vec<ShortText>,
}

/// Reads the texts, by the chronological index of their sessions, from 0. An entry belongs to the session whose `id`
/// it names or, without an `id`, to the session at the same index.
pub(super) fn texts(
    file: &Arc<SourceFile>,
    sessions: Option<&[Session]>,
    typography: Typography,
    diagnostics: &mut Diagnostics,
) -> Option<BTreeMap<usize, Texts>> {
    let node = yaml::parse_file(file, diagnostics)?;
    let mut reader = Reader::new(file, diagnostics);
    let read = |reader: &mut Reader<'_>, node: &Node| {
        Some((node.span.clone(), texts_of_session(reader, node, typography)?))
    };
    let entries = yaml::list(read)(&mut reader, &node)?;
    // If the sessions have problems, it is unknown which entry belongs to which session.
    let sessions = sessions?;
    let mut texts = BTreeMap::new();
    for (place, (span, entry)) in entries.into_iter().enumerate() {
        let index = match &entry.id {
            Some(id) => sessions.iter().position(|session| session.id == id.value),
            None => Some(place).filter(|place| *place < sessions.len()),
        };
        let Some(index) = index else {
            refuse_unknown(&mut reader, &entry, &span, sessions);
            continue;
        };
        if let Some(texts) = &entry.private {
            private::check_originals(&mut reader, texts, sessions[index].private.as_deref());
        }
        if texts.insert(index, entry).is_some() {
            let message = message! {
                DuplicateTranslation,
                en: "this is the second entry for the same session",
                fr: "voici la seconde entrée pour la même séance"
            };
            let hint = phrase! {
                en: "name each session's `id` once; entries without one are in chronological order",
                fr: "nommez l’`id` de chaque séance une seule fois ; les entrées sans `id` suivent l’ordre des dates"
            };
            reader.refuse(&span, message, hint);
        }
    }
    Some(texts)
}

/// Describes the file.
pub(super) fn shape(typography: Typography) -> Shape {
    yaml::describe(yaml::list(|reader, node| texts_of_session(reader, node, typography)))
}

fn texts_of_session(reader: &mut Reader<'_>, node: &Node, typography: Typography) -> Option<Texts> {
    let prose = prose(typography);
    let mut fields = reader.fields(node)?;
    let id = fields.optional(reader, "id", yaml::spanned(yaml::slug));
    let title = fields.required(reader, "title", prose);
    let attendance_note = fields.optional(reader, "attendance_note", prose);
    let description = fields.optional(reader, "description", yaml::markdown);
    let private = private::texts(reader, &mut fields, typography);
    let written = places::of_session(reader, &fields);
    fields.finish(reader);
    let description = description.map(|it| SourceText::of_scalar(reader.file, &it.span, &it.value));
    Some(Texts { id, title: title?, attendance_note, description, private, written })
}

fn refuse_unknown(
    reader: &mut Reader<'_>,
    entry: &Texts,
    span: &std::ops::Range<usize>,
    sessions: &[Session],
) {
    match &entry.id {
        Some(id) => {
            let names = sessions.iter().map(|session| session.id.as_str());
            let name = &id.value;
            let otherwise = phrase! {
                en: "use an `id` of `sessions.yaml`",
                fr: "écrivez un `id` de `sessions.yaml`"
            };
            let hint = suggestion::hint(name.as_str(), names, otherwise);
            let message = message! {
                UnknownOriginal,
                en: "there is no session `{name}`",
                fr: "il n’y a pas de séance `{name}`"
            };
            reader.refuse(&id.span, message, hint);
        }
        None => {
            let count = sessions.len();
            let message = message! {
                UnknownOriginal,
                en: "`sessions.yaml` has no such session: it has {count}",
                fr: "`sessions.yaml` n’a pas cette séance : il en compte {count}"
            };
            let hint = phrase! {
                en: "remove this entry, or add the session in `sessions.yaml`",
                fr: "supprimez cette entrée, ou ajoutez la séance dans `sessions.yaml`"
            };
            reader.refuse(span, message, hint);
        }
    }
}
