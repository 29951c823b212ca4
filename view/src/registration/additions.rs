//! The view of the page on which a registrant adds people to a registration.

use model::catalogue::CatalogueWorkshop;
use model::form::Form;
use model::money::Money;
use model::registration::{BASIS_FIELD, OwnLink, Registration};
use model::submission::Submission;
use serde::Serialize;

use super::recap::{participants, path_of};
use super::{ParticipantView, WorkshopSummaryView};
use crate::form::FormView;

/// The page for adding people to a registration. Template `add-participants.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AddParticipantsView {
    /// The workshop with the sessions that the participants attend.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The people who take part already; empty if the registration could not be read.
    pub participants: Vec<ParticipantView>,
    /// The total for them.
    pub amount: Option<Money>,
    /// The form, with a group for each person who can be added. Groups stay empty for those who are not needed.
    pub form: FormView,
    /// The name of a further hidden field, by which a repeated post is recognised.
    pub basis_field: &'static str,
    /// The value of that field.
    pub basis: String,
    /// The key of the reason why no people were added: `full`, `party-full`, `unseated`, `invoiced`, `approved`, `additions-closed`,
    /// `outdated-sessions`, `too-large`, `unavailable`, `too-many`, `changed-too-often-today` or `changed-too-often`. Its texts are
    /// `change_refusal.<key>.title` and `change_refusal.<key>.text`, with `_` in place of `-`.
    pub refusal: Option<&'static str>,
    /// The number of people who could still be added, if the refusal is `full` or `party-full` and it is known.
    pub left: Option<u32>,
    /// The maximum number of seats of an organisation, if the refusal is `full` and the registration counts towards it.
    pub organisation_limit: Option<u32>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

impl AddParticipantsView {
    /// Returns the form, filled in with a submission or, without one, empty. `link` is that of the own page; the registration is `None` if it could
    /// not be read. `named` is the highest number that a participant has had.
    pub fn new(
        workshop: &CatalogueWorkshop,
        link: &OwnLink,
        registration: Option<&Registration>,
        form: &Form,
        named: u32,
        submission: Option<&Submission>,
    ) -> AddParticipantsView {
        let own_path = path_of(&workshop.slug, link);
        let action = format!("{own_path}/participants/add");
        let form = match submission {
            Some(submission) => FormView::filled_in(form, &action, submission),
            None => FormView::empty(form, &action),
        };
        let summary = match registration {
            Some(registration) => WorkshopSummaryView::attended(workshop, registration),
            None => WorkshopSummaryView::new(workshop),
        };
        AddParticipantsView {
            workshop: summary,
            reference: link.id.reference().to_owned(),
            participants: registration.map(|it| participants(workshop, it)).unwrap_or_default(),
            amount: registration.and_then(|it| it.request.amount()),
            form,
            basis_field: BASIS_FIELD,
            basis: named.to_string(),
            refusal: None,
            left: None,
            organisation_limit: None,
            own_path,
        }
    }
}
