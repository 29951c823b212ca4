//! Registration + kind, or notice → mail. Reads nothing: what a mail says is handed in.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::mail::{MailKind, Mailing};
use model::notice::Notice;
use model::registration::Registration;
use view::calendar::{self, Publisher};
use view::edition::Edition;
use view::mail::{FoundRegistrationView, MailLinks, NoticeMailView, RegistrationMailView, RenderedMail};
use view::renderer::RenderError;
use view::words::WordsError;

use crate::Notifier;
use crate::mail::{Attachment, Mail};

/// Longest line of a text, in columns: what mail programs show without breaking lines themselves (RFC 5322 wants at
/// most 78).
const TEXT_WIDTH: usize = 72;

/// The line before a signature, which mail programs leave out of answers.
const SIGNATURE: &str = "-- ";

/// With its method (RFC 5546), so that mail programs offer to add the file to a calendar and ask for no answer.
const CALENDAR: &str = "text/calendar; charset=utf-8; method=PUBLISH";

/// What a mail is about.
pub(crate) enum About<'a> {
    /// A transition.
    Transition {
        /// What it tells.
        kind: MailKind,
        /// The place on the waiting list, for a registration that waits.
        waiting_place: Option<usize>,
        /// Other registrations of the same address.
        others: Vec<Registration>,
    },
    /// A notice.
    Notice(&'a Notice),
}

/// A registration with its workshop, at a moment.
pub(crate) struct Subject<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: &'a Registration,
    pub(crate) now: Timestamp,
}

/// The mail about something to the registrant, recognisable as this `mailing` whoever sends it how often.
pub(crate) fn compose(
    notifier: &Notifier,
    subject: &Subject<'_>,
    about: &About<'_>,
    mailing: &Mailing,
    happened: Timestamp,
) -> Result<Mail, RenderError> {
    let Subject { registration, now, .. } = subject;
    let edition = notifier.editions.of_registration(registration);
    let RenderedMail { subject: line, html, text } = render(notifier, edition, subject, about)?;
    let key = &notifier.identifier_key;
    Ok(Mail {
        token: key.mail_token(&registration.id, &mailing.key(), &happened.to_string()),
        thread: key.mail_token(&registration.id, "", ""),
        date: *now,
        from: notifier.from.clone(),
        to: registration.request.contact.email.clone(),
        reply_to: notifier.reply_to.clone(),
        language: edition.site.language.clone(),
        subject: line,
        html: tidied(&html),
        text: wrapped(&text),
        attachments: attachments(edition, subject)?,
    })
}

fn render(
    notifier: &Notifier,
    edition: &Edition,
    subject: &Subject<'_>,
    about: &About<'_>,
) -> Result<RenderedMail, RenderError> {
    let Subject { workshop, registration, now } = *subject;
    let workshop = edition.workshop(workshop);
    let main = &notifier.editions.main().site;
    match about {
        About::Transition { kind, waiting_place, others } => {
            let other = |other| FoundRegistrationView::new(workshop, other, &main.base_url);
            let others = others.iter().map(other).collect();
            let token = notifier.identifier_key.confirmation_token(registration);
            let links = MailLinks { base_url: &main.base_url, confirmation_token: &token };
            RegistrationMailView::new(*kind, workshop, registration, *waiting_place, links, now)
                .with_others(others)
                .render(&edition.renderer)
        }
        About::Notice(notice) => {
            NoticeMailView::new(notice, workshop, registration, &main.base_url, &main.language)
                .render(&edition.renderer, &notice.subject)
        }
    }
}

/// The files that come along: the calendar of the registration, from the time on when it is known to be meant, so that
/// its sessions are in its registrant's calendar, change there, or vanish.
fn attachments(edition: &Edition, subject: &Subject<'_>) -> Result<Vec<Attachment>, WordsError> {
    let Subject { workshop, registration, .. } = *subject;
    let workshop = edition.workshop(workshop);
    if !calendar::is_offered(workshop, registration) {
        return Ok(Vec::new());
    }
    let publisher = Publisher::new(&edition.site, &edition.renderer);
    let file = calendar::of_registration(workshop, registration, publisher)?;
    let attachment = |file: String| Attachment {
        name: format!("{}.ics", workshop.slug),
        content_type: CALENDAR,
        bytes: file.into_bytes(),
    };
    Ok(file.map(attachment).into_iter().collect())
}

/// Without the empty lines that a template's statements leave behind.
pub(crate) fn tidied(html: &str) -> String {
    let lines = html.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Lines of a readable length, and at most one empty line between paragraphs. Addresses stay whole, and so does what
/// a no-break space holds together. Further lines of a list's item or of an indented text are indented as far.
pub(crate) fn wrapped(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.trim().lines() {
        // What begins a signature ends with a space (RFC 3676, section 4.3).
        if line == SIGNATURE {
            wrapped.push_str(SIGNATURE);
            wrapped.push('\n');
            continue;
        }
        let line = line.trim_end();
        if line.is_empty() {
            if !wrapped.ends_with("\n\n") {
                wrapped.push('\n');
            }
            continue;
        }
        let start = line.trim_start_matches([' ', '-', '•']);
        let indent = " ".repeat(line.chars().count() - start.chars().count());
        let options = textwrap::Options::new(TEXT_WIDTH)
            .break_words(false)
            // Spaces only: the rules of Unicode would break addresses at their slashes.
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            .subsequent_indent(&indent);
        wrapped.push_str(&textwrap::fill(line, options));
        wrapped.push('\n');
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_wrapped_where_people_would() {
        let word = "mot ".repeat(30);
        let address = format!("https://club.example/{}", "abc/".repeat(30));
        let text = wrapped(&format!("\n\nBonjour,\n\n\n\n- {word}\n-- \n{address}\n"));
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[..2], ["Bonjour,", ""]);
        assert!(lines[2].starts_with("- mot") && lines[3].starts_with("  mot"), "{text}");
        assert!(lines.contains(&SIGNATURE));
        assert!(lines[2..4].iter().all(|line| line.chars().count() <= TEXT_WIDTH));
        assert_eq!(*lines.last().unwrap(), address, "addresses stay whole");
        assert!(wrapped(&"16\u{a0}h ".repeat(40)).lines().all(|line| line.ends_with('h')));
    }
}
