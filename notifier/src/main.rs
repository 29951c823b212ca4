//! Cold start: sets up logging, reads the environment and the catalogue's index, creates the clients, then enters the
//! runtime's loop.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use notifier::config::{Config, TransportConfig};
use notifier::transport::{Ses, Smtp, Transport};
use notifier::{Notifier, Surroundings};
use registry::{Store, aws_client};
use serde_json::Value;
use view::templates::TemplateSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    registry::log_to_stdout();
    tracing::info!(version = version::VERSION, "cold start");
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the notifier cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let config = Config::from_environment()?;
    let (workshops, theme) = registry::open(&config.registry.directory, &[TemplateSet::Mails])?;
    let transport = match &config.transport {
        TransportConfig::Ses { endpoint, configuration_set } => {
            Transport::Ses(Ses::new(&config.ses(endpoint), configuration_set.clone()))
        }
        TransportConfig::Smtp(url) => Transport::Smtp(Smtp::new(url)?),
    };
    let surroundings = Surroundings {
        store: Store::new(aws_client(&config.registry.aws), config.registry.table),
        identifier_key: config.registry.identifier_key,
        clock: Arc::new(Timestamp::now),
        transport,
        from: config.from,
    };
    let notifier = &Notifier::new(workshops, theme, surroundings)?;
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
