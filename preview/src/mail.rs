//! Runs the real notifier, which writes mails to a folder instead of sending them: for each change of the database, as
//! the table's stream does on AWS, and once a minute as a sweep, for mails that no change triggers.

use std::sync::Arc;
use std::time::Duration;

use embedded::Changes;
use notifier::stream::mail_about;
use notifier::sweep::sweep;
use notifier::transport::{Outbox, Transport};
use notifier::{Notifier, Surroundings, TimeLimit};
use registry::{Clock, Workshops};
use tokio::time::{Instant, timeout_at};
use view::theme::Theme;

use crate::backend::Recipe;
use crate::shown::Shown;

/// The time between two sweeps, and the maximum duration of a sweep or of the mails about a change.
const ROUND: Duration = Duration::from_secs(60);

/// Creates the notifier for a built site. Links in its mails lead to the preview.
pub(crate) fn notifier(
    recipe: &Recipe,
    workshops: Workshops,
    theme: Theme,
    clock: Clock,
) -> anyhow::Result<Notifier> {
    let theme = theme.at_address(&format!("http://{}", recipe.address));
    let surroundings = Surroundings {
        store: recipe.store.clone(),
        identifier_key: recipe.identifier_key.clone(),
        clock,
        transport: Transport::Outbox(Outbox::new(&recipe.outbox)),
        from: notifier::mail::sender(&theme.site.organiser.name, &theme.site.organiser.email)?,
    };
    // No budget: the preview fills no real mailbox, and every mail should appear at once.
    Notifier::new(workshops.without_mail_limits(), theme, surroundings)
}

/// Runs the notifier until the database is closed. Failures are logged and retried by the next sweep.
pub(crate) async fn send_after(mut changes: Changes, shown: Arc<Shown>) {
    loop {
        if let Some(backend) = shown.backend() {
            sweep(&backend.notifier, TimeLimit::before_stop_in(ROUND)).await;
        }
        let next_sweep = Instant::now() + ROUND;
        while Instant::now() < next_sweep {
            match timeout_at(next_sweep, changes.next()).await {
                Ok(Some(item)) => {
                    if let Some(backend) = shown.backend() {
                        mail_about(&backend.notifier, &item, TimeLimit::before_stop_in(ROUND)).await;
                    }
                }
                Ok(None) => return,
                Err(_) => break,
            }
        }
    }
}
