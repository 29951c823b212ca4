//! The venues and speakers that a session names.

use diagnostics::{message, phrase, suggestion};
use model::announcement::AttendanceMode;
use model::slug::Slug;
use yaml::{Fields, Reader, Spanned};

use crate::Context;

pub(super) fn check_venue(
    reader: &mut Reader<'_>,
    fields: &Fields<'_>,
    attendance: AttendanceMode,
    venue: Option<&Spanned<Slug>>,
    context: &Context<'_>,
) {
    if let Some(venue) = venue {
        check_known_venue(reader, venue, context);
    }
    match venue {
        Some(venue) if attendance == AttendanceMode::Online => {
            let message = message! {
                OnlineVenue,
                en: "a session that is `online` has no venue",
                fr: "une séance qui est `online` n’a pas de lieu"
            };
            let hint = phrase! {
                en: "remove the line `venue: …`, or write `attendance: hybrid` if people may also come there",
                fr: "supprimez la ligne `venue: …`, ou écrivez `attendance: hybrid` si l’on peut aussi y venir"
            };
            reader.refuse(&venue.span, message, hint);
        }
        Some(_) => {}
        // A venue that exists but is unreadable was already reported.
        None if attendance != AttendanceMode::Online && !fields.has("venue") => {
            let key = attendance.key();
            let message = message! {
                NoVenue,
                en: "a session that is `{key}` needs a venue",
                fr: "une séance qui est `{key}` a besoin d’un lieu"
            };
            let hint = phrase! {
                en: "add a line `venue: …` with a key of `content/venues.yaml`, or `attendance: online`",
                fr: "ajoutez une ligne `venue: …` avec une clé de `content/venues.yaml`, ou `attendance: online`"
            };
            reader.refuse(&fields.span_of("attendance"), message, hint);
        }
        _ => {}
    }
}

pub(super) fn check_known_venue(reader: &mut Reader<'_>, venue: &Spanned<Slug>, context: &Context<'_>) {
    if !context.venues.may_contain(&venue.value) {
        let names = context.venues.venues.keys().map(Slug::as_str);
        let create = phrase! {
            en: "add it to `content/venues.yaml`",
            fr: "ajoutez-le à `content/venues.yaml`"
        };
        let name = &venue.value;
        let hint = suggestion::hint(name.as_str(), names, create);
        let message = message! {
            UnknownVenue,
            en: "there is no venue `{name}`",
            fr: "il n’y a pas de lieu `{name}`"
        };
        reader.refuse(&venue.span, message, hint);
    }
}

pub(super) fn check_speakers(reader: &mut Reader<'_>, speakers: &[Spanned<Slug>], context: &Context<'_>) {
    for (index, speaker) in speakers.iter().enumerate() {
        let name = &speaker.value;
        let path = format!("content/speakers/{name}.md");
        if !context.speakers.contains_key(name) && !context.unreadable.contains(&path) {
            let names = context.speakers.keys().map(Slug::as_str);
            let hint = suggestion::hint(name.as_str(), names, suggestion::write(path));
            let message = message! {
                UnknownSpeaker,
                en: "there is no speaker `{name}`",
                fr: "il n’y a pas d’intervenant `{name}`"
            };
            reader.refuse(&speaker.span, message, hint);
        } else if speakers[..index].iter().any(|other| other.value == *name) {
            let message = message! {
                DuplicateSpeaker,
                en: "`{name}` is named twice",
                fr: "`{name}` est nommé deux fois"
            };
            let hint =
                phrase! { en: "name each speaker once", fr: "nommez chaque intervenant une seule fois" };
            reader.refuse(&speaker.span, message, hint);
        }
    }
}
