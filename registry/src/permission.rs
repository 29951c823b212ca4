//! Requests that are prepared before it is known whether they may be sent. Building and signing one takes the function longer
//! than anything else that it does between two answers of DynamoDB, and DynamoDB can work meanwhile.

use std::future::pending;
use std::pin::pin;
use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;
use tokio::{select, sync::watch, task_local};

/// The longest wait of a prepared request. The timeout of its attempt and the deadlines of the store run meanwhile, so after a
/// longer one it is made anew. A permission usually takes a few milliseconds.
const FRESH: Duration = Duration::from_secs(1);

task_local! {
    /// Whether the requests of this task may be sent. Requests outside [`once_permitted`] always may.
    static PERMITTED: watch::Receiver<bool>;
}

/// Runs `requests` up to the first request to a service, and further once there is the `permission`. Returns what `requests`
/// returned, or the reason why there is no permission; in that case nothing was sent. If the permission takes more than a
/// second, what was prepared is dropped, and `requests` is called again.
///
/// What `permission` requested first is handed to its connection, if there is one, before `requests` begins. Inside another
/// `once_permitted`, its permission is needed, too.
///
/// Only the connections of [`HttpClient`](crate::HttpClient) wait for the permission, and only in this task: `requests` must
/// use no other client, and request nothing in a task of its own before it has an answer in this one. A build for development
/// panics when the store has an answer without permission.
pub async fn once_permitted<T, E, F: Future<Output = T>>(
    permission: impl Future<Output = Result<(), E>>,
    requests: impl Fn() -> F,
) -> Result<T, E> {
    let began = Instant::now();
    let mut permission = pin!(async {
        permission.await?;
        // That of another `once_permitted` around this one.
        permitted().await;
        Ok(())
    });
    {
        let (permit, gate) = watch::channel(false);
        let mut prepared = pin!(PERMITTED.scope(gate, async {
            yield_now().await;
            requests().await
        }));
        let result = select! {
            biased;
            permission = &mut permission => {
                permission?;
                None
            }
            // It needed no request, or did not wait any longer.
            result = &mut prepared => {
                permission.await?;
                Some(result)
            }
        };
        if began.elapsed() < FRESH {
            permit.send_replace(true);
            return Ok(match result {
                Some(result) => result,
                None => prepared.await,
            });
        }
    }
    Ok(requests().await)
}

/// Waits until this task may send requests, which is at once outside [`once_permitted`].
pub(crate) async fn permitted() {
    let Ok(mut permitted) = PERMITTED.try_with(watch::Receiver::clone) else { return };
    if permitted.wait_for(|permitted| *permitted).await.is_err() {
        // `once_permitted` was dropped, and with it the requests. Only one that was moved elsewhere can come here.
        pending().await
    }
}

/// Panics in a build for development if this task has an answer although it may not send requests yet: the connection did not
/// wait.
pub(crate) fn assert_permitted() {
    debug_assert!(is_permitted(), "a request did not wait for its permission; see `once_permitted`");
}

fn is_permitted() -> bool {
    PERMITTED.try_with(|permitted| *permitted.borrow()).unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::sleep;

    use super::*;

    async fn send(sent: &Cell<bool>) -> u32 {
        assert!(!sent.get());
        permitted().await;
        assert!(is_permitted());
        sent.set(true);
        7
    }

    /// Refuses after the request was prepared.
    async fn refused() -> Result<(), &'static str> {
        for _ in 0..3 {
            yield_now().await;
        }
        Err("too many")
    }

    #[tokio::test]
    async fn nothing_is_sent_before_the_permission() {
        let (prepared, sent) = (Cell::new(false), Cell::new(false));
        let permission = async {
            while !prepared.get() {
                assert!(!sent.get());
                yield_now().await;
            }
            assert!(!sent.get());
            Ok::<_, &str>(())
        };
        let requests = async || {
            assert!(!is_permitted());
            prepared.set(true);
            send(&sent).await
        };
        assert_eq!(once_permitted(permission, requests).await, Ok(7));
        assert!(sent.get());
    }

    #[tokio::test]
    async fn nothing_is_sent_without_permission() {
        let sent = Cell::new(false);
        assert_eq!(once_permitted(refused(), || send(&sent)).await, Err("too many"));
        assert!(!sent.get());
    }

    #[tokio::test]
    async fn a_result_without_requests_needs_the_permission_too() {
        assert_eq!(once_permitted(refused(), async || 7).await, Err("too many"));
        let permission = async { refused().await.or(Ok::<_, &str>(())) };
        assert_eq!(once_permitted(permission, async || 7).await, Ok(7));
    }

    #[tokio::test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "did not wait for its permission")]
    async fn an_answer_without_permission_is_a_defect() {
        let answered = async || assert_permitted();
        _ = once_permitted(refused(), answered).await;
    }

    #[tokio::test]
    async fn a_permission_inside_another_needs_both() {
        let sent = Cell::new(false);
        let granted = async || Ok::<_, &str>(());
        let inner = async || once_permitted(granted(), || send(&sent)).await;
        assert_eq!(once_permitted(refused(), inner).await, Err("too many"));
        assert!(!sent.get());
        let permission = async { refused().await.or(Ok::<_, &str>(())) };
        assert_eq!(once_permitted(permission, inner).await, Ok(Ok(7)));
    }

    /// Whether the request still waits or has failed meanwhile.
    #[tokio::test]
    async fn a_request_that_waited_long_is_made_anew() {
        for waits in [true, false] {
            let (prepared, sent) = (Cell::new(0), Cell::new(false));
            let permission = async {
                sleep(FRESH).await;
                Ok::<_, &str>(())
            };
            let requests = async || {
                prepared.set(prepared.get() + 1);
                if prepared.get() == 1 && !waits { Err("timeout") } else { Ok(send(&sent).await) }
            };
            assert_eq!(once_permitted(permission, requests).await, Ok(Ok(7)));
            assert_eq!(prepared.get(), 2);
        }
    }
}
