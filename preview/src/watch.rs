//! Says when content or theme changed. What is done about it is decided elsewhere.
//!
//! The system reports changes of the folders that it was asked to watch. It stays silent when such a folder is replaced
//! (a branch without it was checked out and left again, a folder was renamed into its place), when a link leads
//! elsewhere from now on, on many network drives and in containers. So everything is looked over once a second, too; a
//! change that was not reported has the folders watched anew.

mod look;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};
use tokio::sync::mpsc;

use self::look::Look;

/// An editor saves in several steps, and `git switch` changes many files: long enough to see them as one
/// change, short enough not to be noticed.
const QUIET: Duration = Duration::from_millis(100);

/// How often everything is looked over.
const INTERVAL: Duration = Duration::from_secs(1);

/// How much longer than one look the next is waited for: large sites and slow drives are looked over less often.
const REST: u32 = 20;

/// How often a change that goes on is waited for before it is reported.
const MAX_WAITS: u32 = 20;

/// Watches as long as it lives.
#[derive(Debug)]
pub(crate) struct Watcher {
    _end: Sender<Never>,
}

/// What is never sent: the watching ends with its sender.
#[derive(Debug)]
enum Never {}

type Reports = Debouncer<RecommendedWatcher, RecommendedCache>;

/// Sends to `changed` whenever something in one of the `folders` changed. As the channel holds one message, the changes
/// during a build lead to one more.
pub(crate) fn watch(folders: &[PathBuf], changed: mpsc::Sender<()>) -> Watcher {
    let (_end, ended) = channel();
    let folders = folders.to_vec();
    // Before this returns, so that no change after it is missed.
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
    _reports: Option<Reports>,
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
                // This holds a sender itself.
                Err(RecvTimeoutError::Disconnected) => return,
            };
            while self.reported.try_recv().is_ok() {}
            let started = Instant::now();
            let look = Look::at(&self.folders);
            pause = INTERVAL.max(started.elapsed() * REST);
            let is_changed = look != self.last;
            self.last = look;
            if is_changed && !is_reported {
                self.settle();
                self._reports = reports(&self.folders, self.report.clone());
                // Whatever happened before the folders were watched.
                self.last = Look::at(&self.folders);
            }
            if is_changed || is_reported {
                // When it is full, a build that sees this change will follow anyway.
                let _ = self.changed.try_send(());
            }
        }
    }

    /// Waits until a change that was not reported is over: a folder is copied file by file.
    fn settle(&mut self) {
        for _ in 0..MAX_WAITS {
            std::thread::sleep(QUIET);
            let look = Look::at(&self.folders);
            if look == self.last {
                return;
            }
            self.last = look;
        }
    }
}

/// Has the system report changes. Where it cannot (a folder is missing, too many are watched on this machine), looking
/// once a second finds them.
fn reports(folders: &[PathBuf], report: Sender<()>) -> Option<Reports> {
    let mut watcher = new_debouncer(QUIET, None, move |result: DebounceEventResult| {
        // The build itself reads the files, so access is no change. After an error (too many changes at
        // once) something may have been missed.
        let is_change = match result {
            Ok(events) => events.iter().any(|event| !event.kind.is_access()),
            Err(_) => true,
        };
        if is_change {
            // An error means that the watching ended.
            let _ = report.send(());
        }
    })
    .ok()?;
    for folder in folders {
        // The other folder is watched all the same.
        let _ = watcher.watch(folder.as_path() as &Path, RecursiveMode::Recursive);
    }
    Some(watcher)
}
