//! The progress of a build: a bar on a terminal, and the time that each stage took. Stages are the spans of `site`.

use std::fmt::{self, Display};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use tracing::span::Id;
use tracing::subscriber::set_global_default;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, Registry};

/// The time after which a build shows its progress.
const PATIENCE: Duration = Duration::from_millis(500);

/// Number of stages of most builds. A build that hides some of its content repeats a few, for which the bar grows.
const STAGES: u64 = 13;

/// Follows the stages of a build.
#[derive(Clone)]
pub(crate) struct Progress {
    bar: ProgressBar,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    finished: Vec<Stage>,
    /// Whether the build has ended, after which no bar appears.
    is_over: bool,
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
    /// Starts to follow the stages. If standard error is a terminal, a bar appears there after half a second.
    pub(crate) fn start() -> Progress {
        let bar = ProgressBar::with_draw_target(Some(STAGES), ProgressDrawTarget::hidden());
        let style =
            ProgressStyle::with_template("{bar:20} {msg}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let progress = Progress { bar: bar.with_style(style), state: Arc::default() };
        let stages = progress.clone().with_filter(filter_fn(|span| span.target().starts_with("site::")));
        // The program has no other subscriber.
        let _ = set_global_default(Registry::default().with(stages));
        let later = progress.clone();
        thread::spawn(move || later.appear_after(PATIENCE));
        progress
    }

    fn appear_after(&self, patience: Duration) {
        thread::sleep(patience);
        let state = self.state();
        if !state.is_over {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.tick();
        }
    }

    /// Removes the bar, so that other lines can be printed, and returns the stages in the order in which they ended.
    pub(crate) fn finish(&self) -> Vec<Stage> {
        let mut state = self.state();
        state.is_over = true;
        self.bar.finish_and_clear();
        state.finished.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Progress {
    fn on_enter(&self, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        span.extensions_mut().replace(Began(Instant::now()));
        if self.bar.length() == Some(self.bar.position()) {
            self.bar.inc_length(1);
        }
        self.bar.set_message(span.name());
    }

    fn on_exit(&self, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let Some(Began(began)) = span.extensions_mut().remove() else { return };
        self.state().finished.push(Stage { name: span.name(), time: began.elapsed() });
        self.bar.inc(1);
    }
}

impl Display for Stage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:>8.1} ms  {}", self.time.as_secs_f64() * 1000.0, self.name)
    }
}
