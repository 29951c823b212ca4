//! Creates the table for the preview and tests. On AWS the infrastructure creates it.

use std::time::Duration;

use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableStatus,
};
use tokio::time::{Instant, sleep};

use crate::failure::{Failure, StoreError};
use crate::key::{PK, SK};
use crate::store::Store;

/// The longest time that a new table may take to become active.
const LONGEST_CREATION: Duration = Duration::from_secs(30);

impl Store {
    /// Creates the table if it is missing, and waits until it is active.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the table cannot be created or does not become active.
    pub async fn create_table_if_missing(&self) -> Result<(), StoreError> {
        let mut request =
            self.client.create_table().table_name(&self.table).billing_mode(BillingMode::PayPerRequest);
        for (name, key) in [(PK, KeyType::Hash), (SK, KeyType::Range)] {
            let definition =
                AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
            let key = KeySchemaElement::builder().attribute_name(name).key_type(key);
            request = request
                .attribute_definitions(definition.build().expect("name and type are given"))
                .key_schema(key.build().expect("name and type are given"));
        }
        match request.send().await {
            Ok(_) => {}
            // The table exists, or another program is creating it.
            Err(error)
                if error.as_service_error().is_some_and(|error| error.is_resource_in_use_exception()) => {}
            Err(error) => return Err(Failure::of(error).error),
        }
        self.wait_until_active().await
    }

    async fn wait_until_active(&self) -> Result<(), StoreError> {
        let deadline = Instant::now() + LONGEST_CREATION;
        loop {
            let request = self.client.describe_table().table_name(&self.table);
            let description = request.send().await.map_err(|error| Failure::of(error).error)?;
            let status = description.table.and_then(|table| table.table_status);
            if status == Some(TableStatus::Active) {
                return Ok(());
            }
            if Instant::now() >= deadline {
                return Err(StoreError::Unavailable {
                    reason: "the table does not become active".to_owned(),
                    source: None,
                });
            }
            sleep(Duration::from_millis(100)).await;
        }
    }
}
