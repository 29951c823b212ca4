//! The programme: workshops, their sessions, who speaks and where.
//!
//! Times are civil times (what the clock on the wall shows) in the site's time zone.

use std::collections::BTreeMap;

use jiff::civil::Date;
use strum::IntoStaticStr;

use crate::announcement::{Announcement, Change, SessionStatus};
use crate::offer::Offer;
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
    /// When, where and how it takes place, as it is announced now.
    pub announced: Announcement,
    /// A sentence about attending, such as a fallback to video.
    pub attendance_note: Option<String>,
    /// How many seats it has, where sessions are chosen.
    pub capacity: Option<u32>,
    /// What was announced before, the newest last; empty for a session that did not change.
    pub previously: Vec<Announcement>,
    /// Who speaks, as keys of [`Programme::speakers`].
    pub speakers: Vec<Slug>,
    /// The description, in Markdown.
    pub description: String,
}

/// How much a session's revision grows with each change: more than what its status adds, so that a session that is put
/// off, then called off, then announced anew has a greater revision each time.
const REVISIONS_PER_CHANGE: u32 = 3;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Phase {
    /// Its first session is still to come.
    Upcoming,
    /// Its first session has begun or is today, its last one is not over.
    Ongoing,
    /// The day of its last session has passed.
    Past,
}

impl Session {
    /// What was announced first.
    pub fn first_announcement(&self) -> &Announcement {
        self.previously.first().unwrap_or(&self.announced)
    }

    /// What is announced otherwise than at first.
    pub fn changes(&self) -> Vec<Change> {
        self.first_announcement().changes_to(&self.announced)
    }

    /// A number that grows whenever the session is announced otherwise: 3 for each entry of `previously`, and 1 for a
    /// session that is postponed, 2 for one that is cancelled.
    pub fn revision(&self) -> u32 {
        let changes = u32::try_from(self.previously.len()).unwrap_or(u32::MAX);
        let status = match self.announced.status {
            SessionStatus::Scheduled => 0,
            SessionStatus::Postponed => 1,
            SessionStatus::Cancelled => 2,
        };
        changes.saturating_mul(REVISIONS_PER_CHANGE).saturating_add(status)
    }
}

impl Workshop {
    /// The day of the first session.
    pub fn first_day(&self) -> Date {
        self.sessions.first().map(|session| session.announced.date).unwrap_or(Date::MAX)
    }

    /// The day of the last session.
    pub fn last_day(&self) -> Date {
        self.sessions.last().map(|session| session.announced.date).unwrap_or(Date::MAX)
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
        self.sessions.iter().all(|session| session.announced.status == SessionStatus::Cancelled)
    }

    /// What came out of the workshop, if it is shown on `today`: from its day on, or else from the day after the last
    /// session on.
    pub fn shown_outcomes(&self, today: Date) -> Option<&Outcomes> {
        self.outcomes.as_ref().filter(|_| self.outcomes_from().is_some_and(|day| day <= today))
    }

    /// The day from which on it is shown what came out of the workshop; `None` where nobody has written it, or there is
    /// no session.
    pub fn outcomes_from(&self) -> Option<Date> {
        let outcomes = self.outcomes.as_ref()?;
        outcomes.published.or_else(|| self.last_day().tomorrow().ok())
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

impl Phase {
    /// The key of the phase for templates.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// The first pair of sessions that take place at the same time, as indices into `sessions`, or `None`.
/// Sessions that do not take place as announced are left out.
pub fn overlap(sessions: &[Session]) -> Option<(usize, usize)> {
    let scheduled = |session: &Session| session.announced.status == SessionStatus::Scheduled;
    for (later, right) in sessions.iter().enumerate() {
        for (earlier, left) in sessions[..later].iter().enumerate() {
            let same_time = left.announced.date == right.announced.date
                && left.announced.start < right.announced.end
                && right.announced.start < left.announced.end;
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
    use crate::announcement::AttendanceMode;

    fn session(day: i8, start: i8, end: i8) -> Session {
        Session {
            id: "any".parse().unwrap(),
            title: String::new(),
            announced: Announcement {
                date: date(2027, 9, day),
                start: time(start, 0, 0, 0),
                end: time(end, 0, 0, 0),
                attendance: AttendanceMode::InPerson,
                venue: None,
                status: SessionStatus::Scheduled,
            },
            attendance_note: None,
            capacity: None,
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
        let previously = vec![scheduled.announced.clone()];
        let with_status = |status| Session {
            announced: Announcement { status, ..scheduled.announced.clone() },
            ..scheduled.clone()
        };
        let postponed = with_status(SessionStatus::Postponed);
        let cancelled = with_status(SessionStatus::Cancelled);
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
        sessions[2].announced.status = SessionStatus::Cancelled;
        assert_eq!(overlap(&sessions), None);
    }
}
