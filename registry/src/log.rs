//! Logging of the Lambda functions, without personal data.

use std::process::ExitCode;

use tracing_subscriber::filter::LevelFilter;

/// Makes a Lambda function log one JSON object per line to standard output.
///
/// A panic is logged only with its location, because its message may quote personal data.
pub fn log_to_stdout() {
    tracing_subscriber::fmt().json().with_max_level(LevelFilter::INFO).with_writer(std::io::stdout).init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
}

/// Logs the error with which a function ends and `message`, which says what failed. Returns its exit code.
pub fn log_end(error: &anyhow::Error, message: &str) -> ExitCode {
    tracing::error!(error = format!("{error:#}"), "{message}");
    ExitCode::FAILURE
}
