//! The turn to assign free seats to the waiting list. One caller at a time has it for each workshop, so that of a
//! hundred simultaneous cancellations only one reads the waiting list.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | turn | `workshop#<slug>` | `promotion` | `asked`, `until`, `holder`, `expires_at` |
//!
//! A turn only reduces the number of reads; correctness does not depend on it, as each promotion has its own
//! conditions. A caller that has released seats, or has joined the waiting list while seats were free, and finds the
//! turn taken, increments `asked` and leaves; the holder keeps promoting until `asked` is the same as when its last look
//! began. A holder that was killed loses its turn at `until`.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{ReturnValue, ReturnValuesOnConditionCheckFailure};
use jiff::{SignedDuration, Timestamp};
use model::slug::Slug;
use serde::Deserialize;

use crate::attributes::{Item, from_item, optional_string, text, whole};
use crate::condition::{Conditional, conditional};
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::key::{PK, SK, partition};
use crate::store::Store;

const SORT_KEY: &str = "promotion";

const HOLDER: &str = "holder";

/// Maximum duration of a turn that its holder never ends: longer than any request may take.
const LONGEST: SignedDuration = SignedDuration::from_secs(15);

/// The time for which the item is kept after that.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// The right to promote.
#[derive(Debug)]
pub(crate) struct Turn {
    holder: String,
    /// The value of `asked` when the holder's last look began.
    asked: u64,
}

/// The attribute of a turn that is read as a number.
#[derive(Deserialize)]
struct Asked {
    asked: u64,
}

impl Store {
    /// Takes the turn, or returns `None` if another caller has it.
    pub(crate) async fn take_turn(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<Turn>, StoreError> {
        let holder = crate::transaction::token()?;
        match self.update_turn(&self.taking(workshop, &holder, now), deadline).await? {
            // An earlier attempt with an unknown result may have taken it, so the condition does not decide.
            Conditional::Met(item) | Conditional::Unmet(item) => Turn::of(holder, &item),
        }
    }

    /// Takes the turn, or asks its holder to look again and returns `None`. Usually one request does either.
    pub(crate) async fn take_turn_or_ask(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<Turn>, StoreError> {
        let holder = crate::transaction::token()?;
        loop {
            let update = self.taking_or_asking(workshop, &holder, now);
            if let Conditional::Met(item) = self.update_turn(&update, deadline).await? {
                return Turn::of(holder, &item);
            }
            // The holder was stopped. If another caller replaces it at the same moment, that caller must be asked: giving
            // up without having asked would leave seats free until the next sweep.
            if let Some(turn) = self.take_turn(workshop, now, deadline).await? {
                return Ok(Some(turn));
            }
        }
    }

    /// Ends a turn, unless another caller has asked since the last look: then the holder must look again. Returns
    /// whether it ended.
    pub(crate) async fn end_turn(
        &self,
        workshop: &Slug,
        turn: &mut Turn,
        deadline: Deadline,
    ) -> Result<bool, StoreError> {
        let end = self
            .turn(workshop)
            .update_expression("REMOVE #until, holder")
            .condition_expression("holder = :holder AND asked = :asked")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":holder", text(&turn.holder))
            .expression_attribute_values(":asked", whole(turn.asked));
        match self.update_turn(&end, deadline).await? {
            Conditional::Unmet(item) if optional_string(&item, HOLDER) == Some(&turn.holder) => {
                turn.asked = asked(&item)?;
                Ok(false)
            }
            // It has ended, or another caller has it.
            Conditional::Met(_) | Conditional::Unmet(_) => Ok(true),
        }
    }

    /// Gives a turn up, even if other callers have asked meanwhile.
    pub(crate) async fn give_up_turn(&self, workshop: &Slug, turn: &Turn, deadline: Deadline) {
        let end = self
            .turn(workshop)
            .update_expression("REMOVE #until, holder")
            .condition_expression("holder = :holder")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":holder", text(&turn.holder));
        // Otherwise it expires.
        let _ = self.update_turn(&end, deadline).await;
    }

    /// Takes a turn that is free or overdue.
    fn taking(&self, workshop: &Slug, holder: &str, now: Timestamp) -> UpdateItemFluentBuilder {
        self.turn_until(workshop, holder, now)
            .update_expression("SET #until = :until, holder = :holder, expires_at = :expires ADD asked :one")
            .condition_expression("attribute_not_exists(#until) OR #until <= :now")
    }

    /// Takes a free turn, or asks the holder of a taken one. Fails if the turn is overdue.
    fn taking_or_asking(&self, workshop: &Slug, holder: &str, now: Timestamp) -> UpdateItemFluentBuilder {
        self.turn_until(workshop, holder, now)
            .update_expression(
                "SET #until = if_not_exists(#until, :until), holder = if_not_exists(holder, :holder), \
                 expires_at = :expires ADD asked :one",
            )
            .condition_expression("attribute_not_exists(#until) OR #until > :now")
    }

    fn turn_until(&self, workshop: &Slug, holder: &str, now: Timestamp) -> UpdateItemFluentBuilder {
        let until = now.saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
        let expires = until.saturating_add(KEPT).unwrap_or(Timestamp::MAX);
        self.turn(workshop)
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":until", whole(until.as_millisecond()))
            .expression_attribute_values(":now", whole(now.as_millisecond()))
            .expression_attribute_values(":holder", text(holder))
            .expression_attribute_values(":expires", whole(expires.as_second()))
            .expression_attribute_values(":one", whole(1))
    }

    fn turn(&self, workshop: &Slug) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(partition(workshop)))
            .key(SK, text(SORT_KEY))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }

    async fn update_turn(
        &self,
        update: &UpdateItemFluentBuilder,
        deadline: Deadline,
    ) -> Result<Conditional<Item>, StoreError> {
        Ok(match conditional(deadline, || update.clone().send()).await? {
            Conditional::Met(output) => Conditional::Met(output.attributes.unwrap_or_default()),
            Conditional::Unmet(existing) => Conditional::Unmet(existing),
        })
    }
}

impl Turn {
    /// Returns the turn if the item names this holder.
    fn of(holder: String, item: &Item) -> Result<Option<Turn>, StoreError> {
        if optional_string(item, HOLDER) != Some(&holder) {
            return Ok(None);
        }
        Ok(Some(Turn { asked: asked(item)?, holder }))
    }
}

/// Returns how many callers have asked.
fn asked(item: &Item) -> Result<u64, StoreError> {
    let Asked { asked } = from_item(item)?;
    Ok(asked)
}
