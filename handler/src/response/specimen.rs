//! The replies to the canary, which reads only their status. The log has the reason.

use http::StatusCode;

use crate::error::{AppError, AppResult, FormError, Refusal};
use crate::log::LogFields;
use crate::reply::Reply;

/// Returns the reply to a specimen that could be stored.
pub(crate) fn accepted() -> Reply {
    Reply::new(StatusCode::NO_CONTENT, String::new(), LogFields::of("specimen"))
}

/// Returns the reply to a specimen that could not. The log names the fields with a problem.
pub(crate) fn not_accepted(error: FormError) -> AppResult<Reply> {
    match error {
        FormError::Invalid(errors) | FormError::Guess(errors) => {
            let fields: Vec<_> = errors.fields.iter().map(|error| error.field.as_str()).collect();
            let logged = LogFields::of("invalid-specimen");
            let logged = logged.because(Some(format!("the form does not accept: {}", fields.join(", "))));
            Ok(Reply::new(StatusCode::UNPROCESSABLE_ENTITY, String::new(), logged))
        }
        FormError::Refused(Refusal::Unavailable(error)) => Err(AppError::Unavailable(error)),
        FormError::Refused(_) => Err(AppError::NotFound),
        FormError::App(error) => Err(error),
    }
}
