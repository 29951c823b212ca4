//! The seats and the price of a request, and its comparison with others.

use super::{FeeSnapshot, Participant, RegistrationRequest};
use crate::contact::Email;
use crate::money::Money;
use crate::offer::{Attends, Offer};
use crate::seats::{Seats, WHOLE_WORKSHOP};
use crate::siren::Siren;

impl RegistrationRequest {
    /// Returns the seats that the request needs: one for each participant, in each pool that they need.
    pub fn seats(&self, offer: &Offer) -> Seats {
        match offer.attends {
            Attends::All => {
                let count = u32::try_from(self.participants.len()).unwrap_or(u32::MAX);
                Seats::in_pools([WHOLE_WORKSHOP], count)
            }
            Attends::Choose => {
                let of_one = |participant: &Participant| {
                    let sessions = self.sessions_of(participant).iter();
                    Seats::in_pools(sessions.map(|session| session.session.as_str()), 1)
                };
                let each = self.participants.iter().map(of_one);
                each.fold(Seats::default(), |sum, seats| sum.plus(&seats))
            }
        }
    }

    /// Returns the SIREN of the invoiced organisation, if its SIRET is given.
    pub fn siren(&self) -> Option<Siren> {
        self.billing.siret.as_ref().map(Siren::from)
    }

    /// Returns the total for all participants. Returns `None` if there is none: without participants, with several
    /// currencies or on overflow.
    pub fn amount(&self) -> Option<Money> {
        let mut fees = self.participants.iter().map(|participant| participant.fee.amount);
        let first = fees.next()?;
        fees.try_fold(first, |sum, fee| {
            let minor = sum.minor.checked_add(fee.minor)?;
            (sum.currency == fee.currency).then_some(Money { minor, ..sum })
        })
    }

    /// Returns the request without irrelevant differences: without form hash and language, and with e-mail
    /// addresses in lower case.
    #[must_use]
    pub fn essence(&self) -> RegistrationRequest {
        let mut essence = RegistrationRequest { form_hash: String::new(), language: None, ..self.clone() };
        essence.contact.email = essence.contact.email.lowercase();
        essence.billing.email = essence.billing.email.as_ref().map(Email::lowercase);
        for participant in &mut essence.participants {
            participant.email = participant.email.as_ref().map(Email::lowercase);
            participant.fee.basis = None;
        }
        essence
    }

    /// Returns whether both requests have the same content.
    pub fn is_same_as(&self, other: &RegistrationRequest) -> bool {
        self.essence() == other.essence()
    }

    /// Returns the request with the fee names of this offer. The store and exports use the names in the site's main
    /// language, whatever the language of the form.
    #[must_use]
    pub fn with_fees_named_by(mut self, offer: &Offer) -> RegistrationRequest {
        for FeeSnapshot { category, label, .. } in self.participants.iter_mut().map(|it| &mut it.fee) {
            if let Some(fee) = offer.fee(category.as_str()) {
                label.clone_from(&fee.label);
            }
        }
        self
    }
}
