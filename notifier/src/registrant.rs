//! Everything that is mailed about one registration: to the contact and to each participant with an address of their own,
//! transitions first, then scheduled mails and, in a sweep, changes of private information; to participants who have left, that
//! they have; to another address of the contact, that it is to be confirmed or was replaced; and notices.

use jiff::Timestamp;
use model::mail::{MailCause, MailKind};
use model::notice::Notice;
use model::registration::Registration;
use registry::Deadline;

use crate::Notifier;
use crate::about::About;
use crate::delivery::{Planned, deliver, mail_transition};
use crate::due::{Addressee, Due};
use crate::private_change::{Earlier, mail_private_change};
use crate::queues::Queues;
use crate::recipient::Person;
use crate::tally::{Tally, TimeLimit};

/// What leads to the mails about a registration.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trigger {
    /// The registration has changed.
    Change,
    /// A sweep, which also finds edits of private information: those between two sweeps are one.
    Sweep,
}

/// Sends what is due for a registration.
pub(crate) async fn mail_registration(
    notifier: &Notifier,
    contact: &Addressee<'_>,
    trigger: Trigger,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Tally {
    let mut tally = mail_person(notifier, contact, trigger, queues, limit).await;
    for (participant, email) in contact.registration.mailed_participants() {
        let own = contact.registration.of_participant(participant);
        let addressee = contact.of(&own, Person::Participant { participant, email });
        tally.add(mail_person(notifier, &addressee, trigger, queues, limit).await);
    }
    tally.add(mail_proposed_address(notifier, contact, limit).await);
    tally.add(mail_former_addresses(notifier, contact, limit).await);
    tally
}

/// Sends what is due for one person: the mail about the latest state, then the scheduled mails, and then, in a sweep, a change of
/// private information that none of these had.
async fn mail_person(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    trigger: Trigger,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Tally {
    let now = (notifier.clock)();
    let due = Due::of(addressee, now);
    let held_until = due.as_ref().and_then(|due| due.held_until(addressee, notifier.change_interval(), now));
    let mut tally = match &due {
        Some(_) if held_until.is_some() => Tally { held: 1, ..Tally::default() },
        Some(due) => mail_transition(notifier, addressee, due, queues, limit).await,
        None => Tally::default(),
    };
    // A reminder before the confirmation would confuse. News of participants may follow it.
    let is_change = due.is_some_and(|due| due.kind == MailKind::Changed);
    if is_change || tally.leaves_nothing() {
        tally.add(mail_scheduled(notifier, addressee, limit).await);
    }
    if trigger == Trigger::Sweep {
        let earlier = Earlier { tally, held_until };
        tally.add(mail_private_change(notifier, addressee, earlier, limit).await);
    }
    tally
}

/// Sends the scheduled mails that are due for a person and were not sent yet.
async fn mail_scheduled(notifier: &Notifier, addressee: &Addressee<'_>, limit: TimeLimit) -> Tally {
    let now = (notifier.clock)();
    let mut tally = Tally::default();
    for mail in addressee.workshop.mails.iter() {
        for occasion in mail.occasions_for(addressee.registration) {
            let cause = MailCause::Scheduled { mail: mail.id.clone(), session: occasion.session.clone() };
            let mailing = addressee.person.mailing(cause);
            if !occasion.is_due(now) || addressee.is_settled(&mailing, occasion.about) {
                continue;
            }
            if limit.is_over() {
                return Tally { postponed: tally.postponed + 1, ..tally };
            }
            let about = About::Scheduled { mail, session: &occasion.session };
            let planned = Planned { about, mailing: &mailing, happened: occasion.about, superseded: &[] };
            tally.add(deliver(notifier, addressee, &planned).await);
        }
    }
    tally
}

/// Asks the owner of the address that is to replace the contact's to confirm it.
async fn mail_proposed_address(notifier: &Notifier, contact: &Addressee<'_>, limit: TimeLimit) -> Tally {
    match contact.registration.address_to_confirm((notifier.clock)()) {
        Some(proposed) => {
            let owner = contact.of(contact.registration, Person::Proposed(proposed));
            let cause = MailCause::ProposedAddress(proposed.number);
            mail_once(notifier, &owner, About::ProposedAddress(proposed), cause, proposed.at, limit).await
        }
        None => Tally::default(),
    }
}

/// Informs the participants who have left and knew of the registration, and the contact at addresses that were replaced, and
/// then removes these addresses from the registration, together with a proposed one that can no longer be confirmed.
async fn mail_former_addresses(notifier: &Notifier, contact: &Addressee<'_>, limit: TimeLimit) -> Tally {
    let (registration, now) = (contact.registration, (notifier.clock)());
    let mut tally = Tally::default();
    for departure in &registration.departures {
        let own = registration.of_former(departure);
        let former = contact.of(&own, Person::Former(departure));
        if former.is_informed() {
            let (about, cause) = (About::Departure, MailCause::Departure);
            tally.add(mail_once(notifier, &former, about, cause, departure.at, limit).await);
        }
    }
    for address in &registration.former_addresses {
        let former = contact.of(registration, Person::FormerContact(address));
        let (about, cause) = (About::FormerAddress, MailCause::FormerAddress(address.number));
        tally.add(mail_once(notifier, &former, about, cause, address.at, limit).await);
    }
    let has_lapsed =
        registration.proposed_address.is_some() && registration.address_to_confirm(now).is_none();
    let has_former = !registration.departures.is_empty() || !registration.former_addresses.is_empty();
    if (has_former || has_lapsed) && tally.leaves_nothing() {
        tally.add(forget_addresses(notifier, registration, now).await);
    }
    tally
}

/// Sends the mail about an event to a person, if it is still due.
async fn mail_once(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    about: About<'_>,
    cause: MailCause,
    happened: Timestamp,
    limit: TimeLimit,
) -> Tally {
    let mailing = addressee.person.mailing(cause);
    if !addressee.is_due(&mailing, happened, (notifier.clock)()) {
        return Tally::default();
    }
    if limit.is_over() {
        return Tally { postponed: 1, ..Tally::default() };
    }
    deliver(notifier, addressee, &Planned { about, mailing: &mailing, happened, superseded: &[] }).await
}

/// Removes the addresses that a registration no longer needs. A failure is counted, so that it is tried again.
async fn forget_addresses(notifier: &Notifier, registration: &Registration, now: Timestamp) -> Tally {
    match notifier.store.forget_addresses(registration, now, Deadline::default()).await {
        Ok(()) => Tally::default(),
        Err(error) => {
            let (workshop, reference) = (registration.request.workshop.as_str(), registration.id.reference());
            tracing::error!(%error, workshop, reference, "addresses that are no longer needed were not removed");
            Tally { failed: 1, ..Tally::default() }
        }
    }
}

/// Sends a notice to the people of a registration who should receive it and have not yet.
pub(crate) async fn mail_notice(
    notifier: &Notifier,
    contact: &Addressee<'_>,
    notice: &Notice,
    limit: TimeLimit,
) -> Tally {
    let mut tally = Tally::default();
    if !notice.is_for(contact.registration) {
        return tally;
    }
    let mailed = contact.registration.mailed_participants();
    let own: Vec<_> =
        mailed.map(|(it, email)| (contact.registration.of_participant(it), it, email)).collect();
    let participants = own
        .iter()
        .map(|(own, participant, email)| contact.of(own, Person::Participant { participant, email }));
    for addressee in [*contact].into_iter().chain(participants) {
        let (about, cause) = (About::Notice(notice), MailCause::Notice(notice.id.clone()));
        tally.add(mail_once(notifier, &addressee, about, cause, notice.created, limit).await);
    }
    tally
}
