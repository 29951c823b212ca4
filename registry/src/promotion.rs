//! Promotion: gives free seats to the waiting list, or offers them and holds them for it.
//!
//! An operation that released seats requests a promotion afterwards (`Promoter::after_release`), and so does a registration
//! that joined the waiting list (`Promoter::after_joining`), the sweep and the organiser (`promote`). Until then the seats remain reserved for the waiting list, because arrivals take
//! seats only while no registration waits (`admission.rs`).
//!
//! A promotion depends on the free seats and on each promoted registration still waiting, but not on the counter's
//! version: other arrivals and cancellations meanwhile do not make it fail.

use std::collections::BTreeSet;

use jiff::Timestamp;
use model::offer::Offer;
use model::registration::{Registration, RegistrationId};
use model::slug::Slug;

use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::failure::{Backoff, Failure, StoreError};
use crate::queue::Promotion;
use crate::situation::Situation;
use crate::store::Store;
use crate::transaction::{Transaction, Written};
use crate::turn::Turn;

/// The maximum number of times that the holder of the turn looks for a registration that fits, before its
/// deadline. A crowd needs fewer; if the holder of the turn gave up, the others would wait for the next sweep.
const LOOKS: u32 = 100;

/// Gives or offers the free seats of a workshop to its waiting list, as the terms of registration say.
pub(crate) struct Promoter<'a> {
    store: &'a Store,
    workshop: &'a Slug,
    offer: &'a Offer,
    now: Timestamp,
}

impl Store {
    /// Gives or offers the free seats to waiting registrations in their order, until none of the remaining ones fits. Returns the
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
        self.promoter(workshop, offer, now).promote(deadline).await
    }

    pub(crate) fn promoter<'a>(
        &'a self,
        workshop: &'a Slug,
        offer: &'a Offer,
        now: Timestamp,
    ) -> Promoter<'a> {
        Promoter { store: self, workshop, offer, now }
    }
}

impl Promoter<'_> {
    /// See [`Store::promote`].
    async fn promote(&self, deadline: Deadline) -> Result<Vec<Registration>, StoreError> {
        let mut promoted = Vec::new();
        let mut left_out = LeftOut::default();
        let mut backoff = Backoff::until(deadline);
        loop {
            let situation = self.store.situation(self.workshop, deadline).await?;
            match self.promote_once(&situation, &mut left_out, deadline).await? {
                Look::NoneFits => return Ok(promoted),
                Look::Promoted { promotions, .. } => {
                    promoted.extend(self.promoted(&promotions, deadline).await?);
                }
                // Another writer was faster, so look again.
                Look::Again => backoff.pause().await.map_err(|failure| failure.error)?,
            }
        }
    }

    /// Gives free seats to the waiting list after seats were released. Of several simultaneous requests one does it for
    /// all. A failure is harmless: the seats remain reserved for the waiting list, and the sweep promotes later.
    pub(crate) async fn after_release(&self, deadline: Deadline) {
        let taking = deadline.three_quarters();
        // If registrations were waiting a moment ago, the counter would most likely only confirm it.
        let turn = match self.store.last_seen.of(self.workshop).waiting {
            0 => self.turn_if_any_may_fit(taking).await,
            _ => self.store.take_turn_or_ask(self.workshop, self.now, taking).await,
        };
        self.promote_in_turn(turn, deadline).await;
    }

    /// Gives free seats to the waiting list like [`Promoter::after_release`] after a registration joined it. Usually no
    /// seats are free.
    pub(crate) async fn after_joining(&self, deadline: Deadline) {
        let turn = self.turn_if_any_may_fit(deadline.three_quarters()).await;
        self.promote_in_turn(turn, deadline).await;
    }

    async fn promote_in_turn(&self, turn: Result<Option<Turn>, StoreError>, deadline: Deadline) {
        match turn {
            Ok(Some(turn)) => self.leave_turn(turn, true, deadline).await,
            Ok(None) => {}
            Err(error) => self.log_postponed(&error),
        }
    }

    /// Takes the turn or asks its holder, if there are free seats and a registration waits.
    async fn turn_if_any_may_fit(&self, deadline: Deadline) -> Result<Option<Turn>, StoreError> {
        let counter = self.store.counter(self.workshop, deadline).await?;
        if counter.waiting == 0 || self.offer.capacity.most_left(&counter.taken) == 0 {
            return Ok(None);
        }
        self.store.take_turn_or_ask(self.workshop, self.now, deadline).await
    }

    /// Ends a turn. Before that, gives free seats to the waiting list if the holder `made_room` or another request
    /// asked for it meanwhile.
    pub(crate) async fn leave_turn(&self, mut turn: Turn, made_room: bool, deadline: Deadline) {
        // The rest is for giving the turn up: a turn that only expires would block promotions for seconds.
        let looking = deadline.three_quarters();
        let mut is_over = Ok(false);
        if !made_room {
            is_over = self.store.end_turn(self.workshop, &mut turn, looking).await;
        }
        if let Ok(false) = is_over {
            is_over = self.promote_while_requested(&mut turn, looking).await;
        }
        if !matches!(is_over, Ok(true)) {
            self.store.give_up_turn(self.workshop, &turn, deadline).await;
        }
        if let Err(error) = is_over {
            self.log_postponed(&error);
        }
    }

    /// Promotes until no registration fits and no other request has asked. Returns whether the turn has ended.
    async fn promote_while_requested(&self, turn: &mut Turn, deadline: Deadline) -> Result<bool, StoreError> {
        let mut left_out = LeftOut::default();
        for _ in 0..LOOKS {
            let situation = self.store.situation(self.workshop, deadline).await?;
            let look = self.promote_once(&situation, &mut left_out, deadline).await?;
            if look.leaves_none_that_fits() && self.store.end_turn(self.workshop, turn, deadline).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Promotes as many registrations as fit into the seats and into one transaction.
    async fn promote_once(
        &self,
        situation: &Situation,
        left_out: &mut LeftOut,
        deadline: Deadline,
    ) -> Result<Look, StoreError> {
        let mut promotions = situation.next_in_turn(self.offer, self.now, &left_out.ids);
        if left_out.one_by_one {
            promotions.truncate(1);
        }
        if promotions.is_empty() {
            self.recount(situation, left_out, deadline).await?;
            return Ok(Look::NoneFits);
        }
        match self.write_promotions(&promotions, deadline).await {
            Ok(Written::Nothing(_)) if situation.counts_fewer_than(promotions.len()) => {
                // More registrations are waiting than counted.
                self.recount(situation, left_out, deadline).await?;
                return Ok(Look::Again);
            }
            Ok(Written::Everything) => return Ok(self.look_after(situation, promotions, left_out)),
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
                self.store.leave_out(self.workshop, &promotion.id, &error);
                left_out.ids.insert(promotion.id.clone());
                return Ok(Look::Again);
            }
            Err(failure) => return Err(failure.error),
        }
        Ok(Look::Promoted { promotions, leaves_none: false })
    }

    /// Returns the result of a look that promoted these registrations in this situation.
    fn look_after(&self, situation: &Situation, promotions: Vec<Promotion>, left_out: &LeftOut) -> Look {
        let needed = promotions.iter().map(|promotion| &promotion.seats);
        self.store.last_seen.remember(self.workshop, situation.counter().after_promotion(needed));
        let is_complete = !left_out.one_by_one && promotions.len() < situation.most_at_once();
        let leaves_none = is_complete && !situation.counts_too_many(self.now, &left_out.ids);
        Look::Promoted { promotions, leaves_none }
    }

    /// Returns the registrations of successful promotions, as stored.
    async fn promoted(
        &self,
        promotions: &[Promotion],
        deadline: Deadline,
    ) -> Result<Vec<Registration>, StoreError> {
        let mut registrations = Vec::new();
        for promotion in promotions {
            let stored = self.store.get(self.workshop, &promotion.id, deadline).await?;
            registrations.extend(stored.filter(|stored| promotion.is_in(stored)));
        }
        Ok(registrations)
    }

    async fn write_promotions(
        &self,
        promotions: &[Promotion],
        deadline: Deadline,
    ) -> Result<Written, Failure> {
        let Store { client, table, .. } = self.store;
        let claims: Vec<_> = promotions.iter().map(Promotion::claims).collect();
        let counter = Counter::promote(table, self.workshop, &claims, self.offer);
        let updates = promotions.iter().map(|promotion| promotion.update(table, self.workshop));
        let updates = updates.collect::<Result<Vec<_>, _>>()?;
        let transaction = Transaction::new(client, table, counter, &[], updates)?;
        transaction.perform(deadline).await
    }

    /// Sets the number of waiting registrations in the counter to those that can be promoted, unless another writer is
    /// faster. The counter may include expired or unreadable ones.
    async fn recount(
        &self,
        situation: &Situation,
        left_out: &LeftOut,
        deadline: Deadline,
    ) -> Result<(), StoreError> {
        let counter = situation.recounted(&self.store.table, self.now, &left_out.ids);
        let Some(counter) = counter else { return Ok(()) };
        self.store.write(counter, &[], deadline).await.map(|_| ()).map_err(|failure| failure.error)
    }

    fn log_postponed(&self, error: &StoreError) {
        let workshop = self.workshop.as_str();
        tracing::warn!(workshop, %error, "promotion failed; the next sweep retries it");
    }
}

/// The result of a look at the waiting list.
enum Look {
    /// No waiting registration fits.
    NoneFits,
    /// These registrations were promoted, unless the result of the write is unknown.
    Promoted {
        promotions: Vec<Promotion>,
        /// Whether none of the other waiting registrations fits, and the counter does not include too many.
        leaves_none: bool,
    },
    Again,
}

impl Look {
    /// Returns whether another look would find nothing to promote or to correct, unless other requests change something.
    fn leaves_none_that_fits(&self) -> bool {
        match self {
            Look::NoneFits => true,
            Look::Promoted { leaves_none, .. } => *leaves_none,
            Look::Again => false,
        }
    }
}

/// Registrations that cannot be written.
#[derive(Default)]
struct LeftOut {
    ids: BTreeSet<RegistrationId>,
    /// Whether to try registrations one by one, in order to find these.
    one_by_one: bool,
}
