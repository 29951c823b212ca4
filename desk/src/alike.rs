//! Registrations that may be the same one twice: of the same address, or with the same participant. Nothing forbids
//! either, as one person may register others; the organiser sees it and decides.

use std::collections::BTreeMap;

use model::registration::Registration;
use model::slug::Slug;

use crate::desk::Desk;

/// What registrations that may still take part have in common, each with their references.
#[derive(Default)]
pub(crate) struct Alike {
    addresses: BTreeMap<String, Vec<String>>,
    participants: BTreeMap<String, Vec<String>>,
}

impl Alike {
    /// Of a workshop, read page by page.
    ///
    /// # Errors
    ///
    /// When the store cannot be read.
    pub(crate) async fn of_workshop(desk: &Desk, workshop: &Slug) -> anyhow::Result<Alike> {
        let mut alike = Alike::default();
        let mut pages = desk.registrations(workshop);
        while let Some(page) = pages.next().await? {
            page.iter().for_each(|registration| alike.add(registration));
        }
        Ok(alike)
    }

    /// Of registrations read already.
    pub(crate) fn of(registrations: &[Registration]) -> Alike {
        let mut alike = Alike::default();
        registrations.iter().for_each(|registration| alike.add(registration));
        alike
    }

    fn add(&mut self, registration: &Registration) {
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

    /// The references of other registrations with the same address; none for one that is called off.
    pub(crate) fn by_address(&self, registration: &Registration) -> Vec<&str> {
        others(registration, self.addresses.get(&address(registration)).into_iter().flatten())
    }

    /// The references of other registrations with one of the same participants; none for one that is called off.
    pub(crate) fn by_participant(&self, registration: &Registration) -> Vec<&str> {
        let named = names(registration).into_iter().filter_map(|name| self.participants.get(&name));
        let mut others = others(registration, named.flatten());
        others.sort_unstable();
        others.dedup();
        others
    }
}

fn others<'a>(registration: &Registration, references: impl Iterator<Item = &'a String>) -> Vec<&'a str> {
    let is_other = |reference: &&str| *reference != registration.id.reference();
    let alive = registration.status.is_alive();
    references.map(String::as_str).filter(is_other).filter(|_| alive).collect()
}

fn address(registration: &Registration) -> String {
    registration.request.contact.email.identity()
}

/// The names of the participants, however they were typed.
fn names(registration: &Registration) -> Vec<String> {
    let words = |text: String| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    registration.request.participants.iter().map(|participant| words(participant.name())).collect()
}
