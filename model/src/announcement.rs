//! What is announced of a session, now and before, and what changed in between: a moved session has to reach
//! calendars and visitors who kept the first announcement.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::slug::Slug;

/// When, where and how a session takes place, as it was announced at some time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The day.
    pub date: Date,
    /// When it starts, on the clock on the wall.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// Whether one attends in a room, by video or either.
    pub attendance: AttendanceMode,
    /// Where it takes place, as a key of [`Programme::venues`](crate::programme::Programme::venues).
    pub venue: Option<Slug>,
    /// Whether it takes place as announced.
    pub status: SessionStatus,
}

/// How one attends a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum AttendanceMode {
    /// In a room.
    InPerson,
    /// By video.
    Online,
    /// In a room or by video.
    Hybrid,
}

/// Whether a session takes place as announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SessionStatus {
    /// As announced.
    Scheduled,
    /// Put off to a date not yet known.
    Postponed,
    /// Called off.
    Cancelled,
}

/// Something that is announced otherwise than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Change {
    /// Another day.
    Date,
    /// Other hours.
    Hours,
    /// By video only, where there was a room before.
    Online,
    /// Another way of attending than that.
    Attendance,
    /// Another place.
    Venue,
}

impl Announcement {
    /// What is otherwise in a later announcement. A session that goes online has no other place: it has none.
    pub fn changes_to(&self, later: &Announcement) -> Vec<Change> {
        let goes_online =
            later.attendance == AttendanceMode::Online && self.attendance != AttendanceMode::Online;
        let changes = [
            (Change::Date, self.date != later.date),
            (Change::Hours, (self.start, self.end) != (later.start, later.end)),
            (Change::Online, goes_online),
            (Change::Attendance, self.attendance != later.attendance && !goes_online),
            (Change::Venue, later.venue.is_some() && self.venue.is_some() && self.venue != later.venue),
        ];
        changes.into_iter().filter(|(_, changed)| *changed).map(|(change, _)| change).collect()
    }
}

impl Change {
    /// The key of the change in the catalogue and in the words of a theme.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl AttendanceMode {
    /// The key of the mode in content files, in the store and in the words of a theme.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// The mode of a key.
    pub fn from_key(key: &str) -> Option<AttendanceMode> {
        key.parse().ok()
    }
}

impl SessionStatus {
    /// The key of the status in content files and in the words of a theme.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn announcement() -> Announcement {
        Announcement {
            date: date(2027, 9, 14),
            start: time(10, 0, 0, 0),
            end: time(16, 30, 0, 0),
            attendance: AttendanceMode::InPerson,
            venue: Some("paris".parse().unwrap()),
            status: SessionStatus::Scheduled,
        }
    }

    #[test]
    fn what_changed_is_told() {
        let first = announcement();
        let changes = |later: Announcement| first.changes_to(&later);
        assert_eq!(changes(announcement()), []);
        assert_eq!(changes(Announcement { date: date(2027, 9, 21), ..announcement() }), [Change::Date]);
        assert_eq!(changes(Announcement { end: time(16, 0, 0, 0), ..announcement() }), [Change::Hours]);
        let venue = Some("lyon".parse().unwrap());
        assert_eq!(changes(Announcement { venue, ..announcement() }), [Change::Venue]);
        let online = Announcement { attendance: AttendanceMode::Online, venue: None, ..announcement() };
        assert_eq!(changes(online.clone()), [Change::Online]);
        assert_eq!(online.changes_to(&announcement()), [Change::Attendance]);
        let hybrid = Announcement { attendance: AttendanceMode::Hybrid, ..announcement() };
        assert_eq!(changes(hybrid), [Change::Attendance]);
    }
}
