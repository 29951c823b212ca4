//! The turn to assign free seats to the waiting list. One caller at a time has it for each workshop, so that of a
//! hundred simultaneous cancellations only one reads the waiting list.
//!
//! | item | PK | SK | attributes |
//! | --- | --- | --- | --- |
//! | turn | `workshop#<slug>` | `promotion` | `asked`, `until`, `holder`, `expires_at` |
//!
//! A turn only reduces the number of reads; correctness does not depend on it, as each promotion has its own
//! conditions. A caller that finds the turn taken increments `asked` and leaves; the holder keeps promoting until
//! `asked` is the same as when its last look began. A holder that was killed loses its turn at `until`.

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
    /// Takes the turn, or asks its holder to look again and returns `None`.
    pub(crate) async fn take_turn(
        &self,
        workshop: &Slug,
        now: Timestamp,
        deadline: Deadline,
    ) -> Result<Option<Turn>, StoreError> {
        let holder = crate::transaction::token()?;
        // The holder may end its turn between the two requests, and in a crowd another caller takes it at once. Giving
        // up without having asked would leave seats free until the next sweep.
        loop {
            match self.update_turn(&self.taking(workshop, &holder, now), deadline).await? {
                Conditional::Met(item) => return Ok(Some(Turn { holder, asked: asked(&item)? })),
                // An earlier attempt with an unknown result may have taken it.
                Conditional::Unmet(item) if optional_string(&item, "holder") == Some(&holder) => {
                    return Ok(Some(Turn { holder, asked: asked(&item)? }));
                }
                Conditional::Unmet(_) => {}
            }
            if let Conditional::Met(_) = self.update_turn(&self.asking(workshop, now), deadline).await? {
                return Ok(None);
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
            Conditional::Unmet(item) if optional_string(&item, "holder") == Some(&turn.holder) => {
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

    fn taking(&self, workshop: &Slug, holder: &str, now: Timestamp) -> UpdateItemFluentBuilder {
        let until = now.saturating_add(LONGEST).unwrap_or(Timestamp::MAX);
        let expires = until.saturating_add(KEPT).unwrap_or(Timestamp::MAX);
        self.turn(workshop)
            .update_expression("SET #until = :until, holder = :holder, expires_at = :expires ADD asked :one")
            .condition_expression("attribute_not_exists(#until) OR #until <= :now")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":until", whole(until.as_millisecond()))
            .expression_attribute_values(":now", whole(now.as_millisecond()))
            .expression_attribute_values(":holder", text(holder))
            .expression_attribute_values(":expires", whole(expires.as_second()))
            .expression_attribute_values(":one", whole(1))
    }

    fn asking(&self, workshop: &Slug, now: Timestamp) -> UpdateItemFluentBuilder {
        self.turn(workshop)
            .update_expression("ADD asked :one")
            .condition_expression("#until > :now")
            .expression_attribute_names("#until", "until")
            .expression_attribute_values(":now", whole(now.as_millisecond()))
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

/// Returns how many callers have asked.
fn asked(item: &Item) -> Result<u64, StoreError> {
    let Asked { asked } = from_item(item)?;
    Ok(asked)
}
