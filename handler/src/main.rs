//! Cold start: sets up logging, reads the environment and the catalogue's index, creates the AWS client, then enters
//! the runtime's loop.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use handler::Services;
use handler::config::Config;
use handler::lambda::{self, Function};
use jiff::Timestamp;
use lambda_runtime::{LambdaEvent, service_fn};
use registry::{Store, aws_client};
use serde_json::Value;
use view::edition::Editions;
use view::templates::TemplateSet;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    registry::log_to_stdout();
    tracing::info!(version = version::VERSION, "cold start");
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "the handler cannot start");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<()> {
    let config = Config::from_environment()?;
    let (workshops, theme) = registry::open(&config.registry.directory, &[TemplateSet::Pages])?;
    handler::requirements::check(workshops.index(), &theme)?;
    let services = Services {
        editions: Editions::new(workshops.identifiers(), &theme).context("the theme cannot be rendered")?,
        workshops,
        store: Store::new(aws_client(&config.registry.aws), config.registry.table),
        identifier_key: config.registry.identifier_key,
        clock: Arc::new(Timestamp::now),
    };
    drop(theme);
    if let Err(error) = services.store.warm_up().await {
        tracing::warn!(%error, "the store was not reached during the cold start");
    }
    let function = &Function::new(Arc::new(services), config.edge);
    let handle = async |event: LambdaEvent<Value>| {
        let answer = function.answer(event.payload, lambda::deadline(&event.context)).await;
        Ok::<_, lambda_runtime::Error>(answer)
    };
    lambda_runtime::run(service_fn(handle)).await.map_err(|error| anyhow::anyhow!(error))
}
