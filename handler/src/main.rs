//! Cold start: sets up logging, reads the environment and the catalogue's index, connects to AWS, then enters the
//! runtime's loop.

use std::convert::Infallible;
use std::panic::resume_unwind;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use handler::Services;
use handler::config::Config;
use handler::lambda::{self, Function};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use registry::metrics::Metric;
use registry::{Clock, Started, Workshops};
use serde_json::value::RawValue;
use view::edition::Editions;
use view::templates::TemplateSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let began = Instant::now();
    registry::log_to_stdout();
    tracing::info!(version = version::VERSION, "cold start");
    // A task of its own, because each wake-up of the one that blocks the thread is a call of the system. It is never
    // aborted, so its error is a panic, whose message must not be logged.
    tokio::spawn(serve(began)).await.unwrap_or_else(|error| resume_unwind(error.into_panic()))
}

/// Starts, and answers events until the runtime's loop ends.
async fn serve(began: Instant) -> ExitCode {
    let function = match start(began).await {
        Ok(function) => function,
        Err(error) => return registry::log_end(&error, "the handler cannot start"),
    };
    match run(function).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => registry::log_end(&error, "the handler ended"),
    }
}

/// Reads the environment and the files, and connects to AWS.
async fn start(began: Instant) -> anyhow::Result<Function> {
    let config = Config::from_environment()?;
    // The files are read while the network answers.
    let read = async { open(&config.registry.directory) };
    let (started, read) = tokio::join!(registry::start(&config.registry, Timestamp::now()), read);
    let ((workshops, editions), Started { store, identifier_key }) = (read?, started?);
    let (clock, metrics): (Clock, _) = (Arc::new(Timestamp::now), config.registry.metrics);
    let services = Services { editions, workshops, store, identifier_key, clock: Arc::clone(&clock) };
    let function = Function::new(Arc::new(services), config.edge).with_metrics(metrics.clone());
    metrics.put(&clock, &[(Metric::ColdStart, began.elapsed().as_secs_f64() * 1_000.0)]);
    Ok(function)
}

/// Answers events one after another.
async fn run(function: Function) -> anyhow::Result<()> {
    let function = Arc::new(function);
    let handle = move |event: LambdaEvent<Box<RawValue>>| {
        let function = Arc::clone(&function);
        async move {
            let payload = function.answer(event.payload.get(), lambda::deadline(&event.context)).await;
            Ok::<_, Infallible>(payload)
        }
    };
    lambda_runtime::run(service_fn(handle)).await.map_err(|error| anyhow::anyhow!(error))
}

/// Reads the generator's files and checks that they have what the handler needs.
fn open(directory: &Path) -> anyhow::Result<(Workshops, Editions)> {
    let (workshops, theme) = registry::open(directory, &[TemplateSet::Pages])?;
    handler::requirements::check(workshops.index(), &theme)?;
    let editions = Editions::new(workshops.identifiers(), &theme).context("the theme cannot be rendered")?;
    Ok((workshops, editions))
}
