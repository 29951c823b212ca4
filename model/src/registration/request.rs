//! What a request for a registration amounts to: seats, money, and whether it is the same as another.

use super::{FeeSnapshot, RegistrationRequest};
use crate::contact::Email;
use crate::money::Money;
use crate::offer::{Attends, Offer};
use crate::seats::{Seats, WHOLE_WORKSHOP};

impl RegistrationRequest {
    /// The seats that the request needs: one a participant, in each pool that it touches.
    pub fn seats(&self, offer: &Offer) -> Seats {
        let count = u32::try_from(self.participants.len()).unwrap_or(u32::MAX);
        match offer.attends {
            Attends::All => Seats::in_pools([WHOLE_WORKSHOP], count),
            Attends::Choose => {
                Seats::in_pools(self.sessions.iter().map(|session| session.session.as_str()), count)
            }
        }
    }

    /// What all participants together pay. `None` for a sum that does not exist: no participants, several
    /// currencies or more than 64 bits.
    pub fn amount(&self) -> Option<Money> {
        let mut fees = self.participants.iter().map(|participant| participant.fee.amount);
        let first = fees.next()?;
        fees.try_fold(first, |sum, fee| {
            let minor = sum.minor.checked_add(fee.minor)?;
            (sum.currency == fee.currency).then_some(Money { minor, ..sum })
        })
    }

    /// The request without what does not make it another one: the version of the form, its language and the case of
    /// e-mail addresses.
    #[must_use]
    pub fn essence(&self) -> RegistrationRequest {
        let mut essence = RegistrationRequest { form_hash: String::new(), language: None, ..self.clone() };
        essence.contact.email = essence.contact.email.lowercase();
        essence.billing.email = essence.billing.email.as_ref().map(Email::lowercase);
        essence
    }

    /// Whether both ask for the same.
    pub fn is_same_as(&self, other: &RegistrationRequest) -> bool {
        self.essence() == other.essence()
    }

    /// The same request with the names that this offer gives to its fees. What is stored and exported has those of the
    /// site's own language, whichever form was filled in.
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
