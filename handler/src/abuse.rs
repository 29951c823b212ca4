//! Abuse detection. The handler counts every request that may change something, per network address and per
//! registration, and checks a hidden trap field that people never see. A suspicious form post is stored in quarantine
//! for the organiser to review; only rates far beyond human use are refused.
//!
//! The figures and their reasons are in [`Limits`].

use std::time::Duration;

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use model::limits::{Limits, SITE_FACTOR};
use model::registration::Suspicion;
use model::submission::Submission;
use registry::Deadline;

use crate::address::NetworkAddress;
use crate::route::REGISTRATIONS;
use crate::services::Services;

/// The longest wait for the counters: registrants must get an answer even when the counters are slow.
const PATIENCE: Duration = Duration::from_secs(1);

/// The purpose of a request, which decides how often it is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// A registration, or an answer to a questionnaire.
    Submission,
    /// A change of a registration.
    Change,
    /// A cancellation, or a declined offer of seats, which stay possible after too many changes.
    Cancellation,
    /// The confirmation of an e-mail address, or the acceptance of offered seats.
    Confirmation,
    /// A search for one's own registrations, or another address: a mail is sent to what was typed.
    Search,
}

/// The rate of requests from the sender of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Pressure {
    /// A normal rate.
    #[default]
    Usual,
    /// A rate that an organiser should review.
    Suspicious,
    /// A rate at which requests are refused.
    TooMuch(TooMany),
}

/// The sender exceeded a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany {
    /// Seconds until the counter resets.
    pub(crate) retry_after: u32,
}

impl TooMany {
    /// Returns whether the wait is longer than an hour, the window of most counters.
    pub(crate) fn is_for_hours(self) -> bool {
        i64::from(self.retry_after) > Window::Hour.seconds()
    }
}

/// The counters of a request.
pub(crate) struct Counters {
    budgets: Vec<Budget>,
    /// The time of the request, which decides in which hour and day it counts.
    now: Timestamp,
}

/// The period that a counter covers.
#[derive(Clone, Copy)]
enum Window {
    Hour,
    Day,
}

/// A counter and its limits.
struct Budget {
    key: String,
    window: Window,
    allowance: Allowance,
}

/// The numbers of requests after which further ones are suspicious, and after which they are refused.
#[derive(Clone, Copy)]
struct Allowance {
    suspicious_after: u32,
    refused_after: u32,
}

impl Allowance {
    /// Returns the allowance for requests that are never suspicious.
    fn until_refused(refused_after: u32) -> Allowance {
        Allowance { suspicious_after: u32::MAX, refused_after }
    }

    fn times(self, factor: u32) -> Allowance {
        Allowance {
            suspicious_after: self.suspicious_after.saturating_mul(factor),
            refused_after: self.refused_after.saturating_mul(factor),
        }
    }
}

impl Purpose {
    /// Returns the purpose of requests to a route. A route that is missing here counts as a change, so none goes
    /// uncounted.
    fn of_route(route: Option<&str>) -> Purpose {
        match route {
            Some(REGISTRATIONS | "/api/workshops/{slug}/forms/{form}") => Purpose::Submission,
            Some(
                "/api/registrations/{slug}/{id}/cancel"
                | "/api/registrations/{slug}/{id}/seats/decline"
                | "/api/participations/{slug}/{id}/cancel",
            ) => Purpose::Cancellation,
            Some(
                "/api/registrations/{slug}/{id}/confirm/{token}"
                | "/api/registrations/{slug}/{id}/seats/accept"
                | "/api/addresses/{slug}/{id}",
            ) => Purpose::Confirmation,
            Some("/api/find" | "/api/registrations/{slug}/{id}/address") => Purpose::Search,
            _ => Purpose::Change,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Purpose::Submission => "submission",
            Purpose::Change => "change",
            Purpose::Cancellation => "cancellation",
            Purpose::Confirmation => "confirmation",
            Purpose::Search => "search",
        }
    }

    /// Returns the allowance per hour and network address.
    fn of_address(self, limits: &Limits) -> Allowance {
        match self {
            Purpose::Submission => {
                Allowance { suspicious_after: limits.quarantine_after, refused_after: limits.refuse_after }
            }
            Purpose::Change | Purpose::Cancellation => Allowance::until_refused(limits.changes),
            Purpose::Confirmation => Allowance::until_refused(limits.confirmations),
            Purpose::Search => Allowance::until_refused(limits.searches),
        }
    }
}

impl Window {
    fn seconds(self) -> i64 {
        match self {
            Window::Hour => 3_600,
            Window::Day => 86_400,
        }
    }

    /// Returns the number of the current window, counted from 1970.
    fn number(self, now: Timestamp) -> i64 {
        now.as_second().div_euclid(self.seconds())
    }

    fn left(self, now: Timestamp) -> u32 {
        let left = self.seconds() - now.as_second().rem_euclid(self.seconds());
        u32::try_from(left).unwrap_or_default()
    }

    /// Returns the time at which a counter is deleted: two windows from now, so at least one window after its own ends.
    fn expires(self, now: Timestamp) -> Timestamp {
        now.saturating_add(SignedDuration::from_secs(2 * self.seconds())).unwrap_or(Timestamp::MAX)
    }
}

impl Pressure {
    /// Returns the worse of the two; of two refusals, the one with the longer wait.
    fn max(self, other: Pressure) -> Pressure {
        let rank = |pressure| match pressure {
            Pressure::Usual => (0, 0),
            Pressure::Suspicious => (1, 0),
            Pressure::TooMuch(TooMany { retry_after }) => (2, retry_after),
        };
        std::cmp::max_by_key(self, other, |pressure| rank(*pressure))
    }
}

/// Returns why a form post looks like abuse, if it does.
///
/// # Errors
///
/// [`TooMany`] if the sender exceeded a limit.
pub(crate) fn examine(pressure: Pressure, submission: &Submission) -> Result<Option<Suspicion>, TooMany> {
    match pressure {
        Pressure::TooMuch(too_many) => Err(too_many),
        _ if submission.is_trapped() => Ok(Some(Suspicion::Trap)),
        Pressure::Suspicious => Ok(Some(Suspicion::Rate)),
        Pressure::Usual => Ok(None),
    }
}

impl Counters {
    /// Returns the counters of a request to a route: those of its network address and of the `registration` that it concerns.
    pub(crate) fn of(
        services: &Services,
        route: Option<&str>,
        address: Option<NetworkAddress>,
        registration: Option<&str>,
    ) -> Counters {
        let now = (services.clock)();
        Counters { budgets: budgets(services, Purpose::of_route(route), address, registration, now), now }
    }
}

/// Adds a request to its counters, and returns the pressure that they show. If a counter fails, the request passes: an outage
/// must not lock registrants out.
pub(crate) async fn count(services: &Services, counters: &Counters, deadline: Deadline) -> Pressure {
    add(services, &counters.budgets, counters.now, deadline.min(Deadline::after(PATIENCE))).await
}

/// Adds a request to its counters again, because it counts although it was removed from them.
pub(crate) async fn count_again(services: &Services, counters: &Counters) {
    add(services, &counters.budgets, (services.clock)(), Deadline::after(PATIENCE)).await;
}

/// Adds a request to these counters, and returns the pressure that they show.
async fn add(services: &Services, budgets: &[Budget], now: Timestamp, deadline: Deadline) -> Pressure {
    let pressures = budgets.iter().map(async |budget| {
        let count = services.store.count(&budget.key, budget.window.expires(now), deadline).await;
        count.map(|count| budget.pressure(count, now)).unwrap_or_else(|error| {
            tracing::warn!(%error, "a request was not counted");
            Pressure::Usual
        })
    });
    join_all(pressures).await.into_iter().fold(Pressure::Usual, Pressure::max)
}

/// Removes a request from its counters, because invalid answers changed nothing. This can be prepared while the request is still
/// being counted, which may take as long.
pub(crate) async fn give_back(services: &Services, counters: &Counters) {
    let deadline = Deadline::after(2 * PATIENCE);
    join_all(counters.budgets.iter().map(async |budget| {
        if let Err(error) = services.store.uncount(&budget.key, deadline).await {
            tracing::warn!(%error, "a request was not removed from its counter");
        }
    }))
    .await;
}

fn budgets(
    services: &Services,
    purpose: Purpose,
    address: Option<NetworkAddress>,
    registration: Option<&str>,
    now: Timestamp,
) -> Vec<Budget> {
    let limits = services.workshops.limits();
    let budget = |who: &str, window: Window, allowance| Budget {
        key: services.identifier_key.counter(purpose.key(), who, window.number(now)),
        window,
        allowance,
    };
    let texts = address.map(NetworkAddress::texts).unwrap_or_default();
    let allowance = purpose.of_address(limits);
    // The narrowest network first.
    let factors = [1, SITE_FACTOR];
    let of_address = texts.iter().zip(factors);
    let of_address = of_address.map(|(text, factor)| budget(text, Window::Hour, allowance.times(factor)));
    let of_registration = Allowance::until_refused(limits.changes_per_registration);
    let of_registration = registration.map(|registration| budget(registration, Window::Day, of_registration));
    of_address.chain(of_registration).collect()
}

impl Budget {
    fn pressure(&self, count: u64, now: Timestamp) -> Pressure {
        let Allowance { suspicious_after, refused_after } = self.allowance;
        if count > u64::from(refused_after) {
            Pressure::TooMuch(TooMany { retry_after: self.window.left(now) })
        } else if count > u64::from(suspicious_after) {
            Pressure::Suspicious
        } else {
            Pressure::Usual
        }
    }
}
