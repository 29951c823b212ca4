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

use crate::abuse::{Pressure, TooMany};

/// The page of a form with errors, as an extension of a response that has only its status. The request may still be being
/// counted, and its sender may turn out to have exceeded a limit. The gate draws the page ([`gate`](crate::gate)).
#[derive(Clone)]
pub(crate) struct Undrawn(Arc<dyn Page>);

/// The page of a form with errors.
pub(crate) trait Page: Send + Sync {
    /// Collects the data of the page, and returns what draws it.
    fn prepare(self: Arc<Self>) -> Prepared;

    /// Returns the answer to a sender who exceeded a limit.
    fn refuse(&self, too_many: TooMany) -> Response;
}

/// Draws a page whose data is there.
pub(crate) type Prepared = Box<dyn FnOnce() -> Response + Send>;

impl Undrawn {
    /// Returns a page that is to be drawn.
    pub(crate) fn new(page: impl Page + 'static) -> Undrawn {
        Undrawn(Arc::new(page))
    }

    /// Returns the answer to a sender who exceeded a limit.
    pub(crate) fn refuse(&self, too_many: TooMany) -> Response {
        self.0.refuse(too_many)
    }

    /// Collects the data of the page while its request is being `counted`, and draws it while `giving_back` takes the request out
    /// of the counters again. Returns when both are done, with the panic if drawing panicked.
    pub(crate) async fn draw_during(
        &self,
        giving_back: impl Future<Output = ()>,
        counted: impl Future<Output = Pressure>,
    ) -> thread::Result<Response> {
        let drawing = AssertUnwindSafe(async {
            // Lets the connection send the request to the counter first if the other one is counted already.
            yield_now().await;
            let draw = Arc::clone(&self.0).prepare();
            counted.await;
            // Lets it send the request that may now be sent.
            yield_now().await;
            draw()
        });
        join(giving_back, drawing.catch_unwind()).await.1
    }
}

impl fmt::Debug for Undrawn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Undrawn").finish_non_exhaustive()
    }
}

impl IntoResponse for Undrawn {
    fn into_response(self) -> Response {
        let mut response = StatusCode::UNPROCESSABLE_ENTITY.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::Notify;

    use super::*;

    /// A page whose preparation and drawing run these.
    struct Observed<P, D> {
        preparing: P,
        drawing: D,
    }

    impl<P: Fn() + Send + Sync + 'static, D: Fn() + Send + Sync + 'static> Page for Observed<P, D> {
        fn prepare(self: Arc<Self>) -> Prepared {
            (self.preparing)();
            Box::new(move || {
                (self.drawing)();
                StatusCode::UNPROCESSABLE_ENTITY.into_response()
            })
        }

        fn refuse(&self, _: TooMany) -> Response {
            StatusCode::TOO_MANY_REQUESTS.into_response()
        }
    }

    async fn counted() -> Pressure {
        Pressure::Usual
    }

    #[tokio::test]
    async fn a_page_is_prepared_before_its_request_is_counted_and_drawn_after() {
        let (prepared, is_counted) = (Arc::new(Notify::new()), Arc::new(AtomicBool::new(false)));
        let (preparing, known) = (Arc::clone(&prepared), Arc::clone(&is_counted));
        let undrawn = Undrawn::new(Observed {
            preparing: move || preparing.notify_one(),
            drawing: move || assert!(known.load(Ordering::Relaxed), "drawn too early"),
        });
        let counted = async {
            prepared.notified().await;
            is_counted.store(true, Ordering::Relaxed);
            Pressure::Usual
        };
        let drawn = undrawn.draw_during(async {}, counted).await;
        assert_eq!(drawn.unwrap().status(), StatusCode::UNPROCESSABLE_ENTITY);
    }

    /// The counter answers after the panic.
    #[tokio::test]
    async fn a_panic_does_not_stop_the_counter() {
        for panics_early in [true, false] {
            let reached = Arc::new(Notify::new());
            let [preparing, drawing] = [(); 2].map(|()| Arc::clone(&reached));
            let fail = |reached: &Notify| {
                reached.notify_one();
                panic!("the theme")
            };
            let preparing = move || {
                if panics_early {
                    fail(&preparing)
                }
            };
            let undrawn = Undrawn::new(Observed { preparing, drawing: move || fail(&drawing) });
            let given_back = AtomicBool::new(false);
            let giving_back = async {
                reached.notified().await;
                given_back.store(true, Ordering::Relaxed);
            };
            assert!(undrawn.draw_during(giving_back, counted()).await.is_err());
            assert!(given_back.load(Ordering::Relaxed), "{panics_early}");
        }
    }
}
