//! The changes that lists of workshops show: sessions that are cancelled, postponed, moved or otherwise changed.

use jiff::civil::Date;

use crate::announcement::SessionStatus;
use crate::programme::{Phase, Workshop};

impl Workshop {
    /// Returns the keys of the differences from the first announcement, without duplicates and the most serious
    /// first: `session_cancelled`, then `postponed` (if all other sessions are) or `session_postponed`, then those
    /// of [`AnnouncedChange`](crate::announcement::AnnouncedChange). The list is empty for a workshop that is
    /// cancelled as a whole, because the cancellation is shown instead. After the workshop, only cancelled and
    /// postponed sessions remain news.
    pub fn news(&self, today: Date) -> Vec<&'static str> {
        let mut news = Vec::new();
        if self.is_cancelled() {
            return news;
        }
        let has = |status| self.sessions.iter().any(|session| session.announced.status == status);
        if has(SessionStatus::Cancelled) {
            news.push("session_cancelled");
        }
        if has(SessionStatus::Postponed) {
            news.push(if has(SessionStatus::Scheduled) { "session_postponed" } else { "postponed" });
        }
        if self.phase(today) != Phase::Past {
            let scheduled =
                self.sessions.iter().filter(|session| session.announced.status == SessionStatus::Scheduled);
            for change in scheduled.flat_map(|session| session.changes()) {
                if !news.contains(&change.key()) {
                    news.push(change.key());
                }
            }
        }
        news
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::{date, time};

    use super::*;
    use crate::announcement::{Announcement, AttendanceMode};
    use crate::programme::Session;
    use crate::shared::Shared;

    fn session(day: i8, status: SessionStatus) -> Session {
        Session {
            id: "any".parse().unwrap(),
            title: String::new(),
            announced: Announcement {
                date: date(2027, 9, day),
                start: time(10, 0, 0, 0),
                end: time(12, 0, 0, 0),
                attendance: AttendanceMode::InPerson,
                venue: None,
                status,
            },
            attendance_note: None,
            capacity: None,
            previously: Vec::new(),
            speakers: Vec::new(),
            private: None,
        }
    }

    fn news(sessions: Vec<Session>, today: Date) -> Vec<&'static str> {
        let workshop = Workshop {
            slug: "a".parse().unwrap(),
            title: String::new(),
            subtitle: None,
            programme: None,
            ordinal: None,
            summary: String::new(),
            audience: None,
            topics: Vec::new(),
            example: false,
            mails: Shared::default(),
            outcomes: None,
            sessions,
            offer: None,
            forms: BTreeMap::new(),
        };
        workshop.news(today)
    }

    #[test]
    fn each_change_appears_once_with_the_most_serious_first() {
        use SessionStatus::{Cancelled, Postponed, Scheduled};
        let (before, after) = (date(2027, 9, 1), date(2027, 10, 1));
        let plain = session(14, Scheduled);
        let announced = vec![plain.announced.clone()];
        let mut online = Session { previously: announced.clone(), ..session(21, Scheduled) };
        online.announced.attendance = AttendanceMode::Online;
        let moved = Session { previously: announced, ..session(22, Scheduled) };
        let put_off = session(15, Postponed);
        let off = session(16, Cancelled);

        assert_eq!(news(vec![plain.clone()], before), [""; 0]);
        let changed = vec![plain.clone(), off.clone(), online, moved];
        assert_eq!(news(changed.clone(), before), ["session_cancelled", "date", "online"]);
        assert_eq!(news(changed, after), ["session_cancelled"]);
        assert_eq!(news(vec![plain, put_off.clone()], before), ["session_postponed"]);
        assert_eq!(news(vec![put_off, off.clone()], before), ["session_cancelled", "postponed"]);
        assert_eq!(news(vec![off], before), [""; 0]);
    }
}
