//! What the picture of a workshop says.

use model::programme::Workshop;
use theme::pages::{WorkshopCardView, WorkshopPictureView};

use super::{Site, cards};

/// The picture of a workshop. Nothing in it depends on the day of the build: networks keep it for weeks.
pub(crate) fn workshop_picture(site: Site<'_>, workshop: &Workshop) -> WorkshopPictureView {
    let WorkshopCardView { title, subtitle, programme, edition, example, days, cities, .. } =
        cards::card(site, workshop);
    let days = days.into_iter().map(|day| day.date).collect();
    let mut attendances: Vec<_> =
        workshop.sessions.iter().map(|session| session.announced.attendance.key()).collect();
    attendances.dedup();
    WorkshopPictureView { title, subtitle, programme, edition, example, days, cities, attendances }
}
