//! Reads single items as every possible kind, for programs such as `fuzz/` that look for unreadable items.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::counter::Counter;
use crate::item::{self, form_answer};
use crate::mail::MailMark;
use crate::participants_list::to_listed;
use crate::queue::to_waiting;

/// Returns the number of kinds as which this item can be read.
pub fn read_item(attributes: &HashMap<String, AttributeValue>) -> usize {
    let read = [
        item::to_registration(attributes).is_ok(),
        to_listed(attributes).is_ok(),
        to_waiting(attributes).is_ok(),
        Counter::read(attributes).is_ok(),
        MailMark::read(attributes).is_ok(),
        form_answer::to_answer(attributes).is_ok(),
    ];
    read.into_iter().filter(|is_readable| *is_readable).count()
}
