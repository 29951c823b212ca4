//! The progress of a build: a bar on a terminal, and the time that each stage took. Stages are the spans of `site`.

use std::fmt::{self, Display};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracing::span::Id;
use tracing::subscriber::set_global_default;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// A build that takes longer than this shows how far it is.
const PATIENCE: Duration = Duration::from_millis(500);

/// Number of stages of a build. A build that hides some of its content repeats those in the middle.
const STAGES: u64 = 9;

/// Follows the stages of a build.
#[derive(Clone)]
pub(crate) struct Progress {
    began: Instant,
    bar: ProgressBar,
    finished: Arc<Mutex<Vec<Stage>>>,
}

/// A finished stage and the time it took. It is displayed in milliseconds.
#[derive(Clone, Debug)]
pub(crate) struct Stage {
    name: &'static str,
    time: Duration,
}

/// The time at which a stage began.
struct Began(Instant);

impl Progress {
    /// Starts to follow the stages. On a terminal, a bar appears on standard error after half a second.
    pub(crate) fn shown() -> Progress {
        let bar = ProgressBar::with_draw_target(Some(STAGES), ProgressDrawTarget::hidden());
        let style =
            ProgressStyle::with_template("{bar:20} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let progress =
            Progress { began: Instant::now(), bar: bar.with_style(style), finished: Arc::default() };
        // The program has no other subscriber.
        let _ = set_global_default(Registry::default().with(progress.clone()));
        progress
    }

    /// Removes the bar and returns the stages in the order in which they ended.
    pub(crate) fn finish(&self) -> Vec<Stage> {
        self.bar.finish_and_clear();
        self.finished.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Progress {
    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        span.extensions_mut().insert(Began(Instant::now()));
        if self.bar.is_hidden() && self.began.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_message(span.name());
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let Some(Began(began)) = span.extensions_mut().remove() else { return };
        let stage = Stage { name: span.name(), time: began.elapsed() };
        self.finished.lock().unwrap_or_else(PoisonError::into_inner).push(stage);
        self.bar.inc(1);
    }
}

impl Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:>8.1} ms  {}", self.time.as_secs_f64() * 1000.0, self.name)
    }
}
