//! The private information about the sessions of a workshop, as it is stored: apart from the workshop, and read only for those who
//! may know it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{CatalogueSession, CatalogueWorkshop};
use crate::announcement::{AttendanceMode, SessionStatus};
use crate::private_information::PrivateInformation;
use crate::registration::Registration;
use crate::status::Status;

/// The private information about the sessions of a workshop in all languages of the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrivateSessions {
    /// That in the main language, by the identifier of the session.
    pub sessions: BTreeMap<String, PrivateInformation>,
    /// The same with texts in the further languages of the workshop, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, BTreeMap<String, PrivateInformation>>,
}

impl PrivateSessions {
    /// Returns what the participants of a registration may know about a session of the workshop; `None` unless the
    /// registration is confirmed and covers the session, and the session takes place as announced. Of a registration whose
    /// participants have sessions of their own, it is what the [contact](Registration::of_contact) may know; for a
    /// participant, pass the [registration of theirs](Registration::of_participant). `language` is that of the page or mail,
    /// if it is not the main one.
    pub fn of_session(
        &self,
        session: &CatalogueSession,
        registration: &Registration,
        language: Option<&str>,
    ) -> Option<PrivateInformation> {
        self.known(session, &registration.of_contact(), language)
    }

    /// Returns what the participants of a registration may know about each of these sessions of the workshop, in their order, like
    /// [`PrivateSessions::of_session`]. Sessions about which they may know nothing are left out.
    pub fn of_sessions<'a>(
        &self,
        sessions: &'a [CatalogueSession],
        registration: &Registration,
        language: Option<&str>,
    ) -> Vec<(&'a CatalogueSession, PrivateInformation)> {
        let registration = registration.of_contact();
        let known = |session| Some((session, self.known(session, &registration, language)?));
        sessions.iter().filter_map(known).collect()
    }

    /// Returns what the contact of a registration, which is [theirs](Registration::of_contact), may know about a session.
    fn known(
        &self,
        session: &CatalogueSession,
        registration: &Registration,
        language: Option<&str>,
    ) -> Option<PrivateInformation> {
        let takes_part = registration.status == Status::Confirmed && registration.attends(&session.id);
        if !takes_part || session.status != SessionStatus::Scheduled {
            return None;
        }
        let translated = language.and_then(|language| self.translations.get(language));
        let known = translated.unwrap_or(&self.sessions).get(&session.id)?;
        // A choice counts only while there is one: a session that moved online has no room for anyone.
        let mode = match session.attendance {
            AttendanceMode::Hybrid => registration.mode(&session.id).unwrap_or(AttendanceMode::Hybrid),
            only => only,
        };
        Some(known.for_mode(mode)).filter(|known| !known.is_empty())
    }

    /// Returns whether the participants of a registration may have the document with this file name.
    pub fn allows(&self, file: &str, workshop: &CatalogueWorkshop, registration: &Registration) -> bool {
        let known = self.of_sessions(&workshop.sessions, registration, None);
        known.iter().flat_map(|(_, known)| &known.documents).any(|document| document.file == file)
    }

    /// Iterates over the file names of all documents; a document of several sessions is repeated.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        self.sessions.values().flat_map(|known| &known.documents).map(|document| document.file.as_str())
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::offer::{Attends, FeeBasis};
    use crate::private_information::{PrivateDocument, PrivateText};
    use crate::registration::AttendedSession;
    use crate::registration::tests::{arriving_at, workshop};
    use crate::seats::{Seats, WHOLE_WORKSHOP};

    fn text(text: &str) -> Option<PrivateText> {
        Some(PrivateText { text: text.to_owned(), language: None })
    }

    fn information() -> PrivateInformation {
        PrivateInformation {
            room: text("Salle 204"),
            door_code: Some("48B12".to_owned()),
            join_link: Some("https://visio.example/j/912".to_owned()),
            join_code: Some("912 443".to_owned()),
            note: text("Apportez vos plans."),
            documents: Vec::new(),
        }
    }

    /// Returns which parts of the information a registrant sees.
    fn seen(session: &CatalogueSession, registration: &Registration) -> Option<[bool; 5]> {
        let sessions = [(session.id.clone(), information())].into();
        let private = PrivateSessions { sessions, ..PrivateSessions::default() };
        let PrivateInformation { room, door_code, join_link, join_code, note, .. } =
            private.of_session(session, registration, None)?;
        Some([room.is_some(), door_code.is_some(), join_link.is_some(), join_code.is_some(), note.is_some()])
    }

    fn confirmed(session: &CatalogueSession, mode: Option<AttendanceMode>) -> Registration {
        let mut registration =
            Registration { status: Status::Confirmed, ..arriving_at(Timestamp::UNIX_EPOCH) };
        registration.seats = Seats::in_pools([WHOLE_WORKSHOP], 1);
        registration.request.sessions = vec![AttendedSession { session: session.id.clone(), mode }];
        registration
    }

    #[test]
    fn the_mode_decides_while_there_is_a_choice() {
        let mut session = workshop(Attends::All, FeeBasis::Workshop).sessions[0].clone();
        session.status = SessionStatus::Scheduled;
        let (room, online, all) =
            ([true, true, false, false, true], [false, false, true, true, true], [true; 5]);
        let cases = [
            (AttendanceMode::InPerson, None, room),
            (AttendanceMode::InPerson, Some(AttendanceMode::Online), room),
            (AttendanceMode::Online, None, online),
            (AttendanceMode::Online, Some(AttendanceMode::InPerson), online),
            (AttendanceMode::Hybrid, None, all),
            (AttendanceMode::Hybrid, Some(AttendanceMode::InPerson), room),
            (AttendanceMode::Hybrid, Some(AttendanceMode::Online), online),
        ];
        for (offered, chosen, expected) in cases {
            session.attendance = offered;
            assert_eq!(
                seen(&session, &confirmed(&session, chosen)),
                Some(expected),
                "{offered:?} {chosen:?}"
            );
        }
    }

    #[test]
    fn only_confirmed_participants_of_a_session_that_takes_place_see_anything() {
        let mut session = workshop(Attends::All, FeeBasis::Workshop).sessions[0].clone();
        for status in Status::ALL.iter().copied() {
            let registration = Registration { status, ..confirmed(&session, None) };
            let sees = seen(&session, &registration).is_some();
            assert_eq!(sees, status == Status::Confirmed, "{status:?}");
        }
        let other = Registration { seats: Seats::in_pools(["other"], 1), ..confirmed(&session, None) };
        assert_eq!(seen(&session, &other), None);
        for status in [SessionStatus::Postponed, SessionStatus::Cancelled] {
            session.status = status;
            assert_eq!(seen(&session, &confirmed(&session, None)), None, "{status:?}");
        }
    }

    #[test]
    fn documents_are_for_those_who_may_know_the_session() {
        let workshop = workshop(Attends::All, FeeBasis::Workshop);
        let session = &workshop.sessions[0];
        let title = PrivateText { text: "Plan".to_owned(), language: None };
        let documents = vec![PrivateDocument { file: "plan.pdf".to_owned(), title }];
        let sessions = [(session.id.clone(), PrivateInformation { documents, ..information() })].into();
        let private = PrivateSessions { sessions, ..PrivateSessions::default() };
        let mut registration = confirmed(session, None);
        assert!(private.allows("plan.pdf", &workshop, &registration));
        assert!(!private.allows("autre.pdf", &workshop, &registration));
        registration.status = Status::Waiting;
        assert!(!private.allows("plan.pdf", &workshop, &registration));
    }

    #[test]
    fn debug_output_shows_nothing() {
        let sessions = [("a".to_owned(), information())].into();
        let shown = format!("{:?}", PrivateSessions { sessions, ..PrivateSessions::default() });
        assert!(!shown.contains("visio") && !shown.contains("204") && !shown.contains("48B12"), "{shown}");
    }
}
