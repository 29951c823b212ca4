//! Extracts a form post together with the subject of its URL.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use model::submission::Submission;

use crate::error::AppError;
use crate::request::{self, MAX_ANSWERS_BODY_LENGTH, MAX_BODY_LENGTH};
use crate::services::Services;

/// A form post. The body is read first, so that an unacceptable post costs no lookup here.
pub(crate) struct Post<T> {
    /// The subject that the URL names.
    pub(crate) about: T,
    /// The submitted fields.
    pub(crate) submission: Submission,
}

/// A form post of a form that may have many long answers.
pub(crate) struct LongPost<T>(pub(crate) Post<T>);

impl<T> FromRequest<Arc<Services>> for Post<T>
where
    T: FromRequestParts<Arc<Services>, Rejection = AppError> + Send,
{
    type Rejection = AppError;

    async fn from_request(request: Request, services: &Arc<Services>) -> Result<Post<T>, AppError> {
        read(request, services, MAX_BODY_LENGTH).await
    }
}

impl<T> FromRequest<Arc<Services>> for LongPost<T>
where
    T: FromRequestParts<Arc<Services>, Rejection = AppError> + Send,
{
    type Rejection = AppError;

    async fn from_request(request: Request, services: &Arc<Services>) -> Result<LongPost<T>, AppError> {
        read(request, services, MAX_ANSWERS_BODY_LENGTH).await.map(LongPost)
    }
}

async fn read<T>(request: Request, services: &Arc<Services>, max_length: usize) -> Result<Post<T>, AppError>
where
    T: FromRequestParts<Arc<Services>, Rejection = AppError>,
{
    let (mut parts, body) = request.into_parts();
    let base_url = &services.editions.main().site.base_url;
    let submission = request::read_form(&parts.headers, body, base_url, max_length).await;
    let submission = submission.map_err(AppError::Unacceptable)?;
    let about = T::from_request_parts(&mut parts, services).await?;
    Ok(Post { about, submission })
}
