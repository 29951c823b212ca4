//! How many mails a mailbox gets in a day: a counter for each mailbox, under a keyed hash of its address.
//!
//! The figures and their reasons are in [`Limits`](model::limits::Limits). A mail beyond them is not lost: it stays due,
//! and the sweep sends it, combined with what happened meanwhile, on the next day.
//!
//! Mails about registrations whose mailbox is proven are counted apart from the others, so that a stranger who registers
//! with somebody's address cannot use up the mails that its owner needs.

use jiff::{SignedDuration, Timestamp};
use model::contact::Email;
use model::limits::MailClass;
use model::registration::Registration;
use registry::{Deadline, StoreError};

use crate::Notifier;

/// In seconds. Days are those of UTC, whatever the time zone of the site.
const DAY: i64 = 86_400;

/// How long a counter is kept: its day, and another one as margin.
const LIFETIME: SignedDuration = SignedDuration::from_hours(48);

/// A mailbox, whose mails about registrations with a proven address are counted apart.
pub(crate) struct Mailbox(String);

impl Mailbox {
    /// The mailbox to which mails about a registration go.
    pub(crate) fn of_registration(registration: &Registration) -> Mailbox {
        let proven = if registration.proven.is_some() { "proven" } else { "unproven" };
        Mailbox(format!("{proven} {}", registration.request.contact.email.mailbox()))
    }

    /// The mailbox of an address that somebody typed.
    pub(crate) fn of_address(email: &Email) -> Mailbox {
        Mailbox(format!("unproven {}", email.mailbox()))
    }
}

/// A place for one mail in the budget of its mailbox.
pub(crate) struct Place {
    counter: String,
}

/// Takes a place for a mail; `None` if the mailbox has had its share of the day.
pub(crate) async fn take(
    notifier: &Notifier,
    mailbox: &Mailbox,
    class: MailClass,
    now: Timestamp,
) -> Result<Option<Place>, StoreError> {
    let day = now.as_second().div_euclid(DAY);
    let counter = notifier.identifier_key.counter(class.counter(), &mailbox.0, day);
    let most = notifier.catalogue.limits.most_mails(class);
    let expires = now.saturating_add(LIFETIME).unwrap_or(Timestamp::MAX);
    let taken = notifier.store.count_up_to(&counter, most, expires, Deadline::default()).await?;
    Ok(taken.then_some(Place { counter }))
}

/// Gives back the place of a mail that was not sent. If that fails, the mailbox gets one mail less on this day.
pub(crate) async fn give_back(notifier: &Notifier, place: Place) {
    if let Err(error) = notifier.store.uncount(&place.counter, Deadline::default()).await {
        tracing::warn!(%error, "the place of a mail that was not sent was not given back");
    }
}
