use proptest::prelude::*;

use super::*;
use crate::status::{Approval, Confirmation, Event, Requirements, Status};

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
fn whoever_arrives_takes_no_seat_of_somebody_who_waits_and_fits() {
    let capacity = Capacity::whole(10);
    let admission = |taken, waiting: &[u32], needed, list| {
        let waiting: Vec<_> = waiting.iter().map(|count| whole(*count)).collect();
        capacity.admission(&whole(taken), &waiting, &whole(needed), list)
    };
    assert_eq!(admission(8, &[], 2, WaitingList::Open), Admission::Seated);
    assert_eq!(admission(8, &[3], 2, WaitingList::Open), Admission::Seated);
    assert_eq!(admission(8, &[3, 2], 1, WaitingList::Open), Admission::AfterPromotions);
    assert_eq!(admission(8, &[3], 3, WaitingList::Open), Admission::Waiting);
    assert_eq!(admission(8, &[], 3, WaitingList::None), Admission::Full);
    assert_eq!(admission(0, &[], 11, WaitingList::Open), Admission::Full);
}

#[test]
fn arithmetic_never_wraps() {
    let most = whole(u32::MAX);
    assert!(!Capacity::whole(u32::MAX).fits(&most, &whole(1)));
    assert_eq!(most.plus(&whole(1)), most);
    assert_eq!(whole(1).minus(&whole(2)), whole(0));
}

/// What the store does, without a store: a list of registrations and what they hold.
#[derive(Debug)]
struct Workshop {
    capacity: Capacity,
    requirements: Requirements,
    taken: Seats,
    registrations: Vec<(Status, Seats)>,
}

impl Workshop {
    fn arrive(&mut self, needed: Seats) {
        let status = match self.admission(&needed) {
            Admission::AfterPromotions => {
                self.promote();
                return self.arrive(needed);
            }
            Admission::Seated => {
                self.taken = self.taken.plus(&needed);
                Status::seated(self.requirements)
            }
            Admission::Waiting => Status::Waiting,
            Admission::Full => return,
        };
        self.registrations.push((status, needed));
    }

    fn admission(&self, needed: &Seats) -> Admission {
        let waiting = self.registrations.iter().filter(|(status, _)| *status == Status::Waiting);
        let waiting: Vec<_> = waiting.map(|(_, seats)| seats.clone()).collect();
        self.capacity.admission(&self.taken, &waiting, needed, WaitingList::Open)
    }

    fn happen(&mut self, place: usize, event: Event) {
        let Some((status, seats)) = self.registrations.get_mut(place) else {
            return;
        };
        let Some(after) = status.after(event, self.requirements) else {
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
            queue[place].0 = Status::seated(self.requirements);
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
    Suspect(Seats),
    Enlarge(u32),
    Happen(usize, Event),
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let pools = prop_oneof![Just(vec!["a"]), Just(vec!["b"]), Just(vec!["a", "b"])];
    let seats = (pools, 1..5_u32).prop_map(|(pools, count)| Seats::in_pools(pools, count));
    let arrive = seats.clone().prop_map(Operation::Arrive);
    let suspect = seats.prop_map(Operation::Suspect);
    let event = proptest::sample::select(Event::ALL.to_vec());
    let happen = (0..40_usize, event).prop_map(|(place, event)| Operation::Happen(place, event));
    let enlarge = (6..9_u32).prop_map(Operation::Enlarge);
    proptest::collection::vec(prop_oneof![8 => arrive, 1 => suspect, 6 => happen, 2 => enlarge], 0..80)
}

proptest! {
    #[test]
    fn counters_equal_records_and_nobody_who_fits_waits(
        operations in operations(),
        size in 0..12_u32,
        approval in prop_oneof![Just(Approval::Automatic), Just(Approval::Manual)],
        confirmation in prop_oneof![Just(Confirmation::None), Just(Confirmation::Email)],
    ) {
        let capacity = Capacity::by_session([("a".to_owned(), size), ("b".to_owned(), 6)]);
        let requirements = Requirements { approval, confirmation };
        let mut workshop =
            Workshop { capacity, requirements, taken: Seats::default(), registrations: Vec::new() };
        for operation in operations {
            match operation {
                Operation::Arrive(needed) => workshop.arrive(needed),
                Operation::Suspect(needed) => workshop.registrations.push((Status::Quarantined, needed)),
                Operation::Happen(place, event) => workshop.happen(place, event),
                // An editor's change reaches the counters with the next arrival or event.
                Operation::Enlarge(size) => {
                    workshop.capacity.0.insert("b".to_owned(), size.max(workshop.taken.of("b")));
                    workshop.promote();
                }
            }
            workshop.check();
        }
    }
}
