//! What a mail shows of a registration: the club's own texts and numbers, and, once the mailbox is proven, what was
//! typed into the form, such that no mail program makes links of it.

use jiff::Timestamp;
use model::catalogue::CatalogueWorkshop;
use model::money::Money;
use model::registration::Registration;
use model::status::Event;
use serde::Serialize;

use super::unlinked::unlinked;
use crate::registration::{
    BillingView, ParticipantView, WorkshopSummaryView, billing, changes_are_possible, participants,
};

/// A registration as mails show it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MailedRegistrationView {
    /// What was registered for.
    pub workshop: WorkshopSummaryView,
    /// A short form of the registration's identifier, to be quoted in messages.
    pub reference: String,
    /// The place on the waiting list, from 1; `None` for a registration that does not wait.
    pub waiting_place: Option<usize>,
    /// How many people take part.
    pub people: usize,
    /// What is to be paid, for all participants.
    pub amount: Option<Money>,
    /// Until when the registration may be changed or cancelled online; `None` for a workshop without an offer.
    pub changes_until: Option<Timestamp>,
    /// Whether it still may be.
    pub may_change: bool,
    /// What was typed into the form; `None` as long as the mailbox is not proven to be the registrant's, and always
    /// where addresses are not confirmed. The registrant's own page shows it all.
    pub details: Option<MailDetailsView>,
}

/// What was typed into the form, as far as mails repeat it. In it, a space follows each dot and colon, so that mail
/// programs do not make links of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MailDetailsView {
    /// Who takes part.
    pub participants: Vec<ParticipantView>,
    /// The organisation that registers.
    pub organisation: String,
    /// Where the invoice goes.
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
            people: registration.request.participants.len(),
            amount: registration.request.amount(),
            changes_until: workshop.offer.as_ref().map(|offer| offer.changes_until),
            may_change: possible(Event::ChangeParticipants) || possible(Event::Cancel),
            details: registration.proven.map(|_| MailDetailsView::new(workshop, registration)),
        }
    }
}

impl MailDetailsView {
    fn new(workshop: &CatalogueWorkshop, registration: &Registration) -> MailDetailsView {
        let participant = |participant: ParticipantView| ParticipantView {
            name: unlinked(&participant.name),
            function: unlinked(&participant.function),
            ..participant
        };
        // The mailbox that reads this mail is proven.
        let (contact, invoiced) = (&registration.request.contact, &registration.request.billing.email);
        let is_own = invoiced.as_ref().is_none_or(|it| it.identity() == contact.email.identity());
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
