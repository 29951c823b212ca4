//! What the page of a workshop shows of its sessions.

use jiff::civil::{Date, Time};
use serde::Serialize;

use super::SpeakerCardView;

/// A session in its workshop's page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SessionView {
    /// Its place in the workshop, from 1.
    pub number: usize,
    /// The `id` of its heading.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language of the title, where that is not the language of the page.
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// When it starts, in the site's time zone.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// `in-person`, `online` or `hybrid`.
    pub attendance: &'static str,
    /// A sentence about attending.
    pub attendance_note: Option<String>,
    /// The language of that sentence, where it is not the language of the page.
    pub attendance_note_language: Option<String>,
    /// `scheduled`, `postponed` or `cancelled`.
    pub status: &'static str,
    /// Where it takes place.
    pub venue: Option<VenueView>,
    /// What is announced otherwise than at first: `date`, `hours`, `online` (by video only, where there was a room),
    /// `attendance` (another way of attending than that) and `venue`.
    pub changes: Vec<&'static str>,
    /// What was announced before, the newest last.
    pub previously: Vec<PreviousView>,
    /// Who speaks.
    pub speakers: Vec<SpeakerCardView>,
    /// The description, as HTML; its headings start at level 4.
    pub body: String,
    /// The language of the description, where that is not the language of the page.
    pub body_language: Option<String>,
}

/// A session as it was announced before.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PreviousView {
    /// What was announced otherwise afterwards, with the keys of [`SessionView::changes`]; empty where only the status
    /// was.
    pub changes: Vec<&'static str>,
    /// The day.
    pub date: Date,
    /// When it was to start, in the site's time zone.
    pub start: Time,
    /// When it was to end, on the same day.
    pub end: Time,
    /// `in-person`, `online` or `hybrid`.
    pub attendance: &'static str,
    /// `scheduled`, `postponed` or `cancelled`.
    pub status: &'static str,
    /// Where it was to take place.
    pub venue: Option<VenueView>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VenueView {
    /// Its name.
    pub name: String,
    /// The language of its texts, where that is not the language of the page.
    pub language: Option<String>,
    /// Postal address, a line each; the last one has postal code and city, unless these lines or the name tell the city.
    pub address: Vec<String>,
    /// City.
    pub city: String,
    /// How to get there.
    pub access: Option<String>,
}
