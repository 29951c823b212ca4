//! People whom a registrant adds to a registration. They take seats like a new registration, and are charged as one.

use jiff::Timestamp;

use super::{Participant, Registration, RegistrationRequest};
use crate::membership::Membership;
use crate::offer::{Offer, OfferState};
use crate::status::{Approval, Event, Status};

impl Registration {
    /// Returns whether people may be added at `now`, apart from an invoice and the number of people: while registration is open
    /// and participants can be changed, if the registration holds seats of the present offer. One that waits would take its
    /// place for more people than those behind it knew of; seats that are offered are for those who waited for them. None are
    /// added after the organiser has [approved](Registration::has_approved_people) those whom it names.
    pub fn may_add_people(&self, offer: &Offer, now: Timestamp) -> bool {
        let requirements = self.requirements(offer);
        now < offer.changes_until
            && offer.state(now) == OfferState::Open
            && self.status.after(Event::AddParticipants, requirements).is_some()
            && self.has_seats_in(offer)
            && !self.has_approved_people(offer)
    }

    /// Returns whether it is known or decided that the registrant pays as a member: something shows the membership, or the
    /// organiser approved the registration although nothing does.
    pub fn has_accepted_membership(&self) -> bool {
        match self.request.membership {
            Some(Membership::Siren | Membership::Code | Membership::Domain) => true,
            Some(Membership::Review) => self.status == Status::Confirmed,
            Some(Membership::Inform) | None => false,
        }
    }

    /// Returns whether the organiser, who approves each registration of the offer, has approved the people of this one. Further
    /// people would take part without an approval.
    pub fn has_approved_people(&self, offer: &Offer) -> bool {
        offer.approval == Approval::Manual && self.status == Status::Confirmed
    }

    /// Returns how many people can be added until the registration has as many as the offer allows.
    pub fn room_for_people(&self, offer: &Offer) -> u32 {
        let people = u32::try_from(self.request.participants.len()).unwrap_or(u32::MAX);
        offer.max_participants.saturating_sub(people)
    }

    /// Adds people, with numbers that none has had and with the seats that they need. Those who had left and take part again
    /// are not informed of their departure.
    pub fn add_participants(&mut self, added: &[Participant], offer: &Offer) {
        for participant in added {
            self.named += 1;
            self.request.participants.push(Participant { number: self.named, ..participant.clone() });
        }
        self.departures.retain(|departure| !added.iter().any(|it| it.has_address(&departure.email)));
        self.seats = self.request.seats(offer);
    }

    /// Returns those of these people who were not added since `named` was the highest number. The others were, as after a double
    /// click. Their own numbers do not count.
    pub fn not_yet_added(&self, added: &[Participant], named: u32) -> Vec<Participant> {
        added.iter().filter(|it| !self.request.has_added(it, named)).cloned().collect()
    }

    /// Returns whether its seats are in pools that the offer has.
    pub(super) fn has_seats_in(&self, offer: &Offer) -> bool {
        self.seats.pools().all(|(pool, _)| offer.capacity.pools().any(|(offered, _)| offered == pool))
    }
}

impl RegistrationRequest {
    /// Returns whether a person was added since `named` was the highest number of a participant.
    pub(crate) fn has_added(&self, person: &Participant, named: u32) -> bool {
        let mut later = self.participants.iter().filter(|it| it.number > named);
        later.any(|it| *it == Participant { number: it.number, ..person.clone() })
    }
}
