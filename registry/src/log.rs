//! How the functions log. What they log is each program's own business; nothing of it is about people.

use tracing_subscriber::filter::LevelFilter;

/// Has a Lambda function log one JSON object a line to standard output.
///
/// Of a panic only its place is logged, because its message may quote what somebody typed.
pub fn log_to_stdout() {
    tracing_subscriber::fmt().json().with_max_level(LevelFilter::INFO).with_writer(std::io::stdout).init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "panic");
    }));
}
