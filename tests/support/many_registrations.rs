//! A site with many registrations in its database.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use embedded::Database;
use model::seats::Capacity;
use registry::Deadline;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::catalogue::catalogue_always_open;
use crate::desk::{registration, write_site};

/// The number of items in a request that writes a batch (AWS limit).
const BATCH: usize = 25;

const WORKSHOP: &str = "groupe";

/// A site with many registrations, of two people each. They are copies of one, with names and addresses of their own, written
/// straight to the database, so that the counter has only the first of them until it is repaired.
pub struct ManyRegistrations {
    folder: TempDir,
    /// The reference of the first registration.
    pub reference: String,
}

impl ManyRegistrations {
    /// Creates a site with this many registrations.
    ///
    /// # Errors
    ///
    /// Returns an error if the database cannot be written.
    pub async fn with(count: u32) -> anyhow::Result<ManyRegistrations> {
        let folder = TempDir::new()?;
        let mut catalogue = catalogue_always_open();
        let workshop = catalogue.workshops.get_mut(&WORKSHOP.parse()?).context("the workshop exists")?;
        let offer = workshop.offer.as_deref_mut().context("it has an offer")?;
        offer.capacity = Capacity::whole(2 * count);
        let offer = offer.clone();
        write_site(folder.path(), &catalogue);
        let first = registration(WORKSHOP, 0, 2, &offer);
        let site = ManyRegistrations { reference: first.id.reference().to_owned(), folder };
        let database = Database::open(&site.database()).await?;
        database.store.register(&first, &offer, Deadline::default()).await?;
        database.close().await;
        copy_first(&site.database(), count)?;
        Ok(site)
    }

    /// Returns the root folder of the site.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join(".preview/registrations.sqlite")
    }
}

/// Copies the only registration of a closed database until there are `count`.
fn copy_first(file: &Path, count: u32) -> anyhow::Result<()> {
    let database = dynoxide::Database::new(file.to_str().context("the folder is UTF-8")?)?;
    let tables = database.list_tables(serde_json::from_value(json!({}))?)?;
    let table = tables.table_names.into_iter().next().context("there is a table")?;
    let query = json!({
        "TableName": table,
        "KeyConditionExpression": "PK = :partition AND begins_with(SK, :prefix)",
        "ExpressionAttributeValues": {
            ":partition": { "S": format!("workshop#{WORKSHOP}") },
            ":prefix": { "S": "registration#" },
        },
    });
    let found = serde_json::to_value(database.query(serde_json::from_value(query)?)?)?;
    let first = &found["Items"][0];
    let numbers: Vec<_> = (1..count).collect();
    for batch in numbers.chunks(BATCH) {
        let puts: Vec<_> =
            batch.iter().map(|number| json!({ "PutRequest": { "Item": copied(first, *number) } })).collect();
        database.batch_write_item(serde_json::from_value(json!({ "RequestItems": { &table: puts } }))?)?;
    }
    Ok(())
}

/// Returns the registration with another identifier, address and names, as stored. The identifiers are spread evenly,
/// and every tenth participant has a namesake.
fn copied(first: &Value, number: u32) -> Value {
    let mut item = first.clone();
    let spread = number.wrapping_mul(0x9e37_79b1);
    item["SK"]["S"] = json!(format!("registration#{spread:08x}{number:08x}{spread:08x}{number:08x}"));
    item["contact"]["M"]["email"]["S"] = json!(format!("person-{number}@office.example"));
    for participant in item["participants"]["L"].as_array_mut().into_iter().flatten() {
        let family = if number.is_multiple_of(10) { number / 20 } else { number };
        participant["M"]["family_name"]["S"] = json!(format!("Person-{family}"));
    }
    item
}
