//! Reports changes to content and theme; the caller decides what to do.
//!
//! The operating system reports changes to watched folders, but not if such a folder is replaced (by checking out a
//! branch without it and returning, or by renaming a folder into its place), if a link changes its target, on many
//! network drives, or in containers. Therefore the files are also polled once a second; after an unreported change the
//! folders are watched anew.

pub(crate) mod look;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use self::look::Look;

/// An editor saves in several steps, and `git switch` changes many files: this delay merges most of them into one change
/// and is too short to notice. If it was too short, the rest causes another build.
const QUIET: Duration = Duration::from_millis(25);

/// The longest wait while changes go on. An editor that saves all the time must not stop the preview.
const LONGEST: Duration = Duration::from_secs(2);

/// The polling interval.
const INTERVAL: Duration = Duration::from_secs(1);

/// The pause is at least this many times the duration of a poll, so that large sites and slow drives are polled less
/// often.
const REST: u32 = 20;

/// The pause between two polls of an unreported change, which may be slow: a folder is copied file by file.
const SETTLING: Duration = Duration::from_millis(100);

/// Watches until dropped.
#[derive(Debug)]
pub(crate) struct Watcher {
    _end: Sender<Never>,
}

/// Carries no messages: the watcher stops when the sender is dropped.
#[derive(Debug)]
enum Never {}

/// Sends to `changed` after each change in one of the `folders`. The channel holds one message, so that all changes
/// during a build cause one more build.
pub(crate) fn watch(folders: &[PathBuf], changed: mpsc::Sender<()>) -> Watcher {
    let (_end, ended) = channel();
    let folders = folders.to_vec();
    // Look before returning, so that no later change is missed.
    let last = Look::at(&folders);
    std::thread::spawn(move || Watch::new(folders, last, changed).run(&ended));
    Watcher { _end }
}

struct Watch {
    folders: Vec<PathBuf>,
    last: Look,
    changed: mpsc::Sender<()>,
    reported: Receiver<()>,
    report: Sender<()>,
    _reports: Option<RecommendedWatcher>,
}

impl Watch {
    fn new(folders: Vec<PathBuf>, last: Look, changed: mpsc::Sender<()>) -> Watch {
        let (report, reported) = channel();
        let reports = reports(&folders, report.clone());
        Watch { folders, last, changed, reported, report, _reports: reports }
    }

    fn run(mut self, ended: &Receiver<Never>) {
        let mut pause = INTERVAL;
        while matches!(ended.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
            let is_reported = match self.reported.recv_timeout(pause) {
                Ok(()) => true,
                Err(RecvTimeoutError::Timeout) => false,
                // This closure owns a sender itself.
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if is_reported {
                self.wait_until_quiet();
            }
            let started = Instant::now();
            let look = Look::at(&self.folders);
            pause = INTERVAL.max(started.elapsed() * REST);
            let is_changed = look != self.last;
            self.last = look;
            if is_changed && !is_reported {
                self.settle();
                self._reports = reports(&self.folders, self.report.clone());
                // Changes from before the folders were watched.
                self.last = Look::at(&self.folders);
            }
            if is_changed || is_reported {
                // If the channel is full, a pending build will see this change.
                let _ = self.changed.try_send(());
            }
        }
    }

    /// Waits until no further changes are reported.
    fn wait_until_quiet(&self) {
        let started = Instant::now();
        while started.elapsed() < LONGEST && self.reported.recv_timeout(QUIET).is_ok() {}
        // Those that are waiting are part of this change.
        while self.reported.try_recv().is_ok() {}
    }

    /// Waits until an unreported change is complete.
    fn settle(&mut self) {
        let started = Instant::now();
        while started.elapsed() < LONGEST {
            std::thread::sleep(SETTLING);
            let look = Look::at(&self.folders);
            if look == self.last {
                return;
            }
            self.last = look;
        }
    }
}

/// Asks the system to report changes. If it cannot (a folder is missing, or the limit of watches is reached), polling
/// finds them.
fn reports(folders: &[PathBuf], report: Sender<()>) -> Option<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |result: notify::Result<Event>| {
        // Ignore reads: the build itself reads the files. After an error, such as too many changes at once, a change
        // may have been missed.
        let is_change = match result {
            Ok(event) => !event.kind.is_access(),
            Err(_) => true,
        };
        if is_change {
            // An error means that the watcher has stopped.
            let _ = report.send(());
        }
    })
    .ok()?;
    for folder in folders {
        // Watch the other folders nevertheless.
        let _ = watcher.watch(folder.as_path() as &Path, RecursiveMode::Recursive);
    }
    Some(watcher)
}
