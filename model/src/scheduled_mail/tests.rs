use super::*;
use crate::registration::AttendedSession;
use crate::registration::tests::arriving_at;
use crate::seats::{Seats, WHOLE_WORKSHOP};
use crate::status::REGISTER;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn occasion(session: &str, day: u8) -> Occasion {
    Occasion {
        session: session.to_owned(),
        about: at(&format!("2027-09-{day}T08:00:00Z")),
        ends: at(&format!("2027-09-{day}T16:00:00Z")),
        due: at(&format!("2027-09-{:02}T08:00:00Z", day - 7)),
        until: at(&format!("2027-09-{day}T08:00:00Z")),
    }
}

fn mail(about: Sessions) -> ScheduledMail {
    ScheduledMail {
        id: "rappel".parse().unwrap(),
        recipients: Recipients::Confirmed,
        mode: None,
        late: true,
        about,
        occasions: vec![occasion("a", 14), occasion("b", 21), occasion("c", 28)],
        text: Shared::default(),
    }
}

/// A registration for these sessions; for all if there are none.
fn attending(sessions: &[&str], status: Status) -> Registration {
    let pools = if sessions.is_empty() { &[WHOLE_WORKSHOP][..] } else { sessions };
    let seats = Seats::in_pools(pools.iter().copied(), 1);
    let registration = Registration { seats, ..arriving_at(Timestamp::UNIX_EPOCH) };
    registration.after(REGISTER, status, Timestamp::UNIX_EPOCH)
}

fn sessions(mail: &ScheduledMail, registration: &Registration) -> String {
    let occasions = mail.occasions_for(registration).into_iter();
    occasions.map(|occasion| occasion.session.as_str()).collect()
}

#[test]
fn a_mail_is_about_the_sessions_that_a_registrant_attends() {
    let (whole, two) = (attending(&[], Status::Confirmed), attending(&["b", "c"], Status::Confirmed));
    for (about, of_whole, of_two) in
        [(Sessions::First, "a", "b"), (Sessions::Last, "c", "c"), (Sessions::Each, "abc", "bc")]
    {
        assert_eq!(sessions(&mail(about), &whole), of_whole, "{about:?}");
        assert_eq!(sessions(&mail(about), &two), of_two, "{about:?}");
    }
    assert_eq!(sessions(&mail(Sessions::First), &attending(&["gone"], Status::Confirmed)), "");
}

#[test]
fn only_those_in_the_right_state_receive_it() {
    let receive = |recipients| {
        let mail = ScheduledMail { recipients, ..mail(Sessions::First) };
        let theirs = |status: &Status| !mail.occasions_for(&attending(&[], *status)).is_empty();
        Status::ALL.iter().copied().filter(theirs).collect::<Vec<_>>()
    };
    assert_eq!(receive(Recipients::Confirmed), [Status::Confirmed]);
    assert_eq!(receive(Recipients::Pending), [Status::Pending]);
    assert_eq!(receive(Recipients::Waiting), [Status::Waiting]);
    assert_eq!(receive(Recipients::All), [Status::Pending, Status::Confirmed, Status::Waiting]);
    assert_eq!(receive(Recipients::Present), [Status::Confirmed]);
    assert!(receive(Recipients::Absent).is_empty(), "no absence is recorded");
}

#[test]
fn an_absence_decides_about_the_mails_of_its_session() {
    let mut registration = attending(&[], Status::Confirmed);
    for number in registration.request.participants.iter().map(|it| it.number) {
        assert!(registration.absences.record("b", number, true));
    }
    let receive = |about, recipients| {
        let mail = ScheduledMail { recipients, ..mail(about) };
        sessions(&mail, &registration)
    };
    for (recipients, each, last) in [
        (Recipients::Confirmed, "abc", "c"),
        (Recipients::All, "abc", "c"),
        (Recipients::Present, "ac", "c"),
        (Recipients::Absent, "b", ""),
    ] {
        assert_eq!(receive(Sessions::Each, recipients), each, "{recipients:?}");
        assert_eq!(receive(Sessions::Last, recipients), last, "{recipients:?}");
    }
    let absent = ScheduledMail { recipients: Recipients::Absent, ..mail(Sessions::Each) };
    let none = Registration { status: Status::Pending, ..registration.clone() };
    assert_eq!(sessions(&absent, &none), "");
    // Those who register after a session were neither present nor absent, also where the mail is sent to latecomers.
    registration.history[0].at = at("2027-09-21T16:00:01Z");
    let present = ScheduledMail { recipients: Recipients::Present, ..absent.clone() };
    assert_eq!([&present, &absent].map(|mail| sessions(mail, &registration)), ["c", ""]);
}

#[test]
fn private_information_is_for_confirmed_recipients() {
    let all = [
        Recipients::Confirmed,
        Recipients::Pending,
        Recipients::Waiting,
        Recipients::All,
        Recipients::Present,
        Recipients::Absent,
    ];
    assert_eq!(all.map(Recipients::are_confirmed), [true, false, false, false, true, true]);
}

#[test]
fn a_mail_for_one_mode_is_for_those_who_did_not_choose_the_other() {
    let mail = ScheduledMail { mode: Some(AttendanceMode::Online), ..mail(Sessions::Each) };
    let mut registration = attending(&["a", "b", "c"], Status::Confirmed);
    let chosen = |session: &str, mode| AttendedSession { session: session.to_owned(), mode };
    registration.request.sessions = vec![
        chosen("a", Some(AttendanceMode::InPerson)),
        chosen("b", Some(AttendanceMode::Online)),
        chosen("c", None),
    ];
    assert_eq!(sessions(&mail, &registration), "bc");
}

#[test]
fn a_mail_is_due_until_its_session_and_can_be_kept_from_latecomers() {
    let occasion = occasion("a", 14);
    let due =
        ["2027-09-07T07:59:59Z", "2027-09-07T08:00:00Z", "2027-09-14T07:59:59Z", "2027-09-14T08:00:00Z"]
            .map(|now| occasion.is_due(at(now)));
    assert_eq!(due, [false, true, true, false]);
    let latecomer = Registration { created: at("2027-09-10T08:00:00Z"), ..attending(&[], Status::Confirmed) };
    assert_eq!(sessions(&mail(Sessions::Each), &latecomer), "abc");
    assert_eq!(sessions(&ScheduledMail { late: false, ..mail(Sessions::Each) }, &latecomer), "bc");
}

#[test]
fn placeholders_are_filled_once() {
    let value = |placeholder| match placeholder {
        Placeholder::Workshop => "{date}".to_owned(),
        Placeholder::Date => "le 14".to_owned(),
        other => other.name().to_uppercase(),
    };
    for (text, expected) in [
        ("{workshop}, {date}", "{date}, le 14"),
        ("{place} {other} {Date} {} { date } {date", "PLACE {other} {Date} {} { date } {date"),
        ("{{date}} é{date}é", "{le 14} éle 14é"),
    ] {
        assert_eq!(filled(text, value), expected);
    }
    let names: Vec<_> = placeholders("{a} {b_c} { d } {é} {date}").map(|(_, name)| name).collect();
    assert_eq!(names, ["a", "b_c", "date"]);
}

#[test]
fn a_mail_before_a_session_is_promised_only_if_everyone_gets_it() {
    let modes = [AttendanceMode::InPerson, AttendanceMode::Online, AttendanceMode::Hybrid];
    let due = |mails: Vec<ScheduledMail>, session| {
        modes.map(|mode| last_before(&mails, session, mode).map(|due| due.to_string()))
    };
    let all = |time: &str| [(); 3].map(|()| Some(time.to_owned()));
    let (reminder, none) = (mail(Sessions::Each), [None, None, None]);
    assert_eq!(due(vec![reminder.clone()], "b"), all("2027-09-14T08:00:00Z"));
    assert_eq!(due(vec![reminder.clone()], "gone"), none);
    // The last one, of those that all confirmed participants get.
    let mut later = mail(Sessions::First);
    later.occasions[1].due = at("2027-09-20T08:00:00Z");
    assert_eq!(due(vec![later.clone(), reminder.clone()], "b"), all("2027-09-20T08:00:00Z"));
    for recipients in [Recipients::Waiting, Recipients::Pending] {
        assert_eq!(due(vec![ScheduledMail { recipients, ..later.clone() }], "b"), none, "{recipients:?}");
    }
    assert_eq!(due(vec![mail(Sessions::Last)], "b"), none);
    // One after the session, and one about a session without a date.
    let start = later.occasions[1].about;
    for (about, due_at) in [(Timestamp::UNIX_EPOCH, at("2027-09-22T08:00:00Z")), (start, Timestamp::MAX)] {
        let mut other = later.clone();
        (other.occasions[1].about, other.occasions[1].due) = (about, due_at);
        assert_eq!(due(vec![other], "b"), none);
    }
    // Where a session can be attended in both ways, both need one.
    let for_mode = |mode, mail: &ScheduledMail| ScheduledMail { mode: Some(mode), ..mail.clone() };
    let online = for_mode(AttendanceMode::Online, &later);
    let last = Some("2027-09-20T08:00:00Z".to_owned());
    assert_eq!(due(vec![online.clone()], "b"), [None, last.clone(), None]);
    let in_person = for_mode(AttendanceMode::InPerson, &reminder);
    let first = Some("2027-09-14T08:00:00Z".to_owned());
    assert_eq!(due(vec![online, in_person], "b"), [first.clone(), last, first]);
}
