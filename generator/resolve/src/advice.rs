//! Warnings about workshops that are complete but probably not as intended: without an audience, with a registration that
//! ended long before the first session, with chosen sessions that are only numbered, or with questions that invite data of a
//! special category.

use diagnostics::{Diagnostic, Diagnostics, Place, message, phrase};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::offer::Attends;
use model::programme::Workshop;

use super::Content;
use super::places::{ShortTextKind, WorkshopPlaces};

/// The most days between the end of registration and the first session that are usual. A window that ended earlier is
/// probably that of another year.
const USUAL_DAYS: i64 = 120;

/// Returns the warnings about workshops without problems that are not over, as of a day.
pub fn advice(content: &Content, zone: &TimeZone, today: Date) -> Diagnostics {
    let mut warnings = Diagnostics::default();
    for (slug, places) in content.places.iter().filter(|(slug, _)| content.is_complete(slug)) {
        let workshop = content.programme.workshops.get(slug);
        let Some(workshop) = workshop.filter(|workshop| workshop.last_day() >= today) else { continue };
        let found = [audience(workshop, places), window(workshop, places, zone, today)];
        let found = found.into_iter().flatten().chain(numbered(workshop, places)).chain(sensitive(places));
        found.for_each(|warning| warnings.push(warning));
    }
    warnings
}

fn audience(workshop: &Workshop, places: &WorkshopPlaces) -> Option<Diagnostic> {
    let title = places.texts.iter().find(|text| text.kind == ShortTextKind::Title);
    let title = title.filter(|_| workshop.audience.is_none())?;
    let place = Place::new(&title.file, title.span.clone());
    let message = message! {
        NoAudience,
        en: "this workshop has no `audience`: readers do not learn for whom it is",
        fr: "cet atelier n’a pas d’`audience` : on n’apprend pas à qui il s’adresse"
    };
    let hint = phrase! {
        en: "add a line such as `audience: À destination des directeurs du patrimoine`",
        fr: "ajoutez une ligne comme `audience: À destination des directeurs du patrimoine`"
    };
    Some(Diagnostic::warning(place, message).with_hint(hint))
}

/// Reports a registration that has ended although the first session is far away.
fn window(workshop: &Workshop, places: &WorkshopPlaces, zone: &TimeZone, today: Date) -> Option<Diagnostic> {
    let (offer, of_offer) = workshop.offer.as_deref().zip(places.offer.as_ref())?;
    let last_day = zone.to_datetime(before(offer.closes)).date();
    let first = workshop.first_day();
    let days = last_day.duration_until(first).as_hours() / 24;
    if last_day >= today || first <= today || days <= USUAL_DAYS || workshop.is_cancelled() {
        return None;
    }
    let message = message! {
        EndedRegistration,
        en: "registration has ended, {days} days before the first session",
        fr: "les inscriptions sont closes, {days} jours avant la première séance"
    };
    let hint = phrase! {
        en: "correct `opens` and `closes`; they may be those of another year",
        fr: "corrigez `opens` et `closes` : ce sont peut-être les dates d’une autre année"
    };
    let warning = Diagnostic::warning(of_offer.closes.clone(), message).with_hint(hint);
    let session = workshop.sessions.iter().zip(&places.sessions).find(|(it, _)| it.announced.date == first);
    Some(match session {
        Some((session, places)) => {
            let title = &session.title;
            let named = phrase! { en: "the session \"{title}\"", fr: "la séance « {title} »" };
            warning.with_related(places.date.clone(), named)
        }
        None => warning,
    })
}

/// Reports questions that invite data of a special category, unless they state it.
fn sensitive(places: &WorkshopPlaces) -> impl Iterator<Item = Diagnostic> + '_ {
    places.special_questions().filter_map(|question| {
        let data = question.invited()?.name();
        let message = message! {
            SpecialCategory,
            en: "this question invites {data}",
            fr: "cette question invite à donner {data}";
            data
        };
        let hint = phrase! {
            en: "ask for the arrangement that people need, not for its reason; otherwise ask for explicit consent, and add \
                 `sensitive: true`",
            fr: "demandez l’aménagement souhaité, et non sa raison ; sinon, recueillez un accord explicite, et ajoutez \
                 `sensitive: true`"
        };
        Some(Diagnostic::warning(question.place.clone(), message).with_hint(hint))
    })
}

/// Returns the last instant before a time: a day that ends at midnight ends on the day before.
fn before(instant: Timestamp) -> Timestamp {
    instant.saturating_sub(SignedDuration::from_secs(1)).unwrap_or(instant)
}

/// Reports sessions that registrants choose and that have only a number, which changes with the sessions before them.
fn numbered<'a>(workshop: &'a Workshop, places: &'a WorkshopPlaces) -> impl Iterator<Item = Diagnostic> + 'a {
    let is_chosen = workshop.offer.as_deref().is_some_and(|offer| offer.attends == Attends::Choose);
    let sessions = workshop.sessions.iter().zip(&places.sessions);
    let numbered = sessions.filter(move |(_, of)| is_chosen && !of.has_id);
    numbered.map(|(session, of)| {
        let (title, id) = (&session.title, &session.id);
        let message = message! {
            NumberedSession,
            en: "the session \"{title}\" has no `id`, by which registrations name it",
            fr: "la séance « {title} » n’a pas d’`id`, par lequel les inscriptions la désignent"
        };
        let hint = phrase! {
            en: "add a line `id: {id}`; without it, the session has a number, which changes if one is added before it",
            fr: "ajoutez une ligne `id: {id}` ; sans elle, la séance a un numéro, qui change si l’on en ajoute une avant"
        };
        Diagnostic::warning(of.date.clone(), message).with_hint(hint)
    })
}
