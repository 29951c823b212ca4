//! The real notifier, which writes mails to a folder instead of sending them: after each post, and once a minute for
//! what happens by itself. The embedded DynamoDB has no stream, so each round is a sweep.

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

/// Longest time between two rounds, and longest duration of one.
const ROUND: Duration = Duration::from_secs(60);

/// The notifier for a site that was built. Links in its mails lead to the preview, so that they can be followed.
pub(crate) fn notifier(
    recipe: &Recipe,
    catalogue: Catalogue,
    theme: Theme,
    clock: Clock,
) -> anyhow::Result<Notifier> {
    // Nobody's mailbox fills up here, and whoever tries something out is to see its mail at once.
    let catalogue = Catalogue { limits: catalogue.limits.without_mail_limits(), ..catalogue };
    let theme = theme.at_address(&format!("http://{}", recipe.address));
    let surroundings = Surroundings {
        store: recipe.store.clone(),
        identifier_key: recipe.identifier_key.clone(),
        clock,
        transport: Transport::Outbox(Outbox::new(&recipe.outbox)),
        from: notifier::mail::sender(&theme.site.organiser.name, &theme.site.organiser.email)?,
    };
    Notifier::new(catalogue, theme, surroundings)
}

/// Mails what there is to mail after each post, one round at a time.
pub(crate) async fn send_after(mut posts: mpsc::Receiver<()>, shown: Arc<Shown>) {
    loop {
        if let Some(backend) = shown.backend() {
            // What could not be written is in the log, and tried again in the next round.
            sweep(&backend.notifier, TimeLimit::before_stop_in(ROUND)).await;
        }
        if let Ok(None) = tokio::time::timeout(ROUND, posts.recv()).await {
            return;
        }
    }
}
