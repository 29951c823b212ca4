//! The rate of requests from a sender whose request may still be being counted, so that its route can begin meanwhile.

use std::panic::{AssertUnwindSafe, resume_unwind};

use futures_util::FutureExt;
use futures_util::future::join;
use http::Extensions;
use tokio::sync::watch;

use crate::abuse::Pressure;

/// The pressure of a request, which is known once the request is counted.
#[derive(Clone, Debug)]
pub(crate) struct PendingPressure(watch::Receiver<Option<Pressure>>);

impl PendingPressure {
    /// Counts a request with `counting` while the future that `respond` returns makes the response, and returns the response. If
    /// that panics, so does this, once the request is counted.
    pub(crate) async fn during<F: Future>(
        counting: impl Future<Output = Pressure>,
        respond: impl FnOnce(PendingPressure) -> F,
    ) -> F::Output {
        let (sender, receiver) = watch::channel(None);
        let counting = async { sender.send_replace(Some(counting.await)) };
        let responding = AssertUnwindSafe(respond(PendingPressure(receiver))).catch_unwind();
        let (_, response) = join(counting, responding).await;
        response.unwrap_or_else(|panic| resume_unwind(panic))
    }

    /// Returns the pressure of a request, from its extensions; the usual pressure for a request that is not counted.
    pub(crate) fn of(extensions: &Extensions) -> PendingPressure {
        extensions.get().cloned().unwrap_or_else(|| PendingPressure::from(Pressure::Usual))
    }

    /// Waits until the request is counted.
    pub(crate) async fn known(&self) -> Pressure {
        let mut receiver = self.0.clone();
        let counted = receiver.wait_for(Option::is_some).await;
        counted.ok().and_then(|pressure| *pressure).unwrap_or_default()
    }
}

impl From<Pressure> for PendingPressure {
    fn from(known: Pressure) -> PendingPressure {
        PendingPressure(watch::channel(Some(known)).1)
    }
}
