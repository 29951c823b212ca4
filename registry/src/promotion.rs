//! Free seats for those that wait.
//!
//! Whoever frees seats asks for it when that is done (`promote_soon`), and so do the sweep, the stream and the
//! organiser (`promote`). Until then the seats are kept for those that wait, as an arrival takes seats only while
//! nobody waits (`admission.rs`).
//!
//! A promotion rests on the seats being free and on each of the registrations waiting still, not on the counter being
//! as it was read: those who come and go meanwhile do not foil it.

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

/// How often a request that freed seats looks again for somebody who fits, before its deadline: more often than a crowd
/// asks for it, as what is asked of a holder that gives up waits for the next sweep.
const LOOKS: u32 = 100;

impl Store {
    /// Gives the seats that are free to those that wait, in their order, until nobody who waits would fit. Returns
    /// who got seats, as they are stored now; calling it again does no harm. A registration that cannot be read or
    /// written is left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be done. Some may have their seats then.
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
                // Somebody else was first: look again.
                Look::Again => backoff.pause().await.map_err(|failure| failure.error)?,
            }
        }
    }

    /// Gives free seats to those that wait, after seats were freed. Of those who ask at the same moment one does it for
    /// all. It is no mistake if it fails: the seats stay free for those that wait, and the sweep promotes them.
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

    /// The turn, if there are seats and somebody waits, and nobody else has it.
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

    /// Leaves a turn. First free seats are given to those that wait if the holder `made_room` or somebody has asked
    /// for it meanwhile.
    pub(crate) async fn leave_turn(
        &self,
        workshop: &Slug,
        offer: &Offer,
        now: Timestamp,
        mut turn: Turn,
        made_room: bool,
        deadline: Deadline,
    ) {
        let deadline = deadline.three_quarters();
        let mut is_over = Ok(false);
        if !made_room {
            is_over = self.end_turn(workshop, &mut turn, deadline).await;
        }
        if let Ok(false) = is_over {
            is_over = self.promote_while_asked(workshop, offer, now, &mut turn, deadline).await;
        }
        if !matches!(is_over, Ok(true)) {
            self.give_up_turn(workshop, &turn, deadline).await;
        }
        if let Err(error) = is_over {
            log_postponed(workshop, &error);
        }
    }

    /// Whether the turn is over.
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

    /// Promotes as many as fit, and into one transaction.
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
                tracing::debug!(unmet = unmet.len(), "more wait than the counter says");
                self.recount(&situation, now, &left_out.ids, deadline).await?;
                return Ok(Look::Again);
            }
            Ok(Written::Everything) => {}
            Ok(Written::Nothing(_)) => return Ok(Look::Again),
            // Nobody knows what came of it: what is stored tells.
            Err(failure) if failure.may_have_worked => {}
            // One of them cannot be written, and DynamoDB need not tell which.
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

    /// The registrations of promotions that were carried out, as they are stored now.
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

    /// Has the counter say how many can be promoted, unless somebody else writes it first: it may count those that
    /// have expired or that nobody can read.
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
    tracing::warn!(workshop = workshop.as_str(), %error, "nobody was promoted yet; the sweep does it");
}

/// What came of a look at those that wait.
enum Look {
    /// Nobody who waits fits.
    Nobody,
    Promoted(Vec<Registration>),
    Again,
}

/// Registrations that cannot be written.
#[derive(Default)]
struct LeftOut {
    ids: BTreeSet<RegistrationId>,
    /// Whether each is to be tried alone, to find them.
    one_by_one: bool,
}
