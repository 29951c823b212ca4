//! The secrets of another address of the contact: the one that is mailed to it, and the own page that follows from it.

use model::registration::{Capability, ProposedAddress, Registration};
use subtle::ConstantTimeEq;

use super::IdentifierKey;

/// What a link that was mailed to a proposed address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProposedLink {
    /// The address can be confirmed.
    Open(ProposedAddress),
    /// It was confirmed with this link, and was not replaced since.
    Used,
}

impl IdentifierKey {
    /// Returns the capability that confirms a proposed address. It is mailed to that address and shown nowhere else. Unlike
    /// the link to confirm the first address, it does not open the own page: nothing shows yet that the owner of the address
    /// has anything to do with the registration. That of another address, or of the same one proposed again, differs.
    pub fn proposed_address(&self, registration: &Registration, proposed: &ProposedAddress) -> Capability {
        let created = registration.created.as_millisecond().to_string();
        let (workshop, id) = (registration.request.workshop.as_str(), registration.id.as_str());
        let (email, number) = (proposed.email.identity(), proposed.number.to_string());
        Capability::from_bytes(self.hash(&["address", "confirm", workshop, id, &created, &email, &number]))
    }

    /// Returns the capability that opens the own page once an address was confirmed with this one. A repeated confirmation
    /// therefore leads to the same page.
    pub fn after_address(&self, confirmed: &Capability) -> Capability {
        Capability::from_bytes(self.hash(&["address", "page", "open", confirmed.as_str()]))
    }

    /// Returns whether the capability with which a registration was made still opens it: its address was neither replaced nor
    /// corrected since.
    pub fn has_first_capability(&self, registration: &Registration) -> bool {
        let Registration { request, id, created, .. } = registration;
        self.opens(&self.capability(&request.workshop, id, *created), registration)
    }

    /// Returns what a capability leads to, if it is that of a proposed or a confirmed address. Compares in constant time.
    pub fn opens_address(
        &self,
        capability: &Capability,
        registration: &Registration,
    ) -> Option<ProposedLink> {
        let is = |given: &Capability, expected: &Capability| {
            bool::from(given.as_str().as_bytes().ct_eq(expected.as_str().as_bytes()))
        };
        if is(&self.after_address(capability), &registration.capability) {
            return Some(ProposedLink::Used);
        }
        let proposed = registration.proposed_address.as_ref()?;
        let expected = self.proposed_address(registration, proposed);
        is(capability, &expected).then(|| ProposedLink::Open(proposed.clone()))
    }
}
