//! Renders a session as a `VEVENT` (RFC 5545, 3.6.1).

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use model::announcement::{AttendanceMode, SessionStatus};
use model::catalogue::{CatalogueSession, CatalogueWorkshop};
use model::registration::Registration;
use model::status::Status;

use super::Publisher;
use super::line::Lines;
use crate::private_information::PrivateEntryView;
use crate::words::{Words, WordsError};

/// The amount by which `SEQUENCE` grows with a session's revision. It exceeds the counted changes of any
/// registration, so a changed session is newer than all earlier changes of a registration.
const SEQUENCE_PER_REVISION: u32 = 1000;

/// The `DTSTAMP` of a file without a registration: 1 January 2020, plus a second for each revision. The time of the
/// build would give each build different bytes; calendars compare `SEQUENCE` first (RFC 5546, 2.1.5).
const STAMP: Timestamp = Timestamp::constant(1_577_836_800, 0);

/// A session in a calendar file of a workshop or registration.
pub(super) struct CalendarEvent<'a> {
    pub(super) workshop: &'a CatalogueWorkshop,
    pub(super) session: &'a CatalogueSession,
    /// The registration that the file is for; `None` in the workshop's public file.
    pub(super) registration: Option<&'a Registration>,
    /// Whether the registration covers the session; `true` in the workshop's public file.
    pub(super) is_attended: bool,
    /// The attendance mode, if the registrant had a choice.
    pub(super) mode: Option<AttendanceMode>,
    /// The private information that the registrant may know.
    pub(super) private: Vec<PrivateEntryView>,
}

/// The status of an event (RFC 5545, 3.8.1.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EventStatus {
    Tentative,
    Confirmed,
    Cancelled,
}

/// The status of an event, with the mark that shows it.
struct MarkedStatus {
    status: EventStatus,
    /// The key of a text in front of the summary, because many calendars do not show `STATUS`.
    mark: Option<String>,
}

impl EventStatus {
    fn value(self) -> &'static str {
        match self {
            EventStatus::Tentative => "TENTATIVE",
            EventStatus::Confirmed => "CONFIRMED",
            EventStatus::Cancelled => "CANCELLED",
        }
    }
}

impl<'a> CalendarEvent<'a> {
    /// Returns a session in the public file of its workshop.
    pub(super) fn public(
        workshop: &'a CatalogueWorkshop,
        session: &'a CatalogueSession,
    ) -> CalendarEvent<'a> {
        let registration = None;
        CalendarEvent { workshop, session, registration, is_attended: true, mode: None, private: Vec::new() }
    }
}

impl CalendarEvent<'_> {
    /// Returns the start and end of the session as instants.
    pub(super) fn instants(&self, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
        [self.session.starts(zone), self.session.ends(zone)].into_iter().flatten()
    }

    /// Adds the component of the session.
    pub(super) fn vevent(&self, lines: &mut Lines, publisher: Publisher<'_>) -> Result<(), WordsError> {
        let Publisher { site, words, time_zone } = publisher;
        let MarkedStatus { status, mark } = self.marked_status();
        let address = format!("{}{}", site.base_url, self.workshop.path);
        let summary = self.summary(mark, words)?;
        let description = self.description(&address, words)?;
        let location = self.location(words)?;
        let zone = ("TZID", time_zone.iana_name().unwrap_or("UTC"));
        let at = |time| basic(self.session.date.to_datetime(time));
        lines.component("VEVENT", |lines| {
            lines.text("UID", &self.uid(&site.base_url));
            lines.raw("DTSTAMP", &format!("{}Z", self.stamp()));
            lines.raw("SEQUENCE", &self.sequence().to_string());
            lines.raw("STATUS", status.value());
            lines.with_parameter("DTSTART", zone, &at(self.session.start));
            lines.with_parameter("DTEND", zone, &at(self.session.end));
            lines.text("SUMMARY", &summary);
            if let Some(location) = &location {
                lines.text("LOCATION", location);
            }
            lines.text("DESCRIPTION", &description);
            lines.raw("URL", &address);
            let organiser = ("CN", site.organiser.name.as_str());
            lines.with_parameter("ORGANIZER", organiser, &format!("mailto:{}", site.organiser.email));
            lines.raw("TRANSP", if status == EventStatus::Cancelled { "TRANSPARENT" } else { "OPAQUE" });
        });
        Ok(())
    }

    /// Returns the permanent identifier of the entry in every calendar.
    fn uid(&self, base_url: &str) -> String {
        let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
        let host = host.split([':', '/']).next().unwrap_or(host);
        format!("{}.{}@{host}", self.session.id, self.workshop.slug)
    }

    /// Returns a number that grows with the session's revision and with the changes of the registration (up to the
    /// 999th).
    fn sequence(&self) -> u32 {
        let last = self.registration.and_then(|registration| registration.history.last());
        let changes = last.map_or(0, |entry| u32::try_from(entry.number).unwrap_or(u32::MAX));
        let changes = changes.min(SEQUENCE_PER_REVISION - 1);
        self.session.sequence.saturating_mul(SEQUENCE_PER_REVISION).saturating_add(changes)
    }

    /// Returns the time of the registration's last change, or a fixed time for the public file, plus a second for each
    /// revision.
    fn stamp(&self) -> String {
        let since = self.registration.map_or(STAMP, |registration| {
            registration.history.last().map_or(registration.created, |entry| entry.at)
        });
        let revisions = SignedDuration::from_secs(i64::from(self.session.sequence));
        let stamp = since.checked_add(revisions).unwrap_or(since);
        basic(TimeZone::UTC.to_datetime(stamp))
    }

    fn marked_status(&self) -> MarkedStatus {
        let registration = self.registration.map(|registration| registration.status);
        let session = self.session.status;
        let of_session =
            |status, key: &str| MarkedStatus { status, mark: Some(format!("calendar.session.{key}")) };
        let of_registration = |status, registration: Status| MarkedStatus {
            status,
            mark: Some(format!("calendar.registration.{}", registration.key())),
        };
        match registration {
            _ if session == SessionStatus::Cancelled => of_session(EventStatus::Cancelled, session.key()),
            _ if !self.is_attended => of_session(EventStatus::Cancelled, "not_attended"),
            Some(
                dead @ (Status::Unconfirmed
                | Status::Requested
                | Status::Cancelled
                | Status::Refused
                | Status::Quarantined),
            ) => of_registration(EventStatus::Cancelled, dead),
            _ if session == SessionStatus::Postponed => of_session(EventStatus::Tentative, session.key()),
            Some(open @ (Status::Pending | Status::Waiting | Status::Offered)) => {
                of_registration(EventStatus::Tentative, open)
            }
            None | Some(Status::Confirmed) => MarkedStatus { status: EventStatus::Confirmed, mark: None },
        }
    }

    fn summary(&self, mark: Option<String>, words: &Words) -> Result<String, WordsError> {
        let (workshop, session) = (&self.workshop.title, &self.session.title);
        let summary = match workshop == session {
            true => workshop.clone(),
            false => words.text("calendar.summary", &[("workshop", workshop), ("session", session)])?,
        };
        match mark {
            Some(mark) => {
                let mark = words.text(&mark, &[])?;
                words.text("calendar.marked", &[("mark", &mark), ("summary", &summary)])
            }
            None => Ok(summary),
        }
    }

    /// Returns the registrant's attendance mode, or that of the session.
    fn attendance(&self) -> AttendanceMode {
        self.mode.unwrap_or(self.session.attendance)
    }

    fn description(&self, address: &str, words: &Words) -> Result<String, WordsError> {
        let mut lines = vec![self.workshop.title.clone(), attendance(self.attendance(), words)?];
        for change in &self.session.changes {
            lines.push(words.text(&format!("session_change.{}", change.key()), &[])?);
        }
        if let Some(registration) = self.registration.filter(|_| self.is_attended) {
            lines.push(words.text(&format!("status.{}", registration.status.key()), &[])?);
        }
        for entry in &self.private {
            lines.push(format!("{}{} {}", entry.name(words)?, words.text("mail.colon", &[])?, entry.text));
        }
        lines.push(words.text("calendar.link", &[("address", address)])?);
        Ok(lines.join("\n"))
    }

    /// Returns the place, or for online attendance a text that says so.
    fn location(&self, words: &Words) -> Result<Option<String>, WordsError> {
        match (self.attendance(), &self.session.place) {
            (online @ AttendanceMode::Online, _) => attendance(online, words).map(Some),
            (_, place) => Ok(place.clone()),
        }
    }
}

fn attendance(mode: AttendanceMode, words: &Words) -> Result<String, WordsError> {
    words.text(&format!("attendance.{}", mode.key().replace('-', "_")), &[])
}

/// Formats a date and time as in iCalendar, such as `20270914T100000` (RFC 5545, 3.3.5).
pub(super) fn basic(moment: DateTime) -> String {
    let (date, time) = (moment.date(), moment.time());
    format!(
        "{:04}{:02}{:02}T{:02}{:02}{:02}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
}
