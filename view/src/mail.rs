//! The views of mails, which are rendered as HTML and as text.
//!
//! The templates `mail/registration.html` and `.txt` report an event of a registration, with the texts of its kind.
//! `mail/participation.html` and `.txt` report one to a participant other than the contact, and `mail/address.html` and
//! `.txt` another address of the contact.
//! `mail/notice.html` and `.txt` contain a notice from the organiser, `mail/scheduled.html` and `.txt` a mail before or
//! after a session or about other private information, `mail/find.html` and `.txt` contain links.
//! They see `site`, `head` (whose title is the subject) and `page`. Links are absolute URLs.
//!
//! Before a mailbox is proven to be the registrant's, its mails contain nothing that was typed into the form.
//! Templates do not even see that data; otherwise, a stranger could use the club to mail any text to any address
//! (`mail/registration.rs`).

mod address;
mod participation;
mod private_change;
mod registration;
mod scheduled;
mod unlinked;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::mail::MailKind;
use model::notice::Notice;
use model::registration::Registration;
use model::subject::Subject;
use serde::Serialize;

pub use self::address::{ADDRESS_KINDS, AddressMailView};
pub use self::participation::{PARTICIPATION_KINDS, ParticipationMailView};
pub use self::private_change::PrivateChange;
pub use self::registration::{MailDetailsView, MailedRegistrationView};
pub use self::scheduled::{BlockView, RunView, ScheduledMailView, Worded};
use crate::private_information::PrivateSessionView;
use crate::registration::{WorkshopSummaryView, confirm_path, own_path, register_again_path};
use crate::renderer::{RenderError, Renderer};
use crate::site::HeadView;

/// A mail about an event of a registration. Templates `mail/registration.html` and `mail/registration.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegistrationMailView {
    /// The key of the event; its texts are `mail.<kind>.subject`, `mail.<kind>.title` and `mail.<kind>.text`.
    pub kind: &'static str,
    /// The registration, as far as the mail shows it.
    pub registration: MailedRegistrationView,
    /// The URL of the registrant's own page.
    pub own_url: String,
    /// The URL of the workshop's page.
    pub workshop_url: String,
    /// The URL of the registration page, if the registration was cancelled and registration is still open.
    pub register_again_url: Option<String>,
    /// The link for confirming the e-mail address, if confirmation is required.
    pub confirm: Option<ConfirmView>,
    /// The private information about sessions, in chronological order; empty unless the registration is confirmed.
    pub private: Vec<PrivateSessionView>,
    /// The deadline for accepting offered seats on the registrant's own page, in the mail that offers them.
    pub accept_until: Option<Timestamp>,
    /// Whether a participant made any of the changes on their own page, in the mail about changes; its text is then
    /// `mail.by_participant`.
    pub by_participant: bool,
    /// Other registrations from the same address for the workshop, in the mail about a new one, so that the
    /// registrant notices duplicates and can cancel them.
    pub others: Vec<FoundRegistrationView>,
}

/// The link for confirming an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfirmView {
    /// The URL of the confirmation page.
    pub url: String,
    /// The deadline for confirming the address.
    pub until: Timestamp,
}

/// A notice from the organiser. Templates `mail/notice.html` and `mail/notice.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoticeMailView {
    /// The workshop that the notice is about.
    pub workshop: WorkshopSummaryView,
    /// The paragraphs of the notice, as lists of lines.
    pub paragraphs: Vec<Vec<String>>,
    /// The language of the paragraphs, if it differs from that of the mail; notices are written in the site's main
    /// language.
    pub language: Option<String>,
    /// A short form of the registration's identifier, for use in messages.
    pub reference: String,
    /// The URL of the recipient's own page.
    pub own_url: String,
    /// Whether that is the page of a participant whom another person registered.
    pub participation: bool,
    /// The URL of the workshop's page.
    pub workshop_url: String,
}

/// The links to the registrations of an address, on request; required if `permalinks` of the site has `find`.
/// Templates `mail/find.html` and `mail/find.txt`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindMailView {
    /// The registrations, newest first.
    pub registrations: Vec<FoundRegistrationView>,
}

/// A registration in a list of links. It contains nothing that was typed into the form, because the data may come
/// from a stranger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundRegistrationView {
    /// The title of the workshop.
    pub workshop: String,
    /// The key of its status, such as `confirmed` or `waiting`: any status of an own page, except ended ones.
    pub status: &'static str,
    /// A short form of the identifier.
    pub reference: String,
    /// When the registration was made.
    pub created: Timestamp,
    /// The URL of the own page of the registrant or, if the address is a participant's, of the participant.
    pub own_url: String,
}

/// A rendered mail with the texts of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject line.
    pub subject: Subject,
    /// The formatted body.
    pub html: String,
    /// The plain-text body.
    pub text: String,
}

/// The data for the links in a mail about a registration.
#[derive(Clone, Copy, Debug)]
pub struct MailLinks<'a> {
    /// The URL of the site.
    pub base_url: &'a str,
    /// The token for confirming the registrant's address.
    pub confirmation_token: &'a str,
}

/// The URLs of the links in a mail to a person.
#[derive(Clone, Copy, Debug)]
pub struct PersonLinks<'a> {
    /// The URL of the site.
    pub base_url: &'a str,
    /// The URL of the person's own page.
    pub own_url: &'a str,
    /// Whether that is the page of a participant other than the contact.
    pub participation: bool,
}

impl RegistrationMailView {
    /// Returns the mail of this kind about a registration, as of `now`.
    pub fn new(
        kind: MailKind,
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        waiting_place: Option<usize>,
        links: MailLinks<'_>,
        now: Timestamp,
    ) -> RegistrationMailView {
        let MailLinks { base_url, confirmation_token } = links;
        let asks = matches!(kind, MailKind::Unconfirmed | MailKind::Requested);
        let path = confirm_path(registration, confirmation_token);
        let confirm = |until| ConfirmView { url: format!("{base_url}{path}"), until };
        let again = register_again_path(workshop, registration, now);
        RegistrationMailView {
            kind: kind.key(),
            own_url: format!("{base_url}{}", own_path(registration)),
            workshop_url: format!("{base_url}{}", workshop.path),
            register_again_url: again.map(|path| format!("{base_url}{path}")),
            confirm: registration.confirm_by().filter(|_| asks).map(confirm),
            accept_until: registration.accept_until.filter(|_| kind == MailKind::Offered),
            by_participant: false,
            registration: MailedRegistrationView::new(workshop, registration, waiting_place, now),
            private: Vec::new(),
            others: Vec::new(),
        }
    }

    /// Returns the mail with private information about sessions.
    #[must_use]
    pub fn with_private(self, private: Vec<PrivateSessionView>) -> RegistrationMailView {
        RegistrationMailView { private, ..self }
    }

    /// Returns the mail with whether any of the changes was made by a participant.
    #[must_use]
    pub fn changed_by_participant(self, by_participant: bool) -> RegistrationMailView {
        RegistrationMailView { by_participant, ..self }
    }

    /// Returns the mail with other registrations of the address.
    #[must_use]
    pub fn with_others(self, others: Vec<FoundRegistrationView>) -> RegistrationMailView {
        RegistrationMailView { others, ..self }
    }

    /// Renders the mail with the texts of a theme.
    ///
    /// # Errors
    ///
    /// Returns [`RenderError`] if the theme lacks a template or text, or if a template uses a value that does not
    /// exist.
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        let key = format!("mail.{}.subject", self.kind);
        let subject = renderer.words().text(&key, &[("workshop", &self.registration.workshop.title)])?;
        render(renderer, "mail/registration", Subject::from_text(&subject), self)
    }
}

impl FindMailView {
    /// Renders the mail with the texts of a theme.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`RegistrationMailView::render`].
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        let subject = renderer.words().text("mail.find.subject", &[])?;
        render(renderer, "mail/find", Subject::from_text(&subject), self)
    }
}

impl FoundRegistrationView {
    /// Returns a registration for a workshop, to a person whose own page has this URL.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        own_url: String,
    ) -> FoundRegistrationView {
        FoundRegistrationView {
            workshop: workshop.title.clone(),
            status: registration.status.key(),
            reference: registration.id.reference().to_owned(),
            created: registration.created,
            own_url,
        }
    }
}

impl NoticeMailView {
    /// Returns the mail of a notice to a person of a registration, with links to these URLs. `main_language` is the
    /// site's main language, in which notices are written.
    pub fn new(
        notice: &Notice,
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        links: PersonLinks<'_>,
        main_language: &str,
    ) -> NoticeMailView {
        let PersonLinks { base_url, own_url, participation } = links;
        NoticeMailView {
            workshop: WorkshopSummaryView::new(workshop),
            paragraphs: notice.text.paragraphs(),
            language: workshop.language.as_ref().map(|_| main_language.to_owned()),
            reference: registration.id.reference().to_owned(),
            own_url: own_url.to_owned(),
            participation,
            workshop_url: format!("{base_url}{}", workshop.path),
        }
    }

    /// Renders the mail with the texts of a theme and the notice's own subject.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`RegistrationMailView::render`].
    pub fn render(&self, renderer: &Renderer, subject: &Subject) -> Result<RenderedMail, RenderError> {
        render(renderer, "mail/notice", subject.clone(), self)
    }
}

fn render(
    renderer: &Renderer,
    template: &str,
    subject: Subject,
    view: &impl Serialize,
) -> Result<RenderedMail, RenderError> {
    let head = HeadView::titled(subject.as_str().to_owned());
    let html = renderer.render(&format!("{template}.html"), &head, view)?;
    let text = renderer.render(&format!("{template}.txt"), &head, view)?;
    Ok(RenderedMail { subject, html, text })
}
