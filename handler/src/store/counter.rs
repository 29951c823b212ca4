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

    /// Gives seats back on condition that nobody waits for them.
    pub(super) fn give_back(table: &str, workshop: &Slug, freed: &Seats) -> Update {
        let mut update = counter(table, workshop)
            .expression_attribute_names("#waiting", WAITING)
            .expression_attribute_values(":one", whole(1))
            .expression_attribute_values(":none", whole(0))
            .condition_expression("attribute_not_exists(#waiting) OR #waiting = :none");
        for (index, (pool, count)) in freed.pools().enumerate() {
            update = update
                .expression_attribute_names(format!("#taken{index}"), format!("{TAKEN}{pool}"))
                .expression_attribute_values(format!(":seats{index}"), whole(-i64::from(count)));
        }
        let sums = each(freed, "", |index| format!(", #taken{index} :seats{index}"));
        built(update.update_expression(format!("ADD #version :one{sums}")))
    }

    /// Leaves the waiting list, or stays where one is: the seats that are taken do not change, hence no condition
    /// but that somebody waits who is to leave.
    pub(super) fn leave(table: &str, workshop: &Slug, leaving: u32) -> Update {
        let update = counter(table, workshop).expression_attribute_values(":one", whole(1));
        if leaving == 0 {
            return built(update.update_expression("ADD #version :one"));
        }
        let update = update
            .expression_attribute_names("#waiting", WAITING)
            .expression_attribute_values(":leaving", whole(leaving))
            .expression_attribute_values(":left", whole(-i64::from(leaving)))
            .update_expression("ADD #waiting :left, #version :one")
            .condition_expression("#waiting >= :leaving");
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
