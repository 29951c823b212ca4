use jiff::Timestamp;

use super::*;
use crate::registration::HistoryEntry;

/// The mails of a history, by index; `-` for none.
fn mails(history: &[(&str, Status)]) -> String {
    let entry = |(number, &(event, status)): (u64, &(&str, Status))| {
        HistoryEntry::new(number, Timestamp::UNIX_EPOCH, event, status)
    };
    let history: Vec<_> = (1..).zip(history).map(entry).collect();
    let mails = (0..history.len()).map(|index| MailKind::of(&history, index).map_or("-", MailKind::key));
    mails.collect::<Vec<_>>().join(" ")
}

#[test]
fn each_transition_has_its_mail() {
    use Status::*;
    for (status, mail) in
        [(Confirmed, "confirmed"), (Pending, "pending"), (Waiting, "waiting"), (Unconfirmed, "unconfirmed")]
    {
        assert_eq!(mails(&[("register", status)]), mail);
    }
    let waited = ("register", Waiting);
    assert_eq!(mails(&[waited, ("promote", Confirmed)]), "waiting promoted");
    assert_eq!(
        mails(&[waited, ("promote", Pending), ("approve", Confirmed)]),
        "waiting promoted_pending approved"
    );
    let confirmed = ("register", Confirmed);
    assert_eq!(mails(&[confirmed, ("change-participants", Confirmed)]), "confirmed changed");
    let again = [confirmed, ("cancel", Cancelled), confirmed];
    assert_eq!(mails(&again), "- cancelled confirmed");
    assert_eq!(mails(&[("register", Pending), ("refuse", Refused)]), "- refused");
    assert_eq!(mails(&[("made-up", Confirmed)]), "-");
}

#[test]
fn what_is_over_is_not_announced_any_more() {
    use Status::*;
    let waited = [("register", Waiting), ("promote", Confirmed), ("change-participants", Confirmed)];
    assert_eq!(mails(&waited), "waiting promoted changed");
    assert_eq!(mails(&[&waited[..], &[("cancel", Cancelled)]].concat()), "- - - cancelled");
}

#[test]
fn a_confirmation_is_asked_for_only_while_it_helps() {
    use Status::*;
    let asked = ("register", Unconfirmed);
    assert_eq!(mails(&[asked, ("change-participants", Unconfirmed)]), "unconfirmed -");
    assert_eq!(mails(&[asked, ("confirm-email", Confirmed)]), "- confirmed");
    assert_eq!(mails(&[asked, ("confirm-email", Pending)]), "- pending");
    assert_eq!(mails(&[asked, ("lapse", Cancelled), asked]), "- lapsed unconfirmed");
    assert_eq!(mails(&[asked, ("cancel", Cancelled)]), "- -");
    assert_eq!(mails(&[asked, ("refuse", Refused)]), "- refused");
}

#[test]
fn what_asks_for_seats_is_mailed_about_once_its_address_is_confirmed() {
    use Status::*;
    let asked = ("register", Requested);
    assert_eq!(mails(&[asked, ("change-participants", Requested)]), "requested -");
    let proven = [asked, ("confirm-email", Waiting)];
    assert_eq!(mails(&proven), "- waiting");
    assert_eq!(mails(&[&proven[..], &[("promote", Confirmed)]].concat()), "- - confirmed");
    assert_eq!(mails(&[&proven[..], &[("promote", Pending)]].concat()), "- - pending");
    assert_eq!(mails(&[asked, ("cancel", Cancelled)]), "- -");
    assert_eq!(mails(&[asked, ("lapse", Cancelled)]), "- lapsed");
    assert_eq!(mails(&[("register", Quarantined), ("release", Requested)]), "- requested");
}

#[test]
fn a_promotion_after_some_time_says_so() {
    use Status::*;
    let entry = |hour: u8, event, status| {
        HistoryEntry::new(
            hour.into(),
            Timestamp::from_second(3_600 * i64::from(hour)).unwrap(),
            event,
            status,
        )
    };
    let history =
        [entry(1, "register", Requested), entry(2, "confirm-email", Waiting), entry(3, "promote", Confirmed)];
    let kinds = [1, 2].map(|index| MailKind::of(&history, index));
    assert_eq!(kinds, [Some(MailKind::Waiting), Some(MailKind::Promoted)]);
}

#[test]
fn what_looks_like_spam_is_not_mailed_about() {
    use Status::*;
    let spam = ("register", Quarantined);
    assert_eq!(mails(&[spam]), "-");
    assert_eq!(mails(&[spam, ("change-participants", Quarantined), ("cancel", Cancelled)]), "- - -");
    assert_eq!(mails(&[spam, ("refuse", Refused)]), "- -");
    assert_eq!(mails(&[spam, ("release", Waiting)]), "- waiting");
    assert_eq!(mails(&[spam, ("release", Waiting), ("promote", Confirmed)]), "- - promoted");
}

#[test]
fn keys_lead_back() {
    let notice = Mailing::Notice(NoticeId::from_bytes([7; 8]));
    for mailing in [Mailing::Transition(0), Mailing::Transition(12), notice] {
        assert_eq!(Mailing::from_key(&mailing.key()), Some(mailing));
    }
    assert_eq!(Mailing::from_key("notice#"), None);
    for &state in MailState::ALL {
        assert_eq!(MailState::from_key(state.key()), Some(state));
    }
}
