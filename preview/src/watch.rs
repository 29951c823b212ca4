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
const QUIET: Duration = Duration::from_millis(10);

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
    reported: Receiver<Change>,
    report: Sender<Change>,
    _reports: Option<RecommendedWatcher>,
}

/// A change that the system reported.
enum Change {
    /// Something at these paths.
    At(Vec<PathBuf>),
    /// Something anywhere, as after an error such as too many changes at once.
    Anywhere,
}

impl Watch {
    fn new(folders: Vec<PathBuf>, last: Look, changed: mpsc::Sender<()>) -> Watch {
        let (report, reported) = channel();
        let reports = reports(&folders, report.clone());
        Watch { folders, last, changed, reported, report, _reports: reports }
    }

    fn run(mut self, ended: &Receiver<Never>) {
        let mut next_poll = Instant::now() + INTERVAL;
        while matches!(ended.try_recv(), Err(std::sync::mpsc::TryRecvError::Empty)) {
            let pause = next_poll.saturating_duration_since(Instant::now());
            let reported = if pause.is_zero() {
                Err(RecvTimeoutError::Timeout)
            } else {
                self.reported.recv_timeout(pause)
            };
            match reported {
                Ok(change) => {
                    let changes = self.until_quiet(change);
                    self.report_change();
                    // What was not reported remains to be found by the next poll.
                    changes.into_iter().for_each(|change| self.look_again(change));
                }
                Err(RecvTimeoutError::Timeout) => next_poll = Instant::now() + self.poll(),
                // This closure owns a sender itself.
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Polls for changes that are not reported, and returns how long to wait before the next poll.
    fn poll(&mut self) -> Duration {
        let started = Instant::now();
        let look = Look::at(&self.folders);
        let pause = INTERVAL.max(started.elapsed() * REST);
        if look != self.last {
            self.last = look;
            // A change at the moment of the poll is reported, too.
            if self.reported.try_iter().count() == 0 {
                self.settle();
                self._reports = reports(&self.folders, self.report.clone());
                // Changes from before the folders were watched.
                self.last = Look::at(&self.folders);
            }
            self.report_change();
        }
        pause
    }

    fn report_change(&self) {
        // If the channel is full, a pending build will see this change.
        let _ = self.changed.try_send(());
    }

    /// Returns the reported changes from this one until no further ones are reported.
    fn until_quiet(&self, first: Change) -> Vec<Change> {
        let (started, mut changes) = (Instant::now(), vec![first]);
        while started.elapsed() < LONGEST
            && let Ok(change) = self.reported.recv_timeout(QUIET)
        {
            changes.push(change);
        }
        // Those that are waiting are part of this change.
        changes.extend(self.reported.try_iter());
        changes
    }

    /// Looks again where something changed.
    fn look_again(&mut self, change: Change) {
        match change {
            Change::At(paths) if paths.iter().all(|path| self.is_watched(path)) => {
                paths.iter().for_each(|path| self.last.look_again_at(path));
            }
            Change::At(_) | Change::Anywhere => self.last = Look::at(&self.folders),
        }
    }

    fn is_watched(&self, path: &Path) -> bool {
        self.folders.iter().any(|folder| path.starts_with(folder))
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
fn reports(folders: &[PathBuf], report: Sender<Change>) -> Option<RecommendedWatcher> {
    let mut watcher = notify::recommended_watcher(move |result: notify::Result<Event>| {
        // Ignore reads: the build itself reads the files. After an error, such as too many changes at once, a change
        // may have been missed.
        let change = match result {
            Ok(event) if event.kind.is_access() => return,
            Ok(event) if event.need_rescan() => Change::Anywhere,
            Ok(event) => Change::At(event.paths),
            Err(_) => Change::Anywhere,
        };
        // An error means that the watcher has stopped.
        let _ = report.send(change);
    })
    .ok()?;
    for folder in folders {
        // Watch the other folders nevertheless.
        let _ = watcher.watch(folder.as_path() as &Path, RecursiveMode::Recursive);
    }
    Some(watcher)
}
