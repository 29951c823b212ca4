//! Ranges of sort keys, and how a query for one continues on the next page.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

use crate::attributes::Item;
use crate::key::SK;

/// A text that sorts after every continuation of a sort key.
pub(crate) const END: &str = "\u{10ffff}";

/// The key condition of every query: the sort keys from one to another in a partition. The embedded database answers
/// queries with it faster than others.
pub const RANGE_CONDITION: &str = "PK = :partition AND SK BETWEEN :from AND :to";

/// The placeholder of the lower bound in it.
pub(crate) const FROM: &str = ":from";

/// Returns the query for the page after an item, or for the first page if there is none.
///
/// The range shrinks with each page. DynamoDB needs only the start key, but the embedded database looks for the start of
/// a page at the lower bound of the range, so each page would step over all earlier ones.
pub(crate) fn continued(query: QueryFluentBuilder, after: Option<Item>) -> QueryFluentBuilder {
    let from = after.as_ref().and_then(|key| key.get(SK)).cloned();
    let query = query.set_exclusive_start_key(after);
    match from {
        Some(from) => query.expression_attribute_values(FROM, from),
        None => query,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attributes::{key, text};
    use crate::client::local_client;

    #[test]
    fn a_page_starts_at_the_end_of_the_one_before() {
        let query = local_client("http://127.0.0.1:1").query();
        let query = query.expression_attribute_values(FROM, text("registration#"));
        let query = query.expression_attribute_values(":to", text(END));
        let bounds = |query: &QueryFluentBuilder| {
            let values = query.get_expression_attribute_values().clone().unwrap();
            [FROM, ":to"].map(|name| values[name].as_s().unwrap().clone())
        };
        assert_eq!(bounds(&continued(query.clone(), None)), ["registration#", END]);
        let last = key("workshop#proximite", "registration#1a");
        let next = continued(query, Some(last.clone()));
        assert_eq!(bounds(&next), ["registration#1a", END]);
        assert_eq!(next.get_exclusive_start_key(), &Some(last));
    }
}
