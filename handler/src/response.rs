//! Turns results into status, headers and page, in the reader's language. Only this module knows status codes.

pub(crate) mod additions;
pub(crate) mod address_change;
pub(crate) mod availability;
pub(crate) mod details;
pub(crate) mod error;
pub(crate) mod find;
mod head;
pub(crate) mod own_registration;
pub(crate) mod participants;
pub(crate) mod participation;
pub(crate) mod questionnaire;
mod refusal;
pub(crate) mod registration;
pub(crate) mod specimen;
