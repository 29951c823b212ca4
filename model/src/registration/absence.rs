//! Which participants were absent from which sessions. Presence is not recorded: everyone else counts as present.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Participant, Registration};
use crate::status::Status;

/// The absences of the participants of a registration: the numbers of those who were absent, by session. A session from
/// which no one was absent has no entry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Absences(BTreeMap<String, BTreeSet<u32>>);

impl Absences {
    /// Returns whether no one was absent from any session.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns whether the participant with this number was absent from a session.
    pub fn include(&self, session: &str, number: u32) -> bool {
        self.0.get(session).is_some_and(|numbers| numbers.contains(&number))
    }

    /// Returns the identifiers of the sessions from which the participant with this number was absent.
    pub fn of(&self, number: u32) -> impl Iterator<Item = &str> {
        let missed = self.0.iter().filter(move |(_, numbers)| numbers.contains(&number));
        missed.map(|(session, _)| session.as_str())
    }

    /// Records that the participant with this number was absent from a session or, with `is_absent: false`, was not.
    /// Returns whether that was not recorded before.
    pub fn record(&mut self, session: &str, number: u32, is_absent: bool) -> bool {
        if is_absent {
            return self.0.entry(session.to_owned()).or_default().insert(number);
        }
        let is_new = self.0.get_mut(session).is_some_and(|numbers| numbers.remove(&number));
        self.0.retain(|_, numbers| !numbers.is_empty());
        is_new
    }

    /// Gives the absences of the participant with this number to `other`.
    pub fn renumber(&mut self, number: u32, other: u32) {
        for numbers in self.0.values_mut().filter(|numbers| numbers.contains(&number)) {
            numbers.remove(&number);
            numbers.insert(other);
        }
    }

    /// Removes the absences of all others than these participants.
    pub fn retain(&mut self, participants: &[Participant]) {
        for numbers in self.0.values_mut() {
            numbers.retain(|number| participants.iter().any(|it| it.number == *number));
        }
        self.0.retain(|_, numbers| !numbers.is_empty());
    }
}

impl Registration {
    /// Returns the participants who attend the session with this identifier.
    pub fn attendees(&self, session: &str) -> impl Iterator<Item = &Participant> {
        let participants = self.request.participants.iter();
        participants.filter(move |it| self.of_participant(it).attends(session))
    }

    /// Returns whether all who were to attend a session were absent from it. Returns `None` if no one was to attend it: the
    /// registration was not confirmed when the session ended, at `ends`, or it names only people who joined later. Ask the
    /// registration [of the contact](Registration::of_contact) or [of a participant](Registration::of_participant).
    pub fn was_absent(&self, session: &str, ends: Timestamp) -> Option<bool> {
        if self.status_at(ends) != Some(Status::Confirmed) {
            return None;
        }
        if self.absences.is_empty() && self.joined.is_empty() {
            return Some(false);
        }
        let had_joined = |it: &&Participant| self.joined.get(&it.number).is_none_or(|at| *at <= ends);
        let mut expected = self.attendees(session).filter(had_joined).peekable();
        expected.peek()?;
        Some(expected.all(|it| self.absences.include(session, it.number)))
    }

    /// Notes that the participants with higher numbers than `named`, the highest one before, joined at `at`, and removes when
    /// others did who take part no longer.
    pub fn note_joined(&mut self, named: u32, at: Timestamp) {
        let numbers: BTreeSet<_> = self.request.participants.iter().map(|it| it.number).collect();
        self.joined.retain(|number, _| numbers.contains(number));
        self.joined.extend(numbers.into_iter().filter(|number| *number > named).map(|number| (number, at)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contact::Email;
    use crate::registration::AttendedSession;
    use crate::registration::tests::arriving_at;
    use crate::seats::Seats;
    use crate::status::{Event, REGISTER};

    fn absences(entries: &[(&str, u32)]) -> Absences {
        let mut absences = Absences::default();
        for (session, number) in entries {
            assert!(absences.record(session, *number, true));
        }
        absences
    }

    #[test]
    fn an_absence_is_recorded_once_and_taken_back() {
        let mut all = absences(&[("a", 1), ("b", 1), ("a", 2)]);
        assert!(!all.record("a", 2, true));
        assert_eq!(all.of(1).collect::<Vec<_>>(), ["a", "b"]);
        assert!(all.include("a", 2) && !all.include("b", 2) && !all.include("c", 1));
        assert!(!all.record("b", 2, false) && !all.record("c", 1, false));
        for (session, number) in [("a", 1), ("b", 1), ("a", 2)] {
            assert!(!all.is_empty() && all.record(session, number, false));
        }
        assert!(all.is_empty(), "sessions without absences have no entry");
    }

    /// Returns a registration of two people for sessions `a` and `b`, the second of whom attends `b` alone.
    fn registration() -> Registration {
        let mut registration = arriving_at(Timestamp::UNIX_EPOCH);
        let attended = |session: &str| AttendedSession { session: session.to_owned(), mode: None };
        let request = &mut registration.request;
        request.sessions = vec![attended("a"), attended("b")];
        request.participants.truncate(1);
        let email = |text| Some(Email::parse(text).unwrap());
        let first = &mut request.participants[0];
        (first.number, first.email) = (1, email("first@office.example"));
        let second = Participant {
            number: 2,
            email: email("second@office.example"),
            sessions: vec![attended("b")],
            ..first.clone()
        };
        request.participants.push(second);
        registration.seats = [("a".to_owned(), 1), ("b".to_owned(), 2)].into_iter().collect::<Seats>();
        registration.after(REGISTER, Status::Confirmed, Timestamp::UNIX_EPOCH)
    }

    /// Returns whether all who were to attend a session a day after [`registration`] were absent.
    fn was_absent(registration: &Registration, session: &str) -> Option<bool> {
        registration.was_absent(session, day(1))
    }

    fn day(day: i64) -> Timestamp {
        Timestamp::from_second(86_400 * day).unwrap()
    }

    #[test]
    fn a_contact_who_does_not_take_part_was_absent_if_all_were() {
        let registration = registration();
        let numbers = |session| registration.attendees(session).map(|it| it.number).collect::<Vec<_>>();
        assert_eq!((numbers("a"), numbers("b"), numbers("c")), (vec![1], vec![1, 2], vec![]));
        let was_absent = |entries: &[(&str, u32)]| {
            let registration = Registration { absences: absences(entries), ..registration.clone() };
            ["a", "b"].map(|session| was_absent(&registration, session))
        };
        assert_eq!(was_absent(&[]), [Some(false); 2]);
        assert_eq!(was_absent(&[("a", 1), ("b", 1)]), [Some(true), Some(false)]);
        assert_eq!(was_absent(&[("b", 1), ("b", 2)]), [Some(false), Some(true)]);
    }

    #[test]
    fn the_absence_of_each_person_is_their_own() {
        let mut registration = registration();
        registration.absences = absences(&[("b", 2)]);
        let people = registration.request.participants.clone();
        let own = |place: usize| registration.of_participant(&people[place]);
        assert_eq!([0, 1].map(|place| was_absent(&own(place), "b")), [Some(false), Some(true)]);
        assert!(own(0).absences.is_empty());
    }

    /// The second person has no address, so the contact informs them.
    #[test]
    fn a_contact_was_present_if_anyone_was_whom_they_inform() {
        let mut registration = registration();
        let people = &mut registration.request.participants;
        people[1].email = None;
        registration.request.contact.email = people[0].email.clone().unwrap();
        for (absent, expected) in
            [(&[("b", 1)][..], Some(false)), (&[("b", 2)], Some(false)), (&[("b", 1), ("b", 2)], Some(true))]
        {
            registration.absences = absences(absent);
            assert_eq!(was_absent(&registration.of_contact(), "b"), expected, "{absent:?}");
        }
        registration.absences = absences(&[("a", 1)]);
        assert_eq!(was_absent(&registration.of_contact(), "a"), Some(true), "the contact alone attends it");
    }

    #[test]
    fn those_who_joined_after_a_session_were_neither_present_nor_absent() {
        let mut registration = registration();
        let second = registration.request.participants[1].clone();
        let of_second =
            |registration: &Registration| registration.of_participant(&second).was_absent("b", day(1));
        registration.note_joined(1, day(1));
        assert_eq!(of_second(&registration), Some(false), "in time");
        registration.note_joined(1, day(2));
        assert_eq!(of_second(&registration), None);
        assert_eq!(was_absent(&registration, "b"), Some(false), "the first one was there");
        registration.absences = absences(&[("b", 1)]);
        assert_eq!(was_absent(&registration, "b"), Some(true));
        registration.request.participants.pop();
        registration.note_joined(2, day(3));
        assert!(registration.joined.is_empty(), "the second one has left");

        let waited =
            arriving_at(Timestamp::UNIX_EPOCH).after(REGISTER, Status::Waiting, Timestamp::UNIX_EPOCH);
        let promoted = waited.after(Event::Promote.key(), Status::Confirmed, day(2));
        assert_eq!([1, 2].map(|at| promoted.was_absent("a", day(at))), [None, Some(false)]);
    }

    #[test]
    fn absences_can_go_to_another_number() {
        let mut all = absences(&[("a", 1), ("b", 1), ("b", 2)]);
        all.renumber(1, 3);
        assert_eq!(all, absences(&[("a", 3), ("b", 2), ("b", 3)]));
    }

    #[test]
    fn absences_end_with_the_registration() {
        let confirmed = Registration { status: Status::Confirmed, ..registration() };
        let confirmed = Registration { absences: absences(&[("b", 2)]), ..confirmed };
        let at = Timestamp::UNIX_EPOCH;
        let invoiced = confirmed.after(Event::Invoice.key(), Status::Confirmed, at);
        assert_eq!(invoiced.absences, confirmed.absences);
        assert!(confirmed.after(Event::Cancel.key(), Status::Cancelled, at).absences.is_empty());
    }
}
