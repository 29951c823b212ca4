//! Compares the quotas of organisations with the records of a workshop.

use std::collections::BTreeSet;

use model::siren::Siren;
use model::slug::Slug;

use super::Verification;
use crate::counter::quota::{self, QuotaWrite};
use crate::transaction::MAX_REGISTRATIONS;

/// The seats of an organisation in a pool, by its quota and by the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaVerification {
    /// The organisation.
    pub organisation: Siren,
    /// The pool's name.
    pub pool: String,
    /// The number of seats by the quota.
    pub counted: u32,
    /// The number of seats by the records.
    pub held: u32,
}

impl Verification {
    /// Returns the seats of each organisation in each pool, ordered by organisation.
    pub fn quotas_by_pool(&self) -> Vec<QuotaVerification> {
        let held = &self.claims.by_organisation;
        let organisations: BTreeSet<&Siren> = self.quotas.taken.keys().chain(held.keys()).collect();
        let of_organisation = |organisation: &Siren| {
            let held = self.claims.of_organisation(organisation);
            let counted = self.quotas.taken.get(organisation).cloned().unwrap_or_default();
            let pool = |(pool, _): (&str, u32)| QuotaVerification {
                organisation: organisation.clone(),
                pool: pool.to_owned(),
                counted: counted.of(pool),
                held: held.of(pool),
            };
            counted.plus(&held).pools().map(pool).collect::<Vec<_>>()
        };
        organisations.into_iter().flat_map(of_organisation).collect()
    }

    /// Returns the organisations whose quota differs from the records.
    pub fn wrong_quotas(&self) -> BTreeSet<Siren> {
        let wrong = self.quotas_by_pool().into_iter().filter(|quota| quota.counted != quota.held);
        wrong.map(|quota| quota.organisation).collect()
    }

    /// Returns the organisations that have more seats in a pool than the offer allows.
    pub fn exceeded_quotas(&self) -> Vec<&Siren> {
        let Some(limit) = self.quotas.limit else { return Vec::new() };
        let held = self.claims.by_organisation.iter();
        let exceeding = held.filter(|(_, seats)| seats.pools().any(|(_, seats)| seats > limit));
        exceeding.map(|(organisation, _)| organisation).collect()
    }

    /// Returns the writes that set wrong quotas to the numbers of the records, as many as one transaction can write. They are
    /// kept as long as the last record.
    pub(super) fn repairs_of_quotas(&self, table: &str, workshop: &Slug) -> Vec<QuotaWrite> {
        let of_pools = self.quotas_by_pool();
        let set = |organisation: Siren| {
            let held = of_pools.iter().filter(|quota| quota.organisation == organisation);
            let pools = held.map(|it| (it.pool.as_str(), it.held));
            quota::set(table, workshop, &organisation, pools, self.last_expires)
        };
        self.wrong_quotas().into_iter().take(MAX_REGISTRATIONS).map(set).collect()
    }
}
