//! Measures how long a crowd keeps the store busy:
//!
//! ```console
//! cargo run -p tests --example crowd -- 500
//! ```

use std::sync::Arc;
use std::time::Instant;

use tests::crowd;
use tests::handler::HandlerTest;

#[expect(clippy::print_stdout, reason = "it tells what it measured")]
#[tokio::main]
async fn main() {
    let people = std::env::args().nth(1).and_then(|people| people.parse().ok()).unwrap_or(500);
    let test = HandlerTest::new().await.with_clock(crowd::clock());
    let test = Arc::new(test);
    let started = Instant::now();
    let patience = crowd::come_and_go(&test, people).await;
    println!("{people} people: {:.1} s, {patience:?}", started.elapsed().as_secs_f64());
    test.assert_sound(crowd::WORKSHOP).await;
}
