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
    let (result, calls) = after(vec![later(), unknown()], Duration::from_secs(5)).await;
    assert!(result.is_ok());
    assert_eq!(calls, 3);
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

/// Without sleeping: the time of each pause is added up.
#[test]
fn pauses_grow_and_end_before_the_deadline() {
    let start = Instant::now();
    let mut backoff = Backoff { deadline: start + Duration::from_secs(10), longest_pause: FIRST_PAUSE };
    let mut now = start;
    let pauses: Vec<_> = std::iter::from_fn(|| {
        let pause = backoff.next(now)?;
        now += pause;
        Some(pause)
    })
    .take(1_000)
    .collect();
    assert!(now < backoff.deadline);
    assert!(pauses[0] <= FIRST_PAUSE && pauses.iter().all(|pause| *pause <= LONGEST_PAUSE), "{pauses:?}");
    // Six pauses of at most 1.6 seconds in total, and at least eight of at most a second each.
    assert!(pauses.len() >= 14, "{pauses:?}");
    assert_eq!(backoff.longest_pause, LONGEST_PAUSE);
}

#[tokio::test]
async fn retries_stop_at_the_deadline() {
    let failures = std::iter::repeat_with(later).take(100).collect();
    let (result, calls) = after(failures, Duration::from_millis(1)).await;
    assert!(result.is_err());
    assert!((1..100).contains(&calls), "{calls}");

    let never = || std::future::pending::<Result<(), Failure>>();
    let result = retried(Deadline::after(Duration::from_millis(1)), never).await;
    assert!(result.unwrap_err().may_have_worked);
}
