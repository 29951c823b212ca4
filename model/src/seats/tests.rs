use proptest::prelude::*;

use super::*;
use crate::status::{Approval, Confirmation, Event, Requirements, Status};

fn whole(count: u32) -> Seats {
    Seats::in_pools([WHOLE_WORKSHOP], count)
}

#[test]
fn the_first_that_fits_is_promoted() {
    let capacity = Capacity::whole(10);
    let waiting = [whole(4), whole(2), whole(1), whole(1)];
    assert_eq!(capacity.promotions(&whole(7), waiting.iter().map(Into::into), Quotas::default()), [1, 2]);
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
fn a_capacity_is_exhausted_if_a_needed_pool_has_no_seat_left() {
    let capacity = Capacity::by_session([("a".to_owned(), 2), ("b".to_owned(), 1)]);
    let taken = Seats::in_pools(["a", "b"], 1);
    assert!(capacity.is_exhausted(&taken, &Seats::in_pools(["a", "b"], 1)));
    assert!(!capacity.is_exhausted(&taken, &Seats::in_pools(["a"], 2)), "one of two seats is left");
    assert!(!capacity.is_exhausted(&taken, &Seats::in_pools(["b"], 0)));
}

#[test]
fn an_arrival_takes_no_seat_from_a_fitting_waiting_registration() {
    let capacity = Capacity::whole(10);
    let admission = |taken, waiting: &[u32], needed, waiting_list| {
        let waiting: Vec<_> = waiting.iter().map(|count| whole(*count)).collect();
        let claims = Claims { taken: whole(taken), ..Claims::default() };
        let terms = Terms { waiting_list, unproven_share: None };
        capacity.admission(&claims, &waiting, &whole(needed), &terms)
    };
    assert_eq!(admission(8, &[], 2, WaitingList::Open), Admission::Seated);
    assert_eq!(admission(8, &[3], 2, WaitingList::Open), Admission::Seated);
    assert_eq!(admission(8, &[3, 2], 1, WaitingList::Open), Admission::AfterPromotions);
    assert_eq!(admission(8, &[3], 3, WaitingList::Open), Admission::Queued);
    assert_eq!(admission(8, &[], 3, WaitingList::None), Admission::Full);
    assert_eq!(admission(0, &[], 11, WaitingList::Open), Admission::Full);
}

#[test]
fn unproven_registrations_hold_a_third_and_never_more_than_half() {
    let share = |size, largest| Capacity::whole(size).unproven_share(largest).size(WHOLE_WORKSHOP);
    // The share admits a registration of the largest size, if that is at most half of the seats.
    let cases = [(30, 4, 10), (12, 4, 4), (10, 4, 4), (10, 1, 3), (6, 4, 3), (4, 4, 2), (2, 4, 1), (1, 4, 0)];
    for (size, largest, expected) in cases {
        assert_eq!(share(size, largest), expected, "{size} seats for up to {largest}");
    }
    for size in 0..100 {
        assert!((0..20).all(|largest| share(size, largest) * 2 <= size), "{size} seats");
    }
}

#[test]
fn registrations_beyond_the_unproven_share_are_queued_even_without_a_waiting_list() {
    let capacity = Capacity::whole(10);
    let admission = |taken, unproven, needed, waiting_list| {
        let claims = Claims { taken: whole(taken), unproven: whole(unproven), ..Claims::default() };
        let terms = Terms { waiting_list, unproven_share: Some(capacity.unproven_share(4)) };
        capacity.admission(&claims, &[], &whole(needed), &terms)
    };
    for list in [WaitingList::Open, WaitingList::None] {
        assert_eq!(admission(6, 0, 4, list), Admission::Seated);
        assert_eq!(admission(4, 4, 1, list), Admission::Queued);
        assert_eq!(admission(3, 3, 2, list), Admission::Queued);
    }
    assert_eq!(admission(10, 4, 1, WaitingList::Open), Admission::Queued);
    assert_eq!(admission(10, 4, 1, WaitingList::None), Admission::Full);
}

#[test]
fn seats_are_scarce_once_less_than_a_quarter_is_left() {
    let capacity = Capacity::by_session([("a".to_owned(), 12), ("b".to_owned(), 12)]);
    let is_scarce = |taken, needed: &[&str]| {
        capacity.is_scarce(&Seats::in_pools(["b"], taken), &Seats::in_pools(needed.iter().copied(), 2))
    };
    assert!(!is_scarce(7, &["b"]) && is_scarce(8, &["b"]) && is_scarce(8, &["a", "b"]));
    assert!(!is_scarce(12, &["a"]), "what is not needed does not count");
    assert!(!Capacity::whole(u32::MAX).is_scarce(&whole(0), &whole(1)));
}

#[test]
fn arithmetic_saturates() {
    let most = whole(u32::MAX);
    assert!(!Capacity::whole(u32::MAX).fits(&most, &whole(1)));
    assert_eq!(most.plus(&whole(1)), most);
    assert_eq!(whole(1).minus(&whole(2)), whole(0));
}

/// A model of the store: a list of registrations and their claims.
#[derive(Debug)]
struct Workshop {
    capacity: Capacity,
    requirements: Requirements,
    claims: Claims,
    registrations: Vec<(Status, Seats)>,
    /// Whether the share was larger before: registrations keep seats that they got from a larger share.
    shrank: bool,
    /// Whether free seats are offered to the waiting list.
    offers: bool,
}

impl Workshop {
    fn arrive(&mut self, needed: Seats) {
        let status = match self.admission(&needed) {
            Admission::AfterPromotions => {
                self.promote();
                return self.arrive(needed);
            }
            Admission::Seated => Status::seated(self.requirements),
            Admission::Queued => Status::queued(self.requirements),
            Admission::Full => return,
        };
        self.claims = self.claims.plus(&Claims::of(status, &needed));
        self.registrations.push((status, needed));
    }

    fn terms(&self) -> Terms {
        let asks = self.requirements.confirmation == Confirmation::Email;
        let unproven_share = asks.then(|| self.capacity.unproven_share(LARGEST));
        Terms { waiting_list: WaitingList::Open, unproven_share }
    }

    fn admission(&self, needed: &Seats) -> Admission {
        let waiting = self.registrations.iter().filter(|(status, _)| *status == Status::Waiting);
        let waiting: Vec<_> = waiting.map(|(_, seats)| seats.clone()).collect();
        self.capacity.admission(&self.claims, &waiting, needed, &self.terms())
    }

    fn happen(&mut self, place: usize, event: Event) {
        let Some((status, seats)) = self.registrations.get_mut(place) else {
            return;
        };
        let Some(after) = status.after(event, self.requirements) else {
            return;
        };
        if matches!(event, Event::Promote | Event::OfferSeats) {
            // Seats become free only by events of other registrations.
            return;
        }
        let before = Claims::of(*status, seats);
        if event == Event::ChangeParticipants {
            *seats = Seats(seats.0.iter().map(|(pool, count)| (pool.clone(), (*count).min(1))).collect());
        }
        *status = after;
        self.claims = self.claims.minus(&before).plus(&Claims::of(after, seats));
        self.promote();
    }

    fn promote(&mut self) {
        let waiting = |(status, _): &&mut (Status, Seats)| *status == Status::Waiting;
        let mut queue: Vec<_> = self.registrations.iter_mut().filter(waiting).collect();
        let needed: Vec<_> = queue.iter().map(|(_, seats)| seats.clone()).collect();
        for place in
            self.capacity.promotions(&self.claims.taken, needed.iter().map(Into::into), Quotas::default())
        {
            queue[place].0 = match self.offers {
                true => Status::Offered,
                false => Status::promoted(self.requirements.approval),
            };
            self.claims.taken = self.claims.taken.plus(&needed[place]);
        }
    }

    fn check(&self) {
        let each = self.registrations.iter().map(|(status, seats)| Claims::of(*status, seats));
        let sum = each.fold(Claims::default(), |sum, it| sum.plus(&it));
        let share = self.terms().unproven_share.unwrap_or_default();
        for (pool, size) in self.capacity.pools() {
            assert_eq!(self.claims.taken.of(pool), sum.taken.of(pool), "counter of {pool}");
            assert_eq!(self.claims.unproven.of(pool), sum.unproven.of(pool), "unproven seats of {pool}");
            assert!(sum.taken.of(pool) <= size, "{pool} is overbooked");
            let within = sum.unproven.of(pool) <= share.size(pool);
            assert!(within || self.shrank, "the unproven share of {pool} is exceeded");
        }
        assert_eq!(self.claims.requested, sum.requested);
        let waiting = self.registrations.iter().filter(|(status, _)| *status == Status::Waiting);
        for (_, needed) in waiting {
            let fits = self.capacity.fits(&self.claims.taken, needed);
            assert!(!fits, "{needed:?} waits although it fits");
        }
    }
}

/// The seats of the largest registration.
const LARGEST: u32 = 4;

#[derive(Clone, Debug)]
enum Operation {
    Arrive(Seats),
    Suspect(Seats),
    Enlarge(u32),
    Happen(usize, Event),
}

fn operations() -> impl Strategy<Value = Vec<Operation>> {
    let pools = prop_oneof![Just(vec!["a"]), Just(vec!["b"]), Just(vec!["a", "b"])];
    let seats = (pools, 1..=LARGEST).prop_map(|(pools, count)| Seats::in_pools(pools, count));
    let arrive = seats.clone().prop_map(Operation::Arrive);
    let suspect = seats.prop_map(Operation::Suspect);
    let event = proptest::sample::select(Event::ALL.to_vec());
    let happen = (0..40_usize, event).prop_map(|(place, event)| Operation::Happen(place, event));
    let enlarge = (6..9_u32).prop_map(Operation::Enlarge);
    proptest::collection::vec(prop_oneof![8 => arrive, 1 => suspect, 6 => happen, 2 => enlarge], 0..80)
}

proptest! {
    #[test]
    fn counters_match_records_and_fitting_registrations_do_not_wait(
        operations in operations(),
        size in 0..12_u32,
        approval in prop_oneof![Just(Approval::Automatic), Just(Approval::Manual)],
        confirmation in prop_oneof![Just(Confirmation::None), Just(Confirmation::Email)],
        offers: bool,
    ) {
        let capacity = Capacity::by_session([("a".to_owned(), size), ("b".to_owned(), 6)]);
        let requirements = Requirements { approval, confirmation };
        let (claims, registrations) = (Claims::default(), Vec::new());
        let mut workshop = Workshop { capacity, requirements, claims, registrations, shrank: false, offers };
        for operation in operations {
            match operation {
                Operation::Arrive(needed) => workshop.arrive(needed),
                Operation::Suspect(needed) => workshop.registrations.push((Status::Quarantined, needed)),
                Operation::Happen(place, event) => workshop.happen(place, event),
                // A change by the editor reaches the counters with the next arrival or event.
                Operation::Enlarge(size) => {
                    let size = size.max(workshop.claims.taken.of("b"));
                    workshop.shrank |= size < workshop.capacity.size("b");
                    workshop.capacity.0.insert("b".to_owned(), size);
                    workshop.promote();
                }
            }
            workshop.check();
        }
    }
}

#[test]
fn an_organisation_that_has_its_quota_is_skipped() {
    let [one, other] = ["732829320", "356000000"].map(|siren| crate::siren::Siren::parse(siren).unwrap());
    let seats = [whole(2), whole(2), whole(1), whole(1)];
    let of = [Some(&one), Some(&one), Some(&other), None];
    let waiting = seats.iter().zip(of).map(|(seats, counted_for)| Requested { seats, counted_for });
    let quotas = |limit| Quotas { limit, taken: [(one.clone(), whole(1))].into() };
    let promoted = |limit| Capacity::whole(9).promotions(&whole(0), waiting.clone(), quotas(limit));
    assert_eq!(promoted(Some(3)), [0, 2, 3]);
    assert_eq!(promoted(Some(2)), [2, 3]);
    assert_eq!(promoted(None), [0, 1, 2, 3]);
}

#[test]
fn claims_of_an_organisation_are_added_and_subtracted() {
    let siren = crate::siren::Siren::parse("732829320").unwrap();
    let of = |status| Claims::of(status, &whole(2)).counted_for(Some(&siren));
    assert_eq!(of(Status::Waiting), Claims::default());
    let both = of(Status::Confirmed).plus(&of(Status::Unconfirmed));
    assert_eq!(both.of_organisation(&siren), whole(4));
    assert_eq!(both.minus(&of(Status::Confirmed)).of_organisation(&siren), whole(2));
    assert_eq!(of(Status::Confirmed).counted_for(None).of_organisation(&siren), whole(2));
}
