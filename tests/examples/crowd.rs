//! Measures how long a crowd keeps the store busy. Arguments: the number of people, the percentage that cancels at
//! once, and the number of concurrent requests. With `ATELIERS_DYNAMODB_ENDPOINT`, it runs against that DynamoDB.
//!
//! ```console
//! cargo run -p tests --example crowd -- 1000 30 200
//! ```

use std::sync::Arc;
use std::time::{Duration, Instant};

use tests::crowd::{self, Crowd};
use tests::handler::HandlerTest;

#[expect(clippy::print_stdout, reason = "it prints what it measured")]
#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|number| number.parse().expect("each is a number"));
    let mut argument = |default| arguments.next().unwrap_or(default);
    let crowd = Crowd { people: argument(500), cancelling: argument(25), at_once: argument(50) };
    let test = Arc::new(HandlerTest::new().await.with_clock(crowd::clock()));
    let started = Instant::now();
    let (patience, times) = crowd::measure(&test, crowd).await;
    println!("{crowd:?}: {:.1} s", started.elapsed().as_secs_f64());
    println!("registering: {}, {} times 503", quantiles(times.registering), patience.registering);
    println!("cancelling: {}, {} times 503", quantiles(times.cancelling), patience.cancelling);
    test.assert_sound(crowd::WORKSHOP).await;
    println!("sound: the counter matches the records, and no waiting registration would fit");
}

/// Returns the median, the 99th percentile and the maximum.
fn quantiles(mut times: Vec<Duration>) -> String {
    times.sort();
    let at = |share: f64| {
        let place = (times.len() as f64 * share).ceil() as usize;
        times.get(place.saturating_sub(1)).copied().unwrap_or_default().as_millis()
    };
    format!("{} answers, p50 {} ms, p99 {} ms, longest {} ms", times.len(), at(0.5), at(0.99), at(1.0))
}
