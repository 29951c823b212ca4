//! Which private information a mail contained, without the information itself: the mark of the mail has hashes of it, so that a
//! change is noticed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The sessions whose private information a mail contained, by identifier, each with a
/// [keyed hash](crate::identifier::IdentifierKey::private_information) of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ShownPrivate(BTreeMap<String, String>);

impl ShownPrivate {
    /// Returns whether it contained none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the hash of the information about a session.
    pub fn of(&self, session: &str) -> Option<&str> {
        self.0.get(session).map(String::as_str)
    }
}

impl FromIterator<(String, String)> for ShownPrivate {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(hashes: T) -> ShownPrivate {
        ShownPrivate(hashes.into_iter().collect())
    }
}
