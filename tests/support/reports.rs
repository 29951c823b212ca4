//! Reports of SES about mails, as events of `EventBridge`: the envelope, the mail and the parts that the *Amazon SES
//! Developer Guide* lists in "Contents of event data", with addresses wherever SES has them.

use serde_json::{Map, Value, json};

/// The address in all reports.
pub const RECIPIENT: &str = "claire.legall@office.example";

/// When SES made the reports.
pub const REPORTED: &str = "2027-05-01T12:01:30.5Z";

/// Returns a report about the mail that was sent with this request. `parts` are the members of `detail` that depend on
/// the type.
pub fn report(request: &Value, event_type: &str, parts: Value) -> Value {
    let tags = request["EmailTags"].as_array().cloned().unwrap_or_default();
    let tag = |tag: &Value| {
        let name = tag["Name"].as_str().expect("a tag has a name").to_owned();
        (name, json!([tag["Value"]]))
    };
    let mut tags: Map<_, _> = tags.iter().map(tag).collect();
    tags.insert("ses:configuration-set".to_owned(), json!(["ateliers"]));
    tags.insert("ses:from-domain".to_owned(), json!(["club.example"]));
    tags.insert("ses:caller-identity".to_owned(), json!(["ateliers-NotifierRole"]));
    let mut detail = json!({
        "eventType": event_type,
        "mail": {
            "timestamp": "2027-05-01T12:01:00.000Z",
            "source": "ateliers@club.example",
            "sourceArn": "arn:aws:ses:eu-west-3:123456789012:identity/club.example",
            "sendingAccountId": "123456789012",
            "messageId": "0102017f-example-000000",
            "destination": [RECIPIENT],
            "headersTruncated": false,
            "headers": [{ "name": "To", "value": RECIPIENT }, { "name": "Subject", "value": "Inscription" }],
            "commonHeaders": { "to": [RECIPIENT], "subject": "Inscription" },
            "tags": tags,
        },
    });
    if let (Some(detail), Value::Object(parts)) = (detail.as_object_mut(), parts) {
        detail.extend(parts);
    }
    json!({
        "version": "0",
        "id": "12a18625-3328-fafd-2224-2fc7ba3bf51c",
        "detail-type": detail_type(event_type),
        "source": "aws.ses",
        "account": "123456789012",
        "time": "2027-05-01T12:01:31Z",
        "region": "eu-west-3",
        "resources": ["arn:aws:ses:eu-west-3:123456789012:configuration-set/ateliers"],
        "detail": detail,
    })
}

/// Returns a bounce of this type and subtype, of a mail with two recipients.
pub fn bounce(request: &Value, kind: &str, subtype: &str) -> Value {
    let recipient = |address: &str| {
        json!({
            "emailAddress": address,
            "action": "failed",
            "status": "5.1.1",
            "diagnosticCode": format!("smtp; 550 5.1.1 <{address}>: user unknown"),
        })
    };
    let bounce = json!({
        "bounceType": kind,
        "bounceSubType": subtype,
        "bouncedRecipients": [recipient(RECIPIENT), recipient("other@office.example")],
        "timestamp": REPORTED,
        "feedbackId": "0102017f-feedback-000000",
        "reportingMTA": "dsn; mail.office.example",
    });
    report(request, "Bounce", json!({ "bounce": bounce }))
}

/// Returns a complaint with this feedback type.
pub fn complaint(request: &Value, feedback: &str) -> Value {
    let complaint = json!({
        "complainedRecipients": [{ "emailAddress": RECIPIENT }],
        "timestamp": REPORTED,
        "feedbackId": "0102017f-feedback-000001",
        "complaintSubType": null,
        "userAgent": "Example Feedback Loop",
        "complaintFeedbackType": feedback,
        "arrivalDate": "2027-05-01T12:01:10.000Z",
    });
    report(request, "Complaint", json!({ "complaint": complaint }))
}

/// Returns a report that the recipient's server has not accepted the mail yet.
pub fn delay(request: &Value) -> Value {
    let delay = json!({
        "timestamp": REPORTED,
        "delayType": "TransientCommunicationFailure",
        "expirationTime": "2027-05-02T02:01:00.000Z",
        "delayedRecipients": [{ "emailAddress": RECIPIENT, "status": "4.4.1", "diagnosticCode": RECIPIENT }],
    });
    report(request, "DeliveryDelay", json!({ "deliveryDelay": delay }))
}

fn detail_type(event_type: &str) -> &'static str {
    match event_type {
        "Bounce" => "Email Bounced",
        "Complaint" => "Email Complaint Received",
        "Reject" => "Email Rejected",
        "DeliveryDelay" => "Email Delivery Delayed",
        "Rendering Failure" => "Email Rendering Failed",
        _ => "Email Delivered",
    }
}
