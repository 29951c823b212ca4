//! The metrics of the functions, as lines of the log in CloudWatch's embedded metric format, without personal data:
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>.
//! CloudWatch makes them from the log, so that no request waits for another service.
//!
//! `infra/metrics.json` lists them for the alarms and the dashboard; `tests/suite/metrics.rs` writes it.

use std::io::Write as _;

use jiff::Timestamp;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
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
        let (now, mut rest, mut lines) = (clock(), values, String::new());
        while let Some((first, _)) = rest.first() {
            let same = rest.iter().take_while(|(metric, _)| metric.dimension() == first.dimension()).count();
            let (line, others) = rest.split_at(same);
            // Serialising numbers and names into memory cannot fail.
            lines += &serde_json::to_string(&Embedded { function, now, values: line }).unwrap_or_default();
            lines.push('\n');
            rest = others;
        }
        // One write, so that lines of the log stay whole.
        if let Err(error) = std::io::stdout().write_all(lines.as_bytes()) {
            tracing::warn!(%error, "metrics were not written");
        }
    }
}

/// Values of metrics that all have the same dimensions, as a line in the embedded metric format.
struct Embedded<'a> {
    function: &'a str,
    now: Timestamp,
    values: &'a [(Metric, f64)],
}

/// The description of the other fields of a line.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct About {
    timestamp: i64,
    cloud_watch_metrics: [Directive; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: &'static str,
    dimensions: [Vec<&'static str>; 1],
    metrics: Vec<Definition>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    name: &'static str,
    unit: &'static str,
}

impl Embedded<'_> {
    fn about(&self, dimension: Option<&'static str>) -> About {
        let metrics = self.values.iter();
        let directive = Directive {
            namespace: NAMESPACE,
            dimensions: [[FUNCTION].into_iter().chain(dimension).collect()],
            metrics: metrics.map(|(it, _)| Definition { name: it.name(), unit: it.unit() }).collect(),
        };
        About { timestamp: self.now.as_millisecond(), cloud_watch_metrics: [directive] }
    }
}

impl Serialize for Embedded<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dimension = self.values.first().and_then(|(metric, _)| metric.dimension());
        let mut line = serializer.serialize_map(None)?;
        line.serialize_entry("_aws", &self.about(dimension.map(|(name, _)| name)))?;
        line.serialize_entry(FUNCTION, self.function)?;
        if let Some((name, value)) = dimension {
            line.serialize_entry(name, value)?;
        }
        for (metric, value) in self.values {
            line.serialize_entry(metric.name(), value)?;
        }
        line.end()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn embedded(function: &str, now: Timestamp, values: &[(Metric, f64)]) -> Value {
        serde_json::to_value(Embedded { function, now, values }).unwrap()
    }

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
