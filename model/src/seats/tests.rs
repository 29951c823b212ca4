use proptest::prelude::*;

use super::*;
use crate::status::{Approval, Event, Status};

fn whole(count: u32) -> Seats {
    Seats::in_pools([WHOLE_WORKSHOP], count)
}

#[test]
fn the_first_that_fits_is_next() {
    let capacity = Capacity::whole(10);
    let waiting = [whole(4), whole(2), whole(1), whole(1)];
    let (promoted, taken) = capacity.promotions(&whole(7), &waiting);
    assert_eq!(promoted, [1, 2]);
    assert_eq!(taken, whole(10));
}

#[test]
fn sessions_are_taken_together_or_not_at_all() {
    let capacity = Capacity::by_session([("a".to_owned(), 2), ("b".to_owned(), 1)]);
    let taken = Seats::in_pools(["b"], 1);
    assert!(capacity.fits(&taken, &Seats::in_pools(["a"], 2)));
    assert!(!capacity.fits(&taken, &Seats::in_pools(["a", "b"], 1)));
    assert!(!capacity.fits(&Seats::default(), &Seats::in_pools(["c"], 1)));
    assert_eq!(capacity.fewest_left(&taken), 0);
}

#[test]
fn arithmetic_never_wraps() {
    let most = whole(u32::MAX);
    assert!(!Capacity::whole(u32::MAX).fits(&most, &whole(1)));
    assert_eq!(most.plus(&whole(1)), most);
    assert!(whole(1).minus(&whole(2)).is_none());
}

/// What the store does, without a store: a list of registrations and what they hold.
#[derive(Debug)]
struct Workshop {
    capacity: Capacity,
    approval: Approval,
    taken: Seats,
    registrations: Vec<(Status, Seats)>,
}

impl Workshop {
    fn arrive(&mut self, needed: Seats) {
        let seated = self.capacity.fits(&self.taken, &needed);
        if seated {
            self.taken = self.taken.plus(&needed);
        }
        let status = if seated { Status::seated(self.approval) } else { Status::Waiting };
        self.registrations.push((status, needed));
    }

    fn happen(&mut self, place: usize, event: Event) {
        let Some((status, seats)) = self.registrations.get_mut(place) else {
            return;
        };
        let Some(after) = status.after(event, self.approval) else {
            return;
        };
        if event == Event::Promote {
            // Seats become free only by another registration's event.
            return;
        }
        if status.holds_seats() && !after.holds_seats() {
            self.taken = self.taken.minus(seats);
        }
        if event == Event::ChangeParticipants {
            let fewer = Seats(seats.0.iter().map(|(pool, count)| (pool.clone(), (*count).min(1))).collect());
            if status.holds_seats() {
                self.taken = self.taken.minus(seats).plus(&fewer);
            }
            *seats = fewer;
        }
        *status = after;
        self.promote();
    }

    fn promote(&mut self) {
        let waiting = |(status, _): &&mut (Status, Seats)| *status == Status::Waiting;
        let mut queue: Vec<_> = self.registrations.iter_mut().filter(waiting).collect();
        let needed: Vec<_> = queue.iter().map(|(_, seats)| seats.clone()).collect();
        let (promoted, taken) = self.capacity.promotions(&self.taken, &needed);
        for place in promoted {
            queue[place].0 = Status::seated(self.approval);
        }
        self.taken = taken;
    }

    fn check(&self) {
        let held = self.registrations.iter().filter(|(status, _)| status.holds_seats());
        let sum = held.fold(Seats::default(), |sum, (_, seats)| sum.plus(seats));
        for (pool, size) in self.capacity.pools() {
            assert_eq!(self.taken.of(pool), sum.of(pool), "counter of {pool}");
            assert!(sum.of(pool) <= size, "{pool} is overbooked");
        }
        let waiting = self.registrations.iter().filter(|(status, _)| *status == Status::Waiting);
        for (_, needed) in waiting {
            assert!(!self.capacity.fits(&self.taken, needed), "{needed:?} waits although it fits");
        }
    }
}

#[derive(Clone, Debug)]
enum Operation {
    Arrive(Seats),
    Happen(usize, Event),
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let pools = prop_oneof![Just(vec!["a"]), Just(vec!["b"]), Just(vec!["a", "b"])];
    let arrive =
        (pools, 1..5_u32).prop_map(|(pools, count)| Operation::Arrive(Seats::in_pools(pools, count)));
    let event = prop_oneof![
        Just(Event::Approve),
        Just(Event::Refuse),
        Just(Event::Cancel),
        Just(Event::ChangeParticipants),
    ];
    let happen = (0..40_usize, event).prop_map(|(place, event)| Operation::Happen(place, event));
    proptest::collection::vec(prop_oneof![arrive, happen], 0..80)
}

proptest! {
    #[test]
    fn counters_equal_records_and_nobody_who_fits_waits(
        operations in operations(),
        size in 0..12_u32,
        approval in prop_oneof![Just(Approval::Automatic), Just(Approval::Manual)],
    ) {
        let capacity = Capacity::by_session([("a".to_owned(), size), ("b".to_owned(), 6)]);
        let mut workshop =
            Workshop { capacity, approval, taken: Seats::default(), registrations: Vec::new() };
        for operation in operations {
            match operation {
                Operation::Arrive(needed) => workshop.arrive(needed),
                Operation::Happen(place, event) => workshop.happen(place, event),
            }
            workshop.check();
        }
    }
}
