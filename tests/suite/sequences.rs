//! Property test: after any sequence of actions by people, bots, the organiser and time, the table is consistent.

use model::form::TRAP_FIELD;
use model::registration::{HistoryEntry, Registration};
use model::seats::Capacity;
use model::status::{CONFIRMATION_TIME_OF_SCARCE_SEATS, Event as TransitionEvent, Status};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tests::handler::{Event, HandlerTest, fields_with};
use view::registration::own_path;

const WORKSHOP: &str = "confirme";

/// Number of people who register.
const PEOPLE: usize = 7;

#[derive(Clone, Debug)]
enum Step {
    /// A person registers, with colleagues; a bot also fills in the honeypot.
    Register { person: usize, colleagues: usize, trap: bool },
    /// The page of the mailed link is posted.
    Confirm(usize),
    /// The registrant cancels.
    Cancel(usize),
    /// The organiser decides.
    Decide(usize, TransitionEvent),
    /// Hours pass.
    Pass(i64),
    /// Only the schedule runs.
    Sweep,
    /// The organiser raises the capacity to this number of seats, if it is lower.
    Enlarge(u32),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let person = 0..PEOPLE;
    let register = (person.clone(), 0..3_usize, prop::bool::weighted(0.2))
        .prop_map(|(person, colleagues, trap)| Step::Register { person, colleagues, trap });
    let decision = prop::sample::select(vec![TransitionEvent::Release, TransitionEvent::Refuse]);
    let step = prop_oneof![
        8 => register,
        3 => person.clone().prop_map(Step::Confirm),
        2 => person.clone().prop_map(Step::Cancel),
        2 => (person, decision).prop_map(|(person, event)| Step::Decide(person, event)),
        2 => (1..30_i64).prop_map(Step::Pass),
        2 => Just(Step::Sweep),
        1 => (4..9_u32).prop_map(Step::Enlarge),
    ];
    prop::collection::vec(step, 1..40)
}

#[test]
fn any_sequence_of_steps_leaves_a_sound_table() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&steps(), |steps| {
        runtime.block_on(run(&steps));
        Ok(())
    });
    outcome.unwrap();
}

async fn run(steps: &[Step]) {
    let mut seats = 4;
    let mut hours = 0;
    let mut test = HandlerTest::new().await.with_offer(WORKSHOP, |offer| offer.capacity = Capacity::whole(4));
    for step in steps {
        match step {
            Step::Register { person, colleagues, trap } => register(&test, *person, *colleagues, *trap).await,
            Step::Confirm(person) => {
                if let Some(registration) = of(&test, *person).await {
                    let answer = test.send(Event::post_to(&test.confirm_path(&registration), &[])).await;
                    assert!([303, 409].contains(&answer.status), "{}", answer.body);
                }
            }
            Step::Cancel(person) => {
                if let Some(registration) = of(&test, *person).await {
                    let path = format!("{}/cancel", own_path(&registration));
                    let answer = test.send(Event::post_to(&path, &[])).await;
                    assert!([303, 409].contains(&answer.status), "{}", answer.body);
                }
            }
            Step::Decide(person, event) => {
                if let Some(registration) = of(&test, *person).await {
                    test.transition(WORKSHOP, &registration.id, *event).await;
                }
            }
            Step::Pass(more) => {
                // Registrations are open for a month.
                hours = (hours + more).min(700);
                let now = "2027-05-01T12:00:00Z".parse::<jiff::Timestamp>().unwrap();
                test = test.at(&(now + jiff::SignedDuration::from_hours(hours)).to_string());
            }
            Step::Sweep => {
                assert_eq!(test.sweep().await.failed, 0);
                test.assert_none_is_overdue(WORKSHOP).await;
            }
            Step::Enlarge(more) => {
                seats = seats.max(*more);
                test = test.with_offer(WORKSHOP, |offer| offer.capacity = Capacity::whole(seats));
                // Until the next request or scheduled run, seats may be free while registrations wait.
                assert_eq!(test.sweep().await.failed, 0);
            }
        }
        test.assert_sound(WORKSHOP).await;
    }
    assert_histories(&test.registrations(WORKSHOP).await);
}

async fn register(test: &HandlerTest, person: usize, colleagues: usize, trap: bool) {
    let email = format!("person-{person}@o.example");
    let mut fields = fields_with("email", &email);
    fields.extend(tests::handler::colleagues(colleagues));
    if trap {
        fields.push((TRAP_FIELD, "x"));
    }
    let answer = test.post(WORKSHOP, &fields).await;
    assert!([303, 409].contains(&answer.status), "{}", answer.body);
}

async fn of(test: &HandlerTest, person: usize) -> Option<Registration> {
    let email = format!("person-{person}@o.example");
    test.registration_of(WORKSHOP, &email).await
}

/// Asserts that each history is consistent with its registration, and that nothing is confirmed or promoted without a
/// proven address.
fn assert_histories(registrations: &[Registration]) {
    for registration in registrations {
        let last = registration.history.last().unwrap();
        assert_eq!(last.status, registration.status, "{registration:?}");
        if matches!(registration.status, Status::Confirmed | Status::Waiting) {
            assert!(registration.proven.is_some(), "{registration:?}");
        }
        for (place, lapse) in registration.history.iter().enumerate().filter(|(_, it)| it.event == "lapse") {
            let gives_seats = |it: &&HistoryEntry| ["register", "release"].contains(&it.event.as_str());
            let seated = registration.history[..place].iter().rev().find(gives_seats).unwrap();
            assert!(
                lapse.at.duration_since(seated.at) >= CONFIRMATION_TIME_OF_SCARCE_SEATS,
                "{registration:?}"
            );
        }
        let starts = registration.history.iter().filter(|it| it.event == "register");
        let ends = registration.history.iter().filter(|it| ["cancel", "lapse"].contains(&it.event.as_str()));
        assert!(starts.count() <= ends.count() + 1, "{registration:?}");
    }
}
