//! The catalogue: the data that the generator passes to the handler, and nothing more.
//!
//! The catalogue is the border between the two programs, so it is serialised and versioned: as an [`Index`], which a
//! function reads when it starts, and the data of each workshop, its [`Questionnaires`], its [`ScheduledMails`] and its
//! [`PrivateSessions`], which it reads when needed. It has the terms of forms, of which programs make the forms with the words of the theme, so that
//! no word is stored twice. It contains nothing that depends on the current date: at each request, the handler compares
//! it with `now` to decide whether registration is open.

mod index;
mod private_sessions;
mod questionnaires;
mod scheduled_mails;
mod translation;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

pub use self::index::{Index, Renamed, current_name};
pub use self::private_sessions::PrivateSessions;
pub use self::questionnaires::Questionnaires;
pub use self::scheduled_mails::ScheduledMails;
pub use self::translation::WorkshopTexts;
use crate::announcement::{AnnouncedChange, AttendanceMode, SessionStatus};
use crate::limits::Limits;
use crate::membership::Members;
use crate::offer::Offer;
use crate::questionnaire::Questionnaire;
use crate::scheduled_mail::ScheduledMail;
use crate::shared::Shared;
use crate::slug::Slug;

/// The version of the catalogue format. The handler rejects any other.
pub const CATALOGUE_VERSION: u32 = 10;

/// Everything that the functions know about the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalogue {
    /// The limits on requests per network address and on mails per mailbox.
    pub limits: Limits,
    /// All workshops, including those without registration, so that the handler can answer requests for them
    /// helpfully. The keys are the permanent identifiers under which their data is stored.
    pub workshops: BTreeMap<Slug, CatalogueWorkshop>,
    /// Workshops whose folder was renamed, by identifier.
    pub renamed: BTreeMap<Slug, Renamed>,
    /// The private information about sessions, by the identifier of the workshop. It is in files of its own, which are read
    /// only for those who may know it.
    pub private: BTreeMap<Slug, PrivateSessions>,
    /// The members. They are in a file of their own, which only registrations at a fee for members need.
    pub members: Members,
}

impl Catalogue {
    /// Returns the index: everything except the data of the workshops.
    pub fn index(&self) -> Index {
        let translations = self.workshops.values().flat_map(|workshop| workshop.translations.keys());
        Index {
            version: CATALOGUE_VERSION,
            limits: self.limits,
            languages: translations.cloned().collect::<BTreeSet<_>>(),
            workshops: self.workshops.keys().cloned().collect(),
            renamed: self.renamed.clone(),
        }
    }

    /// Returns the workshop with this current or former name.
    pub fn workshop(&self, name: &Slug) -> Option<&CatalogueWorkshop> {
        self.workshops.get(name).or_else(|| self.workshops.get(index::identifier(&self.renamed, name)?))
    }

    /// Returns the current name of the workshop with this identifier.
    pub fn name<'a>(&'a self, identifier: &'a Slug) -> &'a Slug {
        current_name(&self.renamed, identifier)
    }
}

/// The handler's view of a workshop. Its serialisation omits what is empty or usual, because each function has all
/// workshops in its package.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueWorkshop {
    /// The identifier: the first name of the workshop's folder. All its data is stored under it.
    pub slug: Slug,
    /// The title, as plain text.
    pub title: String,
    /// The path of the workshop's page on the site, such as `/ateliers/proximite/`.
    pub path: String,
    /// The path of the registration page; `None` for a workshop without registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_path: Option<String>,
    /// The sessions in chronological order.
    pub sessions: Vec<CatalogueSession>,
    /// Whether all sessions are cancelled.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
    /// The terms of registration; `None` for a workshop without registration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Shared<Offer>>,
    /// Whether the workshop has questionnaires.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_questionnaires: bool,
    /// The questionnaires, by their identifier within the workshop. They are in a [file of their own](Questionnaires):
    /// empty if that was not read.
    #[serde(skip)]
    pub forms: BTreeMap<Slug, Shared<Questionnaire>>,
    /// Whether the workshop has scheduled mails.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_mails: bool,
    /// The mails that registrants receive before and after sessions. They are in a [file of their own](ScheduledMails):
    /// empty if that was not read.
    #[serde(skip)]
    pub mails: Shared<Vec<ScheduledMail>>,
    /// Whether the workshop has private information about sessions, which is not part of this type.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub has_private: bool,
    /// The texts in the other languages in which the workshop has pages, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, WorkshopTexts>,
    /// The language of these texts, if it is not the site's main language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A session, as forms and summaries show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueSession {
    /// The identifier within the workshop. It names the session's seat pool if participants choose sessions.
    pub id: String,
    /// The title, as plain text.
    pub title: String,
    /// The language of the title, if it differs from that of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_language: Option<String>,
    /// The date.
    pub date: Date,
    /// The start, in the site's time zone.
    pub start: Time,
    /// The end, on the same date.
    pub end: Time,
    /// How participants can attend: in person, online or both.
    pub attendance: AttendanceMode,
    /// The current status.
    pub status: SessionStatus,
    /// The names of the speakers, for the attendance sheet that they sign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// The venue and its address in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The language of `place`, if it differs from that of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_language: Option<String>,
    /// A number that grows with each change to the announcement, so that calendars adopt the change; see
    /// [`Session::revision`](crate::programme::Session::revision).
    #[serde(default, skip_serializing_if = "is_zero")]
    pub sequence: u32,
    /// The differences from the first announcement; see [`Session::changes`](crate::programme::Session::changes).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<AnnouncedChange>,
    /// When the last mail is due that all confirmed participants receive before it if it is the first session that they attend; see
    /// [`last_before`](crate::scheduled_mail::last_before).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_mail_before: Option<Timestamp>,
}

impl CatalogueSession {
    /// Returns when it starts in the site's time zone. A time that the clock skips becomes the one after the gap. `None` if the
    /// instant is not within the years of the calendar.
    pub fn starts(&self, zone: &TimeZone) -> Option<Timestamp> {
        zone.to_timestamp(self.date.to_datetime(self.start)).ok()
    }

    /// Returns when it ends, like [`CatalogueSession::starts`].
    pub fn ends(&self, zone: &TimeZone) -> Option<Timestamp> {
        zone.to_timestamp(self.date.to_datetime(self.end)).ok()
    }
}

fn is_zero(value: &u32) -> bool {
    *value == 0
}
