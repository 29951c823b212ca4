//! A page that is drawn while the store takes a request out of its counters, instead of before.

use std::fmt;
use std::sync::Arc;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// The answer to a request that changed nothing, as an extension of a response that has only its status. The gate draws it
/// ([`gate`](crate::gate)), so only a route behind it may respond with one, to a method that is not safe.
#[derive(Clone)]
pub(crate) struct Undrawn {
    status: StatusCode,
    draw: Arc<dyn Fn() -> Response + Send + Sync>,
}

impl Undrawn {
    /// Returns an answer with this status that `draw` makes.
    pub(crate) fn new<R: IntoResponse>(
        status: StatusCode,
        draw: impl Fn() -> R + Send + Sync + 'static,
    ) -> Undrawn {
        Undrawn { status, draw: Arc::new(move || draw().into_response()) }
    }

    /// Draws the answer.
    pub(crate) fn draw(&self) -> Response {
        (self.draw)()
    }
}

impl fmt::Debug for Undrawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Undrawn").field("status", &self.status).finish_non_exhaustive()
    }
}

impl IntoResponse for Undrawn {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
