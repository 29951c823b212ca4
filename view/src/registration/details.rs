//! The view of the page on which a registrant changes the details of their registration, or the sessions of one participant.

use model::catalogue::CatalogueWorkshop;
use model::form::{Field, Form};
use model::offer::Offer;
use model::registration::{BASIS_FIELD, DetailGroup, DetailsBasis, OwnLink, Participant, Registration};
use model::submission::Submission;
use serde::Serialize;

use super::answers::shown;
use super::recap::{participation_path_of, path_of, sessions_path};
use super::{AnswerView, WorkshopSummaryView};
use crate::form::FormView;

/// What a page changes, and who sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetailsOf {
    /// The contact, the sessions, the invoice and the answers of a registration, for its registrant.
    Registration,
    /// The sessions of the participant with this number, for the registrant.
    Participant(u32),
    /// The sessions of a participant, for this participant.
    OwnParticipation,
}

/// The participant whose sessions alone the page for changing details is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedParticipantView {
    /// The given and family names; `None` if the registration could not be read.
    pub name: Option<String>,
    /// Whether this participant sees the page, and not the registrant.
    pub is_own: bool,
    /// Whether the fee depends on the number of sessions.
    pub pays_per_session: bool,
}

/// The page for changing the contact, the sessions, the invoice and the answers, or the sessions of one participant. Template
/// `change-details.html`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ChangeDetailsView {
    /// The workshop with the sessions that the participants attend.
    pub workshop: WorkshopSummaryView,
    /// A short form of the identifier.
    pub reference: String,
    /// The participant, if the page is about the sessions of one alone; otherwise `None`.
    pub participant: Option<ChangedParticipantView>,
    /// The form, with the groups that can be changed.
    pub form: FormView,
    /// The name of a further hidden field, which identifies the details that the page showed.
    pub basis_field: &'static str,
    /// The value of that field.
    pub basis: String,
    /// What is recorded now where it differs from the form, if the refusal is `outdated`; otherwise empty. An entry without
    /// values is a question without an answer.
    pub recorded: Vec<AnswerView>,
    /// The key of the reason why a valid change was not stored: `outdated`, `part-closed`, `sessions-closed`, `raises-fee`,
    /// `full`, `too-large`, `unavailable`, `too-many`, `changed-too-often-today` or `changed-too-often`. Its texts are `change_refusal.<key>.title` and
    /// `change_refusal.<key>.text`, with `_` in place of `-`.
    pub refusal: Option<&'static str>,
    /// The path of the page for proposing another e-mail address of the contact; `None` unless the form asks about the
    /// contact.
    pub address_path: Option<String>,
    /// The path of the own page: the registrant's or, if they see this page, the participant's.
    pub own_path: String,
}

impl ChangeDetailsView {
    /// Returns the form, filled in with a submission. `link` is that of the own page. For the sessions of a participant, pass
    /// the [registration of theirs](Registration::of_participant); the registration is `None` if it could not be read.
    pub fn new(
        workshop: &CatalogueWorkshop,
        of: DetailsOf,
        link: &OwnLink,
        registration: Option<&Registration>,
        form: &Form,
        basis: &DetailsBasis,
        submission: &Submission,
    ) -> ChangeDetailsView {
        let own_path = match of {
            DetailsOf::OwnParticipation => participation_path_of(&workshop.slug, link),
            DetailsOf::Registration | DetailsOf::Participant(_) => path_of(&workshop.slug, link),
        };
        let action = match of {
            DetailsOf::Registration => format!("{own_path}/details"),
            DetailsOf::Participant(number) => sessions_path(&own_path, number),
            DetailsOf::OwnParticipation => format!("{own_path}/sessions"),
        };
        let summary = match registration {
            Some(registration) => WorkshopSummaryView::attended(workshop, registration),
            None => WorkshopSummaryView::new(workshop),
        };
        ChangeDetailsView {
            workshop: summary,
            reference: link.id.reference().to_owned(),
            participant: participant(workshop, of, registration),
            form: FormView::filled_in(form, &action, submission),
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

/// Returns the participant whose sessions the page is about.
fn participant(
    workshop: &CatalogueWorkshop,
    of: DetailsOf,
    registration: Option<&Registration>,
) -> Option<ChangedParticipantView> {
    let participant = registration.and_then(|it| it.request.participants.first());
    let pays_per_session = |offer: &Offer| participant.is_some_and(|it| it.fee.is_per_session(offer));
    (of != DetailsOf::Registration).then(|| ChangedParticipantView {
        name: participant.map(Participant::name),
        is_own: of == DetailsOf::OwnParticipation,
        pays_per_session: workshop.offer.as_deref().is_some_and(pays_per_session),
    })
}

/// Returns the values of a field, without differences that validation ignores.
fn values(submission: &Submission, field: &Field) -> Vec<String> {
    let lines = submission.values(&field.name).flat_map(str::lines).map(str::trim);
    lines.filter(|line| !line.is_empty()).map(str::to_owned).collect()
}
