use super::*;
use crate::offer::{Attends, FeeBasis};
use crate::reading::read_request;
use crate::registration::tests::{COLLEAGUE, form, submission, workshop};
use crate::registration::{Departure, HistoryEntry};

fn session(id: &str) -> AttendedSession {
    AttendedSession { session: id.to_owned(), mode: None }
}

/// Returns a registration of two people for session `a`, at a fee for each session.
fn registered() -> (Registration, Offer) {
    let workshop = workshop(Attends::Choose, FeeBasis::Session);
    let offer = workshop.offer.as_deref().cloned().unwrap();
    let submission = submission(&[&COLLEAGUE[..], &[("sessions", "a")]].concat());
    let mut request = read_request(&workshop, &offer, &form(&workshop), &submission).unwrap();
    request.sessions = vec![session("a")];
    for participant in &mut request.participants {
        participant.sessions.clear();
        participant.fee.amount.minor = 1_000;
    }
    let link = "0123456789abcdef0123456789abcdef-fedcba9876543210fedcba9876543210".parse().unwrap();
    let arriving = Registration::arriving(link, request, &offer, Timestamp::UNIX_EPOCH);
    (arriving.after("register", Status::Confirmed, Timestamp::UNIX_EPOCH), offer)
}

fn changed(registration: &Registration, number: u32, sessions: &[&str], offer: &Offer) -> Registration {
    let sessions: Vec<_> = sessions.iter().map(|id| session(id)).collect();
    let by = Author::Registrant;
    registration.with_sessions_of(number, &sessions, offer, by, Timestamp::UNIX_EPOCH).unwrap()
}

fn own(registration: &Registration) -> Vec<usize> {
    registration.request.participants.iter().map(|it| it.sessions.len()).collect()
}

#[test]
fn someone_always_follows_the_registration() {
    let (before, offer) = registered();
    let one = changed(&before, 3, &["a", "b"], &offer);
    assert_eq!((own(&one), one.request.sessions.as_slice()), (vec![0, 2], [session("a")].as_slice()));
    assert_eq!((one.seats.of("a"), one.seats.of("b")), (2, 1));
    assert_eq!(one.request.participants[1].fee.amount.minor, 2_000);
    // The last one takes the sessions of the registration along.
    let both = changed(&one, 1, &["b"], &offer);
    assert_eq!((own(&both), both.request.sessions.as_slice()), (vec![0, 2], [session("b")].as_slice()));
    assert_eq!((both.seats.of("a"), both.seats.of("b")), (1, 2));
    // Whatever the order, the same sessions are the same.
    let again = changed(&changed(&before, 1, &["b", "a"], &offer), 3, &["a", "b"], &offer);
    assert!(!again.request.has_own_sessions());
    assert_eq!(before.with_sessions_of(2, &[session("b")], &offer, Author::Registrant, before.created), None);
}

#[test]
fn the_registration_says_what_someone_attends() {
    let (before, offer) = registered();
    let one = changed(&before, 3, &["b"], &offer);
    let without = |number: u32| {
        let mut rest = one.clone();
        rest.request.participants.retain(|it| it.number != number);
        rest.keep_to_attended_sessions();
        rest.request
    };
    assert_eq!(without(3).sessions, [session("a")], "it is attended");
    let alone = without(1);
    assert_eq!([&alone.sessions, &alone.participants[0].sessions], [&[session("b")]; 2]);
    let mut erased = one.clone();
    erased.request.participants.clear();
    erased.keep_to_attended_sessions();
    assert_eq!(erased.request.sessions, [session("a")]);
}

/// Otherwise, the last mail to someone who left would remove sessions from the calendar that they did not attend.
#[test]
fn those_who_left_keep_the_sessions_that_they_attended() {
    let (mut before, offer) = registered();
    let email = before.request.contact.email.clone();
    let departure =
        |number, sessions| Departure { number, email: email.clone(), at: before.created, sessions };
    before.departures = vec![departure(7, Vec::new()), departure(8, vec![session("b")])];
    before.request.participants.truncate(1);
    let after = changed(&before, 1, &["b"], &offer);
    let kept: Vec<_> = after.departures.iter().map(|it| it.sessions.as_slice()).collect();
    assert_eq!(kept, [[session("a")], [session("b")]]);
}

#[test]
fn a_change_is_news_for_one_participant() {
    let (before, offer) = registered();
    let one = changed(&changed(&before, 3, &["b"], &offer), 3, &["a", "b"], &offer);
    let entry = one.history.last().unwrap();
    assert_eq!((entry.times(), entry.participant), (2, Some(3)), "both changes are one line");
    let both = changed(&one, 1, &["b"], &offer);
    assert_eq!(both.history.len(), 3, "those of different people are not");
    let concerned = |number| {
        let view = both.of_participant(both.participant(number).unwrap());
        view.history.iter().map(HistoryEntry::concerns_sessions).collect::<Vec<_>>()
    };
    assert_eq!((concerned(1), concerned(3)), (vec![false, false, true], vec![false, true, false]));
}
