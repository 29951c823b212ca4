//! The catalogue: what the generator hands to the handler, and nothing that it does not need.
//!
//! It is the border between the two programs, hence serialised, versioned, and free of anything that depends
//! on the day: whether a registration is open is decided from it and `now`, at the time of the request.

mod translation;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

pub use self::translation::WorkshopTexts;
use crate::announcement::{AttendanceMode, Change, SessionStatus};
use crate::limits::Limits;
use crate::offer::Offer;
use crate::questionnaire::Questionnaire;
use crate::slug::Slug;

/// The version of the catalogue's shape. The handler refuses any other.
pub const CATALOGUE_VERSION: u32 = 4;

/// Everything the handler knows about the programme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Catalogue {
    /// [`CATALOGUE_VERSION`] of the generator that wrote it.
    pub version: u32,
    /// How much may come from one place, and how much mail one mailbox gets.
    #[serde(default, skip_serializing_if = "Limits::are_usual")]
    pub limits: Limits,
    /// Every workshop, also those that one cannot register for, so that a mistaken address gets a good answer.
    /// By the name under which everything about them is stored, which never changes.
    pub workshops: BTreeMap<Slug, CatalogueWorkshop>,
    /// Workshops whose folder was renamed, by that name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub renamed: BTreeMap<Slug, Renamed>,
}

/// What a workshop that was renamed is and was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renamed {
    /// The present name of its folder.
    pub name: Slug,
    /// All former names, the one that is its identifier first.
    pub former: Vec<Slug>,
}

impl Catalogue {
    /// The workshop that has or had this name.
    pub fn workshop(&self, name: &Slug) -> Option<&CatalogueWorkshop> {
        self.workshops.get(name).or_else(|| self.workshops.get(self.identifier(name)?))
    }

    /// The present name of the workshop that is stored under this identifier.
    pub fn name<'a>(&'a self, identifier: &'a Slug) -> &'a Slug {
        self.renamed.get(identifier).map_or(identifier, |renamed| &renamed.name)
    }

    /// The identifier of a renamed workshop by any of its names.
    fn identifier(&self, name: &Slug) -> Option<&Slug> {
        let has_name = |renamed: &Renamed| renamed.name == *name || renamed.former.contains(name);
        self.renamed.iter().find(|(_, renamed)| has_name(renamed)).map(|(identifier, _)| identifier)
    }
}

/// A workshop as the handler knows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueWorkshop {
    /// Its identifier: the first name of its folder, under which everything about it is stored.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// The path of its page on the site, such as `/ateliers/proximite/`.
    pub path: String,
    /// The path of its registration page; `None` where there is nothing to register for.
    pub registration_path: Option<String>,
    /// Its sessions in the order of time.
    pub sessions: Vec<CatalogueSession>,
    /// Whether the workshop is cancelled.
    pub cancelled: bool,
    /// How to register; `None` where there is nothing to register for.
    pub offer: Option<Offer>,
    /// Its questionnaires, by their identifier within the workshop.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub forms: BTreeMap<Slug, Questionnaire>,
    /// Its texts in the further languages in which it has pages, by language tag.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub translations: BTreeMap<String, WorkshopTexts>,
    /// The further language in which it is written here; `None` for the site's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// A session as forms and recaps show it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CatalogueSession {
    /// Its identifier within the workshop: the name of its seats where sessions are chosen.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The language of the title, where that is not the language of the workshop's other texts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_language: Option<String>,
    /// The day.
    pub date: Date,
    /// When it starts, in the site's time zone.
    pub start: Time,
    /// When it ends, on the same day.
    pub end: Time,
    /// Whether one attends in a room, by video or either.
    pub attendance: AttendanceMode,
    /// Whether it takes place as announced.
    pub status: SessionStatus,
    /// The names of those who speak, for the sheet that they sign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub speakers: Vec<String>,
    /// Where it takes place, in one line.
    pub place: Option<String>,
    /// The language of the place, where that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_language: Option<String>,
    /// A number that grows whenever the session is announced otherwise, so that calendars take the change over; see
    /// [`Session::revision`](crate::programme::Session::revision).
    pub sequence: u32,
    /// What is announced otherwise than at first; see [`Session::changes`](crate::programme::Session::changes).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}
