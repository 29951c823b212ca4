//! A crowd: people who register at the same moment, alone or with colleagues, some of whom cancel at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use tokio::task::JoinSet;

use crate::catalogue::NOW;
use crate::handler::{Event, HandlerTest, fields_with};

/// The workshop that the crowd comes to.
pub const WORKSHOP: &str = "foule";

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

/// `people` register all at once, each with none to three colleagues; every fourth of them cancels as soon as he
/// is told that he is registered. Whoever is told to come back later does so until it works.
///
/// # Panics
///
/// When anything else is answered.
pub async fn come_and_go(test: &Arc<HandlerTest>, people: usize) -> Patience {
    let mut visits = JoinSet::new();
    for number in 0..people {
        visits.spawn(visit(Arc::clone(test), number));
    }
    let mut sum = Patience::default();
    for patience in visits.join_all().await {
        sum.registering += patience.registering;
        sum.cancelling += patience.cancelling;
    }
    sum
}

async fn visit(test: Arc<HandlerTest>, number: usize) -> Patience {
    let mut patience = Patience::default();
    let email = format!("person-{number}@office.example");
    let colleagues = colleagues(number % 4);
    let mut fields = fields_with("email", &email);
    fields.extend(colleagues.iter().map(|(name, value)| (name.as_str(), *value)));
    let own_page = loop {
        let answer = test.post(WORKSHOP, &fields).await;
        match answer.status {
            303 => break answer.header("location").to_owned(),
            503 => patience.registering += 1,
            _ => panic!("{answer:?}"),
        }
    };
    let cancels = number / 4 % 4 == 3;
    while cancels {
        let answer = test.send(Event::post_to(&format!("{own_page}/cancel"), &[])).await;
        match answer.status {
            303 => break,
            503 => patience.cancelling += 1,
            _ => panic!("{answer:?}"),
        }
    }
    patience
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
