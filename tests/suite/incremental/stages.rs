//! Builds whose stages are known.

use std::fs::File;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use site::{BuildError, BuildOptions, BuildReport};
use tests::log::subscribe;
use tracing::Id;
use tracing::span::Attributes;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::{Layer, Registry};

/// The names of the stages that a build ran, in order.
#[derive(Clone, Default)]
struct Stages(Arc<Mutex<Vec<&'static str>>>);

impl Stages {
    /// Builds a site and adds each stage when it begins.
    fn of(&self, options: &BuildOptions) -> Result<BuildReport, BuildError> {
        let _guard = subscribe(Registry::default().with(self.clone()));
        site::build(options)
    }

    fn have(&self, name: &str) -> bool {
        self.0.lock().unwrap().contains(&name)
    }
}

impl<S: tracing::Subscriber> Layer<S> for Stages {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.0.lock().unwrap().push(span.metadata().name());
    }
}

/// Builds a site without problems and returns the names of the stages.
pub(super) fn stages(options: &BuildOptions) -> Vec<&'static str> {
    let (built, stages) = build_in_stages(options);
    built.unwrap();
    stages
}

/// Builds a site and returns the result and the names of the stages.
pub(super) fn build_in_stages(
    options: &BuildOptions,
) -> (Result<BuildReport, BuildError>, Vec<&'static str>) {
    let stages = Stages::default();
    let built = stages.of(options);
    (built, std::mem::take(&mut stages.0.lock().unwrap()))
}

/// Builds a site that has been built before, and makes a change after the content was read and before files are written.
pub(super) fn build_while(options: &BuildOptions, change: impl FnOnce()) -> Result<BuildReport, BuildError> {
    // As another build does while it writes.
    let lock = File::options().write(true).open(options.dist.join(".lock")).unwrap();
    lock.lock().unwrap();
    let stages = Stages::default();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| stages.of(options));
        // By then, it has also read what the last build left.
        while !stages.have("pages") && !waiting.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        change();
        lock.unlock().unwrap();
        waiting.join().unwrap()
    })
}
