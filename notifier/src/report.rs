//! Records what SES reports about a mail that it accepted: bounces, complaints, rejections and delays.
//!
//! The reports are events of `EventBridge`, whose `detail` is described in the *Amazon SES Developer Guide*, "Contents of
//! event data". They quote the recipient's address and the words of mail servers, which quote it, too: neither is stored
//! or logged. A report arrives at least once, in any order.

use std::collections::BTreeMap;

use anyhow::Context;
use jiff::Timestamp;
use model::delivery::DeliveryProblem;
use registry::{Deadline, MailMark, MailProblem, MailReport, Reported};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Notifier;
use crate::identity::MailIdentity;

/// The `source` of events from SES. `EventBridge` lets no one but AWS use it.
pub(crate) const SOURCE: &str = "aws.ses";

/// The longest type of event in the log. All that SES has are shorter.
const LONGEST_TYPE: usize = 40;

/// The parts of an event that matter here. Everything is optional, because an event of an unknown kind is to be ignored.
#[derive(Default, Deserialize)]
struct Event {
    #[serde(default)]
    time: Time,
    #[serde(default)]
    detail: Detail,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Detail {
    event_type: String,
    mail: Mail,
    bounce: Bounce,
    complaint: Complaint,
    delivery_delay: DeliveryDelay,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Mail {
    tags: BTreeMap<String, Vec<String>>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Bounce {
    bounce_type: String,
    bounce_sub_type: String,
    timestamp: Time,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Complaint {
    complaint_sub_type: Option<String>,
    complaint_feedback_type: Option<String>,
    timestamp: Time,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct DeliveryDelay {
    timestamp: Time,
}

/// A time as text: a report with a time in another form is recorded all the same.
#[derive(Default, Deserialize)]
#[serde(transparent)]
struct Time(Option<String>);

/// Records a report, or logs why it is ignored. Several recipients do not matter: the notifier's mails have one.
///
/// # Errors
///
/// Fails if the store does not answer, so that the event is repeated.
pub(crate) async fn record(notifier: &Notifier, event: Value) -> anyhow::Result<Value> {
    let result = match serde_json::from_value::<Event>(event) {
        Ok(event) => record_event(notifier, &event).await?,
        // The message of the error would quote the event.
        Err(_) => {
            tracing::warn!("a report of SES has an unknown form and was ignored");
            "ignored"
        }
    };
    Ok(json!({ "result": result }))
}

async fn record_event(notifier: &Notifier, event: &Event) -> anyhow::Result<&'static str> {
    let Some(problem) = event.detail.problem() else {
        tracing::info!(kind = event.detail.loggable_type(), "a report of SES needs no record");
        return Ok("ignored");
    };
    let Some(identity) = MailIdentity::from_tags(&event.detail.mail.tags) else {
        // A mail with links, or a mail of another program with the same configuration set.
        tracing::info!(problem = problem.key(), "a report of SES is not about a registration's mail");
        return Ok("ignored");
    };
    let at = event.detail.timestamp().or(event.time.read()).unwrap_or_else(|| (notifier.clock)());
    let report = MailReport {
        workshop: &identity.workshop,
        registration: &identity.registration,
        mailing: &identity.mailing,
        problem: MailProblem { problem, at },
    };
    let is_meant = |mark: &MailMark| identity.is_about(&notifier.identifier_key, mark.about);
    let reported = notifier.store.record_report(report, is_meant, Deadline::default()).await;
    let (workshop, mail) = (identity.workshop.as_str(), identity.mailing.key());
    let (reference, problem) = (identity.registration.reference(), problem.key());
    let result = match reported {
        Ok(Reported::Recorded) => "recorded",
        Ok(Reported::Known) => "known",
        // The registration was erased or has expired, or the report was made up.
        Ok(Reported::Unknown) => "dropped",
        Err(error) if error.is_about_a_record() => {
            tracing::error!(%error, workshop, reference, mail, problem, "the mark of a mail cannot be read");
            return Ok("dropped");
        }
        Err(error) => return Err(error).context("a report of SES could not be recorded"),
    };
    tracing::info!(workshop, reference, mail, problem, result, "report of SES");
    Ok(result)
}

impl Detail {
    /// Returns what went wrong with the mail; `None` if nothing did.
    fn problem(&self) -> Option<DeliveryProblem> {
        match self.event_type.as_str() {
            "Bounce" => Some(self.bounce.problem()),
            "Complaint" => self.complaint.problem(),
            "Reject" | "Rendering Failure" => Some(DeliveryProblem::NotSent),
            "DeliveryDelay" => Some(DeliveryProblem::Delayed),
            _ => None,
        }
    }

    fn timestamp(&self) -> Option<Timestamp> {
        let times = [&self.bounce.timestamp, &self.complaint.timestamp, &self.delivery_delay.timestamp];
        times.into_iter().find_map(Time::read)
    }

    /// Returns the type of the event if it looks like one of SES.
    fn loggable_type(&self) -> Option<&str> {
        let is_plain = |byte: u8| byte.is_ascii_alphabetic() || byte == b' ';
        let kind = self.event_type.as_str();
        Some(kind).filter(|kind| kind.len() <= LONGEST_TYPE && kind.bytes().all(is_plain))
    }
}

impl Time {
    fn read(&self) -> Option<Timestamp> {
        self.0.as_deref()?.parse().ok()
    }
}

impl Bounce {
    fn problem(&self) -> DeliveryProblem {
        match (self.bounce_type.as_str(), self.bounce_sub_type.as_str()) {
            // The list of all of SES, and that of the account.
            (_, "Suppressed" | "OnAccountSuppressionList") => DeliveryProblem::SuppressionList,
            ("Permanent", _) => DeliveryProblem::AddressRefused,
            (_, "MailboxFull") => DeliveryProblem::MailboxFull,
            (_, "MessageTooLarge") => DeliveryProblem::TooLarge,
            (_, "ContentRejected" | "AttachmentRejected") => DeliveryProblem::ContentRefused,
            // `Transient` and `Undetermined`, and what SES may add.
            _ => DeliveryProblem::Undelivered,
        }
    }
}

impl Complaint {
    fn problem(&self) -> Option<DeliveryProblem> {
        match (self.complaint_sub_type.as_deref(), self.complaint_feedback_type.as_deref()) {
            (Some("OnAccountSuppressionList"), _) => Some(DeliveryProblem::SuppressionList),
            // The recipient took the mail out of the spam folder.
            (_, Some("not-spam")) => None,
            _ => Some(DeliveryProblem::Complaint),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_of_event_is_one_problem() {
        use DeliveryProblem::*;
        let bounce = |kind: &str, subtype: &str| json!({ "eventType": "Bounce", "bounce": { "bounceType": kind, "bounceSubType": subtype } });
        let complaint = |feedback: &str| json!({ "eventType": "Complaint", "complaint": { "complaintFeedbackType": feedback } });
        let suppressed = json!({ "complaintSubType": "OnAccountSuppressionList" });
        for (detail, expected) in [
            (bounce("Permanent", "General"), Some(AddressRefused)),
            (bounce("Permanent", "NoEmail"), Some(AddressRefused)),
            (bounce("Permanent", "Suppressed"), Some(SuppressionList)),
            (bounce("Permanent", "OnAccountSuppressionList"), Some(SuppressionList)),
            (bounce("Transient", "General"), Some(Undelivered)),
            (bounce("Transient", "MailboxFull"), Some(MailboxFull)),
            (bounce("Transient", "MessageTooLarge"), Some(TooLarge)),
            (bounce("Transient", "ContentRejected"), Some(ContentRefused)),
            (bounce("Transient", "AttachmentRejected"), Some(ContentRefused)),
            (bounce("Transient", "CustomTimeoutExceeded"), Some(Undelivered)),
            (bounce("Undetermined", "Undetermined"), Some(Undelivered)),
            (complaint("abuse"), Some(Complaint)),
            (json!({ "eventType": "Complaint", "complaint": {} }), Some(Complaint)),
            (json!({ "eventType": "Complaint", "complaint": suppressed }), Some(SuppressionList)),
            (complaint("not-spam"), None),
            (json!({ "eventType": "Reject", "reject": { "reason": "Bad content" } }), Some(NotSent)),
            (json!({ "eventType": "Rendering Failure" }), Some(NotSent)),
            (json!({ "eventType": "DeliveryDelay" }), Some(Delayed)),
            (json!({ "eventType": "Delivery" }), None),
            (json!({ "eventType": "Telegram" }), None),
            (json!({}), None),
        ] {
            let read: Detail = serde_json::from_value(detail.clone()).unwrap();
            assert_eq!(read.problem(), expected, "{detail}");
        }
    }

    #[test]
    fn only_plain_types_are_logged() {
        let of = |kind: &str| Detail { event_type: kind.to_owned(), ..Detail::default() };
        assert_eq!(of("Rendering Failure").loggable_type(), Some("Rendering Failure"));
        assert_eq!(of("claire@office.example").loggable_type(), None);
        assert_eq!(of(&"a".repeat(LONGEST_TYPE + 1)).loggable_type(), None);
    }
}
