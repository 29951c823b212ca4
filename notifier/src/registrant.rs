//! Everything that is mailed about one registration: to the contact and to each participant with an address of their own,
//! transitions first, then scheduled mails; to participants who have left, that they have; and notices.

use model::mail::{MailCause, MailKind};
use model::notice::Notice;
use model::registration::Registration;
use registry::Deadline;

use crate::Notifier;
use crate::compose::About;
use crate::delivery::{Planned, deliver, mail_transition};
use crate::due::{Addressee, Due};
use crate::queues::Queues;
use crate::recipient::Person;
use crate::tally::{Tally, TimeLimit};

/// Sends what is due for a registration.
pub(crate) async fn mail_registration(
    notifier: &Notifier,
    contact: &Addressee<'_>,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Tally {
    let mut tally = mail_person(notifier, contact, queues, limit).await;
    for (participant, email) in contact.registration.mailed_participants() {
        let own = contact.registration.of_participant(participant);
        let addressee = contact.of(&own, Person::Participant { participant, email });
        tally.add(mail_person(notifier, &addressee, queues, limit).await);
    }
    if !contact.registration.departures.is_empty() {
        tally.add(mail_departures(notifier, contact, limit).await);
    }
    tally
}

/// Sends what is due for one person: the mail about the latest state, and then the scheduled mails.
async fn mail_person(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Tally {
    let due = Due::of(addressee, (notifier.clock)());
    let mut tally = match &due {
        Some(due) => mail_transition(notifier, addressee, due, queues, limit).await,
        None => Tally::default(),
    };
    // A reminder before the confirmation would confuse. News of participants may follow it.
    let is_change = due.is_some_and(|due| due.kind == MailKind::Changed);
    if is_change || tally.leaves_nothing() {
        tally.add(mail_scheduled(notifier, addressee, limit).await);
    }
    tally
}

/// Sends the scheduled mails that are due for a person and were not sent yet.
async fn mail_scheduled(notifier: &Notifier, addressee: &Addressee<'_>, limit: TimeLimit) -> Tally {
    let now = (notifier.clock)();
    let mut tally = Tally::default();
    for mail in &addressee.workshop.mails {
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

/// Informs the participants who have left and knew of the registration, and then removes their addresses from it.
async fn mail_departures(notifier: &Notifier, contact: &Addressee<'_>, limit: TimeLimit) -> Tally {
    let mut tally = Tally::default();
    for departure in &contact.registration.departures {
        let own = contact.registration.of_former(departure);
        let former = contact.of(&own, Person::Former(departure));
        let mailing = former.person.mailing(MailCause::Departure);
        if !former.is_informed() || !former.is_due(&mailing, departure.at, (notifier.clock)()) {
            continue;
        }
        if limit.is_over() {
            return Tally { postponed: tally.postponed + 1, ..tally };
        }
        let mail =
            Planned { about: About::Departure, mailing: &mailing, happened: departure.at, superseded: &[] };
        tally.add(deliver(notifier, &former, &mail).await);
    }
    if tally.leaves_nothing() {
        tally.add(forget_departures(notifier, contact.registration).await);
    }
    tally
}

/// Removes the addresses of participants who have left. A failure is counted, so that it is tried again.
async fn forget_departures(notifier: &Notifier, registration: &Registration) -> Tally {
    let forgotten = notifier.store.forget_departures(registration, Deadline::default()).await;
    match forgotten {
        Ok(()) => Tally::default(),
        Err(error) => {
            let (workshop, reference) = (registration.request.workshop.as_str(), registration.id.reference());
            tracing::error!(%error, workshop, reference, "the addresses of former participants were not removed");
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
        let mailing = addressee.person.mailing(MailCause::Notice(notice.id.clone()));
        if !addressee.is_due(&mailing, notice.created, (notifier.clock)()) {
            continue;
        }
        if limit.is_over() {
            return Tally { postponed: tally.postponed + 1, ..tally };
        }
        let about = About::Notice(notice);
        let mail = Planned { about, mailing: &mailing, happened: notice.created, superseded: &[] };
        tally.add(deliver(notifier, &addressee, &mail).await);
    }
    tally
}
