//! Daily mail budgets: a counter for each mailbox, stored under a keyed hash of its address.
//!
//! The figures and their reasons are in [`Limits`](model::limits::Limits). A mail over the limit is not lost: it stays
//! due, and the sweep sends it on the next day, combined with later events.
//!
//! Mails about registrations with a proven mailbox have a separate counter, so that a stranger who registers with
//! another person's address cannot use up the mails that the owner needs.

use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::limits::MailClass;
use registry::{Deadline, StoreError};

use crate::Notifier;
use crate::due::Addressee;
use crate::recipient::Person;

/// A day in seconds. Days are in UTC, whatever the time zone of the site.
const DAY: i64 = 86_400;

/// The lifetime of a counter: its own day and one more as a margin.
const LIFETIME: SignedDuration = SignedDuration::from_hours(48);

/// A mailbox, which counts separately for registrations with a proven address.
pub(crate) struct Mailbox(String);

impl Mailbox {
    /// Returns the mailbox of an addressee. That of a participant is never proven, because the contact typed it.
    pub(crate) fn of(addressee: &Addressee<'_>) -> Mailbox {
        let Addressee { registration, person, .. } = *addressee;
        let email = person.email(registration);
        match person {
            Person::Contact if registration.proven.is_some() => {
                Mailbox(format!("proven {}", email.mailbox()))
            }
            _ => Mailbox::of_address(email),
        }
    }

    /// Returns the mailbox of an address that anyone may have typed.
    pub(crate) fn of_address(email: &Email) -> Mailbox {
        Mailbox(format!("unproven {}", email.mailbox()))
    }
}

/// A reserved place for one mail in the budget of its mailbox.
pub(crate) struct Place {
    counter: String,
}

/// Reserves a place for a mail. Returns `None` if the mailbox has reached its daily limit.
pub(crate) async fn take(
    notifier: &Notifier,
    mailbox: &Mailbox,
    class: MailClass,
    now: Timestamp,
) -> Result<Option<Place>, StoreError> {
    let day = now.as_second().div_euclid(DAY);
    let counter = notifier.identifier_key.counter(class.counter(), &mailbox.0, day);
    let most = notifier.workshops.limits().most_mails(class);
    let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let taken = notifier.store.count_up_to(&counter, most, expires, Deadline::default()).await?;
    Ok(taken.then_some(Place { counter }))
}

/// Returns the place of a mail that was not sent. If that fails, the mailbox gets one mail fewer on this day.
pub(crate) async fn give_back(notifier: &Notifier, place: Place) {
    if let Err(error) = notifier.store.uncount(&place.counter, Deadline::default()).await {
        tracing::warn!(%error, "the place of an unsent mail was not returned to its budget");
    }
}
