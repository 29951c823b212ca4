//! What people are told of a failed call: a sentence and what to do, never what the SDK says. That may quote items,
//! and nobody can do anything with it; the code of the error in brackets is enough to look it up.

use std::error::Error;

use crate::failure::StoreError;

/// An error with its causes, in one line. The sources of a [`StoreError`] are left out.
pub fn explained(error: &(dyn Error + 'static)) -> String {
    let mut parts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<StoreError>() {
            parts.push(error.advice());
            break;
        }
        parts.push(error.to_string());
        next = error.source();
    }
    parts.join(": ")
}

impl StoreError {
    /// What happened and what to do about it, in a sentence without a full stop.
    pub fn advice(&self) -> String {
        match self {
            StoreError::Item(attribute) => format!(
                "an item in the table is damaged: its attribute `{attribute}` is missing or unusable; `registrations \
                 verify` names the item"
            ),
            StoreError::TooLarge { size, .. } => format!(
                "the record would take {size} bytes, more than is stored; shorten its texts or remove participants"
            ),
            StoreError::Unavailable { reason, .. } => {
                let advice = match reason.as_str() {
                    "timeout" | "connection" | "deadline" => {
                        "the database does not answer; check the network and try again"
                    }
                    "response" => "the database gave an answer that cannot be read; try again",
                    _ => "the database is busy; nothing was lost, try again in a minute",
                };
                format!("{advice} ({reason})")
            }
            StoreError::Refused { reason, .. } => {
                let advice = match reason.as_str() {
                    "ResourceNotFoundException" => {
                        "there is no such table; check `--table`, `--region` and `--profile`"
                    }
                    "AccessDeniedException" => {
                        "this account may not do that with the table; use another `--profile`, or ask the person who \
                         looks after AWS"
                    }
                    "ExpiredTokenException" | "ExpiredToken" => {
                        "the credentials have expired; sign in again, for example with `aws sso login`"
                    }
                    "UnrecognizedClientException" | "InvalidSignatureException" | "InvalidClientTokenId" => {
                        "AWS does not know these credentials; check `--profile` or the environment"
                    }
                    "ItemCollectionSizeLimitExceededException"
                    | "ValidationException"
                    | "ValidationError" => "the database rejected what was to be written; please report this",
                    _ => "the database refused the request; try again, and report this if it happens again",
                };
                format!("{advice} ({reason})")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("cannot read the answers")]
    struct Context(#[source] StoreError);

    fn refused(reason: &str) -> StoreError {
        let source = Some("service error: Claire Le Gall at https://dynamodb".into());
        StoreError::Refused { reason: reason.to_owned(), source }
    }

    #[test]
    fn nothing_that_the_sdk_says_is_repeated() {
        for reason in ["AccessDeniedException", "ExpiredToken", "ValidationException", "Strange"] {
            let text = explained(&Context(refused(reason)));
            assert!(text.starts_with("cannot read the answers: "), "{text}");
            assert!(text.ends_with(&format!("({reason})")), "{text}");
            assert!(!text.contains("service error") && !text.contains("Claire"), "{text}");
            assert!(text.contains(';'), "it says what to do: {text}");
        }
    }
}
