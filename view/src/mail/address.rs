//! The mails about another address of the contact: to the new one, and to the former one.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::registration::Registration;
use model::subject::Subject;
use serde::Serialize;

use super::{ConfirmView, RenderedMail, render};
use crate::registration::WorkshopSummaryView;
use crate::renderer::{RenderError, Renderer};

/// The kind of mail to an address that is to replace the contact's.
const PROPOSED: &str = "proposed";

/// The kind of mail to an address that was replaced.
const FORMER: &str = "former";

/// The kinds of mails about another address.
pub const ADDRESS_KINDS: [&str; 2] = [PROPOSED, FORMER];

/// A mail about another address of the contact. It contains nothing that was typed into a form and does not link to the
/// registrant's own page, because its recipient may be a stranger. Templates `mail/address.html` and `mail/address.txt`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddressMailView {
    /// `proposed` for a mail to the address that is to replace the contact's, or `former` for one to the address that was
    /// replaced. Its texts are `mail.address.<kind>.subject`, `mail.address.<kind>.title` and `mail.address.<kind>.text`.
    pub kind: &'static str,
    /// The workshop of the registration.
    pub workshop: WorkshopSummaryView,
    /// A short form of the registration's identifier, for use in messages.
    pub reference: String,
    /// The link for confirming the address; `None` in a mail to the former one.
    pub confirm: Option<ConfirmView>,
    /// The URL of the workshop's page.
    pub workshop_url: String,
}

impl AddressMailView {
    /// Returns the mail to an address that is to replace the contact's, with the URL and the deadline for confirming it.
    pub fn to_proposed(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        base_url: &str,
        url: String,
        until: Timestamp,
    ) -> AddressMailView {
        let confirm = Some(ConfirmView { url, until });
        AddressMailView {
            kind: PROPOSED,
            confirm,
            ..AddressMailView::to_former(workshop, registration, base_url)
        }
    }

    /// Returns the mail to an address that was replaced.
    pub fn to_former(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        base_url: &str,
    ) -> AddressMailView {
        AddressMailView {
            kind: FORMER,
            workshop: WorkshopSummaryView::new(workshop),
            reference: registration.id.reference().to_owned(),
            confirm: None,
            workshop_url: format!("{base_url}{}", workshop.path),
        }
    }

    /// Renders the mail with the texts of a theme.
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`RegistrationMailView::render`](super::RegistrationMailView::render).
    pub fn render(&self, renderer: &Renderer) -> Result<RenderedMail, RenderError> {
        let key = format!("mail.address.{}.subject", self.kind);
        let subject = renderer.words().text(&key, &[("workshop", &self.workshop.title)])?;
        render(renderer, "mail/address", Subject::from_text(&subject), self)
    }
}
