//! Everything stored about one person, in every workshop and form, including those no longer in the catalogue.
//!
//! A person is identified by one or more e-mail addresses: of a contact, of a participant, of an invoice or of an answer
//! to a questionnaire. An address may also occur in another person's answer or remark, or in a notice (`mention`). A text
//! that consists of the address is about the person; the organiser judges any other text. Participants without an address
//! are found by name: that of the contact or participant with this address, or one given by the organiser. Names are not
//! unique, so matches by name alone are reported separately.

pub(crate) mod address;
pub(crate) mod mention;
pub(crate) mod name;

use std::path::PathBuf;

use clap::Args;
use model::contact::Email;
use model::registration::{Departure, Participant, Registration};
use registry::{StoredItem, StoredKind};
use serde_json::Value;

use self::address::{Addresses, Match};
use self::mention::{Mentions, described};
use self::name::comparable;
use crate::console::Console;
use crate::desk::Desk;

/// The options that identify a person.
#[derive(Args, Clone, Debug)]
pub(crate) struct PersonArguments {
    /// The person's e-mail address; may be repeated
    #[arg(long, short, value_name = "ADDRESS", value_parser = Email::parse, required = true)]
    pub(crate) email: Vec<Email>,

    /// The person's name as a participant in another person's registration; may be repeated
    #[arg(long, short, value_name = "NAME")]
    pub(crate) name: Vec<String>,
}

/// Everything found about a person.
#[derive(Default)]
pub(crate) struct Person {
    /// Registrations that the person made.
    pub(crate) registrations: Vec<Registration>,
    /// Registrations by others with a participant, or a former one still to be informed, who has one of the addresses.
    pub(crate) participations: Vec<Registration>,
    /// Registrations by others that are invoiced to the person.
    pub(crate) invoices: Vec<Registration>,
    /// Registrations by others with a participant whose name was given.
    pub(crate) named: Vec<Registration>,
    /// Registrations by others with a participant who has the same name as the person in their own registrations.
    pub(crate) same_name: Vec<Registration>,
    /// The person's answers to other forms.
    pub(crate) answers: Vec<StoredItem>,
    /// Notes about mails to the person, and other items about the address.
    pub(crate) others: Vec<StoredItem>,
    /// Texts in other people's items.
    pub(crate) mentions: Vec<Mentions>,
    /// Mails written by the preview.
    pub(crate) mails: Vec<PathBuf>,
    /// Descriptions of the unreadable items, except the person's own answers.
    pub(crate) unreadable: Vec<String>,
    addresses: Addresses,
    /// The names to look for among participants, normalised for comparison.
    names: Vec<String>,
    given_names: Vec<String>,
}

impl Person {
    /// Reads the whole table twice, because the first pass finds the person's names; then the preview's mails.
    pub(crate) async fn find(
        arguments: &PersonArguments,
        desk: &Desk,
        console: &Console<'_>,
    ) -> anyhow::Result<Person> {
        let given_names = arguments.name.iter().map(|name| comparable(name)).collect();
        let addresses = Addresses::new(&arguments.email);
        let mut person = Person { addresses, given_names, ..Person::default() };
        let count = console.count("items read");
        let mut batches = desk.store().items();
        while let Some(batch) = batches.next().await? {
            count.inc(batch.len() as u64);
            batch.into_iter().for_each(|item| person.take_by_address(item));
        }
        let contacts = person.registrations.iter().map(|registration| registration.request.contact.name());
        let participations = person.participations.iter().flat_map(|it| &it.request.participants);
        let participants = participations.filter(|it| person.has_address(it)).map(Participant::name);
        person.names = contacts.chain(participants).map(|name| comparable(&name)).collect();
        let mut batches = desk.store().items();
        while let Some(batch) = batches.next().await? {
            count.inc(batch.len() as u64);
            batch.into_iter().for_each(|item| person.take_by_name(item));
        }
        count.finish_and_clear();
        person.mails = desk.mails_with(|text| person.is_in_mail(text))?;
        Ok(person)
    }

    fn take_by_address(&mut self, item: StoredItem) {
        match item.kind() {
            StoredKind::Registration => match item.registration() {
                Ok(registration) => self.take_registration(&item, registration),
                Err(_) => self.unreadable.push(self.unreadable(&item)),
            },
            StoredKind::FormAnswer { .. } => {
                if is_text_at(&item, &["contact", "email"], &self.addresses) {
                    self.answers.push(item);
                    return;
                }
                if item.form_answer().is_err() {
                    self.unreadable.push(self.unreadable(&item));
                }
                self.mentions.extend(Mentions::of(&item, &self.addresses, &[]));
            }
            StoredKind::Mail { .. } => self.mentions.extend(Mentions::of(&item, &self.addresses, &[])),
            StoredKind::Other => {
                let mentions = Mentions::of(&item, &self.addresses, &[]);
                let is_whole = mentions.as_ref().is_some_and(|it| it.that_are(Match::Whole).next().is_some());
                let mut keys = item.key_parts();
                if is_whole || keys.any(|part| self.addresses.in_text(part) == Some(Match::Whole)) {
                    drop(keys);
                    self.others.push(item);
                } else {
                    drop(keys);
                    self.mentions.extend(mentions);
                }
            }
            StoredKind::Participation { .. } | StoredKind::Counter | StoredKind::Quota => {}
        }
    }

    fn take_registration(&mut self, item: &StoredItem, registration: Registration) {
        let request = &registration.request;
        if self.has_email(&request.contact.email) {
            self.registrations.push(registration);
            return;
        }
        let participants = request.participants.iter().enumerate().filter(|(_, it)| self.has_address(it));
        let left = registration.departures.iter().enumerate().filter(|(_, it)| self.has_email(&it.email));
        let mut except: Vec<_> = participants
            .map(|(index, _)| format!("participants.{index}.email"))
            .chain(left.map(|(index, _)| format!("departures.{index}.email")))
            .chain(self.other_address_paths(&registration))
            .collect();
        let participates = !except.is_empty();
        let is_invoiced = request.billing.email.as_ref().is_some_and(|it| self.has_email(it));
        if is_invoiced {
            except.push("billing.email".to_owned());
        }
        self.mentions.extend(Mentions::of(item, &self.addresses, &except));
        if participates {
            self.participations.push(registration.clone());
        }
        if is_invoiced {
            self.invoices.push(registration);
        }
    }

    fn take_by_name(&mut self, item: StoredItem) {
        match item.kind() {
            StoredKind::Registration => {
                let Ok(registration) = item.registration() else { return };
                if self.registrations.iter().any(|own| own.id == registration.id) {
                    return;
                }
                let participants = &registration.request.participants;
                if participants.iter().any(|it| self.is_named(it)) {
                    self.named.push(registration);
                } else if participants.iter().any(|it| self.has_same_name(it)) {
                    self.same_name.push(registration);
                }
            }
            StoredKind::Mail { registration } | StoredKind::Participation { registration } => {
                let about = |own: &Registration| own.id.as_str() == registration;
                if self.registrations.iter().any(about) {
                    self.mentions.retain(|mentions| mentions.item != item);
                    self.others.push(item);
                }
            }
            _ => {}
        }
    }

    /// Returns whether a mail is about the person: it contains their address or the URL of one of their pages.
    fn is_in_mail(&self, text: &str) -> bool {
        let is_own = |registration: &Registration| text.contains(registration.id.as_str());
        matches!(self.addresses.in_text(text), Some(Match::Whole | Match::Part))
            || self.registrations.iter().any(is_own)
    }

    /// Describes an item that cannot be read, and whether it contains the address.
    fn unreadable(&self, item: &StoredItem) -> String {
        let is_about = Mentions::of(item, &self.addresses, &[]).is_some();
        format!("{}{}", described(item), if is_about { ", which contains the address" } else { "" })
    }

    /// Returns the addresses used in the search.
    pub(crate) fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Returns the texts with this kind of match, each with its item.
    pub(crate) fn texts(&self, how: Match) -> Vec<(&Mentions, &registry::StoredText)> {
        let of = |mentions| Mentions::that_are(mentions, how).map(move |text| (mentions, text));
        self.mentions.iter().flat_map(of).collect()
    }

    /// Returns whether an address is one of the person's.
    pub(crate) fn has_email(&self, email: &Email) -> bool {
        self.addresses.include(email)
    }

    /// Returns whether a participant has one of the addresses.
    pub(crate) fn has_address(&self, participant: &Participant) -> bool {
        participant.email.as_ref().is_some_and(|email| self.has_email(email))
    }

    /// Returns the departures from a registration of people with one of the addresses.
    pub(crate) fn departures<'a>(&'a self, registration: &'a Registration) -> Vec<&'a Departure> {
        registration.departures.iter().filter(|departure| self.has_email(&departure.email)).collect()
    }

    /// Returns the person's addresses that are to replace that of a registration's contact, or were replaced.
    pub(crate) fn other_addresses<'a>(&'a self, registration: &'a Registration) -> Vec<&'a Email> {
        let proposed = registration.proposed_address.iter().map(|it| &it.email);
        let former = registration.former_addresses.iter().map(|it| &it.email);
        proposed.chain(former).filter(|email| self.has_email(email)).collect()
    }

    /// Returns the paths of these addresses in the item of the registration.
    fn other_address_paths(&self, registration: &Registration) -> Vec<String> {
        let proposed = registration.proposed_address.iter().filter(|it| self.has_email(&it.email));
        let former = registration.former_addresses.iter().enumerate();
        let former = former.filter(|(_, it)| self.has_email(&it.email));
        let former = former.map(|(index, _)| format!("former_addresses.{index}.email"));
        proposed.map(|_| "proposed_address.email".to_owned()).chain(former).collect()
    }

    /// Returns whether a participant has one of the given names, and none of the addresses.
    pub(crate) fn is_named(&self, participant: &Participant) -> bool {
        !self.has_address(participant) && self.given_names.contains(&comparable(&participant.name()))
    }

    /// Returns whether a participant has a name from the person's own registrations, and none of the addresses.
    pub(crate) fn has_same_name(&self, participant: &Participant) -> bool {
        !self.has_address(participant) && self.names.contains(&comparable(&participant.name()))
    }

    /// Returns a registration that the person made without the absences of others: the organiser recorded these, so they are
    /// not the person's data.
    pub(crate) fn without_others_absences(&self, registration: &Registration) -> Registration {
        let contact = &registration.request.contact;
        let is_person = |it: &&Participant| self.has_address(it) || self.is_named(it) || contact.is(it);
        let own: Vec<_> = registration.request.participants.iter().filter(is_person).cloned().collect();
        let mut registration = registration.clone();
        registration.absences.retain(&own);
        registration
    }

    /// Returns whether nothing was found that is certainly about the person.
    pub(crate) fn is_unknown(&self) -> bool {
        self.registrations.is_empty()
            && self.participations.is_empty()
            && self.invoices.is_empty()
            && self.named.is_empty()
            && self.answers.is_empty()
            && self.others.is_empty()
            && self.mails.is_empty()
            && self.texts(Match::Whole).is_empty()
    }

    /// Returns whether nothing was found at all.
    pub(crate) fn is_absent(&self) -> bool {
        self.is_unknown() && self.same_name.is_empty() && self.mentions.is_empty()
    }
}

/// Returns whether the value at this path is one of the addresses. Works on items that cannot be parsed.
fn is_text_at(item: &StoredItem, names: &[&str], addresses: &Addresses) -> bool {
    let json = item.json();
    let value = names.iter().try_fold(&json, |value, name| value.get(name));
    value.and_then(Value::as_str).is_some_and(|text| addresses.in_text(text) == Some(Match::Whole))
}
