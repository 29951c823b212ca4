//! Sends a mail once: claims it, sends it and marks it. Another attempt meanwhile finds the claim, and an interrupted
//! attempt leaves its claim behind.

mod log;

use jiff::Timestamp;
use model::catalogue::PrivateSessions;
use model::mail::{MailKind, Mailing};
use model::registration::Registration;
use registry::{Claimed, Deadline, HeldClaim, MailClaim, Settlement, StoreError};

use self::log::Log;
use crate::Notifier;
use crate::about::About;
use crate::budget::{self, Mailbox};
use crate::compose::{Subject, compose};
use crate::due::{Addressee, Due, Superseded};
use crate::find::others;
use crate::mail::Mail;
use crate::private::{hashes_in_mail, private_for};
use crate::queues::Queues;
use crate::recipient::Person;
use crate::tally::{Tally, TimeLimit};
use crate::transport::SendError;

/// A mail to send.
pub(crate) struct Planned<'a> {
    pub(crate) about: About<'a>,
    pub(crate) mailing: &'a Mailing,
    /// The time of the event that the mail reports.
    pub(crate) happened: Timestamp,
    /// The mails that this one replaces.
    pub(crate) superseded: &'a [Superseded],
}

/// The result of an attempt to send a mail.
struct Attempt {
    may_have_been_sent: bool,
    tally: Tally,
}

impl Attempt {
    /// An attempt that ended before anything could be sent.
    fn without(tally: Tally) -> Attempt {
        Attempt { may_have_been_sent: false, tally }
    }
}

/// Sends the mail that is due for a person, about the latest state of the registration.
pub(crate) async fn mail_transition(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    due: &Due,
    queues: &mut Queues,
    limit: TimeLimit,
) -> Tally {
    if limit.is_over() {
        return Tally { postponed: 1, ..Tally::default() };
    }
    let about = match about(notifier, addressee, due, queues).await {
        Ok(about) => about,
        Err(error) => {
            tracing::error!(%error, "cannot read other registrations of the address");
            return Tally { failed: 1, ..Tally::default() };
        }
    };
    let mail = Planned { about, mailing: &due.mailing, happened: due.happened, superseded: &due.superseded };
    let mut tally = deliver(notifier, addressee, &mail).await;
    if due.leaves_others {
        tally.postponed += 1;
    }
    tally
}

/// Gathers what the mail about a transition reports.
async fn about<'a>(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    due: &Due,
    queues: &mut Queues,
) -> Result<About<'a>, StoreError> {
    let waiting_place = match (addressee.person, due.kind) {
        (Person::Contact, MailKind::Waiting | MailKind::Changed) => {
            queues.place(&notifier.store, addressee.registration, (notifier.clock)()).await?
        }
        _ => None,
    };
    let others = match addressee.person {
        Person::Contact if due.is_first => {
            others(notifier, addressee.workshop, addressee.registration).await?
        }
        _ => Vec::new(),
    };
    let is_informed = addressee.is_informed_except_by(&due.mailing.cause);
    let Due { kind, by_participant, .. } = *due;
    Ok(About::Transition { kind, is_informed, by_participant, waiting_place, others })
}

/// Sends a mail if its mailbox is within its daily budget. Returns the place in the budget if the mail was not sent.
pub(crate) async fn deliver(notifier: &Notifier, addressee: &Addressee<'_>, mail: &Planned<'_>) -> Tally {
    let log = Log {
        workshop: addressee.workshop.slug.as_str(),
        registration: addressee.registration,
        mailing: mail.mailing,
        kind: mail.about.kind(),
    };
    let mailbox = Mailbox::of(addressee);
    let place = match budget::take(notifier, &mailbox, mail.about.class(), (notifier.clock)()).await {
        Ok(Some(place)) => place,
        Ok(None) => return Tally { held: 1, ..Tally::default() },
        Err(error) => {
            log.fail("not counted", &error);
            return Tally { failed: 1, ..Tally::default() };
        }
    };
    let attempt = attempt(notifier, addressee, mail, &log).await;
    if !attempt.may_have_been_sent {
        budget::give_back(notifier, place).await;
    }
    attempt.tally
}

async fn attempt(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    mail: &Planned<'_>,
    log: &Log<'_>,
) -> Attempt {
    let Addressee { registration, .. } = *addressee;
    let now = (notifier.clock)();
    let private = private_for(notifier, addressee);
    let known = private.as_ref().ok().and_then(Option::as_deref);
    let shown = known.map(|known| hashes_in_mail(notifier, addressee, &mail.about, mail.mailing, known));
    let claim =
        MailClaim { registration, mailing: mail.mailing, about: mail.happened, shown: shown.as_ref() };
    let claimed = match claimed(notifier, claim, now, log).await {
        Ok(claimed) => claimed,
        Err(tally) => return Attempt::without(tally),
    };
    if addressee.is_withheld(mail.about.class()) {
        return Attempt::without(withhold(notifier, &claimed, mail.superseded, log).await);
    }
    if claimed.uncertain > 0 {
        log.warn_of_repeat(claimed.uncertain);
    }
    let composed = match private {
        Ok(private) => composed(notifier, addressee, mail, private.as_deref(), now),
        Err(error) => Err(SendError::Unavailable(error.to_string())),
    };
    let prepared = async {
        note_participation(notifier, addressee).await?;
        // Older mails are superseded only after the claim succeeded: another attempt that holds the claim may not know
        // about them.
        supersede(notifier, registration, mail.superseded, now).await
    };
    let sent = match (prepared.await, composed) {
        (Err(error), _) => Err(SendError::Unavailable(error.to_string())),
        (Ok(()), Ok(mail)) => notifier.transport.send(&mail).await,
        (Ok(()), Err(error)) => Err(error),
    };
    let may_have_been_sent = !matches!(sent, Err(SendError::Unavailable(_)));
    Attempt { may_have_been_sent, tally: settle(notifier, &claimed, sent, log).await }
}

/// Claims a mail. The error is the result of an attempt that ends here.
async fn claimed<'a>(
    notifier: &Notifier,
    claim: MailClaim<'a>,
    now: Timestamp,
    log: &Log<'_>,
) -> Result<HeldClaim<'a>, Tally> {
    match notifier.store.claim_mail(claim, now, Deadline::default()).await {
        Ok(Claimed::Acquired(claimed)) => Ok(claimed),
        Ok(Claimed::Settled(_)) => Err(Tally::default()),
        Ok(Claimed::InFlight) => {
            log.log_result("in flight: another attempt has started and may still be running");
            Err(Tally { in_flight: 1, ..Tally::default() })
        }
        Err(error) if error.is_about_a_record() => {
            log.fail("not sent: its mark cannot be read", &error);
            Err(Tally { held: 1, ..Tally::default() })
        }
        Err(error) => {
            log.fail("not claimed", &error);
            Err(Tally { failed: 1, ..Tally::default() })
        }
    }
}

/// Composes a mail, with the part of the private information that its recipient may know.
fn composed(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    planned: &Planned<'_>,
    private: Option<&PrivateSessions>,
    now: Timestamp,
) -> Result<Mail, SendError> {
    let Addressee { workshop, registration, person, .. } = *addressee;
    let subject = Subject { workshop, registration, private, person, now };
    let composed = compose(notifier, &subject, &planned.about, planned.mailing, planned.happened);
    // The template engine's message may quote personal data. Building a site with the theme shows it.
    composed.map_err(|_| {
        SendError::Unavailable("the theme cannot render it; build the site with it to see why".into())
    })
}

/// Notes the registration for *Retrouver mon inscription* before a participant learns of it, or before the contact is mailed
/// at another address than the one from which the registration's identifier is derived.
async fn note_participation(notifier: &Notifier, addressee: &Addressee<'_>) -> Result<(), StoreError> {
    let registration = addressee.registration;
    let email = match addressee.person {
        Person::Contact => &registration.request.contact.email,
        Person::Participant { email, .. } => email,
        Person::Proposed(_) | Person::FormerContact(_) | Person::Former(_) => return Ok(()),
    };
    let digits = notifier.identifier_key.address_digits(&registration.request.workshop, email);
    if matches!(addressee.person, Person::Contact) && registration.id.as_str().starts_with(&digits) {
        return Ok(());
    }
    notifier.store.note_participation(registration, &digits, Deadline::default()).await
}

/// Records that neither a claimed mail nor those that it replaces are sent.
async fn withhold(
    notifier: &Notifier,
    claimed: &HeldClaim<'_>,
    superseded: &[Superseded],
    log: &Log<'_>,
) -> Tally {
    let now = (notifier.clock)();
    let withheld = async {
        supersede(notifier, log.registration, superseded, now).await?;
        notifier.store.settle_mail(claimed, Settlement::Withheld, now, Deadline::default()).await
    };
    match withheld.await {
        Ok(()) => {
            log.log_result("withheld: an earlier mail to the address was refused or reported as spam");
            Tally { refused: 1, ..Tally::default() }
        }
        Err(error) => {
            log.fail("not marked, so it counts as interrupted", &error);
            Tally { failed: 1, ..Tally::default() }
        }
    }
}

/// Marks the mails that another one replaces.
async fn supersede(
    notifier: &Notifier,
    registration: &Registration,
    superseded: &[Superseded],
    now: Timestamp,
) -> Result<(), StoreError> {
    for Superseded { mailing, about } in superseded {
        let claim = MailClaim { registration, mailing, about: *about, shown: None };
        notifier.store.supersede_mail(claim, now, Deadline::default()).await?;
    }
    Ok(())
}

/// Records the result of a mail.
async fn settle(
    notifier: &Notifier,
    claimed: &HeldClaim<'_>,
    sent: Result<Option<String>, SendError>,
    log: &Log<'_>,
) -> Tally {
    let failed = Tally { failed: 1, ..Tally::default() };
    let (settlement, tally) = match &sent {
        Ok(_) => (Settlement::Sent, Tally { sent: 1, ..Tally::default() }),
        Err(SendError::Refused(_)) => (Settlement::Refused, Tally { refused: 1, ..Tally::default() }),
        Err(SendError::Unavailable(_)) => (Settlement::Released, failed),
        Err(error @ SendError::Unknown(_)) => {
            // The claim remains, so no attempt sends the mail again before the lease expires.
            log.fail("not known to be sent", error);
            return failed;
        }
    };
    match &sent {
        Ok(id) => log.log_sent(id.as_deref()),
        Err(error) => log.fail("not sent", error),
    }
    let now = (notifier.clock)();
    match notifier.store.settle_mail(claimed, settlement, now, Deadline::default()).await {
        Ok(()) => tally,
        Err(error) => {
            log.fail("not marked, so it counts as interrupted", &error);
            failed
        }
    }
}
