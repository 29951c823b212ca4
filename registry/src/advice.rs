//! Explains failed calls to people: a sentence and a fix, never the SDK's message. That message may quote items and
//! helps no one; the error code in brackets is enough to look the failure up.

use std::error::Error;

use crate::failure::StoreError;

/// Formats an error with its causes in one line, without the sources of a [`StoreError`].
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
    /// Returns what happened and how to fix it, without a full stop.
    pub fn advice(&self) -> String {
        match self {
            StoreError::Item(attribute) => format!(
                "an item in the table is damaged: its attribute `{attribute}` is missing or invalid; `registrations \
                 verify` names the item"
            ),
            StoreError::TooLarge { size, .. } => format!(
                "the record would take {size} bytes, more than the limit; shorten its texts or remove participants"
            ),
            StoreError::Unavailable { reason, .. } => {
                let advice = match reason.as_str() {
                    "timeout" | "connection" | "deadline" => {
                        "the database does not answer; check the network and try again"
                    }
                    "response" => "the database sent an unreadable answer; try again",
                    _ => "the database is busy; nothing was lost, try again in a minute",
                };
                format!("{advice} ({reason})")
            }
            StoreError::Refused { reason, .. } => {
                let advice = match reason.as_str() {
                    "ResourceNotFoundException" => {
                        "the table does not exist; check `--table`, `--region` and `--profile`"
                    }
                    "AccessDeniedException" => {
                        "this account lacks the permission for that; use another `--profile`, or ask the person who \
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
                    | "ValidationError" => "the database rejected the data as invalid; please report this",
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
    fn messages_of_the_sdk_are_never_repeated() {
        for reason in ["AccessDeniedException", "ExpiredToken", "ValidationException", "Strange"] {
            let text = explained(&Context(refused(reason)));
            assert!(text.starts_with("cannot read the answers: "), "{text}");
            assert!(text.ends_with(&format!("({reason})")), "{text}");
            assert!(!text.contains("service error") && !text.contains("Claire"), "{text}");
            assert!(text.contains(';'), "no advice: {text}");
        }
    }
}
