//! The rate of requests from a sender whose request is still being counted, so that its route can begin meanwhile.

use futures_util::future::join;
use http::Extensions;
use tokio::sync::watch;

use crate::abuse::{Counted, Pressure};

/// The pressure of a request that is still being counted.
#[derive(Clone, Debug)]
pub(crate) struct PressureToCome(watch::Receiver<Option<Pressure>>);

impl PressureToCome {
    /// Counts a request with `counting` while the future that `respond` returns makes the response; returns both results.
    pub(crate) async fn during<F: Future>(
        counting: impl Future<Output = Counted>,
        respond: impl FnOnce(PressureToCome) -> F,
    ) -> (Counted, F::Output) {
        let (sender, receiver) = watch::channel(None);
        let counting = async {
            let counted = counting.await;
            sender.send_replace(Some(counted.pressure));
            counted
        };
        join(counting, respond(PressureToCome(receiver))).await
    }

    /// Returns the pressure to come of a request, from its extensions; the usual pressure for a request that is not counted.
    pub(crate) fn of(extensions: &Extensions) -> PressureToCome {
        let usual = || PressureToCome(watch::channel(Some(Pressure::Usual)).1);
        extensions.get().cloned().unwrap_or_else(usual)
    }

    /// Waits until the request is counted.
    pub(crate) async fn known(&self) -> Pressure {
        let mut receiver = self.0.clone();
        let counted = receiver.wait_for(Option::is_some).await;
        counted.ok().and_then(|pressure| *pressure).unwrap_or_default()
    }
}
