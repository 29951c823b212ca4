//! The former announcements of a session that changed: `previously` in `sessions.yaml`.

use std::ops::Range;

use diagnostics::{Rejection, message, phrase};
use jiff::civil::{Date, Time};
use model::announcement::{Announcement, AttendanceMode, SessionStatus};
use model::slug::Slug;
use yaml::{Fields, Node, Reader};

use super::references::check_known_venue;
use super::{ATTENDANCE, Context, STATUS, clock};

/// A former announcement. Omitted values are those of the next entry or, for the last entry, of the session.
#[derive(Clone)]
pub(super) struct PreviousAnnouncement {
    span: Range<usize>,
    date: Option<Date>,
    start: Option<Time>,
    end: Option<Time>,
    attendance: Option<AttendanceMode>,
    venue: Option<Slug>,
    status: Option<SessionStatus>,
}

/// Reads all entries. If one is unreadable, which is reported, returns `None`, because the order of the changes is
/// unknown then.
pub(super) fn read(
    reader: &mut Reader<'_>,
    fields: &mut Fields<'_>,
    context: &Context<'_>,
) -> Option<Vec<PreviousAnnouncement>> {
    let before = reader.diagnostics.len();
    let read = yaml::filled(|reader: &mut Reader<'_>, node: &Node| announcement(reader, node, context));
    let previous = fields.optional(reader, "previously", yaml::list(read));
    previous.filter(|_| reader.diagnostics.len() == before)
}

/// Reads an entry. Returns `None` if it is empty, which is reported.
fn announcement(reader: &mut Reader<'_>, node: &Node, context: &Context<'_>) -> Option<PreviousAnnouncement> {
    let before = reader.diagnostics.len();
    let mut fields = reader.fields(node)?;
    let date = fields.optional(reader, "date", yaml::date);
    let start = fields.optional(reader, "start", yaml::time);
    let end = fields.optional(reader, "end", yaml::time);
    let venue = fields.optional(reader, "venue", yaml::spanned(yaml::reference("venue")));
    let attendance = fields.optional(reader, "attendance", yaml::one_of(ATTENDANCE));
    let status = fields.optional(reader, "status", yaml::one_of(STATUS));
    fields.finish(reader);
    if let Some(venue) = &venue {
        check_known_venue(reader, venue, context);
    }
    let venue = venue.map(|venue| venue.value);
    let announcement =
        PreviousAnnouncement { span: node.span.clone(), date, start, end, attendance, venue, status };
    if announcement.is_empty() {
        // An entry whose only value is unreadable was already reported.
        if reader.diagnostics.len() == before {
            let message = message! { NoChange, en: "this entry is empty", fr: "cette entrée est vide" };
            let hint = phrase! {
                en: "write what was announced before the change, such as `date: 2027-09-14`",
                fr: "écrivez ce qui était annoncé avant le changement, par exemple `date: 2027-09-14`"
            };
            reader.refuse(&node.span, message, hint);
        }
        return None;
    }
    Some(announcement)
}

/// Returns the announcements before `now`, newest last. Reports entries after which nothing changed.
pub(super) fn announcements(
    reader: &mut Reader<'_>,
    previous: &[PreviousAnnouncement],
    now: &Announcement,
) -> Vec<Announcement> {
    let mut announcements = Vec::with_capacity(previous.len());
    let mut later = now.clone();
    for (index, announcement) in previous.iter().enumerate().rev() {
        let mut earlier = announcement.before(&later);
        if announcement.repeats(&later) {
            let is_last = index + 1 == previous.len();
            let Rejection { message, hint } = no_change(is_last);
            reader.refuse(&announcement.span, message, hint);
        } else if earlier.attendance == AttendanceMode::Online && earlier.venue.is_some() {
            let message = message! {
                OnlineVenue,
                en: "a session that was `online` had no venue",
                fr: "une séance qui était `online` n’avait pas de lieu"
            };
            let hint = phrase! {
                en: "add `attendance: in-person` or `attendance: hybrid` to this entry, or remove its `venue`",
                fr: "ajoutez `attendance: in-person` ou `attendance: hybrid` à cette entrée, ou supprimez-en `venue`"
            };
            reader.refuse(&announcement.span, message, hint);
        } else if earlier.end <= earlier.start {
            let (start, end) = (clock(earlier.start), clock(earlier.end));
            let message = message! {
                SessionOrder,
                en: "the session would have ended at {end}, but started at {start}",
                fr: "la séance aurait fini à {end}, mais commencé à {start}"
            };
            let hint = phrase! {
                en: "write both `start` and `end` as they were announced",
                fr: "écrivez `start` et `end` comme ils étaient annoncés"
            };
            reader.refuse(&announcement.span, message, hint);
            // Report this once, not again for each earlier entry.
            (earlier.start, earlier.end) = (later.start, later.end);
        }
        announcements.push(earlier.clone());
        later = earlier;
    }
    announcements.reverse();
    announcements
}

/// Returns the reason why an entry that repeats what follows it is unusable. `is_last` is whether that is the session.
fn no_change(is_last: bool) -> Rejection {
    let then = match is_last {
        true => phrase! { en: "the session", fr: "la séance" },
        false => phrase! { en: "the next entry", fr: "l’entrée suivante" },
    };
    let message = message! {
        NoChange,
        en: "this entry does not differ from {then}",
        fr: "cette entrée dit la même chose que {then}";
        then
    };
    let hint = phrase! {
        en: "write the former announcement here, and the new date, place or attendance above",
        fr: "écrivez ici l’ancienne annonce, et plus haut la nouvelle date, le nouveau lieu ou la nouvelle façon de \
             participer"
    };
    Rejection { message, hint }
}

impl PreviousAnnouncement {
    fn is_empty(&self) -> bool {
        let PreviousAnnouncement { span: _, date, start, end, attendance, venue, status } = self;
        date.is_none()
            && start.is_none()
            && end.is_none()
            && attendance.is_none()
            && venue.is_none()
            && status.is_none()
    }

    /// Returns the announcement before `later`.
    fn before(&self, later: &Announcement) -> Announcement {
        let attendance = self.attendance.unwrap_or(later.attendance);
        // The current venue was not the venue of a session that was online.
        let inherited = if attendance == AttendanceMode::Online { None } else { later.venue.clone() };
        Announcement {
            date: self.date.unwrap_or(later.date),
            start: self.start.unwrap_or(later.start),
            end: self.end.unwrap_or(later.end),
            attendance,
            venue: self.venue.clone().or(inherited),
            status: self.status.unwrap_or(SessionStatus::Scheduled),
        }
    }

    /// Returns whether all its values are the same as in `later`.
    fn repeats(&self, later: &Announcement) -> bool {
        self.date.is_none_or(|date| date == later.date)
            && self.start.is_none_or(|start| start == later.start)
            && self.end.is_none_or(|end| end == later.end)
            && self.attendance.is_none_or(|attendance| attendance == later.attendance)
            && self.venue.as_ref().is_none_or(|venue| Some(venue) == later.venue.as_ref())
            && self.status.is_none_or(|status| status == later.status)
    }
}
