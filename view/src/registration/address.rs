//! The views of a change of the contact's e-mail address.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::registration::{ProposedAddress, Registration};
use model::submission::Submission;
use serde::Serialize;

use super::WorkshopSummaryView;
use super::recap::own_path;
use crate::form::FormView;

/// The page on which a registrant proposes another e-mail address; also the one that asks the recipient at that address to
/// confirm it. Template `change-address.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeAddressView {
    /// The workshop of the registration.
    pub workshop: WorkshopSummaryView,
    /// A short form of the registration's identifier.
    pub reference: String,
    /// The form, which asks for the address; `None` on the page that asks to confirm it.
    pub form: Option<FormView>,
    /// The present address; `None` on the page that asks to confirm, which a stranger may see.
    pub present: Option<String>,
    /// The address to confirm; `None` on the page with the form.
    pub confirm: Option<ConfirmAddressView>,
    /// The path of the registrant's own page; `None` on the page that asks to confirm.
    pub own_path: Option<String>,
}

/// An e-mail address that its owner is asked to confirm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfirmAddressView {
    /// The address.
    pub email: String,
    /// The deadline for confirming it.
    pub until: Timestamp,
    /// The path to which a form without fields submits the confirmation.
    pub action: String,
}

/// An e-mail address that is to replace the contact's, on a registrant's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProposedAddressView {
    /// The address.
    pub email: String,
    /// The deadline for confirming it with the link that was mailed to it.
    pub until: Timestamp,
    /// The path to which a form without fields submits that the present address stays, also after the deadline for changes.
    pub keep_action: String,
}

impl ChangeAddressView {
    /// Returns the page with the form, filled in with a submission or, without one, empty.
    pub fn with_form(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        form: &Form,
        submission: Option<&Submission>,
    ) -> ChangeAddressView {
        let (own_path, action) = (own_path(registration), change_path(registration));
        let form = match submission {
            Some(submission) => FormView::filled_in(form, &action, submission),
            None => FormView::empty(form, &action),
        };
        ChangeAddressView {
            form: Some(form),
            present: Some(registration.request.contact.email.readable()),
            own_path: Some(own_path),
            ..ChangeAddressView::new(workshop, registration)
        }
    }

    /// Returns the page that asks to confirm a proposed address by a post to this path.
    pub fn to_confirm(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        proposed: &ProposedAddress,
        action: String,
    ) -> ChangeAddressView {
        let ProposedAddress { email, until, .. } = proposed;
        let confirm = ConfirmAddressView { email: email.readable(), until: *until, action };
        ChangeAddressView { confirm: Some(confirm), ..ChangeAddressView::new(workshop, registration) }
    }

    fn new(workshop: &CatalogueWorkshop, registration: &Registration) -> ChangeAddressView {
        ChangeAddressView {
            workshop: WorkshopSummaryView::new(workshop),
            reference: registration.id.reference().to_owned(),
            form: None,
            present: None,
            confirm: None,
            own_path: None,
        }
    }
}

impl ProposedAddressView {
    /// Returns the address that is to replace the contact's, if it can still be confirmed at `now`.
    pub(super) fn new(registration: &Registration, now: Timestamp) -> Option<ProposedAddressView> {
        let ProposedAddress { email, until, .. } = registration.address_to_confirm(now)?;
        let keep_action = format!("{}/keep", change_path(registration));
        Some(ProposedAddressView { email: email.readable(), until: *until, keep_action })
    }
}

/// Returns the path of the page for proposing another address.
pub(super) fn change_path(registration: &Registration) -> String {
    format!("{}/address", own_path(registration))
}
