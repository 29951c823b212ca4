//! The content of a workshop's picture.

use model::programme::Workshop;
use theme::pages::WorkshopPictureView;

use super::Site;

/// Returns the picture of a workshop. It must not depend on the day of the build, because networks cache it for
/// weeks.
pub(crate) fn workshop_picture(site: Site<'_>, workshop: &Workshop) -> WorkshopPictureView {
    let card = site.cards.get(workshop);
    let mut attendances: Vec<_> =
        workshop.sessions.iter().map(|session| session.announced.attendance.key()).collect();
    attendances.dedup();
    WorkshopPictureView {
        title: card.title.clone(),
        subtitle: card.subtitle.clone(),
        programme: card.programme.clone(),
        ordinal: card.ordinal.clone(),
        example: card.example,
        days: card.days.iter().map(|day| day.date).collect(),
        cities: card.cities.clone(),
        attendances,
    }
}
