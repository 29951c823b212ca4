//! Scheduled mails: messages that registrants receive some time before or after a session, such as reminders.
//!
//! A mail has an occasion for each session that it may be about. The occasions have instants, which the generator
//! calculates in the site's time zone, so that nothing else needs to know about time zones and daylight saving time. The
//! reminder of a session that was moved is another one: registrants who received one for the old date receive one for
//! the new date.

mod placeholder;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;

pub use self::placeholder::{Placeholder, filled, is_private, placeholders};
use crate::announcement::AttendanceMode;
use crate::registration::Registration;
use crate::rich_text::Block;
use crate::shared::Shared;
use crate::slug::Slug;
use crate::status::Status;

/// A mail that is sent to registrants before or after sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduledMail {
    /// The identifier within the workshop.
    pub id: Slug,
    /// Which registrants receive it.
    pub recipients: Recipients,
    /// The attendance mode for which it is meant, in person or online; `None` for both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mode: Option<AttendanceMode>,
    /// Whether those who register after it was due receive it at once.
    pub late: bool,
    /// Which of a registrant's sessions it is about.
    pub about: Sessions,
    /// The sessions that it may be about, in chronological order, without cancelled ones. Nothing is due about a postponed
    /// one until its date is known.
    pub occasions: Vec<Occasion>,
    /// The text.
    pub text: Shared<MailText>,
}

/// The text of a scheduled mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailText {
    /// The subject, with placeholders.
    pub subject: String,
    /// The body, with placeholders.
    pub body: Vec<Block>,
    /// The language, if it differs from that of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A session that a mail may be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Occasion {
    /// The session's identifier within the workshop.
    pub session: String,
    /// The time that the mail reports, by which mails about a session before and after it was moved differ: for a mail
    /// before the session, its start; for a mail after it, always the same, because a session that took place is not moved.
    pub about: Timestamp,
    /// When the session ends. A mail to those who were present or absent is only for people who were named, and whose
    /// registration was confirmed, by then.
    pub ends: Timestamp,
    /// When the mail is sent.
    pub due: Timestamp,
    /// When it is no longer sent: a mail before a session, once the session starts; one after it, once the news is old.
    pub until: Timestamp,
}

/// The registrants who receive a scheduled mail. Registrations that were cancelled, refused or quarantined, or whose
/// address must still be confirmed, receive none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Recipients {
    /// Those whose registration is confirmed.
    Confirmed,
    /// Those who wait for the organiser's approval.
    Pending,
    /// Those on the waiting list.
    Waiting,
    /// All of these.
    All,
    /// Those whose registration was confirmed when the session ended and still is, without those who were absent.
    Present,
    /// Those of them who were absent from the session.
    Absent,
}

/// The sessions of a registrant that a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sessions {
    /// The first one.
    First,
    /// The last one.
    Last,
    /// Each one, with a mail of its own.
    Each,
}

impl ScheduledMail {
    /// Returns the occasions of the mail for the contact of a registration, in chronological order; none if it is not meant
    /// for them. Absences do not decide which session is the first or the last one. For a participant, pass the
    /// [registration of theirs](Registration::of_participant).
    pub fn occasions_for<'a>(&'a self, registration: &'a Registration) -> Vec<&'a Occasion> {
        if !self.recipients.include(registration.status) {
            return Vec::new();
        }
        let registration = &*registration.of_contact();
        let theirs = |occasion: &&Occasion| registration.attends(&occasion.session);
        let mut occasions = self.about.among(self.occasions.iter().filter(theirs).collect());
        occasions.retain(|occasion| {
            let is_in_time = self.late || registration.created <= occasion.due;
            is_in_time
                && self.is_for_mode(registration.mode(&occasion.session))
                && self.recipients.include_attendance(registration, occasion)
        });
        occasions
    }

    /// Returns what decides who receives the mail, and when.
    #[must_use]
    pub fn without_text(&self) -> ScheduledMail {
        ScheduledMail { text: Shared::default(), ..self.clone() }
    }

    /// Returns whether the mail is meant for those who attend in this mode. Registrants who could not choose a mode
    /// receive every mail.
    fn is_for_mode(&self, chosen: Option<AttendanceMode>) -> bool {
        self.mode.is_none_or(|mode| chosen.is_none_or(|chosen| chosen == mode))
    }
}

/// Returns when the last of these mails is due that all confirmed participants receive before a session if it is the first that they
/// attend. `attendance` is how it can be attended. Returns `None` if some receive none, or while the session is postponed.
pub fn last_before(mails: &[ScheduledMail], session: &str, attendance: AttendanceMode) -> Option<Timestamp> {
    let due = |mail: &ScheduledMail| {
        let is_for_all = mail.recipients.include(Status::Confirmed) && mail.about != Sessions::Last;
        let mut occasions = mail.occasions.iter().filter(|_| is_for_all);
        occasions.find(|it| it.session == session && it.due < it.about).map(|it| it.due)
    };
    let last = |mode| mails.iter().filter(|it| it.is_for_mode(Some(mode))).filter_map(due).max();
    match attendance {
        AttendanceMode::Hybrid => Some(last(AttendanceMode::InPerson)?.min(last(AttendanceMode::Online)?)),
        only => last(only),
    }
}

impl Occasion {
    /// Returns whether the mail is to be sent at `now`, unless it has been.
    pub fn is_due(&self, now: Timestamp) -> bool {
        (self.due..self.until).contains(&now)
    }
}

impl Sessions {
    /// Returns those of the occasions, which are in chronological order, that a mail is about.
    pub fn among(self, mut occasions: Vec<&Occasion>) -> Vec<&Occasion> {
        match self {
            Sessions::First => occasions.truncate(1),
            Sessions::Last => occasions = occasions.pop().into_iter().collect(),
            Sessions::Each => {}
        }
        occasions
    }
}

impl Recipients {
    /// Returns whether registrants with this status are among them.
    pub fn include(self, status: Status) -> bool {
        match self {
            Recipients::Confirmed | Recipients::Present | Recipients::Absent => status == Status::Confirmed,
            Recipients::Pending => status == Status::Pending,
            Recipients::Waiting => status == Status::Waiting,
            Recipients::All => matches!(status, Status::Confirmed | Status::Pending | Status::Waiting),
        }
    }

    /// Returns whether all of them are confirmed, so that they may know private information.
    pub fn are_confirmed(self) -> bool {
        Status::ALL.iter().all(|status| !self.include(*status) || *status == Status::Confirmed)
    }

    /// Returns whether who they are is known only after the session.
    pub fn depend_on_absences(self) -> bool {
        matches!(self, Recipients::Present | Recipients::Absent)
    }

    /// Returns whether registrants are among them as far as it depends on their presence at the session.
    fn include_attendance(self, registration: &Registration, occasion: &Occasion) -> bool {
        !self.depend_on_absences()
            || registration.was_absent(&occasion.session, occasion.ends) == Some(self == Recipients::Absent)
    }
}

#[cfg(test)]
mod tests;
