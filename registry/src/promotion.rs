//! Promotion: gives free seats to the waiting list.
//!
//! An operation that released seats requests a promotion afterwards (`promote_soon`); so do the sweep, the stream and
//! the organiser (`promote`). Until then the seats remain reserved for the waiting list, because arrivals take seats
//! only while no registration waits (`admission.rs`).
//!
//! A promotion depends on the free seats and on each promoted registration still waiting, but not on the counter's
//! version: other arrivals and cancellations meanwhile do not make it fail.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Registration, RegistrationId};
use model::seats::Seats;
use model::slug::Slug;

use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::failure::{Backoff, Failure, StoreError, retried};
use crate::queue::Promotion;
use crate::situation::Situation;
use crate::store::Store;
use crate::transaction::{Transaction, Written};
use crate::turn::Turn;

/// How often a request that released seats looks again for a registration that fits, before its deadline. The number
/// exceeds what a crowd can ask for, because requests to a holder that gives up wait for the next sweep.
const LOOKS: u32 = 100;

impl Store {
    /// Gives the free seats to waiting registrations in their order, until none of the remaining ones fits. Returns the
    /// promoted registrations as stored; calling it again is harmless. Registrations that cannot be read or written are
    /// skipped.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the outcome is unknown by the deadline. Some registrations may have their seats in that case.
    pub async fn promote(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let mut promoted = Vec::new();
        let mut left_out = LeftOut::default();
        let mut backoff = Backoff::until(deadline);
        loop {
            match self.promote_once(workshop, offer, now, &mut left_out, deadline).await? {
                Look::Nobody => return Ok(promoted),
                Look::Promoted(registrations) => promoted.extend(registrations),
                // Another writer was faster, so look again.
                Look::Again => backoff.pause().await.map_err(|failure| failure.error)?,
            }
        }
    }

    /// Gives free seats to the waiting list after seats were released. Of several simultaneous requests one does it for
    /// all. A failure is harmless: the seats remain reserved for the waiting list, and the sweep promotes later.
    pub(crate) async fn promote_soon(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) {
        match self.turn_to_promote(workshop, offer, now, deadline.three_quarters()).await {
            Ok(Some(turn)) => self.leave_turn(workshop, offer, now, turn, true, deadline).await,
            Ok(None) => {}
            Err(error) => log_postponed(workshop, &error),
        }
    }

    /// Takes the turn, if there are free seats, a registration waits, and no other request has the turn.
    async fn turn_to_promote(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<Turn>, StoreError> {
        let counter = self.counter(workshop, deadline).await?;
        if counter.waiting == 0 || offer.capacity.most_left(&counter.taken) == 0 {
            return Ok(None);
        }
        self.take_turn(workshop, now, deadline).await
    }

    /// Ends a turn. Before that, gives free seats to the waiting list if the holder `made_room` or another request
    /// asked for it meanwhile.
    pub(crate) async fn leave_turn(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        mut turn: Turn,
        made_room: bool,
        deadline: Deadline,
    ) {
        // The rest is for giving the turn up: a turn that only expires would block promotions for seconds.
        let looking = deadline.three_quarters();
        let mut is_over = Ok(false);
        if !made_room {
            is_over = self.end_turn(workshop, &mut turn, looking).await;
        }
        if let Ok(false) = is_over {
            is_over = self.promote_while_asked(workshop, offer, now, &mut turn, looking).await;
        }
        if !matches!(is_over, Ok(true)) {
            self.give_up_turn(workshop, &turn, deadline).await;
        }
        if let Err(error) = is_over {
            log_postponed(workshop, &error);
        }
    }

    /// Promotes until no registration fits and no other request has asked. Returns whether the turn has ended.
    async fn promote_while_asked(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        turn: &mut Turn,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        let mut left_out = LeftOut::default();
        for _ in 0..LOOKS {
            let look = self.promote_once(workshop, offer, now, &mut left_out, deadline).await?;
            if matches!(look, Look::Nobody) && self.end_turn(workshop, turn, deadline).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Promotes as many registrations as fit into the seats and into one transaction.
    async fn promote_once(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        left_out: &mut LeftOut,
        deadline: Deadline,
    ) -> Result<Look, StoreError> {
        let situation = self.situation(workshop, deadline).await?;
        let mut promotions = situation.next_in_turn(offer, now, &left_out.ids);
        if left_out.one_by_one {
            promotions.truncate(1);
        }
        if promotions.is_empty() {
            self.recount(&situation, now, &left_out.ids, deadline).await?;
            return Ok(Look::Nobody);
        }
        match self.write_promotions(workshop, &promotions, offer, deadline).await {
            Ok(Written::Nothing(unmet)) if situation.counts_fewer_than(promotions.len()) => {
                tracing::debug!(unmet = unmet.len(), "more registrations wait than the counter says");
                self.recount(&situation, now, &left_out.ids, deadline).await?;
                return Ok(Look::Again);
            }
            Ok(Written::Everything) => {}
            Ok(Written::Nothing(_)) => return Ok(Look::Again),
            // The outcome is unknown; the stored registrations show it.
            Err(failure) if failure.may_have_worked => {}
            // One of them cannot be written, and DynamoDB does not always name it.
            Err(Failure { error: StoreError::Refused { .. }, .. }) if promotions.len() > 1 => {
                left_out.one_by_one = true;
                return Ok(Look::Again);
            }
            Err(Failure { error: error @ StoreError::Refused { .. }, .. }) => {
                let [promotion] = &promotions[..] else { return Err(error) };
                self.leave_out(workshop, &promotion.id, &error);
                left_out.ids.insert(promotion.id.clone());
                return Ok(Look::Again);
            }
            Err(failure) => return Err(failure.error),
        }
        self.promoted(workshop, &promotions, deadline).await.map(Look::Promoted)
    }

    /// Returns the registrations of successful promotions, as stored.
    pub(crate) async fn promoted(
        &self,
        workshop: &Slug,
        promotions: &[Promotion],
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let mut registrations = Vec::new();
        for promotion in promotions {
            let stored = self.get(workshop, &promotion.id, deadline).await?;
            registrations.extend(stored.filter(|stored| promotion.is_in(stored)));
        }
        Ok(registrations)
    }

    async fn write_promotions(
        &self,
        workshop: &Slug,
        promotions: &[Promotion],
        offer: &Offer,
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let needed = promotions.iter().fold(Seats::default(), |sum, it| sum.plus(&it.seats));
        let counter = Counter::promote(&self.table, workshop, &needed, &offer.capacity, promotions.len());
        let updates: Vec<_> = promotions
            .iter()
            .map(|promotion| promotion.update(&self.table, workshop))
            .collect::<Result<_, _>>()?;
        let transaction = Transaction::new(&self.client, &self.table, counter, &[], updates)?;
        retried(deadline, || transaction.attempt()).await
    }

    /// Sets the number of waiting registrations in the counter to those that can be promoted, unless another writer is
    /// faster. The counter may include expired or unreadable ones.
    async fn recount(
        &self,
        situation: &Situation,
        now: Timestamp,
        left_out: &BTreeSet<RegistrationId>,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let Some(counter) = situation.recounted(&self.table, now, left_out) else { return Ok(()) };
        self.write(counter, &[], deadline).await.map(|_| ()).map_err(|failure| failure.error)
    }
}

fn log_postponed(workshop: &Slug, error: &StoreError) {
    tracing::warn!(workshop = workshop.as_str(), %error, "promotion failed; the next sweep retries it");
}

/// The result of a look at the waiting list.
enum Look {
    /// No waiting registration fits.
    Nobody,
    Promoted(Vec<Registration>),
    Again,
}

/// Registrations that cannot be written.
#[derive(Default)]
struct LeftOut {
    ids: BTreeSet<RegistrationId>,
    /// Whether to try registrations one by one, in order to find these.
    one_by_one: bool,
}
