//! Finds likely duplicates: registrations with the same address or with a participant in common. Both are allowed,
//! because one person may register others; the organiser sees the match and decides.

use std::collections::{BTreeMap, BTreeSet};

use model::registration::Registration;
use model::slug::Slug;

use crate::desk::Desk;

/// An index in which duplicates are found: the references of all active registrations, by contact address and by
/// participant's name.
#[derive(Default)]
pub(crate) struct Duplicates {
    addresses: BTreeMap<String, Vec<String>>,
    participants: BTreeMap<String, Vec<String>>,
}

impl Duplicates {
    /// Reads the registrations of a workshop, page by page.
    ///
    /// # Errors
    ///
    /// Returns an error if the store cannot be read.
    pub(crate) async fn of_workshop(desk: &Desk, workshop: &Slug) -> anyhow::Result<Duplicates> {
        let mut duplicates = Duplicates::default();
        let mut batches = desk.registrations(workshop);
        while let Some(batch) = batches.next().await? {
            batch.iter().for_each(|registration| duplicates.add(registration));
        }
        Ok(duplicates)
    }

    /// Groups registrations that were read before.
    pub(crate) fn of(registrations: &[Registration]) -> Duplicates {
        let mut duplicates = Duplicates::default();
        registrations.iter().for_each(|registration| duplicates.add(registration));
        duplicates
    }

    /// Adds a registration to the index, if it is active.
    pub(crate) fn add(&mut self, registration: &Registration) {
        if !registration.status.is_alive() {
            return;
        }
        let reference = || registration.id.reference().to_owned();
        self.addresses.entry(address(registration)).or_default().push(reference());
        for name in names(registration) {
            let references = self.participants.entry(name).or_default();
            if references.last() != Some(&reference()) {
                references.push(reference());
            }
        }
    }

    /// Returns the references of all registrations that have the same address as another one.
    pub(crate) fn sharing_an_address(&self) -> BTreeSet<&str> {
        shared(&self.addresses)
    }

    /// Returns the references of all registrations that share a participant with another one.
    pub(crate) fn sharing_a_participant(&self) -> BTreeSet<&str> {
        shared(&self.participants)
    }

    /// Returns the references of other registrations with the same address; none if this one is no longer active.
    pub(crate) fn by_address(&self, registration: &Registration) -> Vec<&str> {
        others(registration, self.addresses.get(&address(registration)).into_iter().flatten())
    }

    /// Returns the references of other registrations that share a participant; none if this one is no longer active.
    pub(crate) fn by_participant(&self, registration: &Registration) -> Vec<&str> {
        let named = names(registration).into_iter().filter_map(|name| self.participants.get(&name));
        let mut others = others(registration, named.flatten());
        others.sort_unstable();
        others.dedup();
        others
    }
}

fn shared(groups: &BTreeMap<String, Vec<String>>) -> BTreeSet<&str> {
    let is_shared = |group: &&Vec<String>| group.iter().any(|reference| *reference != group[0]);
    groups.values().filter(is_shared).flatten().map(String::as_str).collect()
}

fn others<'a>(registration: &Registration, references: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let is_other = |reference: &&str| *reference != registration.id.reference();
    let alive = registration.status.is_alive();
    references.map(String::as_str).filter(is_other).filter(|_| alive).collect()
}

fn address(registration: &Registration) -> String {
    registration.request.contact.email.identity()
}

/// Returns the participants' names in lower case and with single spaces, so that spelling variants compare equal.
fn names(registration: &Registration) -> Vec<String> {
    let words = |text: String| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    registration.request.participants.iter().map(|participant| words(participant.name())).collect()
}
