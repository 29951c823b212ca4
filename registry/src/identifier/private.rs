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
