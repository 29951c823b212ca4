//! Says when content or theme changed. What is done about it is decided elsewhere.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::mpsc;

/// An editor saves in several steps, and `git switch` changes many files: long enough to see them as one
/// change, short enough not to be noticed.
const QUIET: Duration = Duration::from_millis(100);

/// Watches as long as it lives.
pub(crate) type Watcher = Debouncer<RecommendedWatcher, RecommendedCache>;

/// Sends to `changed` whenever a file below one of the `folders` changed. As the channel holds one message, the
/// changes during a build lead to one more.
pub(crate) fn watch(folders: &[impl AsRef<Path>], changed: mpsc::Sender<()>) -> anyhow::Result<Watcher> {
    let mut watcher = new_debouncer(QUIET, None, move |result: DebounceEventResult| {
        // The build itself reads the files, so access is no change. After an error (too many changes at
        // once) something may have been missed.
        let is_change = match result {
            Ok(events) => events.iter().any(|event| !event.kind.is_access()),
            Err(_) => true,
        };
        if is_change {
            // When it is full, a build that sees this change will follow anyway.
            let _ = changed.try_send(());
        }
    })
    .context("cannot watch files")?;
    for folder in folders {
        let folder = folder.as_ref();
        watcher
            .watch(folder, RecursiveMode::Recursive)
            .with_context(|| format!("cannot watch `{}`", folder.display()))?;
    }
    Ok(watcher)
}
