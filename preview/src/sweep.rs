//! What time brings about for registrations, whoever comes or does not.

use std::sync::Arc;
use std::time::Duration;

use handler::store::Store;
use tokio::time::{MissedTickBehavior, interval};

use crate::server::Shown;

/// Often enough to be seen by whoever tries it out.
const INTERVAL: Duration = Duration::from_secs(60);

/// Sweeps the workshops of whatever site is shown, for ever.
pub(crate) async fn sweep(shown: Arc<Shown>, store: Store) {
    let mut interval = interval(INTERVAL);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        interval.tick().await;
        if let Some(site) = shown.site() {
            // What went wrong stands in the log.
            handler::sweep::sweep(&site.catalogue, &store, (site.clock)()).await;
        }
    }
}
