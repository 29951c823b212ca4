//! The views of mails, and how they are rendered: each as HTML and as text.
//!
//! Templates `mail/registration.html` and `.txt` say what happened to a registration, in the words of its kind;
//! `mail/notice.html` and `.txt` carry a notice of the organiser, `mail/find.html` and `.txt` links. They see `site`,
//! `head` (whose title is the subject) and `page`. Addresses are whole ones, as a mail stands on no site.
//!
//! Before its mailbox is proven to be the registrant's, a mail holds nothing that was typed into the form: templates do
//! not even see it, or anybody could have the club mail anything to anyone (`mail/registration.rs`).

mod registration;
mod unlinked;

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::mail::MailKind;
use model::notice::Notice;
use model::registration::Registration;
use model::subject::Subject;
use serde::Serialize;

pub use self::registration::{MailDetailsView, MailedRegistrationView};
use crate::registration::{WorkshopSummaryView, confirm_path, own_path, register_again_path};
use crate::renderer::{RenderError, Renderer};
use crate::site::HeadView;

/// What happened to a registration. Templates `mail/registration.html` and `mail/registration.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RegistrationMailView {
    /// The key of what happened: its words are `mail.<kind>.subject`, `mail.<kind>.title` and `mail.<kind>.text`.
    pub kind: &'static str,
    /// What the mail shows of the registration.
    pub registration: MailedRegistrationView,
    /// The address of the registrant's own page.
    pub own_url: String,
    /// The address of the workshop's page.
    pub workshop_url: String,
    /// The address of the registration page, for a registration that was cancelled while others are still taken.
    pub register_again_url: Option<String>,
    /// How to confirm the e-mail address, where that is to be done.
    pub confirm: Option<ConfirmView>,
    /// Other registrations of the same address for the workshop, in the mail that follows a new one: one that was made
    /// twice is noticed, and can be cancelled.
    pub others: Vec<FoundRegistrationView>,
}

/// How to confirm an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfirmView {
    /// The address of the page that does it.
    pub url: String,
    /// Until when.
    pub until: Timestamp,
}

/// A notice of the organiser. Templates `mail/notice.html` and `mail/notice.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NoticeMailView {
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// The paragraphs of the notice, each with its lines.
    pub paragraphs: Vec<Vec<String>>,
    /// The language of the paragraphs, where that is not the language of the mail: organisers write in the site's own.
    pub language: Option<String>,
    /// A short form of the registration's identifier, to be quoted in messages.
    pub reference: String,
    /// The address of the registrant's own page.
    pub own_url: String,
    /// The address of the workshop's page.
    pub workshop_url: String,
}

/// The links to the registrations of an address, which were asked for. Templates `mail/find.html` and `mail/find.txt`;
/// needed where `permalinks` of the site has `find`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FindMailView {
    /// The registrations, the newest first.
    pub registrations: Vec<FoundRegistrationView>,
}

/// A registration in a list of links. It shows nothing that was typed into the form, as somebody else may have done so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FoundRegistrationView {
    /// The title of the workshop.
    pub workshop: String,
    /// The key of its status, such as `confirmed` or `waiting`: each that an own page may have and that is not over.
    pub status: &'static str,
    /// A short form of the identifier.
    pub reference: String,
    /// When it was made.
    pub created: Timestamp,
    /// The address of the registrant's own page.
    pub own_url: String,
}

/// A mail in the words of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject.
    pub subject: Subject,
    /// The body for those who read formatted text.
    pub html: String,
    /// The same for those who do not.
    pub text: String,
}

/// What the links in a mail about a registration are made with.
#[derive(Clone, Copy, Debug)]
pub struct MailLinks<'a> {
    /// The address of the site.
    pub base_url: &'a str,
    /// The token that confirms the registrant's address.
    pub confirmation_token: &'a str,
}

impl RegistrationMailView {
    /// The mail of this kind about a registration, as of `now`.
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
            registration: MailedRegistrationView::new(workshop, registration, waiting_place, now),
            others: Vec::new(),
        }
    }

    /// The same mail with other registrations of the address.
    #[must_use]
    pub fn with_others(self, others: Vec<FoundRegistrationView>) -> RegistrationMailView {
        RegistrationMailView { others, ..self }
    }

    /// The mail in the words of a theme.
    ///
    /// # Errors
    ///
    /// [`RenderError`] when the theme lacks a template or a word, or a template asks for something that is not there.
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        let key = format!("mail.{}.subject", self.kind);
        let subject = renderer.words().text(&key, &[("workshop", &self.registration.workshop.title)])?;
        render(renderer, "mail/registration", Subject::from_text(&subject), self)
    }
}

impl FindMailView {
    /// The mail in the words of a theme.
    ///
    /// # Errors
    ///
    /// As [`RegistrationMailView::render`].
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        let subject = renderer.words().text("mail.find.subject", &[])?;
        render(renderer, "mail/find", Subject::from_text(&subject), self)
    }
}

impl FoundRegistrationView {
    /// A registration for a workshop, on a site at this address.
    pub fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        base_url: &str,
    ) -> FoundRegistrationView {
        FoundRegistrationView {
            workshop: workshop.title.clone(),
            status: registration.status.key(),
            reference: registration.id.reference().to_owned(),
            created: registration.created,
            own_url: format!("{base_url}{}", own_path(registration)),
        }
    }
}

impl NoticeMailView {
    /// The mail of a notice to a registrant of a site at this address; `main_language` is the site's own, in which
    /// notices are written.
    pub fn new(
        notice: &Notice,
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        base_url: &str,
        main_language: &str,
    ) -> NoticeMailView {
        NoticeMailView {
            workshop: WorkshopSummaryView::new(workshop),
            paragraphs: notice.text.paragraphs(),
            language: workshop.language.as_ref().map(|_| main_language.to_owned()),
            reference: registration.id.reference().to_owned(),
            own_url: format!("{base_url}{}", own_path(registration)),
            workshop_url: format!("{base_url}{}", workshop.path),
        }
    }

    /// The mail in the words of a theme, under the notice's own subject.
    ///
    /// # Errors
    ///
    /// As [`RegistrationMailView::render`].
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
