//! The content of a workshop's picture.

use model::programme::Workshop;
use theme::pages::{WorkshopCardView, WorkshopPictureView};

use super::Site;

/// Returns the picture of a workshop. It must not depend on the day of the build, because networks cache it for
/// weeks.
pub(crate) fn workshop_picture(site: Site<'_>, workshop: &Workshop) -> WorkshopPictureView {
    let WorkshopCardView { title, subtitle, programme, ordinal, example, days, cities, .. } =
        site.cards.get(workshop).clone();
    let days = days.into_iter().map(|day| day.date).collect();
    let mut attendances: Vec<_> =
        workshop.sessions.iter().map(|session| session.announced.attendance.key()).collect();
    attendances.dedup();
    WorkshopPictureView { title, subtitle, programme, ordinal, example, days, cities, attendances }
}
