//! What is stored about one person, in every workshop and form, also in those that are no longer announced.
//!
//! A person is an e-mail address: as a contact, as the address of an invoice, as somebody who answered a
//! questionnaire. Participants have no address of their own: they are found by name, that of the contact with this
//! address or one that was named. Two people may have the same name, so what is found by a name alone is told apart.

use clap::Args;
use handler::store::{StoredItem, StoredKind};
use model::contact::Email;
use model::registration::{Participant, Registration};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::console::Console;
use crate::desk::Desk;

/// About whom.
#[derive(Args, Clone, Debug)]
pub(crate) struct PersonArguments {
    /// The person's e-mail address
    #[arg(long, short, value_name = "ADDRESS", value_parser = Email::parse)]
    pub(crate) email: Email,

    /// The person's name, as it stands among the participants of somebody else's registration; may be repeated
    #[arg(long, short, value_name = "NAME")]
    pub(crate) name: Vec<String>,
}

/// Everything about a person.
#[derive(Default)]
pub(crate) struct Person {
    /// Registrations that the person made.
    pub(crate) registrations: Vec<Registration>,
    /// Registrations of others whose invoice goes to the person.
    pub(crate) invoices: Vec<Registration>,
    /// Registrations of others with a participant of a name that was given.
    pub(crate) named: Vec<Registration>,
    /// Registrations of others with a participant who has the same name as the person's own registrations tell.
    pub(crate) same_name: Vec<Registration>,
    /// Answers to other forms.
    pub(crate) answers: Vec<StoredItem>,
    /// What was noted about mails to the person, and anything else with the address in it.
    pub(crate) others: Vec<StoredItem>,
    /// How many registrations could not be read.
    pub(crate) unreadable: usize,
    /// The names by which participants were looked for, in the form in which they are compared.
    names: Vec<String>,
    given_names: Vec<String>,
}

impl Person {
    /// Looks through the whole table, twice: names are known only after the first time.
    pub(crate) async fn find(
        arguments: &PersonArguments,
        desk: &Desk,
        console: &Console<'_>,
    ) -> anyhow::Result<Person> {
        let given_names = arguments.name.iter().map(|name| comparable(name)).collect();
        let mut person = Person { given_names, ..Person::default() };
        let count = console.count("items read");
        let mut pages = desk.store().items();
        while let Some(page) = pages.next().await? {
            count.inc(page.len() as u64);
            page.into_iter().for_each(|item| person.take_by_address(item, &arguments.email));
        }
        let contacts = person.registrations.iter().map(|registration| &registration.request.contact);
        let own =
            contacts.map(|contact| comparable(&format!("{} {}", contact.given_name, contact.family_name)));
        person.names = own.collect();
        let mut pages = desk.store().items();
        while let Some(page) = pages.next().await? {
            count.inc(page.len() as u64);
            page.into_iter().for_each(|item| person.take_by_name(item));
        }
        count.finish_and_clear();
        Ok(person)
    }

    fn take_by_address(&mut self, item: StoredItem, email: &Email) {
        match item.kind() {
            StoredKind::Registration => match item.registration() {
                Ok(registration) => {
                    let request = &registration.request;
                    if is_same(&request.contact.email, email) {
                        self.registrations.push(registration);
                    } else if request.billing.email.as_ref().is_some_and(|it| is_same(it, email)) {
                        self.invoices.push(registration);
                    }
                }
                Err(_) => self.unreadable += 1,
            },
            StoredKind::FormAnswer { .. } if holds(&item.json(), email) => self.answers.push(item),
            StoredKind::Mail { .. } | StoredKind::Other if holds(&item.json(), email) => {
                self.others.push(item);
            }
            _ => {}
        }
    }

    fn take_by_name(&mut self, item: StoredItem) {
        match item.kind() {
            StoredKind::Registration => {
                let Ok(registration) = item.registration() else { return };
                if self.registrations.iter().any(|own| own.id == registration.id) {
                    return;
                }
                let mut participants = registration.request.participants.iter();
                if participants.any(|participant| self.is_named(participant)) {
                    self.named.push(registration);
                } else if registration.request.participants.iter().any(|it| self.has_same_name(it)) {
                    self.same_name.push(registration);
                }
            }
            StoredKind::Mail { registration } => {
                let about = |own: &Registration| own.id.as_str() == registration;
                if self.registrations.iter().any(about) && !self.others.contains(&item) {
                    self.others.push(item);
                }
            }
            _ => {}
        }
    }

    /// Whether a participant has a name that was given.
    pub(crate) fn is_named(&self, participant: &Participant) -> bool {
        self.given_names.contains(&comparable(&participant.name()))
    }

    /// Whether a participant has the name of the person's own registrations.
    pub(crate) fn has_same_name(&self, participant: &Participant) -> bool {
        self.names.contains(&comparable(&participant.name()))
    }

    /// Whether nothing was found that is surely about the person.
    pub(crate) fn is_unknown(&self) -> bool {
        self.registrations.is_empty()
            && self.invoices.is_empty()
            && self.named.is_empty()
            && self.answers.is_empty()
            && self.others.is_empty()
    }
}

fn is_same(one: &Email, other: &Email) -> bool {
    one.identity() == other.identity()
}

/// Whether an address stands anywhere in an item.
fn holds(json: &Value, email: &Email) -> bool {
    match json {
        Value::String(text) => text.trim().eq_ignore_ascii_case(email.as_str()),
        Value::Array(values) => values.iter().any(|value| holds(value, email)),
        Value::Object(members) => members.values().any(|value| holds(value, email)),
        _ => false,
    }
}

/// A name without accents, hyphens and capitals: « Hélène LE-GALL » and « helene le gall » are the same person.
pub(crate) fn comparable(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c));
    let plain: String = letters.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    plain.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_are_compared_as_people_do() {
        assert_eq!(comparable("Hélène  LE-GALL"), comparable("helene le gall"));
        assert_ne!(comparable("Hélène Le Gall"), comparable("Hélène Le Goff"));
    }

    #[test]
    fn an_address_is_found_wherever_it_stands() {
        let email = Email::parse("Claire@club.example").unwrap();
        assert!(holds(&json!({ "a": [{ "b": "claire@CLUB.example " }] }), &email));
        assert!(!holds(&json!({ "a": "not-claire@club.example", "b": 1 }), &email));
    }
}
