//! Extractors for the routes. Each finds what the URL names, or fails with the [`AppError`](crate::error::AppError)
//! that the answer reports.

pub(crate) mod address;
pub(crate) mod find;
pub(crate) mod named_registration;
pub(crate) mod own_registration;
pub(crate) mod post;
pub(crate) mod questionnaire;
pub(crate) mod specimen;
pub(crate) mod workshop;
