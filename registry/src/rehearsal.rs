//! The rehearsal of a registration, for the canary: the transaction of one, on a condition that never holds.

use model::registration::Registration;

use crate::counter::Counter;
use crate::deadline::Deadline;
use crate::failure::StoreError;
use crate::store::Store;
use crate::transaction::{Revision, Written};

/// A revision that no registration ever reaches.
const NEVER: u64 = u64::MAX;

impl Store {
    /// Attempts to write a registration and the counter of its workshop in one transaction, on condition that the
    /// registration is stored already in a revision that does not exist. DynamoDB checks rights, size and conditions, and
    /// stores nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if by the deadline DynamoDB did not refuse the transaction for that condition.
    pub async fn rehearse(&self, arriving: &Registration, deadline: Deadline) -> Result<(), StoreError> {
        let counter = Counter::join_others(&self.table, &arriving.request.workshop);
        let revision = Revision { registration: arriving.clone(), follows: NEVER };
        let written = self.write(counter, &[revision], deadline).await.map_err(|failure| failure.error)?;
        match written {
            Written::Nothing(unmet) if unmet.iter().any(|unmet| unmet.place == 1) => Ok(()),
            _ => Err(StoreError::Refused { reason: "rehearsal".to_owned(), source: None }),
        }
    }
}
