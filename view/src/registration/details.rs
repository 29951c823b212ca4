//! The view of the page on which a registrant changes the details of their registration.

use model::catalogue::CatalogueWorkshop;
use model::form::{Field, Form};
use model::registration::{BASIS_FIELD, DetailGroup, DetailsBasis, OwnLink, Registration};
use model::submission::Submission;
use serde::Serialize;

use super::answers::shown;
use super::recap::path_of;
use super::{AnswerView, WorkshopSummaryView};
use crate::form::FormView;

/// The page for changing the contact, the sessions, the invoice and the answers. Template `change-details.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeDetailsView {
    /// The workshop with the sessions that the participants attend.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The form, with the groups that can be changed.
    pub form: FormView,
    /// The name of a further hidden field, which identifies the details that the page showed.
    pub basis_field: &'static str,
    /// The value of that field.
    pub basis: String,
    /// What is recorded now where it differs from the form, if the refusal is `outdated`; otherwise empty. An entry without
    /// values is a question without an answer.
    pub recorded: Vec<AnswerView>,
    /// The key of the reason why a valid change was not stored: `outdated`, `part-closed`, `full`, `too-large`, `unavailable`, `too-many`,
    /// `changed-too-often-today` or `changed-too-often`. Its texts are `change_refusal.<key>.title` and
    /// `change_refusal.<key>.text`, with `_` in place of `-`.
    pub refusal: Option<&'static str>,
    /// The path of the page for proposing another e-mail address of the contact; `None` unless the form asks about the
    /// contact.
    pub address_path: Option<String>,
    /// The path of the registrant's own page.
    pub own_path: String,
}

impl ChangeDetailsView {
    /// Returns the form, filled in with a submission. `link` is that of the own page; the registration is `None` if it
    /// could not be read.
    pub fn new(
        workshop: &CatalogueWorkshop,
        link: &OwnLink,
        registration: Option<&Registration>,
        form: &Form,
        basis: &DetailsBasis,
        submission: &Submission,
    ) -> ChangeDetailsView {
        let own_path = path_of(&workshop.slug, link);
        let summary = match registration {
            Some(registration) => WorkshopSummaryView::attended(workshop, registration),
            None => WorkshopSummaryView::new(workshop),
        };
        ChangeDetailsView {
            workshop: summary,
            reference: link.id.reference().to_owned(),
            form: FormView::filled_in(form, &format!("{own_path}/details"), submission),
            basis_field: BASIS_FIELD,
            basis: basis.to_string(),
            recorded: Vec::new(),
            refusal: None,
            address_path: basis.groups.contains(&DetailGroup::Contact).then(|| format!("{own_path}/address")),
            own_path,
        }
    }

    /// Returns the page with what is recorded now where it differs from a submission.
    #[must_use]
    pub fn with_recorded(
        self,
        form: &Form,
        registration: &Registration,
        submission: &Submission,
    ) -> ChangeDetailsView {
        let recorded = registration.request.as_submitted(form.hash());
        let differs = |field: &&Field| values(&recorded, field) != values(submission, field);
        let fields = form.fields().filter(differs);
        ChangeDetailsView {
            recorded: fields.map(|field| shown(field, values(&recorded, field))).collect(),
            ..self
        }
    }
}

/// Returns the values of a field, without differences that validation ignores.
fn values(submission: &Submission, field: &Field) -> Vec<String> {
    let lines = submission.values(&field.name).flat_map(str::lines).map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
