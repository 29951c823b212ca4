//! The room that a registration needs for what happens to it after a change of its answers.

use std::collections::BTreeMap;

use model::registration::{ChangeCount, Registration};
use model::status::Status;

use super::unchecked;
use crate::size;

/// The bytes that a change of the answers leaves below the limit, by which a registration may grow afterwards: the history
/// (14 KB), the addresses of people who left (7 KB) and of the contact (3 KB), counts of changes, and absences: 4 KB for 20 people
/// and 24 sessions with the longest names.
const GROWTH: usize = 32 * 1024;

/// Returns whether a change makes what was typed larger, and the registration so large that its history and its addresses
/// could not grow any more: it could not even be cancelled then.
pub(crate) fn outgrows(before: &Registration, after: &Registration) -> bool {
    let is_too_large = !unchecked(after).is_ok_and(|item| size::leaves(&item, GROWTH));
    is_too_large && size_of_answers(before) < size_of_answers(after)
}

/// Returns the size of a registration without what happens to it.
fn size_of_answers(registration: &Registration) -> usize {
    let answers = Registration {
        status: Status::Confirmed,
        history: Vec::new(),
        departures: Vec::new(),
        change_count: ChangeCount::default(),
        corrections: BTreeMap::new(),
        ..registration.clone()
    };
    unchecked(&answers).map_or(usize::MAX, |item| size::of(&item))
}
