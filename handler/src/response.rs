//! What came of a request → status, headers and page, in the language of whoever reads it. The only place that knows
//! status codes.

pub(crate) mod availability;
pub(crate) mod error;
pub(crate) mod find;
pub(crate) mod own;
pub(crate) mod participants;
mod parts;
pub(crate) mod questionnaire;
mod refusal;
pub(crate) mod registration;
