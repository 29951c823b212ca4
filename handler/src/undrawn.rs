//! A page that is drawn while the store takes a request out of its counters, instead of before.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::thread;

use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use futures_util::future::join;
use http::StatusCode;
use registry::permitted;
use tokio::task::yield_now;

use crate::abuse::TooMany;

/// The answer to a request that changed nothing, as an extension of a response that has only its status. The request may still
/// be being counted, and its sender may turn out to have exceeded a limit. The gate draws the answer
/// ([`gate`](crate::gate)); one that does not pass it is drawn with the error pages
/// ([`response::error`](crate::response::error)).
#[derive(Clone)]
pub(crate) struct Undrawn {
    status: StatusCode,
    prepare: Arc<dyn Fn() -> Prepared + Send + Sync>,
    refuse: Arc<dyn Fn(TooMany) -> Response + Send + Sync>,
}

/// Draws an answer whose data is there.
type Prepared = Box<dyn FnOnce() -> Response + Send>;

impl Undrawn {
    /// Returns an answer with this status. `prepare` collects its data and returns what draws it; `refuse` makes the answer to a
    /// sender who exceeded a limit.
    pub(crate) fn new<R: IntoResponse, D: FnOnce() -> R + Send + 'static>(
        status: StatusCode,
        prepare: impl Fn() -> D + Send + Sync + 'static,
        refuse: impl Fn(TooMany) -> R + Send + Sync + 'static,
    ) -> Undrawn {
        let prepare = move || -> Prepared {
            let draw = prepare();
            Box::new(move || draw().into_response())
        };
        let refuse = move |too_many| refuse(too_many).into_response();
        Undrawn { status, prepare: Arc::new(prepare), refuse: Arc::new(refuse) }
    }

    /// Draws the answer.
    pub(crate) fn draw(&self) -> Response {
        (self.prepare)()()
    }

    /// Returns the answer to a sender who exceeded a limit.
    pub(crate) fn refuse(&self, too_many: TooMany) -> Response {
        (self.refuse)(too_many)
    }

    /// Collects the data of the answer while it is not known whether `giving_back` may take its request out of the counters, and
    /// draws it while they do so. Returns when both are done, with the panic if drawing panicked.
    pub(crate) async fn draw_during(
        &self,
        giving_back: impl Future<Output = ()>,
    ) -> thread::Result<Response> {
        let drawing = AssertUnwindSafe(async {
            // Lets the connection send the request to the counter first if it is permitted already.
            yield_now().await;
            let draw = (self.prepare)();
            permitted().await;
            // Lets it send the request that has just been permitted.
            yield_now().await;
            draw()
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
        let draw = || -> StatusCode { panic!("the theme") };
        let undrawn =
            Undrawn::new(StatusCode::UNPROCESSABLE_ENTITY, move || draw, |_| StatusCode::TOO_MANY_REQUESTS);
        let given_back = Cell::new(false);
        let giving_back = async {
            // The counter answers after the page was to be drawn.
            for _ in 0..4 {
                yield_now().await;
            }
            given_back.set(true);
        };
        assert!(undrawn.draw_during(giving_back).await.is_err() && given_back.get());
    }
}
