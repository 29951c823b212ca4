//! The metrics that the functions write into their logs: the format that CloudWatch reads, and the list of them in
//! `infra/metrics.json`, by which the alarms and the dashboard are checked (`infra/tests/templates.py`).

use std::collections::BTreeSet;

use registry::metrics::{Metric, NAMESPACE};
use serde_json::{Map, Value, json};
use tests::dynamodb::{Fault, Table};
use tests::front::Front;
use tests::handler::{Event, fields, fields_with};
use tests::notifier::{canary, records, registration_key, schedule};
use tests::project::root;
use tests::runtime_api::{Function, log_lines};
use tests::ses::{Reply, Ses};

/// The units that CloudWatch knows and that we use, of its `MetricDatum`.
const UNITS: [&str; 2] = ["Count", "Milliseconds"];

/// Asserts that a line is valid by the specification of the embedded metric format, and returns each metric as the entry of
/// `infra/metrics.json`.
fn entries(line: &Value) -> Vec<Value> {
    let about = &line["_aws"];
    assert!(about["Timestamp"].as_i64().is_some_and(|time| time > 1_700_000_000_000), "milliseconds: {line}");
    let directives = about["CloudWatchMetrics"].as_array().expect("an array of directives");
    assert!(!directives.is_empty() && line.to_string().len() < 1_048_576, "{line}");
    let mut entries = Vec::new();
    for directive in directives {
        let namespace = directive["Namespace"].as_str().expect("a text");
        assert!((1..=1024).contains(&namespace.len()) && !namespace.starts_with("AWS/"), "{line}");
        let [dimensions] = directive["Dimensions"].as_array().expect("an array").as_slice() else {
            panic!("each set of dimensions is paid for: {line}")
        };
        let mut entry = Map::from_iter([("namespace".to_owned(), namespace.into())]);
        let dimensions = dimensions.as_array().expect("an array of names");
        assert!(dimensions.len() <= 30, "{line}");
        for name in dimensions.iter().map(|name| name.as_str().expect("a name")) {
            let value = line[name].as_str().expect("dimensions are texts of the line");
            assert!((1..=1024).contains(&value.len()), "{line}");
            entry.insert(name.to_owned(), value.into());
        }
        let metrics = directive["Metrics"].as_array().expect("an array of metrics");
        assert!((1..=100).contains(&metrics.len()), "{line}");
        for metric in metrics {
            let (name, unit) =
                (metric["Name"].as_str().expect("a name"), metric["Unit"].as_str().expect("a unit"));
            assert!(line[name].is_number() && UNITS.contains(&unit), "{line}");
            entry.insert("name".to_owned(), name.into());
            entry.insert("unit".to_owned(), unit.into());
            entries.push(Value::Object(entry.clone()));
        }
    }
    entries
}

/// Returns the entries of all metrics in a log, whose other lines are those of the log.
fn written(log: &str) -> Vec<Value> {
    let (metrics, others): (Vec<_>, Vec<_>) = log_lines(log).partition(|line| line.get("_aws").is_some());
    assert!(others.iter().all(|line| line["level"].is_string()), "{others:?}");
    for metrics in &metrics {
        for private in ["Claire", "Le Gall", "office.example", "proximite", "registrations/"] {
            assert!(!metrics.to_string().contains(private), "{private} in {metrics}");
        }
    }
    metrics.iter().flat_map(entries).collect()
}

/// Lets the handler have every outcome, and returns its metrics.
async fn of_handler(table: &Table) -> Vec<Value> {
    let mut handler = Function::start(table).await;
    let mut post = async |workshop: &str, fields: &[(&str, &str)], status: u16| {
        let answer = handler.invoke(&Event::post(workshop, fields)).await;
        assert_eq!(answer["statusCode"], status, "{answer}");
    };
    post("proximite", &fields(), 303).await;
    post("proximite", &fields_with("email", "nobody"), 422).await;
    post("proximite", &fields_with("message-subject", "spam"), 303).await;
    post("petit", &fields(), 303).await;
    post("petit", &fields_with("email", "second@office.example"), 409).await;
    for number in 0..11 {
        post("groupe", &fields_with("email", &format!("p{number}@office.example")), 303).await;
    }
    let mut metrics = written(&handler.stop().await);
    let denied = table.failing([Fault::Refused(400, "AccessDeniedException"); 2]).await;
    let mut failing = Function::start(&denied).await;
    let answer = failing.invoke(&Event::post("foule", &fields())).await;
    assert_eq!(answer["statusCode"], 503, "{answer}");
    metrics.extend(written(&failing.stop().await));
    metrics
}

/// Lets the notifier send a mail, have one refused and one fail, and visit the site, and returns its metrics.
async fn of_notifier(table: &Table) -> Vec<Value> {
    let (ses, front) = (Ses::new().await, Front::new("").await);
    let mut notifier = Function::start_notifier_at(table, &ses.endpoint, &front.address).await;
    let registrations = table.store().list(&"groupe".parse().unwrap()).await.unwrap();
    let keys: Vec<_> = registrations.iter().take(3).map(registration_key).collect();
    ses.answer([
        Reply::Error(400, "BadRequestException", "not for the log"),
        Reply::Error(400, "TooManyRequestsException", "not for the log"),
    ]);
    notifier.invoke_with(records("groupe", &keys).to_string()).await;
    notifier.invoke_with(schedule().to_string()).await;
    assert!(!ses.messages().is_empty());
    notifier.invoke_with(canary().to_string()).await;
    written(&notifier.stop().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_functions_write_exactly_the_listed_metrics() {
    let table = Table::new().await;
    let metrics = [of_handler(&table).await, of_notifier(&table).await].concat();
    let lines: BTreeSet<_> = metrics.iter().map(|entry| format!("  {entry}")).collect();
    let listed = format!("[\n{}\n]\n", lines.into_iter().collect::<Vec<_>>().join(",\n"));
    let file = root().join("infra/metrics.json");
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&file, &listed).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), listed, "update it with UPDATE_EXPECTED=1");
    let entries: Vec<Value> = serde_json::from_str(&listed).unwrap();
    for metric in Metric::all() {
        let is_it = |entry: &&Value| {
            let dimension = metric.dimension().is_none_or(|(name, value)| entry[name] == value);
            entry["name"] == metric.name() && entry["unit"] == metric.unit() && dimension
        };
        assert!(entries.iter().any(|entry| is_it(&entry)), "no function wrote {metric:?}");
    }
    assert!(entries.iter().all(|entry| entry["namespace"] == json!(NAMESPACE)));
}
