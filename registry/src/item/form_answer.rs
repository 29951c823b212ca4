//! Converts an answer to a questionnaire to an item and back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::questionnaire::{FormAnswer, FormAnswerId, FormAnswerRequest};
use model::registration::Suspicion;
use model::slug::Slug;
use serde::{Deserialize, Serialize};

use super::answers::StoredAnswer;
use super::people::StoredContact;
use crate::attributes::{Item, expiry, from_item, key, string, to_item, usable};
use crate::failure::StoreError;
use crate::key::{PK, SK, partition, workshop_of};

/// The prefix of the sort keys of all answers; the form's name and the identifier follow. Registrations and counters
/// have other prefixes.
pub(crate) const PREFIX: &str = "form#";

/// Returns the sort key of an answer.
pub(crate) fn sort_key(form: &Slug, id: &FormAnswerId) -> String {
    format!("{PREFIX}{form}#{id}")
}

/// The attributes of an answer besides its key, named like those of a registration.
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

/// Converts an answer to an item.
pub(crate) fn from_answer(answer: &FormAnswer) -> Result<Item, StoreError> {
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

/// Converts an item to an answer.
pub(crate) fn to_answer(item: &Item) -> Result<FormAnswer, StoreError> {
    // Slugs contain no `#`.
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
