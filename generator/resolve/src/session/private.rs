//! Private information about a session: `private` in `sessions.yaml`, and its texts in translations.

use std::ops::Range;
use std::sync::Arc;

use addresses::is_web_address;
use diagnostics::{Diagnostic, Diagnostics, SourceFile, message, phrase};
use markdown::Typography;
use model::announcement::AttendanceMode;
use model::private_information::{PrivateInformation, PrivateText};
use yaml::shape::{Form, TextKind};
use yaml::{Fields, Node, Reader, Spanned};

use super::Sessions;
use super::documents::{self, WrittenDocument};
use crate::prose;

/// The keys for those who come.
const IN_PERSON: [&str; 2] = ["room", "door_code"];

/// The keys for those who attend online.
const ONLINE: [&str; 2] = ["join_link", "join_code"];

/// The form of a link to a video conference.
const JOIN_LINK: Form = Form { name: "join-link", pattern: "https://[^\\s]+" };

/// Private information as it was read.
pub(super) struct ReadPrivate {
    pub(super) information: PrivateInformation,
    pub(super) places: PrivatePlaces,
}

/// The positions of the parts of private information.
pub(super) struct PrivatePlaces {
    span: Range<usize>,
    /// The names of its documents.
    pub(super) documents: Vec<Spanned<String>>,
}

/// The translated texts of a session's private information.
#[derive(Clone)]
pub(crate) struct PrivateTexts {
    span: Range<usize>,
    room: Option<String>,
    note: Option<String>,
    documents: Vec<WrittenDocument>,
}

/// Reads the private information about a session that can be attended in this way.
pub(super) fn read(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    attendance: AttendanceMode,
    typography: Typography,
) -> Option<ReadPrivate> {
    let read = |reader: &mut Reader<'_>, node: &Node| information(reader, node, attendance, typography);
    fields.optional(reader, "private", yaml::filled(read))
}

fn information(
    reader: &mut Reader<'_>,
    node: &Node,
    attendance: AttendanceMode,
    typography: Typography,
) -> Option<ReadPrivate> {
    let before = reader.diagnostics.len();
    let mut fields = reader.fields(node)?;
    let room = fields.optional(reader, "room", prose(typography));
    let door_code = fields.optional(reader, "door_code", yaml::text);
    let join_link = fields.optional(reader, "join_link", join_link);
    let join_code = fields.optional(reader, "join_code", yaml::text);
    let note = fields.optional(reader, "note", prose(typography));
    let documents = documents::read(reader, &mut fields, typography);
    if attendance == AttendanceMode::Online {
        refuse_other_mode(reader, &fields, IN_PERSON, attendance);
    } else if attendance == AttendanceMode::InPerson {
        refuse_other_mode(reader, &fields, ONLINE, attendance);
    }
    fields.finish(reader);
    let text = |text| PrivateText { text, language: None };
    let information = PrivateInformation {
        room: room.map(text),
        door_code,
        join_link,
        join_code,
        note: note.map(text),
        documents: documents.iter().map(WrittenDocument::document).collect(),
    };
    if information.is_empty() && reader.diagnostics.len() == before {
        let message = message! {
            EmptyPrivate,
            en: "there is no private information here",
            fr: "il n’y a pas d’information réservée ici"
        };
        let hint = phrase! {
            en: "write, for example, `join_link: https://…` below it, or remove `private`",
            fr: "écrivez par exemple `join_link: https://…` au-dessous, ou supprimez `private`"
        };
        reader.refuse(&node.span, message, hint);
    }
    let documents = documents.into_iter().map(|document| document.file).collect();
    let places = PrivatePlaces { span: node.span.clone(), documents };
    (!information.is_empty()).then_some(ReadPrivate { information, places })
}

/// Reads a link to a video conference.
fn join_link(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let text = yaml::text_as(reader, node, TextKind::Form(&JOIN_LINK))?;
    if !text.starts_with("https://") || !is_web_address(&text) {
        let message = message! {
            UnsafeJoinLink,
            en: "this link does not begin with `https://`, or is not complete",
            fr: "ce lien ne commence pas par `https://`, ou il est incomplet"
        };
        let hint = phrase! {
            en: "copy the whole link from the invitation to the video conference",
            fr: "copiez le lien entier de l’invitation à la visioconférence"
        };
        reader.refuse(&node.span, message, hint);
        return None;
    }
    Some(text)
}

/// Reports the keys for a way to attend that the session does not offer.
fn refuse_other_mode(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    keys: [&str; 2],
    attendance: AttendanceMode,
) {
    for key in keys.into_iter().filter(|key| fields.has(key)) {
        let attendance = attendance.key();
        let message = message! {
            PrivateMode,
            en: "no one needs `{key}` for a session that is `{attendance}`",
            fr: "personne n’a besoin de `{key}` pour une séance qui est `{attendance}`"
        };
        let hint = phrase! {
            en: "remove it, or write `attendance: hybrid` if the session can be attended in both ways",
            fr: "supprimez-le, ou écrivez `attendance: hybrid` si l’on peut suivre la séance des deux façons"
        };
        reader.refuse(&fields.span_of(key), message, hint);
    }
}

/// Reports the private information of a workshop without registration, which has no participants.
pub(crate) fn refuse_without_registration(
    file: &Arc<SourceFile>,
    sessions: &Sessions,
    diagnostics: &mut Diagnostics,
) {
    for places in sessions.places.iter().filter_map(|places| places.private.as_ref()) {
        let message = message! {
            PrivateWithoutRegistration,
            en: "this workshop has no registration, so no one sees this information",
            fr: "cet atelier n’a pas d’inscription, donc personne ne voit cette information"
        };
        let hint = phrase! {
            en: "write `registration.yaml`, or remove `private`",
            fr: "écrivez `registration.yaml`, ou supprimez `private`"
        };
        diagnostics.push(Diagnostic::new(file, places.span.clone(), message).with_hint(hint));
    }
}

/// Reads the translated texts of a session's private information.
pub(crate) fn texts(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    typography: Typography,
) -> Option<PrivateTexts> {
    fields.optional(reader, "private", |reader: &mut Reader<'_>, node: &Node| {
        let mut fields = reader.fields(node)?;
        let room = fields.optional(reader, "room", prose(typography));
        let note = fields.optional(reader, "note", prose(typography));
        let documents = documents::read(reader, &mut fields, typography);
        fields.finish(reader);
        Some(PrivateTexts { span: node.span.clone(), room, note, documents })
    })
}

/// Gives private information its translated texts. Those without a translation stay in the site's own language, `main`.
pub(crate) fn translate(private: &mut PrivateInformation, texts: Option<&PrivateTexts>, main: &str) {
    let title = |file: &str| {
        let documents = texts.map_or(&[][..], |texts| &texts.documents);
        documents.iter().find(|document| document.file.value == file).map(|document| &document.title)
    };
    let room = private.room.iter_mut().map(|text| (text, texts.and_then(|texts| texts.room.as_ref())));
    let note = private.note.iter_mut().map(|text| (text, texts.and_then(|texts| texts.note.as_ref())));
    let titles = private.documents.iter_mut().map(|it| (&mut it.title, title(&it.file)));
    for (text, translation) in room.chain(note).chain(titles) {
        match translation {
            Some(translation) => text.text.clone_from(translation),
            None => text.language = Some(main.to_owned()),
        }
    }
}

/// Reports translated texts that the private information lacks in the site's own language.
pub(crate) fn check_originals(
    reader: &mut Reader<'_>,
    texts: &PrivateTexts,
    private: Option<&PrivateInformation>,
) {
    let originals = private.map_or(&[][..], |private| private.documents.as_slice());
    let unknown =
        |document: &&WrittenDocument| originals.iter().all(|original| original.file != document.file.value);
    let documents = texts.documents.iter().filter(unknown).map(|document| document.file.value.as_str());
    let lacks_room = private.is_none_or(|private| private.room.is_none());
    let lacks_note = private.is_none_or(|private| private.note.is_none());
    let room = (texts.room.is_some() && lacks_room).then_some("room");
    let note = (texts.note.is_some() && lacks_note).then_some("note");
    for key in room.into_iter().chain(note).chain(documents) {
        let message = message! {
            UnknownOriginal,
            en: "the private information of this session has no `{key}`",
            fr: "l’information réservée de cette séance n’a pas de `{key}`"
        };
        let hint = phrase! {
            en: "write it in `sessions.yaml`, too, or remove it here",
            fr: "écrivez-le aussi dans `sessions.yaml`, ou supprimez-le ici"
        };
        reader.refuse(&texts.span, message, hint);
    }
}
