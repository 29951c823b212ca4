//! Composes a mail from a registration and the kind of mail, or from a notice. Reads nothing: the caller supplies all
//! data.

use jiff::Timestamp;
use model::catalogue::{CatalogueWorkshop, PrivateSessions};
use model::mail::{MailKind, Mailing, Recipient};
use model::registration::{ProposedAddress, Registration};
use model::scheduled_mail::ScheduledMail;
use registry::identifier::IdentifierKey;
use view::calendar::{self, Publisher};
use view::edition::Edition;
use view::mail::{
    AddressMailView, FoundRegistrationView, MailLinks, NoticeMailView, ParticipationMailView, PersonLinks,
    PrivateChange, RegistrationMailView, RenderedMail, ScheduledMailView, Worded,
};
use view::private_information::private_sessions;
use view::registration::{address_path, own_path};
use view::renderer::RenderError;
use view::words::WordsError;

use crate::Notifier;
use crate::about::{About, text_of};
use crate::identity::MailIdentity;
use crate::mail::{Attachment, Mail};
use crate::recipient::Person;

/// The longest text line, in columns. Mail programs show such lines without wrapping them (RFC 5322 recommends at most
/// 78).
const TEXT_WIDTH: usize = 72;

/// The line before a signature. Mail programs omit what follows it from replies.
const SIGNATURE: &str = "-- ";

/// The media type of calendar files. The method (RFC 5546) makes mail programs offer to add the events without
/// requesting an answer.
const CALENDAR: &str = "text/calendar; charset=utf-8; method=PUBLISH";

/// A registration with its workshop, the person who is mailed, and the current time.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: &'a Registration,
    /// The private information of the workshop, of which the mail contains what the recipient may know.
    pub(crate) private: Option<&'a PrivateSessions>,
    pub(crate) person: Person<'a>,
    pub(crate) now: Timestamp,
}

/// Composes the mail. Its token depends only on the registration, `mailing` and `happened`, so
/// repeated attempts yield a recognisable duplicate.
pub(crate) fn compose(
    notifier: &Notifier,
    subject: &Subject<'_>,
    about: &About<'_>,
    mailing: &Mailing,
    happened: Timestamp,
) -> Result<Mail, RenderError> {
    let Subject { workshop, registration, person, now, .. } = *subject;
    let edition = notifier.editions.of_registration(workshop, registration);
    let RenderedMail { subject: line, html, text } = render(notifier, edition, subject, about)?;
    let key = &notifier.identifier_key;
    let identity = MailIdentity::new(key, registration, mailing, happened);
    Ok(Mail {
        tags: identity.tags(),
        token: identity.token,
        thread: thread(key, registration, person),
        date: now,
        from: notifier.from.clone(),
        to: person.email(registration).clone(),
        reply_to: notifier.reply_to.clone(),
        language: edition.site.language.clone(),
        subject: line,
        html: tidied(&html),
        text: wrapped(&text),
        attachments: attachments(edition, subject)?,
    })
}

/// Returns the identifier that all mails to a person about a registration share.
fn thread(key: &IdentifierKey, registration: &Registration, person: Person<'_>) -> String {
    match person.recipient() {
        Recipient::Contact => key.mail_token(&registration.id, "", ""),
        Recipient::Participant(number) => {
            key.mail_token(&registration.id, "participant", &number.to_string())
        }
    }
}

fn render(
    notifier: &Notifier,
    edition: &Edition,
    subject: &Subject<'_>,
    about: &About<'_>,
) -> Result<RenderedMail, RenderError> {
    let Subject { workshop, registration, private, person, now } = *subject;
    let workshop = edition.workshop(workshop);
    let main = &notifier.editions.main().site;
    let path = person.own_path(registration, &notifier.identifier_key);
    let own_url = path.map(|path| format!("{}{path}", main.base_url)).unwrap_or_default();
    let participation = matches!(person, Person::Participant { .. });
    let links = PersonLinks { base_url: &main.base_url, own_url: &own_url, participation };
    let known = private.map(|private| private_sessions(private, workshop, registration, &own_url));
    let known = known.unwrap_or_default();
    match about {
        About::Transition { kind, is_informed, .. } if !matches!(person, Person::Contact) => {
            let is_change = *is_informed && *kind == MailKind::Changed;
            ParticipationMailView::new(workshop, registration, is_change, links, now)
                .with_private(known)
                .render(&edition.renderer)
        }
        About::Departure => ParticipationMailView::of_departure(workshop, registration, &main.base_url)
            .render(&edition.renderer),
        About::ProposedAddress(proposed) => {
            let url = proposal_url(notifier, registration, proposed);
            AddressMailView::to_proposed(workshop, registration, &main.base_url, url, proposed.until)
                .render(&edition.renderer)
        }
        About::FormerAddress => {
            AddressMailView::to_former(workshop, registration, &main.base_url).render(&edition.renderer)
        }
        About::Transition { kind, by_participant, waiting_place, others, .. } => {
            let url = |other| format!("{}{}", main.base_url, own_path(other));
            let others = others.iter().map(|it| FoundRegistrationView::new(workshop, it, url(it))).collect();
            let token = notifier.identifier_key.confirmation_token(registration);
            let links = MailLinks { base_url: &main.base_url, confirmation_token: &token };
            RegistrationMailView::new(*kind, workshop, registration, *waiting_place, links, now)
                .changed_by_participant(*by_participant)
                .with_private(known)
                .with_others(others)
                .render(&edition.renderer)
        }
        About::Notice(notice) => NoticeMailView::new(notice, workshop, registration, links, &main.language)
            .render(&edition.renderer, &notice.subject),
        About::Scheduled { mail, session } => {
            render_scheduled(notifier, edition, subject, mail, session, links)
        }
        About::PrivateChange { sessions } => {
            let none = PrivateSessions::default();
            let change = PrivateChange { private: private.unwrap_or(&none), sessions };
            let renderer = &edition.renderer;
            ScheduledMailView::of_private_change(change, workshop, registration, links, renderer)?
                .render(renderer)
        }
    }
}

/// Renders a scheduled mail about a session.
fn render_scheduled(
    notifier: &Notifier,
    edition: &Edition,
    subject: &Subject<'_>,
    mail: &ScheduledMail,
    session: &str,
    links: PersonLinks<'_>,
) -> Result<RenderedMail, RenderError> {
    let Subject { workshop, registration, private, .. } = *subject;
    let translated = edition.workshop(workshop);
    let text = text_of(mail, translated);
    // The placeholders of a text that is not translated speak its language, too.
    let own = match &text.language {
        Some(language) => notifier.editions.of_language(Some(language)),
        None => edition,
    };
    let worded = Worded { text, workshop: own.workshop(workshop), renderer: &own.renderer };
    ScheduledMailView::new(worded, session, translated, registration, private, links)?
        .render(&edition.renderer)
}

/// Returns the URL of the page for confirming a proposed address.
fn proposal_url(notifier: &Notifier, registration: &Registration, proposed: &ProposedAddress) -> String {
    let capability = notifier.identifier_key.proposed_address(registration, proposed);
    format!("{}{}", notifier.editions.main().site.base_url, address_path(registration, capability))
}

/// Returns the attachments: the registration's calendar file, once the registration is known to be genuine. The file
/// adds its sessions to the recipient's calendar, and updates or removes them later. A mail about another address of the
/// contact has none.
fn attachments(edition: &Edition, subject: &Subject<'_>) -> Result<Vec<Attachment>, WordsError> {
    let Subject { workshop, registration, private, person, .. } = *subject;
    let workshop = edition.workshop(workshop);
    let is_about_address = matches!(person, Person::Proposed(_) | Person::FormerContact(_));
    if is_about_address || !calendar::is_offered(workshop, registration) {
        return Ok(Vec::new());
    }
    let publisher = Publisher::new(&edition.site, &edition.renderer);
    let file = calendar::of_registration(workshop, registration, private, publisher)?;
    let attachment = |file: String| Attachment {
        name: format!("{}.ics", workshop.slug),
        content_type: CALENDAR,
        bytes: file.into_bytes(),
    };
    Ok(file.map(attachment).into_iter().collect())
}

/// Removes the empty lines that template statements leave behind.
pub(crate) fn tidied(html: &str) -> String {
    let lines = html.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Wraps lines to a readable length and leaves at most one empty line between paragraphs. URLs and words joined by a
/// no-break space stay whole. The continuation lines of a list item or an indented paragraph keep its indentation.
pub(crate) fn wrapped(text: &str) -> String {
    let mut wrapped = String::with_capacity(text.len());
    for line in text.trim().lines() {
        // The signature separator ends with a space (RFC 3676, section 4.3).
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
        let words = line.trim_start_matches([' ', '-', '•']);
        let start = &line[..line.len() - words.len()];
        let indent = " ".repeat(start.chars().count());
        let options = textwrap::Options::new(TEXT_WIDTH)
            .break_words(false)
            // Spaces only: the Unicode rules would break URLs at their slashes.
            .word_separator(textwrap::WordSeparator::AsciiSpace)
            .word_splitter(textwrap::WordSplitter::NoHyphenation)
            // Not a part of the text, or a long URL would not stand behind it.
            .initial_indent(start)
            .subsequent_indent(&indent);
        wrapped.push_str(&textwrap::fill(words, options));
        wrapped.push('\n');
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_lists_signatures_and_urls_intact() {
        let word = "mot ".repeat(30);
        let address = format!("https://club.example/{}", "abc/".repeat(30));
        let text = wrapped(&format!("\n\nBonjour,\n\n\n\n- {word}\n-- \n  {address}\n{address}\n"));
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[..2], ["Bonjour,", ""]);
        assert!(lines[2].starts_with("- mot") && lines[3].starts_with("  mot"), "{text}");
        assert!(lines.contains(&SIGNATURE));
        assert!(lines[2..4].iter().all(|line| line.chars().count() <= TEXT_WIDTH));
        let last = lines[lines.len() - 2..].join("\n");
        assert_eq!(last, format!("  {address}\n{address}"), "URLs stay whole and in their place");
        assert!(wrapped(&"16\u{a0}h ".repeat(40)).lines().all(|line| line.ends_with('h')));
    }
}
