//! Runs the real notifier, which writes mails to a folder instead of sending them. It runs after each post, and once a
//! minute for mails that no post triggers. The embedded DynamoDB has no stream, so each run is a sweep.

use std::sync::Arc;
use std::time::Duration;

use model::catalogue::Catalogue;
use notifier::sweep::sweep;
use notifier::transport::{Outbox, Transport};
use notifier::{Notifier, Surroundings, TimeLimit};
use registry::Clock;
use tokio::sync::mpsc;
use view::theme::Theme;

use crate::backend::Recipe;
use crate::shown::Shown;

/// Maximum time between two runs, and maximum duration of a run.
const ROUND: Duration = Duration::from_secs(60);

/// Creates the notifier for a built site. Links in its mails lead to the preview.
pub(crate) fn notifier(
    recipe: &Recipe,
    catalogue: Catalogue,
    theme: Theme,
    clock: Clock,
) -> anyhow::Result<Notifier> {
    // No budget: the preview fills no real mailbox, and every mail should appear at once.
    let catalogue = Catalogue { limits: catalogue.limits.without_mail_limits(), ..catalogue };
    let theme = theme.at_address(&format!("http://{}", recipe.address));
    let surroundings = Surroundings {
        store: recipe.store.clone(),
        identifier_key: recipe.identifier_key.clone(),
        clock,
        transport: Transport::Outbox(Outbox::new(&recipe.outbox)),
        from: notifier::mail::sender(&theme.site.organiser.name, &theme.site.organiser.email)?,
    };
    Notifier::new(catalogue.into(), theme, surroundings)
}

/// Runs the notifier after each post, one run at a time.
pub(crate) async fn send_after(mut posts: mpsc::Receiver<()>, shown: Arc<Shown>) {
    loop {
        if let Some(backend) = shown.backend() {
            // Failures are logged and retried in the next run.
            sweep(&backend.notifier, TimeLimit::before_stop_in(ROUND)).await;
        }
        if let Ok(None) = tokio::time::timeout(ROUND, posts.recv()).await {
            return;
        }
    }
}
