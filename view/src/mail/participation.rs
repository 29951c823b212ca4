//! The mail to a participant about the state of the registration that names them.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::registration::Registration;
use model::status::Event;
use model::subject::Subject;
use serde::Serialize;

use super::{PersonLinks, RenderedMail, render};
use crate::private_information::PrivateSessionView;
use crate::registration::{WorkshopSummaryView, changes_are_possible};
use crate::renderer::{RenderError, Renderer};

/// The kind of mail to a participant who was replaced or has left.
const LEFT: &str = "left";

/// The kind of mail to a participant who knows of the registration and whose sessions changed.
const CHANGED: &str = "changed";

/// The kinds of mails to participants: the keys of the statuses that are reported to them, that their sessions changed,
/// and that they left.
pub const PARTICIPATION_KINDS: [&str; 8] =
    ["confirmed", "pending", "waiting", "offered", "refused", "cancelled", CHANGED, LEFT];

/// A mail to a participant other than the contact, about the state of the registration. It contains nothing that was typed
/// into the form, because another person typed the participant's address. Templates `mail/participation.html` and
/// `mail/participation.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParticipationMailView {
    /// The key of the registration's status, `confirmed`, `pending`, `waiting`, `offered`, `cancelled` or `refused`;
    /// `changed` for a participant whose sessions, or way of attending them, changed; or `left` for one who was replaced
    /// or has left. Its texts are `mail.participation.<kind>.subject`, `mail.participation.<kind>.title` and
    /// `mail.participation.<kind>.text`.
    pub kind: &'static str,
    /// The workshop with the sessions that the participant attends; for one who has left, with those that they attended.
    pub workshop: WorkshopSummaryView,
    /// A short form of the registration's identifier, for use in messages.
    pub reference: String,
    /// The URL of the participant's own page; `None` for one who has left, whose page no longer exists.
    pub own_url: Option<String>,
    /// The URL of the workshop's page.
    pub workshop_url: String,
    /// The private information about sessions, in chronological order; empty unless the registration is confirmed.
    pub private: Vec<PrivateSessionView>,
    /// The deadline for correcting or cancelling on the own page; `None` once that is no longer possible.
    pub changes_until: Option<Timestamp>,
}

impl ParticipationMailView {
    /// Returns the mail to a participant, with links to these URLs, as of `now`. `is_change` is whether they know of the
    /// registration and learn that their sessions changed.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        is_change: bool,
        links: PersonLinks<'_>,
        now: Timestamp,
    ) -> ParticipationMailView {
        let PersonLinks { base_url, own_url, .. } = links;
        let may_change = changes_are_possible(workshop, registration, Event::ChangeParticipants, now);
        ParticipationMailView {
            kind: if is_change { CHANGED } else { registration.status.key() },
            workshop: WorkshopSummaryView::attended(workshop, registration),
            reference: registration.id.reference().to_owned(),
            own_url: Some(own_url.to_owned()),
            workshop_url: format!("{base_url}{}", workshop.path),
            private: Vec::new(),
            changes_until: workshop.offer.as_deref().filter(|_| may_change).map(|offer| offer.changes_until),
        }
    }

    /// Returns the mail with private information about sessions.
    #[must_use]
    pub fn with_private(self, private: Vec<PrivateSessionView>) -> ParticipationMailView {
        ParticipationMailView { private, ..self }
    }

    /// Returns the mail to a participant who has left, with the [registration of theirs](Registration::of_former).
    pub fn of_departure(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        base_url: &str,
    ) -> ParticipationMailView {
        ParticipationMailView {
            kind: LEFT,
            workshop: WorkshopSummaryView::attended(workshop, registration),
            reference: registration.id.reference().to_owned(),
            own_url: None,
            workshop_url: format!("{base_url}{}", workshop.path),
            private: Vec::new(),
            changes_until: None,
        }
    }

    /// Renders the mail with the texts of a theme.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`RegistrationMailView::render`](super::RegistrationMailView::render).
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        let key = format!("mail.participation.{}.subject", self.kind);
        let subject = renderer.words().text(&key, &[("workshop", &self.workshop.title)])?;
        render(renderer, "mail/participation", Subject::from_text(&subject), self)
    }
}
