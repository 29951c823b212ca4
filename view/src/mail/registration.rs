//! The part of a registration that mails show: the club's own texts and numbers and, once the mailbox is proven,
//! the data from the form, modified so that mail programs do not turn it into links.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::money::Money;
use model::registration::Registration;
use model::status::Event;
use serde::Serialize;

use super::unlinked::unlinked;
use crate::registration::{
    AnswerView, BillingView, ParticipantView, WorkshopSummaryView, billing, changes_are_possible,
    is_under_review, organisation_limit, participants,
};

/// A registration, as mails show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MailedRegistrationView {
    /// The workshop of the registration.
    pub workshop: WorkshopSummaryView,
    /// A short form of the registration's identifier, for use in messages.
    pub reference: String,
    /// The place on the waiting list, from 1; `None` for a registration that is not waiting.
    pub waiting_place: Option<usize>,
    /// Whether the organiser has to approve the registration because nothing showed that the registrant is a member.
    pub membership_review: bool,
    /// The maximum number of seats of an organisation, for a registration that waits and counts towards it.
    pub organisation_limit: Option<u32>,
    /// The number of participants.
    pub people: usize,
    /// The total for all participants.
    pub amount: Option<Money>,
    /// When the organiser marked it as invoiced; `None` before that.
    pub invoiced: Option<Timestamp>,
    /// The deadline for changing or cancelling the registration online; `None` for a workshop without an offer.
    pub changes_until: Option<Timestamp>,
    /// Whether the registration can still be changed or cancelled.
    pub may_change: bool,
    /// Whether a mail before the first session of the registration is still to come, if it is confirmed.
    pub mail_follows: bool,
    /// The data from the form; `None` until the mailbox is proven to be the registrant's, and always if addresses
    /// are not confirmed. The registrant's own page shows all of it.
    pub details: Option<MailDetailsView>,
}

/// The data from the form that mails repeat. A space follows each dot and colon in it, so that mail programs do not
/// turn it into links.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MailDetailsView {
    /// The participants of the registration.
    pub participants: Vec<ParticipantView>,
    /// The organisation that registers.
    pub organisation: String,
    /// The address and details of the invoice.
    pub billing: BillingView,
}

impl MailedRegistrationView {
    pub(super) fn new(
        workshop: &CatalogueWorkshop,
        registration: &Registration,
        waiting_place: Option<usize>,
        now: Timestamp,
    ) -> MailedRegistrationView {
        let possible = |event| changes_are_possible(workshop, registration, event, now);
        MailedRegistrationView {
            workshop: WorkshopSummaryView::attended(workshop, registration),
            reference: registration.id.reference().to_owned(),
            waiting_place,
            membership_review: is_under_review(registration),
            organisation_limit: organisation_limit(workshop, registration),
            people: registration.request.participants.len(),
            amount: registration.request.amount(),
            invoiced: registration.invoiced,
            changes_until: workshop.offer.as_deref().map(|offer| offer.changes_until),
            may_change: possible(Event::ChangeParticipants) || possible(Event::Cancel),
            mail_follows: workshop.will_mail_before(registration, now),
            details: registration.proven.map(|_| MailDetailsView::new(workshop, registration)),
        }
    }
}

impl MailDetailsView {
    fn new(workshop: &CatalogueWorkshop, registration: &Registration) -> MailDetailsView {
        // The mailbox that receives this mail is proven, so its own address needs no protection.
        let (contact, invoiced) = (&registration.request.contact, &registration.request.billing.email);
        let own = contact.email.readable();
        let address = |email: String| if email == own { email } else { unlinked(&email) };
        let answer = |answer: AnswerView| AnswerView {
            values: answer.values.iter().map(|value| unlinked(value)).collect(),
            ..answer
        };
        let participant = |participant: ParticipantView| ParticipantView {
            name: unlinked(&participant.name),
            function: unlinked(&participant.function),
            email: participant.email.map(address),
            answers: participant.answers.into_iter().map(answer).collect(),
            ..participant
        };
        let is_own = invoiced.as_ref().is_none_or(|it| it.has_same_identity(&contact.email));
        let billing = billing(&registration.request);
        MailDetailsView {
            participants: participants(workshop, registration).into_iter().map(participant).collect(),
            organisation: unlinked(&registration.request.contact.organisation),
            billing: BillingView {
                organisation: unlinked(&billing.organisation),
                address: billing.address.iter().map(|line| unlinked(line)).collect(),
                siret: billing.siret,
                purchase_order: billing.purchase_order.as_deref().map(unlinked),
                email: if is_own { billing.email } else { unlinked(&billing.email) },
            },
        }
    }
}
