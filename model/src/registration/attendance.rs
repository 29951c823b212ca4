//! The sessions that a registration covers, and how participants attend each. Used by pages, mails, calendar files,
//! exports and attendance sheets.

use super::Registration;
use crate::announcement::AttendanceMode;
use crate::seats::WHOLE_WORKSHOP;

impl Registration {
    /// Returns whether the registration covers the session with this identifier. The seats of the registration
    /// decide, even if the workshop has since switched between whole and chosen sessions.
    pub fn attends(&self, session: &str) -> bool {
        self.seats.of(WHOLE_WORKSHOP) > 0 || self.seats.of(session) > 0
    }

    /// Returns the attendance mode that the registrant chose for a session.
    pub fn mode(&self, session: &str) -> Option<AttendanceMode> {
        let chosen = self.request.sessions.iter().find(|attended| attended.session == session)?;
        chosen.mode
    }
}
