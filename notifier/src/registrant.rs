//! Everything that one registrant is mailed: transitions first, then scheduled mails; and notices.

use model::mail::{MailKind, Mailing};
use model::notice::Notice;

use crate::Notifier;
use crate::compose::About;
use crate::delivery::{Planned, deliver, mail_transition};
use crate::due::{Addressee, Due};
use crate::queues::Queues;
use crate::tally::{Tally, TimeLimit};

/// Sends what is due for a registration: the mail about its latest state, and then the scheduled mails.
pub(crate) async fn mail_registrant(
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

/// Sends the scheduled mails that are due for a registrant and were not sent yet.
async fn mail_scheduled(notifier: &Notifier, addressee: &Addressee<'_>, limit: TimeLimit) -> Tally {
    let now = (notifier.clock)();
    let mut tally = Tally::default();
    for mail in &addressee.workshop.mails {
        for occasion in mail.occasions_for(addressee.registration) {
            let mailing = Mailing::Scheduled { mail: mail.id.clone(), session: occasion.session.clone() };
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

/// Sends a notice to a registrant who should receive it and has not yet.
pub(crate) async fn mail_notice(
    notifier: &Notifier,
    addressee: &Addressee<'_>,
    notice: &Notice,
    limit: TimeLimit,
) -> Tally {
    let mailing = Mailing::Notice(notice.id.clone());
    let is_due = || addressee.is_due(&mailing, notice.created, (notifier.clock)());
    if !notice.is_for(addressee.registration) || !is_due() {
        return Tally::default();
    }
    if limit.is_over() {
        return Tally { postponed: 1, ..Tally::default() };
    }
    let about = About::Notice(notice);
    let mail = Planned { about, mailing: &mailing, happened: notice.created, superseded: &[] };
    deliver(notifier, addressee, &mail).await
}
