//! The programme: workshops with their sessions, speakers and venues.
//!
//! Times are civil (wall-clock) times in the site's time zone.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use strum::IntoStaticStr;

use crate::announcement::{AnnouncedChange, Announcement, SessionStatus};
use crate::offer::Offer;
use crate::outcomes::Outcomes;
use crate::private_information::PrivateInformation;
use crate::questionnaire::Questionnaire;
use crate::scheduled_mail::ScheduledMail;
use crate::shared::Shared;
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

/// A workshop: one or more dated sessions that are announced and sold together.
#[derive(Clone, Debug)]
pub struct Workshop {
    /// The identifier in URLs and in the store.
    pub slug: Slug,
    /// The title, as plain text.
    pub title: String,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The series that the workshop belongs to, such as "Ateliers du club".
    pub programme: Option<String>,
    /// Its place in the series, such as "Deuxième atelier".
    pub ordinal: Option<String>,
    /// A summary of one or two sentences for lists, search engines and the top of its page.
    pub summary: String,
    /// The target audience.
    pub audience: Option<String>,
    /// The topics, in one or two words each.
    pub topics: Vec<String>,
    /// Whether it is a fictional example; pages point this out.
    pub example: bool,
    /// The sessions in chronological order; at least one.
    pub sessions: Vec<Session>,
    /// The terms of registration; `None` for a workshop without registration.
    pub offer: Option<Shared<Offer>>,
    /// The questionnaires, by their identifier within the workshop.
    pub forms: BTreeMap<Slug, Shared<Questionnaire>>,
    /// The mails that registrants receive before and after sessions.
    pub mails: Shared<Vec<ScheduledMail>>,
    /// The outcomes; `None` until they are written.
    pub outcomes: Option<Outcomes>,
}

/// A dated part of a workshop.
#[derive(Clone, Debug)]
pub struct Session {
    /// The identifier within the workshop. It names the session's seat pool if participants choose sessions.
    pub id: Slug,
    /// The title, as plain text.
    pub title: String,
    /// The current announcement: date, place, attendance mode and status.
    pub announced: Announcement,
    /// A sentence about attendance, such as an online alternative.
    pub attendance_note: Option<String>,
    /// The number of seats, if participants choose sessions.
    pub capacity: Option<u32>,
    /// Earlier announcements, newest last; empty for a session that never changed.
    pub previously: Vec<Announcement>,
    /// The speakers, as keys of [`Programme::speakers`].
    pub speakers: Vec<Slug>,
    /// What only confirmed participants may know. It must never be part of the site. Most sessions have none.
    pub private: Option<Box<PrivateInformation>>,
}

/// The growth of a session's revision with each change. It exceeds the largest value added for a status, so the
/// revision keeps growing for a session that is postponed, then cancelled, then rescheduled.
const REVISIONS_PER_CHANGE: u32 = 3;

/// A person who speaks at sessions.
#[derive(Clone, Debug)]
pub struct Speaker {
    /// The identifier in URLs.
    pub slug: Slug,
    /// The given and family names, as printed.
    pub name: String,
    /// Their profession, such as "sociologue".
    pub role: Option<String>,
    /// The organisation they work for.
    pub organisation: Option<String>,
    /// Links to pages about them.
    pub links: Vec<SpeakerLink>,
}

/// A link to a page about a speaker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpeakerLink {
    /// The text of the link.
    pub label: String,
    /// The address of the page.
    pub url: String,
}

/// The phase of a workshop on a given date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Phase {
    /// The first session is in the future.
    Upcoming,
    /// The first session is today or has passed, and the last one has not passed.
    Ongoing,
    /// The date of the last session has passed.
    Past,
}

impl Session {
    /// Returns the first announcement.
    pub fn first_announcement(&self) -> &Announcement {
        self.previously.first().unwrap_or(&self.announced)
    }

    /// Returns whether the session was first announced for this time. If so, it is the session that had that time, whatever
    /// its identifier and title.
    pub fn was_first_announced_for(&self, date: Date, start: Time) -> bool {
        let first = self.first_announcement();
        (first.date, first.start) == (date, start)
    }

    /// Returns the differences from the first announcement.
    pub fn changes(&self) -> Vec<AnnouncedChange> {
        self.first_announcement().changes_to(&self.announced)
    }

    /// Returns a number that grows with each change to the announcement: 3 for each entry of `previously`, plus 1
    /// for a postponed or 2 for a cancelled session.
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
    /// Returns the date of the first session.
    pub fn first_day(&self) -> Date {
        // Every workshop has a session; without one, it would count as upcoming.
        self.sessions.first().map(|session| session.announced.date).unwrap_or(Date::MAX)
    }

    /// Returns the date of the last session.
    pub fn last_day(&self) -> Date {
        self.sessions.last().map(|session| session.announced.date).unwrap_or(Date::MAX)
    }

    /// Returns the phase of the workshop on `today`.
    pub fn phase(&self, today: Date) -> Phase {
        if today < self.first_day() {
            Phase::Upcoming
        } else if today <= self.last_day() {
            Phase::Ongoing
        } else {
            Phase::Past
        }
    }

    /// Returns whether all sessions are cancelled, and with them the workshop.
    pub fn is_cancelled(&self) -> bool {
        self.sessions.iter().all(|session| session.announced.status == SessionStatus::Cancelled)
    }

    /// Returns whether there is private information about a session.
    pub fn has_private(&self) -> bool {
        self.sessions.iter().any(|session| session.private.is_some())
    }

    /// Returns the outcomes if they are public on `today`; see [`Workshop::outcomes_from`].
    pub fn shown_outcomes(&self, today: Date) -> Option<&Outcomes> {
        self.outcomes.as_ref().filter(|_| self.outcomes_from().is_some_and(|day| day <= today))
    }

    /// Returns the first day on which the outcomes are shown: their date of publication, or by default the day
    /// after the last session. Returns `None` if there are no outcomes.
    pub fn outcomes_from(&self) -> Option<Date> {
        let outcomes = self.outcomes.as_ref()?;
        outcomes.published.or_else(|| self.last_day().tomorrow().ok())
    }

    /// Returns the speakers of all sessions without duplicates, in order of first appearance.
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
    /// Returns the key of the phase for templates.
    pub fn key(self) -> &'static str {
        self.into()
    }
}

/// Returns all pairs of sessions that overlap, each once, as indices into `sessions`, the smaller one first. Cancelled
/// and postponed sessions are ignored.
pub fn overlaps(sessions: &[Session]) -> Vec<[usize; 2]> {
    let scheduled = |session: &Session| session.announced.status == SessionStatus::Scheduled;
    let mut pairs = Vec::new();
    for (later, right) in sessions.iter().enumerate() {
        for (earlier, left) in sessions[..later].iter().enumerate() {
            let same_time = left.announced.date == right.announced.date
                && left.announced.start < right.announced.end
                && right.announced.start < left.announced.end;
            if same_time && scheduled(left) && scheduled(right) {
                pairs.push([earlier, later]);
            }
        }
    }
    pairs
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
            private: None,
        }
    }

    fn workshop(sessions: Vec<Session>) -> Workshop {
        Workshop {
            slug: "a".parse().unwrap(),
            title: String::new(),
            subtitle: None,
            programme: None,
            ordinal: None,
            summary: String::new(),
            audience: None,
            topics: Vec::new(),
            example: false,
            sessions,
            offer: None,
            forms: BTreeMap::new(),
            mails: Shared::default(),
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
    fn the_revision_grows_with_each_change() {
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
    fn finds_overlaps_but_ignores_adjacent_and_cancelled_sessions() {
        assert!(overlaps(&[session(14, 10, 12), session(14, 12, 14)]).is_empty());
        assert!(overlaps(&[session(14, 10, 12), session(15, 10, 12)]).is_empty());
        let mut sessions = [session(14, 8, 9), session(14, 10, 13), session(14, 12, 14), session(14, 10, 17)];
        assert_eq!(overlaps(&sessions), [[1, 2], [1, 3], [2, 3]]);
        sessions[2].announced.status = SessionStatus::Cancelled;
        assert_eq!(overlaps(&sessions), [[1, 3]]);
    }
}
