//! Mails a person when private information that an earlier mail had, such as a room or a link, has changed since.
//!
//! The mark of each mail has keyed hashes of the private information in it. The last one about a session is what the person knows:
//! if it is not that of the present information, they are mailed the latter, once. Those who were never mailed any are left to
//! the mails that will have it.

use jiff::Timestamp;
use model::mail::{MailCause, MailState};
use registry::MailMark;

use crate::Notifier;
use crate::about::About;
use crate::delivery::{Planned, deliver};
use crate::due::Addressee;
use crate::private::{Known, hash, known_to, private_for};
use crate::tally::{Tally, TimeLimit};

/// What the same sweep did for the addressee before.
#[derive(Clone, Copy)]
pub(crate) struct Earlier {
    /// The outcomes of the mails that were due.
    pub(crate) tally: Tally,
    /// Until when the mail about a change of the registration waits, if it does. It will have the present information.
    pub(crate) held_until: Option<Timestamp>,
}

/// Mails the addressee the present private information about sessions for which an earlier mail had another one.
pub(crate) async fn mail_private_change(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    earlier: Earlier,
    limit: TimeLimit,
) -> Tally {
    // Most people were mailed no private information, and need no file to be read.
    if addressee.own_marks().all(|mark| mark.shown.is_empty()) {
        return Tally::default();
    }
    let private = match private_for(notifier, addressee) {
        Ok(Some(private)) => private,
        Ok(None) => return Tally::default(),
        Err(error) => {
            let workshop = addressee.workshop.slug.as_str();
            tracing::error!(workshop, %error, "private information cannot be read");
            return Tally { failed: 1, ..Tally::default() };
        }
    };
    let now = (notifier.clock)();
    let known = known_to(notifier, addressee, &private, now);
    let outdated: Vec<_> = known.iter().filter(|it| is_outdated(notifier, addressee, it, now)).collect();
    if outdated.is_empty() {
        return Tally::default();
    }
    // A mail that was just sent may have had the present information: its mark will show it to the next sweep.
    if earlier.tally.has_attempts() || waits(notifier, addressee, &outdated, earlier.held_until, now) {
        return Tally { held: 1, ..Tally::default() };
    }
    if limit.is_over() {
        return Tally { postponed: 1, ..Tally::default() };
    }
    let sessions: Vec<_> = outdated.iter().map(|it| it.session.id.clone()).collect();
    let mailing = addressee.person.mailing(MailCause::PrivateInformation(next_number(addressee)));
    let planned = Planned {
        about: About::PrivateChange { sessions: &sessions },
        mailing: &mailing,
        happened: addressee.registration.created,
        superseded: &[],
    };
    deliver(notifier, addressee, &planned).await
}

/// Returns whether the last mail with private information about a session had another one, and may have reached the addressee. A later
/// one that an interrupted attempt may have sent counts as well. Those who are recorded as absent need no other information.
fn is_outdated(notifier: &Notifier, addressee: &Addressee<'_>, known: &Known<'_>, now: Timestamp) -> bool {
    let Known { session, .. } = known;
    let own = addressee.registration.of_contact();
    if own.was_absent(&session.id, now) == Some(true) {
        return false;
    }
    let marks = || addressee.own_marks().filter_map(|mark| Some((mark, mark.shown.of(&session.id)?)));
    let last = marks().filter(|(mark, _)| has_arrived(mark)).max_by_key(|(mark, _)| mark.since);
    // One from before the last that arrived may never be finished, because nothing of it is due any more.
    let is_later = |mark: &MailMark| last.is_none_or(|(last, _)| last.since <= mark.since);
    let uncertain = marks().filter(|(mark, _)| mark.state == MailState::Sending && is_later(mark));
    let present = hash(notifier, addressee, known);
    last.into_iter().chain(uncertain).any(|(_, shown)| shown != present)
}

fn has_arrived(mark: &MailMark) -> bool {
    matches!(mark.state, MailState::Sent | MailState::Refused)
}

/// Returns whether the mail waits, unless a session is near: for a while after the last one, to report further edits as well, and as
/// long as the mail about a change of the registration, which has the same information.
fn waits(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    outdated: &[&Known<'_>],
    held_until: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let interval = notifier.change_interval();
    let sent = changes(addressee).filter(|(_, mark)| has_arrived(mark)).map(|(_, mark)| mark.since).max();
    let after_last = sent.and_then(|sent| sent.checked_add(interval).ok());
    let Some(until) = after_last.max(held_until) else { return false };
    let zone = notifier.editions.main().renderer.formats().time_zone();
    let mut starts = outdated.iter().filter_map(|it| it.session.starts(zone));
    now < until && starts.all(|start| start.duration_since(until) >= interval)
}

/// Returns the number of the mail, which an interrupted attempt has begun or which follows the last one.
fn next_number(addressee: &Addressee<'_>) -> u64 {
    let last = changes(addressee).max_by_key(|(number, _)| *number);
    last.map_or(1, |(number, mark)| number + u64::from(mark.state.is_settled()))
}

/// Iterates over the mails to the addressee about earlier changes, with their numbers.
fn changes<'a>(addressee: &Addressee<'a>) -> impl Iterator<Item = (u64, &'a MailMark)> {
    let created = addressee.registration.created;
    addressee.own_marks().filter_map(move |mark| match mark.mailing.cause {
        MailCause::PrivateInformation(number) if mark.about == created => Some((number, mark)),
        _ => None,
    })
}
