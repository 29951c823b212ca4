//! What a participant pays.

use serde::{Deserialize, Serialize};

use crate::money::Money;
use crate::offer::{Fee, FeeBasis, Offer};
use crate::slug::Slug;

/// A fee as it was at the time of registration; later changes of the catalogue do not affect it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeSnapshot {
    /// The category's identifier.
    pub category: Slug,
    /// The name of the category, as shown at the time.
    pub label: String,
    /// The amount for one person and all attended sessions.
    pub amount: Money,
    /// What the amount was charged for; `None` in registrations older than this field. It is stored, but neither exported nor
    /// part of what the registrant typed.
    #[serde(skip)]
    pub basis: Option<FeeBasis>,
}

impl From<&Fee> for FeeSnapshot {
    fn from(fee: &Fee) -> FeeSnapshot {
        FeeSnapshot {
            category: fee.category.clone(),
            label: fee.label.clone(),
            amount: fee.amount,
            basis: Some(fee.basis),
        }
    }
}

impl FeeSnapshot {
    /// Returns whether the amount was charged for each session. If that is not known, the present offer decides.
    pub fn is_per_session(&self, offer: &Offer) -> bool {
        let basis = self.basis.or_else(|| offer.fee(self.category.as_str()).map(|fee| fee.basis));
        basis == Some(FeeBasis::Session)
    }

    /// Returns the fee for this number of sessions instead of the `former` number, at the same price for each if it was
    /// charged for each. Returns `None` if the amount overflows.
    pub(super) fn for_sessions(&self, former: usize, sessions: usize, offer: &Offer) -> Option<FeeSnapshot> {
        if !self.is_per_session(offer) {
            return Some(self.clone());
        }
        let each = Money { minor: self.amount.minor / former.max(1) as u64, ..self.amount };
        Some(FeeSnapshot { amount: each.times(u32::try_from(sessions).ok()?)?, ..self.clone() })
    }
}
