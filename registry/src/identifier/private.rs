//! Keyed hashes of private information, by which a change of it is noticed. A door code has few digits, so that a hash without a
//! key would reveal it.

use data_encoding::HEXLOWER;
use model::catalogue::{CatalogueWorkshop, PrivateSessions};
use model::private_information::PrivateInformation;
use model::registration::RegistrationId;

use super::{IdentifierKey, content};

/// The number of bytes of a hash in the mark of a mail: enough to notice a change, and a mark may have one for each session.
const SHOWN: usize = 8;

impl IdentifierKey {
    /// Returns the hash of what the participants of a registration may know about a session, in 16 hexadecimal digits. The same
    /// information has another one in another registration.
    pub fn private_information(
        &self,
        registration: &RegistrationId,
        session: &str,
        known: &PrivateInformation,
    ) -> String {
        let known = content(&known.compared());
        HEXLOWER.encode(&self.hash(&["private", "shown", registration.as_str(), session, &known])[..SHOWN])
    }

    /// Returns the hash of everything that decides who may know what about the sessions of a workshop, and until when it matters, in
    /// 32 hexadecimal digits.
    pub fn private_sessions(&self, workshop: &CatalogueWorkshop, private: &PrivateSessions) -> String {
        let of_session = workshop
            .sessions
            .iter()
            .map(|session| (&session.id, session.attendance, session.status, session.date, session.end));
        let deciding = content(&(of_session.collect::<Vec<_>>(), private));
        HEXLOWER.encode(&self.hash(&["private", "sessions", workshop.slug.as_str(), &deciding]))
    }
}

#[cfg(test)]
mod tests {
    use model::private_information::{PrivateDocument, PrivateText};

    use super::*;

    /// Computed with Python's `hmac` module from the JSON of the information. If a value changes, everyone who was mailed private
    /// information is mailed once more that it has changed: give fields that are new or renamed a form that leaves it as it is.
    #[test]
    fn the_hash_of_the_same_information_never_changes() {
        let (key, id) = (IdentifierKey::from([7; 32]), RegistrationId::from_bytes([1; 16]));
        let text = |text: &str| PrivateText { text: text.to_owned(), language: None };
        let one =
            PrivateInformation { join_code: Some("912 443".to_owned()), ..PrivateInformation::default() };
        let all = PrivateInformation {
            room: Some(text("Salle 204")),
            door_code: Some("48B12".to_owned()),
            join_link: Some("https://visio.example/j/912".to_owned()),
            note: Some(text("Apportez vos plans")),
            documents: vec![PrivateDocument { file: "plan.pdf".to_owned(), title: text("Le plan") }],
            ..one.clone()
        };
        let hashes = [all, one].map(|known| key.private_information(&id, "a", &known));
        assert_eq!(hashes, ["a0295674da4eefa7", "85ee5dd34c9e87ca"]);
    }
}
