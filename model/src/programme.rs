//! The programme: workshops, their sessions, who speaks and where.
//!
//! Times are civil times (what the clock on the wall shows) in the site's time zone.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use crate::announcement::Announcement;
use crate::catalogue::Offer;
use crate::outcomes::Outcomes;
use crate::questionnaire::Questionnaire;
use crate::slug::Slug;
use crate::venue::Venue;

/// Everything the club publishes, with all references resolved.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    /// Workshops by slug.
    pub workshops: BTreeMap<Slug, Workshop>,
    /// Speakers by slug.
    pub speakers: BTreeMap<Slug, Speaker>,
    /// Venues by identifier.
    pub venues: BTreeMap<Slug, Venue>,
}

/// A workshop: one or more dated sessions announced, and sold, as one offer.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// Its identifier in addresses and in the store.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// A second line to the title.
    pub subtitle: Option<String>,
    /// The series that it belongs to, such as « Ateliers du club ».
    pub programme: Option<String>,
    /// Its place in the series, such as « Deuxième atelier ».
    pub edition: Option<String>,
    /// One or two sentences for lists, search engines and the top of its page.
    pub summary: String,
    /// For whom it is.
    pub audience: Option<String>,
    /// What it is about, in a word or two each.
    pub topics: Vec<String>,
    /// Whether it is an example that is not really offered; pages say so.
    pub example: bool,
    /// The description, in Markdown.
    pub description: String,
    /// Its sessions in the order of time. At least one.
    pub sessions: Vec<Session>,
    /// How to register; `None` where there is nothing to register for.
    pub offer: Option<Offer>,
    /// Its questionnaires, by their identifier within the workshop.
    pub forms: BTreeMap<Slug, Questionnaire>,
    /// What came out of it; `None` where nothing is written yet.
    pub outcomes: Option<Outcomes>,
}

/// One dated part of a workshop.
#[derive(Clone, Debug)]
pub struct Session {
    /// Its identifier within the workshop: the name of its seats where sessions are chosen.
    pub id: Slug,
    /// Its title.
    pub title: String,
    /// The day.
    pub date: Date,
    /// When it starts, on the clock on the wall.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// Whether one attends in a room, by video or either.
    pub attendance: AttendanceMode,
    /// Where it takes place, as a key of [`Programme::venues`].
    pub venue: Option<Slug>,
    /// A sentence about attending, such as a fallback to video.
    pub attendance_note: Option<String>,
    /// How many seats it has, where sessions are chosen.
    pub capacity: Option<u32>,
    /// Whether it takes place as announced.
    pub status: SessionStatus,
    /// What was announced before, the newest last; empty for a session that did not change.
    pub previously: Vec<Announcement>,
    /// Who speaks, as keys of [`Programme::speakers`].
    pub speakers: Vec<Slug>,
    /// The description, in Markdown.
    pub description: String,
}

/// How one attends. The names are those of schema.org's `EventAttendanceModeEnumeration`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AttendanceMode {
    /// In a room.
    InPerson,
    /// By video.
    Online,
    /// In a room or by video.
    Hybrid,
}

impl AttendanceMode {
    /// The key of the mode in content files and in the words of a theme.
    pub fn key(self) -> &'static str {
        match self {
            AttendanceMode::InPerson => "in-person",
            AttendanceMode::Online => "online",
            AttendanceMode::Hybrid => "hybrid",
        }
    }
}

/// Whether a session takes place as announced. The names are those of schema.org's `EventStatusType`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionStatus {
    /// As announced.
    Scheduled,
    /// Put off to a date not yet known.
    Postponed,
    /// Called off.
    Cancelled,
}

impl SessionStatus {
    /// The key of the status in content files and in the words of a theme.
    pub fn key(self) -> &'static str {
        match self {
            SessionStatus::Scheduled => "scheduled",
            SessionStatus::Postponed => "postponed",
            SessionStatus::Cancelled => "cancelled",
        }
    }
}

/// Someone who speaks at sessions.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The identifier in addresses.
    pub slug: Slug,
    /// Given name and family name as they are printed.
    pub name: String,
    /// What they do, such as « sociologue ».
    pub role: Option<String>,
    /// Where they do it.
    pub organisation: Option<String>,
    /// Addresses of pages about them, with the text of each link.
    pub links: Vec<(String, String)>,
    /// The biography, in Markdown.
    pub biography: String,
}

/// Where a workshop stands with respect to a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Its first session is still to come.
    Upcoming,
    /// Its first session has begun or is today, its last one is not over.
    Ongoing,
    /// The day of its last session has passed.
    Past,
}

impl Workshop {
    /// The day of the first session.
    pub fn first_day(&self) -> Date {
        self.sessions.first().map(|session| session.date).unwrap_or(Date::MAX)
    }

    /// The day of the last session.
    pub fn last_day(&self) -> Date {
        self.sessions.last().map(|session| session.date).unwrap_or(Date::MAX)
    }

    /// Where the workshop stands on `today`.
    pub fn phase(&self, today: Date) -> Phase {
        if today < self.first_day() {
            Phase::Upcoming
        } else if today <= self.last_day() {
            Phase::Ongoing
        } else {
            Phase::Past
        }
    }

    /// Whether every session is cancelled, and so the workshop is.
    pub fn is_cancelled(&self) -> bool {
        self.sessions.iter().all(|session| session.status == SessionStatus::Cancelled)
    }

    /// The speakers of all sessions, each once, in the order in which they first speak.
    pub fn speakers(&self) -> Vec<&Slug> {
        let mut speakers = Vec::new();
        for slug in self.sessions.iter().flat_map(|session| &session.speakers) {
            if !speakers.contains(&slug) {
                speakers.push(slug);
            }
        }
        speakers
    }
}

/// The first pair of sessions that take place at the same time, as indices into `sessions`, or `None`.
/// Sessions that do not take place as announced are left out.
pub fn overlap(sessions: &[Session]) -> Option<(usize, usize)> {
    let scheduled = |session: &Session| session.status == SessionStatus::Scheduled;
    for (later, right) in sessions.iter().enumerate() {
        for (earlier, left) in sessions[..later].iter().enumerate() {
            let same_time = left.date == right.date && left.start < right.end && right.start < left.end;
            if same_time && scheduled(left) && scheduled(right) {
                return Some((earlier, later));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn session(day: i8, start: i8, end: i8) -> Session {
        Session {
            id: "any".parse().unwrap(),
            title: String::new(),
            date: date(2027, 9, day),
            start: time(start, 0, 0, 0),
            end: time(end, 0, 0, 0),
            attendance: AttendanceMode::InPerson,
            venue: None,
            attendance_note: None,
            capacity: None,
            status: SessionStatus::Scheduled,
            previously: Vec::new(),
            speakers: Vec::new(),
            description: String::new(),
        }
    }

    fn workshop(sessions: Vec<Session>) -> Workshop {
        Workshop {
            slug: "a".parse().unwrap(),
            title: String::new(),
            subtitle: None,
            programme: None,
            edition: None,
            summary: String::new(),
            audience: None,
            topics: Vec::new(),
            example: false,
            description: String::new(),
            sessions,
            offer: None,
            forms: BTreeMap::new(),
            outcomes: None,
        }
    }

    #[test]
    fn phase_changes_on_the_first_day_and_after_the_last() {
        let workshop = workshop(vec![session(14, 10, 16), session(16, 10, 16)]);
        assert_eq!(workshop.phase(date(2027, 9, 13)), Phase::Upcoming);
        assert_eq!(workshop.phase(date(2027, 9, 14)), Phase::Ongoing);
        assert_eq!(workshop.phase(date(2027, 9, 16)), Phase::Ongoing);
        assert_eq!(workshop.phase(date(2027, 9, 17)), Phase::Past);
    }

    #[test]
    fn a_session_has_a_greater_revision_whenever_it_changes() {
        let scheduled = session(14, 10, 12);
        let previously = vec![scheduled.announcement()];
        let postponed = Session { status: SessionStatus::Postponed, ..scheduled.clone() };
        let cancelled = Session { status: SessionStatus::Cancelled, ..scheduled.clone() };
        let moved = Session { previously: previously.clone(), ..session(21, 10, 12) };
        let cancelled_then = Session { previously, ..cancelled.clone() };
        let revisions = [scheduled, postponed, cancelled, moved, cancelled_then].map(|it| it.revision());
        assert_eq!(revisions, [0, 1, 2, 3, 5]);
    }

    #[test]
    fn overlap_is_found_unless_sessions_only_touch_or_one_is_cancelled() {
        assert_eq!(overlap(&[session(14, 10, 12), session(14, 12, 14)]), None);
        assert_eq!(overlap(&[session(14, 10, 12), session(15, 10, 12)]), None);
        let mut sessions = [session(14, 8, 9), session(14, 10, 13), session(14, 12, 14)];
        assert_eq!(overlap(&sessions), Some((1, 2)));
        sessions[2].status = SessionStatus::Cancelled;
        assert_eq!(overlap(&sessions), None);
    }
}
