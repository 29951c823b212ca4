//! Cold start: sets up logging, reads the environment and the catalogue's index, connects to AWS, prepares the transport of
//! mails, then enters the runtime's loop.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use notifier::config::{Config, TransportConfig};
use notifier::transport::{Ses, Smtp, Transport};
use notifier::{Notifier, Surroundings};
use registry::metrics::Metric;
use registry::{Clock, Started};
use serde_json::Value;
use view::templates::TemplateSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let began = Instant::now();
    registry::log_to_stdout();
    tracing::info!(version = version::VERSION, "cold start");
    let notifier = match start(began).await {
        Ok(notifier) => notifier,
        Err(error) => return registry::log_end(&error, "the notifier cannot start"),
    };
    match run(&notifier).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => registry::log_end(&error, "the notifier ended"),
    }
}

/// Reads the environment and the files, connects to AWS, and prepares the transport of mails.
async fn start(began: Instant) -> anyhow::Result<Notifier> {
    let config = Config::from_environment()?;
    // The files are read while the network answers.
    let read = async { registry::open(&config.registry.directory, &[TemplateSet::Mails]) };
    let (started, read) = tokio::join!(registry::start(&config.registry, Timestamp::now()), read);
    let ((workshops, theme), Started { store, identifier_key }) = (read?, started?);
    let transport = match &config.transport {
        TransportConfig::Ses { endpoint, configuration_set } => {
            Transport::Ses(Ses::new(&config.ses(endpoint), configuration_set.clone()))
        }
        TransportConfig::Smtp(url) => Transport::Smtp(Smtp::new(url)?),
    };
    let (clock, metrics): (Clock, _) = (Arc::new(Timestamp::now), config.registry.metrics);
    let surroundings =
        Surroundings { store, identifier_key, clock: Arc::clone(&clock), transport, from: config.from };
    let notifier = Notifier::new(workshops, theme, surroundings)?.with_metrics(metrics.clone());
    metrics.put(&clock, &[(Metric::ColdStart, began.elapsed().as_secs_f64() * 1_000.0)]);
    Ok(notifier)
}

/// Handles events one after another.
async fn run(notifier: &Notifier) -> anyhow::Result<()> {
    let handle = async |event: LambdaEvent<Value>| {
        // Lambda states its deadline as a time of day, so it is compared with the system clock.
        let left: Duration = event.context.deadline().duration_since(SystemTime::now()).unwrap_or_default();
        // Boxed, because the compiler cannot compute the layout of futures nested this deeply.
        let answer = Box::pin(notifier::lambda::handle(notifier, event.payload, left)).await;
        answer.map_err(|error| {
            tracing::error!(error = format!("{error:#}"), "the event failed");
            lambda_runtime::Error::from(error)
        })
    };
    lambda_runtime::run(service_fn(handle)).await.map_err(|error| anyhow::anyhow!(error))
}
