//! The current and earlier announcements of a session, and the differences between them. When a session moves,
//! calendars and visitors who kept the first announcement have to learn of it.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr};

use crate::slug::Slug;

/// The date, place, attendance mode and status of a session, as announced at one point in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The date of the session.
    pub date: Date,
    /// The start, in local time.
    pub start: Time,
    /// The end, on the same date.
    pub end: Time,
    /// How participants can attend: in person, online or both.
    pub attendance: AttendanceMode,
    /// The venue, as a key of [`Programme::venues`](crate::programme::Programme::venues).
    pub venue: Option<Slug>,
    /// The status that was announced.
    pub status: SessionStatus,
}

/// The ways in which participants can attend a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, EnumString, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum AttendanceMode {
    /// In person only.
    InPerson,
    /// Online only.
    Online,
    /// In person or online.
    Hybrid,
}

/// The status of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum SessionStatus {
    /// It takes place as announced.
    Scheduled,
    /// It is postponed to a date that is not known yet.
    Postponed,
    /// It is cancelled.
    Cancelled,
}

/// A difference between two announcements of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum AnnouncedChange {
    /// The date changed.
    Date,
    /// The start or end time changed.
    Hours,
    /// The session is now online only.
    Online,
    /// The attendance mode changed in any other way.
    Attendance,
    /// The venue changed.
    Venue,
}

impl Announcement {
    /// Returns the differences in a later announcement. A session that moves online no longer has a venue, so
    /// [`AnnouncedChange::Venue`] is not reported for it.
    pub fn changes_to(&self, later: &Announcement) -> Vec<AnnouncedChange> {
        let goes_online =
            later.attendance == AttendanceMode::Online && self.attendance != AttendanceMode::Online;
        let changes = [
            (AnnouncedChange::Date, self.date != later.date),
            (AnnouncedChange::Hours, (self.start, self.end) != (later.start, later.end)),
            (AnnouncedChange::Online, goes_online),
            (AnnouncedChange::Attendance, self.attendance != later.attendance && !goes_online),
            (
                AnnouncedChange::Venue,
                later.venue.is_some() && self.venue.is_some() && self.venue != later.venue,
            ),
        ];
        changes.into_iter().filter(|(_, changed)| *changed).map(|(change, _)| change).collect()
    }
}

impl AnnouncedChange {
    /// Returns the key of the change in the catalogue and in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

impl AttendanceMode {
    /// Returns the key of the mode in content files, in the store and in theme translations.
    pub fn key(self) -> &'static str {
        self.into()
    }

    /// Returns the mode with this key.
    pub fn from_key(key: &str) -> Option<AttendanceMode> {
        key.parse().ok()
    }
}

impl SessionStatus {
    /// Returns the key of the status in content files and in theme translations.
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
    fn changes_between_announcements_are_reported() {
        let first = announcement();
        let changes = |later: Announcement| first.changes_to(&later);
        assert_eq!(changes(announcement()), []);
        assert_eq!(
            changes(Announcement { date: date(2027, 9, 21), ..announcement() }),
            [AnnouncedChange::Date]
        );
        assert_eq!(
            changes(Announcement { end: time(16, 0, 0, 0), ..announcement() }),
            [AnnouncedChange::Hours]
        );
        let venue = Some("lyon".parse().unwrap());
        assert_eq!(changes(Announcement { venue, ..announcement() }), [AnnouncedChange::Venue]);
        let online = Announcement { attendance: AttendanceMode::Online, venue: None, ..announcement() };
        assert_eq!(changes(online.clone()), [AnnouncedChange::Online]);
        assert_eq!(online.changes_to(&announcement()), [AnnouncedChange::Attendance]);
        let hybrid = Announcement { attendance: AttendanceMode::Hybrid, ..announcement() };
        assert_eq!(changes(hybrid), [AnnouncedChange::Attendance]);
    }
}
