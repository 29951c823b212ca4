//! Answers to questionnaires: each is one item that is written once. They take no seats, so nothing else is written
//! with them.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use jiff::Timestamp;
use model::questionnaire::{FormAnswer, FormAnswerId, FormAnswerRequest};
use model::registration::Suspicion;
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use crate::attributes::{Item, expiry, from_item, key, string, to_item, usable};
use crate::deadline::Deadline;
use crate::failure::{Failure, StoreError, retried};
use crate::item::answers::StoredAnswer;
use crate::item::people::StoredContact;
use crate::key::{PK, SK, partition, workshop_of};
use crate::size;
use crate::store::Store;

/// What the sort keys of all answers start with. None of a registration or a counter does.
const PREFIX: &str = "form#";

/// What became of an answer that was to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is stored.
    Stored,
    /// The same answers are stored already.
    Existing(Box<FormAnswer>),
}

impl Store {
    /// Stores an answer, unless there is one under its key.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when by the deadline it is not known to be stored. If it was after all, storing the same again
    /// answers with [`Kept::Existing`].
    pub async fn keep(&self, answer: &FormAnswer, deadline: Deadline) -> Result<Kept, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(size::checked(from_answer(answer)?)?))
            .condition_expression("attribute_not_exists(PK)")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        // The last quarter of the time is for finding out what became of a request that was not answered.
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

    /// The answer of an identifier, as it is at this moment.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer by the deadline, or with something unreadable.
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

    /// All answers to a questionnaire of a workshop, in the order of their identifiers.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the store does not answer in time, or with something unreadable.
    pub async fn form_answers(&self, workshop: &Slug, form: &Slug) -> Result<Vec<FormAnswer>, StoreError> {
        let query = self.items_of(workshop, &format!("{PREFIX}{form}#"));
        self.query(query, to_answer, Deadline::default()).await
    }
}

async fn attempt(put: &PutItemFluentBuilder) -> Result<Kept, Failure> {
    let error = match put.clone().send().await {
        Ok(_) => return Ok(Kept::Stored),
        Err(error) => error,
    };
    match existing(&error) {
        Some(item) => Ok(Kept::Existing(Box::new(to_answer(item)?))),
        None => Err(Failure::of(error)),
    }
}

/// What stands in the way, if that is why nothing was written.
fn existing<R>(error: &SdkError<PutItemError, R>) -> Option<&Item> {
    match error.as_service_error()? {
        PutItemError::ConditionalCheckFailedException(failed) => failed.item(),
        _ => None,
    }
}

fn sort_key(form: &Slug, id: &FormAnswerId) -> String {
    format!("{PREFIX}{form}#{id}")
}

/// The attributes of an answer besides its key. They are named like those of a registration.
#[derive(Serialize, Deserialize)]
struct StoredFormAnswer {
    contact: StoredContact,
    answers: BTreeMap<String, StoredAnswer>,
    form_hash: String,
    created: Timestamp,
    #[serde(with = "expiry")]
    expires_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspicion: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    interview: bool,
}

fn from_answer(answer: &FormAnswer) -> Result<Item, StoreError> {
    let request = &answer.request;
    let answers = request.answers.iter().map(|(name, answer)| (name.clone(), answer.into()));
    let stored = StoredFormAnswer {
        contact: (&request.respondent).into(),
        answers: answers.collect(),
        form_hash: request.form_hash.clone(),
        created: answer.created,
        expires_at: answer.expires,
        suspicion: answer.suspicion.map(|suspicion| suspicion.key().to_owned()),
        interview: request.interview,
    };
    to_item(key(partition(&request.workshop), sort_key(&request.form, &answer.id)), &stored)
}

pub(crate) fn to_answer(item: &Item) -> Result<FormAnswer, StoreError> {
    // No slug has a `#`.
    let key = string(item, SK)?.strip_prefix(PREFIX).and_then(|key| key.split_once('#'));
    let key = key.and_then(|(form, id)| Some((form.parse().ok()?, id.parse().ok()?)));
    let (form, id) = usable(key, SK)?;
    let workshop = usable(workshop_of(string(item, PK)?), PK)?;
    let stored: StoredFormAnswer = from_item(item)?;
    let answers = stored.answers.into_iter().map(|(name, answer)| (name, answer.into()));
    Ok(FormAnswer {
        id,
        request: FormAnswerRequest {
            workshop,
            form,
            respondent: stored.contact.into(),
            answers: answers.collect(),
            interview: stored.interview,
            form_hash: stored.form_hash,
        },
        suspicion: stored.suspicion.as_deref().and_then(Suspicion::from_key),
        created: stored.created,
        expires: stored.expires_at,
    })
}

#[cfg(test)]
mod tests;
