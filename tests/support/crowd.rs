//! Simulates a crowd: people who register at the same moment, alone or with colleagues; some cancel at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::catalogue::NOW;
use crate::handler::{Answer, Event, HandlerTest, colleagues, fields_with};

/// The workshop that the crowd registers for.
pub const WORKSHOP: &str = "foule";

/// Number of concurrent requests, like instances of the function; the others wait. Unlimited concurrency would make
/// requests time out on a busy machine, because a single process plays DynamoDB.
const INSTANCES: usize = 50;

/// The parameters of a crowd.
#[derive(Clone, Copy, Debug)]
pub struct Crowd {
    /// Number of people who register, each with none to three colleagues.
    pub people: usize,
    /// Percentage of people who cancel as soon as they are registered.
    pub cancelling: usize,
    /// Number of concurrent requests.
    pub at_once: usize,
}

/// Response times, in order of arrival.
#[derive(Clone, Debug, Default)]
pub struct Times {
    /// The response times of the form, including 503 responses.
    pub registering: Vec<Duration>,
    /// The response times of the cancel page, including 503 responses.
    pub cancelling: Vec<Duration>,
}

/// Numbers of responses that ask the client to retry later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patience {
    /// 503 responses from the form.
    pub registering: usize,
    /// 503 responses from the cancel page.
    pub cancelling: usize,
}

/// Returns a clock that never returns the same time twice, so that the order of arrival is known.
pub fn clock() -> impl Fn() -> Timestamp + Send + Sync + 'static {
    let noon: Timestamp = NOW.parse().expect("the timestamp is valid");
    let next = AtomicI64::new(noon.as_millisecond());
    move || {
        let now = next.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millisecond(now).expect("the tests end before the year 9999")
    }
}

/// Registers `people` at once; a quarter of them cancel as soon as they are registered. A person who is asked to retry
/// later does so until it works.
///
/// # Panics
///
/// Panics on any other response.
pub async fn register_and_cancel(test: &Arc<HandlerTest>, people: usize) -> Patience {
    measure(test, Crowd { people, cancelling: 25, at_once: INSTANCES }).await.0
}

/// Runs any crowd and returns the response times.
///
/// # Panics
///
/// Panics in the same cases as [`register_and_cancel`].
pub async fn measure(test: &Arc<HandlerTest>, crowd: Crowd) -> (Patience, Times) {
    let door = Arc::new(Semaphore::new(crowd.at_once));
    let mut visits = JoinSet::new();
    for number in 0..crowd.people {
        let visitor = Visitor { test: Arc::clone(test), door: Arc::clone(&door) };
        visits.spawn(visitor.visit(number, cancels(number, crowd.cancelling)));
    }
    let (mut patience, mut times) = (Patience::default(), Times::default());
    for visit in visits.join_all().await {
        patience.registering += visit.registering.len() - 1;
        patience.cancelling += visit.cancelling.len().saturating_sub(1);
        times.registering.extend(visit.registering);
        times.cancelling.extend(visit.cancelling);
    }
    (patience, times)
}

/// Returns whether a person belongs to this percentage. Selects four in a row, one for each number of colleagues.
fn cancels(number: usize, of_hundred: usize) -> bool {
    let group = number / 4;
    (group + 1) * of_hundred / 100 > group * of_hundred / 100
}

struct Visitor {
    test: Arc<HandlerTest>,
    door: Arc<Semaphore>,
}

impl Visitor {
    async fn visit(self, number: usize, cancels: bool) -> Times {
        let email = format!("person-{number}@office.example");
        let mut fields = fields_with("email", &email);
        fields.extend(colleagues(number % 4));
        let (answer, registering) = self.send_until_accepted(&Event::post(WORKSHOP, &fields)).await;
        let mut times = Times { registering, cancelling: Vec::new() };
        if cancels {
            let cancel = format!("{}/cancel", answer.header("location"));
            times.cancelling = self.send_until_accepted(&Event::post_to(&cancel, &[])).await.1;
        }
        times
    }

    /// Posts until the request is accepted, and returns the response times.
    async fn send_until_accepted(&self, event: &Event) -> (Answer, Vec<Duration>) {
        let mut times = Vec::new();
        loop {
            let answer = {
                let _place = self.door.acquire().await.expect("the semaphore is never closed");
                let started = Instant::now();
                let answer = self.test.send(event.clone()).await;
                times.push(started.elapsed());
                answer
            };
            match answer.status {
                303 => return (answer, times),
                503 => {}
                _ => panic!("{answer:?}"),
            }
        }
    }
}
