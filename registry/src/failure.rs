//! What a failed call means, and how long it is tried again.

use std::borrow::Cow;
use std::error::Error;
use std::time::Duration;

use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use tokio::time::{Instant, sleep, timeout_at};

use crate::deadline::Deadline;

/// The first pause between two attempts is at most this long, each further one at most twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(25);

/// The longest pause between two attempts.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Why the store did not do what it was asked for. Its text names a class and never an item, so it can be
/// logged; its sources may quote items and cannot.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It did not answer in time, or was too busy.
    #[error("unavailable: {reason}")]
    Unavailable {
        /// The code of DynamoDB's error, or the kind of trouble on the way there.
        reason: String,
        /// What the SDK says.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// It refused the call, and would again.
    #[error("refused: {reason}")]
    Refused {
        /// The code of DynamoDB's error.
        reason: String,
        /// What the SDK says.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// An item would be larger than what this program writes.
    #[error("an item of {size} bytes is larger than {most}")]
    TooLarge {
        /// Its size as DynamoDB counts it.
        size: usize,
        /// The largest size that is written.
        most: usize,
    },
    /// An item is not what this program writes.
    #[error("the attribute `{0}` of an item is missing or unusable")]
    Item(Cow<'static, str>),
}

impl StoreError {
    /// Whether it is about one record, which trying again does not change.
    pub fn is_about_a_record(&self) -> bool {
        matches!(self, StoreError::Item(_) | StoreError::TooLarge { .. })
    }
}

/// A failed call.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What failed.
    pub(crate) error: StoreError,
    /// Whether the same call may succeed later.
    pub(crate) may_work_later: bool,
    /// Whether the call may have had its effect nevertheless.
    pub(crate) may_have_worked: bool,
}

impl Failure {
    /// What a call's error means.
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

    /// A transaction that was cancelled for this reason, so that nothing of it was written.
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

    /// Whether one of the items cannot be written, now or later.
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

/// Codes of single calls and of cancelled transactions.
fn is_throttling(code: &str) -> bool {
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
    /// A failure of our own, which trying again does not mend.
    fn from(error: StoreError) -> Failure {
        Failure { error, may_work_later: false, may_have_worked: false }
    }
}

/// Pauses of random length, so that those who met once do not meet again.
pub(crate) struct Backoff {
    deadline: Instant,
    longest_pause: Duration,
}

impl Backoff {
    pub(crate) fn until(deadline: Deadline) -> Backoff {
        Backoff { deadline: deadline.instant(), longest_pause: FIRST_PAUSE }
    }

    /// Pauses, or fails at once where the deadline would pass meanwhile.
    pub(crate) async fn pause(&mut self) -> Result<(), Failure> {
        let pause = random_part_of(self.longest_pause);
        if Instant::now() + pause >= self.deadline {
            return Err(Failure { may_have_worked: false, ..Failure::late() });
        }
        sleep(pause).await;
        self.longest_pause = (self.longest_pause * 2).min(LONGEST_PAUSE);
        Ok(())
    }
}

/// Calls until it works, cannot work or the deadline comes.
pub(crate) async fn retried<T, F>(deadline: Deadline, call: impl Fn() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<T, Failure>>,
{
    let mut backoff = Backoff::until(deadline);
    let mut may_have_worked = false;
    loop {
        let mut failure = match timeout_at(deadline.instant(), call()).await {
            Ok(Ok(value)) => return Ok(value),
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

/// The attempts at a change that reads, decides and writes on conditions, until it is over or the deadline comes.
pub(crate) struct Attempts(Backoff);

impl Attempts {
    pub(crate) fn until(deadline: Deadline) -> Attempts {
        Attempts(Backoff::until(deadline))
    }

    /// Makes one attempt. It returns `None` when somebody else was first; then, and when nobody knows what came of it,
    /// this returns `None` after a pause, so that the next attempt looks at what is stored by then.
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
    // Without randomness the pause is simply the longest.
    let random = getrandom::u32().unwrap_or(u32::MAX);
    time.mul_f64(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests;
