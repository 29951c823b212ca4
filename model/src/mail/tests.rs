use jiff::Timestamp;

use super::*;
use crate::notice::NoticeId;
use crate::registration::HistoryEntry;

/// Returns the mails of a history, by index; `-` stands for none.
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
fn an_offer_is_mailed_while_it_can_be_answered() {
    use Status::*;
    let offered = [("register", Waiting), ("offer-seats", Offered)];
    let then = |later: &[(&str, Status)]| mails(&[&offered[..], later].concat());
    assert_eq!(then(&[]), "waiting offered");
    assert_eq!(then(&[("correct-address", Offered)]), "waiting offered offered");
    assert_eq!(then(&[("change-participants", Offered)]), "waiting offered changed");
    assert_eq!(then(&[("accept-seats", Confirmed)]), "waiting - confirmed");
    assert_eq!(then(&[("accept-seats", Pending), ("approve", Confirmed)]), "waiting - pending approved");
    assert_eq!(then(&[("approve", Confirmed)]), "waiting - approved");
    assert_eq!(then(&[("decline-seats", Cancelled)]), "- - cancelled");
    assert_eq!(then(&[("lapse-seat-offer", Cancelled)]), "- - offer_lapsed");
    assert_eq!(then(&[("cancel", Cancelled)]), "- - cancelled");
}

#[test]
fn a_corrected_address_gets_the_mail_about_the_current_state() {
    use Status::*;
    for (status, mail) in [
        (Confirmed, "confirmed"),
        (Pending, "pending"),
        (Waiting, "waiting"),
        (Unconfirmed, "unconfirmed"),
        (Requested, "requested"),
    ] {
        assert_eq!(mails(&[("register", status), ("correct-address", status)]), format!("{mail} {mail}"));
    }
    let asked = ("register", Unconfirmed);
    let confirmed = [asked, ("correct-address", Unconfirmed), ("confirm-email", Confirmed)];
    assert_eq!(mails(&confirmed), "- - confirmed");
    assert_eq!(mails(&[("register", Quarantined), ("correct-address", Quarantined)]), "- -");
}

#[test]
fn ended_registrations_get_no_earlier_mails() {
    use Status::*;
    let waited = [("register", Waiting), ("promote", Confirmed), ("change-participants", Confirmed)];
    assert_eq!(mails(&waited), "waiting promoted changed");
    assert_eq!(mails(&[&waited[..], &[("cancel", Cancelled)]].concat()), "- - - cancelled");
}

#[test]
fn confirmation_is_requested_only_while_it_is_possible() {
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
fn a_request_for_seats_gets_a_mail_once_its_address_is_confirmed() {
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
fn a_later_promotion_has_its_own_mail() {
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
fn suspected_spam_gets_no_mail() {
    use Status::*;
    let spam = ("register", Quarantined);
    assert_eq!(mails(&[spam]), "-");
    assert_eq!(mails(&[spam, ("change-participants", Quarantined), ("cancel", Cancelled)]), "- - -");
    assert_eq!(mails(&[spam, ("refuse", Refused)]), "- -");
    assert_eq!(mails(&[spam, ("release", Waiting)]), "- waiting");
    assert_eq!(mails(&[spam, ("release", Waiting), ("promote", Confirmed)]), "- - promoted");
}

#[test]
fn keys_can_be_parsed() {
    let notice = MailCause::Notice(NoticeId::from_bytes([7; 8]));
    let scheduled = MailCause::Scheduled { mail: "rappel".parse().unwrap(), session: "s1".to_owned() };
    let later = MailCause::Other("invitation#1".to_owned());
    let transitions = [MailCause::Transition(0), MailCause::Transition(12)];
    let addresses = [MailCause::ProposedAddress(4), MailCause::FormerAddress(5)];
    let others = [notice, scheduled, MailCause::PrivateInformation(1), MailCause::Departure, later];
    for cause in transitions.into_iter().chain(others).chain(addresses) {
        for recipient in [Recipient::Contact, Recipient::Participant(1), Recipient::Participant(20)] {
            let mailing = Mailing { recipient, cause: cause.clone() };
            assert_eq!(Mailing::from_key(&mailing.key()), Some(mailing));
        }
    }
    assert_eq!(Mailing::to_contact(MailCause::Transition(3)).key(), "3", "stored keys never change");
    for key in [
        "notice#",
        "scheduled#rappel",
        "scheduled#Rappel#s1",
        "#1",
        "other#",
        "a",
        "participant#2",
        "participant#a#1",
        "participant#2#participant#3#1",
    ] {
        assert_eq!(Mailing::from_key(key), None, "{key}");
    }
    for &state in MailState::ALL {
        assert_eq!(MailState::from_key(state.key()), Some(state));
    }
}
