//! Writes of a single registration, for changes that do not affect seats.

use crate::attributes::whole;
use crate::condition::{Conditional, met_condition};
use crate::deadline::Deadline;
use crate::failure::{Failure, retried};
use crate::item::{self, REVISION};
use crate::store::Store;
use crate::transaction::Revision;

impl Store {
    /// Writes a registration if its stored revision is unchanged. Returns whether it was. After an attempt with an
    /// unknown outcome, `false` may also mean that the attempt succeeded; in that case, read the registration again.
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
