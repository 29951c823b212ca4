//! The view of a session on its workshop's page.

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use view::site::Key;

use super::SpeakerCardView;

/// A session on its workshop's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SessionView {
    /// Its place in the workshop, from 1.
    pub number: usize,
    /// The `id` of its heading.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language of the title, if that is not the language of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// When it starts, in the site's time zone.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// `in-person`, `online` or `hybrid`.
    pub attendance: Key,
    /// A sentence about attending.
    pub attendance_note: Option<String>,
    /// The language of that sentence, if it is not the language of the page.
    pub attendance_note_language: Option<String>,
    /// `scheduled`, `postponed` or `cancelled`.
    pub status: Key,
    /// The venue.
    pub venue: Option<VenueView>,
    /// Changes since the first announcement: `date`, `hours`, `online` (by video only instead of in a room),
    /// `attendance` (any other change of attendance) and `venue`.
    pub changes: Vec<Key>,
    /// The former announcements, newest last.
    pub previously: Vec<PreviousView>,
    /// The speakers.
    pub speakers: Vec<SpeakerCardView>,
    /// The description, as HTML; its headings start at level 4.
    pub body: String,
    /// The language of the description, if that is not the language of the page.
    pub body_language: Option<String>,
}

/// A former announcement of a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PreviousView {
    /// The changes in the next announcement, with the keys of [`SessionView::changes`]; empty if only the status
    /// changed.
    pub changes: Vec<Key>,
    /// The day.
    pub date: Date,
    /// When it was to start, in the site's time zone.
    pub start: Time,
    /// When it was to end, on the same day.
    pub end: Time,
    /// `in-person`, `online` or `hybrid`.
    pub attendance: Key,
    /// `scheduled`, `postponed` or `cancelled`.
    pub status: Key,
    /// The venue.
    pub venue: Option<VenueView>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct VenueView {
    /// Its name.
    pub name: String,
    /// The language of its texts, if that is not the language of the page.
    pub language: Option<String>,
    /// The lines of the postal address; the last one has the postal code and city, unless these lines or the name
    /// contain the city.
    pub address: Vec<String>,
    /// City.
    pub city: String,
    /// How to get there.
    pub access: Option<String>,
}
