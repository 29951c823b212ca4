//! The status and the `Retry-After` header of a refused form.

use http::StatusCode;
use http::header::HeaderValue;

use crate::abuse::TooMany;
use crate::error::Refusal;

/// In seconds: longer than DynamoDB throttles a busy table, yet short enough to wait for.
pub(super) const RETRY_LATER: HeaderValue = HeaderValue::from_static("30");

/// Returns the key of the texts about a change that was refused.
pub(super) fn change_refusal(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::TooMany(too_many) if too_many.is_for_hours() => "changed-too-often-today",
        refusal => refusal.key(),
    }
}

impl Refusal {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Refusal::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Refusal::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Refusal::Upcoming | Refusal::Closed | Refusal::Cancelled | Refusal::Full => StatusCode::CONFLICT,
        }
    }

    /// Returns the value of the header `Retry-After`.
    pub(super) fn retry_after(&self) -> Option<HeaderValue> {
        match self {
            Refusal::Unavailable(_) => Some(RETRY_LATER),
            Refusal::TooMany(TooMany { retry_after }) => Some((*retry_after).into()),
            _ => None,
        }
    }
}
