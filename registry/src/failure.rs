//! Classification of failed calls, and retries.

use std::borrow::Cow;
use std::error::Error;
use std::time::Duration;

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use tokio::time::{Instant, sleep, timeout_at};

use crate::deadline::Deadline;
use crate::permission::assert_permitted;

/// The longest first pause between two attempts; each later limit is twice the one before.
const FIRST_PAUSE: Duration = Duration::from_millis(25);

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The reason why a call to the store failed. Its text contains only a class, so it can be logged; its sources may
/// quote items and must not be.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store did not answer in time or was too busy.
    #[error("unavailable: {reason}")]
    Unavailable {
        /// DynamoDB's error code, or the kind of network problem.
        reason: String,
        /// The SDK's error.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The store rejected the call, and would reject it again.
    #[error("refused: {reason}")]
    Refused {
        /// DynamoDB's error code.
        reason: String,
        /// The SDK's error.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// An item would exceed the size limit of this program.
    #[error("an item of {size} bytes is larger than {most}")]
    TooLarge {
        /// Its size in bytes, as DynamoDB counts it.
        size: usize,
        /// The size limit in bytes.
        most: usize,
    },
    /// An item has a form that this program never writes.
    #[error("the attribute `{0}` of an item is missing or invalid")]
    Item(Cow<'static, str>),
}

impl StoreError {
    /// Returns whether the error concerns a single record, so that a retry cannot succeed.
    pub fn is_about_a_record(&self) -> bool {
        matches!(self, StoreError::Item(_) | StoreError::TooLarge { .. })
    }
}

/// A failed call.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The error.
    pub(crate) error: StoreError,
    /// Whether the same call may succeed later.
    pub(crate) may_work_later: bool,
    /// Whether the call may have taken effect despite the failure.
    pub(crate) may_have_worked: bool,
}

impl Failure {
    /// Classifies the error of a call.
    pub(crate) fn of<E>(error: SdkError<E, HttpResponse>) -> Failure
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        let (reason, may_work_later, may_have_worked) = match &error {
            SdkError::ConstructionFailure(_) => ("construction".to_owned(), false, false),
            SdkError::TimeoutError(_) => ("timeout".to_owned(), true, true),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => ("timeout".to_owned(), true, true),
            SdkError::DispatchFailure(_) => ("connection".to_owned(), true, true),
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or("unknown");
                let failed_there = service.raw().status().as_u16() >= 500;
                let in_progress = code == "TransactionInProgressException";
                let later = failed_there || in_progress || is_throttling(code);
                (code.to_owned(), later, failed_there || in_progress)
            }
            _ => ("response".to_owned(), true, true),
        };
        let source = error.into_source().ok();
        let error = if may_work_later {
            StoreError::Unavailable { reason, source }
        } else {
            StoreError::Refused { reason, source }
        };
        Failure { error, may_work_later, may_have_worked }
    }

    /// Creates the failure of a transaction that was cancelled for this reason, so nothing was written.
    pub(crate) fn cancelled(code: &str) -> Failure {
        let (reason, source) = (code.to_owned(), None);
        let may_work_later = code == "TransactionConflict" || is_throttling(code);
        let error = if may_work_later {
            StoreError::Unavailable { reason, source }
        } else {
            StoreError::Refused { reason, source }
        };
        Failure { error, may_work_later, may_have_worked: false }
    }

    /// Returns whether an item can never be written.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(self.error, StoreError::Refused { .. } | StoreError::TooLarge { .. })
    }

    fn late() -> Failure {
        let reason = "deadline".to_owned();
        Failure {
            error: StoreError::Unavailable { reason, source: None },
            may_work_later: true,
            may_have_worked: true,
        }
    }
}

/// Error codes of both single calls and cancelled transactions.
pub(crate) fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "ProvisionedThroughputExceededException"
            | "ProvisionedThroughputExceeded"
            | "RequestLimitExceeded"
            | "ThrottlingException"
            | "ThrottlingError"
    )
}

impl From<StoreError> for Failure {
    /// Converts an error of our own, for which a retry is useless.
    fn from(error: StoreError) -> Failure {
        Failure { error, may_work_later: false, may_have_worked: false }
    }
}

/// Pauses of random length, so that attempts that collided do not collide again.
pub(crate) struct Backoff {
    deadline: Instant,
    longest_pause: Duration,
}

impl Backoff {
    pub(crate) fn until(deadline: Deadline) -> Backoff {
        Backoff { deadline: deadline.instant(), longest_pause: FIRST_PAUSE }
    }

    /// Pauses, or fails immediately if the pause would exceed the deadline.
    pub(crate) async fn pause(&mut self) -> Result<(), Failure> {
        let Some(pause) = self.next(Instant::now()) else {
            return Err(Failure { may_have_worked: false, ..Failure::late() });
        };
        sleep(pause).await;
        Ok(())
    }

    /// Returns the length of a pause that starts at `now`, or `None` if it would exceed the deadline.
    fn next(&mut self, now: Instant) -> Option<Duration> {
        let pause = random_part_of(self.longest_pause);
        self.longest_pause = (self.longest_pause * 2).min(LONGEST_PAUSE);
        (now + pause < self.deadline).then_some(pause)
    }
}

/// Retries a call until it succeeds, fails for good or reaches the deadline.
pub(crate) async fn retried<T, F>(deadline: Deadline, call: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let mut backoff = Backoff::until(deadline);
    let mut may_have_worked = false;
    loop {
        let mut failure = match timeout_at(deadline.instant(), call()).await {
            Ok(Ok(value)) => {
                assert_permitted();
                return Ok(value);
            }
            Ok(Err(failure)) => failure,
            Err(_) => Failure::late(),
        };
        may_have_worked |= failure.may_have_worked;
        failure.may_have_worked = may_have_worked;
        if !failure.may_work_later || backoff.pause().await.is_err() {
            return Err(failure);
        }
    }
}

/// Attempts at a change that reads, decides and writes conditionally, until it is complete or the deadline passes.
pub(crate) struct Attempts(Backoff);

impl Attempts {
    pub(crate) fn until(deadline: Deadline) -> Attempts {
        Attempts(Backoff::until(deadline))
    }

    /// Makes one attempt, which returns `None` if another writer was faster. In that case, and if its outcome is
    /// unknown, returns `None` after a pause, so that the next attempt starts from the stored state.
    pub(crate) async fn over<T>(
        &mut self,
        attempt: impl Future<Output = Result<Option<T>, Failure>>,
    ) -> Result<Option<T>, StoreError> {
        match attempt.await {
            Ok(Some(value)) => return Ok(Some(value)),
            Ok(None) => {}
            Err(failure) if failure.may_have_worked => {}
            Err(failure) => return Err(failure.error),
        }
        self.0.pause().await.map_err(|failure| failure.error)?;
        Ok(None)
    }
}

fn random_part_of(time: Duration) -> Duration {
    // Without a random number the pause is the longest one.
    let random = getrandom::u32().unwrap_or(u32::MAX);
    time.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests;
