//! Mails about private information that has changed since it was mailed.

use model::catalogue::{CatalogueSession, CatalogueWorkshop, PrivateSessions};
use model::registration::Registration;
use model::subject::Subject;

use super::PersonLinks;
use super::scheduled::{BlockView, ScheduledMailView};
use crate::format::DateStyle;
use crate::private_information::private_entries;
use crate::registration::WorkshopSummaryView;
use crate::renderer::Renderer;
use crate::words::WordsError;

/// Private information that has changed since it was mailed.
#[derive(Clone, Copy, Debug)]
pub struct PrivateChange<'a> {
    /// The present private information of the workshop.
    pub private: &'a PrivateSessions,
    /// The identifiers of the sessions for which it differs from what was mailed.
    pub sessions: &'a [String],
}

impl ScheduledMailView {
    /// Returns the mail with the present private information about sessions for which a person of a registration was mailed
    /// another one, with links to these URLs. Its texts are words of the theme. `workshop` is in the mail's language.
    ///
    /// # Errors
    ///
    /// Returns [`WordsError`] if the theme lacks a text.
    pub fn of_private_change(
        PrivateChange { private, sessions }: PrivateChange<'_>,
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        links: PersonLinks<'_>,
        renderer: &Renderer,
    ) -> Result<ScheduledMailView, WordsError> {
        let PersonLinks { base_url, own_url, participation } = links;
        let (words, formats) = (renderer.words(), renderer.formats());
        let title = |session: &CatalogueSession| {
            let date = formats.date(session.date, DateStyle::Full);
            words.text("mail.private.session", &[("session", &session.title), ("date", &date)])
        };
        let mut body = vec![BlockView::of_text(words.text("mail.private.text", &[])?, false)];
        for session in workshop.sessions.iter().filter(|it| sessions.contains(&it.id)) {
            let entries = private_entries(private, session, workshop, registration, Some(own_url));
            if let Some(known) = BlockView::of_private(&entries, words)? {
                body.extend([BlockView::of_text(title(session)?, true), known]);
            }
        }
        let mut summary = WorkshopSummaryView::attended(workshop, &registration.of_contact());
        summary.sessions.retain(|it| sessions.contains(&it.id));
        let subject = words.text("mail.private.subject", &[("workshop", &workshop.title)])?;
        Ok(ScheduledMailView {
            body,
            language: None,
            reference: registration.id.reference().to_owned(),
            own_url: own_url.to_owned(),
            participation,
            workshop_url: format!("{base_url}{}", workshop.path),
            subject: Subject::from_text(&subject),
            workshop: summary,
        })
    }
}
