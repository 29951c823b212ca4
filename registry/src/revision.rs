//! Writes of a single registration, for changes that do not affect seats.

use crate::condition::{Conditional, met_condition};
use crate::deadline::Deadline;
use crate::failure::{Failure, retried};
use crate::item;
use crate::store::Store;
use crate::transaction::Revision;
use crate::unchanged::Unchanged;

impl Store {
    /// Writes a registration if its stored revision is unchanged. Returns whether it was. After an attempt with an
    /// unknown outcome, `false` may also mean that the attempt succeeded; in that case, read the registration again.
    pub(crate) async fn write_single(
        &self,
        revision: &Revision,
        deadline: Deadline,
    ) -> Result<bool, Failure> {
        let Unchanged { expression, names, values } = Unchanged::since(revision.follows);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item::from_registration(&revision.registration)?))
            .condition_expression(expression)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values);
        let attempt = || async { met_condition(put.clone().send().await) };
        Ok(matches!(retried(deadline, attempt).await?, Conditional::Met(_)))
    }
}
