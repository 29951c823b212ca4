//! A page that is drawn while the store takes a request out of its counters, instead of before.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread;

use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::join;
use http::StatusCode;
use tokio::task::yield_now;

/// The answer to a request that changed nothing, as an extension of a response that has only its status. The gate draws it
/// ([`gate`](crate::gate)); one that does not pass it is drawn with the error pages
/// ([`response::error`](crate::response::error)).
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

    /// Draws the answer while `giving_back` takes its request out of the counters. Returns when both are done, with the panic
    /// if drawing panicked.
    pub(crate) async fn draw_during(
        &self,
        giving_back: impl Future<Output = ()>,
    ) -> thread::Result<Response> {
        let drawing = AssertUnwindSafe(async {
            // Lets the connection send the request to the counter first.
            yield_now().await;
            self.draw()
        });
        join(giving_back, drawing.catch_unwind()).await.1
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test]
    async fn a_panic_while_drawing_does_not_stop_the_counter() {
        let undrawn =
            Undrawn::new(StatusCode::UNPROCESSABLE_ENTITY, || -> StatusCode { panic!("the theme") });
        let given_back = Cell::new(false);
        let giving_back = async {
            // The counter answers after the page was to be drawn.
            for _ in 0..3 {
                yield_now().await;
            }
            given_back.set(true);
        };
        assert!(undrawn.draw_during(giving_back).await.is_err() && given_back.get());
    }
}
