//! A mail is claimed, sent and marked, so that it goes out once: whoever else tries meanwhile finds the claim, and
//! whoever is stopped in between leaves it behind.

use std::time::Duration;

use handler::Deadline;
use handler::store::{Claimed, MailClaim, MailMark, OwnClaim, Settlement, StoreError};
use jiff::{SignedDuration, Timestamp};
use model::catalogue::CatalogueWorkshop;
use model::mail::{MailKind, MailState, Mailing};
use model::notice::Notice;
use model::registration::Registration;
use model::status::REGISTER;
use tokio::time::Instant;

use crate::Notifier;
use crate::compose::{About, Subject, compose};
use crate::find::others;
use crate::transport::SendError;

/// What happened longer ago is not mailed any more: it would surprise people more than it would inform them. Two
/// weeks are enough to mend what kept mails from going out.
const LONGEST_DELAY: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Time that is kept for finishing the mail that is being sent when the rest is over: more than a mail service and
/// the store may take.
const MARGIN: Duration = Duration::from_secs(12);

/// What became of mails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Went out.
    pub sent: u32,
    /// Are refused for good; their organiser has to find another way.
    pub refused: u32,
    /// Somebody else sends them at this moment, or was stopped while doing so.
    pub in_flight: u32,
    /// Could not be sent, and are to be tried again.
    pub failed: u32,
    /// Wait for the next attempt, as the time was over.
    pub postponed: u32,
}

/// Until when a next mail may be begun.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimit(Instant);

/// A registration whose mails are looked at, and those that are marked already.
pub(crate) struct Addressee<'a> {
    pub(crate) workshop: &'a CatalogueWorkshop,
    pub(crate) registration: &'a Registration,
    pub(crate) marks: &'a [MailMark],
}

impl Tally {
    /// Whether nothing is left to do.
    pub fn is_settled(&self) -> bool {
        self.in_flight + self.failed + self.postponed == 0
    }

    /// Adds up.
    pub(crate) fn add(&mut self, other: Tally) {
        self.sent += other.sent;
        self.refused += other.refused;
        self.in_flight += other.in_flight;
        self.failed += other.failed;
        self.postponed += other.postponed;
    }
}

impl TimeLimit {
    /// The limit for a program that is stopped after this time.
    pub fn before_stop_in(time: Duration) -> TimeLimit {
        TimeLimit(Instant::now() + time - MARGIN.min(time / 2))
    }

    pub(crate) fn is_over(self) -> bool {
        Instant::now() >= self.0
    }
}

/// Sends the mail of each transition of a registration that is not marked yet, in their order: after one that cannot
/// be sent the later ones wait.
pub(crate) async fn mail_transitions(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    limit: TimeLimit,
) -> Tally {
    let history = &addressee.registration.history;
    let mut tally = Tally::default();
    for (index, entry) in history.iter().enumerate() {
        let Some(kind) = MailKind::of(history, index) else { continue };
        let mailing = Mailing::Transition(entry.number);
        if !is_due(notifier, addressee, &mailing, entry.at) {
            continue;
        }
        if limit.is_over() {
            tally.postponed += 1;
            break;
        }
        let about = match about(notifier, addressee, kind, &entry.event).await {
            Ok(about) => about,
            Err(error) => {
                tracing::error!(%error, "other registrations cannot be read");
                tally.failed += 1;
                break;
            }
        };
        tally.add(deliver(notifier, addressee, &about, &mailing, entry.at).await);
        if !tally.is_settled() {
            break;
        }
    }
    tally
}

/// Sends a notice to a registrant who is to get it and has not.
pub(crate) async fn mail_notice(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    notice: &Notice,
    limit: TimeLimit,
) -> Tally {
    let mailing = Mailing::Notice(notice.id.clone());
    let due = notice.is_for(addressee.registration) && is_due(notifier, addressee, &mailing, notice.created);
    match due {
        false => Tally::default(),
        true if limit.is_over() => Tally { postponed: 1, ..Tally::default() },
        true => deliver(notifier, addressee, &About::Notice(notice), &mailing, notice.created).await,
    }
}

/// Whether a mail is still to be sent, as far as its mark tells.
fn is_due(notifier: &Notifier, addressee: &Addressee<'_>, mailing: &Mailing, happened: Timestamp) -> bool {
    let is_recent = (notifier.clock)().duration_since(happened) <= LONGEST_DELAY;
    let is_settled = |mark: &&MailMark| matches!(mark.state, MailState::Sent | MailState::Refused);
    let is_this = |mark: &&MailMark| mark.mailing == *mailing && mark.about == happened;
    let Addressee { registration, marks, .. } = addressee;
    let of_registration = marks.iter().filter(|mark| mark.registration == registration.id);
    is_recent && of_registration.filter(is_this).find(is_settled).is_none()
}

/// What the mail about a transition is about.
async fn about<'a>(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    kind: MailKind,
    event: &str,
) -> Result<About<'a>, StoreError> {
    let waiting_place = waiting_place(notifier, addressee, kind).await?;
    let others = match event {
        REGISTER => others(notifier, addressee.workshop, addressee.registration).await?,
        _ => Vec::new(),
    };
    Ok(About::Transition { kind, waiting_place, others })
}

async fn waiting_place(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    kind: MailKind,
) -> Result<Option<usize>, StoreError> {
    if !matches!(kind, MailKind::Waiting | MailKind::Changed) {
        return Ok(None);
    }
    notifier.store.waiting_place(addressee.registration, (notifier.clock)(), Deadline::default()).await
}

async fn deliver(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    about: &About<'_>,
    mailing: &Mailing,
    happened: Timestamp,
) -> Tally {
    let Addressee { workshop, registration, .. } = addressee;
    let now = (notifier.clock)();
    let log = Log { workshop: workshop.slug.as_str(), registration, about, mailing };
    let claim = MailClaim { registration, mailing, about: happened };
    let claimed = match notifier.store.claim_mail(&claim, now, Deadline::default()).await {
        Ok(Claimed::Ours(claimed)) => claimed,
        Ok(Claimed::Settled(_)) => return Tally::default(),
        Ok(Claimed::InFlight) => {
            log.tell("in flight: another attempt has begun and is not known to have ended");
            return Tally { in_flight: 1, ..Tally::default() };
        }
        Err(error) if error.is_about_a_record() => {
            log.fail("not sent: its mark cannot be read", &error);
            return Tally::default();
        }
        Err(error) => {
            log.fail("not claimed", &error);
            return Tally { failed: 1, ..Tally::default() };
        }
    };
    if claimed.uncertain > 0 {
        log.warn_of_repeat(claimed.uncertain);
    }
    let subject = Subject { workshop, registration, now };
    let sent = match compose(notifier, &subject, about, mailing, happened) {
        Ok(mail) => notifier.transport.send(&mail).await,
        // What the engine says may quote values, and is told when a site is built with the theme.
        Err(_) => Err(SendError::Unavailable(
            "the theme cannot render it; build the site with it to see why".into(),
        )),
    };
    settle(notifier, &claim, &claimed, sent, &log).await
}

/// Marks what became of a mail.
async fn settle(
    notifier: &Notifier,
    claim: &MailClaim<'_>,
    claimed: &OwnClaim,
    sent: Result<Option<String>, SendError>,
    log: &Log<'_>,
) -> Tally {
    let failed = Tally { failed: 1, ..Tally::default() };
    let (settlement, tally) = match &sent {
        Ok(_) => (Settlement::Sent, Tally { sent: 1, ..Tally::default() }),
        Err(SendError::Refused(_)) => (Settlement::Refused, Tally { refused: 1, ..Tally::default() }),
        Err(SendError::Unavailable(_)) => (Settlement::Released, failed),
        Err(error @ SendError::Unknown(_)) => {
            // The claim stays: until its lease is over nobody sends the mail again.
            log.fail("not known to be sent", error);
            return failed;
        }
    };
    match &sent {
        Ok(id) => log.tell_sent(id.as_deref()),
        Err(error) => log.fail("not sent", error),
    }
    let now = (notifier.clock)();
    match notifier.store.settle_mail(claim, claimed, settlement, now, Deadline::default()).await {
        Ok(()) => tally,
        Err(error) => {
            log.fail("not marked, so it counts as interrupted", &error);
            failed
        }
    }
}

/// What the log says of a mail: never an address or a name.
struct Log<'a> {
    workshop: &'a str,
    registration: &'a Registration,
    about: &'a About<'a>,
    mailing: &'a Mailing,
}

impl Log<'_> {
    fn kind(&self) -> &'static str {
        match self.about {
            About::Transition { kind, .. } => kind.key(),
            About::Notice(_) => "notice",
        }
    }

    fn tell_sent(&self, message_id: Option<&str>) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        tracing::info!(workshop, reference, mail, kind = self.kind(), outcome = "sent", message_id, "mail");
    }

    fn tell(&self, outcome: &str) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        tracing::info!(workshop, reference, mail, kind = self.kind(), outcome, "mail");
    }

    fn warn_of_repeat(&self, attempts: u32) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        let outcome = "may be a repeat: an earlier attempt was interrupted and may have sent it";
        tracing::warn!(workshop, reference, mail, kind = self.kind(), outcome, attempts, "mail");
    }

    fn fail(&self, outcome: &str, error: &dyn std::error::Error) {
        let (workshop, reference, mail) =
            (self.workshop, self.registration.id.reference(), self.mailing.key());
        let error = error.to_string();
        tracing::error!(workshop, reference, mail, kind = self.kind(), outcome, error, "mail");
    }
}
