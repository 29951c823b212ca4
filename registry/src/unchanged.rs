//! The condition that a registration is still stored as it was read.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::attributes::whole;
use crate::item::REVISION;

/// The condition that a stored registration is unchanged, as the three parts that every write takes.
pub(crate) struct Unchanged {
    /// The condition expression.
    pub(crate) expression: &'static str,
    /// The names of attributes in it, if any.
    pub(crate) names: Option<HashMap<String, String>>,
    /// The values in it, if any.
    pub(crate) values: Option<HashMap<String, AttributeValue>>,
}

impl Unchanged {
    /// Returns the condition that the stored revision is this one, or that nothing is stored if it is 0.
    pub(crate) fn since(revision: u64) -> Unchanged {
        match revision {
            0 => Unchanged { expression: "attribute_not_exists(PK)", names: None, values: None },
            revision => Unchanged {
                expression: "#revision = :revision",
                names: Some(HashMap::from([("#revision".to_owned(), REVISION.to_owned())])),
                values: Some(HashMap::from([(":revision".to_owned(), whole(revision))])),
            },
        }
    }
}
