//! The identifier key from Secrets Manager: the functions start only with the key of the registrations, and say why not.

use tests::dynamodb::Table;
use tests::handler::{Event, fields};
use tests::runtime_api::{Function, log_lines, run_with_secret};
use tests::secrets::{Reply, SECRET_NAME, Secrets};

/// Returns the error of the only log line that says why a function cannot start.
fn error(log: &str) -> String {
    let errors: Vec<_> = log_lines(log).filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(errors.len(), 1, "{log}");
    assert!(errors[0]["fields"]["message"].as_str().unwrap().ends_with("cannot start"), "{log}");
    errors[0]["fields"]["error"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_from_a_secret_is_the_same_key() {
    let (table, secrets) = (Table::new().await, Secrets::new().await);
    let mut given = Function::start(&table).await;
    let event = Event::post("proximite", &fields());
    let first = given.invoke(&event).await;
    assert_eq!(first["statusCode"], 303, "{first}");
    // A busy service is asked again.
    secrets.answer([Reply::Error(500, "InternalServiceError"), Reply::Error(400, "ThrottlingException")]);
    let mut read = Function::start_with_secret(&table, &secrets).await;
    let second = read.invoke(&event).await;
    assert_eq!(second["headers"]["location"], first["headers"]["location"], "identical posts are one");
    assert!(secrets.answered());
    let log = read.stop().await;
    assert!(!log.contains("0707") && !log.contains("not for the log"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_key_no_function_starts() {
    let (table, secrets) = (Table::new().await, Secrets::new().await);
    let denied = Reply::Error(400, "AccessDeniedException");
    let missing = Reply::Error(400, "com.amazonaws.secretsmanager#ResourceNotFoundException");
    let deleted = Reply::Error(400, "InvalidRequestException");
    for (reply, parts) in [
        (denied, ["AccessDeniedException", "allow the role of the function `secretsmanager:GetSecretValue`"]),
        (missing, ["ResourceNotFoundException", "must be the ARN of a secret in the region"]),
        (deleted, ["InvalidRequestException", "aws secretsmanager restore-secret"]),
        (Reply::Value("short".to_owned()), ["has no identifier key", "64 hexadecimal digits"]),
        (Reply::Value(String::new()), ["has no identifier key", "restore its value"]),
    ] {
        for name in ["handler", "notify"] {
            secrets.answer([reply.clone()]);
            let (success, log) = run_with_secret(name, &table, &secrets).await;
            assert!(!success, "{name}: {log}");
            let error = error(&log);
            for part in parts.iter().copied().chain([SECRET_NAME]) {
                assert!(error.contains(part), "{part} in {error}");
            }
            assert!(!log.contains("short") && !log.contains("not for the log"), "{log}");
        }
    }
}

/// A rotated secret, or a table that was restored beside the key of another stack.
#[tokio::test(flavor = "multi_thread")]
async fn another_key_than_that_of_the_registrations_is_refused() {
    let (table, secrets) = (Table::new().await, Secrets::new().await);
    let mut function = Function::start_with_secret(&table, &secrets).await;
    assert_eq!(function.invoke(&Event::post("proximite", &fields())).await["statusCode"], 303);
    function.stop().await;
    for name in ["handler", "notify"] {
        secrets.answer([Reply::Value("0b".repeat(32))]);
        let (success, log) = run_with_secret(name, &table, &secrets).await;
        let error = error(&log);
        assert!(!success && error.contains("is not the one of the registrations in the table"), "{error}");
        assert!(error.contains(&table.name) && error.contains("AWSPREVIOUS"), "{error}");
        assert!(!log.contains("0b0b") && !log.contains("0707"), "{log}");
    }
    // The right one is still accepted.
    let mut function = Function::start_with_secret(&table, &secrets).await;
    assert_eq!(function.invoke(&Event::post("proximite", &fields())).await["statusCode"], 303);
}
