//! Addresses of pages that are no longer there.

use std::collections::BTreeSet;

use super::LaterKeys;
use super::found::{Both, Found};
use crate::{Difference, Kind, State, Subject, Value};

/// Returns the differences in addresses: those that visitors know and that now lead to another one, or nowhere.
pub(super) fn addresses(states: Both<'_, State<'_>>, later: &LaterKeys) -> Vec<Difference> {
    let there: BTreeSet<&str> = states.after.addresses.iter().map(|address| address.path.as_str()).collect();
    let mut differences = Vec::new();
    for address in states.before.addresses.iter().filter(|address| !there.contains(address.path.as_str())) {
        let of_page = |key| later.subject_of_earlier(key, states);
        let mut found = Found::about(address.page.as_ref().map_or(Subject::Site, of_page));
        let target = states.after.redirects.get(&address.path).map(|to| Value::Text(to.clone()));
        found.values(Kind::Address, Some(Value::Text(address.path.clone())), target);
        differences.extend(found.into_list());
    }
    let mut found = Found::about(Subject::Site);
    for former in states.before.redirects.keys() {
        if !states.after.redirects.contains_key(former) && !there.contains(former.as_str()) {
            found.values(Kind::Address, Some(Value::Text(former.clone())), None);
        }
    }
    differences.extend(found.into_list());
    differences
}
