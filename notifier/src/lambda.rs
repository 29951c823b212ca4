//! The Lambda function. It handles four kinds of events, distinguished by their JSON: records of the table's stream, the
//! schedule of the sweep, that of the canary, and what SES reports about mails.

use std::time::Duration;

use anyhow::{Context, bail, ensure};
use aws_lambda_events::event::dynamodb::Event as StreamEvent;
use serde_json::{Value, json};

use crate::report::{self, record};
use crate::stream::{Followed, follow};
use crate::sweep::sweep;
use crate::tally::TimeLimit;
use crate::{Notifier, canary};

/// Handles an event; Lambda stops the function after `time`.
///
/// The answer to stream records lists those that Lambda must deliver again (`batchItemFailures`). A sweep that could
/// not send every mail fails, so that the failure is noticed; the next sweep retries. What the canary finds is a metric
/// with an alarm of its own, and does not fail.
///
/// # Errors
///
/// Fails if the event is of no such kind, if a sweep could not send some mails, or if a report could not be recorded, so
/// that Lambda repeats it.
pub async fn handle(notifier: &Notifier, event: Value, time: Duration) -> anyhow::Result<Value> {
    let limit = TimeLimit::before_stop_in(time);
    if event.get("Records").is_some() {
        let event: StreamEvent =
            serde_json::from_value(event).context("these are not records of a DynamoDB stream")?;
        let Followed { tally, response } = follow(notifier, &event, limit).await;
        notifier.put(&tally.metrics());
        return Ok(serde_json::to_value(response)?);
    }
    let text = |name| event.get(name).and_then(Value::as_str);
    if text("source") == Some(report::SOURCE) {
        return record(notifier, event).await;
    }
    if text("detail-type") == Some("Canary") {
        return Ok(json!({ "accepted": canary::visit(notifier).await }));
    }
    if text("detail-type") == Some("Scheduled Event") {
        let tally = sweep(notifier, limit).await;
        notifier.put(&tally.metrics());
        let (sent, refused, in_flight) = (tally.sent, tally.refused, tally.in_flight);
        let (failed, postponed, held) = (tally.failed, tally.postponed, tally.held);
        tracing::info!(sent, refused, in_flight, failed, postponed, held, "sweep");
        ensure!(failed == 0, "{failed} mails could not be sent; the log names each");
        return Ok(
            json!({ "sent": sent, "refused": refused, "inFlight": in_flight, "postponed": postponed, "held": held }),
        );
    }
    bail!("the event is from neither a DynamoDB stream nor a schedule nor SES")
}
