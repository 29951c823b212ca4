//! The mails of each kind, and a notice.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::mail::MailKind;
use model::notice::{Notice, NoticeId, NoticeText};
use model::offer::Offer;
use model::registration::Registration;
use model::status::{Event, REGISTER, Status};
use model::subject::Subject;
use rayon::prelude::*;
use view::mail::{FoundRegistrationView, MailLinks, NoticeMailView, RegistrationMailView};
use view::renderer::{RenderError, Renderer};

use super::{ANY, brief, registration};

/// Renders each mail in each of its states, and returns the first failure.
pub(super) fn render(
    workshop: &CatalogueWorkshop,
    offer: &Offer,
    renderer: &Renderer,
) -> Option<RenderError> {
    let full = registration(workshop, offer);
    let brief = brief(&full);
    let registrations = [&full, &brief].into_iter().flat_map(histories).collect::<Vec<_>>();
    let moments = [Timestamp::MIN, Timestamp::MAX];
    let links = MailLinks { base_url: ANY, confirmation_token: ANY };
    let mails = MailKind::ALL.iter().copied().flat_map(|kind| {
        let mail = move |registration, now| {
            let other = FoundRegistrationView::new(workshop, registration, ANY);
            RegistrationMailView::new(kind, workshop, registration, Some(1), links, now)
                .with_others(vec![other])
        };
        registrations.iter().flat_map(move |registration| moments.map(|now| mail(registration, now)))
    });
    let notice = Notice {
        id: NoticeId::from_bytes([0; 8]),
        workshop: workshop.slug.clone(),
        subject: Subject::from_text(ANY),
        text: NoticeText::parse(ANY).expect("`a` is a text"),
        created: Timestamp::UNIX_EPOCH,
        expires: Timestamp::UNIX_EPOCH,
    };
    let mails: Vec<_> = mails.collect();
    mails.par_iter().find_map_first(|mail| mail.render(renderer).err()).or_else(|| {
        NoticeMailView::new(&notice, workshop, &full, ANY, ANY).render(renderer, &notice.subject).err()
    })
}

/// Returns the registration with an unconfirmed address, with a confirmed one, and cancelled.
fn histories(registration: &Registration) -> [Registration; 3] {
    let then = Timestamp::UNIX_EPOCH;
    let asked = registration.after(REGISTER, Status::Unconfirmed, then);
    let confirmed = asked.after(Event::ConfirmEmail.key(), Status::Confirmed, then);
    let cancelled = confirmed.after(Event::Cancel.key(), Status::Cancelled, then);
    [asked, confirmed, cancelled]
}
