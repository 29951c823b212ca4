//! The metrics of the functions, as lines of the log in CloudWatch's embedded metric format, without personal data:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
//! CloudWatch makes them from the log, so that no request waits for another service.
//!
//! `infra/metrics.json` lists them for the alarms and the dashboard; `tests/suite/metrics.rs` writes it.

use std::io::Write as _;

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use strum::{IntoStaticStr, VariantArray};

use crate::clock::Clock;

/// The namespace of the metrics.
pub const NAMESPACE: &str = "Ateliers";

/// The dimension that every metric has: the name of the function.
const FUNCTION: &str = "FunctionName";

/// A metric. Each of its combinations of dimensions is paid for, so there are few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The start of a function until it takes events, in milliseconds. Their number is that of cold starts.
    ColdStart,
    /// A request to the handler, in milliseconds.
    Latency,
    /// A post of a registration form.
    Registrations(Outcome),
    /// Mails that were sent.
    MailsSent,
    /// Mails that were refused for good, or withheld because an earlier one was refused or reported as spam.
    MailsRefused,
    /// Mails that could not be sent yet.
    MailsFailed,
    /// Whether the canary's specimen was accepted: 1 or 0.
    SpecimenAccepted,
}

/// What came of a post of a registration form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Outcome {
    /// It has, or requests, its seats.
    Accepted,
    /// It is on the waiting list.
    Waiting,
    /// It looks like spam.
    Quarantined,
    /// The form was shown again because of its answers.
    Invalid,
    /// It was refused: full, closed, or too many.
    Refused,
    /// It was not stored because of an error on our side.
    Failed,
}

/// The metrics of a function on Lambda; of other programs, there are none.
#[derive(Clone, Debug, Default)]
pub struct Metrics {
    function: Option<String>,
}

impl Metric {
    /// Returns all metrics with all values of their dimensions.
    pub fn all() -> Vec<Metric> {
        let outcomes = Outcome::VARIANTS.iter().copied().map(Metric::Registrations);
        let others = [
            Metric::ColdStart,
            Metric::Latency,
            Metric::MailsSent,
            Metric::MailsRefused,
            Metric::MailsFailed,
            Metric::SpecimenAccepted,
        ];
        others.into_iter().chain(outcomes).collect()
    }

    /// Returns the name.
    pub fn name(self) -> &'static str {
        match self {
            Metric::ColdStart => "ColdStart",
            Metric::Latency => "Latency",
            Metric::Registrations(_) => "Registrations",
            Metric::MailsSent => "MailsSent",
            Metric::MailsRefused => "MailsRefused",
            Metric::MailsFailed => "MailsFailed",
            Metric::SpecimenAccepted => "SpecimenAccepted",
        }
    }

    /// Returns the unit, one of CloudWatch's.
    pub fn unit(self) -> &'static str {
        match self {
            Metric::ColdStart | Metric::Latency => "Milliseconds",
            _ => "Count",
        }
    }

    /// Returns the name and value of its dimension besides the function.
    pub fn dimension(self) -> Option<(&'static str, &'static str)> {
        match self {
            Metric::Registrations(outcome) => Some(("Outcome", outcome.into())),
            _ => None,
        }
    }
}

impl Metrics {
    /// Returns the metrics of the function with this name, or none without a name.
    pub fn of(function: Option<String>) -> Metrics {
        Metrics { function }
    }

    /// Writes values of now to the log, one line for metrics with the same dimensions.
    pub fn put(&self, clock: &Clock, values: &[(Metric, f64)]) {
        let Some(function) = &self.function else { return };
        let (now, mut rest) = (clock(), values);
        while let Some((first, _)) = rest.first() {
            let same = rest.iter().take_while(|(metric, _)| metric.dimension() == first.dimension()).count();
            let (line, others) = rest.split_at(same);
            // One write, so that lines of the log stay whole.
            let line = format!("{}\n", embedded(function, now, line));
            if let Err(error) = std::io::stdout().write_all(line.as_bytes()) {
                tracing::warn!(%error, "a metric was not written");
            }
            rest = others;
        }
    }
}

/// Returns values of metrics that all have the same dimensions in the embedded metric format.
fn embedded(function: &str, now: Timestamp, values: &[(Metric, f64)]) -> Value {
    let dimension = values.first().and_then(|(metric, _)| metric.dimension());
    let names: Vec<_> = [FUNCTION].into_iter().chain(dimension.map(|(name, _)| name)).collect();
    let metrics = values.iter().map(|(metric, _)| json!({ "Name": metric.name(), "Unit": metric.unit() }));
    let directive =
        json!({ "Namespace": NAMESPACE, "Dimensions": [names], "Metrics": metrics.collect::<Vec<_>>() });
    let mut line = Map::new();
    let about = json!({ "Timestamp": now.as_millisecond(), "CloudWatchMetrics": [directive] });
    line.insert("_aws".to_owned(), about);
    line.insert(FUNCTION.to_owned(), function.into());
    line.extend(dimension.map(|(name, value)| (name.to_owned(), value.into())));
    line.extend(values.iter().map(|(metric, value)| (metric.name().to_owned(), json!(value))));
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_with_the_same_dimensions_share_a_line() {
        let now = Timestamp::from_millisecond(1_809_172_800_123).unwrap();
        let line = embedded("handler", now, &[(Metric::MailsSent, 2.0), (Metric::MailsFailed, 1.0)]);
        let expected = json!({
            "_aws": {
                "Timestamp": 1_809_172_800_123_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "Ateliers",
                    "Dimensions": [["FunctionName"]],
                    "Metrics": [
                        { "Name": "MailsSent", "Unit": "Count" },
                        { "Name": "MailsFailed", "Unit": "Count" },
                    ],
                }],
            },
            "FunctionName": "handler",
            "MailsSent": 2.0,
            "MailsFailed": 1.0,
        });
        assert_eq!(line, expected);
        let line = embedded("handler", now, &[(Metric::Registrations(Outcome::Waiting), 1.0)]);
        let dimensions = &line["_aws"]["CloudWatchMetrics"][0]["Dimensions"];
        assert_eq!(
            (dimensions, &line["Outcome"]),
            (&json!([["FunctionName", "Outcome"]]), &json!("waiting"))
        );
    }
}
