//! A crowd: people who register at the same moment, alone or with colleagues, some of whom cancel at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::catalogue::NOW;
use crate::handler::{Answer, Event, HandlerTest, fields_with};

/// The workshop that the crowd comes to.
pub const WORKSHOP: &str = "foule";

/// How many requests are answered at any moment, as many as there are instances of the function; the others wait at
/// the door. All at once they would wait for their turn in the one process that plays DynamoDB, on a busy machine
/// until their time is over.
const INSTANCES: usize = 50;

/// How often somebody was told to try again later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Patience {
    /// By the form.
    pub registering: usize,
    /// By the cancel page.
    pub cancelling: usize,
}

/// A clock that never tells the same time twice, so that it is known who came first.
pub fn clock() -> impl Fn() -> Timestamp + Send + Sync + 'static {
    let noon: Timestamp = NOW.parse().expect("it is a timestamp");
    let next = AtomicI64::new(noon.as_millisecond());
    move || {
        let now = next.fetch_add(1, Ordering::Relaxed);
        Timestamp::from_millisecond(now).expect("the tests end before the year 9999")
    }
}

/// `people` register all at once, each with none to three colleagues; a quarter of them, rounded down to whole fours, cancels as soon as he
/// is told that he is registered. Whoever is told to come back later does so until it works.
///
/// # Panics
///
/// When anything else is answered.
pub async fn come_and_go(test: &Arc<HandlerTest>, people: usize) -> Patience {
    let door = Arc::new(Semaphore::new(INSTANCES));
    let mut visits = JoinSet::new();
    for number in 0..people {
        let visitor = Visitor { test: Arc::clone(test), door: Arc::clone(&door) };
        visits.spawn(visitor.visit(number));
    }
    let mut sum = Patience::default();
    for patience in visits.join_all().await {
        sum.registering += patience.registering;
        sum.cancelling += patience.cancelling;
    }
    sum
}

struct Visitor {
    test: Arc<HandlerTest>,
    door: Arc<Semaphore>,
}

impl Visitor {
    async fn visit(self, number: usize) -> Patience {
        let email = format!("person-{number}@office.example");
        let colleagues = colleagues(number % 4);
        let mut fields = fields_with("email", &email);
        fields.extend(colleagues.iter().map(|(name, value)| (name.as_str(), *value)));
        let (answer, registering) = self.insist(&Event::post(WORKSHOP, &fields)).await;
        let mut patience = Patience { registering, cancelling: 0 };
        if number / 4 % 4 == 3 {
            let cancel = format!("{}/cancel", answer.header("location"));
            patience.cancelling = self.insist(&Event::post_to(&cancel, &[])).await.1;
        }
        patience
    }

    /// Posts until it is taken; how often it was not.
    async fn insist(&self, event: &Event) -> (Answer, usize) {
        for refused in 0.. {
            let answer = {
                let _place = self.door.acquire().await.expect("the door is never closed");
                self.test.send(event.clone()).await
            };
            match answer.status {
                303 => return (answer, refused),
                503 => {}
                _ => panic!("{answer:?}"),
            }
        }
        unreachable!("it counts for longer than anybody waits")
    }
}

/// The fields of this many colleagues.
fn colleagues(count: usize) -> Vec<(String, &'static str)> {
    let answers = [
        ("given-name", "Marc"),
        ("family-name", "Petit"),
        ("function", "Directeur"),
        ("fee", "non-adherent"),
    ];
    (2..2 + count)
        .flat_map(|row| answers.map(|(name, value)| (format!("participant-{row}-{name}"), value)))
        .collect()
}
