//! Requests that are prepared before it is known whether they may be sent. Building and signing one takes the function longer
//! than anything else that it does between two answers of DynamoDB, and DynamoDB can work meanwhile.

use std::future::pending;
use std::pin::pin;

use tokio::task::yield_now;
use tokio::{select, sync::watch, task_local};

task_local! {
    /// Whether the requests of this task may be sent. Requests outside [`once_permitted`] always may.
    static PERMITTED: watch::Receiver<bool>;
}

/// Runs `requests` up to the first request to a service, and further once there is the `permission`. Returns what `requests`
/// returned, or the reason why there is no permission; in that case nothing was sent.
///
/// What `permission` requested first is sent before `requests` begins. `requests` must not request anything in a task of its
/// own.
pub async fn once_permitted<T, E>(
    permission: impl Future<Output = Result<(), E>>,
    requests: impl Future<Output = T>,
) -> Result<T, E> {
    let (permit, permitted) = watch::channel(false);
    let requests = PERMITTED.scope(permitted, async {
        yield_now().await;
        requests.await
    });
    let (mut permission, mut requests) = (pin!(permission), pin!(requests));
    select! {
        biased;
        permission = &mut permission => {
            permission?;
            permit.send_replace(true);
            Ok(requests.await)
        }
        // It needed no request.
        result = &mut requests => permission.await.map(|()| result),
    }
}

/// Waits until this task may send requests, which is at once outside [`once_permitted`].
pub async fn permitted() {
    let Ok(mut permitted) = PERMITTED.try_with(watch::Receiver::clone) else { return };
    if permitted.wait_for(|permitted| *permitted).await.is_err() {
        // There is no permission any more.
        pending().await
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    async fn send(sent: &Cell<bool>) -> u32 {
        permitted().await;
        sent.set(true);
        7
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
        let requests = async {
            prepared.set(true);
            send(&sent).await
        };
        assert_eq!(once_permitted(permission, requests).await, Ok(7));
        assert!(sent.get());
    }

    #[tokio::test]
    async fn nothing_is_sent_without_permission() {
        let sent = Cell::new(false);
        let permission = async {
            for _ in 0..3 {
                yield_now().await;
            }
            Err("too many")
        };
        assert_eq!(once_permitted(permission, send(&sent)).await, Err("too many"));
        assert!(!sent.get());
    }

    #[tokio::test]
    async fn a_result_without_requests_needs_the_permission_too() {
        let refused = async {
            for _ in 0..3 {
                yield_now().await;
            }
            Err("too many")
        };
        assert_eq!(once_permitted(refused, async { 7 }).await, Err("too many"));
        let permission = async {
            for _ in 0..3 {
                yield_now().await;
            }
            Ok::<_, &str>(())
        };
        assert_eq!(once_permitted(permission, async { 7 }).await, Ok(7));
    }
}
