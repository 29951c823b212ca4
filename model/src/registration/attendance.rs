//! Which sessions a registration is for, and how each is attended. Page, mail, calendar file, export and attendance
//! sheet all ask here.

use super::Registration;
use crate::announcement::AttendanceMode;
use crate::seats::WHOLE_WORKSHOP;

impl Registration {
    /// Whether the registration is for a session, by its identifier within the workshop. What seats were taken in counts,
    /// even if the workshop is offered otherwise by now.
    pub fn attends(&self, session: &str) -> bool {
        self.seats.of(WHOLE_WORKSHOP) > 0 || self.seats.of(session) > 0
    }

    /// How a session is attended, where the registrant chose: in a room or by video.
    pub fn mode(&self, session: &str) -> Option<AttendanceMode> {
        let chosen = self.request.sessions.iter().find(|attended| attended.session == session)?;
        chosen.mode
    }
}
