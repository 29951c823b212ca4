use std::cell::Cell;

use super::*;

fn later() -> Failure {
    Failure::cancelled("TransactionConflict")
}

fn unknown() -> Failure {
    Failure::late()
}

/// Makes a call that fails with these failures in turn and then succeeds. Returns its result and the number of calls.
async fn after(failures: Vec<Failure>, time: Duration) -> (Result<(), Failure>, usize) {
    let failures = std::cell::RefCell::new(failures.into_iter());
    let calls = Cell::new(0);
    let call = || async {
        calls.set(calls.get() + 1);
        failures.borrow_mut().next().map_or(Ok(()), Err)
    };
    let result = retried(Deadline::after(time), call).await;
    (result, calls.get())
}

#[tokio::test]
async fn temporary_failures_are_retried() {
    let (result, calls) = after(vec![later(), unknown(), later()], Duration::from_secs(5)).await;
    assert!(result.is_ok());
    assert_eq!(calls, 4);
}

#[tokio::test]
async fn permanent_failures_are_not_retried() {
    let (result, calls) = after(vec![Failure::cancelled("ValidationError")], Duration::from_secs(5)).await;
    assert!(!result.unwrap_err().may_have_worked);
    assert_eq!(calls, 1);
}

#[tokio::test]
async fn an_unknown_outcome_is_remembered_across_retries() {
    let refused = Failure::cancelled("ValidationError");
    let (result, _) = after(vec![unknown(), refused], Duration::from_secs(5)).await;
    assert!(result.unwrap_err().may_have_worked);
}

#[tokio::test]
async fn retries_stop_at_the_deadline() {
    // Pauses grow up to a second, so a hundred attempts would take more than a minute.
    let failures = std::iter::repeat_with(later).take(100).collect();
    let (result, calls) = after(failures, Duration::from_millis(200)).await;
    assert!(result.is_err());
    assert!((2..20).contains(&calls), "{calls}");

    let never = || std::future::pending::<Result<(), Failure>>();
    let result = retried(Deadline::after(Duration::from_millis(20)), never).await;
    assert!(result.unwrap_err().may_have_worked);
}
