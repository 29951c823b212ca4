//! The seat counter of a workshop: how many seats are taken in each pool, how many registrations wait, and how
//! often it was written.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, Update};
use model::seats::{Capacity, Seats};
use model::slug::Slug;

use super::attributes::{as_number, text, usable, whole};
use super::failure::StoreError;
use super::{Item, PK, SK, partition};

/// The sort key of the counter.
pub(super) const SORT_KEY: &str = "seats";

/// What the names of the attributes with the taken seats start with; the name of the pool follows.
const TAKEN: &str = "taken#";
const WAITING: &str = "waiting";
const VERSION: &str = "version";

/// Who joins the waiting list or leaves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joining {
    Nobody,
    Joins,
    Leaves(u32),
}

/// A workshop's counter. One that was never written is the default: nothing taken, nobody waiting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counter {
    /// The seats that are taken.
    pub taken: Seats,
    /// How many registrations wait.
    pub waiting: u32,
    /// How often the counter was written: what a decision that rests on several items is conditioned on.
    pub(super) version: u64,
}

impl Counter {
    pub(super) fn read(item: &Item) -> Result<Counter, StoreError> {
        let taken =
            |(name, value): (&String, _)| Some((name.strip_prefix(TAKEN)?.to_owned(), as_number(value)));
        let taken = item.iter().filter_map(taken).map(|(pool, count)| Some((pool, count?)));
        let number = |name| item.get(name).map_or(Some(0), as_number);
        Ok(Counter {
            taken: usable(taken.collect::<Option<Seats>>(), "taken")?,
            waiting: usable(number(WAITING), WAITING)?.try_into().map_err(|_| StoreError::Item(WAITING))?,
            version: usable(number(VERSION), VERSION)?,
        })
    }

    /// Takes seats on condition that they fit and nobody waits. They must be able to fit at all.
    pub(super) fn take(table: &str, workshop: &Slug, needed: &Seats, capacity: &Capacity) -> Update {
        let mut update = with_limits(table, workshop, needed, capacity);
        for (index, (_, count)) in needed.pools().enumerate() {
            update = update.expression_attribute_values(format!(":seats{index}"), whole(count));
        }
        let sums = each(needed, ", ", |index| format!("#taken{index} :seats{index}"));
        let fits =
            each(needed, " AND ", |i| format!("(attribute_not_exists(#taken{i}) OR #taken{i} <= :limit{i})"));
        let nobody_waits = "(attribute_not_exists(#waiting) OR #waiting = :none)";
        let update = update
            .update_expression(format!("ADD {sums}, #version :one"))
            .condition_expression(format!("{fits} AND {nobody_waits}"))
            .expression_attribute_values(":none", whole(0));
        built(update)
    }

    /// Joins the waiting list on condition that the seats do not fit. They must be able to fit at all.
    pub(super) fn join(table: &str, workshop: &Slug, needed: &Seats, capacity: &Capacity) -> Update {
        let does_not_fit = each(needed, " OR ", |index| format!("#taken{index} > :limit{index}"));
        let update = with_limits(table, workshop, needed, capacity)
            .update_expression("ADD #waiting :one, #version :one")
            .condition_expression(does_not_fit);
        built(update)
    }

    /// Joins the waiting list, whatever is free, on condition that others wait already.
    pub(super) fn join_others(table: &str, workshop: &Slug) -> Update {
        let update = counter(table, workshop)
            .expression_attribute_names("#waiting", WAITING)
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":none", whole(0))
            .update_expression("ADD #waiting :one, #version :one")
            .condition_expression("#waiting > :none");
        built(update)
    }

    /// Gives seats back, and counts who joins the waiting list or leaves it. It needs to know nothing of the counter:
    /// the only condition is that the counter has what is to be subtracted.
    pub(super) fn give_back(table: &str, workshop: &Slug, freed: &Seats, waiting: Joining) -> Update {
        let mut update = counter(table, workshop).expression_attribute_values(":one", whole(1));
        let mut sums = vec!["#version :one".to_owned()];
        let mut conditions = Vec::new();
        for (index, (pool, count)) in freed.pools().filter(|(_, count)| *count > 0).enumerate() {
            update = update
                .expression_attribute_names(format!("#taken{index}"), format!("{TAKEN}{pool}"))
                .expression_attribute_values(format!(":seats{index}"), whole(count))
                .expression_attribute_values(format!(":back{index}"), whole(-i64::from(count)));
            sums.push(format!("#taken{index} :back{index}"));
            conditions.push(format!("#taken{index} >= :seats{index}"));
        }
        let change = match waiting {
            Joining::Nobody => 0,
            Joining::Joins => 1,
            Joining::Leaves(count) => -i64::from(count),
        };
        if change != 0 {
            update = update
                .expression_attribute_names("#waiting", WAITING)
                .expression_attribute_values(":change", whole(change));
            sums.push("#waiting :change".to_owned());
        }
        if change < 0 {
            update = update.expression_attribute_values(":leaving", whole(-change));
            conditions.push("#waiting >= :leaving".to_owned());
        }
        if !conditions.is_empty() {
            update = update.condition_expression(conditions.join(" AND "));
        }
        built(update.update_expression(format!("ADD {}", sums.join(", "))))
    }

    /// Takes seats for `count` that wait, on condition that they fit and that so many wait.
    pub(super) fn promote(
        table: &str,
        workshop: &Slug,
        needed: &Seats,
        capacity: &Capacity,
        count: usize,
    ) -> Update {
        let mut update = with_limits(table, workshop, needed, capacity);
        for (index, (_, seats)) in needed.pools().enumerate() {
            update = update.expression_attribute_values(format!(":seats{index}"), whole(seats));
        }
        let left = i64::try_from(count).unwrap_or(i64::MAX);
        let sums = each(needed, "", |index| format!(", #taken{index} :seats{index}"));
        let fits =
            each(needed, "", |i| format!(" AND (attribute_not_exists(#taken{i}) OR #taken{i} <= :limit{i})"));
        let update = update
            .update_expression(format!("ADD #version :one, #waiting :left{sums}"))
            .condition_expression(format!("#waiting >= :count{fits}"))
            .expression_attribute_values(":count", whole(count))
            .expression_attribute_values(":left", whole(-left));
        built(update)
    }

    /// Replaces the counter on condition that nobody has written it since it was read as `self`.
    pub(super) fn replace(&self, table: &str, workshop: &Slug, taken: &Seats, waiting: u32) -> Update {
        let mut update = counter(table, workshop)
            .expression_attribute_names("#waiting", WAITING)
            .expression_attribute_values(":waiting", whole(waiting))
            .expression_attribute_values(":version", whole(self.version))
            .expression_attribute_values(":next", whole(self.version + 1));
        for (index, (pool, count)) in taken.pools().enumerate() {
            update = update
                .expression_attribute_names(format!("#taken{index}"), format!("{TAKEN}{pool}"))
                .expression_attribute_values(format!(":taken{index}"), whole(count));
        }
        let pools = each(taken, "", |index| format!(", #taken{index} = :taken{index}"));
        let unchanged = match self.version {
            0 => "attribute_not_exists(#version) OR #version = :version",
            _ => "#version = :version",
        };
        let update = update
            .update_expression(format!("SET #waiting = :waiting, #version = :next{pools}"))
            .condition_expression(unchanged);
        built(update)
    }
}

fn counter(table: &str, workshop: &Slug) -> UpdateBuilder {
    Update::builder()
        .table_name(table)
        .key(PK, text(partition(workshop)))
        .key(SK, text(SORT_KEY))
        .expression_attribute_names("#version", VERSION)
}

/// An update in which `#taken0`, `#taken1`, … are the needed pools and `:limit0`, … the most seats that may be
/// taken in them for the needed ones to fit.
fn with_limits(table: &str, workshop: &Slug, needed: &Seats, capacity: &Capacity) -> UpdateBuilder {
    let mut update = counter(table, workshop)
        .expression_attribute_names("#waiting", WAITING)
        .expression_attribute_values(":one", whole(1));
    for (index, (pool, count)) in needed.pools().enumerate() {
        let limit = capacity.size(pool).saturating_sub(count);
        update = update
            .expression_attribute_names(format!("#taken{index}"), format!("{TAKEN}{pool}"))
            .expression_attribute_values(format!(":limit{index}"), whole(limit));
    }
    update
}

fn each(seats: &Seats, separator: &str, expression: impl Fn(usize) -> String) -> String {
    let expressions: Vec<_> = seats.pools().enumerate().map(|(index, _)| expression(index)).collect();
    expressions.join(separator)
}

fn built(update: UpdateBuilder) -> Update {
    update
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .expect("table, key and expression are given")
}
