//! Mails about private information that has changed since it was mailed.

use model::catalogue::{CatalogueSession, CatalogueWorkshop, PrivateSessions};
use model::registration::Registration;
use model::subject::Subject;

use super::PersonLinks;
use super::scheduled::{BlockView, RunView, ScheduledMailView};
use crate::format::DateStyle;
use crate::private_information::private_entries;
use crate::registration::WorkshopSummaryView;
use crate::renderer::Renderer;
use crate::words::WordsError;

/// A character that no title contains: the place of a title in a text.
const TITLE: &str = "\u{fffc}";

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
        let words = renderer.words();
        let mut body =
            vec![BlockView::paragraph(vec![RunView::plain(words.text("mail.private.text", &[])?)])];
        for session in workshop.sessions.iter().filter(|it| sessions.contains(&it.id)) {
            let entries = private_entries(private, session, workshop, registration, Some(own_url));
            if let Some(known) = BlockView::of_private(&entries, words)? {
                body.extend([BlockView::paragraph(heading(session, renderer)?), known]);
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

/// Returns the title and the date of a session. Only the title can be in another language.
fn heading(session: &CatalogueSession, renderer: &Renderer) -> Result<Vec<RunView>, WordsError> {
    let date = renderer.formats().date(session.date, DateStyle::Full);
    let text = renderer.words().text("mail.private.session", &[("session", TITLE), ("date", &date)])?;
    let run = |text: &str| RunView { strong: true, ..RunView::plain(text.to_owned()) };
    let title = RunView { language: session.title_language.clone(), ..run(&session.title) };
    let mut runs = match text.split_once(TITLE) {
        Some((before, after)) => vec![run(before), title, run(after)],
        None => vec![run(&text)],
    };
    runs.retain(|run| run.lines != [""]);
    Ok(runs)
}
