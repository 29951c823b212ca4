//! Another address of the contact. A registrant proposes it on the own page; it replaces the present one once it is confirmed
//! from a mail that was sent to it, and a mail to the former one says so. The organiser corrects an address at once.

use jiff::Timestamp;

use super::{Author, Capability, DetailGroup, Participant, Registration};
use crate::contact::Email;
use crate::limits::LONGEST_DELAY;
use crate::membership::Membership;
use crate::offer::Offer;
use crate::status::{CONFIRMATION_TIME, Event, Status};

/// The most former addresses that a registration keeps until mails to them were sent: more than a registrant can change in
/// the time that a mail takes. They take at most 3 KB of its item.
const MAX_FORMER_ADDRESSES: usize = 10;

/// An address that the registrant entered to replace the contact's. Nothing shows that it is theirs until it is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedAddress {
    /// The address.
    pub email: Email,
    /// The revision of the registration in which it was proposed. The key of the mail to it contains this number.
    pub number: u64,
    /// When it was proposed.
    pub at: Timestamp,
    /// The deadline for confirming it.
    pub until: Timestamp,
}

/// An address that the registrant replaced, until a mail to it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerAddress {
    /// The address.
    pub email: Email,
    /// The revision of the registration in which it was replaced. The key of the mail to it contains this number.
    pub number: u64,
    /// When it was replaced.
    pub at: Timestamp,
}

/// Another address of the contact, with what changes along with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddressChange {
    /// The address.
    pub email: Email,
    /// The capability that opens the own page from now on. Links that were mailed to the former address stop working.
    pub capability: Capability,
    /// What is known about the membership with this address.
    pub membership: Option<Membership>,
}

impl Registration {
    /// Returns whether the registrant may propose another address at `now`: while the contact can be changed, unless the
    /// registration looks like spam, because a mail is sent to the address, or was not confirmed in time.
    pub fn may_change_address(&self, offer: &Offer, now: Timestamp) -> bool {
        self.status != Status::Quarantined
            && self.confirm_by().is_none_or(|deadline| now < deadline)
            && self.changeable_details(offer, now).contains(&DetailGroup::Contact)
    }

    /// Returns the proposed address, if it can still be confirmed at `now`.
    pub fn address_to_confirm(&self, now: Timestamp) -> Option<&ProposedAddress> {
        self.proposed_address.as_ref().filter(|proposed| now < proposed.until && self.status.is_alive())
    }

    /// Returns whether an address is that of a participant other than the contact. Both would be the same person then.
    /// A contact who does not take part may have the address of a participant, as on the form.
    pub fn has_other_participant_at(&self, email: &Email) -> bool {
        let (contact, participants) = (&self.request.contact, &self.request.participants);
        let takes_part = participants.iter().any(|participant| contact.is(participant));
        takes_part && participants.iter().any(|it| it.has_address(email) && !contact.is(it))
    }

    /// Returns the registration with a proposed address in place of an earlier one or, with `None`, without any. There is no
    /// line in its history until the address is confirmed. The address can be confirmed for 24 hours, but no longer than the
    /// present one if that is not confirmed yet: the registration lapses then.
    pub fn with_proposed_address(&self, email: Option<Email>, at: Timestamp) -> Registration {
        let number = self.revision + 1;
        let until = at.saturating_add(CONFIRMATION_TIME).unwrap_or(Timestamp::MAX);
        let until = self.confirm_by().map_or(until, |deadline| until.min(deadline));
        let proposed_address = email.map(|email| ProposedAddress { email, number, at, until });
        Registration { revision: number, proposed_address, ..self.clone() }
    }

    /// Returns the registration with another address. A proof remains, and none is added, because the place on the waiting
    /// list depends on its time. If the address still has to be confirmed, a new deadline makes a new link for that.
    pub fn with_address(&self, change: &AddressChange, by: Author, at: Timestamp) -> Registration {
        let AddressChange { email, capability, membership } = change.clone();
        let entry = self.entry(Event::CorrectAddress.key(), self.status, at).by(Some(by));
        let mut changed = self.followed_by(entry);
        let contact = &mut changed.request.contact;
        let is_contact = |it: &&mut Participant| it.email.is_some() && contact.is(it);
        for participant in changed.request.participants.iter_mut().filter(is_contact) {
            participant.email = Some(email.clone());
        }
        contact.email = email;
        changed.request.membership = membership;
        changed.capability = capability;
        changed.proposed_address = None;
        if changed.status.needs_proof() {
            let deadline = at.saturating_add(CONFIRMATION_TIME).unwrap_or(Timestamp::MAX);
            changed.confirm_until = changed.confirm_until.max(Some(deadline));
        }
        changed
    }

    /// Returns the registration with the proposed address, which its owner has confirmed at `at`, in the state after that. If
    /// the registration was provisional until its address is confirmed, it no longer is. Otherwise the former address is kept
    /// until a mail to it was sent.
    pub fn with_confirmed_address(
        &self,
        change: &AddressChange,
        status: Status,
        at: Timestamp,
    ) -> Registration {
        let by = Author::Registrant;
        let mut changed = self.with_address(change, by, at);
        if self.status.needs_proof() {
            let entry = changed.entry(Event::ConfirmEmail.key(), status, at).by(Some(by));
            return changed.followed_by(entry);
        }
        changed.former_addresses.retain(|former| at.duration_since(former.at) <= LONGEST_DELAY);
        if changed.former_addresses.len() < MAX_FORMER_ADDRESSES {
            let (email, number) = (self.request.contact.email.clone(), changed.revision);
            changed.former_addresses.push(FormerAddress { email, number, at });
        }
        changed
    }
}
