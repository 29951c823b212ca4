//! What looks like abuse: a field that people do not see is filled in, or more comes from one network address than
//! offices send. It is no judgement: what looks like it is kept apart for the organiser to see.

use std::time::Duration;

use jiff::Timestamp;
use model::registration::Suspicion;
use model::submission::Submission;

use crate::address::NetworkAddress;
use crate::{Deadline, Services};

/// Valid posts in an hour that an address may send before they go to quarantine. A large office is behind one
/// address, and an assistant may register all of it one by one, making mistakes.
pub const POSTS_BEFORE_QUARANTINE: u64 = 30;

/// Valid posts in an hour that an address may send before they are refused: what nobody types, and what is too much
/// for the organiser to look through.
pub const POSTS_BEFORE_REFUSAL: u64 = 120;

/// The longest wait for the counter, which must not cost a registrant the answer.
const PATIENCE: Duration = Duration::from_secs(1);

/// In seconds.
const HOUR: i64 = 3_600;

/// More came from one network address than is taken at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// In how many seconds the counter begins anew.
    pub(crate) retry_after: u32,
}

/// Counts a valid post of a form, whichever form it is, and tells why it looks like abuse, if it does. Without a known
/// address, or where the counter does not answer, nothing is held against anybody.
pub(crate) async fn examine(
    services: &Services,
    address: Option<NetworkAddress>,
    submission: &Submission,
    now: Timestamp,
    deadline: Deadline,
) -> Result<Option<Suspicion>, TooMany> {
    let posts = match address {
        Some(address) => count(services, address, now, deadline).await,
        None => 0,
    };
    if posts > POSTS_BEFORE_REFUSAL {
        let left = HOUR - now.as_second().rem_euclid(HOUR);
        return Err(TooMany { retry_after: u32::try_from(left).unwrap_or_default() });
    }
    let too_often = (posts > POSTS_BEFORE_QUARANTINE).then_some(Suspicion::Rate);
    Ok(if submission.is_trapped() { Some(Suspicion::Trap) } else { too_often })
}

async fn count(services: &Services, address: NetworkAddress, now: Timestamp, deadline: Deadline) -> u64 {
    let hour = now.as_second().div_euclid(HOUR);
    let sender = services.identifier_key.sender(&address.text(), hour);
    match services.store.count_post(&sender, now, deadline.min(Deadline::after(PATIENCE))).await {
        Ok(posts) => posts,
        Err(error) => {
            tracing::warn!(%error, "a post was not counted");
            0
        }
    }
}
