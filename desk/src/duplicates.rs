//! Finds likely duplicates: registrations with the same address or with a participant in common. Both are allowed,
//! because one person may register others; the organiser sees the match and decides.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use model::registration::Registration;
use model::slug::Slug;

use crate::desk::Desk;

/// The most references of duplicates that are listed for a registration. Of many registrations that are all alike, each
/// would otherwise list all others.
pub(crate) const MOST: usize = 20;

/// References of likely duplicates, at most [`MOST`].
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Alike<'a> {
    pub(crate) references: Vec<&'a str>,
    /// Whether there are more.
    pub(crate) is_cut: bool,
}

impl fmt::Display for Alike<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = if self.is_cut { ", …" } else { "" };
        write!(formatter, "{}{more}", self.references.join(", "))
    }
}

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
    pub(crate) fn by_address(&self, registration: &Registration) -> Alike<'_> {
        others(registration, self.addresses.get(&address(registration)))
    }

    /// Returns the references of other registrations that share a participant; none if this one is no longer active.
    pub(crate) fn by_participant(&self, registration: &Registration) -> Alike<'_> {
        others(registration, names(registration).into_iter().filter_map(|name| self.participants.get(&name)))
    }
}

fn shared(groups: &BTreeMap<String, Vec<String>>) -> BTreeSet<&str> {
    let is_shared = |group: &&Vec<String>| group.iter().any(|reference| *reference != group[0]);
    groups.values().filter(is_shared).flatten().map(String::as_str).collect()
}

/// Returns the references in these groups except that of a registration; none if it is no longer active.
fn others<'a>(registration: &Registration, groups: impl IntoIterator<Item = &'a Vec<String>>) -> Alike<'a> {
    match registration.status.is_alive() {
        true => alike(registration.id.reference(), groups),
        false => Alike::default(),
    }
}

/// Returns the references in these groups except one. Looks at few of a large group.
fn alike<'a>(own: &str, groups: impl IntoIterator<Item = &'a Vec<String>>) -> Alike<'a> {
    let first = |group: &'a Vec<String>| {
        group.iter().map(String::as_str).filter(|reference| *reference != own).take(MOST + 1)
    };
    let mut references: Vec<_> = groups.into_iter().flat_map(first).collect();
    references.sort_unstable();
    references.dedup();
    let is_cut = references.len() > MOST;
    references.truncate(MOST);
    Alike { references, is_cut }
}

fn address(registration: &Registration) -> String {
    registration.request.contact.email.identity()
}

/// Returns the participants' names in lower case and with single spaces, so that spelling variants compare equal.
fn names(registration: &Registration) -> Vec<String> {
    let words = |text: String| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    registration.request.participants.iter().map(|participant| words(participant.name())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everybody's namesakes would make a list as long as the square of their number.
    #[test]
    fn few_references_of_many_namesakes_are_listed() {
        let group = |count: usize| (0..count).map(|number| format!("{number:08x}")).collect::<Vec<_>>();
        let cut = |count| {
            let group = group(count);
            let alike = alike("00000003", [&group, &group]);
            assert!(!alike.references.contains(&"00000003"));
            (alike.references.len(), alike.is_cut)
        };
        assert_eq!([cut(1), cut(3), cut(MOST + 1)], [(1, false), (3, false), (MOST, false)]);
        assert_eq!([cut(MOST + 2), cut(1_000)], [(MOST, true), (MOST, true)]);
    }
}
