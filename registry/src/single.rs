//! One registration written by itself: for changes that touch no seats.

use crate::attributes::whole;
use crate::condition::{Conditional, met_condition};
use crate::deadline::Deadline;
use crate::failure::{Failure, retried};
use crate::item::{self, REVISION};
use crate::store::Store;
use crate::transaction::Revision;

impl Store {
    /// Writes a registration on its own condition; whether that was met. After an attempt of which nobody knows what
    /// came, the condition fails also if that attempt had written it: then look again.
    pub(crate) async fn write_single(
        &self,
        revision: &Revision,
        deadline: Deadline,
    ) -> Result<bool, Failure> {
        let item = item::from_registration(&revision.registration)?;
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let put = match revision.follows {
            0 => put.condition_expression("attribute_not_exists(PK)"),
            revision => put
                .condition_expression("#revision = :revision")
                .expression_attribute_names("#revision", REVISION)
                .expression_attribute_values(":revision", whole(revision)),
        };
        let attempt = || async { met_condition(put.clone().send().await) };
        Ok(matches!(retried(deadline, attempt).await?, Conditional::Met(_)))
    }
}
