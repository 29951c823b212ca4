//! Describes the changes of a workshop since its first announcement, because feed readers show little but the title
//! and the summary of an entry.

use model::announcement::{AnnouncedChange, SessionStatus};
use model::programme::{Session, Workshop};
use view::format::{DateStyle, Formats};
use view::words::{Words, WordsError};

use crate::views::Site;

/// Returns the title of a workshop's entry, with a mark if something changed.
pub(super) fn title(site: Site<'_>, workshop: &Workshop) -> Result<String, WordsError> {
    let words = site.renderer.words();
    let key = if workshop.is_cancelled() {
        "card.cancelled"
    } else if workshop.shown_outcomes(site.today).is_some() {
        "feed.outcomes"
    } else if workshop.sessions.iter().any(is_changed) {
        "feed.changed"
    } else {
        return Ok(workshop.title.clone());
    };
    let mark = words.text(key, &[])?;
    words.text("feed.marked", &[("mark", &mark), ("title", &workshop.title)])
}

/// Returns the summary of a workshop's entry: the summary of the workshop, and the changes of its sessions.
pub(super) fn summary(site: Site<'_>, workshop: &Workshop) -> Result<String, WordsError> {
    let words = site.renderer.words();
    let mut sentences = vec![workshop.summary.clone()];
    for session in workshop.sessions.iter().filter(|session| is_changed(session)) {
        let changes = changes(session, words, site.renderer.formats())?;
        sentences.push(words.text("feed.session", &[("session", &session.title), ("changes", &changes)])?);
    }
    if workshop.shown_outcomes(site.today).is_some() {
        sentences.push(words.text("feed.outcomes_text", &[])?);
    }
    Ok(sentences.join(" "))
}

fn is_changed(session: &Session) -> bool {
    session.announced.status != SessionStatus::Scheduled || !session.changes().is_empty()
}

/// Describes the changes of a session. If it is postponed or cancelled, only that is mentioned.
fn changes(session: &Session, words: &Words, formats: &Formats) -> Result<String, WordsError> {
    if session.announced.status != SessionStatus::Scheduled {
        return words.text(&format!("session_status.{}", session.announced.status.key()), &[]);
    }
    let text = |change: AnnouncedChange| match change {
        AnnouncedChange::Date => {
            words.text("feed.moved", &[("date", &formats.date(session.announced.date, DateStyle::Full))])
        }
        other => words.text(&format!("session_change.{}", other.key()), &[]),
    };
    let changes: Result<Vec<_>, _> = session.changes().into_iter().map(text).collect();
    Ok(changes?.join(", "))
}
