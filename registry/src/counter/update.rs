//! Builds the expressions of a counter update: what to add or set, and on which conditions.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, Update};
use jiff::Timestamp;
use model::seats::{Capacity, Seats};
use model::slug::Slug;

use super::{Exchange, REQUESTED, SORT_KEY, TAKEN, UNPROVEN, VERSION};
use crate::attributes::{EXPIRES_AT, text, whole};
use crate::key::{PK, SK, partition};

/// An update of a counter, which also increments its version.
pub(super) struct CounterUpdate {
    update: UpdateBuilder,
    names: Vec<String>,
    values: usize,
    sums: Vec<String>,
    /// The subtracted amounts, by attribute.
    subtracted: Vec<(String, i64)>,
    assignments: Vec<String>,
    conditions: Vec<String>,
}

impl CounterUpdate {
    /// Creates an update of the workshop's seat counter.
    pub(super) fn new(table: &str, workshop: &Slug) -> CounterUpdate {
        CounterUpdate::of_item(table, workshop, SORT_KEY)
    }

    /// Creates an update of the counter with this sort key.
    pub(super) fn of_item(table: &str, workshop: &Slug, sort_key: &str) -> CounterUpdate {
        let update = Update::builder()
            .table_name(table)
            .key(PK, text(partition(workshop)))
            .key(SK, text(sort_key))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        CounterUpdate {
            update,
            names: Vec::new(),
            values: 0,
            sums: Vec::new(),
            subtracted: Vec::new(),
            assignments: Vec::new(),
            conditions: Vec::new(),
        }
    }

    /// Adds to an attribute; a missing one counts as 0.
    pub(super) fn add(&mut self, attribute: &str, amount: i64) {
        let sum = format!("{} {}", self.name(attribute), self.value(whole(amount)));
        self.sums.push(sum);
        if amount < 0 {
            self.subtracted.push((attribute.to_owned(), -amount));
        }
    }

    /// Requires that each attribute is at least the amount subtracted from it.
    pub(super) fn require_enough(&mut self) {
        for (attribute, amount) in std::mem::take(&mut self.subtracted) {
            self.require_at_least(&attribute, amount);
        }
    }

    /// Adds the difference between the claims before and after.
    pub(super) fn exchange(&mut self, exchange: &Exchange) {
        let Exchange { before, after } = exchange;
        for (prefix, old, new) in
            [(TAKEN, &before.taken, &after.taken), (UNPROVEN, &before.unproven, &after.unproven)]
        {
            self.add_difference(prefix, old, new);
        }
        let difference = i64::from(after.requested) - i64::from(before.requested);
        if difference != 0 {
            self.add(REQUESTED, difference);
        }
    }

    /// Adds the difference between old and new seats in each pool.
    pub(super) fn add_difference(&mut self, prefix: &str, old: &Seats, new: &Seats) {
        for (pool, _) in old.plus(new).pools() {
            let difference = i64::from(new.of(pool)) - i64::from(old.of(pool));
            if difference != 0 {
                self.add(&format!("{prefix}{pool}"), difference);
            }
        }
    }

    /// Sets the time at which DynamoDB deletes the item.
    pub(super) fn expire(&mut self, at: Timestamp) {
        let assignment = format!("{} = {}", self.name(EXPIRES_AT), self.value(whole(at.as_second())));
        self.assignments.push(assignment);
    }

    pub(super) fn set(&mut self, attribute: &str, number: u32) {
        let assignment = format!("{} = {}", self.name(attribute), self.value(whole(number)));
        self.assignments.push(assignment);
    }

    pub(super) fn require_at_most(&mut self, attribute: &str, limit: u32) {
        let (name, value) = (self.name(attribute), self.value(whole(limit)));
        self.conditions.push(format!("(attribute_not_exists({name}) OR {name} <= {value})"));
    }

    /// Requires that the needed seats fit into pools of these sizes.
    pub(super) fn require_room(&mut self, prefix: &str, needed: &Seats, sizes: &Capacity) {
        for (pool, count) in needed.pools() {
            self.require_at_most(&format!("{prefix}{pool}"), sizes.size(pool).saturating_sub(count));
        }
    }

    pub(super) fn require_at_least(&mut self, attribute: &str, limit: i64) {
        let condition = format!("{} >= {}", self.name(attribute), self.value(whole(limit)));
        self.conditions.push(condition);
    }

    /// Returns conditions of which at least one holds if the needed seats do not fit into pools of these sizes. The
    /// seats must be able to fit at all. A missing attribute counts as 0.
    pub(super) fn above(&mut self, prefix: &str, needed: &Seats, sizes: &Capacity) -> Vec<String> {
        let above = |(pool, count): (&str, u32)| {
            let name = self.name(&format!("{prefix}{pool}"));
            format!("{name} > {}", self.value(whole(sizes.size(pool).saturating_sub(count))))
        };
        needed.pools().map(above).collect()
    }

    pub(super) fn require_any(&mut self, conditions: &[String]) {
        if !conditions.is_empty() {
            self.conditions.push(format!("({})", conditions.join(" OR ")));
        }
    }

    /// Requires this version of the counter.
    pub(super) fn require_version(&mut self, version: u64) {
        let (name, value) = (self.name(VERSION), self.value(whole(version)));
        self.conditions.push(match version {
            0 => format!("(attribute_not_exists({name}) OR {name} = {value})"),
            _ => format!("{name} = {value}"),
        });
    }

    pub(super) fn built(mut self) -> Update {
        self.add(VERSION, 1);
        let mut expression = format!("ADD {}", self.sums.join(", "));
        if !self.assignments.is_empty() {
            expression = format!("SET {} {expression}", self.assignments.join(", "));
        }
        let condition = (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "));
        let update = self.update.update_expression(expression).set_condition_expression(condition);
        update.build().expect("table, key and expression are given")
    }

    /// Returns the placeholder of an attribute's name, because pool names may contain any character.
    fn name(&mut self, attribute: &str) -> String {
        let known = self.names.iter().position(|name| name == attribute);
        let index = known.unwrap_or_else(|| {
            self.names.push(attribute.to_owned());
            self.names.len() - 1
        });
        let placeholder = format!("#n{index}");
        self.update = std::mem::take(&mut self.update).expression_attribute_names(&placeholder, attribute);
        placeholder
    }

    fn value(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":v{}", self.values);
        self.values += 1;
        self.update = std::mem::take(&mut self.update).expression_attribute_values(&placeholder, value);
        placeholder
    }
}
