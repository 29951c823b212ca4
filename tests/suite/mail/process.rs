//! The real `notify` binary under a stub of the Lambda Runtime API: killed at the worst moment, and its logs.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tests::dynamodb::Table;
use tests::handler::{Event, fields};
use tests::mail_faults::age_claim;
use tests::notifier::{failures, read_mail, records, registration_key, schedule};
use tests::reports::{RECIPIENT, bounce, report};
use tests::runtime_api::{Function, log_lines, run_notifier_without};
use tests::ses::{Reply, Ses};

#[tokio::test(flavor = "multi_thread")]
async fn killed_between_sending_and_marking_it_repeats_once_and_logs_it() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let mut handler = Function::start(&table).await;
    let posted = handler.invoke(&Event::post("proximite", &fields())).await;
    assert_eq!(posted["statusCode"], 303, "{posted}");
    let registration = table.store().list(&"proximite".parse().unwrap()).await.unwrap().remove(0);
    let event = records("proximite", &[registration_key(&registration)]).to_string();

    // SES accepts the mail, and the function is killed before it receives the response.
    ses.answer([Reply::Silence]);
    let mut function = Function::start_notifier(&table, &ses.endpoint).await;
    let invoked = tokio::select! {
        answer = function.invoke_with(event.clone()) => Some(answer),
        () = ses.wait_for(1) => None,
    };
    assert_eq!(invoked, None, "SES does not answer");
    let mut log = function.stop().await;
    assert!(!log.contains("repeat"), "{log}");

    // The next function cannot know, and waits until the lease expires.
    let mut function = Function::start_notifier(&table, &ses.endpoint).await;
    assert_eq!(failures(&function.invoke_with(event.clone()).await), ["1"]);
    assert_eq!(ses.messages().len(), 1);
    age_claim(&table, &registration, Timestamp::now() - SignedDuration::from_mins(2)).await;
    assert!(failures(&function.invoke_with(event.clone()).await).is_empty());
    assert!(failures(&function.invoke_with(event.clone()).await).is_empty());
    let swept = function.invoke_with(schedule().to_string()).await;
    assert_eq!(swept["sent"], 0, "{swept}");
    let unknown = function.invoke_with(r#"{"detail-type":"Other"}"#.to_owned()).await;
    assert!(unknown["error"].to_string().contains("neither"), "{unknown}");
    let second = function.stop().await;

    let mails: Vec<_> = ses.messages().iter().map(|message| read_mail(message)).collect();
    assert_eq!(mails.len(), 2, "exactly one duplicate");
    assert_eq!(mails[0].message_id, mails[1].message_id);
    assert!(second.contains("may be a repeat"), "{second}");
    log.push_str(&second);
    assert_log(&log, registration.id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_with_addresses_is_recorded_and_not_logged() {
    let (table, ses) = (Table::new().await, Ses::new().await);
    let mut handler = Function::start(&table).await;
    let posted = handler.invoke(&Event::post("proximite", &fields())).await;
    assert_eq!(posted["statusCode"], 303, "{posted}");
    let registration = table.store().list(&"proximite".parse().unwrap()).await.unwrap().remove(0);
    let mut function = Function::start_notifier(&table, &ses.endpoint).await;
    let event = records("proximite", &[registration_key(&registration)]).to_string();
    assert!(failures(&function.invoke_with(event).await).is_empty());
    let request = ses.requests().remove(0);
    for (event, expected) in [
        (bounce(&request, "Permanent", "General"), "recorded"),
        (bounce(&request, "Permanent", "General"), "known"),
        (report(&request, "Telegram", json!({ "telegram": RECIPIENT })), "ignored"),
        (bounce(&json!({}), "Permanent", "General"), "ignored"),
        (json!({ "source": "aws.ses", "detail": [RECIPIENT] }), "ignored"),
    ] {
        let answer = function.invoke_with(event.to_string()).await;
        assert_eq!(answer["result"], expected, "{event}");
    }
    let log = function.stop().await;
    assert!(log.contains(r#""problem":"address-refused","result":"recorded""#), "{log}");
    assert!(log.contains(r#""kind":"Telegram""#), "{log}");
    assert_clean(&log, registration.id.as_str());
}

/// Asserts that the log consists of JSON lines without personal data.
fn assert_clean(log: &str, id: &str) -> Vec<Value> {
    for secret in ["Claire", "Le Gall", "legall", "office.example", "01 23 45", "végétarien", id] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
    log_lines(log).collect()
}

/// Asserts that the log also has the sent mail.
fn assert_log(log: &str, id: &str) {
    let lines = assert_clean(log, id);
    let sent = lines.iter().find(|line| line["fields"]["result"] == "sent").expect("the sent mail is logged");
    let fields = &sent["fields"];
    assert_eq!(fields["reference"], id[16..24]);
    assert_eq!((&fields["workshop"], &fields["kind"]), (&"proximite".into(), &"confirmed".into()));
    assert_eq!(fields["message_id"], "stub-2");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_binary_exits_and_names_all_missing_variables() {
    let (success, log) = run_notifier_without("AWS_REGION").await;
    assert!(!success);
    assert!(log.contains("missing in the environment: AWS_REGION, ATELIERS_MAIL_FROM\""), "{log}");
}
