//! Answers to questionnaires. Each is an item that is written once, on its own because it takes no seats.

use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use model::questionnaire::{FormAnswer, FormAnswerId, FormAnswerRequest};
use model::slug::Slug;

use crate::condition::{Conditional, met_condition};
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};
use crate::item::form_answer::{PREFIX, from_answer, sort_key, to_answer};
use crate::key::partition;
use crate::size;
use crate::store::Store;

/// The result of storing an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It was stored.
    Stored,
    /// Identical answers were already stored.
    Existing(Box<FormAnswer>),
}

impl Store {
    /// Stores an answer, unless its key is already taken.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the answer is not known to be stored by the deadline. If it was stored nevertheless, storing
    /// it again returns [`Kept::Existing`].
    pub async fn keep(&self, answer: &FormAnswer, deadline: Deadline) -> Result<Kept, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(size::checked(from_answer(answer)?)?))
            .condition_expression("attribute_not_exists(PK)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        // The last quarter of the time is reserved for finding out the outcome of an unanswered request.
        match retried(deadline.three_quarters(), || attempt(&put)).await {
            Ok(kept) => Ok(kept),
            Err(failure) if failure.may_have_worked => {
                let FormAnswerRequest { workshop, form, .. } = &answer.request;
                let existing = self.form_answer(workshop, form, &answer.id, deadline).await?;
                existing.map(|existing| Kept::Existing(Box::new(existing))).ok_or(failure.error)
            }
            Err(failure) => Err(failure.error),
        }
    }

    /// Returns the answer with this identifier, from a consistent read.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer by the deadline, or if the answer is unreadable.
    pub async fn form_answer(
        &self,
        workshop: &Slug,
        form: &Slug,
        id: &FormAnswerId,
        deadline: Deadline,
    ) -> Result<Option<FormAnswer>, StoreError> {
        let item = self.item(partition(workshop), sort_key(form, id), deadline).await?;
        item.as_ref().map(to_answer).transpose()
    }

    /// Returns all answers to a questionnaire of a workshop, ordered by identifier.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store does not answer in time, or if an answer is unreadable.
    pub async fn form_answers(&self, workshop: &Slug, form: &Slug) -> Result<Vec<FormAnswer>, StoreError> {
        let query = self.items_of(workshop, &format!("{PREFIX}{form}#"));
        self.query(query, to_answer, Deadline::default()).await
    }
}

async fn attempt(put: &PutItemFluentBuilder) -> Result<Kept, Failure> {
    match met_condition(put.clone().send().await)? {
        Conditional::Met(_) => Ok(Kept::Stored),
        Conditional::Unmet(existing) => Ok(Kept::Existing(Box::new(to_answer(&existing)?))),
    }
}
